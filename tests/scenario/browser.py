"""Officers' browsers at the real system: web/tests/real.mjs does what they do, this file is all around it.

The script and this file talk in lines of JSON: it asks for something ({"ask": .., ..}) and gets one
line back. With PORTOLAN_SCREENS=FOLDER it leaves a picture of every page there.
"""
import datetime
import json
import os
import sqlite3
import subprocess
import threading

import harness
import messages
from harness import say, until
from officer import ask_authoring, make

NODE = os.environ.get("PORTOLAN_NODE", "node")
FOLDER = os.environ.get("PORTOLAN_BROWSER", "")  # the pages' build folder: the packages lie there
SAMPLE = os.path.join(harness.PROJECT, "tests", "sample")
LATER = ("11-hy9271-api.edi",)  # sent while somebody looks at the queue


class Browser(harness.Scenario):
    # ---- what the script may ask for ----

    def send_file(self, name):
        with open(os.path.join(self.rendered, name), "rb") as file:
            self.carrier.send(file.read())

    def ask_send(self, ask):
        self.carrier.close()  # the server has, by now
        self.send_file(ask["file"])
        self.home_system.wait_processed()

    def ask_arrive(self, ask):
        """Somebody who is looked for, on a flight that nobody knew."""
        self.carrier.close()
        self.carrier.send(messages.paxlst(self.world, self.world.flight(day=self.tomorrow),
                                          [self.newcomer]))
        self.home_system.wait_processed()

    def ask_age(self, ask):
        """Every session, or one account's, as if so many minutes had passed without anything done."""
        with sqlite3.connect(self.home_system.path("authored", "guard.db"), timeout=30) as guard:
            guard.execute("UPDATE session SET seen = seen - ?", (ask["minutes"] * 60 * 10**6,))
            if ask.get("end"):
                guard.execute("UPDATE session SET made = made - ?", (13 * 3600 * 10**6,))
        guard.close()

    def ask_second(self, ask):
        """From now on "not the same person" takes two accounts, or does no more."""
        self.home_system.must("list", "import", os.path.join(SAMPLE, "watchlist.csv"), "--name", "sample-list",
                              "--second-approval" if ask["wanted"] else "--no-second-approval")

    def ask_source(self, ask):
        self.home_system.command("source", "add", ask["name"])  # there may be one already

    def ask_link(self, ask):
        """An upload link of the sender; revoked, if it is to be one of those."""
        made = self.home_system.lines("source", "link", ask["name"])[0]
        if ask.get("revoke"):
            self.home_system.must("source", "revoke", str(made["link"]))
        return made

    def ask_account(self, ask):
        answer = ask_authoring(self.home_system, command="user add", name=ask["name"],
                               role=ask["role"])
        return {"password": answer["password"]}

    def ask_session(self, ask):
        """An account that is signed in: its cookie and its password."""
        officer = make(self.home_system, ask["name"], ask["role"], tls=False)
        officer.close()
        name, _, value = officer.cookie.partition("=")
        return {"cookie": {"name": name, "value": value}, "password": officer.password,
                "secret": officer.secret, "counted": officer.counted}

    # ---- the system and the feed ----

    def hostile(self):
        """A listed person whose name is markup, and one whose name is a formula; one comes later."""
        self.world = world = messages.World(self.random)
        self.tomorrow = messages.TODAY + datetime.timedelta(days=2)  # nowhere today any more
        self.newcomer = world.person(surname="NEWCOMER", entry="X3")
        flight = world.flight(day=self.tomorrow)
        people = [world.person(surname="<B>TAG</B>", given="<IMG SRC=X ONERROR=ALERT(1)>", entry="X1"),
                  world.person(surname="=HYPERLINK(1)", given="@SUM(1)", entry="X2"),
                  world.person(surname="SUITCASE", given="ONE")]
        self.late = world.person(surname="LATECOMER", entry="X4")
        path = self.file("hostile.csv", messages.csv_list(people[:2] + [self.newcomer, self.late]))
        self.home_system.must("list", "import", path, "--name", "hostile")
        self.carrier.send(messages.paxlst(world, flight, people))
        self.carrier.send(messages.bsm(flight, "0250771041", "SUITCASE", "O"))
        self.carrier.send(messages.bsm(flight, "0250771042", "NOBODY", "N"))
        gone = world.flight(day=messages.TODAY - datetime.timedelta(days=3))
        self.carrier.send(messages.paxlst(world, gone, [self.late]))

    def past(self):
        """A flight that is over."""
        flight = self.world.flight(day=messages.TODAY - datetime.timedelta(days=7))
        self.carrier.send(messages.paxlst(self.world, flight, [self.world.person()]))

    def feed(self):
        self.rendered = os.path.join(self.home, "rendered")
        subprocess.run([os.path.join(SAMPLE, "render"), self.rendered], check=True)
        system = self.home_system
        system.must("list", "import", os.path.join(SAMPLE, "watchlist.csv"), "--name", "sample-list")
        self.carrier = system.client(system.add_source("sample"))
        for name in sorted(os.listdir(self.rendered)):
            if name not in LATER or os.environ.get("PORTOLAN_SCREENS"):
                self.send_file(name)
        if not os.environ.get("PORTOLAN_SCREENS"):
            self.hostile()
            self.past()
        self.carrier.send(b"this is no message of any kind that a carrier sends\n")
        system.wait_processed()

    def serve(self, script):
        """Answers the script until it ends; gives the lines of checks that failed."""
        failed = []
        for line in script.stdout:
            line = line.decode(errors="replace").rstrip("\n")
            if not line.startswith('{"ask"'):
                say(line)
                if line.startswith("FAIL"):
                    failed.append(line)
                continue
            ask = json.loads(line)
            answer = getattr(self, "ask_" + ask["ask"])(ask)
            script.stdin.write(json.dumps(answer or {}).encode() + b"\n")
            script.stdin.flush()
        return failed

    def test_what_officers_do(self):
        self.home_system = system = self.system().start()
        self.feed()
        first = system.lines("user", "first")[0]
        env = {**os.environ, "BASE": f"http://127.0.0.1:{system.officers}",
               "ADMIN_PASSWORD": first["password"], "FILES": self.rendered,
               "SLOW": "1" if harness.SLOW else "", "TMPDIR": self.home,
               "SCREENS": os.environ.get("PORTOLAN_SCREENS", "")}
        script = harness.start_process(
            [NODE, "--preserve-symlinks", "--preserve-symlinks-main", "browser/real.mjs"],
            cwd=FOLDER, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        ending = threading.Timer(harness.PATIENCE * 10, script.kill)
        ending.start()
        try:
            failed = self.serve(script)
            self.assertEqual(script.wait(30), 0, "\n".join(failed) or "the script ends well")
        finally:
            ending.cancel()
            if script.poll() is None:
                script.kill()
            script.wait()
            script.stdin.close()
            script.stdout.close()
        self.carrier.close()
        self.assertEqual(system.stop(), 0)


if __name__ == "__main__":
    if not FOLDER:
        raise SystemExit("PORTOLAN_BROWSER must name the build folder of the pages (ctest sets it).")
    harness.main()
