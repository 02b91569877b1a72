"""What bench/run-screens measured, as the text of docs/benchmarks-screens.md."""
import gzip
import json
import os

from report import PROJECT, head, met, table

MB = 1e6


def part(values, share):
    """The nearest rank: the smallest value that so many are not above."""
    ordered = sorted(values)
    return ordered[max(0, -(-int(share * 1000 * len(ordered)) // 1000) - 1)]


def first_load():
    """Bytes on the wire of what a browser needs before it shows the first page."""
    folder = os.path.join(PROJECT, "build", "release", "web", "dist")

    def packed(name):
        with open(os.path.join(folder, name), "rb") as file:
            return len(gzip.compress(file.read(), 9))
    with open(os.path.join(folder, "first-load.json")) as file:
        names = json.load(file)
    return sum(map(packed, names["all"])) + max(map(packed, names["one"]))


# ---- the tables ----

NAMES = {"preview": "preview of an alert (GET traveller)", "decision": "action acknowledged (POST decision)",
         "alerts": "list of alerts, 100 rows", "flights": "list of flights, 100 rows",
         "manifest": "manifest of a flight", "message": "view of a message"}


def goals(figures, short):
    def word(good):
        return met(good) + (", short run" if short else "")
    rows = [["goal", "wanted", "measured", ""]]
    for what, share, most in (("preview", .95, 150), ("decision", .95, 100)):
        for link in ("HTTPS", "HTTP"):
            value = part(figures["times"][what, link], share)
            rows.append([f"{NAMES[what]}, {link}, p95", f"<= {most} ms", f"{value:.1f} ms",
                         word(value <= most)])
    value = part([one[0] for one in figures["probes"]], .99)
    rows.append(["received -> visible, p99", "<= 250 ms", f"{value:.0f} ms", word(value <= 250)])
    for link, streams in figures["streams"].items():
        value = (streams["with"] - streams["before"]) / MB
        rows.append([f"{streams['streams']} open streams, {link}",
                     f"<= {60 * streams['streams'] / 1000:g} MB", f"{value:.1f} MB",
                     word(value <= 60 * streams["streams"] / 1000)])
    value = first_load() / 1000
    rows.append(["first load of the pages, gzip", "<= 120 kB", f"{value:.1f} kB", word(value <= 120)])
    return table(*rows)


def answers(times):
    rows = [["answer, ms", "over", "asked", "p50", "p95", "p99", "most"]]
    for what, name in NAMES.items():
        for link in ("HTTPS", "HTTP"):
            values = times.get((what, link))
            if values:
                rows.append([name, link, len(values)] +
                            [f"{part(values, share):.1f}" for share in (.5, .95, .99, 1)])
    return table(*rows)


def visible(probes):
    rows = [["listed person's message to the alert's event, ms", "messages", "p50", "p95", "p99", "most"]]
    for i, name in enumerate(("from the receipt", "from the first byte sent, the receipt's sync included")):
        values = [one[i] for one in probes]
        rows.append([name, len(values)] + [f"{part(values, share):.0f}" for share in (.5, .95, .99, 1)])
    return table(*rows)


def streams(figures):
    rows = [["streams", "open", "`serve` before, MB", "with them, MB", "a stream, kB", "lost", "read, MB"]]
    for link, one in figures["streams"].items():
        rows.append([link, one["streams"], f"{one['before'] / MB:.1f}", f"{one['with'] / MB:.1f}",
                     f"{(one['with'] - one['before']) / one['streams'] / 1000:.1f}", one["ended"],
                     f"{one['bytes'] / MB:.1f}"])
    return table(*rows)


def processes(figures):
    rows = [["process", "PSS, MB", "processor, cores"]]
    for role, size in sorted(figures["pss"].items()):
        rows.append([f"`{role}`", f"{size / MB:.1f}", f"{figures['used'][role]:.2f}"])
    rows.append(["all", f"{sum(figures['pss'].values()) / MB:.1f}", f"{sum(figures['used'].values()):.2f}"])
    return table(*rows)


def filled(figures):
    one, status = figures["fill"], figures["status"]
    return table(
        ["fill", ""],
        ["persons in so many flights", f"{one['persons']:,} in {one['flights']:,}"],
        ["persons spoken of, in so many messages (PAXLST and PNRGOV by turns)",
         f"{one['spoken']:,} in {one['messages']:,}"],
        ["cards of persons by the system's own count", f"{status['new']:,}"],
        ["alerts, with so many entries on the list", f"{figures['alerts']:,}, {figures['listed']:,}"],
        ["all received after", f"{one['send_seconds']:.1f} s"],
        ["all worked through after", f"{one['seconds']:.1f} s"],
        ["persons/s end to end", f"{one['persons'] / one['seconds']:,.0f} "
                                 f"({one['spoken'] / one['seconds']:,.0f} spoken of)"],
        ["start to ready: empty folder, first start", f"{figures['ready_empty']:.2f} s"],
        ["start to ready: filled", f"{figures['ready_full']:.2f} s"])


METHOD = """\
- The real binary (release preset) on a folder of its own on disk. Every person and every flight is invented;
  messages hold 120 to 180 persons; flights are of 12 past to 3 coming days; every fifth is told by API and
  by PNR. Six connections of six processes send to the intake over loopback.
- The system is then started again, and {steady:,.0f} persons/s came in (wanted: 1,000) from one sender and
  from the probe. Two officers, one over HTTPS and one over HTTP, each on one connection kept open, ask by
  turns: three previews of alerts taken by chance, a decision about the last, one of the lists; 10 to 50 ms
  between. Times are a client's: from the request to the last byte, gzip'd as for a browser.
- The probe: {rate} messages a second, each of 150 persons on a new flight, one of them on the list, at a moment
  by chance; a stream over HTTPS of another officer hears the event. Clocked on one monotonic clock.
- Streams: all opened and read while persons come in; four a session, as the server allows. Memory is PSS
  of `serve`, the most of five seconds of them, less what it was just before they were opened.
- Clients, senders and system share the cores, so the figures hold the clients' own work, too.
"""


def document(options, figures):
    loads = ", ".join(f"{name} {value:.1f}" for name, value in figures["load"].items())
    behind = figures["behind"]
    words = (f" --persons {options.persons} --seconds {options.seconds}"
             if (options.persons, options.seconds) != (1_000_000, 120) else "")
    short = ([f"**A short run**: the goals are for 1,000,000 persons stored, 1,000 streams and at least 200 "
              f"probes. This run had {options.persons:,}, {figures['streams']['plain']['streams']} and "
              f"{len(figures['probes'])}, so it does not prove them.\n"] if words else [])
    busy = ("Other work ran on the same cores all the while: the machine was busy. "
            if figures["load"]["fill, before"] > 0.5 else "")
    notes = [f"{figures['lost']} probes were not heard of within 20 s.\n"] if figures["lost"] else []
    if figures["log"]:
        notes.append(f"The log has {len(figures['log'].splitlines())} lines of failures.\n")
    return "\n".join([
        *head("The screens, with much stored and more coming", f"bench/run-screens{words}", busy,
              f"Load average: {loads}"),
        "## Goals\n", *short, goals(figures, short),
        "## Answers\n", answers(figures["times"]),
        "## Received to visible\n", visible(figures["probes"]),
        "## Streams of events\n", streams(figures),
        "## Processes\n",
        f"While {figures['steady']:,.0f} persons/s came in and officers asked; {behind} messages were not "
        "worked through at the end of it.\n", processes(figures),
        "## Fill\n", filled(figures), *notes,
        "## Method\n",
        METHOD.format(steady=figures["steady"], rate=figures["rate"]),
        "To repeat: `bench/run-screens` (`--persons N`, `--seconds N`, `--out FILE`; with `--persons 20000 "
        "--seconds 20` it takes about a minute).\n"])
