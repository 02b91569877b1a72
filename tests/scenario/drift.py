"""A source changes its provider in the middle of a month: other delimiters, another release, no birth
dates. It is noticed, shown, taken for the new normal by a person, and all of it survives a restart and a
rebuild; a source that only varies as sources do is never told of."""
import datetime
import sqlite3

import harness
import messages
import officer

DAYS, FLIGHTS = 20, 6  # of a month, and a day
CHANGED = 15           # the day from which the other provider sends


def no_birth(body):
    lines = body.decode().split("\n")
    return "\n".join(line for line in lines if not line.startswith("DTM+329")).encode()


def other_provider(body):
    """The same flight as another system writes it."""
    text = no_birth(body).decode().replace("D:05B:UN:IATA", "D:12B:UN:IATA")
    text = text.replace("UNA:+.? '", "UNA:*.? '").replace("+", "*")
    return text.encode()


class Drift(harness.Scenario):
    def month(self, world, change=None):
        """(day, body) of a month that ended yesterday. What no two flights share comes by chance."""
        first = messages.TODAY - datetime.timedelta(days=DAYS)
        for day in range(DAYS):
            for _ in range(FLIGHTS):
                flight = world.flight(day=first + datetime.timedelta(days=day))
                people = world.persons(self.random.randrange(1, 6))
                body = messages.paxlst(world, flight, people, full=self.random.random() < 0.85)
                if self.random.random() < 0.02:
                    body = no_birth(body)
                yield day, change(body) if change and day >= CHANGED else body

    def sources(self, system):
        return {source["name"]: source for source in system.lines("source", "drift")}

    def notes(self, system, name, state="stands"):
        return {(note["trait"], note["value"]): note
                for stream in self.sources(system)[name]["streams"] for note in stream["notes"]
                if note["state"] == state}

    def send(self, system, bodies, client):
        for _, body in bodies:
            client.send(body)
        system.wait_processed()

    def test_a_change_of_the_provider(self):
        system = self.system()
        system.start()
        world = messages.World(self.random)
        quiet, turned = (system.client(system.add_source(name)) for name in ("quiet", "turned"))
        self.send(system, self.month(world), quiet)
        bodies = list(self.month(world, other_provider))
        before = [one for one in bodies if one[0] < CHANGED]
        self.send(system, before, turned)
        self.assertEqual(self.notes(system, "turned"), {})
        self.assertEqual(self.sources(system)["turned"]["state"], "steady")
        self.send(system, bodies[len(before):], turned)

        # noticed and told, at the day on which it began
        notes = self.notes(system, "turned")
        self.assertIn(("delimiters", ": * ? none '"), notes)
        self.assertIn(("release", "D.12B.UN.IATA"), notes)
        birth = notes["field", "traveller.birth"]
        self.assertEqual((birth["turn"], birth["now"]), ("gone", 0))
        self.assertGreater(birth["before"], 900)
        self.assertIsNone(birth["usual"])
        self.assertEqual(notes["release", "D.12B.UN.IATA"]["usual"], "D.05B.UN.IATA")
        began = messages.TODAY - datetime.timedelta(days=DAYS - CHANGED)
        self.assertEqual(birth["since"]["at"][:10], began.isoformat())
        self.assertIn(f"Since {began.day} {began:%B %Y} PAXLST manifest messages of turned (from HYAIR)"
                      " no longer have the date of birth: 0 % of persons instead of ", birth["text"])
        others = {key: note["text"] for key, note in notes.items()
                  if key[0] not in ("delimiters", "release") and key[1] != "traveller.birth"}
        harness.say("also told:", others)
        self.assertIn("changed", system.must("source", "drift"))
        self.assertIn(birth["text"], system.must("source", "drift", "turned"))
        self.assertIn("event=drift.noticed", system.tail(100000))
        # the one that only varies is not
        self.assertEqual(self.sources(system)["quiet"]["state"], "steady")
        self.assertEqual(self.notes(system, "quiet"), {})

        # as before after a restart, and when all is made anew
        shown = system.must("source", "drift", "--json")
        self.assertEqual(system.stop(), 0)
        self.assertEqual(system.must("source", "drift", "--json"), shown)
        system.must("rebuild")
        self.assertEqual(system.must("source", "drift", "--json"), shown)

        quiet.close()
        turned.close()
        self.accept(system, birth)
        self.after(system, world, turned)

    def accept(self, system, birth):
        """Through the interface by who may; by the command line the rest, but not all."""
        system.start()
        word = {"sender": "HYAIR", "kind": "PAXLST manifest", "trait": birth["trait"],
                "value": birth["value"]}
        liaison, analyst = (officer.make(system, role, role) for role in ("liaison", "analyst"))
        names = [source["name"] for source in analyst.must("GET", "/sources")["items"]]
        self.assertEqual(names, ["quiet", "turned"])
        path = "/sources/turned/normal"
        analyst.must("POST", path, word, status=403, Idempotency_Key=officer.key())
        self.assertEqual(liaison.must("GET", "/sources?source=nobody", status=404)["code"],
                         "source.missing")
        key = officer.key()
        answer = liaison.must("POST", path, word, status=200, Idempotency_Key=key)
        notes = [note for stream in answer["items"][0]["streams"] for note in stream["notes"]
                 if (note["trait"], note["value"]) == (birth["trait"], birth["value"])]
        self.assertEqual(notes[0]["accepted"]["by"], "liaison")
        self.assertEqual(liaison.must("POST", path, word, Idempotency_Key=key), answer)
        again = liaison.must("POST", path, word, status=404, Idempotency_Key=officer.key())
        self.assertEqual(again["code"], "source.note-missing")
        with sqlite3.connect(system.path("authored", "audit.db")) as audit:
            rows = audit.execute("SELECT account, subject_kind, subject, allowed FROM audit"
                                 " WHERE action = 'acceptDrift' ORDER BY n").fetchall()
        self.assertEqual(rows[:2], [("analyst", "source", 2, 0), ("liaison", "source", 2, 1)])
        self.assertIn("the new normal", system.must("source", "accept", "turned", "release"))
        self.assertEqual(system.command("source", "accept", "turned", "release").code, 3)
        self.assertEqual(system.command("source", "accept", "nobody").code, 3)
        self.assertNotIn(("release", "D.12B.UN.IATA"), self.notes(system, "turned"))
        liaison.close()
        analyst.close()

    def after(self, system, world, turned):
        """Later messages are held against what was accepted; what was not stays."""
        first = messages.TODAY
        for day in range(12):
            for _ in range(FLIGHTS):
                flight = world.flight(day=first + datetime.timedelta(days=day))
                flight.departure -= datetime.timedelta(days=DAYS)
                turned.send(other_provider(messages.paxlst(world, flight, world.persons(3))))
        system.wait_processed()
        notes = self.notes(system, "turned")
        self.assertIn(("delimiters", ": * ? none '"), notes)
        self.assertNotIn(("field", "traveller.birth"), notes)
        stream = self.sources(system)["turned"]["streams"][0]
        usual = {(one["trait"], one["value"]) for one in stream["fingerprint"]}
        self.assertIn(("release", "D.12B.UN.IATA"), usual)
        self.assertNotIn(("field", "traveller.birth"), usual)
        shown = system.must("source", "drift", "--json")
        turned.close()
        self.assertEqual(system.stop(), 0)
        system.must("rebuild")
        self.assertEqual(system.must("source", "drift", "--json"), shown)
        # no traveller's data: nothing of it is any person's
        self.assertFalse([value for value in world.used
                          if isinstance(value, str) and len(value) > 6 and value in shown])


if __name__ == "__main__":
    harness.main()
