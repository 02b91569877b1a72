"""Persons against a list by the binary: UN persons as passengers, and passengers who are nobody's."""
import csv
import json
import os
import subprocess
import tempfile

import report
from names import pairs as p
from names.labelled import path

LIST = ("lists", "UN_consolidated.full.xml")

# Common parts of Uzbek names, put together at random: nobody's.
GIVEN = "Ғуломжон Ҳасан Ўткир Шавкат Қодир Жамшид Хуршид Ёқуб Чори Нодира Гулнора Юлдуз Зиёда Мухаммаджон Исломбек Эргаш".split()
SURNAMES = ("Хўжаев Қодиров Ғафуров Шарипов Жўраев Чориев Ҳакимов Ёқубов Юсупов Ўринов Тошматов Эргашев Зокиров "
            "Умарова Қўчқорова Муҳаммадиева").split()


def uzbek_names(count, chance):
    return [f"{chance.choice(SURNAMES)} {chance.choice(GIVEN)}" for _ in range(count)]


def _read(name):
    with open(path("un_screening", name), encoding="utf-8") as file:
        return list(csv.DictReader(file))


def hits(rows, whole):
    """Lines of rows that hit, with birth date and nationality or by the name alone."""
    with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(("name", "birth_date", "nationality"))
        for row in rows:
            out.writerow((row["full_name"], *((row["date_of_birth"], row["nationality"]) if whole else ("", ""))))
        file.flush()
        said = subprocess.run([p.BINARY, "watch", "match", "--list", os.path.join(p.CORPUS, *LIST), "--json",
                               file.name], stdout=subprocess.PIPE, check=True, text=True, encoding="utf-8").stdout
    return {json.loads(line)["line"] for line in said.splitlines()}


# Taken off the list of 2026-02-27, which has none of their names: they cannot be found.
DELISTED = {"ANAS HASAN KHATTAB", "MUNIR AL QUBAYSI", "ABU MOHAMMED AL-JAWLANI"}


FIRST_LINE = 2  # of a file with a head


def un():
    positives, negatives, congress = _read("positives.csv"), _read("negatives.csv"), _read("congress.csv")
    positives = [row for row in positives if row["full_name"] not in DELISTED]
    out = []
    for words, whole, wanted in (("the name alone", False, (1, .001)),
                                 ("with birth date and nationality", True, (.995, .0001))):
        found, wrong = hits(positives, whole), hits(negatives, whole)
        out.append((words, len(found) / len(positives), len(wrong) / len(negatives),
                    len(hits(congress, whole)) / len(congress), *wanted,
                    [row["full_name"] for i, row in enumerate(positives) if i + FIRST_LINE not in found],
                    [negatives[line - FIRST_LINE]["full_name"] for line in sorted(wrong)]))
    return out


def worst(missed, wrong):
    rows = [["", "name"]] + [["missed", name] for name in missed[:10]] + [["false", name] for name in wrong[:10]]
    return report.table(*rows)


def rows(figures):
    out = [["the UN's list", "its persons found", "wanted", "of 20,000 others", "wanted", "of the US Congress", ""]]
    for words, found, wrong, congress, least, most, *_ in figures:
        out.append([words, f"{found:.4f}", f">= {least}", f"{100 * wrong:.3f} %", f"<= {100 * most:g} %",
                    f"{100 * congress:.3f} %", report.met(found >= least and wrong <= most)])
    return report.table(*out)
