"""Watchlists over the officers' interface: who may look, who brings one in, what a preview says, and whom a name that
somebody types would find. Every answer is held against the contract (officer.py)."""
import io
import json
import os
import sqlite3
import urllib.parse
import zipfile

import harness
import messages
from harness import until
from officer import Officer, key, make

HEAD = "id,surname,given,aliases,weak_aliases,birth,sex,nationality,document_state,document_number,severity,note\n"
FIRST = (HEAD +
         "L1,Zarvandiyev,Rustambek,,,1979-04-17,M,UZB,,,critical,\n"
         "L2,Oktemirayeva,Dilnozabegim,,The Swallow,1990-11-02,F,UZB,,,,\n"
         "L3,Brendholm,Torvald Ansgar,,,1968-03-30,M,DNK,DNK,000417762,,\n"
         "L4,Karimboyev,Jahongir,,,1968-01-25,M,UZB,,,,\n"
         "L5,Suparno,,,,1958-02-20,M,IDN,,,,\n"
         "L6,Ostrovelli,Giancarlo,,,1958-02-20,M,ITA,,,,\n")
SECOND = (FIRST.replace("L4,Karimboyev,Jahongir,,,1968-01-25", "L4,Karimboyev,Jahongir,,,1968-02-25")
          .replace("L6,Ostrovelli,Giancarlo,,,1958-02-20,M,ITA,,,,\n", "L7,Vaskarenko,Radomir,,,sometime,M,,,,,\n"))


def path(name, what, file="list.csv", **more):
    return f"/lists/{name}/{what}?" + urllib.parse.urlencode({"file": file, **more})


