"""bench/decode: rounds of measuring, and what they gave as the text of docs/benchmarks-decode.md."""
import argparse
import glob
import json
import os
import statistics
import subprocess

import report
from report import PROJECT, met

BINARY = os.path.join(PROJECT, "build", "release", "bench", "bench_decode")
PEER = os.path.join(PROJECT, "bench", "decode_peer.mjs")
CORPUS = os.path.join(PROJECT, "..", "shared", "corpus", "messages")
WANTED, WANTED_TIMES = 350, 5   # MB/s; times the peer

# The figures of a round, in the order of the table.
COLUMNS = {"decode": "bytes to model", "opened": "and checked by the reader", "split": "split alone",
           "scan": "byte scan", "memchr": "`memchr`", "peer": "npm `edifact`"}


def output(*words):
    return json.loads(subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True).stdout)


# ---- the bodies ----

def corpus(tag):
    """Files that hold one kind of message; the others (answers, XML, baggage) are not measured."""
    found = []
    for path in sorted(glob.glob(os.path.join(CORPUS, "*", "*"))):
        if not path.endswith(".md"):
            with open(path, "rb") as file:
                body = file.read()
            if b"UNB" in body and tag in body:
                found.append(path)
    return found


def sets(folder):
    made = {name: sorted(glob.glob(os.path.join(folder, "bodies", name.lower() + "-*.edi")))
            for name in ("PAXLST", "PNRGOV")}
    real = {f"{name} of the corpus": corpus(name.encode()) for name in made}
    return {name: paths for name, paths in {**made, **real}.items() if paths}


# ---- measuring ----

def measure(options, bodies):
    """All sets by turns, round after round: a list of figures a set."""
    rounds = {name: [] for name in bodies}
    for _ in range(options.rounds):
        for name, paths in bodies.items():
            one = output(BINARY, "measure", "all", str(options.seconds), *paths)
            peer = output("node", PEER, os.path.join(options.folder, "peer"), str(options.seconds), *paths)
            rounds[name].append({**one, "peer": peer["speed"], "taken": peer["taken"], "node": peer["node"]})
    return rounds


def memory(paths):
    return output(BINARY, "memory", max(paths, key=os.path.getsize))


# ---- the report ----

def median(rounds, key):
    return statistics.median(one[key] for one in rounds)


def speeds(rounds):
    rows = [["MB/s, median of rounds (least to most)", "bodies", "MB", *COLUMNS.values()]]
    for name, all_rounds in rounds.items():
        cells = []
        for key in COLUMNS:
            values = [one[key] for one in all_rounds]
            cells.append(f"{statistics.median(values):,.0f} ({min(values):,.0f} to {max(values):,.0f})")
        rows.append([name, all_rounds[0]["bodies"], f"{all_rounds[0]['bytes'] / 1e6:.2f}", *cells])
    return report.table(*rows)


def shares(rounds):
    rows = [["bytes to model, as a share or a multiple", "of the byte scan", "of `memchr`", "of splitting alone",
             "times npm `edifact`"]]
    for name, one in rounds.items():
        speed = median(one, "decode")
        rows.append([name, *(f"{100 * speed / median(one, key):.1f} %" for key in ("scan", "memchr", "split")),
                     f"{speed / median(one, 'peer'):.1f}"])
    return report.table(*rows)


def goals(rounds):
    rows = [["goal", "wanted", "measured", ""]]
    for name in ("PAXLST", "PNRGOV"):
        speed, peer = median(rounds[name], "decode"), median(rounds[name], "peer")
        rows.append([f"{name}: bytes to model", f">= {WANTED} MB/s", f"{speed:.0f} MB/s", met(speed >= WANTED)])
        rows.append([f"{name}: against npm `edifact`, which only splits", f">= {WANTED_TIMES} times",
                     f"{speed / peer:.1f} times", met(speed >= WANTED_TIMES * peer)])
    return report.table(*rows)


def memories(bodies):
    rows = [["largest body", "its bytes", "image", "most memory", "image, times the body", "most, times the body"]]
    for name, paths in bodies.items():
        one = memory(paths)
        rows.append([name, f"{one['bytes']:,}", f"{one['image']:,}", f"{one['peak']:,}",
                     f"{one['image'] / one['bytes']:.1f}", f"{one['peak'] / one['bytes']:.1f}"])
    return report.table(*rows)


METHOD = """\
- One thread; speeds are bytes of the bodies by seconds of the process's own processor time, so that what else
  ran counts little. A round runs every column for {seconds:g} s on every set, after one pass that does not count;
  {rounds} rounds, one after the other.
- Bytes to model: `decode_body` on the received bytes up to the finished flat image, in an arena that is emptied
  after each body, as the role `decode` does: it splits, understands, checks codes and dates, ties service requests
  to persons, notes issues. Not in it: reading the file, the sockets of the role, JSON. "And checked by the reader"
  adds `image_open`, which `screen` does with what comes out of the sandbox.
- Split alone: `edifact_next` over all segments. Byte scan: a loop that compares each byte with the terminator and
  counts, at the release's flags. `memchr`: from terminator to terminator.
- npm `edifact` 1.2.12 on node {node}: its parser without a validator, callbacks that only count, on strings made
  beforehand; warmed up for as long as it is measured; by the clock or by processor time, whichever is kinder to it.
  It reads no UNA with a repetition mark: bodies of the default marks go to it without their UNA.
  {taken}
- Generated bodies: one message each, models of `tests/encode` written by `src/encode`; every field that a message
  has a place for, many texts with released characters. The corpus is what `../shared/corpus` held; bodies there are
  small, so that what a body costs at all counts.
- Memory: what a process that had decoded a first body grew by at the most (VmHWM) while it decoded this one,
  the image counted, the body itself not.
"""


def taken(rounds):
    left = {name: one[0]["bodies"] - one[0]["taken"] for name, one in rounds.items()}
    words = [f"{count} of {name}" for name, count in left.items() if count]
    return ("Bodies that it refuses, and that are left out of its figure alone: " + ", ".join(words) + "."
            if words else "It takes all bodies.")


def document(options, rounds, bodies, load):
    first = next(iter(rounds.values()))[0]
    words = "" if (options.rounds, options.seconds) == (7, 0.5) else (
        f" --rounds {options.rounds} --seconds {options.seconds:g}")
    busy = "Other work ran on the same cores: the machine was busy. " if load > 1.2 else ""
    return "\n".join([
        *report.head("From bytes to the model", f"bench/decode{words}", busy, f"Load average before: {load:.1f}"),
        "## Goals\n", goals(rounds),
        "## Speed\n", speeds(rounds), shares(rounds),
        "## Memory\n", memories(bodies),
        "Where the time goes: `decisions/0012-where-decoding-time-goes.md`.\n",
        "## Method\n",
        METHOD.format(seconds=options.seconds, rounds=options.rounds, node=first["node"], taken=taken(rounds)),
        "To repeat: `bench/decode` (`--rounds N`, `--seconds N`, `--out FILE`).\n"])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=0.5)
    report.out_option(parser, "benchmarks-decode.md")
    options = parser.parse_args()
    load = os.getloadavg()[0]
    bodies = sets(options.folder)
    report.put(options.out, document(options, measure(options, bodies), bodies, load))


if __name__ == "__main__":
    main()
