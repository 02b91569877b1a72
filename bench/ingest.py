"""bench/ingest: persons a second from the journal to stored and screened, and what they cost."""
import argparse
import itertools
import multiprocessing
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

PROJECT = os.path.abspath(os.path.join(os.path.dirname(__file__), ".."))
sys.path.insert(0, os.path.join(PROJECT, "tests", "scenario"))

import harness
import ingest_load as load
import messages
import report
import screens_load as screens

TICKS = os.sysconf("SC_CLK_TCK")
SENDERS, CHUNK, LISTED = 4, 2 * load.A_DAY, 1000


def say(*words):
    print(time.strftime("%H:%M:%S"), *words, file=sys.stderr, flush=True)


# ---- what the processes cost ----

def processor(pid):
    stat = harness._stat(pid)
    return (int(stat[11]) + int(stat[12])) / TICKS


def waited(pid):
    """Seconds that the process's first thread could have run and had no processor: others had them."""
    with open(f"/proc/{pid}/schedstat") as file:
        return int(file.read().split()[1]) / 1e9


def written(pid):
    """Bytes given to write and pwrite: those of the files."""
    with open(f"/proc/{pid}/io") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("wchar:"))


def pss(pid):
    with open(f"/proc/{pid}/smaps_rollup") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("Pss:")) * 1024


def roles(system):
    return {"parent": system.process.pid, **system.role_pids()}


def bytes_under(*folders):
    return sum(os.path.getsize(os.path.join(at, name)) for folder in folders
               for at, _, names in os.walk(folder) for name in names)


# ---- sending ----

def send(system, credential, flights, what, pushes, told):
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends it
    harness._end_with_me()
    client = system.client(credential, timeout=120)
    last, persons, size = 0, 0, 0
    for push in pushes:
        for flight in flights:
            message = load.body(flight, what, push)
            last = screens.patient_send(client, message)["id"]
            persons, size = persons + flight.size, size + len(message)
    client.close()
    told.put((last, persons, size))


def send_all(system, credential, flights, what, pushes):
    """(last sequence, persons spoken of, bytes); several connections at once."""
    fork = multiprocessing.get_context("fork")
    told = fork.SimpleQueue()
    parts = [fork.Process(target=send, daemon=True,
                          args=(system, credential, flights[i::SENDERS], what, pushes, told))
             for i in range(SENDERS)]
    for part in parts:
        part.start()
    for part in parts:
        part.join()
        if part.exitcode:
            raise AssertionError(f"a sender ended with {part.exitcode}")
    done = [told.get() for _ in parts]
    return max(one[0] for one in done), sum(one[1] for one in done), sum(one[2] for one in done)


# ---- measuring ----

class Progress:
    """How far the journal is worked off, read from the file beside the system."""

    def __init__(self, system):
        self.handle = sqlite3.connect(f"file:{system.path('derived', 'progress.db')}?mode=ro",
                                      uri=True, isolation_level=None)

    def applied(self):
        return self.handle.execute("SELECT applied_seq FROM state").fetchone()[0]


