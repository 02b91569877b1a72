"""`portolan play` sends a world in order, once, and goes on where it was: against a stub that answers
as it is told, and against the real system."""
import collections
import json
import os
import signal
import stat
import subprocess
import time

import harness
import messages
import worlds
from harness import say, until

PAST = 1_700_000_000


class Play(harness.Scenario):
    def setUp(self):
        super().setUp()
        self.stubs = []
        self.tokens = {"amber": "one", "birch": "two"}

    def tearDown(self):
        for stub in self.stubs:
            stub.close()
        super().tearDown()

    def stub(self, answer=None):
        self.stubs.append(worlds.Stub(answer))
        return self.stubs[-1]

    def world(self, count=400, flights=23, begin=PAST, step=1, name="world"):
        world = worlds.WorldFolder(os.path.join(self.home, name))
        for i in range(count):
            flight = self.random.randrange(flights)
            fault = "missing" if i % 50 == 7 else "sound"
            world.add(begin + i * step, flight, f"{flight} {i + 1} ".encode() + b"x" * 700,
                      source=world.sources[flight % 2], fault=fault, persons=3)
        return world

    def credentials(self):
        return self.file("credentials", "# of a test\n" + "".join(
            f"{name} {token}\n" for name, token in self.tokens.items()))

    def words(self, world, url, *more):
        return [harness.BINARY, "play", world.path, "--to", url, "--credentials",
                self.credentials(), "--data", os.path.join(self.home, "none"), *more]

    def play(self, world, url, *more, code=0):
        """The result as JSON, and what was said."""
        done = subprocess.run(self.words(world, url, "--json", *more), capture_output=True,
                              timeout=4 * harness.PATIENCE)
        err = done.stderr.decode()
        self.assertIsNone(harness.SANITIZER.search(err), err)
        self.assertEqual(done.returncode, code, err)
        return json.loads(done.stdout) if done.stdout else None, err

    def numbers(self, stub):
        return [int(body.split()[1]) for body in stub.taken]

    def check_order(self, stub):
        """What was taken of each flight stands in order."""
        last = collections.defaultdict(int)
        for body in stub.taken:
            flight, number = body.split()[:2]
            self.assertLessEqual(last[flight], int(number), f"flight {flight.decode()}")
            last[flight] = int(number)

    # ---- the plain way

    def test_order_and_once(self):
        world, stub = self.world(), self.stub()
        world.finish()
        result, err = self.play(world, stub.url)
        self.check_order(stub)
        self.assertEqual(sorted(self.numbers(stub)), world.sent)
        self.assertEqual((result["messages"], result["persons"], result["left"]),
                         (len(world.sent), 3 * len(world.sent), 0))
        self.assertEqual(set(stub.tokens), {"one", "two"})
        self.assertEqual(stub.tokens.count("one"),
                         sum(1 for b in stub.taken if int(b.split()[0]) % 2 == 0))
        played = world.played()
        self.assertEqual((played["through"], played["beyond"]), (len(world.lines), []))

        result, err = self.play(world, stub.url)
        self.assertEqual((result["messages"], result["earlier"]), (0, len(world.sent)))
        self.assertEqual(len(stub.taken), len(world.sent))
        result, err = self.play(world, stub.url, "--again")
        self.assertEqual(len(stub.taken), 2 * len(world.sent))

        say("another world in the same folder is another world")
        world.manifest(worlds.blake(b"another"))
        result, err = self.play(world, stub.url)
        self.assertEqual(len(stub.taken), 3 * len(world.sent))

    def test_killed(self):
        def answer(body, token):
            time.sleep(0.002)
        world, stub = self.world(1500), self.stub(answer)
        world.finish()
        for times in range(2):
            player = harness.start_process(self.words(world, stub.url), stderr=subprocess.DEVNULL)
            before = world.played().get("through", 0)
            until("some are remembered", lambda: world.played().get("through", 0) > before)
            player.kill()
            player.wait()
        through = world.played()["through"]
        self.assertLess(through, len(world.lines))
        self.tokens = {"amber": "three", "birch": "four"}
        result, err = self.play(world, stub.url)
        say(f"killed with {through} remembered; {result['messages']} in the end")
        self.assertEqual(set(self.numbers(stub)), set(world.sent))
        self.assertLessEqual(result["messages"], len(world.sent) - through + through // 50 + 1)
        last = collections.defaultdict(int)
        for body, token in zip(stub.taken, stub.tokens):
            if token in self.tokens.values():  # a kill may go back, a run may not
                flight, number = body.split()[:2]
                self.assertLess(last[flight], int(number))
                last[flight] = int(number)

    def test_stopped(self):
        def answer(body, token):
            time.sleep(0.002)
        world, stub = self.world(1200), self.stub(answer)
        world.finish()
        player = harness.start_process(self.words(world, stub.url, "--json"),
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        until("some were taken", lambda: len(stub.taken) > 50)
        player.send_signal(signal.SIGINT)
        out, err = player.communicate(timeout=harness.PATIENCE)
        self.assertEqual(player.returncode, 1, err)
        result = json.loads(out)
        self.assertEqual(result["messages"], len(stub.taken))
        self.assertGreater(result["left"], 0)
        self.play(world, stub.url)
        self.assertEqual(sorted(self.numbers(stub)), world.sent)
        self.check_order(stub)

    def test_two_at_once(self):
        world, stub = self.world(40, begin=PAST, step=60), self.stub()
        world.finish()
        player = harness.start_process(self.words(world, stub.url, "--speed", "10"),
                                       stderr=subprocess.DEVNULL)
        until("the first was taken", lambda: stub.taken)
        result, err = self.play(world, stub.url, code=1)
        self.assertIn("played to this system already", err)
        other = self.stub()
        self.play(world, other.url)  # another system is another play
        self.assertEqual(sorted(self.numbers(other)), world.sent)
        player.kill()
        player.wait()

    # ---- time

    def test_speed(self):
        times = {}

        def answer(body, token):
            times[int(body.split()[1])] = time.monotonic()
        world, stub = self.world(121, begin=PAST), self.stub(answer)
        world.finish()
        self.play(world, stub.url, "--speed", "60")
        for number, moment in times.items():
            self.assertGreaterEqual(moment - times[1], (number - 1) / 60 - 0.1, number)
        self.check_order(stub)

    def test_live(self):
        now, times = int(time.time()), {}

        def answer(body, token):
            times[int(body.split()[1])] = time.time()
        world, stub = worlds.WorldFolder(os.path.join(self.home, "world")), self.stub(answer)
        for when in (now - 90000, now - 5, now + 6, now + 7):
            world.add(when, 1, f"1 {len(world.lines) + 1}".encode())
        world.finish()
        self.play(world, stub.url, "--live")
        self.assertEqual(self.numbers(stub), [1, 2, 3, 4])
        self.assertLess(times[2], now + 6)
        self.assertGreaterEqual(times[3], now + 6)
        self.assertGreaterEqual(times[4], now + 7)

    # ---- what may be wrong

    def test_changed_file(self):
        world, stub = self.world(), self.stub()
        bad = world.add(PAST + 9999, 3, b"3 401 x")
        world.add(PAST + 9999, 3, b"3 402 x")
        world.finish()
        with open(bad, "ab") as file:
            file.write(b"y")
        result, err = self.play(world, stub.url, code=1)
        self.assertIn(bad, err)
        self.assertIn("was changed since the world was made", err)
        self.assertGreaterEqual(result["left"], 2)
        self.assertEqual(result["messages"], len(stub.taken))
        self.assertNotIn(402, self.numbers(stub))
        os.unlink(bad)
        result, err = self.play(world, stub.url, code=1)
        self.assertIn(f"{bad} is missing", err)
        with open(bad, "wb") as file:
            file.write(b"3 401 x")
        self.play(world, stub.url)
        self.assertEqual(sorted(self.numbers(stub)), world.sent)
        self.check_order(stub)

    def test_no_world(self):
        world, stub = self.world(3), self.stub()
        world.finish()
        os.unlink(os.path.join(world.path, "manifest.json"))
        _, err = self.play(world, stub.url, code=3)
        self.assertIn("There is no world in", err)
        world.path = os.path.join(self.home, "nothing")
        self.play(world, stub.url, code=3)
        self.assertEqual(stub.taken, [])

    def test_odd_lines(self):
        """Whatever stands in the folder's files, it ends with a sentence and sends nothing wrong."""
        stub = self.stub()
        for i, (name, text) in enumerate([
                ("messages.jsonl", "{\n"), ("messages.jsonl", '{"n":2}\n'),
                ("messages.jsonl", "\n"), ("sources.jsonl", '{"name":7}\n'),
                ("sources.jsonl", '{"name":"amber","profile":"../../etc/passwd"}\n'),
                ("manifest.json", "[]"), ("manifest.json", "")]):
            world = self.world(2, name=f"world-{i}")
            world.finish()
            world.write(name, text)
            _, err = self.play(world, stub.url, code=1)
            self.assertIn(name, err)
        for file in ("/etc/passwd", "../other", "x" * 200, "messages/../../x"):
            world = self.world(2, name="world-" + str(abs(hash(file))))
            world.lines[1]["file"] = file
            world.finish()
            _, err = self.play(world, stub.url, code=1)
            self.assertIn("messages.jsonl", err)
        self.assertLessEqual(len(stub.taken), 4)

    def test_words(self):
        world, stub = self.world(3), self.stub()
        world.finish()
        for words in (["--speed", "0"], ["--speed", "fast"], ["--speed", "1.2345"],
                      ["--speed", "2", "--live"], ["--with-list"]):
            self.play(world, stub.url, *words, code=2)
        self.play(world, "ftp://127.0.0.1/", code=1)
        self.play(world, "http://127.0.0.1:" + str(stub.port) + ":7/", code=1)
        done = subprocess.run([harness.BINARY, "play", world.path, "--to", stub.url],
                              capture_output=True, env={}, timeout=harness.PATIENCE)
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"--credentials", done.stderr)
        self.assertEqual(stub.taken, [])

    def test_credentials(self):
        def answer(body, token):
            if token == "two":
                return 401, {}, {"code": "credential.wrong"}
        world, stub = self.world(), self.stub(answer)
        world.finish()
        _, err = self.play(world, stub.url, code=1)
        self.assertIn("The credential of the source birch is refused (credential.wrong)", err)
        stub.answer = lambda body, token: None
        self.play(world, stub.url)
        self.assertEqual(sorted(self.numbers(stub)), world.sent)
        path = self.credentials()
        words = self.words(world, stub.url, "--again")
        with open(path, "w") as file:
            file.write("amber one\n")
        done = subprocess.run(words, capture_output=True, timeout=harness.PATIENCE)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"no credential for the source birch", done.stderr)
        with open(path, "w") as file:
            file.write("amber\n")
        done = subprocess.run(words, capture_output=True, timeout=harness.PATIENCE)
        self.assertIn(b"Line 1 of ", done.stderr)

    def test_later_and_refused(self):
        """Who says "later" is waited for; a message that is refused is counted and left."""
        seen = collections.Counter()

        def answer(body, token):
            number = int(body.split()[1])
            seen[number] += 1
            if number in (20, 21, 150) and seen[number] == 1:
                return 503, {"Retry-After": "1"}, {"code": "disk.low"}
            if number == 200 and seen[number] == 1:
                return 429, {"Retry-After": "1"}, {}
            if number in (33, 34):
                return 400, {}, {"code": "body.empty"}
            if number == 35:
                return 413, {}, {}
        world, stub = self.world(), self.stub(answer)
        world.finish()
        began = time.monotonic()
        result, err = self.play(world, stub.url)
        self.assertGreaterEqual(time.monotonic() - began, 1)
        self.assertIn("disk.low", err)
        self.assertEqual(result["refused"], {"body.empty": 2, "HTTP 413": 1})
        self.assertEqual(sorted(self.numbers(stub)), [n for n in world.sent
                                                      if n not in (33, 34, 35)])
        self.check_order(stub)
        self.assertEqual(world.played()["refused"], 3)
        done = subprocess.run(self.words(world, stub.url, "--again"), capture_output=True,
                              timeout=harness.PATIENCE)
        self.assertIn(b"refused, body.empty: 2", done.stdout)

    def test_no_intake(self):
        world, stub = self.world(), self.stub(lambda body, token: (404, {}, {}))
        world.finish()
        _, err = self.play(world, stub.url, code=1)
        self.assertIn("Is the address right?", err)
        stub.answer = lambda body, token: (302, {"Location": "/"}, {})
        self.play(world, stub.url, code=1)

    def test_system_restarts(self):
        """Broken connections and a closed port for a while: nothing is lost, the order stays."""
        world = self.world()
        world.finish()
        dead = harness.free_port()
        player = harness.start_process(
            self.words(world, f"http://127.0.0.1:{dead}", "--json"),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        said = player.stderr.readline().decode()
        self.assertIn("cannot be reached", said)
        stub = worlds.Stub(port=dead)
        self.stubs.append(stub)
        out, err = player.communicate(timeout=harness.PATIENCE)
        self.assertEqual(player.returncode, 0, err)
        self.assertIn(b"takes messages again", err)
        self.assertEqual(sorted(self.numbers(stub)), world.sent)
        self.check_order(stub)

    # ---- the real system

    def real_world(self, system):
        """Two flights by EDIFACT and one in a table; one of the passengers is listed."""
        made = messages.World(self.random)
        world = worlds.WorldFolder(os.path.join(self.home, "world"),
                                   sources=("amber", "birch", "local"))
        listed = made.person()
        for flight in range(12):
            people = [made.person() for _ in range(5)] + ([listed] if flight == 3 else [])
            body = messages.paxlst(made, made.flight(), people)
            world.add(PAST + flight, flight, body, source="amber birch".split()[flight % 2],
                      kind="api-closeout", persons=len(people))
        with open(os.path.join(harness.PROJECT, "sample", "tables", "passengers.csv"), "rb") as file:
            world.add(PAST + 60, 12, file.read(), source="local", kind="api-closeout", ending="csv")
        with open(os.path.join(harness.PROJECT, "reference", "profiles", "passengers.yaml")) as file:
            world.write("local.yaml", file.read())
        world.finish(messages.csv_list([listed]), {"local": "local.yaml"})
        return world, listed

    def test_real_system(self):
        system = self.system()
        world, listed = self.real_world(system)
        done = system.command("play", world.path)
        self.assertEqual(done.code, 3)
        self.assertIn("No system is running", done.err)
        system.start()
        out = system.must("play", world.path, "--with-list", "--json")
        self.assertEqual(json.loads(out)["messages"], len(world.lines))
        system.wait_processed()
        alerts = system.lines("alerts")
        self.assertEqual([(a["surname"], a["given"]) for a in alerts],
                         [(listed.surname, listed.given)])
        sources = {s["source"]: s["profile"] for s in system.lines("source", "list")}
        self.assertEqual(sources, {"amber": False, "birch": False, "local": True})
        self.assertEqual(system.status()["quarantined"], 0)
        kept = system.path("run", "play.credentials")
        self.assertEqual(stat.S_IMODE(os.stat(kept).st_mode), 0o600)

        say("once more: nothing; from the first: duplicates")
        self.assertEqual(json.loads(system.must("play", world.path, "--json"))["messages"], 0)
        again = json.loads(system.must("play", world.path, "--again", "--json"))
        self.assertEqual(again["duplicates"], len(world.lines))

        say("a credential that is lost is made anew, under another name")
        os.unlink(kept)
        out = system.must("play", world.path, "--again", "--json")
        self.assertEqual(json.loads(out)["messages"], len(world.lines))
        names = [s["source"] for s in system.lines("source", "list")]
        self.assertIn("amber-2", names)
        system.must("source", "disable", "amber-2")
        system.must("play", world.path, "--again", "--json")
        self.assertEqual(system.stop(), 0)

        say("another system at the same address has nothing of it")
        fresh = self.system("fresh", settings={
            "intake": {"http": f"127.0.0.1:{system.http}", "https": f"127.0.0.1:{system.https}"}})
        fresh.start()
        self.assertEqual(json.loads(fresh.must("play", world.path, "--json"))["messages"],
                         len(world.lines))
        self.assertEqual(fresh.stop(), 0)


if __name__ == "__main__":
    harness.main()
