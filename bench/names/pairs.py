"""Names-only scores of pairs by the binary, thresholds from mispairings."""
import os
import random
import subprocess
import tempfile

import report

CORPUS = os.path.join(report.PROJECT, "..", "shared", "corpus")
BINARY = os.environ.get("PORTOLAN_BINARY", os.path.join(report.PROJECT, "build", "release", "portolan"))


def clean(text):
    """A name in one field of a line."""
    return " ".join(text.split())


def scores(pairs):
    """[score] of [(name, name)], and the shipped threshold."""
    with tempfile.NamedTemporaryFile("w", suffix=".tsv", encoding="utf-8") as file:
        for one, other in pairs:
            file.write(f"{clean(one)}\t{clean(other)}\n")
        file.flush()
        out = subprocess.run([BINARY, "watch", "pairs", file.name], stdout=subprocess.PIPE, check=True,
                             text=True, encoding="utf-8").stdout.splitlines()
    head, *lines = out
    if not head.startswith("# threshold ") or len(lines) != len(pairs):
        raise SystemExit(f"watch pairs: {len(lines)} lines for {len(pairs)} pairs")
    return [float(line.split("\t", 1)[0]) for line in lines], float(head.split()[2])


def mispaired(pairs, count, seed):
    """Names of different pairs, drawn with a seed."""
    chance, out = random.Random(seed), []
    while len(out) < count:
        i, j = chance.randrange(len(pairs)), chance.randrange(len(pairs))
        if pairs[i] != pairs[j] and pairs[i][0] != pairs[j][0] and pairs[i][1] != pairs[j][1]:
            out.append((pairs[i][0], pairs[j][1]))
    return out


def at_rate(values, rate):
    """The score that a share of `rate` of these lies above."""
    ordered = sorted(values, reverse=True)
    return ordered[min(len(ordered) - 1, int(rate * len(ordered)))]


def f1(rows):
    """(precision, recall, F1) of [(is, said)]."""
    hit = sum(1 for match, said in rows if match and said)
    told, true = sum(1 for _, said in rows if said), sum(1 for match, _ in rows if match)
    precision, recall = hit / max(1, told), hit / max(1, true)
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def interval(rows, seed=1, rounds=1000):
    """95 % of F1 over rows drawn again with a seed."""
    chance = random.Random(seed)
    values = sorted(f1([rows[chance.randrange(len(rows))] for _ in rows])[2] for _ in range(rounds))
    return values[int(.025 * rounds)], values[int(.975 * rounds)]
