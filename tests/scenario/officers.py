"""The officers' listener of the real system: from signing in to data, and everything that is refused."""
import datetime
import http.client
import io
import json
import os
import re
import socket
import sqlite3
import threading
import time
import zipfile

import harness
import messages
from harness import say, until
from officer import Officer, key, make


class Stream:
    """GET /events, read in a thread."""

    def __init__(self, officer, last=None):
        self.text, self.ended = "", False
        self.connection = officer.connect()
        self.connection.connect()
        self.socket = self.connection.sock
        headers = {"Cookie": officer.cookie}
        if last is not None:
            headers["Last-Event-ID"] = str(last)
        self.connection.request("GET", "/api/v1/events", headers=headers)
        self.response = self.connection.getresponse()
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()

    def read(self):
        try:
            while True:
                byte = self.response.read(1)
                if not byte:
                    break
                self.text += byte.decode()
        except (OSError, http.client.HTTPException):
            pass
        self.ended = True

    def events(self, name):
        """[(id or None, data)] of the events of that name so far."""
        found = []
        for block in self.text.split("\n\n")[:-1]:
            lines = dict(line.partition(": ")[::2] for line in block.split("\n"))
            if lines.get("event") == name:
                found.append((lines.get("id"), json.loads(lines["data"])))
        return found

    def close(self):
        """The socket itself: closing the connection would wait for the reader."""
        self.socket.shutdown(socket.SHUT_RDWR)
        self.thread.join()
        self.socket.close()


