"""What a course measured, as tables."""
from report import met, table
from screens_report import part
from yard import ingest
from yard.scores import presence_share

MB, GB = 1e6, 1e9
WANTED = {"simulate": 50_000, "new": 8_000, "unchanged": 20_000, "flat": 20, "visible": 250, "memory": 300}


def number(value):
    return f"{value:,.0f}"


def pass_at(size, name):
    return next(one for one in size["passes"] if one["name"] == name)


def rate_at(size, name):
    """Persons/s of a pass at a size, by the clock."""
    return pass_at(size, name)["rate"]


def left_rate(one):
    """Persons/s in the time that other guests of the host left."""
    return one["rate"] / (1 - one["stolen"] / 100)


def fall(sizes, name):
    """How far the slowest lies under the first, less what was stolen, percent; below 0: none is slower."""
    rates = [left_rate(pass_at(size, name)) for size in sizes]
    return 100 * (1 - min(rates[1:], default=rates[0]) / rates[0])


# ---- goals ----

def _goal_rows(figures):
    made, sizes, live = figures["simulate"], figures["sizes"], figures["live"]
    rate = made["person_records"] / made["seconds"]
    yield ("`simulate`, person-records/s on one core", f">= {WANTED['simulate']:,}", number(rate),
           rate >= WANTED["simulate"])
    for name, key in ((ingest.NEW, "new"), (ingest.UNCHANGED, "unchanged")):
        for size in sizes:
            one = pass_at(size, name)
            yield (f"durable -> screened and stored, {key} persons/s, with {size['before']:,} stored",
                   f">= {WANTED[key]:,}", f"{one['rate']:,.0f} ({left_rate(one):,.0f} less stolen)",
                   one["rate"] >= WANTED[key])
        if len(sizes) > 1:
            value = fall(sizes, name)
            yield (f"the same, less stolen, fall from {sizes[0]['before']:,} to {sizes[-1]['before']:,} stored",
                   f"<= {WANTED['flat']} %", f"{value:.0f} %", value <= WANTED["flat"])
    value = part([one[0] for one in live["probes"]], .99)
    yield (f"received -> visible at {live['rate']:,.0f} persons/s, p99", f"<= {WANTED['visible']} ms",
           f"{value:.0f} ms", value <= WANTED["visible"] and not live["lost"])
    value = max(figures["played_memory"]["together"], live["memory"]["together"]) / MB
    yield "PSS of all roles, the most, with an officer, too", f"<= {WANTED['memory']} MB", f"{value:.0f} MB", value <= WANTED["memory"]
    once, told = presence_share(figures["score"])
    yield ("persons on flights of whom an undamaged message told: in the store once", "all",
           f"{once:,} of {told:,}", once == told)


def goals(figures, quick):
    rows = [["goal", "wanted", "measured", ""]]
    for what, wanted, measured, good in _goal_rows(figures):
        rows.append([what, wanted, measured, met(good) + (", short run" if quick else "")])
    return table(*rows)


# ---- making and decoding ----

def simulated(one):
    return table(
        ["`simulate`", ""],
        ["person-records/s, one core, by the clock", number(one["person_records"] / one["seconds"])],
        ["the same, by processor time", number(one["person_records"] / one["processor"])],
        ["took", f"{one['seconds']:.1f} s"], ["most memory", f"{one['memory'] / MB:.1f} MB"],
        ["persons, flights, bookings", f"{one['persons']:,}, {one['flights']:,}, {one['bookings']:,}"],
        ["person-records in messages", f"{one['person_records']:,} in {one['messages']:,}"],
        ["bytes of messages; of the folder", f"{one['message_bytes'] / GB:.2f} GB; {one['folder'] / GB:.2f} GB"],
        ["hash of the world", f"`{one['hash'][:16]}..`"])


def decoded(figures):
    rows = [["on the world's own messages, one core", "bodies", "bytes to model, MB/s", "and checked, MB/s",
             "split alone, MB/s", "npm `edifact`, MB/s", "times", "persons/s"]]
    for name, one in figures.items():
        peer = one["peer"]
        rows.append([name, one["bodies"], number(one["decode"]), number(one["opened"]), number(one["split"]),
                     f"{peer:,.0f} (of {one['taken']})" if peer else "not there",
                     f"{one['decode'] / peer:.1f}" if peer else "-", number(one["persons_second"])])
    return table(*rows)


# ---- ingest ----

def _stored(size):
    return f"{size['before']:,}"


def passes(sizes):
    rows = [["persons/s, with so many persons stored before", *map(_stored, sizes), "fall"]]
    for name, _, _ in ingest.PASSES:
        slowest = f"{fall(sizes, name):.0f} %" if len(sizes) > 1 else "-"
        rows.append([name, *(number(rate_at(size, name)) for size in sizes), slowest])
    return table(*rows)


def pass_details(sizes):
    rows = [["stored before", "pass", "person-records", "of them new", "changed", "same", "`screen`, us each",
             "`decode`, us each", "load", "stolen", "persons/s less stolen"]]
    for size in sizes:
        for one in size["passes"]:
            rows.append([_stored(size), one["name"], f"{one['persons']:,}",
                         *(f"{one[key]:,}" for key in ("new", "changed", "same")),
                         f"{one['cost']['screen']:.0f}", f"{one['cost']['decode']:.0f}", f"{one['load']:.1f}",
                         f"{one['stolen']:.0f} %", number(left_rate(one))])
    return table(*rows)


