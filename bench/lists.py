"""bench/lists: how long an import, a delta and a withdrawal take until travellers who are stored have met them."""
import argparse
import csv
import json
import os
import subprocess
import tempfile
import time

import report
import screens
from names import crowd
from report import PROJECT

import harness

PATH = os.path.join(PROJECT, "docs", "benchmarks-lists.md")
NEWS = 1000  # entries of a delta
harness.PATIENCE = 300


def processor(system):
    """Seconds that the roles have needed."""
    return sum(map(screens.processor, system.role_pids().values()))


class Course:
    """One data folder, filled with a world, and what is done to its list."""

    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        self.system = harness.System(folder, binary=os.environ.get("PORTOLAN_BINARY"))
        self.rows = []

    def fill(self):
        world = os.path.join(self.folder, "world")
        subprocess.run([self.system.binary, "simulate", "--profile", "uz", "--days", "3", "--persons",
                        str(self.options.persons), "--seed", str(self.options.seed), "--out", world], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.system.start()
        self.system.must("play", world)
        self.system.wait_processed()
        with open(os.path.join(world, "persons.jsonl"), encoding="utf-8") as file:
            persons = [json.loads(line) for line in file]
        self.known = [one for one in persons if one["surname"] and one["given"] and one["birth"] and one["fate"] == "flown"][:40]

    def probe(self):
        """Whom to look at: one traveller of the first twenty, one of the others. To look at all alerts takes too long."""
        self.system.must("list", "import", self.listed("probe.csv", 0, *enumerate(self.known)), "--name", "probe")
        harness.until("some are found", lambda: len(self.system.lines("alerts")) >= 20)
        found = {int(reason["evidence"]["entry"][1:]): alert["id"] for alert in self.system.lines("alerts")
                 for reason in alert["reasons"]}
        self.watched = [next(found[i] for i in part if i in found) for part in (range(20), range(20, 40))]
        self.system.must("list", "retire", "probe")

    def listed(self, name, size, *more):
        path = os.path.join(self.folder, name)
        if size:
            crowd.write_list(path, size, self.options.seed, self.pool)
        with open(path, "a", encoding="utf-8", newline="") as file:
            out = csv.writer(file)
            if not size:
                out.writerow(crowd.HEAD)
            for i, one in more:
                out.writerow((f"X{i}", one["surname"], one["given"], "", one["birth"], one["sex"], one["nationality"]))
        return path

    def delta(self):
        path = os.path.join(self.folder, "delta.json")
        with open(path, "w", encoding="utf-8") as file:
            for i in range(NEWS):
                names = {"name": [f"Qwyzzx{i} Vrktt{i}"]}
                if i >= NEWS - 20:
                    one = self.known[NEWS - i + 19]
                    names = {"name": [f"{one['given']} {one['surname']}"], "birthDate": [one["birth"]]}
                file.write(json.dumps({"op": "ADD", "entity": {"id": f"D{i}", "schema": "Person",
                                                               "properties": names}}) + "\n")
        return path

    def entries(self):
        return {reason["evidence"]["entry"] for one in self.watched
                for reason in self.system.lines("traveller", one)[0]["reasons"] if not reason["withdrawn"]}

    def measure(self, words, *command, until=None):
        began, used = time.monotonic(), processor(self.system)
        self.system.must("list", *command)
        returned, spent = time.monotonic(), processor(self.system)
        self.rows.append([f"{words} returns after", returned - began, spent - used])
        if until:
            harness.until(words, lambda: until[1](self.entries()))
            self.rows.append([f"then {until[0]} after", time.monotonic() - returned,
                              processor(self.system) - spent])

    def run(self, size):
        self.pool = crowd.persons(60_000, self.options.seed)
        self.probe()
        self.settle()
        first = self.listed("first.csv", size, *enumerate(self.known[:20]))
        second = self.listed("second.csv", size)
        self.measure("an import of the whole file", "import", first, "--name", "big",
                     until=("a stored traveller is found by it", lambda found: any(one[0] == "X" for one in found)))
        self.settle()
        self.measure("an import without twenty of them", "import", second, "--name", "big",
                     until=("the alert is withdrawn", lambda found: not any(one[0] == "X" for one in found)))
        self.settle()
        self.measure(f"a delta of {NEWS:,} entries", "import", self.delta(), "--name", "big",
                     until=("a stored traveller is found by it", lambda found: any(one[0] == "D" for one in found)))
        self.settle()
        self.measure("`list retire`", "retire", "big",
                     until=("everything is withdrawn", lambda found: not found))

    def settle(self):
        """Until the roles rest: the index of all lists is built after what was measured."""
        while True:
            used = processor(self.system)
            time.sleep(1)
            if processor(self.system) - used < .05:
                return


def section(options, size):
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        course = Course(options, folder)
        try:
            course.fill()
            travellers = course.system.status()["travellers"]
            course.run(size)
        finally:
            course.system.stop()
    rows = [[words, f"{seconds:.2f}", f"{used:.2f}"] for words, seconds, used in course.rows]
    return f"## {size:,} entries, {travellers:,} travellers of three days in the store\n\n" + \
        report.table(["", "seconds", "processor seconds of the roles"], *rows) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="100000,1000000", help="entries of the list, several by commas")
    parser.add_argument("--persons", type=int, default=18_000, help="passengers of the world")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", default=PATH)
    options = parser.parse_args()
    load = os.getloadavg()[0]
    text = "".join(section(options, int(size)) for size in options.sizes.split(","))
    head = report.head("Lists: until they hold", "bench/lists", "", f"Load average before: {load:.1f}")
    report.put(options.out, "\n".join(head) + "\n" + text)


if __name__ == "__main__":
    main()
