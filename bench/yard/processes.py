"""What the running system takes: memory and processor by role, disk by kind of file, time to ready."""
import os
import sqlite3
import threading
import time

import screens


class Memory(threading.Thread):
    """Looks at the roles' PSS every second; keeps the most of each, and of all together."""

    def __init__(self, system):
        super().__init__(daemon=True)
        self.system, self.done = system, threading.Event()
        self.most, self.together, self.series = {}, 0, []
        self.start()

    def look(self):
        sizes = {}
        for role, pid in screens.roles(self.system).items():
            try:
                sizes[role or "other"] = screens.pss(pid)
            except (OSError, StopIteration):
                continue  # it ended in between
        for role, size in sizes.items():
            self.most[role] = max(self.most.get(role, 0), size)
        self.together = max(self.together, sum(sizes.values()))
        self.series.append((time.monotonic(), sum(sizes.values())))

    def run(self):
        while not self.done.wait(1):
            self.look()

    def end(self):
        self.done.set()
        self.join()
        self.look()
        return {"roles": self.most, "together": self.together,
                "first": self._third(0), "last": self._third(2)}

    def _third(self, which):
        """The median of the first, second or last third of the looks: whether memory grows."""
        size = max(1, len(self.series) // 3)
        part = sorted(one[1] for one in self.series[which * size:(which + 1) * size] or self.series)
        return part[len(part) // 2]


class Stolen:
    """How much of all processors' time since then other guests of the same machine took, in percent."""

    def __init__(self):
        self.begun = self._times()

    @staticmethod
    def _times():
        with open("/proc/stat", encoding="ascii") as file:
            times = [int(word) for word in file.readline().split()[1:9]]
        return times[7], sum(times)

    def percent(self):
        stolen, every = (now - before for now, before in zip(self._times(), self.begun))
        return 100 * stolen / max(1, every)


# ---- how far it is ----

class Progress:
    """How far the journal is worked off, read from the file beside the system."""

    def __init__(self, system):
        self.system = system

    def _ask(self, words):
        path = self.system.path("derived", "progress.db")
        if not os.path.exists(path):
            return None
        handle = sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None, timeout=30)
        try:
            return handle.execute(words).fetchone()[0]
        finally:
            handle.close()

    def applied(self):
        return self._ask("SELECT applied_seq FROM state") or 0

    def wait(self, last, seconds=7200):
        deadline = time.monotonic() + seconds
        while self.applied() < last:
            if time.monotonic() > deadline:
                raise AssertionError(f"not worked off in {seconds} s")
            time.sleep(0.02)


def settle(system, seconds=600):
    """Until nothing is worked on any more (days that are over are closed when there is nothing to do), as
    seconds of it; the system begins with it at once after a start."""
    begun, quiet, last = time.monotonic(), 0, None
    while quiet < 3 and time.monotonic() - begun < seconds:
        now = screens.processor(screens.roles(system)["screen"])
        quiet = quiet + 1 if last is not None and now - last < 0.05 else 0
        last = now
        time.sleep(0.5)
    return max(0, time.monotonic() - begun - 2)


def restart(system):
    """Seconds from the start to ready, with what is stored, and of closing what is over; then the disk, once the
    write-ahead logs are worked in by another stop."""
    system.stop()
    begun = time.monotonic()
    system.start()
    figures = {"ready": time.monotonic() - begun, "settled": settle(system)}
    system.stop()
    figures["disk"] = disk(system)
    system.start()
    return figures


# ---- disk ----

# What a file's place says of it; the first that fits. (place, of the words of its path; name)
KINDS = (("journal", lambda path: path.startswith("journal/")),
         ("index of the months", lambda path: path.startswith("derived/index/")),
         ("flights", lambda path: path.startswith("derived/flights.db")),
         ("progress and feed", lambda path: path.startswith("derived/progress.db")),
         ("days of travel", lambda path: path.startswith("derived/")),
         ("authored, lists, audit", lambda path: path.startswith("authored/")),
         ("the rest", lambda path: True))


def disk(system):
    """{kind: bytes}; write-ahead logs count as a kind of their own, for they come and go."""
    sizes = {name: 0 for name, _ in KINDS}
    sizes["write-ahead logs"] = 0
    for path in system.files():
        place = os.path.relpath(path, system.data)
        kind = next(name for name, fits in KINDS if fits(place))
        if place.endswith(("-wal", "-shm")):
            kind = "write-ahead logs"
        try:
            sizes[kind] += os.stat(path).st_blocks * 512
        except FileNotFoundError:
            continue
    return sizes
