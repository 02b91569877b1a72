"""bench/recall: by the index and by trying every name, the same hits."""
import argparse
import csv
import json
import os
import random
import subprocess
import tempfile
import time

import report
from names import crowd
from names import pairs as p

PATH = os.path.join(report.PROJECT, "docs", "benchmarks-recall.md")
THRESHOLDS = (.6, .7, .8)


# ---- persons ----

def bend(name, chance):
    """As somebody mistypes or prints it."""
    letters, at = list(name), chance.randrange(max(1, len(name)))
    how = chance.randrange(8)
    if how == 0 and len(letters) > 3:
        del letters[at]
    elif how == 1:
        letters.insert(at, chance.choice("AEIOUNRSTKHL"))
    elif how == 2 and at + 1 < len(letters):
        letters[at], letters[at + 1] = letters[at + 1], letters[at]
    elif how == 3 and letters:
        letters[at] = chance.choice("AEIOUNRSTKHL")
    elif how == 4:
        letters = [c for c in letters if c not in " -'"]
    elif how == 5:
        letters += list(chance.choice(("MR", "MRS", " DR", "MSTR")))
    elif how == 6 and " " in name:
        letters = list(" ".join(reversed(name.split())))
    return "".join(letters)


def listed(rows, chance):
    """Somebody of the list under a bent name, at times under the one in another script, or without the birth date."""
    one = chance.choice(rows)
    name = one["original_name"] if one["original_name"] and chance.random() < .2 else f"{one['surname']} {one['given']}"
    birth = one["birth"] if chance.random() < .6 else ""
    return bend(name, chance), birth, one["nationality"]


def traveller(pool, chance):
    one = chance.choice(pool)
    return f"{one['surname']}/{one['given']}", "" if chance.random() < .2 else one["birth"], one["nationality"]


def frequent(common, chance):
    return " ".join(chance.choice(common) for _ in range(chance.randint(2, 5))), "", ""


KINDS = (("travellers of a day", .40, lambda rows, pool, common, chance: traveller(pool, chance)),
         ("listed, bent", .40, lambda rows, pool, common, chance: listed(rows, chance)),
         ("one name", .05, lambda rows, pool, common, chance: (chance.choice(rows)["surname"], "", "")),
         ("only the commonest words", .05, lambda rows, pool, common, chance: frequent(common, chance)),
         ("two letters", .03, lambda rows, pool, common, chance: (
             "".join(chance.choice("ABDEHIKLMNOSUXYZ") for _ in range(2)), "", "")),
         ("a name and an initial", .03, lambda rows, pool, common, chance: (
             f"{chance.choice(rows)['surname']} {chance.choice('ABDEJMS')}", "", "")),
         ("64 words", .02, lambda rows, pool, common, chance: (
             " ".join(chance.choice(rows)["given"] or "X" for _ in range(64)), "", "")),
         ("nothing after folding", .02, lambda rows, pool, common, chance: (chance.choice(("...", "-", "FNU", "'")), "", "")))


def write_persons(folder, options, rows, pool):
    """Files of persons, as many as processors, and the kind of each line."""
    chance = random.Random(options.seed)
    counts = {}
    for row in rows[:200_000]:
        for word in f"{row['surname']} {row['given']}".split():
            counts[word] = counts.get(word, 0) + 1
    common = sorted(counts, key=counts.get, reverse=True)[:40]
    lines = [(kind, make(rows, pool, common, chance)) for kind, share, make in KINDS
             for _ in range(round(share * options.persons))]
    chance.shuffle(lines)
    paths, parts = [], os.cpu_count() or 1
    for part in range(parts):
        paths.append(os.path.join(folder, f"persons-{part}.csv"))
        with open(paths[-1], "w", encoding="utf-8", newline="") as file:
            out = csv.writer(file)
            out.writerow(("name", "birth_date", "nationality"))
            out.writerows(line for _, line in lines[part::parts])
    return paths, {kind: sum(1 for word, _ in lines if word == kind) for kind, _, _ in KINDS}


# ---- both ways ----

def match(listing, paths, *words):
    """What is said of each file, all at once, and the seconds that took."""
    begin = time.monotonic()
    outs = [open(path + ".said", "wb+") for path in paths]
    running = [subprocess.Popen([p.BINARY, "watch", "match", "--list", listing, "--threshold", str(THRESHOLDS[0]),
                                 "--json", *words, path], stdout=out) for path, out in zip(paths, outs)]
    if any([one.wait() for one in running]):
        raise SystemExit("bench/recall: watch match failed")
    took, said = time.monotonic() - begin, []
    for out in outs:
        out.seek(0)
        said += out.read().splitlines()
        out.close()
    return said, took


def rows_of(by_index, by_all):
    rows = [["threshold", "hits by the index", "by trying every name", "that differ", ""]]
    for threshold in THRESHOLDS:
        one = {line for line in by_index if json.loads(line)["score"] >= threshold}
        other = {line for line in by_all if json.loads(line)["score"] >= threshold}
        rows.append([threshold, f"{len(one):,}", f"{len(other):,}", f"{len(one ^ other):,}", report.met(one == other)])
    return report.table(*rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--persons", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", default=PATH)
    options = parser.parse_args()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        listing = os.path.join(folder, "list.csv")
        pool = crowd.persons(min(60_000, max(options.persons, 5_000)), options.seed)
        crowd.write_list(listing, options.entries, options.seed, pool)
        with open(listing, encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        paths, kinds = write_persons(folder, options, rows, crowd.persons(5_000, options.seed + 1))
        by_index, fast = match(listing, paths)
        by_all, slow = match(listing, paths, "--exhaustive")
    words = "" if (options.entries, options.persons) == (1_000_000, 20_000) else (
        f" --entries {options.entries} --persons {options.persons}")
    report.put(options.out, "\n".join([
        *report.head("That nobody is lost", f"bench/recall{words}", "", f"Load average before: {load:.1f}"),
        f"{options.persons:,} persons against {options.entries:,} entries of names that nobody has, by the index in "
        f"{fast:.0f} s and by trying every name in {slow:.0f} s, the reading of the list in both. Compared are the "
        "bytes of each hit: entry, score, explanation.\n",
        rows_of(by_index, by_all), report.table(["persons", "how many"], *([k, f"{n:,}"] for k, n in kinds.items()))]))
    if sorted(by_index) != sorted(by_all):
        for line in sorted(set(by_index) ^ set(by_all))[:10]:
            print(("only by the index: " if line in by_index else "only by all: ") + line.decode()[:400])
        raise SystemExit(1)


if __name__ == "__main__":
    main()
