"""bench/recall: by the index and by trying every name, the same hits."""
import argparse
import csv
import json
import os
import random
import re
import subprocess
import tempfile
import time

import report
from names import crowd
from names import pairs as p

PATH = os.path.join(report.PROJECT, "docs", "benchmarks-recall.md")
THRESHOLDS = (.6, .7, .8)
HEAD = ("name", "birth_date", "nationality", "document")
PAPERS = 2_000  # entries with a document's number, in a list of their own


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
    return bend(name, chance), other_birth(birth, chance), one["nationality"]


def other_birth(birth, chance):
    """At times written wrongly, or less of it known."""
    how = chance.randrange(8)
    if how == 0 and len(birth) == 10:
        at = chance.choice((2, 3, 5, 6, 8, 9))
        return birth[:at] + str(chance.randrange(10)) + birth[at + 1:]
    return birth[:4] if how == 1 else birth[:7] if how == 2 else birth


def traveller(pool, chance):
    one = chance.choice(pool)
    return f"{one['surname']}/{one['given']}", "" if chance.random() < .2 else one["birth"], one["nationality"]


def in_one_word(rows, chance):
    """A name in its own script without blanks, as Korean and Japanese are written."""
    own = [row["original_name"] for row in rows[:20_000] if row["original_name"]]
    return chance.choice(own).replace(" ", "") if own else "-", "", ""


def frequent(common, chance):
    return " ".join(chance.choice(common) for _ in range(chance.randint(2, 5))), "", ""


def number(i):
    return f"P{i % (PAPERS // 2):07}"


def with_document(pool, chance):
    """Anybody who shows a number that is listed, of the state that is, of another, or of none."""
    name, birth, nation = traveller(pool, chance)
    return name, birth, nation, f"{chance.choice(('UZB ', 'FRA ', ''))}{number(chance.randrange(PAPERS))}"


KINDS = (("travellers of a day", .37, lambda rows, pool, common, chance: traveller(pool, chance)),
         ("listed, bent", .40, lambda rows, pool, common, chance: listed(rows, chance)),
         ("a listed document", .02, lambda rows, pool, common, chance: with_document(pool, chance)),
         ("a name in one word, in another script", .01, lambda rows, pool, common, chance: in_one_word(rows, chance)),
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
    parts = os.cpu_count() or 1
    paths = [write_part(folder, "all", part, lines[part::parts]) for part in range(parts)]
    few = [write_part(folder, "few", part, lines[part:options.exhaustive:parts]) for part in range(parts)]
    return paths, few, {kind: [sum(word == kind for word, _ in some) for some in (lines, lines[:options.exhaustive])]
                        for kind, _, _ in KINDS}


def write_part(folder, word, part, lines):
    path = os.path.join(folder, f"{word}-{part}.csv")
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEAD)
        out.writerows(line for _, line in lines)
    return path


def write_papers(path, pool, seed):
    chance = random.Random(seed)
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(("id", "surname", "given", "birth", "document_number", "document_state"))
        for i in range(PAPERS):
            one = chance.choice(pool)
            out.writerow((f"D{i}", one["surname"], one["given"], one["birth"], number(i), chance.choice(("UZB", ""))))


# ---- both ways ----

def match(lists, paths, threshold, *words):
    """What is said of each file, all at once: (file, hit) each, and the seconds that took."""
    begin = time.monotonic()
    named = [word for path in lists for word in ("--list", path)]
    outs = [open(path + ".said", "wb+") for path in paths]
    running = [subprocess.Popen([p.BINARY, "watch", "match", *named, "--threshold", str(threshold), "--json", *words,
                                 path], stdout=out) for path, out in zip(paths, outs)]
    if any([one.wait() for one in running]):
        raise SystemExit("bench/recall: watch match failed")
    took, said = time.monotonic() - begin, []
    for number_of_file, out in enumerate(outs):
        out.seek(0)
        said += [(number_of_file, line.rstrip(b"\n")) for line in out]
        out.close()
    return said, took


def above(said, threshold):
    """Hits that the threshold leaves, without what says which it is: by a document, or of that score."""
    kept = set()
    for file, line in said:
        hit = json.loads(line)
        by_number = any(how != "name" for how in hit["explanation"]["how"])
        if by_number or hit["score"] >= threshold:
            kept.add((file, re.sub(rb'"how":\[[^]]*\]|"threshold":\d+', b"", line)))
    return kept


def tried(said, few):
    """Hits of those persons who are tried against every name: they are the first of each file."""
    counts = []
    for path in few:
        with open(path, encoding="utf-8", newline="") as file:
            counts.append(sum(1 for _ in csv.reader(file)))
    return [(file, line) for file, line in said if json.loads(line)["line"] <= counts[file]]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--persons", type=int, default=20_000)
    parser.add_argument("--exhaustive", type=int, default=0, help="of them so many by trying every name; 0: all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", default=PATH)
    options = parser.parse_args()
    options.exhaustive = min(options.exhaustive or options.persons, options.persons)
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        lists = [os.path.join(folder, name) for name in ("list.csv", "papers.csv")]
        pool = crowd.persons(min(60_000, max(options.persons, 5_000)), options.seed)
        crowd.write_list(lists[0], options.entries, options.seed, pool)
        write_papers(lists[1], pool, options.seed)
        with open(lists[0], encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        paths, few, kinds = write_persons(folder, options, rows, crowd.persons(5_000, options.seed + 1))
        del rows
        by_index = {threshold: match(lists, paths, threshold) for threshold in THRESHOLDS}
        by_all, slow = match(lists, few, THRESHOLDS[0], "--exhaustive")
        by_index = {threshold: (tried(said, few), took) for threshold, (said, took) in by_index.items()}
    table, differing = [["threshold", "hits by the index", "by trying every name", "that differ", ""]], set()
    for threshold, (said, _) in by_index.items():
        one, other = above(said, threshold), above(by_all, threshold)
        differing |= {(line, "index" if (file, line) in one else "trying every name") for file, line in one ^ other}
        table.append([threshold, f"{len(one):,}", f"{len(other):,}", f"{len(one ^ other):,}", report.met(one == other)])
    words = "".join(f" --{word} {value}" for word, value, usual in (
        ("entries", options.entries, 1_000_000), ("persons", options.persons, 20_000),
        ("exhaustive", options.exhaustive, options.persons)) if value != usual)
    sampled = options.exhaustive < options.persons
    report.put(options.out, "\n".join([
        *report.head("That nobody is lost", f"bench/recall{words}", "", f"Load average before: {load:.1f}"),
        f"{options.persons:,} persons against {options.entries:,} entries of names that nobody has and {PAPERS:,} with "
        f"documents, by the index in {by_index[THRESHOLDS[0]][1]:.0f} s" + (
            f"; {options.exhaustive:,} of them, drawn by chance, " if sampled else ", ") +
        f"by trying every name in {slow:.0f} s, the reading of the lists in both. " + (
            "**A sample: trying every name for all of them takes too long here.** Compared are the hits of those who were "
            "tried both ways" if sampled else "Compared are the hits") +
        ", byte by byte: entry, score, explanation, at each threshold.\n",
        report.table(*table),
        report.table(["persons", "how many", "tried both ways"], *([k, f"{a:,}", f"{b:,}"] for k, (a, b) in kinds.items()))]))
    for line, by in sorted(differing)[:10]:
        print(f"only by {by}: {line.decode()[:400]}")
    raise SystemExit(bool(differing))


if __name__ == "__main__":
    main()
