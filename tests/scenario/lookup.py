"""A service whose list may not be copied is asked about documents, each once: what it holds alerts like an entry of any
list, and a rebuild comes to the same without asking. It may be slow, wrong, closed or away: nothing waits for it, it is told,
and what was not asked is asked when it is back."""
import json
import os
import sqlite3
import time

import harness
import leak
import messages
import service
from harness import say, until


class Lookup(harness.Scenario):
    def begin(self, name="data", server="server", **settings):
        self.world = messages.World(self.random)
        self.service = service.Service(service.make_certificates(os.path.join(self.home, "pki")), server).start()
        self.addCleanup(self.service.stop)
        self.sut = self.system(name, settings={"lookup": self.service.settings(**settings)}).start()
        self.client = self.sut.client(self.sut.add_source("carrier"))
        self.addCleanup(lambda: self.client.close())

    def fly(self, *persons, flight=None, day=None):
        flight = flight or self.world.flight(day=day)
        self.client.send(messages.paxlst(self.world, flight, list(persons)))
        self.sut.wait_processed()
        return flight

    def lists(self, person, reference="S-1", kind="stolen passport", **more):
        self.service.holds[person.number] = [{"reference": reference, "kind": kind, **more}]

    def alerts(self, *words):
        return self.sut.lines("alerts", *words)

    def state(self):
        return self.sut.status()["lookup"]

    def quiet(self):
        """Until nobody waits, as far as is known: who was told of just now may not be."""
        return until("nobody waits", lambda: (s := self.state()) and not s["waiting"] and s["state"] == "asked" and s)

    def expect_asked(self, *persons):
        wanted = sorted(person.number for person in persons)
        until("they were asked about", lambda: len(self.service.asked) >= len(wanted))
        self.quiet()
        self.assertEqual(sorted(self.service.asked), wanted)

    def audit(self):
        with sqlite3.connect(f"file:{self.sut.path('authored', 'audit.db')}?mode=ro", uri=True) as database:
            return database.execute("SELECT account, role, action, subject_kind, subject, purpose, agency FROM audit"
                                    " WHERE account LIKE '~%' ORDER BY n").fetchall()

    def test_what_it_holds_alerts(self):
        self.begin()
        before = []  # rows that were on the disk when a question came
        self.service.watch = lambda _: before.append(sum(row[2] == "lookup.ask" for row in self.audit()))
        stolen, honest = self.world.persons(2)
        self.lists(stolen, note="Reported 2026-10-02.", severity="critical")
        flight = self.fly(stolen, honest)
        alert = until("the alert", self.alerts)[0]
        self.expect_asked(stolen, honest)

        say("the alert leads to the list, the record and the bytes of the document")
        reason = alert["reasons"][0]
        evidence = reason["evidence"]
        self.assertEqual((alert["surname"], reason["how"], reason["severity"], evidence["list"]),
                         (stolen.surname, "document", "critical", "sltd"))
        self.assertRegex(evidence["entry"], r"^S-1\|[0-9a-f]{12}$")
        self.assertRegex(evidence["reference"], r"^stolen passport S-1, asked \d{4}-\d\d-\d\d \d\d:\d\d UTC$")
        value = next(v for v in evidence["values"] if v["field"] == "document.number")
        raw = self.sut.lines("message", str(reason["message"]))[0]["raw"]
        self.assertEqual(raw.encode()[value["begin"]:value["begin"] + value["size"]].decode(), stolen.number)
        shown = self.sut.lines("list", "show", "sltd")[-1]
        self.assertEqual((shown["entries"], shown["legal_basis"]), (1, "Customs Act 71"))

        say("every question has its row, which was there before; and one of how it ended")
        self.assertEqual(before, [1, 2])
        rows = self.audit()
        self.assertEqual({(r[0], r[1], r[3], r[5], r[6]) for r in rows},
                         {("~sltd", "lookup", "traveller", "Customs Act 71", "customs")})
        self.assertEqual(sorted(r[2] for r in rows), ["lookup.ask", "lookup.ask", "lookup.found", "lookup.nothing"])
        self.assertEqual(len({r[4] for r in rows}), 2)
        self.assertEqual({r["purpose"] for r in self.service.requests}, {"Customs Act 71"})
        self.assertEqual(len({r["id"] for r in self.service.requests}), 2)
        self.assertEqual(self.service.requests[0]["document"].keys(), {"number", "state", "type"})
        self.sut.must("audit", "verify")

        say("the same push, and another flight: nothing is asked, and the alert is there")
        self.fly(stolen, honest, flight=flight)
        self.fly(stolen, honest)
        until("an alert of the second flight", lambda: len(self.alerts()) == 2)
        self.expect_asked(stolen, honest)

        say("somebody who was cleared stays quiet on the next flight")
        self.sut.decide(alert["id"], "clear-not-same-person")
        until("both are quiet", lambda: not self.alerts())
        self.fly(stolen)
        self.assertEqual(self.alerts(), [])

        say("after a restart and a rebuild all is the same, and nobody was asked")
        self.sut.wait_processed()
        dump = self.sut.dump()
        self.client.close()
        self.assertEqual(self.sut.stop(), 0)
        self.sut.must("rebuild")
        self.same_lines(dump, self.sut.dump(), "after a rebuild")
        self.sut.start()
        self.client = self.sut.client(self.sut.add_source("another"))
        fresh = self.world.person()
        self.fly(stolen, honest, fresh)
        self.expect_asked(stolen, honest, fresh)
        self.in_clear(stolen, honest)

    def in_clear(self, *persons):
        """Nothing of the documents, nor of what was answered, stands in any file, in no encoding (leak.py)."""
        scan = leak.Scan({word for person in persons for word in (person.number, person.surname)} |
                         {"stolen passport", "Reported 2026-10-02."})
        for path, data in leak.read_all(self.sut.files() + [self.sut.log]):
            self.assertEqual(list(scan.find_once(data)), [], path)

    def test_one_question_by_hand(self):
        self.begin()
        stolen = self.world.person()
        self.lists(stolen, kind="lost passport")
        words = ("lookup", "test", "--document", stolen.number.lower(), "--state", "UZ", "--purpose", "Case 7")
        self.assertIn("S-1  lost passport", self.sut.must(*words))
        self.assertEqual(self.service.requests[-1]["document"], {"number": stolen.number, "state": "UZB"})
        self.assertEqual(self.service.requests[-1]["purpose"], "Case 7")
        self.assertEqual(self.sut.lines(*words[:-2])[0]["result"], "found")
        self.assertIn("Nothing is held", self.sut.must("lookup", "test", "--document", "XX1"))
        self.service.script = [503]
        failed = self.sut.command(*words)
        self.assertEqual((failed.code, "503" in failed.err), (1, True))
        self.assertEqual(self.sut.command("lookup", "test").code, 2)
        asked = len(self.service.asked)
        for purpose in ("", "  "):
            failed = self.sut.command(*words[:-1], purpose)
            self.assertIn("without a purpose", failed.err)
            self.assertNotEqual(failed.code, 0)
        self.assertEqual(len(self.service.asked), asked)
        self.client.close()
        self.sut.stop()
        self.assertEqual(self.sut.lines(*words)[0]["found"][0]["reference"], "S-1")
        with sqlite3.connect(self.sut.path("authored", "audit.db")) as database:
            rows = database.execute("SELECT action, role, subject_kind, purpose FROM audit WHERE account LIKE '@%'"
                                    " ORDER BY n").fetchall()
        self.assertEqual(rows[:2], [("lookup.ask", "owner", "none", "Case 7"), ("lookup.found", "owner", "none", "Case 7")])
        self.assertEqual([r[0] for r in rows[2:]], ["lookup.ask", "lookup.found", "lookup.ask", "lookup.nothing",
                                                    "lookup.ask", "lookup.server-error", "lookup.ask", "lookup.found"])
        self.assertEqual(rows[2][3], "Customs Act 71")
        self.assertIn("is asked", self.sut.must("lookup"))
        self.assertEqual(self.sut.lines("lookup")[0]["name"], "sltd")

    def test_the_process_that_asks(self):
        """It has nothing of the data open, and is made anew when it dies."""
        self.begin()
        first, second, third = self.world.persons(3)
        for person in (first, second, third):
            self.lists(person, reference=person.entry)
        self.fly(first)
        until("the alert", self.alerts)
        pid = self.sut.role_pids()["lookup"]
        opened = [os.readlink(f"/proc/{pid}/fd/{number}") for number in os.listdir(f"/proc/{pid}/fd")]
        self.assertEqual([path for path in opened if path.startswith(self.sut.data + "/")], [])
        self.assertEqual(self.sut.kill_role("lookup"), pid)
        self.fly(second)
        until("another alert", lambda: len(self.alerts()) == 2)
        self.assertNotEqual(self.sut.role_pids()["lookup"], pid)
        say("killed while it asks, with the one who asked")
        self.service.script = ["hang"]
        self.fly(third)
        until("it hangs", lambda: third.number in self.service.asked)
        self.sut.kill_role("serve")
        until("the third alert", lambda: len(self.alerts()) == 3)
        self.sut.must("audit", "verify")
        self.assertEqual(self.sut.lines("list", "show", "sltd")[-1]["entries"], 3)
        say("killed alone, while it asks: the question may have left, and the audit says so")
        fourth = self.world.person()
        self.service.script = ["hang"]
        self.fly(fourth)
        until("it hangs", lambda: fourth.number in self.service.asked)
        self.sut.kill_role("lookup")
        until("it is asked about again", lambda: self.service.asked.count(fourth.number) == 2)
        self.quiet()
        self.assertEqual([row[2] for row in self.audit()][-4:],
                         ["lookup.ask", "lookup.no-answer", "lookup.ask", "lookup.nothing"])

    def test_one_record_of_two_documents(self):
        """Two travellers with one record: an entry each, two alerts; one is let go, the other stays."""
        self.begin(**{"remember-seconds": 2, "severity": "low"})
        one, other = self.world.persons(2)
        for person in (one, other):
            self.lists(person, kind="wanted, \"armed\"; Özgür", names=["A;B", "C\nD"], of=person.number)
        flight = self.fly(one, other)
        until("both alert", lambda: len(self.alerts()) == 2)
        alert = self.alerts()[0]
        self.assertEqual(alert["severity"], "low")
        self.assertTrue(alert["reasons"][0]["evidence"]["reference"].startswith("wanted, \"armed\"; Özgür S-1, asked 2"))
        entries = [a["reasons"][0]["evidence"]["entry"] for a in self.alerts()]
        self.assertEqual(len(set(entries)), 2)
        for entry in entries:
            self.assertRegex(entry, r"^S-1\|[0-9a-f]{12}$")
        self.assertEqual(self.sut.lines("list", "show", "sltd")[-1]["entries"], 2)
        version = self.sut.lines("list", "show", "sltd")[-1]["version"]
        asked = len(self.service.asked)
        until("both are asked about again", lambda: self.fly(one, other, flight=flight) and len(self.service.asked) > asked + 2)
        say("what is said as before makes no version, whoever was asked about in between")
        self.assertEqual(self.sut.lines("list", "show", "sltd")[-1]["version"], version)
        del self.service.holds[one.number]
        until("one alert is withdrawn", lambda: self.fly(one, other, flight=flight) and len(self.alerts()) == 1)
        self.assertEqual(self.alerts()[0]["document"], other.number)

    def test_a_damaged_book_holds_up_nothing(self):
        self.begin()
        first = self.world.person()
        self.fly(first)
        self.expect_asked(first)
        self.client.close()
        self.sut.stop()
        with open(self.sut.path("authored", "lookup.db"), "r+b") as file:
            file.write(b"no database " * 20)
        self.sut.start()
        self.client = self.sut.client(self.sut.add_source("another"))
        self.client.send(messages.paxlst(self.world, self.world.flight(), [self.world.person()]))
        until("it is stored", lambda: len(self.travellers()) == 2)
        self.assertIn("not yet checked with sltd", self.sut.must("traveller", self.travellers()[1]))
        self.assertIn("lookup.db", self.sut.command("status").err)
        os.unlink(self.sut.path("authored", "lookup.db"))
        self.sut.stop()
        self.sut.start()
        until("both are asked about, anew", lambda: len(self.service.asked) == 3)

    def test_no_longer_listed(self):
        self.begin(**{"remember-seconds": 2})
        stolen = self.world.person()
        self.lists(stolen)
        flight = self.fly(stolen)
        until("the alert", self.alerts)
        del self.service.holds[stolen.number]
        say("when its answer counts no longer and the flight is told of again, it is asked again")
        def again():
            self.fly(stolen, flight=flight)
            return not self.alerts()
        until("it is withdrawn", again)
        self.assertEqual([a["state"] for a in self.alerts("--all")], ["withdrawn"])
        self.assertEqual(self.sut.lines("list", "show", "sltd")[-1]["entries"], 0)

    def test_failures_pass(self):
        self.begin()
        for script, word in ((["hang"], "timeout"), ([500, 503], "server-error"), (["garbage"], "unreadable"),
                             (["other"], "unreadable"), (["huge"], "unreadable"), ([403], "refused"), ([400], "refused"),
                             ([302], "refused")):
            person = self.world.person()
            self.lists(person, reference=f"S-{script}-{word}")
            self.service.script = list(script)
            asked, known = len(self.service.asked), len(self.alerts())
            began = time.monotonic()
            self.fly(person)
            told = until(f"{word} is told", lambda: (s := self.state()) and s["state"] == word and s)
            self.assertTrue(told["text"])
            self.assertEqual(told["waiting"], 1)
            until("the alert", lambda: len(self.alerts()) == known + 1)
            self.quiet()
            say(f"{script}: {word}, told as \"{told['text']}\"; "
                f"alerted after {time.monotonic() - began:.1f} s")
            self.assertEqual(self.service.asked[asked:], [person.number] * (len(script) + 1))
            self.assertIn(f"lookup.{word}", {row[2] for row in self.audit()})
        self.assertNotIn("It does not answer", self.sut.must("status"))

    def test_a_bad_question_holds_up_no_other(self):
        self.begin(**{"rest-seconds": 3600})
        odd, stolen = self.world.persons(2)
        self.lists(stolen)
        self.service.script = [422]
        self.fly(odd)
        until("it was asked", lambda: self.service.asked == [odd.number])
        self.fly(stolen)
        until("the alert", self.alerts)
        until("the odd one waits alone", lambda: (s := self.state())["waiting"] == 1 and s["state"] == "asked")

    def test_a_question_that_always_fails_holds_up_no_other(self):
        self.begin()
        poison, stolen = self.world.persons(2)
        self.lists(stolen)
        self.service.broken.add(poison.number)
        self.fly(poison, day=messages.TODAY + messages.datetime.timedelta(days=2))
        until("it fails", lambda: len(self.service.asked) > 1)
        self.fly(stolen, day=messages.TODAY + messages.datetime.timedelta(days=5))
        until("the alert", self.alerts)
        self.service.broken.clear()
        self.quiet()

    def test_it_is_away(self):
        self.begin()
        self.service.stop()
        flights = [(self.world.person(), messages.TODAY + messages.datetime.timedelta(days=day))
                   for day in (5, 2, 6, 3, 4)]
        listed = flights[0][0]
        self.lists(listed)
        for person, day in flights:
            self.fly(person, day=day)
        state = until("it is told", lambda: (s := self.state()) and s["waiting"] == 5 and s["state"] != "asked" and s)
        self.assertEqual(state["state"], "unreachable")
        self.assertTrue(state["oldest"])
        self.assertIn("5 wait", self.sut.must("status"))
        say("and at each traveller, while the flight is open")
        found = self.travellers()
        self.assertEqual(len(found), 5)
        self.assertIn("not yet checked with sltd", self.sut.must("traveller", found[0]))
        say("lists go on, and a service that hangs holds up no message")
        own = self.world.person()
        self.sut.must("list", "import", self.file("own.csv", messages.csv_list([own])), "--name", "own")
        self.service.script = ["hang"] * 2
        self.service.start()
        until("it hangs", lambda: self.service.asked)
        began = time.monotonic()
        self.fly(own, day=messages.TODAY + messages.datetime.timedelta(days=8))
        self.assertEqual([a["surname"] for a in self.alerts()], [own.surname])
        self.assertLess(time.monotonic() - began, 60 if harness.SLOW else 3)
        say("it is back: all are asked about, those first that were not tried in vain")
        until("all were asked", lambda: len(set(self.service.asked)) == 6)
        self.quiet()
        until("the alert", lambda: len(self.alerts()) == 2)
        for traveller in found:
            self.assertNotIn("not yet checked", self.sut.must("traveller", traveller))

    def travellers(self):
        return sorted({t["person"] for line in self.sut.must("dump").split("\n") if line
                       for t in [json.loads(line)] if t["what"] == "person"})

    def test_what_waits_outlives_the_system(self):
        self.begin()
        self.service.stop()
        person = self.world.person()
        self.lists(person)
        self.fly(person)
        until("it waits", lambda: self.state()["waiting"] == 1)
        self.client.close()
        self.sut.kill()
        self.service.start()
        self.sut.start()
        until("the alert", self.alerts)
        self.expect_asked(person)

    def refused(self, word, **settings):
        """Certificates that are not taken: told, and not tried again and again."""
        self.begin(word, **{"rest-seconds": 3600, **settings})
        self.fly(self.world.person())
        state = until("it is told", lambda: (s := self.state()) and s["state"] != "asked" and s)
        say(state["text"])
        self.assertEqual(state["state"], "certificate")
        tried = self.service.connections
        self.fly(self.world.person())
        until("both wait", lambda: self.state()["waiting"] == 2)
        self.assertEqual((self.service.asked, self.service.connections), ([], tried))
        self.assertLessEqual(tried, 2)
        self.assertIn("event=lookup.state", self.sut.tail(1000))
        self.client.close()
        self.sut.stop()
        self.service.stop()

    def test_certificates(self):
        self.refused("stranger", client="stranger")
        self.refused("elsewhere", server="elsewhere")
        self.refused("untrusted", authorities=self.service.path("other.crt"))

    def test_files_that_are_empty_or_away(self):
        """Nor does the machine's own trust stand in for authorities that are set."""
        for setting in ("authorities", "certificate", "key"):
            for name, words in (("empty", "is empty"), ("away", "")):
                path = self.file("empty.crt", "\n") if name == "empty" else os.path.join(self.home, "none.crt")
                self.begin(f"{setting}-{name}", **{setting: path})
                self.fly(self.world.person())
                state = until("it is told", lambda: (s := self.state()) and s["state"] == "settings" and s)
                say(state["text"])
                self.assertIn(os.path.basename(path), state["text"])
                self.assertIn(words, state["text"])
                self.assertEqual(self.service.connections, 0)
                self.client.close()
                self.sut.stop()
                self.service.stop()

    def test_nobody_is_asked_without_a_ground(self):
        self.begin(purpose="''")
        self.fly(self.world.person())
        state = self.state()
        self.assertEqual(state["state"], "settings")
        self.assertIn("lookup.purpose", state["text"])
        self.assertIn("lookup.purpose", self.sut.must("status"))
        checked = self.sut.command("config", "check")
        self.assertEqual((checked.code, "lookup.purpose" in checked.out), (4, True))
        self.assertEqual(self.service.connections, 0)
        self.assertIn("event=lookup.state name=sltd state=settings", self.sut.tail(1000))

    def test_whose_card_is_lost_may_be_on_another(self):
        """A document waits once, for the flight that is due first; there it turns out to be another's."""
        self.begin()
        day = messages.datetime.timedelta(days=1)
        one, other = self.world.persons(2)
        self.service.stop()
        first = self.fly(one, day=messages.TODAY + 2 * day)
        self.fly(one, day=messages.TODAY + 4 * day)
        until("it waits", lambda: self.state()["waiting"] == 1)
        number, one.number = one.number, other.number
        self.fly(one, flight=first)
        until("both wait", lambda: self.state()["waiting"] == 2)
        self.service.start()
        until("it is asked about for the other flight", lambda: number in self.service.asked)

    def test_a_list_of_somebody_stays(self):
        self.begin()
        stolen, own = self.world.persons(2)
        self.sut.must("list", "import", self.file("own.csv", messages.csv_list([own])), "--name", "sltd")
        self.lists(stolen)
        self.fly(stolen)
        state = until("it is told", lambda: (s := self.state()) and s["state"] == "settings" and s)
        self.assertIn("There is a list named sltd", state["text"])
        self.assertEqual(self.sut.lines("list", "show", "sltd")[-1]["version"], 1)
        self.assertEqual((self.service.asked, self.audit()), ([], []))

    def test_a_list_that_is_full(self):
        self.begin()
        rows = "".join(f"S-{n},,ZZ{n:07},UZB,high,\n" for n in range(100000))
        path = self.file("(answers of the service)", "id,reference,document_number,document_state,severity,note\n" + rows)
        self.sut.must("list", "import", path, "--name", "sltd")
        self.fly(self.world.person())
        state = until("it is told", lambda: (s := self.state()) and s["state"] == "settings" and s)
        self.assertIn("The list sltd is full: it has 100000 entries", state["text"])
        self.assertEqual(self.service.asked, [])

    def test_nobody_is_asked_for_a_list_that_is_retired(self):
        self.begin()
        first, second = self.world.persons(2)
        self.lists(first)
        self.fly(first)
        until("the alert", self.alerts)
        self.sut.must("list", "retire", "sltd")
        self.fly(second)
        state = until("it is told", lambda: (s := self.state()) and s["state"] == "settings" and s)
        self.assertIn("The list sltd was retired", state["text"])
        self.assertEqual(self.service.asked, [first.number])
        self.sut.must("list", "restore", "sltd")
        self.expect_asked(first, second)


if __name__ == "__main__":
    harness.main()
