"""Upload links: somebody without an account hands in something for one sender, once; what is wrong with
a link or a file is said; nothing gets in by another way. And the tables that officers load: read by a
profile that they choose, and kept by it."""
import http.client
import io
import json
import os
import sqlite3
import threading
import zipfile

import contract
import harness
from harness import until
from officer import Answer, key, make

ROOT = harness.PROJECT
TEMPLATE = ("#portolan-passengers-1,,,,,,,,\n"
            "Flight,From,To,Departure,Surname,Given names,Date of birth,Nationality,"
            "Document number\n")
FERRY = """
table: {kind: delimited, delimiter: ";"}
leg: {number: Voyage, board: {constant: TAS}, "off": {constant: IST}, departure: Day}
traveller: {surname: Family, given: Given, birth: Born}
document: {number: Paper}
"""


def row(surname, paper, flight="HY9271", day="2026-11-22"):
    return f"{flight},TAS,IST,{day},{surname},ANNA,03.02.1980,UZB,{paper}\n"


def listed(*names, **more):
    return (TEMPLATE + "".join(row(name, f"FA000{i}", **more)
                               for i, name in enumerate(names))).encode()


class Holder:
    """A browser that has a link, and nothing else."""

    def __init__(self, system, url):
        self.system, self.secret = system, url.partition("#")[2]

    def raw(self, method, path, body=None, headers=None):
        link = http.client.HTTPConnection("127.0.0.1", self.system.upload, timeout=60)
        try:
            link.request(method, path, body, headers or {})
            answer = link.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            link.close()

    def ask(self, method, path, body=None, **more):
        headers = {"X-Portolan-Link": self.secret, **more}
        if isinstance(body, dict):
            body = json.dumps(body)
            headers["Content-Type"] = "application/json"
        elif body is not None:
            headers["Content-Type"] = "application/octet-stream"
        answer = self.raw(method, "/api/v1" + path, body, headers)
        contract.hold(method, path, answer)
        return answer

    def add(self, body, name="list.csv"):
        return self.ask("POST", f"/upload/files?name={name}", body)

    def send(self, *files, **more):
        more = {"Idempotency-Key": key(), **more}
        return self.ask("POST", "/upload/send", {"files": [one.json["id"] for one in files]}, **more)

    def hand_in(self, body):
        return self.send(self.add(body))


