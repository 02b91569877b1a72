"""bench/run: the yardstick to 1 M persons."""
import argparse

from yard import course, start


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=1_000_000, help="persons on flights of the world")
    start.common(parser)
    options = parser.parse_args()
    words = "bench/run" + (f" --persons {options.persons}" if options.persons != 1_000_000 else "")
    options.days = max(1, round(options.persons / course.A_DAY))
    options.small, options.seconds, options.sizes = min(100_000, options.persons // 5), 90, []
    options.lookups, options.decode, options.peer_rows = course.LOOKED_FOR, (3, 0.5), 200_000
    if options.quick:
        start.make_quick(options)
        words = "bench/run"
    start.follow(options, "A million passengers", words)


if __name__ == "__main__":
    main()
