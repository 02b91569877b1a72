"""A simulated world, from the seed to the score: the same bytes each time, everybody in the store once, and
nothing half-made taken for whole."""
import json
import os
import signal
import subprocess
import unittest

import harness
from harness import BINARY, Scenario, say, until

START = "2026-12-01"
# More are planted than in a large world, so that a small one has some of each.
PARAMS = """\
plant-listed: 400
plant-look-alike: 400
plant-courier-ring: 100
plant-cash-payer: 100
plant-baggage: 100
plant-broken-journey: 100
plant-document-swap: 100
"""


class World(Scenario):
    def simulate(self, *words, code=0, seconds=None):
        """`portolan simulate`; (out, err)."""
        done = subprocess.run([BINARY, "simulate", *words], capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=seconds or 4 * harness.PATIENCE)
        self.assertEqual(done.returncode, code, done.stderr + done.stdout)
        return done.stdout, done.stderr

    def refused(self, *words, code=1):
        """What it says: one sentence."""
        out, err = self.simulate(*words, code=code)
        self.assertEqual(out, "")
        self.assertRegex(err, r"\Aportolan: [-A-Z/][^\n]*[.?]\n\Z")
        return err

    def out(self, name):
        return os.path.join(self.home, name)

    def small(self, name, *words):
        params = self.file("params.yaml", PARAMS)
        self.simulate("--profile", "uz", "--days", "3", "--start", START, "--persons", "2000",
                      "--seed", "7", "--params", params, "--out", self.out(name), *words)
        return self.out(name)

    def manifest(self, folder):
        with open(os.path.join(folder, "manifest.json")) as file:
            return json.load(file)

    def lines(self, folder, name):
        with open(os.path.join(folder, name)) as file:
            return [json.loads(line) for line in file]

    # -- the world itself

    def test_same_bytes(self):
        one, other = self.small("one"), self.small("other")
        with open(os.path.join(one, "manifest.json")) as file:
            first = file.read()
        with open(os.path.join(other, "manifest.json")) as file:
            self.assertEqual(first, file.read())
        manifest = self.manifest(one)
        # A dry run names the same world; another seed another.
        words = ["--days", "3", "--start", START, "--persons", "2000", "--params",
                 self.out("params.yaml"), "--dry-run", "--json"]
        dry = json.loads(self.simulate(*words, "--seed", "7")[0])
        self.assertEqual(dry["hash"], manifest["hash"])
        self.assertEqual(dry, manifest)
        self.assertNotEqual(json.loads(self.simulate(*words, "--seed", "8")[0])["hash"],
                            manifest["hash"])

    def test_what_it_says(self):
        """Counts, hashes and lines agree with what is there."""
        import hashlib
        folder = self.small("world")
        manifest = self.manifest(folder)
        for file in manifest["files"]:
            with open(os.path.join(folder, file["name"]), "rb") as there:
                body = there.read()
            self.assertEqual(len(body), file["bytes"])
            self.assertEqual(hashlib.blake2b(body, digest_size=32).hexdigest(), file["hash"])
        text = "".join(f"{f['name']} {f['bytes']} {f['hash']}\n" for f in manifest["files"])
        self.assertEqual(hashlib.blake2b(text.encode(), digest_size=32).hexdigest(),
                         manifest["hash"])
        messages = self.lines(folder, "messages.jsonl")
        counts = manifest["counts"]
        self.assertEqual([line["n"] for line in messages], list(range(1, len(messages) + 1)))
        self.assertEqual(counts["messages"], len(messages))
        self.assertEqual([m["when"] for m in messages], sorted(m["when"] for m in messages))
        there = 0
        for line in messages:
            if line["fault"] == "missing":
                self.assertIsNone(line["file"])
                continue
            self.assertTrue(line["file"].startswith(f"messages/{line['when'][:10]}/"), line["file"])
            with open(os.path.join(folder, line["file"]), "rb") as file:
                body = file.read()
            self.assertEqual(hashlib.blake2b(body, digest_size=32).hexdigest(), line["hash"])
            there += len(body)
        self.assertEqual(counts["message_bytes"], there)
        flights = self.lines(folder, "flights.jsonl")
        persons = self.lines(folder, "persons.jsonl")
        self.assertEqual(counts["flights"], len(flights))
        self.assertEqual(counts["persons"] + counts["crew"], len(persons))
        # Persons stand in the order of flights: score-against goes through both at once.
        order = list(dict.fromkeys(person["flight"] for person in persons))
        self.assertEqual(order, [f["flight"] for f in flights if f["passengers"] + f["crew"]])
        cases = {case["case"]: case for case in self.lines(folder, "truth.jsonl")}
        planted = [person for person in persons if person["plant"]]
        self.assertTrue(planted)
        for person in planted:
            case = cases[person["plant"]["case"]]
            self.assertIn(person["person"], case["persons"])
            self.assertIn(person["flight"], case["flights"])
            self.assertLessEqual(set(person["signs"]), set(case["signs"]))
        self.assertEqual(set(cases), {person["plant"]["case"] for person in planted})

    # -- bad input

    def test_sentences(self):
        out = self.out("w")
        self.assertIn("--days", self.refused("--days", "0", "--out", out))
        self.assertIn("1990", self.refused("--start", "1989-12-31", "--out", out))
        self.assertIn("2089", self.refused("--start", "2089-12-30", "--days", "3", "--out", out))
        self.assertIn("--start", self.refused("--start", "tomorrow", "--out", out, code=2))
        self.assertIn("--out", self.refused(code=2))
        self.assertIn("mars", self.simulate("--profile", "mars", "--out", out, code=3)[1])
        unknown = self.file("p.yaml", "lode: 80\n")
        self.assertIn("lode", self.refused("--params", unknown, "--out", out))
        self.assertFalse(os.path.exists(out), "a refused run leaves no folder")
        # A folder with other things in it is never touched.
        os.mkdir(out)
        self.file("w/letter.txt", "mine")
        for words in ((), ("--force",)):
            self.assertIn("other files", self.refused("--out", out, *words))
        self.assertEqual(os.listdir(out), ["letter.txt"])
        self.assertIn("is a file", self.refused("--out", os.path.join(out, "letter.txt")))

    def test_there_already(self):
        folder = self.small("world")
        before = self.manifest(folder)
        self.assertIn("--force", self.refused("--out", folder, "--start", START))
        self.assertEqual(self.manifest(folder), before)
        self.simulate("--out", folder, "--start", START, "--force", "--persons", "1500")
        self.assertNotEqual(self.manifest(folder)["hash"], before["hash"])

    def test_show(self):
        for name in ("uz", "id", "az"):
            out, _ = self.simulate("--profile", name, "--show")
            self.assertIn(f"name: {name}", out)
            # What is shown can be used as a file, and is the same world.
            profile = self.file(name + ".yaml", out)
            words = ["--start", START, "--persons", "2000", "--dry-run", "--json"]
            shipped = json.loads(self.simulate("--profile", name, *words)[0])
            own = json.loads(self.simulate("--profile", profile, *words)[0])
            self.assertEqual(shipped["counts"], own["counts"])

    def test_killed(self):
        """What was killed in the middle is no world for anybody."""
        folder = self.out("world")
        words = ["--out", folder, "--start", START, "--persons", "400000"]
        process = harness.start_process([BINARY, "simulate", *words], stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)
        until("it has written something",
              lambda: os.path.exists(os.path.join(folder, "messages.jsonl")))
        self.assertIn("held by process", self.refused(*words, "--force"))
        process.send_signal(signal.SIGKILL)
        process.wait()
        self.assertNotIn("manifest.json", os.listdir(folder))
        system = self.system()
        system.write_settings()
        done = system.command("score-against", folder)
        self.assertEqual(done.code, 3, done.err)
        self.assertIn("not finished", done.err)
        self.assertIn("not finished", self.refused(*words))
        # Ended by its user it takes back what it wrote.
        written = os.path.join(folder, "messages.jsonl")
        former = os.stat(written).st_ctime_ns
        process = harness.start_process(
            [BINARY, "simulate", *words, "--force"], stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True)
        until("it has written something",
              lambda: os.path.exists(written) and os.stat(written).st_ctime_ns != former)
        process.send_signal(signal.SIGTERM)
        err = process.communicate()[1]
        self.assertEqual(process.returncode, 1, err)
        self.assertIn("removed", err)
        self.assertEqual(os.listdir(folder), [])

    # -- the score

    def test_score(self):
        folder = self.small("world")
        system = self.system(settings={"screen": {"day-window": 36500}}) # whatever today is
        system.start()
        system.must("list", "import", os.path.join(folder, "watchlist.csv"))
        before = system.command("score-against", folder, "--json")
        self.assertEqual(before.code, 4)
        told = json.loads(before.out)["presence"]
        self.assertEqual(told["missing"], told["told"])
        system.must("play", folder, "--as-fast-as-possible")
        system.wait_processed()
        done = system.command("score-against", folder, "--json")
        score = json.loads(done.out)
        presence, alerts = score["presence"], score["alerts"]
        say(system.must("score-against", folder) if done.code == 0
            else system.command("score-against", folder).out)
        # Nobody is missing. Who is there twice is so because booking and check-in differ in the name, birth or
        # document, or because a damaged message of the flight names people whom nobody is.
        self.assertEqual(presence["missing"], 0)
        self.assertEqual(presence["twice"], presence["contradicted"] + presence["damaged"])
        self.assertLess(presence["twice"], presence["told"] / 300)
        self.assertEqual(presence["flights_missing"], 0)
        # A damaged message may name a flight, and persons, that there are not.
        self.assertLessEqual(presence["other_flights"], presence["damaged_messages"])
        self.assertGreater(presence["told"], 1500)
        self.assertGreater(alerts["kinds"]["listed"]["told"], 0)
        self.assertGreaterEqual(alerts["found"] * 10, alerts["kinds"]["listed"]["told"] * 8)
        self.assertFalse(alerts["rules"])
        self.assertGreater(score["message_to_alert"]["count"], 0)
        # Another name of the list is not there.
        other = system.command("score-against", folder, "--list", "nobody")
        self.assertEqual(other.code, 3)
        self.assertIn("nobody", other.err)


if __name__ == "__main__":
    harness.main()
