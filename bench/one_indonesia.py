"""bench/one-indonesia: a year of 23 M persons, or a part of it, streamed through the system in bounded disk."""
import argparse
import fractions
import os
import time

import screens
from yard import indonesia, processes, sections, start
from yard import world as worlds

import harness

PERSONS, YEAR, PIECE = 23_000_000, 365, 2
LAST = -2             # the day on which it ends, from today


def part(text):
    value = fractions.Fraction(text)
    if not 0 < value <= 1:
        raise argparse.ArgumentTypeError("a part of the year, such as 1/10")
    return value


class Stream:
    """Makes a piece of the world while the one before is played."""

    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        self.system = harness.System(folder, settings={"home": "ID"})
        self.senders = worlds.Senders(self.system)
        self.progress = processes.Progress(self.system)
        self.most_on_disk = 0

    def pieces(self):
        """The worlds, not made yet, in order of their days."""
        first, out = LAST - self.options.days + 1, []
        for begin in range(0, self.options.days, PIECE):
            days = min(PIECE, self.options.days - begin)
            out.append(worlds.World(os.path.join(self.folder, f"piece-{begin}"), "id",
                                    self.options.a_day * days, days, first + begin, 1))
        return out

    def play(self, world):
        """Sends it, waits until all is stored; what it took."""
        begun = time.monotonic()
        self.senders.register(world)
        said = worlds.Play(self.system, self.senders, world).wait()
        self.progress.wait(self.system.status()["received"])
        return {"seconds": time.monotonic() - begun, "persons": said["persons"],
                "messages": said["messages"], "bytes": said["bytes"]}

    def note(self, world, played, coming):
        folders = [world.path] + ([coming.path] if coming else [])
        self.most_on_disk = max(self.most_on_disk, worlds.folder_bytes(*folders))
        status = self.system.status()
        return {**played, "cards": status["new"], "records": status["travellers"],
                "disk": sum(processes.disk(self.system).values())}

    def run(self):
        """What each piece took, the making of the next beside it included."""
        worlds_left, steps = self.pieces(), []
        made = [worlds_left[0].simulate()]
        self.system.start()
        worlds.import_list(self.system, worlds_left[0], "watchlist")
        memory, begun = processes.Memory(self.system), time.monotonic()
        for index, world in enumerate(worlds_left):
            coming = worlds_left[index + 1] if index + 1 < len(worlds_left) else None
            making = indonesia.Making(coming) if coming else None
            played = self.play(world)
            if making:
                made.append(making.wait())
            played["closing"] = processes.settle(self.system)
            steps.append(self.note(world, played, coming))
            world.remove()
            screens.say(f"piece {index + 1} of {len(worlds_left)}: {played['persons'] / played['seconds']:,.0f}/s")
        seconds = time.monotonic() - begun
        memory = memory.end()
        self.system.stop()  # works the write-ahead logs in
        return {"steps": steps, "made": made, "seconds": seconds, "memory": memory,
                "world_disk": self.most_on_disk, "disk": processes.disk(self.system),
                "log": len(self.system.grave_lines().splitlines())}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fraction", type=part, default=fractions.Fraction(1), metavar="F",
                        help="so many of the year's days, such as 1/10; a day stays as full")
    start.common(parser)
    options = parser.parse_args()
    options.days = max(1, round(YEAR * options.fraction))
    options.a_day = PERSONS // YEAR
    words = "bench/one-indonesia" + (f" --fraction {options.fraction}" if options.fraction != 1 else "")
    if options.quick:
        options.days, options.a_day, words = 2 * PIECE, start.QUICK // (2 * PIECE), "bench/one-indonesia --quick"
    load = os.getloadavg()[0]
    needed = options.a_day * (options.days * start.STORED + 2 * PIECE * start.WORLD)
    with start.folder(options, needed) as (home, _):
        stream = Stream(options, home)
        with start.running(stream.system):
            figures = {"load": load, **stream.run()}
        sections.put(options.out, "bench/one-indonesia", indonesia.text(words, options, figures))


if __name__ == "__main__":
    main()