def peer(one, disk_a_person):
    if not one:
        return "PostgreSQL is not installed here (`apt-get install postgresql`), so there is no peer to this.\n"
    return table(
        [f"PostgreSQL {one['version']}, {one['rows']:,} of the same persons as plain rows", ""],
        ["new rows/s, COPY, three indexes, 5,000 a transaction", number(one["new"])],
        ["unchanged rows/s, COPY and ON CONFLICT, nothing to write", number(one["same"])],
        ["found by document, median", f"{one['look']:.2f} ms"],
        ["bytes a row, with its indexes", f"{one['bytes']:,.0f} (Portolan: {disk_a_person:,.0f} a person, "
                                          "messages and versions included)"])


# ---- the world played ----

def _records_by_sequence(world):
    """Running sums of persons in messages, by how many were sent."""
    sums = [0]
    for message in world.messages():
        sums.append(sums[-1] + message["persons"])
    return sums


def tenths(pieces, sums):
    """Person-records/s in each tenth of what was played, by when it had been stored."""
    points, clock, sent = [(0.0, 0)], 0.0, 0
    for piece in pieces:
        for seconds, sequence in piece["looks"]:
            done = min(len(sums) - 1, sent + max(0, sequence - piece["before"]))
            points.append((clock + seconds, sums[done]))
        clock += piece["seconds"]
        sent = min(len(sums) - 1, sent + piece["said"]["messages"])
    edges, out = [sums[-1] * i / 10 for i in range(11)], []
    times = [next((at for at, count in points if count >= edge), points[-1][0]) for edge in edges]
    for begin, end in zip(times, times[1:]):
        out.append(sums[-1] / 10 / max(end - begin, 0.5))
    return out


def played(figures, world):
    pieces = figures["pieces"]
    seconds, records = (sum(one["seconds"] for one in pieces), sum(one["said"]["persons"] for one in pieces))
    messages, refused = (sum(one["said"]["messages"] for one in pieces),
                         sum(sum(one["said"]["refused"].values()) for one in pieces))
    sums = _records_by_sequence(world)
    return table(
        ["`play`, as fast as it is taken, while it is screened", ""],
        ["person-records sent and stored", f"{records:,} in {messages:,} messages, {refused:,} refused"],
        ["took", f"{seconds:,.0f} s"], ["person-records/s, end to end", number(records / seconds)],
        ["by tenth of the world", " ".join(number(one) for one in tenths(pieces, sums))],
        ["cards stored at the end", f"{figures['stored']['new']:,}"],
        ["start to ready: empty; with all stored", f"{figures['ready_empty']:.2f} s; "
                                                   f"{figures['restart']['ready']:.2f} s"],
        ["closing the days that are over, after that start", f"{figures['restart']['settled']:.0f} s"])


def memory(played_memory, live):
    rows = [["PSS, MB", "played as fast as it is taken", "at 1,000 persons/s", "cores at 1,000/s"]]
    for role in sorted(played_memory["roles"]):
        rows.append([f"`{role}`", f"{played_memory['roles'][role] / MB:.1f}",
                     f"{live['memory']['roles'].get(role, 0) / MB:.1f}", f"{live['cores'].get(role, 0):.2f}"])
    rows.append(["all together, the most", f"{played_memory['together'] / MB:.1f}",
                 f"{live['memory']['together'] / MB:.1f}", f"{sum(live['cores'].values()):.2f}"])
    rows.append(["median of the first and of the last third of the time",
                 f"{played_memory['first'] / MB:.0f}, {played_memory['last'] / MB:.0f}",
                 f"{live['memory']['first'] / MB:.0f}, {live['memory']['last'] / MB:.0f}", ""])
    return table(*rows)


def disk_a_person(figures):
    return sum(figures["restart"]["disk"].values()) / figures["stored"]["new"]


def disk(figures):
    cards, records = figures["stored"]["new"], figures["stored"]["travellers"]
    rows = [["bytes on disk", "a person on a flight", "a person-record", "all, MB"]]
    for kind, size in figures["restart"]["disk"].items():
        rows.append([kind, number(size / cards), number(size / records), f"{size / MB:,.1f}"])
    size = sum(figures["restart"]["disk"].values())
    rows.append(["all", number(size / cards), number(size / records), f"{size / MB:,.1f}"])
    return table(*rows)


# ---- while more comes in ----

def seen(live):
    rows = [["listed person's message to the alert's event, ms", "messages", "p50", "p95", "p99", "most"]]
    for i, name in enumerate(("from the receipt", "from the first byte sent, the receipt's sync included")):
        values = [one[i] for one in live["probes"]]
        rows.append([name, len(values)] + [f"{part(values, share):.0f}" for share in (.5, .95, .99, 1)])
    return table(*rows)


def looked_up(live):
    rows = [["looked for", "by", "looks", "found somebody", "persons found, median and most", "finding: p50, ms",
             "p99, ms", "most, ms", "opening up to 20: p99, ms"]]
    for one in live["lookups"]:
        found, ms = one["found"], [value / 1000 for value in one["finding"]]
        opening = [value / 1000 for value in one["opening"]]
        rows.append([one["what"], one["kind"], len(found),
                     f"{100 * sum(1 for count in found if count) / len(found):.0f} %",
                     f"{part(found, .5)}, {max(found)}", *(f"{part(ms, share):.2f}" for share in (.5, .99, 1)),
                     f"{part(opening, .99):.2f}"])
    return table(*rows)
