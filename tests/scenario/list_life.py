"""The life of a list: previewed, imported, corrected, retired, restored, ended. What goes, goes within two seconds
(operations.md 24), what was decided stays, and a rebuild comes to the same."""
import datetime
import json
import os
import time

import harness
import messages
from harness import say, until

SECONDS = 20 if harness.SLOW else 2


def in_seconds(seconds):
    when = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


class ListLife(harness.Scenario):
    def begin(self):
        self.world = messages.World(self.random)
        self.people = self.world.persons(6)
        self.ann, self.ben, self.cleo = self.people[:3]
        self.data = self.system().start()
        self.credential = self.data.add_source("uzbekistan-airways")

    def list_file(self, *listed):
        filler = [f"filler-{i},Zzyzx{i},Quux{i},1901-01-{i + 1:02},M,UZB,,,low" for i in range(12)]
        text = messages.csv_list(listed).rstrip("\r\n") + "\r\n" + "\r\n".join(filler) + "\r\n"
        return self.file("-".join(p.entry for p in listed) + ".csv", text)

    def send(self, persons, day=None):
        client = self.data.client(self.credential)
        client.send(messages.paxlst(self.world, self.world.flight(day=day), persons))
        client.close()
        self.data.wait_processed()

    def standing(self):
        """Surnames with an alert that stands."""
        return sorted({alert["surname"] for alert in self.data.lines("alerts")})

    def expect(self, what, *persons):
        """Within two seconds of this call."""
        wanted = sorted({person.surname for person in persons})
        began = time.monotonic()
        try:
            until(what, lambda: self.standing() == wanted, SECONDS)
        except AssertionError:
            self.assertEqual(self.standing(), wanted, what)
        say(f"{what}: {time.monotonic() - began:.2f} s")

    def preview(self, path, *words):
        return self.data.lines("list", "import", path, "--name", "own", "--preview", *words)[0]

    def do(self, *words):
        return self.data.lines("list", *words)[0]

    def show(self):
        return self.data.lines("list", "show")[0]

    def untouched(self):
        """Sizes and times of what people author; looks are noted in access.log alone."""
        return {path: os.stat(path).st_mtime_ns for path in self.data.files()
                if "/authored/" in path and not path.endswith(("access.log", "-shm", "-wal"))}

    def test_life(self):
        self.begin()
        self.send(self.people, day=messages.TODAY)
        self.send(self.people)
        first = self.list_file(self.ann, self.ben)

        say("a preview of a list that is not there yet changes nothing and names nobody")
        before = self.untouched()
        seen = self.preview(first)
        self.assertEqual(before, self.untouched())
        self.assertEqual((seen["version"], seen["version_before"], seen["refused"]), (1, 0, None))
        traffic = seen["traffic"]
        self.assertEqual((traffic["days"], traffic["days_with_travellers"]), (7, 1))
        for figures in (traffic, traffic["ahead"]):
            self.assertEqual({key: figures[key] for key in ("travellers", "found", "new",
                                                             "new_alerts", "withdrawn")},
                             {"travellers": 6, "found": 2, "new": 2, "new_alerts": 2, "withdrawn": 0})
        self.assertEqual(self.data.command("list", "show", "own").code, 3)
        with open(self.data.path("authored", "access.log")) as file:
            self.assertIn("action=list-preview subject=own\n", file.read())
        named = self.data.command("list", "import", first, "--name", "own\naction=dump", "--preview")
        self.assertEqual(named.code, 1)
        with open(self.data.path("authored", "access.log")) as file:
            self.assertNotIn("dump", file.read())
        told = self.data.must("list", "import", first, "--name", "own", "--preview", "--days", "3")
        for person in self.people:
            self.assertNotIn(person.surname.upper(), (told + json.dumps(seen)).upper())
            self.assertNotIn(person.number, told + json.dumps(seen))
        self.assertIn("2.0 hits a day", told)

        self.do("import", first, "--name", "own")
        self.expect("imported", self.ann, self.ben)
        alert = next(a for a in self.data.lines("alerts") if a["surname"] == self.ben.surname)
        self.data.decide(alert["id"], "refer", "--note", "Ask for Käthe.")

        say("a preview against what is in force, then the import that drops an entry")
        second = self.list_file(self.ann.but(nationality="KAZ"), self.cleo)
        seen = self.preview(second)
        self.assertEqual([seen[key]["count"] for key in ("added", "changed", "removed")], [1, 1, 1])
        self.assertEqual(seen["added"]["examples"], [{"entry": self.cleo.entry}])
        self.assertEqual(seen["removed"]["examples"], [{"entry": self.ben.entry}])
        self.assertEqual(seen["changed"]["examples"],
                         [{"entry": self.ann.entry, "fields": ["nationality"]}])
        self.assertEqual([seen["traffic"][key] for key in ("found", "new", "new_alerts", "withdrawn")],
                         [2, 1, 1, 1])
        self.do("import", second, "--name", "own")
        self.expect("an entry dropped, another added", self.ann, self.cleo)
        gone = self.data.lines("traveller", alert["id"])[0]
        self.assertEqual(gone["state"], "withdrawn")
        self.assertEqual([d["code"] for d in gone["decisions"]], ["refer"])

        say("what changed between the versions")
        changes = self.data.lines("list", "diff", "own")
        self.assertEqual([changes[0][key] for key in ("before", "version", "added", "changed", "removed")],
                         [1, 2, 1, 1, 1])
        self.assertEqual({(c["change"], c["entry"], *c["fields"]) for c in changes[1:]},
                         {("added", self.cleo.entry), ("removed", self.ben.entry),
                          ("changed", self.ann.entry, "nationality")})
        self.assertEqual(self.data.lines("list", "diff", "own", "2", "1")[0]["added"], 1)
        self.assertEqual(self.data.lines("list", "diff", "own", "1")[0]["added"], 14)
        with open(self.data.path("authored", "access.log")) as file:
            self.assertEqual(file.read().count("action=list-diff subject=own\n"), 3)
        self.assertEqual(self.data.command("list", "diff", "own", "9").code, 3)
        self.assertEqual(self.data.command("list", "diff", "own", "one").code, 2)

        say("retired and restored")
        self.do("retire", "own")
        self.expect("retired")
        self.assertEqual(self.show()["force"], "retired")
        self.assertEqual(self.data.command("list", "retire", "own").code, 1)
        self.assertEqual(self.data.command("list", "retire", "none").code, 3)
        late = self.cleo.but(locator=self.world.letters(6), reference=self.world.digits(12))
        self.send([late])
        self.assertEqual(self.standing(), [])
        self.do("restore", "own")
        self.expect("restored", self.ann, self.cleo)
        self.assertEqual(sum(a["surname"] == self.cleo.surname for a in self.data.lines("alerts")), 3)
        self.do("retire", "own")
        self.expect("retired again")
        self.assertTrue(self.do("import", second, "--name", "own")["restored"])
        self.expect("imported again as it was", self.ann, self.cleo)

        say("valid until a moment that comes")
        self.assertEqual(self.data.command("list", "import", second, "--name", "own",
                                           "--valid-until", "soon").code, 2)
        self.assertEqual(self.data.command("list", "import", second, "--name", "own",
                                           "--valid-until", "2001-01-01").code, 1)
        end = in_seconds(4)
        self.do("import", second, "--name", "own", "--valid-until", end)
        self.assertEqual((self.show()["version"], self.show()["force"]), (3, "in-force"))
        until("the time is over", lambda: in_seconds(0) >= end)
        self.expect("ended")
        self.assertEqual(self.show()["force"], "ended")
        self.assertEqual(self.data.command("list", "import", first, "--name", "own").code, 1)
        self.do("import", second, "--name", "own", "--valid-until", "none")
        self.expect("valid without an end", self.ann, self.cleo)

        say("an end while the system is stopped is heard at the start")
        end = in_seconds(3)
        self.do("import", second, "--name", "own", "--valid-until", end)
        self.expect("valid until soon", self.ann, self.cleo)
        self.assertEqual(self.data.stop(), 0)
        until("the time is over", lambda: in_seconds(0) >= end)
        self.data.start()
        self.expect("ended meanwhile")
        self.do("import", first, "--name", "own", "--valid-until", "2149-01-01")
        self.expect("another version", self.ann, self.ben)
        back = self.data.lines("traveller", alert["id"])[0]
        self.assertEqual([d["code"] for d in back["decisions"]], ["refer"])

        say("a rebuild meets the same changes in the same places")
        self.assertEqual(self.data.stop(), 0)
        dump = self.data.dump()
        self.data.must("rebuild")
        self.assertEqual(self.data.dump(), dump)


if __name__ == "__main__":
    harness.main()
