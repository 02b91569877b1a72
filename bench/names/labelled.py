"""Pairs that others have labelled as one person or two: name_bench, the checks of nomenklatura, OFAC's other
names, single names in two scripts."""
import csv
import os
import re

from names import pairs as p

WORST = 10


def path(*parts):
    return os.path.join(p.CORPUS, "names", *parts)


# ---- name_bench ----

def cases():
    """[(name, name, is match)] of persons."""
    with open(path("name_bench", "cases.csv"), encoding="utf-8") as file:
        return [(row["name1"], row["name2"], row["is_match"] == "true") for row in csv.DictReader(file)
                if row["schema"] == "Person"]


def _name(values):
    parts = [values[key] for key in ("firstName", "middleName", "fatherName", "lastName") if key in values]
    return values.get("name") or " ".join(parts)


def checks():
    """[(query, candidate, is match)] of persons; the file is simple enough to be read line by line."""
    found, one, side = [], None, None
    with open(path("name_bench", "checks.yml"), encoding="utf-8") as file:
        for line in file:
            match = re.match(r"^( *)(- )?(\w+):\s*(.*?)\s*$", line)
            if not match or line.lstrip().startswith("#"):
                continue
            depth, key, value = len(match.group(1)) + len(match.group(2) or ""), match.group(3), match.group(4)
            value = value.strip("'\"")
            if key == "match":
                one = {"match": value == "true", "query": {}, "candidate": {}}
                found.append(one)
            elif key in ("query", "candidate") and depth == 4:
                side = key
            elif depth == 4 and one is not None:
                one[key] = value
            elif depth > 4 and side:
                one[side][key] = value
    return [(_name(one["query"]), _name(one["candidate"]), one["match"]) for one in found
            if one.get("schema") == "Person"]


def at_threshold(labelled):
    """F1 with the shipped threshold, and the worst on both sides."""
    values, threshold = p.scores([(a, b) for a, b, _ in labelled])
    rows = [(match, value >= threshold) for (_, _, match), value in zip(labelled, values)]
    precision, recall, value = p.f1(rows)
    low, high = p.interval(rows)
    told = sorted(zip(values, labelled))
    return {"pairs": len(labelled), "matches": sum(1 for one in labelled if one[2]), "precision": precision,
            "recall": recall, "f1": value, "low": low, "high": high, "threshold": threshold,
            "best": max((p.f1([(m, v >= t / 100) for (_, _, m), v in zip(labelled, values)])[2], t / 100)
                        for t in range(30, 100)),
            "missed": [(v, a, b) for v, (a, b, m) in told if m and v < threshold][:WORST],
            "false": [(v, a, b) for v, (a, b, m) in reversed(told) if not m and v >= threshold][:WORST]}


# ---- at a rate of false matches ----

def at_rates(true, rates, count, seed):
    """Share of true pairs above what these shares of mispaired ones lie above."""
    values, _ = p.scores(true)
    wrong = p.mispaired(true, count, seed)
    wrong_values, _ = p.scores(wrong)
    out = {"pairs": len(true), "mispaired": count, "rates": {}}
    for rate in rates:
        limit = p.at_rate(wrong_values, rate)
        out["rates"][rate] = {"limit": limit, "recall": sum(1 for v in values if v > limit) / len(values)}
    limit = out["rates"][rates[-1]]["limit"]
    out["missed"] = [(v, a, b) for v, (a, b) in sorted(zip(values, true)) if v <= limit][:WORST]
    out["false"] = sorted(((v, a, b) for v, (a, b) in zip(wrong_values, wrong)), reverse=True)[:WORST]
    return out


def ofac():
    """Primary names and other names of OFAC's persons."""
    with open(path("ofac_alias_pairs.tsv"), encoding="utf-8") as file:
        return [tuple(line.rstrip("\n").split("\t")[:2]) for line in file if line.count("\t") >= 1]


SCRIPTS = {"ru": ("wd_russian_80", .93, .864), "ar": ("wd_arabic_80", .75, .478), "he": ("wd_hebrew_80", .65, .366),
           "ko": ("wd_korean_80", .70, .454), "katakana": ("wd_katakana_80", .80, .661),
           "zh": ("wd_chinese_80", None, None), "ja": ("wd_japanese_80", None, None)}


def script(name, most=None):
    """[(Latin, other)] of a script; the letters of the second stand apart in the file."""
    out = []
    with open(path("transliteration", SCRIPTS[name][0]), encoding="utf-8") as file:
        for line in file:
            parts = line.rstrip("\n").split("\t")
            if len(parts) >= 2:
                out.append((parts[0], parts[1].replace(" ", "")))
    return out[:most]
