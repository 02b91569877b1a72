"""bench/accuracy: how well names are told apart."""
import argparse
import csv
import os
import random

import report
from names import labelled, mangled, screened
from names import pairs as p

PATH = os.path.join(report.PROJECT, "docs", "benchmarks-accuracy.md")
LABELLED = (("name_bench, persons", labelled.cases, .80, .742), ("checks.yml, persons", labelled.checks, .88, .805))
SEED = 1


def percent(value):
    return f"{100 * value:.1f} %"


def worst(one):
    rows = [["", "score", "", ""]]
    for kind in ("missed", "false"):
        rows += [[kind, f"{score:.3f}", a, b] for score, a, b in one[kind]]
    return report.table(*rows)


# ---- F1 at the shipped threshold ----

def f1_rows(figures):
    rows = [["at the shipped threshold", "pairs", "of them one person", "precision", "recall", "F1", "95 %", "wanted",
             "best open peer", ""]]
    for name, one in figures.items():
        rows.append([name, one["pairs"], one["matches"], percent(one["precision"]), percent(one["recall"]),
                     f"{one['f1']:.3f}", f"{one['low']:.3f}-{one['high']:.3f}", f">= {one['wanted']:.2f}",
                     f"{one['peer']:.3f}", report.met(one["f1"] >= one["wanted"])])
    return report.table(*rows)


# ---- at a rate of false matches ----

def rate_rows(figures):
    rows = [["at a share of mispaired names above", "pairs", "mispaired", "share", "threshold there", "recall", "wanted",
             "best open peer", ""]]
    for name, one in figures.items():
        for rate, at in one["rates"].items():
            wanted, peer = one["wanted"].get(rate, (None, None))
            rows.append([name, f"{one['pairs']:,}", f"{one['mispaired']:,}", f"{100 * rate:g} %", f"{at['limit']:.3f}",
                         f"{at['recall']:.3f}", f">= {wanted:.2f}" if wanted else "-", f"{peer:.3f}" if peer else "-",
                         report.met(at["recall"] >= wanted) if wanted else ""])
    return report.table(*rows)


def share_rows(figures):
    rows = [["names that still reach the threshold", "names", "share", "wanted", ""]]
    for name, (count, share, _, wanted) in figures.items():
        rows.append([name, f"{count:,}", f"{share:.4f}", f">= {wanted}", report.met(share >= wanted)])
    return report.table(*rows)


def reach(pairs_):
    """How many of the pairs reach the shipped threshold, as a share, and the worst that do not."""
    values, threshold = p.scores(pairs_)
    missed = sorted({(value, *pair) for value, pair in zip(values, pairs_) if value < threshold})
    share = sum(1 for value in values if value >= threshold) / len(values)
    return len(pairs_), share, {"missed": missed[:labelled.WORST], "false": []}


def mangled_figures():
    with open(labelled.path("un_screening", "positives.csv"), encoding="utf-8") as file:
        names = [row["full_name"] for row in csv.DictReader(file)]
    out = {f"UN names, {kind}": (*reach(mangled.mangle(names, kind, SEED)), .995 if kind == "airline" else .98)
           for kind in mangled.KINDS}
    forms = [mangled.uzbek(name) for name in screened.uzbek_names(2000, random.Random(SEED))]
    triples = [(one[i], one[j]) for one in forms for i in range(4) for j in range(i)]
    out["Uzbek in Cyrillic, Latin, Russian-style, ICAO"] = (*reach(triples), .98)
    return out


def measure(count):
    at_threshold, at_rates = {}, {}
    for name, read, wanted, peer in LABELLED:
        at_threshold[name] = {**labelled.at_threshold(read()), "wanted": wanted, "peer": peer}
    at_rates["OFAC, other names"] = {**labelled.at_rates(labelled.ofac(), (.01, .001), count, SEED),
                                     "wanted": {.01: (.62, .549), .001: (.48, .392)}}
    for name, (_, wanted, peer) in labelled.SCRIPTS.items():
        at_rates[f"Latin and {name}, one word"] = {
            **labelled.at_rates(labelled.script(name), (.001,), count, SEED),
            "wanted": {.001: (wanted, peer)} if wanted else {}}
    return at_threshold, at_rates, mangled_figures(), screened.un()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--out", default=PATH)
    options = parser.parse_args()
    if not os.path.isdir(p.CORPUS):
        raise SystemExit("bench/accuracy: the corpus is not there (../shared/corpus)")
    at_threshold, at_rates, shares, un = measure(20_000 if options.quick else 1_000_000)
    parts = ["# Names told apart\n", *report.head("", "bench/accuracy", "", "")[1:],
             "**A short run**: it proves nothing.\n" if options.quick else "", f1_rows(at_threshold),
             rate_rows(at_rates), share_rows(shares), screened.rows(un)]
    names = ["## The worst\n"]
    for name, one in {**at_threshold, **at_rates}.items():
        names += [f"### {name}\n", worst(one)]
    for name, (_, _, one, _) in shares.items():
        if one["missed"]:
            names += [f"### {name}\n", worst(one)]
    for words, *_, missed, wrong in un:
        names += [f"### The UN's list, {words}\n", screened.worst(missed, wrong)]
    with open(options.out, "w", encoding="utf-8") as file:
        file.write("\n".join(parts))
    print("\n".join(parts + names))  # people's names stay off the disk


if __name__ == "__main__":
    main()
