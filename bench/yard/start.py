"""How each of the three programs begins and ends: its options, its folder, its processes."""
import contextlib
import os
import shutil
import signal
import sys
import tempfile

import report
import screens
from yard import course, document, sections
from yard import world as worlds

QUICK = 20_000
STORED, WORLD = 6_500, 4_500   # bytes of disk a person on a flight, about: in the system, in the world's folder


@contextlib.contextmanager
def folder(options, bytes_needed):
    """A folder that goes away, and helpers that end with this."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit("ended before it was done"))
    above = options.folder or os.path.join(report.PROJECT, "build")
    os.makedirs(above, exist_ok=True)
    worlds.space(above, bytes_needed)
    home, helpers = tempfile.mkdtemp(prefix="yard-", dir=above), screens.Helpers()
    try:
        yield home, helpers
    finally:
        helpers.end()
        shutil.rmtree(home, ignore_errors=True)


@contextlib.contextmanager
def running(system):
    """Whatever happens, the system is ended; a failure says what its log says."""
    try:
        yield
    except BaseException:
        if os.path.exists(system.log):
            sys.stderr.write(system.grave_lines() + system.tail(10))
        raise
    finally:
        system.kill()


def common(parser):
    parser.add_argument("--quick", action="store_true", help="a short run, to see that everything works")
    parser.add_argument("--folder", help="where the data goes meanwhile (else build/)")
    sections.options(parser)


def make_quick(options):
    """20,000 persons and as little as shows that each part works."""
    options.persons, options.days, options.small, options.seconds = QUICK, 1, 4_000, 8
    options.lookups, options.decode, options.peer_rows = 100, (1, 0.1), 5_000


def follow(options, title, words):
    """bench/run and bench/long: the course, then the section."""
    words += " --quick" if options.quick else ""
    name = words.split()[0]
    if words != name and options.out == sections.PATH:
        sys.exit(f"{name}: a shorter run takes the place of the figures in {sections.PATH}; give it --out.")
    with folder(options, (options.persons + 2 * options.small) * (STORED + WORLD)) as (home, helpers):
        way = course.Course(options, home, helpers)
        with running(way.system):
            figures = way.run()
        sections.put(options.out, name, document.text(title, words, options, figures, way.main))
