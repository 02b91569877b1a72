"""Who was cleared as another person stays quiet on later pushes and trips, counted and visible; whatever
contradicts, and taking it back, raises the alert; where the list asks for it a second account has to agree.
A rebuild comes to the same, and nothing of the person is in clear in what people author."""
import urllib.parse

import harness
import messages
import officer
from harness import say, until


class Memory(harness.Scenario):
    def begin(self, *flags):
        """A system with a list of one, and a traveller of the same name and birth date."""
        self.world = messages.World(self.random)
        self.listed = self.world.person()
        self.namesake = self.listed.but(number=self.world.document())
        self.sut = system = self.system().start()
        self.client = system.client(system.add_source("carrier"))
        path = self.file("own.csv", messages.csv_list([self.listed]))
        system.must("list", "import", path, "--name", "own", *flags)
        return system

    def fly(self, *persons, flight=None):
        """A push; the flight."""
        flight = flight or self.world.flight()
        self.client.send(messages.paxlst(self.world, flight, list(persons)))
        self.sut.wait_processed()
        return flight

    def alerts(self, *words):
        return self.sut.lines("alerts", *words)

    def rebuilt(self, system):
        before = system.dump()
        self.client.close()
        self.assertEqual(system.stop(), 0)
        system.must("rebuild")
        self.assertEqual(before, system.dump())
        system.start()
        self.client = system.client(system.add_source("carrier-" + self.world.digits(4)))

    def in_clear(self, system):
        """Files of authored/ that hold something of the person, but for the list itself and messages."""
        words = [self.namesake.number, self.namesake.surname, f"{self.namesake.birth:%Y-%m-%d}"]
        found = []
        for name in system.files():
            if "/authored/" in name:
                with open(name, "rb") as file:
                    bytes = file.read().upper()
                found += [(name, word) for word in words if word.upper().encode() in bytes]
        return found

    def test_quiet_until_contradicted(self):
        system = self.begin()
        flight = self.fly(self.namesake, self.world.person())
        alert = self.alerts()[0]
        self.assertEqual(alert["state"], "open")
        out = system.decide(alert["id"], "clear-not-same-person")
        self.assertIn("It is remembered until", out)
        until("the alert is quiet", lambda: not self.alerts())
        self.assertEqual([a["state"] for a in self.alerts("--all")], ["clear-not-same-person"])

        say("a push more, and another trip: nobody is called")
        self.fly(self.namesake, self.world.person(), flight=flight)
        self.fly(self.namesake)
        self.assertEqual(self.alerts(), [])
        quiet = [a for a in self.alerts("--all") if a["id"] != alert["id"]]
        self.assertEqual([(a["news"], a["state"]) for a in quiet], [("QUIET", "known")])
        known = quiet[0]["reasons"][0]["known"]
        self.assertRegex(known["words"], r"^Known not to be the same person, cleared on "
                         r"\d{4}-\d\d-\d\d by \S+, until \d{4}-\d\d-\d\d\.$")
        memory = system.lines("memory")
        self.assertEqual([(m["id"], m["list"], m["entry"], m["state"], m["trips"]) for m in memory],
                         [(known["memory"], "own", self.listed.entry, "holds", 1)])
        self.assertNotIn(self.listed.surname, system.must("memory") + str(memory))
        self.rebuilt(system)

        say("another document, another birth date, another entry: raised")
        self.fly(self.namesake.but(number=self.world.document()))
        self.assertEqual([a["state"] for a in self.alerts()], ["open"])
        system.must("list", "import",
                    self.file("two.csv", messages.csv_list(
                        [self.listed, self.listed.but(entry="9" + self.listed.entry)])),
                    "--name", "own")
        until("the other entry alerts of all three", lambda: len(self.alerts()) == 3)
        again = next(a for a in self.alerts() if a["id"] == alert["id"])
        self.assertEqual(again["state"], "open again")
        self.assertEqual(sorted(r["known"] is None for r in again["reasons"]), [False, True])

        say("it is taken back: raised")
        system.must("list", "import", self.file("own.csv", messages.csv_list([self.listed])),
                    "--name", "own", "--force")
        until("the other entry is gone", lambda: len(self.alerts()) == 1)
        out = system.must("memory", "forget", str(known["memory"]))
        self.assertIn("alerts again", out)
        until("all alert again", lambda: len(self.alerts()) == 3)
        self.assertEqual(system.lines("memory"), [])
        self.assertEqual([m["state"] for m in system.lines("memory", "--all")], ["forgotten"])
        self.assertEqual(system.command("memory", "forget", str(known["memory"])).code, 1)
        self.assertEqual(system.command("memory", "forget", "4711").code, 3)
        self.assertEqual(self.in_clear(system), [])
        self.rebuilt(system)
        system.must("audit", "verify")
        self.assertEqual(system.stop(), 0)

    def test_the_same_person_after_all(self):
        system = self.begin()
        self.fly(self.namesake)
        first = self.alerts()[0]["id"]
        system.decide(first, "clear-not-same-person")
        until("the alert is quiet", lambda: not self.alerts())
        self.fly(self.namesake)
        later = next(a["id"] for a in self.alerts("--all") if a["id"] != first)

        say("decided otherwise on a later trip: all alert again")
        system.decide(later, "refer")
        until("both trips alert", lambda: {a["id"] for a in self.alerts()} == {first, later})
        self.assertEqual(system.lines("memory"), [])
        self.fly(self.namesake)
        self.assertEqual(len(self.alerts()), 3)
        self.rebuilt(system)
        self.assertEqual(system.stop(), 0)

    def test_two_accounts(self):
        system = self.begin("--second-approval")
        anna = officer.make(system, "anna", "analyst")
        boris = officer.make(system, "boris", "supervisor")
        counter = officer.make(system, "counter", "officer")
        self.fly(self.namesake)
        self.fly(self.namesake)
        first, second = [a["traveller"] for a in anna.get("/alerts").json["items"]]
        path = f"/alerts/{first}/decisions"
        etag = anna.get("/alerts").json["items"][0]["etag"]
        decided = anna.must("POST", path, {"code": "clear-not-same-person"}, 201,
                            If_Match=etag, Idempotency_Key=officer.key())
        self.assertEqual(decided["alert"]["state"], "awaiting-approval")
        waiting = [a["traveller"] for a in anna.get("/alerts?state=waiting").json["items"]]
        self.assertEqual(sorted(waiting), sorted([first, second]))

        memory = boris.get("/memory").json
        self.assertEqual(memory["days"], 180)
        row = memory["items"][0]
        self.assertEqual((row["state"], row["by"], row["entry"]), ("waiting", "anna", self.listed.entry))
        self.assertEqual(row["traveller"], first)
        refused = anna.ask("POST", f"/memory/{row['id']}/approve", Idempotency_Key=officer.key())
        self.assertEqual((refused.status, refused.json["code"]), (403, "memory.own"))
        refused = counter.ask("POST", f"/memory/{row['id']}/approve", Idempotency_Key=officer.key())
        self.assertEqual((refused.status, refused.json["code"]), (403, "permission.denied"))
        refused = boris.ask("POST", "/memory/4711/approve", Idempotency_Key=officer.key())
        self.assertEqual((refused.status, refused.json["code"]), (404, "memory.missing"))
        approved = boris.must("POST", f"/memory/{row['id']}/approve", Idempotency_Key=officer.key())
        self.assertEqual((approved["state"], approved["approved_by"]), ("holds", "boris"))
        refused = boris.ask("POST", f"/memory/{row['id']}/approve", Idempotency_Key=officer.key())
        self.assertEqual((refused.status, refused.json["code"]), (409, "memory.done"))

        say("both trips are quiet; the page says why")
        until("both are quiet", lambda: not anna.get("/alerts?state=waiting").json["items"])
        known = until("both are known", lambda: [
            found for found in [anna.get("/alerts?state=known").json["items"]] if len(found) == 2])[0]
        self.assertEqual({a["traveller"]: a["state"] for a in known},
                         {first: "clear-not-same-person", second: "known"})
        self.assertTrue(all("cleared on" in a["known"][0]["words"] for a in known))
        person = anna.get(f"/travellers/{urllib.parse.quote(second)}").json
        self.assertEqual([fact["known"]["cleared_by"] for fact in person["why"] if fact["known"]],
                         ["anna"])
        self.assertEqual((person["alert"]["reasons"], person["alert"]["quiet"]), (0, 1))

        say("taken back, both alert; the one that was decided is open again")
        gone = anna.must("DELETE", f"/memory/{row['id']}")
        self.assertEqual((gone["state"], gone["forgotten_by"]), ("forgotten", "anna"))
        until("both alert", lambda: len(anna.get("/alerts?state=waiting").json["items"]) == 2)
        states = {a["traveller"]: a["state"] for a in anna.get("/alerts").json["items"]}
        self.assertEqual(states, {first: "open-again", second: "open"})
        self.assertEqual(anna.get("/memory").json["items"], [])
        self.assertEqual(len(anna.get("/memory?all=true").json["items"]), 1)
        self.rebuilt(system)
        for one in (anna, boris, counter):
            one.close()
        self.assertEqual(system.stop(), 0)


if __name__ == "__main__":
    harness.main()