class Officers(harness.Scenario):
    def tearDown(self):
        while Officer.everyone:
            Officer.everyone.pop().close()
        super().tearDown()

    def begin(self, **settings):
        return self.system(settings=settings).start()

    def send(self, system, message):
        carrier = system.client(system.add_source("carrier"))
        carrier.send(message)
        carrier.close()

    def feed(self, system, persons=3, listed=1, world=None, **facts):
        """A flight with listed persons on it; (flight's row, persons)."""
        world = world or messages.World(self.random)
        flight = world.flight(**facts)
        people = [world.person() for _ in range(persons)]
        for i, person in enumerate(people[:listed]):
            person.entry = f"E{i}"
        path = self.file("list.csv", messages.csv_list(people[:listed]))
        system.must("list", "import", path, "--name", "test")
        self.send(system, messages.paxlst(world, flight, people))
        system.wait_processed()
        return flight, people

    # ---- who gets in ----

    def test_from_login_to_data(self):
        system = self.begin()
        first = system.lines("user", "first")[0]
        admin = Officer(system)
        self.assertEqual(admin.get("/session").json["state"], "none")
        self.assertIs(admin.get("/session").json["own_certificate"], True)
        self.assertIs(Officer(system, tls=False).get("/session").json["own_certificate"], False)
        session = admin.sign_in("admin", first["password"])
        self.assertEqual(session["account"]["role"], "administrator")
        self.assertRegex(admin.set_cookie, r"^__Host-portolan=[\w-]{43}; Path=/; HttpOnly; "
                                           r"SameSite=Strict; Secure$")
        added = admin.must("POST", "/accounts", {"name": "nigora", "display_name": "Nigora <K>",
                                                 "role": "analyst"}, Idempotency_Key=key())
        plain = Officer(system, tls=False)
        plain.sign_in("nigora", added["password"])
        self.assertRegex(plain.set_cookie, r"^portolan=[\w-]{43}; Path=/; HttpOnly; "
                                           r"SameSite=Strict$")
        flight, people = self.feed(system)
        rows = plain.get("/flights?when=all").json["items"]
        self.assertEqual(rows[0]["number"], flight.number)
        manifest = plain.get(f"/flights/{rows[0]['id']}/travellers").json
        self.assertEqual({row["surname"]["text"] for row in manifest["items"]},
                         {person.surname for person in people})
        alert = plain.get("/alerts").json["items"][0]
        traveller = plain.get(f"/travellers/{alert['traveller']}")
        self.assertEqual(traveller.json["alert"]["state"], "open")
        self.assertEqual(traveller.headers["ETag"], alert["etag"])
        fact = traveller.json["why"][0]
        self.assertTrue(fact)
        message = plain.get("/messages/1")
        self.assertEqual(message.status, 200)
        self.assertIn(people[0].surname, message.json["raw"])
        # the administrator sees no identity, and no alert
        self.assertEqual(admin.get("/alerts").status, 403)
        self.assertEqual(admin.get(f"/travellers/{alert['traveller']}").status, 403)
        self.assertNotIn(people[0].surname, admin.get("/messages/1").json["raw"])
        plain.must("DELETE", "/session")
        self.assertEqual(plain.get("/alerts").json["code"], "session.none")

    def test_who_is_refused(self):
        system = self.begin()
        officer = make(system, "nigora", "analyst")
        stranger = Officer(system)
        for path in ("/flights", "/alerts", "/travellers/T261122-1", "/messages", "/events",
                     "/accounts"):
            answer = stranger.get(path)
            self.assertEqual((answer.status, answer.json["code"]), (401, "session.none"), path)
        wrong = stranger.ask("POST", "/session", {"name": "nigora", "password": "not this one"})
        self.assertEqual((wrong.status, wrong.json["code"]), (401, "session.refused"))
        self.assertNotIn("Set-Cookie", wrong.headers)
        # a session that somebody planted is not the one that is signed in
        planted = "__Host-portolan=" + "A" * 43
        stranger.cookie = planted
        answer = stranger.ask("POST", "/session", {"name": "nigora",
                                                   "password": officer.password})
        self.assertNotEqual(stranger.cookie, planted)
        # before the second factor there is nothing to see
        before = stranger.cookie
        self.assertEqual(answer.json["state"], "totp")
        self.assertEqual(stranger.get("/alerts").json["code"], "session.incomplete")
        code = officer.fresh_code()
        self.assertEqual(stranger.ask("POST", "/session/totp", {"code": code}).status, 200)
        # a step gives a new cookie, and the one before is worth nothing
        other = Officer(system)
        other.cookie = before
        self.assertEqual(other.get("/alerts").json["code"], "session.none")
        # a code counts once
        third = Officer(system)
        third.must("POST", "/session", {"name": "nigora", "password": officer.password})
        again = third.ask("POST", "/session/totp", {"code": code})
        self.assertEqual((again.status, again.json["code"]), (401, "session.code-refused"))
        # many attempts have to wait
        statuses = [Officer(system).ask("POST", "/session", {"name": "nigora", "password": "x"})
                    for _ in range(6)]
        late = [answer for answer in statuses if answer.status == 429]
        self.assertTrue(late)
        self.assertGreater(int(late[0].headers["Retry-After"]), 0)

    def test_changes_come_from_the_page(self):
        system = self.begin()
        officer = make(system, "nigora", "analyst")
        for more in ({"X_Portolan_CSRF": None}, {"X_Portolan_CSRF": "0" * 32},
                     {"Origin": "https://evil.example"}, {"Origin": "null"},
                     {"Sec_Fetch_Site": "cross-site"}, {"Sec_Fetch_Site": "same-site"}):
            answer = officer.ask("POST", "/demo", Idempotency_Key=key(), **more)
            self.assertEqual((answer.status, answer.json["code"]), (403, "session.csrf"), more)
        # neither may another site sign somebody in
        answer = Officer(system).ask("POST", "/session", {"name": "nigora", "password": "x"},
                                     Origin="https://evil.example")
        self.assertEqual(answer.json["code"], "session.csrf")
        own = f"https://127.0.0.1:{system.officers_tls}"
        answer = officer.ask("POST", "/demo", Idempotency_Key=key(), Origin=own,
                             Sec_Fetch_Site="same-origin")
        self.assertEqual(answer.status, 202, answer)

    # ---- requests that are not right ----

    def problem(self, answer, status, code):
        self.assertEqual((answer.status, answer.json.get("code")), (status, code), answer)
        self.assertEqual(answer.headers["Content-Type"], "application/problem+json")
        self.assertEqual(answer.json["status"], status)
        self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
        return answer

    def places(self, answer):
        return {(error["pointer"], error["code"]) for error in answer.json["errors"]}

    def test_what_is_not_right_is_said(self):
        system = self.begin()
        officer = make(system, "nigora", "analyst")
        self.problem(officer.get("/nothing"), 404, "request.path")
        self.problem(officer.raw("GET", "/api/v2/flights"), 404, "request.path")
        answer = self.problem(officer.ask("PUT", "/session", {}), 405, "request.method")
        self.assertEqual(answer.headers["Allow"], "GET, POST, DELETE")
        for path, code in (("/flights?limit=0", "small"), ("/flights?limit=501", "large"),
                           ("/flights?limit=x", "type"), ("/flights?swept=yes", "type"),
                           ("/flights?direction=up", "word"), ("/flights?from=22.11.2026", "form"),
                           ("/flights?from=2026-02-31", "form"), ("/flights?x=1", "unknown"),
                           ("/flights?q=", "short"), ("/flights?q=" + "a" * 61, "long"),
                           ("/flights?q=a&q=b", "twice"), ("/flights?cursor=AAAA", "form")):
            answer = self.problem(officer.get(path), 400, "request.parameter")
            self.assertEqual([error["code"] for error in answer.json["errors"]], [code], path)
        for path in ("/flights/X", "/flights/F1", "/travellers/F261122-1", "/messages/0"):
            self.problem(officer.get(path), 400, "request.parameter")
        for body, places in (
                ({}, {("/name", "missing"), ("/password", "missing")}),
                ({"name": 1, "password": "x"}, {("/name", "type")}),
                ({"name": "x", "password": ""}, {("/password", "short")}),
                ({"name": "x", "password": "y", "a/b~": 1}, {("/a~1b~0", "unknown")}),
                (["name"], {("", "type")})):
            answer = self.problem(officer.ask("POST", "/session", body), 422, "request.body")
            self.assertEqual(self.places(answer), places)
        for body in ("{", "", '{"name": "a", "name": "b", "password": "c"}', '{"name": "\\u0000"}',
                     b'{"name": "\xff"}'):
            self.problem(officer.ask("POST", "/session", body, Content_Type="application/json"),
                         400, "request.malformed")
        self.problem(officer.ask("POST", "/session", "a=b",
                                 Content_Type="application/x-www-form-urlencoded"), 415,
                     "request.media-type")
        self.problem(officer.ask("POST", "/session", "x" * (10 << 20),
                                 Content_Type="application/json"), 413, "request.too-large")
        self.problem(officer.ask("POST", "/demo"), 400, "request.parameter")

    def test_paths_and_headers_cannot_be_bent(self):
        system = self.begin()
        officer = make(system, "nigora", "analyst", tls=False)

        def bare(text):
            with socket.create_connection(("127.0.0.1", system.officers), 30) as link:
                link.sendall(text)
                link.settimeout(30)
                answer = b""
                while b"\r\n\r\n" not in answer:
                    more = link.recv(65536)
                    if not more:
                        break
                    answer += more
            return answer

        for path in (b"/../secrets/tls.key", b"/api/v1/../../x", b"/%2e%2e/%2e%2e/etc/passwd",
                     b"/api/v1/flights%2fF261122-1", b"/api%5cv1", b"/a%00b", b"//etc/passwd",
                     b"/api/v1/flights/F261122-1%0d%0aSet-Cookie:%20a=b"):
            answer = bare(b"GET " + path + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            self.assertTrue(answer.startswith(b"HTTP/1.1 400"), (path, answer[:200]))
            self.assertNotIn(b"Set-Cookie", answer)
        cookie = officer.cookie.encode()
        answer = bare(b"GET /api/v1/flights?q=%0d%0aX-Bad:1 HTTP/1.1\r\nHost: x\r\nCookie: " +
                      cookie + b"\r\nConnection: close\r\n\r\n")
        self.assertTrue(answer.startswith(b"HTTP/1.1 400"))
        self.assertNotIn(b"\r\nX-Bad", answer)

    def test_failures_tell_of_no_file(self):
        system = self.begin()
        officer = make(system, "nigora", "analyst")
        self.feed(system)
        traveller = officer.get("/alerts").json["items"][0]["traveller"]
        system.stop()
        for root, _, names in os.walk(system.path("derived")):
            for name in names:
                if root != system.path("derived") and "index" not in root:
                    with open(os.path.join(root, name), "wb") as day:
                        day.write(b"\0" * 8192 if name.endswith(".db") else b"")
        system.start()
        for path in ("/alerts", f"/travellers/{traveller}"):
            answer = officer.get(path)
            self.assertEqual((answer.status, answer.json["status"]), (503, 503), answer)
            for secret in (system.data, "derived", ".db"):
                self.assertNotIn(secret, answer.body.decode())

    def test_html_in_names_stays_text(self):
        system = self.begin()
        officer = make(system, "nigora", "analyst")
        world = messages.World(self.random)
        flight, person = world.flight(), world.person()
        person = person.but(surname="<IMG SRC=X ONERROR=ALERT(1)>", given="=CMD!A0")
        self.send(system, messages.paxlst(world, flight, [person]))
        system.wait_processed()
        row = officer.get("/flights?when=all").json["items"][0]
        answer = officer.get(f"/flights/{row['id']}/travellers")
        self.assertEqual(answer.headers["Content-Type"], "application/json")
        self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
        self.assertIn("<IMG SRC", answer.json["items"][0]["surname"]["text"])

    # ---- pages of lists ----

    def test_pages_of_a_list(self):
        system = self.begin()
        officer, other = make(system, "nigora", "analyst"), make(system, "olim", "analyst")
        world = messages.World(self.random)
        flight = world.flight()
        people = [world.person() for _ in range(25)]
        self.send(system, messages.paxlst(world, flight, people))
        system.wait_processed()
        row = officer.get("/flights?when=all").json["items"][0]
        path, seen, cursor = f"/flights/{row['id']}/travellers?limit=10", [], None
        while True:
            page = officer.get(path + (f"&cursor={cursor}" if cursor else "")).json
            seen += [item["id"] for item in page["items"]]
            cursor = page["next"]
            if not cursor:
                break
            last = cursor
        self.assertEqual((len(seen), len(set(seen)), page["total"]), (25, 25, 25))
        # it holds no name in clear, and is for this list and this account alone
        for bad in (f"/flights?cursor={last}", path + f"&cursor={last[:-4]}AAAA"):
            self.problem(officer.get(bad), 400, "request.parameter")
        self.problem(other.get(path + f"&cursor={last}"), 400, "request.parameter")

    # ---- deciding ----

    def test_a_decision_is_made_once(self):
        system = self.begin()
        officer, other = make(system, "nigora", "analyst"), make(system, "olim", "supervisor")
        self.feed(system)
        alert = officer.get("/alerts").json["items"][0]
        path = f"/alerts/{alert['traveller']}/decisions"
        body, once = {"code": "refer", "note": "to be looked at"}, key()
        made = officer.ask("POST", path, body, Idempotency_Key=once, If_Match=alert["etag"])
        self.assertEqual(made.status, 201, made)
        self.assertEqual(made.json["alert"]["state"], "refer")
        # lost on the way, and sent again: the very same answer, and one decision
        again = officer.ask("POST", path, body, Idempotency_Key=once, If_Match=alert["etag"])
        self.assertEqual((again.status, again.json), (201, made.json))
        self.assertEqual(again.headers["ETag"], made.headers["ETag"])
        self.problem(officer.ask("POST", path, {"code": "note"}, Idempotency_Key=once), 409,
                     "request.key-reused")
        shown = officer.get(f"/travellers/{alert['traveller']}").json
        self.assertEqual([d["by"] for d in shown["decisions"]], ["nigora"])
        # who looked at it before gets 412, and nothing is written
        late = other.ask("POST", path, {"code": "clear-explained"}, Idempotency_Key=key(),
                         If_Match=alert["etag"])
        self.problem(late, 412, "alert.changed")
        fresh = other.get("/alerts").json["items"][0]["etag"]
        cleared = other.ask("POST", path, {"code": "clear-explained"}, Idempotency_Key=key(),
                            If_Match=fresh)
        self.assertEqual(cleared.status, 201, cleared)
        # at once from two tabs: one decision
        twice, results = key(), []

        def tab():
            client = Officer(system)
            client.cookie, client.csrf = officer.cookie, officer.csrf
            results.append(client.ask("POST", path, {"code": "note", "note": "x"},
                                      Idempotency_Key=twice))
        tabs = [threading.Thread(target=tab) for _ in range(4)]
        [one.start() for one in tabs]
        [one.join() for one in tabs]
        self.assertEqual({answer.status for answer in results}, {201})
        self.assertEqual(len({answer.json["decision"]["id"] for answer in results}), 1)
        # two who looked at the same: one decides, the other is told
        etag, results = other.get("/alerts?state=all").json["items"][0]["etag"], []

        def desk(browser):
            client = Officer(system)
            client.cookie, client.csrf = browser.cookie, browser.csrf
            results.append(client.ask("POST", path, {"code": "note"}, Idempotency_Key=key(),
                                      If_Match=etag).status)
        desks = [threading.Thread(target=desk, args=(one,)) for one in (officer, other) * 3]
        [one.start() for one in desks]
        [one.join() for one in desks]
        self.assertEqual(sorted(results), [201] + [412] * 5)
        # undone, and once only
        number = cleared.json["decision"]["id"]
        undone = other.ask("DELETE", f"/decisions/{number}")
        self.assertEqual(undone.status, 200, undone)
        self.assertEqual(undone.json["alert"]["state"], "refer")
        self.problem(other.ask("DELETE", f"/decisions/{number}"), 409, "decision.withdrawn")
        self.problem(other.ask("DELETE", "/decisions/999"), 404, "decision.missing")

    def test_the_alert_of_a_minor_is_nowhere(self):
        """Who may not know of it is answered as if it were not there, whatever is asked."""
        system = self.begin()
        world = messages.World(self.random)
        flight = world.flight()
        child = world.person(birth=flight.departure.date() - datetime.timedelta(days=3000), entry="E1")
        people = [child, world.person(), world.person()]
        path = self.file("list.csv", messages.csv_list([child]))
        system.must("list", "import", path, "--name", "test")
        self.send(system, messages.paxlst(world, flight, people))
        system.wait_processed()
        analyst, chief, counter = (make(system, name, role) for name, role in
                                   (("a.a", "analyst"), ("b.b", "supervisor"), ("c.c", "officer")))
        row = chief.get("/alerts").json["items"][0]
        self.assertTrue(row["protect"])
        minor, made = row["traveller"], None
        made = chief.must("POST", f"/alerts/{minor}/decisions", {"code": "refer"},
                          Idempotency_Key=key())["decision"]["id"]
        others = [item["id"] for item in
                  analyst.get(f"/flights/{row['flight']['id']}/travellers").json["items"]
                  if item["id"] != minor]

        def same(officer, ask):
            seen, other = ask(officer, minor), ask(officer, others[0])
            self.assertEqual((seen.status, seen.json.get("code"), seen.json.get("detail")),
                             (other.status, other.json.get("code"), other.json.get("detail")))
            return seen

        def decide(officer, id):
            return officer.ask("POST", f"/alerts/{id}/decisions", {"code": "refer"},
                               Idempotency_Key=key())

        self.problem(same(analyst, decide), 404, "alert.missing")
        self.problem(same(counter, decide), 403, "permission.denied")
        self.problem(analyst.ask("DELETE", f"/decisions/{made}"), 404, "decision.missing")
        self.problem(analyst.ask("DELETE", f"/decisions/{made + 1}"), 404, "decision.missing")
        paired = same(analyst, lambda officer, id: officer.ask(
            "POST", f"/travellers/{id}/pairings", {"other": others[1], "same": False},
            Idempotency_Key=key()))
        self.assertEqual(paired.status, 202)
        for listed in ("/alerts?state=all&when=all", f"/alerts?state=all&when=all&q={child.surname}"):
            self.assertEqual(analyst.get(listed).json["total"], 0)
        shown = analyst.get(f"/travellers/{minor}")
        self.assertNotIn("ETag", shown.headers)
        self.assertEqual((shown.json["alert"], shown.json["decisions"]), (None, []))

    def test_what_is_raised_after_landing_does_not_wait(self):
        system = self.begin()
        officer = make(system, "nigora", "analyst")
        stream = Stream(officer)
        until("the stream begins", lambda: "retry:" in stream.text)
        world = messages.World(self.random)
        people = [world.person(entry="E0"), world.person(entry="E1")]
        path = self.file("list.csv", messages.csv_list(people))
        system.must("list", "import", path, "--name", "test")
        gone = world.flight(day=messages.TODAY - datetime.timedelta(days=3))
        carrier = system.client(system.add_source("carrier"))
        carrier.send(messages.paxlst(world, world.flight(), people[:1]))
        carrier.send(messages.paxlst(world, gone, people[1:]))
        carrier.close()
        system.wait_processed()
        ahead, landed = officer.get("/alerts").json, officer.get("/alerts?state=landed").json
        self.assertEqual((ahead["total"], landed["total"]), (1, 1))
        self.assertEqual(officer.get("/alerts?state=all").json["total"], 2)
        self.assertEqual(ahead["items"][0]["surname"]["text"], people[0].surname)
        self.assertEqual([row["landed"] for row in ahead["items"] + landed["items"]], [False, True])
        until("both alerts", lambda: len(stream.events("alert")) >= 2)
        self.assertEqual({data["traveller"]: data["landed"] for _, data in stream.events("alert")},
                         {ahead["items"][0]["traveller"]: False,
                          landed["items"][0]["traveller"]: True})
        stream.close()

    def test_bags(self):
        """Each with its traveller; one that nobody owns is listed with the flight, for who may see names."""
        system = self.begin()
        officer, liaison = make(system, "nigora", "analyst"), make(system, "olim", "liaison")
        world = messages.World(self.random)
        flight, owner = world.flight(), world.person()
        carrier = system.client(system.add_source("carrier"))
        carrier.send(messages.bsm(flight, "0250771041", owner.surname, owner.given[:1]))
        carrier.send(messages.paxlst(world, flight, [owner, world.person()]))
        carrier.send(messages.bsm(flight, "0250771042", "NOBODY", "N"))
        carrier.close()
        system.wait_processed()
        row = officer.get("/flights?when=all").json["items"][0]
        path = f"/flights/{row['id']}"
        self.assertEqual(liaison.get(path).json["bags"], {"joined": 1, "alone": 1})
        self.problem(liaison.get(path + "/bags"), 403, "permission.denied")
        alone = officer.get(path + "/bags").json
        self.assertEqual((alone["total"], alone["items"][0]["joined_by"]), (1, "waits"))
        self.assertEqual(alone["items"][0]["passenger"]["surname"]["text"], "NOBODY")
        self.problem(officer.get("/flights/F261122-9999/bags"), 404, "flight.missing")
        persons = officer.get(path + "/travellers").json["items"]
        mine = [one["id"] for one in persons if one["surname"]["text"] == owner.surname][0]
        bag = officer.get(f"/travellers/{mine}").json["baggage"][0]
        self.assertEqual((bag["state"], bag["joined_by"]), ("announced", "name"))
        self.assertEqual(bag["values"]["tag"]["text"], "0250771041")
        shown = system.must("flight", row["id"])
        self.assertIn("1 bags with a traveller, 1 without one", shown)
        self.assertIn("bag 0250771042 announced, waits NOBODY N", shown)
        self.assertIn("bag 0250771041 announced, by its name; message 1, bytes",
                      system.must("traveller", mine))
        self.assertIn('"joined_by":"name"', system.must("dump"))

    def test_a_mark_is_not_lost(self):
        system = self.begin()
        officer, counter = make(system, "nigora", "analyst"), make(system, "olim", "officer")
        self.feed(system)
        row = officer.get("/flights?when=all").json["items"][0]
        path = f"/flights/{row['id']}/sweep"
        self.problem(counter.ask("PUT", path), 403, "permission.denied")
        marked = officer.ask("PUT", path, If_Match=row["etag"])
        self.assertEqual(marked.status, 200, marked)
        self.assertEqual(marked.json["swept"]["by"], "nigora")
        self.assertEqual(marked.headers["ETag"], marked.json["etag"])
        self.problem(officer.ask("DELETE", path, If_Match=row["etag"]), 412, "flight.changed")
        self.assertEqual(officer.get("/flights?swept=true&when=all").json["total"], 1)
        self.assertIsNone(officer.must("DELETE", path, If_Match=marked.json["etag"])["swept"])

    def test_two_cards_are_one_person_and_two_again(self):
        """As the pages do it: asked for until it is carried out, and taken back by the later word."""
        system = self.begin()
        officer = make(system, "nigora", "analyst")
        self.feed(system, persons=4, listed=1)
        flight = officer.get("/flights?when=all").json["items"][0]["id"]
        rows = officer.get(f"/flights/{flight}/travellers").json["items"]
        older, younger = sorted((row["id"] for row in rows),
                                key=lambda name: int(name.split("-")[1]))[:2]

        def root():
            return officer.get(f"/travellers/{younger}").json["id"]
        stream, told = Stream(officer), 0
        for same, wanted in ((True, older), (False, younger), (True, older)):
            said = officer.ask("POST", f"/travellers/{older}/pairings",
                               {"other": younger, "same": same}, Idempotency_Key=key())
            self.assertEqual(said.status, 202, said)
            began = time.monotonic()
            until("it is carried out", lambda: root() == wanted)
            took = time.monotonic() - began
            say(f"carried out after {took * 1000:.0f} ms")
            told += 1
            until("pages are told", lambda: len([data for _, data in stream.events("flight")
                                                 if data["flight"] == flight]) >= told)
            rows = officer.get(f"/flights/{flight}/travellers?merged=true").json["items"]
            merged = {row["id"]: row["merged_into"] for row in rows}
            self.assertEqual(merged[younger], older if same else None)
            listed = officer.get(f"/flights/{flight}/travellers").json["items"]
            self.assertEqual(younger in [row["id"] for row in listed], not same)
        edges = officer.get(f"/travellers/{older}").json["merges"]
        self.assertEqual([(one["younger"], one["reason"]) for one in edges],
                         [(younger, "by-person")])
        stream.close()

    def test_what_is_over_is_shown_for_a_purpose(self):
        system = self.begin()
        officer, other = make(system, "nigora", "analyst"), make(system, "olim", "analyst")
        self.feed(system, day=messages.TODAY - datetime.timedelta(days=7))
        flight = officer.get("/flights?when=past").json["items"][0]["id"]
        path = f"/flights/{flight}/travellers"
        self.problem(officer.get(path), 403, "purpose.needed")
        self.assertEqual(officer.get(path + "?purpose=curiosity").status, 400)
        traveller = officer.get(path + "?purpose=investigation").json["items"][0]["id"]
        # it holds for the flight, and for who stated it
        self.assertEqual(officer.get(path).status, 200)
        self.assertEqual(officer.get(f"/travellers/{traveller}").status, 200)
        self.problem(other.get(f"/travellers/{traveller}"), 403, "purpose.needed")

    # ---- the first hour ----

    def test_the_invented_flight_lands_at_home(self):
        """For every country that the system is made for, and for one of which it knows nothing."""
        for home, ports in (("ID", ("KUL", "CGK")), ("AZ", ("DXB", "GYD")), ("XX", ("IST", "TAS"))):
            system = self.system(name=home, settings={"home": home}).start()
            officer = make(system, "nigora", "analyst")
            officer.must("POST", "/demo", Idempotency_Key=key())
            until("the alert", lambda: officer.get("/alerts?when=all").json["total"] == 1)
            system.wait_processed()
            flight, = officer.get("/flights?when=all").json["items"]
            self.assertEqual((flight["board"], flight["off"]), ports)
            if home != "XX":
                self.assertEqual(flight["direction"], "inbound")
                self.assertEqual(flight["deadline"]["kind"], "landing")
            self.assertEqual(flight["counts"]["both"], 2)

    # ---- accounts ----

    def test_accounts(self):
        system = self.begin()
        admin, officer = make(system, "root.a", "administrator"), make(system, "olim", "officer")
        once = key()
        body = {"name": "dilshod", "display_name": "Dilshod", "role": "liaison"}
        made = admin.ask("POST", "/accounts", body, Idempotency_Key=once)
        self.assertEqual(admin.ask("POST", "/accounts", body, Idempotency_Key=once).json, made.json)
        self.problem(admin.ask("POST", "/accounts", body, Idempotency_Key=key()), 409,
                     "account.exists")
        account = made.json["account"]
        changed = admin.ask("PATCH", "/accounts/dilshod", {"role": "dpo"},
                            If_Match=account["etag"])
        self.assertEqual((changed.status, changed.json["role"]), (200, "dpo"))
        self.problem(admin.ask("PATCH", "/accounts/dilshod", {"closed": True},
                               If_Match=account["etag"]), 412, "account.changed")
        self.problem(admin.ask("PATCH", "/accounts/nobody", {"closed": True}), 404,
                     "account.missing")
        self.problem(admin.ask("PATCH", "/accounts/root.a", {"closed": True}), 409,
                     "account.last-administrator")
        self.problem(officer.ask("POST", "/accounts", body, Idempotency_Key=key()), 403,
                     "permission.denied")
        # an answer that is given again passes the gate again, and is on record again
        def rows():
            with sqlite3.connect(system.path("authored", "audit.db")) as audit:
                return audit.execute("SELECT count(*) FROM audit WHERE account = 'root.a' AND"
                                     " action = 'addAccount' AND allowed").fetchone()[0]
        before = rows()
        self.assertEqual(admin.ask("POST", "/accounts", body, Idempotency_Key=once).json, made.json)
        self.assertEqual(rows(), before + 1)
        other = make(system, "second", "administrator")
        other.must("PATCH", "/accounts/root.a", {"role": "analyst"})
        admin.sign_in("root.a", admin.password)
        self.problem(admin.ask("POST", "/accounts", body, Idempotency_Key=once), 403,
                     "permission.denied")
        admin = other
        # closing ends the sessions at once
        admin.must("PATCH", "/accounts/olim", {"closed": True})
        self.problem(officer.get("/flights"), 401, "session.none")

    # ---- what happens ----

    def test_events_and_their_resumption(self):
        system = self.begin()
        officer, liaison = make(system, "nigora", "analyst"), make(system, "olim", "liaison")
        stream, other = Stream(officer), Stream(liaison)
        self.assertEqual(stream.response.headers["Content-Type"], "text/event-stream")
        until("the stream begins", lambda: "retry:" in stream.text)
        self.feed(system, persons=4, listed=2)
        until("both alerts", lambda: len(stream.events("alert")) >= 2)
        first = stream.events("alert")
        self.assertEqual([data["news"] for _, data in first], ["raised", "raised"])
        self.assertEqual([int(number) for number, _ in first], [1, 2])
        until("the flight", lambda: stream.events("flight") and other.events("flight"))
        until("the progress", lambda: stream.events("progress"))
        self.assertEqual(other.events("alert"), [])  # no alerts for who may not list them
        traveller = first[0][1]["traveller"]
        officer.must("POST", f"/alerts/{traveller}/decisions", {"code": "refer"},
                     Idempotency_Key=key())
        until("the decision", lambda: any(data["news"] == "decided"
                                          for _, data in stream.events("alert")))
        stream.close()
        # a browser that was away goes on behind the last that it had
        later = Stream(officer, last=1)
        until("what was missed", lambda: later.events("alert"))
        self.assertEqual([number for number, _ in later.events("alert")][0], "2")
        self.assertEqual(later.events("reset"), [])
        later.close()
        # also over a restart of the server
        system.kill_role("serve")
        until("the server is back", lambda: self.answers(officer))
        resumed = Stream(officer, last=1)
        until("what was missed", lambda: resumed.events("alert"))
        self.assertEqual(resumed.events("alert")[0][0], "2")
        resumed.close()
        unknown = Stream(officer, last=999)
        until("to begin anew", lambda: unknown.events("reset"))
        unknown.close()

    def answers(self, officer):
        try:
            return officer.get("/session").status == 200
        except OSError:
            return False

    def test_a_stream_ends_with_its_session(self):
        system = self.begin()
        officer = make(system, "nigora", "analyst")
        stream = Stream(officer)
        until("the stream begins", lambda: "retry:" in stream.text)
        officer.must("DELETE", "/session")
        until("the stream ends", lambda: stream.ended)
        stream.socket.close()
        officer = make(system, "olim", "analyst")
        stream = Stream(officer)
        until("the stream begins", lambda: "retry:" in stream.text)
        system.must("user", "disable", "olim")
        until("the stream ends", lambda: stream.ended)
        stream.socket.close()
        self.assertEqual([data for _, data in stream.events("session")], [{"state": "none"}])

    def test_the_oldest_stream_ends_for_a_new_one(self):
        """A page that is loaded again and again is never refused, and others are left alone."""
        system = self.begin()
        officer, other = make(system, "nigora", "analyst"), make(system, "olim", "analyst")
        beside = Stream(other)
        streams = []
        for i in range(9):
            streams.append(Stream(officer))
            self.assertEqual(streams[-1].response.status, 200)
            until("the stream begins", lambda: "retry:" in streams[-1].text)
        until("the oldest end", lambda: all(stream.ended for stream in streams[:5]))
        self.feed(system)
        for stream in streams[5:] + [beside]:
            until("the alert", lambda: stream.events("alert"))
            self.assertFalse(stream.ended)
            stream.close()
        [stream.socket.close() for stream in streams[:5]]

    def age(self, system, column, hours, table="session"):
        """Lets the rows be as old as if so many hours had passed."""
        with sqlite3.connect(system.path("authored", "guard.db"), timeout=30) as guard:
            guard.execute(f"UPDATE {table} SET {column} = {column} - ?", (int(hours * 3600 * 10**6),))
        guard.close()

    def test_a_one_time_password_runs_out(self):
        system = self.begin()
        made = system.lines("user", "add", "nigora", "--role", "analyst")[0]
        officer = Officer(system)
        self.age(system, "issued", 73, "account")
        words = {"name": "nigora", "password": made["password"]}
        self.problem(officer.ask("POST", "/session", words), 401, "session.one-time-over")
        words["password"] = system.lines("user", "reset", "nigora")[0]["password"]
        self.assertEqual(officer.ask("POST", "/session", words).status, 200)

    def test_a_session_locks_and_ends(self):
        system = self.begin()
        officer = make(system, "nigora", "analyst")
        self.feed(system)
        alert = officer.get("/alerts").json["items"][0]
        stream = Stream(officer)
        until("the stream begins", lambda: "retry:" in stream.text)
        self.age(system, "seen", 1)
        until("the stream ends", lambda: stream.ended)
        stream.socket.close()
        self.assertEqual([data for _, data in stream.events("session")], [{"state": "locked"}])
        path, body = f"/alerts/{alert['traveller']}/decisions", {"code": "refer"}
        self.problem(officer.ask("POST", path, body, Idempotency_Key=key()), 403, "session.locked")
        self.assertEqual(officer.get("/session").json["state"], "locked")
        wrong = officer.ask("POST", "/session/unlock", {"password": "not this one"})
        self.problem(wrong, 401, "session.refused")
        officer.must("POST", "/session/unlock", {"password": officer.password})
        self.assertEqual(officer.ask("POST", path, body, Idempotency_Key=key()).status, 201)
        # a page that locked by its own clock asks, too; a step that is not due now is refused
        officer.must("POST", "/session/unlock", {"password": officer.password})
        self.problem(officer.ask("POST", "/session/totp", {"code": "123456"}), 409, "session.state")
        # what a page asks by itself does not keep the session open; what a person does, does
        for background, state in ((None, "open"), ("1", "locked")):
            for _ in range(2):
                self.age(system, "seen", 0.1)
                officer.get("/session", X_Portolan_Background=background)
            self.assertEqual(officer.get("/session", X_Portolan_Background="1").json["state"], state)
        self.age(system, "made", 13)
        self.problem(officer.get("/alerts"), 401, "session.none")
        self.assertEqual(officer.get("/session").json["state"], "none")

    # ---- files that are tried ----

    def trial_body(self):
        world = messages.World(self.random)
        flight = world.flight()
        people = [world.person() for _ in range(2)]
        return messages.paxlst(world, flight, people), people

    def test_files_are_tried_before_they_are_kept(self):
        system = self.begin()
        officer = make(system, "nigora", "analyst")
        body, people = self.trial_body()
        tried = officer.ask("POST", "/trials?name=one.edi", body,
                            Content_Type="application/octet-stream")
        self.assertEqual(tried.status, 201, tried)
        one = tried.json["files"][0]
        self.assertEqual((one["name"], one["size"], one["outcome"]), ("one.edi", len(body), "full"))
        self.assertEqual(one["messages"][0]["travellers"], 2)
        self.assertEqual(officer.get("/messages").json["items"], [])  # nothing was stored
        kept = officer.ask("POST", f"/trials/{tried.json['id']}/keep", Idempotency_Key=key())
        self.assertEqual(kept.json["messages"], [1], kept)
        system.wait_processed()
        self.assertEqual(officer.get("/messages").json["items"][0]["source"], "upload-nigora")
        self.assertEqual(officer.get("/messages/1").json["size"], len(body))
        self.problem(officer.ask("POST", f"/trials/{tried.json['id']}/keep",
                                 Idempotency_Key=key()), 404, "trial.missing")

    def test_what_was_kept_is_not_kept_again(self):
        """The intake refuses the second file: who tries again does not send the first once more."""
        system = self.begin(**{"intake.body-limit": 1})
        officer, other = make(system, "nigora", "analyst"), make(system, "olim", "analyst")
        body, _ = self.trial_body()
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("one.edi", body)
            archive.writestr("two.edi", b"x" * (2 << 20))
        tried = officer.ask("POST", "/trials?name=a.zip", packed.getvalue(),
                            Content_Type="application/octet-stream")
        path = f"/trials/{tried.json['id']}/keep"
        self.problem(other.ask("POST", path, Idempotency_Key=key()), 404, "trial.missing")
        for _ in range(3):
            self.problem(officer.ask("POST", path, Idempotency_Key=key()), 503, "trial.not-kept")
        system.wait_processed()
        self.assertEqual([row["id"] for row in officer.get("/messages").json["items"]], [1])

    def test_loading_by_command(self):
        system = self.begin()
        body, _ = self.trial_body()
        path = self.file("one.edi", body)
        seen = system.must("load", path)
        self.assertRegex(seen, r"one\.edi +\d+  full +2 ")
        self.assertEqual(system.status()["last"], 0)  # without a terminal nothing is asked or kept
        self.assertIn("is message 1.", system.must("load", path, "--keep"))
        self.assertIn("is message 2.", system.must("load", path, "--keep"))
        system.wait_processed()
        self.assertEqual(system.lines("load", path)[0]["outcome"], "full")
        system.stop()
        done = system.command("load", path, "--keep")
        self.assertEqual(done.code, 1)
        self.assertIn("takes nothing", done.err)

    def test_it_ends_in_time(self):
        """SIGTERM with open streams and a request under way."""
        system = self.begin()
        officer = make(system, "nigora", "analyst")
        streams = [Stream(officer) for _ in range(3)]
        until("all begin", lambda: all("retry:" in stream.text for stream in streams))
        began = time.monotonic()
        self.assertEqual(system.stop(), 0)
        self.assertLess(time.monotonic() - began, 60 if harness.SLOW else 5)
        until("all have ended", lambda: all(stream.ended for stream in streams))
        [stream.socket.close() for stream in streams]

    def test_archives_and_forms(self):
        system = self.begin()
        officer, other = make(system, "nigora", "analyst"), make(system, "olim", "analyst")
        body, _ = self.trial_body()
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
            out.writestr("../../etc/a.edi", body)
            out.writestr("folder/", b"")
            out.writestr("notes.txt", b"no message at all")
        tried = officer.ask("POST", "/trials", archive.getvalue(), Content_Type="application/zip")
        self.assertEqual([(f["name"], f["outcome"]) for f in tried.json["files"]],
                         [("a.edi", "full"), ("notes.txt", "quarantined")])
        form = (b'--xyz\r\nContent-Disposition: form-data; name="f"; filename="a.edi"\r\n\r\n' +
                body + b'\r\n--xyz\r\nContent-Disposition: form-data; name="f"; filename="b.zip"'
                b'\r\nContent-Type: application/zip\r\n\r\n' + archive.getvalue() +
                b'\r\n--xyz\r\nContent-Disposition: form-data; name="note"\r\n\r\nx\r\n--xyz--\r\n')
        tried = officer.ask("POST", "/trials", form,
                            Content_Type="multipart/form-data; boundary=xyz")
        self.assertEqual([f["name"] for f in tried.json["files"]],
                         ["a.edi", "a.edi", "notes.txt"])
        # nobody else's
        self.problem(other.ask("DELETE", f"/trials/{tried.json['id']}"), 404, "trial.missing")
        self.assertEqual(officer.ask("DELETE", f"/trials/{tried.json['id']}").status, 204)
        self.problem(officer.ask("DELETE", f"/trials/{tried.json['id']}"), 404, "trial.missing")
        # archives that would burst, or are none
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as out:
            out.writestr("bomb", b"\0" * (40 << 20))
        many = io.BytesIO()
        with zipfile.ZipFile(many, "w") as out:
            for i in range(300):
                out.writestr(f"{i}.edi", b"x")
        for content, code in ((bomb, "trial.too-many"), (many, "trial.too-many")):
            self.problem(officer.ask("POST", "/trials", content.getvalue(),
                                     Content_Type="application/zip"), 422, code)
        self.problem(officer.ask("POST", "/trials", b"PK\x03\x04 broken",
                                 Content_Type="application/zip"), 422, "trial.archive")
        self.problem(officer.ask("POST", "/trials", form[:-30],
                                 Content_Type="multipart/form-data; boundary=xyz"), 422,
                     "trial.archive")
        self.problem(officer.ask("POST", "/trials", b"", Content_Type="application/octet-stream"),
                     422, "trial.empty")
        # a large file is taken from who is signed in, and from nobody else
        large = b"x" * (10 << 20)
        self.assertEqual(officer.ask("POST", "/trials", large,
                                     Content_Type="application/octet-stream").status, 201)
        self.problem(Officer(system).ask("POST", "/trials", large,
                                         Content_Type="application/octet-stream"), 413,
                     "request.too-large")

    # ---- numbers ----

    def test_streams_are_small(self):
        """1,000 open streams take at most 60 MB; here a part of them, over TLS."""
        system = self.begin()

        def memory():
            with open(f"/proc/{system.role_pids()['serve']}/smaps_rollup") as file:
                return int(re.search(r"^Pss: +(\d+)", file.read(), re.M)[1])
        officers = [make(system, f"officer-{i}", "officer") for i in range(15)]
        before = memory()
        streams = [Stream(officer) for officer in officers for _ in range(4)]
        until("all begin", lambda: all("retry:" in stream.text for stream in streams))
        each = (memory() - before) / len(streams)
        say(f"an open stream over TLS costs {each:.1f} kB")
        [stream.close() for stream in streams]
        # a browser that left and came back is not kept out by its former streams
        back = Stream(officers[0])
        until("the new one begins", lambda: "retry:" in back.text)
        back.close()
        if not harness.SLOW:
            self.assertLess(each, 60)

    def test_the_contract_can_be_read(self):
        system = self.begin()
        visitor = Officer(system)
        page = visitor.raw("GET", "/api/docs")
        self.assertEqual((page.status, page.headers["Content-Type"]),
                         (200, "text/html; charset=utf-8"))
        self.assertNotIn(b"<script", page.body)
        self.assertIn(b"decideAlert", page.body)
        self.assertEqual(visitor.raw("GET", "/api/docs", If_None_Match=page.headers["ETag"]).status,
                         304)
        self.assertIn(b"openapi: 3.1", visitor.raw("GET", "/api/openapi.yaml").body)


if __name__ == "__main__":
    harness.main()
