"""Finding persons among all that is stored, by document, phone and name, while more comes in."""
import json
import os
import random
import subprocess

import harness
from yard import PROGRAMS

PAUSE = 5       # ms between two looks
KINDS = ("document", "phone", "name")


def sample(world, count, seed=1):
    """{kind: values} of persons of whom the system was told, by chance over the whole world."""
    chance, kept, seen = random.Random(seed), [], 0
    for person in world.lines("persons"):
        if not person["told"]:
            continue
        seen += 1
        if len(kept) < count:
            kept.append(person)
        elif (place := chance.randrange(seen)) < count:
            kept[place] = person
    return {kind: [value for value in map(VALUES[kind], kept) if value] for kind in KINDS}


def _document(person):
    told = person["api"] if set(person["told"]) & {"api-checkin", "api-closeout", "crew"} else person["pnr"]
    number = (told["document"] or {}).get("number")
    return "".join(c for c in number if c.isalnum()) if number else None


def _phone(person):
    if not set(person["told"]) & {"pnr-24", "pnr-1", "pnr-departure"}:
        return None
    return "".join(c for c in person["phone"] if c.isdigit()) if person.get("phone") else None


def _name(person):
    told = person["api"] if set(person["told"]) & {"api-checkin", "api-closeout", "crew"} else person["pnr"]
    return f"{told['surname'] or ''} {told['given'] or ''}".strip() or None


VALUES = {"document": _document, "phone": _phone, "name": _name}


def absent(kind, count, seed=2):
    """Values that nobody in the world has."""
    chance = random.Random(seed)
    if kind == "name":
        return ["".join(chance.choice("QXWZJV") for _ in range(9)) for _ in range(count)]
    if kind == "phone":
        return [f"999{chance.randrange(10**9):09d}" for _ in range(count)]
    return [f"QX{chance.randrange(10**8):08d}ZZ" for _ in range(count)]


class Lookups:
    """Runs beside everything else; `figures` waits for the end."""

    def __init__(self, system, values, from_day, to_day):
        self.started = [(kind, what, self._start(system, kind, lines, from_day, to_day))
                        for kind in KINDS
                        for what, lines in (("somebody", values[kind]),
                                            ("nobody", absent(kind, max(20, len(values[kind]) // 4))))
                        if lines]

    @staticmethod
    def _start(system, kind, lines, from_day, to_day):
        path = os.path.join(os.path.dirname(system.data), f"look-{kind}-{len(lines)}")
        with open(path, "w") as out:
            out.writelines(line + "\n" for line in lines)
        return harness.start_process(
            [os.path.join(PROGRAMS, "bench_lookup"), system.data, kind, str(from_day), str(to_day),
             str(PAUSE)], stdin=open(path), stdout=subprocess.PIPE, text=True)

    def figures(self):
        out = []
        for kind, what, process in self.started:
            said = process.communicate()[0]
            if process.returncode:
                raise AssertionError(f"bench_lookup {kind} ended with {process.returncode}")
            out.append({"kind": kind, "what": what, **json.loads(said)})
        return out