class Upload(harness.Scenario):
    def started(self, **settings):
        self.home_system = system = self.system(settings=settings)
        return system.start()

    def link(self, source="ferry", *words):
        made = self.home_system.lines("source", "link", source, *words)[0]
        return Holder(self.home_system, made["url"])

    def links(self):
        return self.home_system.lines("source", "links")

    def refused(self, answer, status, code):
        self.assertEqual((answer.status, answer.json["code"]), (status, code), answer)
        self.assertTrue(answer.json["remedy"])

    def read(self, system, message):
        return system.must("message", str(message), "--json")

    # ---- the way through ----

    def test_a_list_is_handed_in_once(self):
        system = self.started()
        system.add_source("ferry")
        made = system.lines("source", "link", "ferry", "--hours", "5")[0]
        self.assertTrue(made["url"].startswith(f"http://127.0.0.1:{system.upload}/upload#"))
        self.assertTrue(made["profile_given"])
        holder = Holder(system, made["url"])
        shown = holder.ask("GET", "/upload").json
        self.assertEqual((shown["state"], shown["source"], shown["flight"]), ("open", "ferry", ""))
        first = holder.add(listed("ADAMSON", "BROWNING"))
        self.assertEqual(first.status, 201)
        self.assertEqual([(one["row"], one["surname"]["text"]) for one in first.json["persons"]],
                         [(3, "ADAMSON"), (4, "BROWNING")])
        self.assertEqual(first.json["messages"][0]["flight"], "HY9271 TAS-IST")
        other = holder.add(listed("CLARKSON"), "more.csv")
        dropped = holder.add(listed("DOBSON"))
        self.assertEqual(holder.ask("DELETE", "/upload/files/" + dropped.json["id"]).status, 204)
        self.refused(holder.send(first, dropped), 404, "upload.file-missing")
        self.assertEqual(system.status()["last"], 0, "nothing is stored before it is sent")
        sent = holder.send(first, other, **{"Idempotency-Key": "the-same-key-twice"})
        self.assertEqual(sent.status, 201)
        receipt = sent.json
        self.assertEqual(receipt["messages"], [1, 2])
        self.assertTrue(receipt["number"].endswith("-1"))
        self.assertEqual([one["name"] for one in receipt["files"]], ["list.csv", "more.csv"])
        again = holder.ask("POST", "/upload/send", {"files": [first.json["id"]]},
                           **{"Idempotency-Key": "the-same-key-twice"})
        self.assertEqual((again.status, again.json["number"], again.json["messages"]),
                         (201, receipt["number"], [1, 2]))
        self.refused(holder.send(first), 410, "upload.used")
        self.refused(holder.add(listed("EVANS")), 410, "upload.used")
        looked = holder.ask("GET", "/upload").json
        self.assertEqual((looked["state"], looked["receipt"]["number"]),
                         ("used", receipt["number"]))
        system.wait_processed()
        self.assertIn('"surname":"CLARKSON"', self.read(system, 2))
        self.assertEqual([(one["state"], one["messages"]) for one in self.links()],
                         [("used", "1 2")])
        before = system.dump()
        self.assertIn("ADAMSON", "".join(before))
        audit = sqlite3.connect(system.path("authored", "audit.db"))
        rows = audit.execute("SELECT account, role, action, allowed FROM audit ORDER BY n")
        found = [one for one in rows if one[1] in ("link", "owner")]
        audit.close()
        self.assertEqual([one[2:] for one in found if one[1] == "link"],
                         [("addUploadFile", 1)] * 3 + [("sendUpload", 1), ("sendUpload", 0), ("addUploadFile", 0)])
        self.assertIn(("owner", "makeLink", 1), [one[1:] for one in found])
        self.assertEqual(system.stop(), 0)
        for path in system.files():  # neither the secret nor a name of a file or person
            if not os.path.isfile(path):
                continue
            with open(path, "rb") as file:
                content = file.read()
            for word in (holder.secret, "more.csv", "CLARKSON"):
                self.assertNotIn(word.encode(), content, path)
        system.must("audit", "verify")
        system.must("rebuild")
        self.same_lines(before, system.dump(), "before and after the rebuild")

    def test_the_template_is_read_whatever_the_profile(self):
        """A sender with a profile of its own: its own tables, the template, and EDIFACT."""
        system = self.started()
        system.must("source", "add", "ferry", "--profile", self.file("ferry.yaml", FERRY))
        holder = self.link()
        own = holder.add(b"Voyage;Day;Family;Given;Born;Paper\nHY1;22.11.2026;ADAMSON;A;03.02.1980;X1\n")
        self.assertEqual((own.json["outcome"], own.json["count"]), ("full", 1), own)
        words = (b"\nFlight number,From,To,Departure (DD.MM.YYYY),Surname,Given names,"
                 b"Born (DD.MM.YYYY),Nationality,Document\n")  # for people, above the titles
        template = holder.add(b"\xef\xbb\xbf" + listed("BROWNING").replace(b"\n", words, 1)
                              .replace(b",", b";"))
        self.assertEqual(template.json["messages"][0]["flight"], "HY9271 TAS-IST")
        self.assertEqual(template.json["persons"][0]["surname"]["text"], "BROWNING")
        foreign = holder.add(b"Name,Age\nADAMSON,30\n")
        self.assertEqual((foreign.json["outcome"], foreign.json["issues"][0]["code"]),
                         ("quarantined", "table.header"))
        self.assertEqual(holder.send(own, template).status, 201)
        system.wait_processed()
        self.assertIn('"surname":"BROWNING"', self.read(system, 2))

    def test_what_is_wrong_is_said_with_its_place(self):
        system = self.started()
        system.add_source("ferry")
        holder = self.link()
        bad = holder.add(listed("ADAMSON") + row("BROWNING", "FA1").replace("03.02.1980", "99.02.1980")
                         .encode())
        found = [one for one in bad.json["issues"] if one["code"] == "date.bad"]
        self.assertEqual([(one["row"], one["column"]) for one in found], [(4, "G")], bad)
        with open(os.path.join(ROOT, "sample/tables/passengers.xlsx"), "rb") as file:
            sheet = holder.add(file.read(), "sheet.xlsx")
        self.assertEqual(sheet.json["outcome"], "full")
        self.assertTrue(all(one["row"] for one in sheet.json["persons"]))

    # ---- what is refused ----

    def test_links_that_are_no_more(self):
        system = self.started()
        system.add_source("ferry")
        system.add_source("other")
        wrong = self.link()
        wrong.secret = wrong.secret[:-3]
        self.refused(wrong.ask("GET", "/upload"), 404, "upload.unknown")
        taken, late, closed = self.link(), self.link(), self.link("other")
        held = taken.add(listed("ADAMSON"))
        system.must("source", "revoke", "2")
        self.refused(taken.ask("GET", "/upload"), 410, "upload.revoked")
        self.refused(taken.send(held), 410, "upload.revoked")
        with sqlite3.connect(system.path("authored", "desk.db"), timeout=30) as desk:
            desk.execute("UPDATE upload_link SET expires = made + 1 WHERE id = 3")
        desk.close()
        self.refused(late.ask("GET", "/upload"), 410, "upload.expired")
        self.refused(late.add(listed("ADAMSON")), 410, "upload.expired")
        system.must("source", "disable", "other")
        self.refused(closed.ask("GET", "/upload"), 410, "upload.closed")
        self.assertEqual(system.command("source", "link", "other").code, 1)
        self.assertEqual(system.command("source", "link", "nobody").code, 3)
        self.assertEqual(system.command("source", "link", "ferry", "--flight", "HY1").code, 2)
        self.assertEqual(system.command("source", "revoke", "77").code, 3)
        self.assertEqual([one["state"] for one in self.links()],
                         ["open", "expired", "revoked", "open"])
        self.assertEqual(system.status()["last"], 0)

    def test_one_flight(self):
        system = self.started()
        system.add_source("ferry")
        holder = self.link("ferry", "--flight", "hy 9271", "--date", "2026-11-22")
        self.assertEqual(holder.ask("GET", "/upload").json["flight"], "HY9271 2026-11-22")
        other = holder.add(listed("ADAMSON", flight="HY9272"))
        day = holder.add(listed("ADAMSON", day="2026-11-23"))
        right = holder.add(listed("ADAMSON", flight="HY09271"))
        self.assertEqual([one.json["other_flight"] for one in (other, day, right)],
                         [True, True, False])
        self.refused(holder.send(right, other), 422, "upload.other-flight")
        self.assertEqual(holder.send(right).status, 201)

    def test_two_tabs_at_once(self):
        """Of many who send at the same moment one gets a receipt."""
        system = self.started()
        system.add_source("ferry")
        holder = self.link()
        files = [holder.add(listed(name)) for name in ("ADAMSON", "BROWNING", "CLARKSON", "DOBSON")]
        answers = []
        threads = [threading.Thread(target=lambda one=one: answers.append(holder.send(one)))
                   for one in files]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sorted(one.status for one in answers), [201, 410, 410, 410])
        self.assertEqual(system.wait_processed()["last"], 1)

    def test_hostile_files(self):
        system = self.started(upload={"body-limit": "1"})
        system.add_source("ferry")
        holder = self.link()
        self.refused(holder.add(b"x" * (1 << 20) + b"y"), 413, "request.too-large")
        self.refused(holder.add(b""), 422, "upload.empty")
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/workbook.xml", '<workbook xmlns:r="r"><sheets><sheet name="S" '
                             'r:id="r1"/></sheets></workbook>')
            archive.writestr("xl/_rels/workbook.xml.rels", '<Relationships><Relationship Id="r1" '
                             'Target="worksheets/sheet1.xml"/></Relationships>')
            archive.writestr("xl/worksheets/sheet1.xml", b"<worksheet><sheetData>" +
                             b"<row><c><v>1</v></c></row>" * (6 << 20))
        self.assertLess(len(bomb.getvalue()), 1 << 20)
        answer = holder.add(bomb.getvalue(), "bomb.xlsx")
        self.assertIn(answer.status, (201, 422), answer)
        if answer.status == 201:
            self.assertNotEqual(answer.json["outcome"], "full")
        for body in (b"PK\x03\x04", b"\0" * 5000, b"UNB+UNOA:4", b"[[[[[[[[", os.urandom(3000),
                     b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"):
            self.assertEqual(holder.add(body, "odd").status, 201)
        good = holder.add(listed("ADAMSON"))
        self.assertEqual(good.json["outcome"], "full")
        self.assertEqual(holder.send(good).status, 201)

    def test_too_often(self):
        system = self.started()
        system.add_source("ferry")
        holder, other = self.link(), self.link()
        seen = [holder.add(listed("ADAMSON")).status for _ in range(34)]
        self.assertEqual(seen[:30], [201] * 30)
        self.assertIn(429, seen[30:])
        self.assertEqual(other.add(listed("ADAMSON")).status, 201)
        other.secret = "A" * 43
        tried = [other.ask("GET", "/upload") for _ in range(12)]
        self.assertEqual((tried[0].status, tried[-1].status), (404, 429))
        self.assertEqual(self.link().ask("GET", "/upload").status, 200, "a good one gets in")
        self.assertGreater(int(tried[-1].headers["Retry-After"]), 0)

    def test_nothing_else_is_there(self):
        """Neither officers' operations at this listener, nor these at the officers'; no other source."""
        system = self.started()
        system.add_source("ferry")
        holder = self.link()
        officer = make(system, "nigora", "administrator", tls=False)
        cookie = {"Cookie": officer.cookie, "X-Portolan-CSRF": officer.csrf}
        for path in ("/api/v1/accounts", "/api/v1/session", "/api/v1/messages", "/api/docs",
                     "/index.html", "/alerts", "/api/v1/links"):
            self.assertEqual(holder.raw("GET", path, headers=cookie).status, 404, path)
        self.assertEqual(holder.raw("GET", "/upload").status, 200)
        self.assertIn("default-src 'self'", holder.raw("GET", "/").headers["Content-Security-Policy"])
        self.assertEqual(officer.raw("GET", "/api/v1/upload", X_Portolan_Link=holder.secret).status, 404)
        self.assertEqual(holder.ask("GET", "/upload", Origin="https://elsewhere.example").status, 200)
        self.refused(holder.ask("POST", "/upload/files?name=a", b"x",
                                Origin="https://elsewhere.example"), 403, "session.csrf")
        carrier = system.client(holder.secret)  # the link's secret is none of the intake's
        self.assertEqual(carrier.post(b"UNB")[0], 401)
        carrier.close()

    def test_the_intake_is_away(self):
        """No receipt for what is not durable; the link stays good."""
        system = self.started()
        system.add_source("ferry")
        holder = self.link()
        held = holder.add(listed("ADAMSON"))
        ready = system.path("run", "ready")
        with open(ready) as file:
            text = file.read()
        with open(ready, "w") as file:
            file.write(text.replace(f":{system.http}", ":1"))
        self.refused(holder.send(held), 503, "upload.not-kept")
        self.assertEqual(self.links()[0]["state"], "open")
        with open(ready, "w") as file:
            file.write(text)
        self.assertEqual(holder.send(held).status, 201)
        self.assertEqual(system.wait_processed()["last"], 1)

    # ---- officers: links ----

    def test_officers_make_links(self):
        system = self.started()
        system.add_source("ferry")
        liaison = make(system, "lola", "liaison", tls=False)
        shown = liaison.must("GET", "/links")
        self.assertEqual((shown["items"], shown["sources"], shown["hours"], shown["page"]),
                         ([], ["ferry"], 72, True))
        made = liaison.must("POST", "/links", {"source": "ferry", "flight": "HY9271 2026-11-22",
                                               "hours": 1}, Idempotency_Key=key())
        self.assertEqual((made["link"]["made_by"], made["link"]["state"]), ("lola", "open"))
        holder = Holder(system, made["url"])
        self.assertEqual(holder.ask("GET", "/upload").status, 200)
        for body, status in (({"source": "nobody"}, 404), ({"source": "ferry", "flight": "x"}, 422),
                             ({"source": "ferry", "hours": 0}, 422)):
            self.assertEqual(liaison.ask("POST", "/links", body, Idempotency_Key=key()).status,
                             status, body)
        dpo = make(system, "dilshod", "dpo", tls=False)
        self.assertEqual(len(dpo.must("GET", "/links")["items"]), 1)
        self.assertEqual(dpo.ask("POST", "/links", {"source": "ferry"},
                                 Idempotency_Key=key()).status, 403)
        analyst = make(system, "anora", "analyst", tls=False)
        self.assertEqual(analyst.get("/links").status, 403)
        path = f"/links/{made['link']['id']}/revoke"
        gone = liaison.must("POST", path, Idempotency_Key=key())
        self.assertEqual((gone["state"], gone["revoked_by"]), ("revoked", "lola"))
        self.assertEqual(liaison.must("POST", path, Idempotency_Key=key())["state"], "revoked")
        self.refused(holder.add(listed("ADAMSON")), 410, "upload.revoked")
        self.assertEqual(liaison.ask("POST", "/links/99/revoke", Idempotency_Key=key()).status, 404)
        for officer in (liaison, dpo, analyst):
            officer.close()

    # ---- officers: tables ----

    def test_a_table_is_read_as_the_officer_says(self):
        system = self.started()
        system.add_source("ferry")
        officer = make(system, "nigora", "supervisor", tls=False)
        table = b"Voyage;Day;Family;Given;Born;Paper\nHY1;22.11.2026;ADAMSON;ANNA;99.02.1980;X1\n"
        trial = officer.must("POST", "/trials?name=a.csv", table,
                             Content_Type="application/octet-stream")
        self.assertEqual((trial["files"][0]["table"], trial["files"][0]["outcome"]),
                         (True, "quarantined"))
        path = f"/trials/{trial['id']}/files/0"
        proposal = officer.must("POST", path + "/proposal")
        columns = {one["title"]: one for one in proposal["columns"]}
        self.assertEqual(columns["Family"]["samples"], ["ADAMSON"])
        self.assertEqual(columns["Born"]["field"], "traveller.birth")
        reading = officer.must("POST", path + "/reading", {"profile": FERRY})
        self.assertEqual(reading["persons"][0]["surname"], {"text": "ADAMSON"})
        self.assertEqual([(one["row"], one["column"]) for one in reading["issues"]
                          if one["code"] == "date.bad"], [(2, "E")])
        bad = officer.ask("POST", path + "/reading", {"profile": "traveller: {surnam: A}"})
        self.refused(bad, 422, "profile.faulty")
        self.assertIn("line 1", bad.json["detail"])
        self.assertEqual(officer.ask("POST", f"/trials/{trial['id']}/files/7/proposal").status, 404)
        profiles = officer.must("GET", "/profiles")["items"]
        self.assertEqual([one["name"] for one in profiles][:1], ["passengers"])
        self.assertIn(("source", "ferry", ""), [(p["kind"], p["name"], p["text"]) for p in profiles])
        kept = officer.must("POST", f"/trials/{trial['id']}/keep", Idempotency_Key=key())
        system.wait_processed()
        self.assertIn('"surname":"ADAMSON"', self.read(system, kept["messages"][0]))
        self.kept_as_shown(system, officer, table.replace(b"ADAMSON", b"BERGMAN"))
        officer.must("PUT", "/profiles/ferry", {"profile": FERRY}, Idempotency_Key=key())
        self.assertIn("with a profile", system.must("source", "list"))
        self.assertEqual(officer.ask("PUT", "/profiles/nobody", {"profile": FERRY},
                                     Idempotency_Key=key()).status, 404)
        officer.close()

    def kept_as_shown(self, system, officer, table):
        """A table that was not read is not read by the profile of the one that was kept before."""
        trial = officer.must("POST", "/trials?name=b.csv", table,
                             Content_Type="application/octet-stream")
        self.assertEqual(trial["files"][0]["outcome"], "quarantined")
        kept = officer.must("POST", f"/trials/{trial['id']}/keep", Idempotency_Key=key())
        system.wait_processed()
        self.assertNotIn('"surname":"BERGMAN"', self.read(system, kept["messages"][0]))

    def test_who_sees_no_identity_sees_no_cells(self):
        system = self.started()
        officer = make(system, "lola", "liaison", tls=False)
        table = b"Family;Given;Born;Paper\nADAMSON;ANNA;03.02.1980;X1234567\n"
        trial = officer.must("POST", "/trials?name=a.csv", table,
                             Content_Type="application/octet-stream")
        path = f"/trials/{trial['id']}/files/0"
        proposal = officer.ask("POST", path + "/proposal")
        reading = officer.ask("POST", path + "/reading", {"profile": FERRY})
        for answer in (proposal, reading):
            for secret in (b"ADAMSON", b"1980", b"X1234567"):
                self.assertNotIn(secret, answer.body)
        self.assertTrue(proposal.json["masked"])
        self.assertEqual(reading.json["persons"][0]["surname"], {"masked": True})
        nothing = officer.must("POST", "/trials?name=a.bin", b" \n\n",
                               Content_Type="application/octet-stream")
        self.refused(officer.ask("POST", f"/trials/{nothing['id']}/files/0/proposal"), 422,
                     "trial.no-table")
        officer.close()


if __name__ == "__main__":
    harness.main()
