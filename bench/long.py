"""bench/long: the yardstick to 5 M persons over a whole year."""
import argparse

from yard import course, start

YEAR, PERSONS = 365, 5_000_000


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    start.common(parser)
    options = parser.parse_args()
    options.persons, options.days, options.small, options.seconds = PERSONS, YEAR, 100_000, 120
    options.sizes = [1_000_000, 2_000_000, 3_000_000, 4_000_000]
    options.lookups, options.decode, options.peer_rows = 4 * course.LOOKED_FOR, (3, 0.5), 1_000_000
    if options.quick:
        start.make_quick(options)
        options.days, options.sizes = 10, [10_000]
    start.follow(options, "A year, to 5 million persons", "bench/long")


if __name__ == "__main__":
    main()