class Lists(harness.Scenario):
    def tearDown(self):
        while Officer.everyone:
            Officer.everyone.pop().close()
        super().tearDown()

    def begin(self):
        system = self.system().start()
        return system, {role: make(system, role, role) for role in
                        ("analyst", "supervisor", "officer", "dpo", "liaison", "administrator")}

    def send(self, officer, address, body, **headers):
        body = body.encode() if isinstance(body, str) else body
        return officer.ask("POST", address, body, Content_Type="application/octet-stream", **headers)

    def look(self, officer, body, name="national", **more):
        return self.send(officer, path(name, "trial", **more), body)

    def bring(self, officer, body, name="national", etag=None, **more):
        return self.send(officer, path(name, "versions", **more), body, Idempotency_Key=key(),
                         If_Match=etag)

    def match(self, officer, purpose="border-check", **person):
        return officer.ask("POST", f"/match?purpose={purpose}", person)

    def problem(self, answer, status, code):
        self.assertEqual((answer.status, answer.json.get("code")), (status, code), answer)
        return answer

    def audit(self, system, action):
        with sqlite3.connect(system.path("authored", "audit.db"), timeout=30) as audit:
            rows = audit.execute("SELECT account, allowed, purpose, subject_kind, subject FROM audit"
                                 " WHERE action = ? ORDER BY n", (action,)).fetchall()
        audit.close()
        return rows

    # ---- who may ----

    def test_who_looks_and_who_brings_in(self):
        system, people = self.begin()
        brings = {"supervisor"}
        names = {"analyst", "supervisor"}
        looks = {"analyst", "supervisor", "dpo", "administrator"}
        self.assertEqual(self.bring(people["supervisor"], FIRST, legal_basis="Order 7").status, 200)
        for role, officer in people.items():
            def may(roles):
                return 200 if role in roles else 403
            self.assertEqual(officer.get("/lists").status, may(looks), role)
            self.assertEqual(officer.get("/lists/national").status, may(looks), role)
            self.assertEqual(officer.get("/lists/national/versions/1").status, may(names), role)
            self.assertEqual(self.look(officer, SECOND).status, may(brings), role)
            self.assertEqual(self.bring(officer, FIRST).status, may(brings), role)
            self.assertEqual(self.match(officer, name="Nobody Whatever").status, may(names), role)
        # what is refused is in the audit as what is done; looking at metadata is not
        rows = self.audit(system, "importList")
        self.assertEqual([allowed for account, allowed, *_ in rows if account == "analyst"], [0])
        self.assertTrue(all(kind == "list" for *_, kind, _ in rows))
        self.assertEqual(self.audit(system, "listLists"),
                         [(role, 0, "", "list", 0) for role in ("officer", "liaison")])
        self.assertEqual(Officer(system).get("/lists").json["code"], "session.none")
        self.assertEqual(len(people["dpo"].get("/lists").json["items"]), 1)

    # ---- preview and import ----

    def test_a_preview_changes_nothing(self):
        system, people = self.begin()
        chief = people["supervisor"]
        self.assertEqual(chief.get("/lists").json["items"], [])
        self.problem(chief.get("/lists/national"), 404, "list.missing")
        first = self.look(chief, FIRST).json
        self.assertEqual((first["before"], first["entries"], first["format"], first["refusal"]),
                         (None, 6, "csv", None))
        self.assertEqual((first["changes"]["added"], first["changes"]["removed"]), (6, 0))
        self.assertEqual(first["changes"]["items"][0]["name"]["text"], "Zarvandiyev, Rustambek")
        self.assertEqual(chief.get("/lists").json["items"], [])
        self.assertEqual(os.listdir(system.path("authored", "lists")), [])
        taken = self.bring(chief, FIRST, etag=first["etag"], legal_basis="Order 7", agency="Police",
                           handling="H2", severity="medium", routing="desk-4")
        self.assertEqual((taken.status, taken.json["version"], taken.json["added"]), (200, 1, 6), taken)
        row = chief.get("/lists").json["items"][0]
        self.assertEqual([row[name] for name in ("name", "state", "version", "entries", "severity", "agency",
                                                 "legal_basis", "handling", "routing", "file", "imported_by")],
                         ["national", "in-force", 1, 6, "medium", "Police", "Order 7", "H2", "desk-4",
                          "list.csv", "supervisor"])
        # the next version: what is new, what differs and in what, what is gone, what cannot be read
        second = self.look(chief, SECOND).json
        changes = {item["entry"]["text"]: (item["what"], item["parts"]) for item in second["changes"]["items"]}
        self.assertEqual(changes, {"L4": ("changed", ["birth"]), "L6": ("removed", []), "L7": ("added", [])})
        self.assertEqual((second["before"], second["entries_before"], second["passed_over_count"]), (1, 6, 1))
        self.assertEqual((second["passed_over"][0]["line"], second["passed_over"][0]["entry"]), (7, "L7"))
        self.assertEqual(chief.get("/lists/national").json["list"]["version"], 1)
        # somebody else was faster: what was looked at is not what would be taken
        self.problem(self.bring(chief, SECOND, etag=first["etag"]), 412, "list.changed")
        self.assertEqual(self.bring(chief, SECOND, etag=second["etag"]).json["version"], 2)
        again = self.look(chief, SECOND).json
        self.assertEqual((again["unchanged"], again["changes"]["items"]), (True, []))
        shown = chief.get("/lists/national").json
        self.assertEqual([(one["version"], one["state"]) for one in shown["versions"]],
                         [(2, "in-force"), (1, "replaced")])
        self.assertEqual(shown["list"]["severity"], "medium")
        self.assertEqual({item["entry"]["text"] for item in
                          people["analyst"].get("/lists/national/versions/2").json["changes"]["items"]},
                         {"L4", "L6", "L7"})
        self.problem(chief.get("/lists/national/versions/3"), 404, "list.missing")

    def test_whom_it_would_have_found(self):
        system, people = self.begin()
        chief = people["supervisor"]
        world = messages.World(self.random)
        persons = world.persons(5)
        client = system.client(system.add_source("carrier"))
        for day in (messages.TODAY, None):
            client.send(messages.paxlst(world, world.flight(day=day), persons))
        client.close()
        system.wait_processed()

        def traffic(listed):
            answer = self.send(chief, path("national", "trial/traffic"), messages.csv_list(listed))
            self.assertEqual(answer.status, 200, answer)
            return answer.json

        def figures(found):
            return [found[key] for key in ("travellers", "found", "new", "new_alerts", "withdrawn")]

        seen = traffic(persons[:2])
        self.assertEqual([seen[key] for key in ("days", "days_with_travellers", "flights", "flights_looked_at")],
                         [7, 1, 2, 2])
        self.assertEqual([figures(seen["past"]), figures(seen["ahead"])], [[5, 2, 2, 2, 0]] * 2)
        self.assertEqual(chief.get("/lists").json["items"], [])
        self.bring(chief, messages.csv_list(persons[:2]), legal_basis="Order 7")
        until("they alert", lambda: len(system.lines("alerts")) == 4)
        seen = traffic(persons[1:4])
        self.assertEqual(figures(seen["past"]), [5, 3, 2, 2, 1])
        for role, officer in people.items():
            answer = self.send(officer, path("national", "trial/traffic"), FIRST)
            self.assertEqual(answer.status, 200 if role == "supervisor" else 403, role)
        self.problem(self.send(chief, path("national", "trial/traffic"), "neither,a,list\n1,2\n"), 422,
                     "list.unreadable")
        self.assertEqual(len([row for row in self.audit(system, "tryListTraffic") if row[1]]), 4)

    def test_lists_that_end(self):
        """Out of force, back again, and over: as the pages say it, and as the tester hears it."""
        system, people = self.begin()
        chief = people["supervisor"]
        self.bring(chief, FIRST, legal_basis="Order 7")

        def state():
            return chief.get("/lists").json["items"][0]["state"]

        def found():
            return len(self.match(chief, name="Rustambek Zarvandiyev").json["hits"])

        self.assertEqual((state(), found()), ("in-force", 1))
        before = self.look(chief, SECOND).json
        system.must("list", "retire", "national")
        self.assertEqual((state(), found()), ("retired", 0))
        self.problem(self.bring(chief, SECOND, etag=before["etag"]), 412, "list.changed")
        self.assertEqual(state(), "retired")
        looked = self.look(chief, FIRST).json
        self.assertEqual((looked["unchanged"], looked["restores"]), (True, True))
        self.assertEqual(self.bring(chief, FIRST, etag=looked["etag"]).json["version"], 1)
        self.assertEqual((state(), found()), ("in-force", 1))
        # the list has its day, and loses it again
        day = "2149-01-01"
        self.assertEqual(self.look(chief, FIRST, valid_until=day).json["unchanged"], False)
        self.bring(chief, FIRST, valid_until=day)
        self.assertEqual(chief.get("/lists").json["items"][0]["valid_until"], "2149-01-02T00:00:00.000000Z")
        self.assertEqual(self.look(chief, FIRST).json["unchanged"], True)
        self.bring(chief, FIRST, valid_until="none")
        self.assertEqual(chief.get("/lists").json["items"][0]["valid_until"], None)
        self.assertEqual(self.look(chief, FIRST, valid_until="2001-01-01").json["refusal"], "over")
        self.problem(self.bring(chief, FIRST, valid_until="2001-01-01"), 422, "list.refused")
        for wrong in (self.look(chief, FIRST, valid_until="soon"), self.bring(chief, FIRST, valid_until="soon")):
            self.problem(wrong, 400, "request.parameter")
        # an entry whose time is over is neither found nor near; the list has it all the same
        over = FIRST.replace("severity,note", "severity,valid_until").replace("critical,\n", "critical,2020-01-01\n")
        self.assertEqual(self.look(chief, over).json["ended"], 1)
        self.bring(chief, over)
        answer = self.match(chief, name="Rustambek Zarvandiyev").json
        self.assertEqual((answer["hits"], answer["near"]), ([], []))

    def test_files_that_are_not_right(self):
        system, people = self.begin()
        chief = people["supervisor"]
        self.bring(chief, FIRST, legal_basis="Order 7")
        short = "".join(FIRST.splitlines(True)[:4])
        looked = self.look(chief, short).json
        self.assertEqual((looked["refusal"], looked["entries"], looked["entries_before"]), ("shrunken", 3, 6))
        self.problem(self.bring(chief, short), 422, "list.refused")
        self.assertEqual(self.look(chief, HEAD).json["refusal"], "empty")
        for bad in ("", "neither,a,list\n1,2,3\n", "<?xml version='1.0'?><CONSOLIDATED_LIST><INDIVIDUALS>"):
            self.assertTrue(self.problem(self.look(chief, bad), 422, "list.unreadable").json["detail"])
        self.assertEqual(chief.get("/lists/national").json["list"]["version"], 1)
        forced = self.bring(chief, short, force="true")
        self.assertEqual((forced.status, forced.json["removed"]), (200, 3), forced)
        # packed, and what the contract does not have
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as file:
            file.writestr("list.csv", FIRST)
        self.assertEqual(self.look(chief, packed.getvalue(), file="list.zip").json["changes"]["added"], 3)
        self.problem(self.look(chief, FIRST, format="pdf"), 400, "request.parameter")
        self.problem(self.look(chief, FIRST, name="a%20b"), 400, "request.parameter")
        self.problem(chief.ask("POST", path("national", "trial"), {"a": 1}), 415, "request.media-type")

    # ---- the match tester ----

    def adds_up(self, entry):
        explained = entry["explanation"]
        total = sum(part["points"] for part in explained["parts"])
        self.assertEqual(max(0, min(100, total)), explained["score"], explained)
        return explained

    def test_who_matches_and_who_nearly_does(self):
        system, people = self.begin()
        self.bring(people["supervisor"], FIRST, legal_basis="Order 7")
        analyst = people["analyst"]

        def tried(**person):
            answer = self.match(analyst, **person)
            self.assertEqual(answer.status, 200, answer)
            for entry in answer.json["hits"] + answer.json["near"]:
                self.adds_up(entry)
            hits = [entry["explanation"]["entry"] for entry in answer.json["hits"]]
            near = {entry["explanation"]["entry"]: entry["against"] for entry in answer.json["near"]}
            return hits, near, answer.json

        hits, near, answer = tried(name="Rustambek Zarvandiev", birth="17 Apr 1979", nationality="Uzbekistan", sex="M")
        self.assertEqual((hits, near), (["L1"], {}))
        entry = answer["hits"][0]
        self.assertEqual((entry["name"], entry["severity"]), ("Zarvandiyev, Rustambek", "critical"))
        self.assertEqual(entry["explanation"]["birth"]["relation"], "exact")
        self.assertTrue(entry["explanation"]["name"]["aligned"])
        self.assertEqual(answer["understood"], {"birth_from": "1979-04-17", "birth_to": "1979-04-17",
                                                "nationality": "UZB"})
        hits, near, answer = tried(name="Rustambek Zarvandiyev", birth="1985-06-30")
        self.assertEqual((hits, near), ([], {"L1": ["birth-contradicts"]}))
        self.assertEqual(answer["near"][0]["explanation"]["birth"]["relation"], "contradicts")
        self.assertEqual(answer["near"][0]["explanation"]["how"], [])
        # a surname alone; a weak alias; one name that is all somebody has
        self.assertEqual(tried(name="Zarvandiyev")[:2], ([], {"L1": ["one-of-several", "below-threshold"]}))
        hits, near, _ = tried(name="The Swallow")
        self.assertEqual(hits, [])
        self.assertIn("weak-alias", near["L2"])
        hits, near, _ = tried(name="Suparna")
        self.assertEqual(hits, [])
        self.assertIn("one-alone", near["L5"])
        self.assertEqual(tried(name="Suparno")[0], ["L5"])
        self.assertEqual(tried(name="Suparno", birth="1958-02-20")[0], ["L5"])
        # a document without a name, whose name is another's
        hits, near, answer = tried(document="000417762", document_state="DNK")
        self.assertEqual((hits, answer["hits"][0]["explanation"]["how"]), (["L3"], ["document"]))
        self.assertEqual(tried(surname="Zarvandiyev", given="Rustambek")[0], ["L1"])
        # the set that is in force is asked, also after it has changed
        self.bring(people["supervisor"], FIRST.replace("L1,Zarvandiyev", "L1,Somebodyelse"))
        self.assertEqual(tried(name="Rustambek Zarvandiyev")[0], [])
        # the purpose is in the audit, the person nowhere
        self.assertEqual({row[2] for row in self.audit(system, "matchPerson")}, {"border-check"})
        self.match(analyst, purpose="investigation", name="Rustambek Zarvandiyev")
        self.assertEqual(self.audit(system, "matchPerson")[-1], ("analyst", 1, "investigation", "list", 0))
        self.assertEqual(system.stop(), 0)
        for name in ("audit.db", "guard.db", "desk.db", "access.log"):
            file = system.path("authored", name)
            if os.path.exists(file):
                with open(file, "rb") as content:
                    self.assertNotIn(b"arvandi", content.read().lower())

    def test_a_question_that_is_not_right(self):
        _, people = self.begin()
        analyst = people["analyst"]
        self.problem(self.match(analyst), 422, "match.nothing")
        self.problem(self.match(analyst, name="   "), 422, "match.nothing")
        self.problem(analyst.ask("POST", "/match", {"name": "A B"}), 400, "request.parameter")
        self.problem(self.match(analyst, purpose="curiosity", name="A B"), 400, "request.parameter")
        wrong = self.problem(self.match(analyst, name="A B", birth="yesterday", nationality="Atlantis"), 422,
                             "request.body")
        self.assertEqual({error["pointer"] for error in wrong.json["errors"]}, {"/birth", "/nationality"})
        # without a list there is nobody to find
        empty = self.match(analyst, name="Rustambek Zarvandiyev").json
        self.assertEqual((empty["entries"], empty["hits"], empty["near"]), (0, [], []))


if __name__ == "__main__":
    harness.main()
