"""A sender's tables are read by its profile from the message on after which it was given, live as in
a rebuild; what is EDIFACT of the same sender is read as ever."""
import json
import os

import harness

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FIRST = """
leg: {number: {constant: HY272}, board: {constant: TAS}, "off": {constant: IST}, departure: Date}
traveller: {surname: Surname, given: Given, birth: Born}
document: {number: Passport}
"""
SECOND = FIRST.replace("surname: Surname, given: Given", "surname: Given, given: Surname")
TABLE = b"Date;Surname;Given;Born;Passport\n22.11.2026;%s;ANNA;03.02.1980;%s\n"


class Profiles(harness.Scenario):
    def names(self, system):
        found = []
        for line in system.dump():
            text = json.dumps(json.loads(line))
            found += [name for name in ("ADAMSON", "BROWNING", "CLARKSON", "DOBSON")
                      if name in text]
        return set(found)

    def test_in_force_at_the_message(self):
        system = self.system()
        system.start()
        client = system.client(system.add_source("ferry"))
        client.send(TABLE % (b"DOBSON", b"X0000001"))
        first = self.file("first.yaml", FIRST)
        system.must("source", "set", "ferry", "--profile", first)
        client.send(TABLE % (b"ADAMSON", b"X1234567"))
        system.must("source", "set", "ferry", "--profile", self.file("second.yaml", SECOND))
        client.send(TABLE % (b"BROWNING", b"X7654321"))
        system.must("source", "set", "ferry")
        client.send(TABLE % (b"CLARKSON", b"X7777777"))
        system.wait_processed()
        status = system.must("source", "list")
        self.assertNotIn("with a profile", status)
        self.assertEqual(self.names(system), {"ADAMSON", "BROWNING"})
        shown = system.must("message", "3", "--json")
        self.assertIn('"given":"BROWNING"', shown)
        self.assertIn('"surname":"ADAMSON"', system.must("message", "2", "--json"))
        before = system.dump()
        system.stop()
        system.must("rebuild")
        self.same_lines(before, system.dump(), "before and after the rebuild")

    def test_spreadsheets_come_as_they_are(self):
        """Unpacked in the sandbox; and what is no table of the sender's is told."""
        system = self.system()
        system.start()
        credential = system.lines("source", "add", "office", "--profile",
                                  os.path.join(ROOT, "reference/profiles/passengers.yaml"))[0]
        client = system.client(credential["credential"])
        with open(os.path.join(ROOT, "sample/tables/passengers.xlsx"), "rb") as file:
            client.send(file.read())
        client.send(b"PK\x03\x04 is no spreadsheet")
        status = system.wait_processed()
        shown = system.must("message", "1", "--json")
        self.assertIn('"surname":"IVANOVA"', shown)
        self.assertIn('"surname":"RASHIDOV"', shown)
        self.assertIn("with a profile", system.must("source", "list"))
        self.assertIn("table.none", system.must("message", "2", "--json"))
        self.assertEqual(status["last"], 2)
        tried = system.lines("load", os.path.join(ROOT, "sample/tables/passengers.xlsx"), "--profile",
                             os.path.join(ROOT, "reference/profiles/passengers.yaml"))
        self.assertEqual([(file["name"][-15:], file["outcome"]) for file in tried],
                         [("passengers.xlsx", "full")])

    def test_a_bad_profile_is_refused(self):
        system = self.system()
        system.start()
        system.add_source("ferry")
        bad = self.file("bad.yaml", "traveller: {surnam: A}")
        done = system.command("source", "set", "ferry", "--profile", bad)
        self.assertEqual(done.code, 1)
        self.assertIn("line 1, column 13", done.err)
        self.assertIn("did you mean surname?", done.err)
        nobody = system.command("source", "set", "nobody", "--profile", self.file("f.yaml", FIRST))
        self.assertEqual(nobody.code, 3)


if __name__ == "__main__":
    harness.main()
