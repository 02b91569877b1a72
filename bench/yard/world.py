"""A simulated world: made, sent as its carriers would, scored."""
import datetime
import json
import os
import shutil
import signal
import subprocess
import time

import harness

TODAY = datetime.datetime.now(datetime.timezone.utc).date()
PNR = ("pnr-72", "pnr-48", "pnr-24", "pnr-1", "pnr-departure")
API = ("crew", "api-checkin", "api-closeout")


def day(offset):
    return TODAY + datetime.timedelta(days=offset)


def number_of(date):
    """Days since 1970."""
    return date.toordinal() - datetime.date(1970, 1, 1).toordinal()


class World:
    """The folder of one; `simulate` says what making it took."""

    def __init__(self, path, profile, persons, days, first, seed, params=None):
        """`first`: the first day of departure, counted from today."""
        self.path, self.first, self.days = path, first, days
        self.words = ["simulate", "--profile", profile, "--persons", str(persons), "--days", str(days),
                      "--start", day(first).isoformat(), "--seed", str(seed)]
        if params:
            file = path + ".params.yaml"
            with open(file, "w") as out:
                out.writelines(f"{key}: {value}\n" for key, value in params.items())
            self.words += ["--params", file]
        self.manifest = None

    def command(self):
        return "portolan " + " ".join(self.words)

    def simulate(self):
        """Seconds by the clock and of the processor, most memory, and what the manifest counts."""
        begun = time.monotonic()
        process = harness.start_process([harness.BINARY, *self.words, "--out", self.path],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        said = process.stderr.read().decode(errors="replace")
        _, code, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(code)
        if code:
            raise AssertionError(f"simulate failed: {said[-600:]}")
        seconds = time.monotonic() - begun
        with open(os.path.join(self.path, "manifest.json")) as file:
            self.manifest = json.load(file)
        return {"seconds": seconds, "processor": used.ru_utime + used.ru_stime,
                "memory": used.ru_maxrss * 1024, "folder": folder_bytes(self.path),
                "hash": self.manifest["hash"], "command": self.command(), **self.manifest["counts"]}

    def lines(self, name):
        with open(os.path.join(self.path, name + ".jsonl"), "rb") as file:
            for line in file:
                yield json.loads(line)

    def messages(self, kinds=None):
        """Those that are sent, in the order of time."""
        return (one for one in self.lines("messages")
                if one["file"] and (kinds is None or one["kind"] in kinds))

    def body(self, message):
        with open(os.path.join(self.path, message["file"]), "rb") as file:
            return file.read()

    def last_day(self):
        return number_of(day(self.first + self.days - 1))

    def remove(self):
        shutil.rmtree(self.path, ignore_errors=True)


def folder_bytes(*folders):
    return sum(os.path.getsize(os.path.join(at, name)) for folder in folders
               for at, _, names in os.walk(folder) for name in names)


# ---- the senders ----

class Senders:
    """Registers a world's sources once; the file has what `portolan play --credentials` reads."""

    def __init__(self, system):
        self.system, self.tokens = system, {}
        self.file = os.path.join(os.path.dirname(system.data), "credentials")

    def register(self, world):
        for source in world.lines("sources"):
            if source["name"] in self.tokens:
                continue
            words = ["--profile", os.path.join(world.path, source["profile"])] if source["profile"] else []
            added = self.system.lines("source", "add", source["name"], *words)
            self.tokens[source["name"]] = added[0]["credential"]
        with open(self.file, "w", opener=lambda path, flags: os.open(path, flags, 0o600)) as out:
            out.writelines(f"{name} {token}\n" for name, token in self.tokens.items())


# ---- playing and scoring ----

def import_list(system, world, name):
    system.must("list", "import", os.path.join(world.path, "watchlist.csv"), "--name", name, seconds=600)


class Play:
    """`portolan play` of a world to the running system, as fast as it is taken."""

    def __init__(self, system, senders, world):
        self.log = os.path.join(os.path.dirname(system.data), "play.log")
        self.process = harness.start_process(
            [harness.BINARY, "play", world.path, "--data", system.data, "--credentials", senders.file,
             "--json"], stdout=subprocess.PIPE, stderr=open(self.log, "ab"), text=True)
        self.held = False

    def running(self):
        return self.process.poll() is None

    def hold(self, on):
        """Sends nothing more, or goes on."""
        if on != self.held:
            self.process.send_signal(signal.SIGSTOP if on else signal.SIGCONT)
        self.held = on

    def stop(self):
        """As Ctrl-C does; the same words go on later."""
        self.hold(False)
        self.process.terminate()
        return self.wait(stopped=True)

    def wait(self, stopped=False):
        """What it says that it sent."""
        out = self.process.communicate()[0]
        if not out or (self.process.returncode and not stopped):
            with open(self.log, errors="replace") as file:
                raise AssertionError(f"play ended with {self.process.returncode}: {file.read()[-600:]}")
        return json.loads(out)


def score(system, world, name):
    """What score-against tells, as JSON, with the seconds it took."""
    begun = time.monotonic()
    done = system.command("score-against", world.path, "--list", name, "--json", seconds=7200)
    if done.code not in (0, 4):
        raise AssertionError(f"score-against: {done.code}: {done.err}")
    return {**json.loads(done.out), "seconds": time.monotonic() - begun}


def space(folder, needed):
    """Says so before anything is made, rather than after an hour."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise SystemExit(f"{folder} has {free / 1e9:.0f} GB free; this needs about {needed / 1e9:.0f} GB.")
