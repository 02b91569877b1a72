"""The way of bench/run and bench/long: worlds are made, one is played in pieces, and at each size of what is
stored the passes of yard/ingest.py are measured. At the end officers look while more comes in."""
import os
import time

import harness
import screens
from yard import decode, ingest, lookups, peer, processes, visible
from yard import world as worlds

A_DAY = 63_000        # persons; 23 million a year
# Days of departure, from today. The days of the world are over; nobody else flies on
# the days of the small worlds (from PASSES on) and of the rest, nor on the day before and after, which score-against
# looks at, too. A day takes its own index rows from two days before to seven days ahead.
LAST, PASSES, LIVE, PROBES = -4, -2, 5, 7
WAITING = 4_000       # messages that wait at the most on the way to a size
LOOKED_FOR = 400      # persons, of each kind of lookup
LISTED_OF_100_000 = 1000   # passengers of the live world, so that alerts can be timed


class Course:
    def __init__(self, options, folder, helpers):
        self.options, self.folder, self.helpers = options, folder, helpers
        self.figures = {"load": os.getloadavg()[0], "began": time.monotonic(), "sizes": []}
        self.system = harness.System(folder, settings={"session": {"idle-minutes": 240}})
        self.senders = worlds.Senders(self.system)
        self.progress = processes.Progress(self.system)
        self.meter = ingest.Meter(self.system, helpers, self.senders)
        self.main = worlds.World(os.path.join(folder, "world"), "uz", options.persons, options.days,
                                 LAST - options.days + 1, 1)

    # ---- before the system ----

    def make(self):
        screens.say("simulates:", self.main.command())
        self.figures["simulate"] = self.main.simulate()
        screens.say(f"{self.figures['simulate']['person_records'] / self.figures['simulate']['seconds']:,.0f}/s")
        self.figures["decode"] = decode.measure(self.main, *self.options.decode)

    def start(self):
        """With all lists in force before anybody comes: a new list has all that are stored compared again."""
        seconds, begun = self.options.seconds, time.monotonic()
        self.system.start()
        self.figures["ready_empty"] = time.monotonic() - begun
        self.living = worlds.World(os.path.join(self.folder, "live"), "uz", visible.persons_for(seconds), 1, LIVE,
                                   7, {"plant-listed": LISTED_OF_100_000})
        self.living.simulate()
        for world, name in ((self.main, "watchlist"), (self.living, "living")):
            self.senders.register(world)
            worlds.import_list(self.system, world, name)
        visible.probe_list(self.system, visible.probes_for(seconds))

    # ---- the passes and the world between them ----

    def pass_at(self, index):
        """A small world of a day of its own."""
        world = ingest.small_world(self.folder, f"small-{index}", "uz", self.options.small, PASSES + index,
                                   100 + index)
        self.senders.register(world)
        if index == 0:
            self.meter.warm_up(world)
        screens.say(f"passes with {self.system.status()['new']:,} persons stored")
        self.figures["sizes"].append(self.meter.passes(world))
        world.remove()

    def _watch(self, play, until):
        """Looks until the world is sent or so many persons are stored: [(seconds, sequence)]. Receiving is faster
        than screening: what waits is bounded, or else so many are stored long after they were sent."""
        begun, looks = time.monotonic(), []
        while play.running():
            time.sleep(0.5)
            looks.append((time.monotonic() - begun, self.progress.applied()))
            if not until:
                continue
            counted = self.system.status()
            if counted["new"] >= until:
                return looks, True
            play.hold(counted["received"] - looks[-1][1] > WAITING)
        return looks, False

    def play_to(self, until, before):
        """Plays on until so many persons are stored; None: to the end. `before`: sequences that are not the
        world's."""
        play, begun = worlds.Play(self.system, self.senders, self.main), time.monotonic()
        looks, early = self._watch(play, until)
        said = play.stop() if early else play.wait()
        received = self.system.status()["received"]
        while (applied := self.progress.applied()) < received:
            looks.append((time.monotonic() - begun, applied))
            time.sleep(0.5)
        looks.append((time.monotonic() - begun, applied))
        return {"said": said, "looks": looks, "before": before, "seconds": looks[-1][0],
                "stored": self.system.status()["new"]}

    def play(self):
        """The main world, with the passes at each size; the memory meanwhile."""
        memory, pieces = processes.Memory(self.system), []
        stops = [size for size in self.options.sizes if size < self.options.persons] + [None]
        for index, size in enumerate(stops):
            counted = self.system.status()
            until = size + counted["new"] - sum(one["new"] for one in pieces) if size else None
            piece = self.play_to(until, counted["received"])
            piece["new"] = piece["stored"] - counted["new"]
            pieces.append(piece)
            screens.say(f"{piece['said']['persons']:,} persons sent and stored in {piece['seconds']:.0f} s")
            if size is None:
                self.figures["played_memory"] = memory.end()
                self.figures["restart"] = processes.restart(self.system)
                self.figures["stored"] = self.system.status()
            else:
                processes.settle(self.system)
            self.pass_at(index + 1)
        self.figures["pieces"] = pieces

    # ---- the end ----

    def live(self):
        """1,000 persons a second, probes, and lookups beside."""
        values = lookups.sample(self.main, self.options.lookups)
        first, last = worlds.number_of(worlds.day(self.main.first)), worlds.number_of(worlds.day(PROBES))
        figures = visible.measure(self.system, self.helpers, self.senders, self.living, PROBES,
                                  self.options.seconds,
                                  lambda: lookups.Lookups(self.system, values, first, last))
        figures["lookups"] = figures.pop("beside").figures()
        figures["score"] = worlds.score(self.system, self.living, "living")
        self.figures["live"] = figures

    def finish(self):
        screens.say("scores")
        self.figures["score"] = worlds.score(self.system, self.main, "watchlist")
        self.figures["log"] = len(self.system.grave_lines().splitlines())
        self.system.stop()
        screens.say("the peer")
        self.figures["peer"] = peer.measure(self.main, self.options.peer_rows)
        self.figures["took"] = time.monotonic() - self.figures["began"]

    def run(self):
        self.make()
        self.start()
        self.pass_at(0)
        self.play()
        self.live()
        self.finish()
        return self.figures
