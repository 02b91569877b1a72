"""The whole way with a large list in force: new persons from durable to screened and stored, beside the same
without it."""
import argparse

import harness
import screens
from yard import course, ingest, start
from yard import world as worlds


def _rate(home, helpers, persons, lists):
    """The figures of the pass of new persons; of a world of a day that nobody has seen."""
    system = harness.System(home, settings={})
    with start.running(system):
        system.start()
        for number, path in enumerate(lists):
            system.must("list", "import", path, "--name", f"large-{number}", seconds=900)
        senders = worlds.Senders(system)
        meter = ingest.Meter(system, helpers, senders)
        world = ingest.small_world(home, "listed", "uz", persons, course.PASSES, 100)
        senders.register(world)
        meter.warm_up(world)
        figures = meter.run(ingest.NEW, world, ("pnr-72",), 0)
        world.remove()
        system.kill()
    return figures


def measure(path, persons):
    """(without a list, with it), or ends with the reason."""
    out = []
    for lists in ((), (path,)):
        with start.folder(argparse.Namespace(folder=None), persons * (start.STORED + start.WORLD)) as (home, helpers):
            screens.say("the whole way", "with the list" if lists else "without a list")
            out.append(_rate(home, helpers, persons, lists))
    return out
