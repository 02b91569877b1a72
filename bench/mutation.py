"""bench/run-mutation: all mutations in pieces, and what they gave as the text of docs/benchmarks-mutation.md."""
import argparse
import concurrent.futures
import json
import os
import re
import subprocess
import sys
import tempfile
import time

import report
from report import met

COUNT, PIECE = 1_000_000, 25_000
LEAST_SHARE = 30    # percent of all persons that must be found
SUMS = ("bodies", "persons", "must", "missing", "silent")


# ---- running ----

def run(options, begin, count):
    """Figures of the pieces that ran through, and the mutations that ended the process."""
    if count == 0:
        return [], []
    with tempfile.NamedTemporaryFile() as file:
        words = [options.program, str(begin), str(count), file.name]
        ran = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for line in ran.stdout.splitlines():
            if line.startswith(("Mutation", "  there is")):
                print(line, flush=True)
        figures = file.read()
    if figures:
        return [json.loads(figures)], []
    died = re.search(r"^Mutation (\d+): signal", ran.stdout, re.M)
    if not died:
        sys.exit(f"Mutations from {begin} on did not run: {ran.stdout}")
    at = int(died[1])
    before, dead = run(options, begin, at - begin)
    after, others = run(options, at + 1, begin + count - at - 1)
    return before + after, [*dead, at, *others]


def run_all(options):
    pieces = [(begin, min(PIECE, options.count - begin)) for begin in range(0, options.count, PIECE)]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        ran = list(pool.map(lambda piece: run(options, *piece), pieces))
    return [figures for one, _ in ran for figures in one], [at for _, dead in ran for at in dead]


def add(parts):
    total = {key: sum(part[key] for part in parts) for key in (*SUMS, "bytes")}
    total["slowest"] = max(part["slowest"] for part in parts)
    total["damages"] = [
        {"word": kind["word"],
         **{key: sum(part["damages"][i][key] for part in parts) for key in (*SUMS, "done")}}
        for i, kind in enumerate(parts[0]["damages"])]
    return {**parts[0], **total}


# ---- the report ----

def goals(total, dead):
    share = 100 * total["must"] / total["persons"]
    rows = [["goal", "wanted", "measured", ""],
            ["mutations", f"{COUNT:,}", f"{total['bodies'] + len(dead):,}",
             met(total["bodies"] + len(dead) >= COUNT)],
            ["of all persons, those who must be found", f">= {LEAST_SHARE} %",
             f"{share:.1f} %: {total['must']:,} of {total['persons']:,}", met(share >= LEAST_SHARE)]]
    for name, value in (("of these, not found", total["missing"]),
                        ("mutations that lost somebody in silence", total["silent"]),
                        ("mutations that crashed or hung (10 s)", len(dead))):
        rows.append([name, "0", f"{value:,}", met(value == 0)])
    return report.table(*rows)


def kinds(total):
    rows = [["damage", "done", "bodies that have it", "their persons", "must be found", "not found", "in silence"]]
    for kind in total["damages"]:
        rows.append([kind["word"], *(f"{kind[key]:,}" for key in
                                     ("done", "bodies", "persons", "must", "missing", "silent"))])
    return report.table(*rows)


METHOD = """\
- {all} bodies with {originals:,} persons: {real} are all files of the shared corpus that hold an interchange,
  {generated} are models of `tests/encode` written by `src/encode`, with and without UNA, groups, line ends,
  telegram lines and unusual service characters. Every person of the models is invented.
- Mutation N takes body N modulo their number and does one to three damages to it, drawn from N alone. Cut: the
  end, the begin or up to 200 bytes between are gone. Swap: two segments or two neighbouring bytes change places.
  Flip: one to four bytes become others. Duplicate: a segment or up to 200 bytes stand a second time, beside
  themselves or elsewhere. Drop: a segment or a byte is gone. Wrong UNA: a byte of it is another or gone; where
  there is none, it is a flip.
- Who must be found is computed from the original and from where each of its bytes went, not from how the damaged
  body is read: every person of the original whose own group (from NAD or TIF to the next group), the terminator
  before it, and UNA, UNB, UNH, BGM or MSG, SRC and RCI stand in the damaged body byte for byte and in this order.
- Found is who has surname, given names, birth date and document numbers as in the original. Where the flight is
  damaged, the century of a two-digit year may differ; of two readings that the original left open, either will do.
- In silence: fewer persons than in the original, and no issue; or no image at all.
- A mutation with several kinds of damage is counted at each of them.
"""


def document(options, total, dead, load, seconds):
    words = "" if options.count == COUNT else f" --count {options.count}"
    busy = "Other work ran on the same cores: the machine was busy. " if load > 1 else ""
    return "\n".join([
        *report.head("Proof by mutation", f"bench/run-mutation{words}", busy, f"Load average before: {load:.1f}"),
        "## Goals\n", goals(total, dead),
        *([f"Crashed or hung: {', '.join(map(str, dead))}.\n"] if dead else []),
        "## Kinds of damage\n", kinds(total),
        f"{total['bytes'] / 1e6:,.0f} MB were decoded and checked in {seconds:,.0f} s; the slowest body took "
        f"{total['slowest'] / 1e3:.1f} ms.\n",
        "## Method\n",
        METHOD.format(all=total["real"] + total["generated"], **total),
        "To repeat: `bench/run-mutation` (`--count N`, `--out FILE`). `mutation_test_mutation N` writes mutation N.\n"])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("--count", type=int, default=COUNT)
    report.out_option(parser, "benchmarks-mutation.md")
    options = parser.parse_args()
    load, begin = os.getloadavg()[0], time.monotonic()
    parts, dead = run_all(options)
    total = add(parts)
    report.put(options.out, document(options, total, dead, load, time.monotonic() - begin))
    sys.exit(1 if dead or total["missing"] or total["silent"] else 0)


main()