class Meter:
    """Runs passes: fills the journal while `screen` stands still, then lets it go and looks."""

    def __init__(self, system, credential, profile):
        self.system, self.credential, self.profile = system, credential, profile
        self.progress = Progress(system)
        self.most = {}

    def hold(self):
        os.kill(self.system.role_pids()["screen"], signal.SIGSTOP)

    def let_go(self):
        os.kill(self.system.role_pids()["screen"], signal.SIGCONT)

    def wait(self, last):
        deadline = time.monotonic() + 3600
        while self.progress.applied() < last:
            if time.monotonic() > deadline:
                raise AssertionError("not worked off in an hour")
            time.sleep(0.01)

    def record(self, name):
        if not self.profile:
            return None
        os.makedirs(self.profile, exist_ok=True)
        pids = [str(roles(self.system)[role]) for role in ("screen", "decode")]
        path = os.path.join(self.profile, name.replace(" ", "-").replace(",", "") + ".data")
        return subprocess.Popen(["perf", "record", "-q", "-F", "299", "--call-graph", "dwarf,12288",
                                 "-p", ",".join(pids), "-o", path], stderr=subprocess.DEVNULL)

    def now(self):
        pids = roles(self.system)
        return {"at": time.monotonic(), "queued": waited(pids["screen"]),
                "written": written(pids["screen"]),
                "used": {role: processor(pid) for role, pid in pids.items()}}

    def figures(self, name, persons, before):
        now = self.now()
        seconds, queued = now["at"] - before["at"], now["queued"] - before["queued"]
        used = {role: now["used"][role] - before["used"].get(role, 0)
                for role in ("screen", "decode")}
        return {"name": name, "persons": persons, "seconds": seconds, "rate": persons / seconds,
                "alone": persons / max(seconds - queued, 1e-9), "busy": used["screen"] / seconds,
                "screen": 1e6 * used["screen"] / persons, "decode": 1e6 * used["decode"] / persons,
                "written": (now["written"] - before["written"]) / persons,
                "load": os.getloadavg()[0]}

    def settle(self):
        """Waits until `screen` rests: it may be closing days."""
        pid, last = roles(self.system)["screen"], -1.0
        while processor(pid) != last:
            last = processor(pid)
            time.sleep(0.5)

    def run(self, flights, passes):
        """All passes are sent first and worked off one after the other, so that no day is closed between
        them; then what there is to close. The figures of each."""
        self.hold()
        sent = [(name, *send_all(self.system, self.credential, flights, what, pushes))
                for name, what, pushes in passes]
        before, out = self.now(), []
        self.let_go()
        for name, last, persons, _ in sent:
            recorder = self.record(name)
            self.wait(last)
            out.append(self.figures(name, persons, before))
            before = self.now()
            if recorder:
                recorder.send_signal(signal.SIGINT)
                recorder.wait()
        self.settle()
        out.append(self.figures("closing, for each new", sent[0][2], before))
        for role, pid in roles(self.system).items():
            self.most[role] = max(self.most.get(role, 0), pss(pid))
        for one in out:
            say(f"{one['name']}: {one['rate']:.0f}/s, {one['alone']:.0f}/s less the queue; "
                f"us a person: screen {one['screen']:.1f}, decode {one['decode']:.1f}; "
                f"{one['written']:,.0f} bytes written; screen on the processor {one['busy']:.0%}")
        return out


def warm_up(system, credential, meter):
    """The first message starts the decoder."""
    client = system.client(credential)
    meter.wait(client.send(screens.probe_body(screens.World(80_000_000), 20_000_000, 0))["id"])
    client.close()


def write_list(system):
    listed = [screens.person(i * 997) for i in range(LISTED)]
    path = os.path.join(os.path.dirname(system.data), "list.csv")
    with open(path, "w") as file:
        file.write(messages.csv_list(listed))
    system.must("list", "import", path)


