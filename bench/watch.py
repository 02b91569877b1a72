"""bench/watch: how fast persons are screened, beside trying every name and beside PostgreSQL's pg_trgm."""
import argparse
import csv
import json
import os
import random
import subprocess
import sys
import tempfile
import time

import report
from names import crowd
from yard import listed, peer

PATH = os.path.join(report.PROJECT, "docs", "benchmarks-watch.md")
PROGRAM = os.path.join(os.environ.get("PORTOLAN_BENCH", os.path.join(report.PROJECT, "build", "release", "bench")),
                       "bench_watch")
SHARES = ("p50", "p90", "p99", "p99.9", "most")
GOALS = {1_000_000: {"p50": 50, "p99": 200, "rate": 15_000, "build": 5, "mib": 250},
         10_000_000: {"p50": 350, "p99": 5_000, "mib": 1_536}}
FLIGHT = 300
REAL = os.path.join(report.PROJECT, "..", "shared", "corpus", "lists", "UN_consolidated.full.xml")


# ---- running ----

# A list of the world, of which one entry in OWN has a name as the travellers have, and one of their names alone.
OWN, COMMON = 10, 100
LISTS = {"of the whole world": OWN, "of the travellers' own world": 1}


def screen(path, day, exhaustive=0):
    done = subprocess.run([PROGRAM, path, day, str(exhaustive)], stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


def measure(options, size, share, course):
    path = os.path.join(course["folder"], "list.csv")
    crowd.write_list(path, size, options.seed, course["pool"], COMMON, course["elsewhere"], share)
    one = screen(path, course["day"], options.exhaustive)
    one["path"] = path
    one["undated"] = density(path, course)
    return one


def density(path, course):
    """Hits of a traveller whose birth date is not known, in a million names."""
    one = screen(path, course["undated"])
    return one["warm"]["hits"] / one["warm"]["persons"] / one["names"] * 1e6


def trigrams(path, day, count):
    """The seconds of building the table, and the median milliseconds of a person found by pg_trgm."""
    if not peer.binaries():
        return None
    server = peer.Server()
    try:
        begin = time.monotonic()
        with open(path, encoding="utf-8") as file:
            rows = "".join(f"{row['surname']} {row['given']}\n".replace("\\", "").replace("\t", " ")
                           for row in csv.DictReader(file))
        server.sql("CREATE EXTENSION pg_trgm; CREATE UNLOGGED TABLE listed (name text)")
        server.sql("COPY listed FROM STDIN", input=rows)
        server.sql("CREATE INDEX ON listed USING gin (name gin_trgm_ops); ANALYZE listed")
        built = time.monotonic() - begin
        with open(day, encoding="utf-8") as file:
            persons = list(csv.reader(file))
        picked = random.Random(1).sample(persons, count)
        begin = time.monotonic()
        server.sql(input="SET pg_trgm.similarity_threshold = .6;\n" + "".join(
            "SELECT count(*) FROM listed WHERE name % '" + f"{p[0]} {p[1]}".replace("'", "''") + "';\n" for p in picked))
        return {"version": server.version(), "build": built, "ms": (time.monotonic() - begin) * 1000 / count}
    finally:
        server.end()


# ---- the report ----

def goals(size, one):
    wanted, warm = GOALS.get(size, {}), one["warm"]
    values = {"p50": warm["us"][0], "p99": warm["us"][2], "rate": warm["persons"] / warm["seconds"],
              "build": one["build_seconds"], "mib": one["index_bytes"] / 1048576}
    words = {"p50": "half of the persons, us", "p99": "99 of 100, us", "rate": "persons a second, one core",
             "build": "compiling, s", "mib": "compiled, MiB"}
    rows = [[f"{size:,} entries", "wanted", "measured", ""]]
    for key, limit in wanted.items():
        good = values[key] >= limit if key == "rate" else values[key] <= limit
        rows.append([words[key], f"{'>=' if key == 'rate' else '<='} {limit:,}", f"{values[key]:,.1f}",
                     report.met(good)])
    flight = warm["seconds"] / warm["persons"] * FLIGHT * 1000
    rows.append([f"a flight of {FLIGHT} persons, ms", "<= 20", f"{flight:.1f}", report.met(flight <= 20)])
    return report.table(*rows)


def passes(one):
    rows = [["us a person", *SHARES, "persons/s", "persons", "hits"]]
    for word in ("cold", "warm", "exhaustive"):
        at = one[word]
        rows.append([word, *(f"{us:,.0f}" for us in at["us"]), f"{at['persons'] / max(at['seconds'], 1e-9):,.0f}",
                     f"{at['persons']:,}", f"{at['hits']:,}"])
    return report.table(*rows)


def whole_way(path, persons):
    without, with_list = listed.measure(path, persons)
    rows = [["the whole way, new persons", "wanted", "by the clock", "stolen", "less what was stolen", ""]]
    for word, at in (("without a list", without), ("with it", with_list)):
        less = at["rate"] / max(1 - at["stolen"] / 100, .01)
        rows.append([word, ">= 8,000/s", f"{at['rate']:,.0f}/s", f"{at['stolen']:.0f} %", f"{less:,.0f}/s",
                     report.met(at["rate"] >= 8_000)])
    return (f"{persons:,} new persons on bookings, from durable to screened and stored, both processors, the list in "
            f"force; {with_list['cost']['screen']:.0f} us of `screen` a person ({without['cost']['screen']:.0f} without "
            f"it):\n\n{report.table(*rows)}\n")


def section(size, word, share, one):
    hits = one["warm"]["hits"] / one["warm"]["persons"]
    whose = (f"One entry in {share} is put together of names that the travellers' own world has, the others of another "
             "country's." if share > 1 else "All are put together of names that the travellers' own world has, which no list is: it shows what "
             "common names cost.")
    text = (f"## {size:,} entries, {word}\n\n{whose} A traveller has {hits:.1f} hits on average; without a birth date {one['undated']:.1f} "
            f"in a million names. {one['names']:,} names. Read in {one['read_seconds']} s, compiled in "
            f"{one['build_seconds']} s by the clock ({one['build_processor']} s of both processors): the list {one['list_bytes'] / 1048576:.0f} MiB, its index "
            f"{one['index_bytes'] / 1048576:.0f}; the process with both {one['resident_kib'] / 1024:.0f}, at most "
            f"{one['peak_kib'] / 1024:.0f}.\n\n{goals(size, one)}\n{passes(one)}\n")
    if one.get("peer"):
        at, warm = one["peer"], one["warm"]
        ratio = at["ms"] * 1000 / (warm["seconds"] / warm["persons"] * 1e6)
        text += (f"PostgreSQL {at['version']} with pg_trgm on the same names (GIN, similarity .6; no birth date, other "
                 f"spellings of a sound and other scripts not found): built in {at['build']:.0f} s, {at['ms']:.1f} ms a "
                 f"person on average, {ratio:,.0f} times as long.\n\n")
    return text


# ---- all of it ----

def prepare(options, folder):
    """The travellers, the same without birth dates, and whom lists are made of."""
    day, undated = (os.path.join(folder, name) for name in ("day.csv", "undated.csv"))
    crowd.write_day(day, crowd.persons(options.persons, options.seed + 1), options.seed)
    with open(day, encoding="utf-8") as file, open(undated, "w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows((surname, given, "", nation) for surname, given, _, nation in csv.reader(file))
    people = max(options.persons, 60_000)
    return {"folder": folder, "day": day, "undated": undated, "pool": crowd.persons(people, options.seed),
            "elsewhere": crowd.persons(people, options.seed, crowd.ELSEWHERE)}


def real_lists(course):
    """What a real list finds of these travellers, who are nobody: how dense an invented one should be."""
    if not os.path.exists(REAL):
        return ""
    return (f"Of these travellers, without their birth dates, the Security Council's list finds {density(REAL, course):.1f} each in a "
            "million names: so often do real names agree by chance.\n\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000000", help="entries of the list, several by commas")
    parser.add_argument("--persons", type=int, default=20_000, help="travellers")
    parser.add_argument("--whole-way", type=int, default=40_000, help="persons of the pass through the system; 0: none")
    parser.add_argument("--exhaustive", type=int, default=30, help="of them by trying every name, too")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", default=PATH)
    options = parser.parse_args()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        course = prepare(options, folder)
        text = real_lists(course)
        for size in map(int, options.sizes.split(",")):
            for word, share in LISTS.items():
                one = measure(options, size, share, course)
                one["peer"] = trigrams(one["path"], course["day"], 100) if size <= 1_000_000 and share == OWN else None
                text += section(size, word, share, one)
                if options.whole_way and size == 1_000_000:
                    text += whole_way(one["path"], options.whole_way)
    print(text)
    head = report.head("Screening persons: speed", " ".join(("bench/watch", *sys.argv[1:])), "", f"Load average before: {load:.1f}")
    with open(options.out, "w", encoding="utf-8") as file:
        file.write("\n".join(head) + "\n" + text)


if __name__ == "__main__":
    main()
