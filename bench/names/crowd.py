"""A large list and a day of travellers, of names that nobody has: those of a simulated world, put together anew."""
import csv
import json
import os
import random
import subprocess
import tempfile

from names import pairs as p

WORLD = ("--days", "4", "--start", "2026-11-02")
HOME, ELSEWHERE = "uz", "id"
HEAD = ("id", "surname", "given", "original_name", "birth", "sex", "nationality")


def persons(count, seed, profile=HOME):
    """Distinct persons of a world, as its truth has them."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        out, seen, found = os.path.join(folder, "world"), set(), []
        subprocess.run([p.BINARY, "simulate", "--profile", profile, *WORLD, "--persons", str(count), "--seed", str(seed), "--out", out],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with open(os.path.join(out, "persons.jsonl"), encoding="utf-8") as file:
            for line in file:
                one = json.loads(line)
                if one["person"] not in seen:
                    seen.add(one["person"])
                    found.append({key: one[key] for key in
                                  ("surname", "given", "name", "script", "culture", "sex", "birth", "nationality")})
    return found


def _splice(one, other, chance):
    """A name that begins as one and ends as the other."""
    if min(len(one), len(other)) < 4:
        return one
    return one[:chance.randint(2, len(one) - 1)] + other[-chance.randint(2, len(other) - 2):]


def _birth(one, chance):
    """Lists know of eight in ten the day, of one the year."""
    known = chance.random()
    year = str(int(one["birth"][:4]) - chance.randrange(30)) if one["birth"] else "1970"
    day = f"{year}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    return day if known < .8 else year if known < .9 else ""


def _by_culture(pool):
    cultures = {}
    for one in pool:
        cultures.setdefault(one["culture"], []).append(one)
    return cultures


def write_list(path, count, seed, pool, common=10, elsewhere=(), own_share=1):
    """One in `common` is put together of names that many have, in their own script, too, where they have one; the others
    are seldom. One in `own_share` is of `pool`, whose world the travellers are of, the rest of `elsewhere`."""
    chance = random.Random(seed)
    pools = [(pool, _by_culture(pool)), (elsewhere, _by_culture(elsewhere))]
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEAD)
        for i in range(count):
            people, cultures = pools[i // common % own_share > 0]
            one = chance.choice(people)
            other = chance.choice(cultures[one["culture"]])
            surname, given, own = one["surname"] or "", other["given"] or "", ""
            if i % common:
                third = chance.choice(people)
                surname = _splice(surname, third["surname"] or "", chance)
                given = _splice(given, third["given"] or "", chance) if chance.random() < .5 else given
            elif one["script"] != "Latn":
                given, own = one["given"] or "", one["name"] or ""
            out.writerow((f"C{i}", surname, given, own, _birth(one, chance), one["sex"], one["nationality"]))


def write_day(path, pool, seed):
    """Travellers: of one in five the birth date is not known, one in twenty has one name."""
    chance = random.Random(seed)
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        for one in pool:
            single = chance.random() < .05
            birth = "" if chance.random() < .2 else one["birth"]
            out.writerow((one["surname"], "" if single else one["given"], birth, one["nationality"]))
