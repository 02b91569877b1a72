"""What bench/one-indonesia needs besides: making beside playing, and its section."""
import threading

from report import table
from yard import sections

MB, GB = 1e6, 1e9
YEAR_PERSONS, YEAR_RECORDS = 23_000_000, 138_000_000


class Making(threading.Thread):
    """`simulate` of the piece to come, in a process of its own, while this one is played."""

    def __init__(self, world):
        super().__init__(daemon=True)
        self.world, self.made, self.failure = world, None, None
        self.start()

    def run(self):
        try:
            self.made = self.world.simulate()
        except Exception as failure:
            self.failure = failure

    def wait(self):
        self.join()
        if self.failure:
            raise self.failure
        return self.made


def _thirds(steps):
    """Person-records/s in the first and in the last third of the pieces, closing included."""
    size = max(1, len(steps) // 3)

    def rate(part):
        return sum(one["persons"] for one in part) / sum(one["seconds"] + one["closing"] for one in part)
    return rate(steps[:size]), rate(steps[-size:])


def measured(options, figures):
    steps, made = figures["steps"], figures["made"]
    records, last = sum(one["persons"] for one in steps), steps[-1]
    first_rate, last_rate = _thirds(steps)
    return table(
        ["measured", ""],
        ["days, persons on flights, person-records",
         f"{options.days}, {sum(one['persons'] for one in made):,}, {records:,}"],
        ["took, `simulate` beside it and closing of days included", f"{figures['seconds']:,.0f} s"],
        ["person-records/s, made, sent, screened and stored", f"{records / figures['seconds']:,.0f}"],
        ["the same, first and last third of the pieces", f"{first_rate:,.0f}, {last_rate:,.0f}"],
        ["closing of days that were over", f"{sum(one['closing'] for one in steps):,.0f} s of it"],
        ["cards stored", f"{last['cards']:,}"],
        ["disk of the system at the end", f"{sum(figures['disk'].values()) / GB:.2f} GB"],
        ["disk of the world at most, two pieces", f"{figures['world_disk'] / GB:.2f} GB"],
        ["memory of `simulate`, the most; of the first and the last piece",
         f"{max(one['memory'] for one in made) / MB:.0f} MB; {made[0]['memory'] / MB:.0f}, "
         f"{made[-1]['memory'] / MB:.0f} MB"],
        ["PSS of all roles, the most; median of the first and the last third",
         f"{figures['memory']['together'] / MB:.0f} MB; {figures['memory']['first'] / MB:.0f}, "
         f"{figures['memory']['last'] / MB:.0f} MB"],
        ["lines of failures in the log", figures["log"]])


def by_kind(figures):
    last = figures["steps"][-1]
    rows = [["bytes on disk", "a person on a flight", "a person-record", "a year of 138 M, GB"]]
    for kind, size in figures["disk"].items():
        rows.append([kind, f"{size / last['cards']:,.0f}", f"{size / last['records']:,.0f}",
                     f"{size / last['records'] * YEAR_RECORDS / GB:,.1f}"])
    size = sum(figures["disk"].values())
    rows.append(["all", f"{size / last['cards']:,.0f}", f"{size / last['records']:,.0f}",
                 f"{size / last['records'] * YEAR_RECORDS / GB:,.1f}"])
    return table(*rows)


def extrapolated(options, figures):
    records = sum(one["persons"] for one in figures["steps"])
    last_rate = _thirds(figures["steps"])[1]
    share = 100 * records / YEAR_RECORDS
    size = sum(figures["disk"].values()) / figures["steps"][-1]["records"] * YEAR_RECORDS
    return table(
        ["extrapolated to the year, from a run of " + f"{share:.2f} % of its person-records", ""],
        ["138 M person-records, at the rate of the last third", f"{YEAR_RECORDS / last_rate / 3600:,.1f} hours"],
        ["so of a day's 24 hours a day of the year takes", f"{YEAR_RECORDS / 365 / last_rate / 60:,.1f} minutes"],
        ["disk a year", f"{size / GB:,.0f} GB"])


METHOD = """\
- `portolan simulate --profile id`, {piece} days at a time, some {a_day:,} persons each day as 23 M a year are; the next
  piece is made while the one before is sent by `portolan play` and screened against the world's list, on the same
  cores. Then the system has a pause, in which it closes days that are over, and the piece is removed.
- A part of the year has fewer days, each as full: what depends on how full a day is (how many flights are kept opened,
  how large a day's file is) is measured and not extrapolated. What depends on how much is stored in all is
  extrapolated: that the rate stays as in the last third, that bytes grow with person-records, and that memory does not
  grow. Whether they do up to 5 M persons over a year is measured by `bench/long`.
- Each piece is a world of its own with the same seed: who travels in one may travel in the next, but a journey out and
  back lies within one piece, and bookings of its first flights begin when the piece before is through.
"""


def text(words, options, figures):
    return "\n".join([
        *sections.head("One Indonesia", words, figures, options.quick),
        measured(options, figures), by_kind(figures), extrapolated(options, figures), "### Method\n",
        METHOD.format(piece=2, a_day=options.a_day),
        f"To repeat: `{words}`.\n"])