def chunks(flights):
    """Flights in pieces of whole days, some CHUNK persons, each with the persons there are after it."""
    for _, piece in itertools.groupby(flights, lambda flight: flight.first // CHUNK):
        piece = list(piece)
        yield piece, piece[-1].first + piece[-1].size


def measure(options, system):
    """Passes at each size: those of new content always, of unchanged at the wanted sizes."""
    system.start()
    credential = system.add_source("carrier")
    write_list(system)
    meter, out = Meter(system, credential, options.profile), []
    warm_up(system, credential, meter)
    wanted = sorted(options.sizes)
    for piece, persons in chunks(load.flights(options.persons)):
        told = bool(wanted) and persons >= wanted[0]
        while wanted and persons >= wanted[0]:
            wanted.pop(0)
        say(f"to {persons} persons")
        passes, sent = [], {}
        for name, what, times in load.PASSES:
            again = sent.get(what, 0)
            sent[what] = again + times
            if told or not again:
                passes.append((name, what, range(again, again + times)))
        out += [{**figures, "stored": persons, "told": told}
                for figures in meter.run(piece, passes)]
        for flight in piece:
            flight.made = {}
    return {"passes": out, "pss": meter.most,
            "derived": bytes_under(system.path("derived")),
            "journal": bytes_under(system.path("journal")), "log": system.grave_lines()}


# ---- telling ----

def spread(passes, name):
    """The same pass of each chunk: mean, least and most us of `screen`."""
    found = [(p["screen"], p["persons"]) for p in passes if p["name"] == name]
    mean = sum(cost * persons for cost, persons in found) / sum(persons for _, persons in found)
    return name, len(found), f"{mean:.1f}", f"{min(found)[0]:.1f}", f"{max(found)[0]:.1f}"


def document(options, figures):
    rows = [("stored", "pass", "persons/s", "less the queue", "`screen`, us a person", "`decode`, us a person",
             "written, bytes a person", "`screen` on a processor", "persons", "load")]
    rows += [(f"{p['stored']:,}", p["name"], f"{p['rate']:,.0f}", f"{p['alone']:,.0f}", f"{p['screen']:.1f}",
              f"{p['decode']:.1f}", f"{p['written']:,.0f}", f"{p['busy']:.0%}", f"{p['persons']:,}",
              f"{p['load']:.1f}")
             for p in figures["passes"] if p["told"]]
    all_rows = [("pass", "chunks", "`screen`, us a person: mean", "least", "most")]
    names = dict.fromkeys(p["name"] for p in figures["passes"])
    all_rows += [spread(figures["passes"], name) for name in names]
    stored = figures["passes"][-1]["stored"]
    memory = [("process", "PSS at most, MB")]
    memory += [(f"`{role}`", f"{size / 1e6:.1f}") for role, size in sorted(figures["pss"].items())]
    memory += [("all", f"{sum(figures['pss'].values()) / 1e6:.1f}")]
    head = "\n".join(report.head("From the journal to stored and screened", "bench/ingest", "",
                                 "Other work on the machine shows in the column of its load"))
    return f"""{head}
{report.table(*rows)}
Over all chunks of {CHUNK:,} persons:

{report.table(*all_rows)}
{report.table(*memory)}
Bytes a person: {figures['derived'] / stored:,.0f} of derived data, {figures['journal'] / stored:,.0f} of the journal.
{len(figures['log'].splitlines())} lines of failures in the log.

## Method

- The real binary (release preset) on a folder of its own on disk, with a list of {LISTED:,}. The role
  `screen` is held (SIGSTOP) while messages are sent to the intake; they are durable then. It is let go,
  and the clock stops when `progress.db` has the last of them.
- Each person and flight is invented; a message holds one flight of 120 to 180. Each {CHUNK:,} persons
  (two days) are {CHUNK // 150} flights, told in rounds, which is more than are kept opened: a push finds its
  flight closed. "closing" is what follows: days that are over go to the index of their month, four at once.
- us a person is processor time of the role, user and system, from /proc, for each person a message speaks
  of. It depends less than persons/s on what else the machine does: on two idle cores `screen` and
  `decode` run side by side. "less the queue" is persons/s without the time that `screen` could have run
  and other work had the processors. "load" is the machine's load average.
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=300_000)
    parser.add_argument("--sizes", type=lambda text: [int(one) for one in text.split(",")],
                        default=[100_000, 300_000], help="where unchanged ones are measured")
    parser.add_argument("--profile", help="a folder for perf.data of each pass")
    parser.add_argument("--out")
    options = parser.parse_args()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit("ended before it was done"))
    home = tempfile.mkdtemp(prefix="ingest-", dir=os.path.join(PROJECT, "build"))
    system = harness.System(home)
    try:
        text = document(options, measure(options, system))
        system.stop()
    except BaseException:
        sys.stderr.write(system.grave_lines() + system.tail(10))
        raise
    finally:
        system.kill()
        shutil.rmtree(home, ignore_errors=True)
    if options.out:
        with open(options.out, "w") as file:
            file.write(text)
    print(text)


if __name__ == "__main__":
    main()
