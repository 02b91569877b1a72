"""A listed person in a PAXLST posted by curl over HTTPS raises exactly one alert, whose evidence
names the right bytes; the alert goes when the entry goes, comes back with it, and is decided."""
import os
import subprocess
import xml.etree.ElementTree

import harness
import messages
from harness import say, until

UN_LIST = os.path.join(harness.PROJECT, "..", "shared", "corpus", "lists",
                       "UN_consolidated.full.xml")


def curl(system, credential, body):
    """Posts as a carrier's script would; the receipt."""
    done = subprocess.run(
        ["curl", "--silent", "--show-error", "--noproxy", "*", "--max-time", "60",
         "--cacert", system.path("secrets", "tls.crt"),
         "--header", "Authorization: Bearer " + credential,
         "--header", "Content-Type: application/edifact", "--data-binary", "@-",
         "--write-out", "\n%{http_code}", f"https://127.0.0.1:{system.https}/v1/messages"],
        input=body, capture_output=True, check=True)
    answer, code = done.stdout.decode().rsplit("\n", 1)
    assert code == "201", (code, answer)
    return harness.json.loads(answer)


class FirstAlert(harness.Scenario):
    def begin(self):
        system = self.system().start()
        return system, system.add_source("uzbekistan-airways")

    def import_list(self, system, path, name="un"):
        return system.lines("list", "import", path, "--name", name)[0]

    def alerts(self, system, *words):
        return system.lines("alerts", *words)

    def check_evidence(self, alert, body, receipt, words):
        """Every value of every reason stands at its bytes; together they are `words`."""
        found = {}
        self.assertTrue(alert["reasons"])
        for reason in alert["reasons"]:
            self.assertEqual(reason["message"], receipt["id"])
            self.assertTrue(reason["evidence"]["values"])
            for value in reason["evidence"]["values"]:
                bytes_there = body[value["begin"]:value["begin"] + value["size"]].decode()
                found[value["field"]] = bytes_there
                if value["field"] in ("traveller.surname", "traveller.given"):
                    self.assertEqual(value["text"], bytes_there)
        for field, text in words.items():
            self.assertEqual(found.get(field), text, f"{field} in {found}")
        say(f"evidence: {found}")

    def check_looks(self, system, alert, receipt, body, secret_words):
        """Each look at a person or message is one line in access.log, without any identity."""
        def looked(*words):
            with open(system.path("authored", "access.log")) as file:
                before = len(file.readlines())
            out = system.must(*words)
            with open(system.path("authored", "access.log")) as file:
                lines = file.readlines()
            self.assertEqual(len(lines), before + 1, f"one look, one line: {words}")
            self.assertIn(f"action={words[0]} ", lines[-1])
            return out, lines[-1]

        out, line = looked("traveller", alert["id"])
        self.assertIn(alert["id"], line)
        self.assertIn(alert["surname"], out)
        out, line = looked("traveller", alert["id"], "--json")
        out, line = looked("message", str(receipt["id"]))
        self.assertIn(f"subject={receipt['id']}\n", line)
        out, line = looked("message", str(receipt["id"]), "--json")
        self.assertEqual(harness.json.loads(out)["raw"], body.decode())
        out, line = looked("alerts")
        self.assertIn(alert["id"], line)
        with open(system.path("authored", "access.log")) as file:
            text = file.read().upper()
        for word in secret_words:
            self.assertNotIn(word.upper(), text)

    def story(self, version_1, version_2, listed, entry, world):
        """The whole of it for one list: `version_2` is the same without `listed`."""
        system, credential = self.begin()
        outcome = self.import_list(system, version_1)
        say(f"list: {outcome['entries']} entries, {outcome['names']} names")
        # Whatever of the story it sees first when it has started, it must tell it by itself.
        follower = harness.start_process(
            [system.binary, "alerts", "--follow", "--once", "--json", "--data", system.data],
            stdout=subprocess.PIPE)
        flight = world.flight()
        namesake = world.person(surname=listed.surname, given="WILHELMINE HENRIETTE", sex="F")
        body = messages.paxlst(world, flight, [world.person(), namesake, listed, world.person()])
        receipt = curl(system, credential, body)
        self.assertEqual(receipt["size"], len(body))
        self.assertEqual(receipt["sha256"], harness.hashlib.sha256(body).hexdigest())

        system.wait_processed()
        alerts = self.alerts(system)
        self.assertEqual([(a["surname"], a["given"], a["state"]) for a in alerts],
                         [(listed.surname, listed.given, "open")])
        alert = alerts[0]
        self.assertEqual({r["evidence"]["entry"] for r in alert["reasons"]}, {entry})
        self.check_evidence(alert, body, receipt,
                            {"traveller.surname": listed.surname,
                             "traveller.given": listed.given,
                             "traveller.birth": f"{listed.birth:%Y%m%d}"})
        followed = system.lines("alerts", "--follow", "--once", "--all", seconds=60)
        self.assertEqual([a["id"] for a in followed], [alert["id"]])
        self.assertEqual(self.alerts(system, "--all"), alerts)

        say("a new version of the list without the entry withdraws it")
        outcome = self.import_list(system, version_2)
        self.assertEqual((outcome["version"], outcome["removed"]), (2, 1))
        until("the alert is withdrawn", lambda: not self.alerts(system))
        gone = self.alerts(system, "--all")
        self.assertEqual([(a["id"], a["state"]) for a in gone], [(alert["id"], "withdrawn")])

        say("the entry comes back, and so does the alert")
        outcome = self.import_list(system, version_1)
        self.assertEqual((outcome["version"], outcome["added"]), (3, 1))
        again = until("the alert is raised again", lambda: self.alerts(system))
        self.assertEqual([(a["id"], a["state"]) for a in again], [(alert["id"], "open")])
        self.assertEqual(len(self.alerts(system, "--all")), 1)
        unchanged = self.import_list(system, version_1)
        self.assertTrue(unchanged["unchanged"])

        told = follower.communicate(timeout=harness.PATIENCE)[0]
        self.assertEqual(harness.json.loads(told)["id"], alert["id"])
        self.assertEqual(follower.returncode, 0)

        say("a person decides")
        mark = again[0]["seen"]
        self.assertIn(f"mark {mark}", system.must("traveller", alert["id"]))
        self.assertEqual(system.command("decide", alert["id"], "refer").code, 2)
        words = ("decide", alert["id"], "refer", "--note", "Ask for Käthe.", "--seen", mark)
        self.assertEqual(system.lines(*words)[0]["status"], "ok")
        done = system.command(*words)
        self.assertEqual(done.code, 1)
        self.assertIn("Look at it again", done.err)
        done = system.command("decide", alert["id"], "perhaps")
        self.assertEqual(done.code, 2)
        done = system.command("decide", "T260101-9999", "refer", "--seen", mark)
        self.assertEqual(done.code, 3)
        person = system.lines("traveller", alert["id"])[0]
        self.assertEqual(person["state"], "refer")
        self.assertEqual([(d["code"], d["note"]) for d in person["decisions"]],
                         [("refer", "Ask for Käthe.")])
        self.check_looks(system, alert, receipt, body,
                         [listed.surname, listed.given, listed.number])

        self.assertEqual(system.stop(), 0)
        self.assertEqual(self.alerts(system)[0]["decisions"], person["decisions"])
        return system

    def test_merged_person(self):
        """Two cards with alerts turn out to be one person: it is listed once, and nobody hears that
        the alert is over."""
        world = messages.World(self.random)
        listed = world.person()
        first, second = (listed.but(locator=world.letters(6), reference=world.digits(12), seat=seat)
                         for seat in ("41A", "42B"))
        system, credential = self.begin()
        self.import_list(system, self.file("own.csv", messages.csv_list([listed])), "own")
        client, flight = system.client(credential), world.flight()
        client.send(messages.paxlst(world, flight, [listed]))
        client.send(messages.pnrgov(world, flight, [[first], [second]], documents=False))
        system.wait_processed()
        self.assertEqual(len(self.alerts(system)), 3)
        client.send(messages.pnrgov(world, flight, [[first]], documents=True))
        system.wait_processed()
        standing = [alert["id"] for alert in self.alerts(system)]
        self.assertEqual(len(standing), 2)
        self.assertEqual([alert["id"] for alert in self.alerts(system, "--all")], standing)
        client.send(messages.paxlst(world, world.flight(), [listed]))  # so that following ends
        client.close()
        system.wait_processed()
        last = next(a["id"] for a in self.alerts(system) if a["id"] not in standing)
        follower = harness.start_process(
            [system.binary, "alerts", "--follow", "--all", "--json", "--data", system.data],
            stdout=subprocess.PIPE)
        told = []
        while not told or told[-1]["id"] != last:
            told.append(harness.json.loads(follower.stdout.readline()))
        follower.kill()
        follower.communicate()
        say(f"followed: {[(one['id'], one['news']) for one in told]}")
        self.assertNotIn("WITHDRAWN", [one["news"] for one in told])
        self.assertEqual(system.stop(), 0)

    def test_invented_list(self):
        world = messages.World(self.random)
        people = world.persons(30)
        for person in people:
            person.documents = self.random.random() < 0.5
        listed = self.random.choice(people)
        listed.documents = False  # by name and birth date alone
        first = self.file("un1.xml", messages.un_list(people))
        second = self.file("un2.xml", messages.un_list([p for p in people if p is not listed],
                                                       "2026-11-21T00:00:00.000Z"))
        self.story(first, second, listed, listed.entry, world)

    def test_real_list(self):
        """The UN list of today, where it lies beside the project."""
        if not os.path.exists(UN_LIST):
            self.skipTest("the UN list is not there")
        world = messages.World(self.random)
        tree = xml.etree.ElementTree.parse(UN_LIST)
        individuals = tree.getroot().find("INDIVIDUALS")
        chosen = self.random.sample([one for one in individuals if self.usable(one)], 12)
        element, listed = chosen[0], self.as_person(world, chosen[0])
        individuals.remove(element)
        second = os.path.join(self.home, "un2.xml")
        tree.write(second, encoding="utf-8", xml_declaration=True)
        system = self.story(UN_LIST, second, listed, element.findtext("DATAID"), world)

        say("eleven others of the list, each with somebody who shares the surname alone")
        system.start()
        credential = system.add_source("another")
        client, wanted = system.client(credential), set()
        for element in chosen[1:]:
            person = self.as_person(world, element)
            namesake = world.person(surname=person.surname, given="WILHELMINE HENRIETTE", sex="F")
            client.send(messages.paxlst(world, world.flight(), [namesake, person]))
            wanted.add((person.surname, person.given))
        client.close()
        system.wait_processed()
        found = {(a["surname"], a["given"]) for a in self.alerts(system)}
        self.assertEqual(found - {(listed.surname, listed.given)}, wanted)
        system.stop()

    @staticmethod
    def names(element):
        tags = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
        return [text.strip() for text in map(element.findtext, tags) if text and text.strip()]

    @classmethod
    def usable(cls, element):
        """With a birth date, and names that an airline could send as they are."""
        names = cls.names(element)
        birth = element.find("INDIVIDUAL_DATE_OF_BIRTH")
        return (len(names) >= 3 and all(n.isascii() and n.isalpha() for n in names) and
                len(names[-1]) > 4 and birth is not None and
                birth.findtext("TYPE_OF_DATE") == "EXACT" and birth.findtext("DATE"))

    @classmethod
    def as_person(cls, world, element):
        names = [name.upper() for name in cls.names(element)]
        birth = element.find("INDIVIDUAL_DATE_OF_BIRTH").findtext("DATE")
        return world.person(surname=names[-1], given=" ".join(names[:-1]), sex="M",
                            birth=messages.datetime.date.fromisoformat(birth[:10]))


if __name__ == "__main__":
    harness.main()
