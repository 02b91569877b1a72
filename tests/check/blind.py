"""Forty files broken by somebody who did not know the rules: does the first finding of `portolan check` name
the byte, and does the message conform once what it says is done?

    blind.py BINARY

The files, what is wrong with each and the places that may be named: tests/vectors/check/blind."""
import json
import pathlib
import subprocess
import sys

GOAL = 36
FOLDER = pathlib.Path(__file__).resolve().parent.parent / "vectors" / "check" / "blind"


def read_places():
    """{name: [(from, to), ..]}: the first finding has to begin at one of from..to-1."""
    places = {}
    for line in (FOLDER / "places.txt").read_text().splitlines():
        name, *ranges = line.split()
        places[name] = [tuple(map(int, one.split("-"))) for one in ranges]
    return places


def check(binary, paths):
    done = subprocess.run([binary, "check", "--json", *map(str, paths)], capture_output=True)
    if done.returncode not in (0, 1, 2):
        sys.exit(f"check ended with {done.returncode}: {done.stderr.decode()}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def with_fix(body, finding):
    """The body with the fix made, where the finding has one."""
    fix = finding.get("fix")
    if not fix:
        return None
    return (body[:fix["offset"]] + fix["insert"].encode("latin-1") +
            body[fix["offset"] + fix["remove"]:])


def verdict(name, ranges, broken, mended):
    """What speaks against it; empty when nothing does."""
    if not broken["findings"]:
        return "nothing is found"
    first = broken["findings"][0]
    if not any(low <= first["offset"] < high for low, high in ranges):
        return f"{first['rule']} at {first['offset']}, not at {ranges}"
    if mended["findings"]:
        return f"mended as it says, it does not conform: {mended['findings'][0]['rule']}"
    fixed = with_fix((FOLDER / f"{name}.edi").read_bytes(), first)
    if fixed is not None and fixed != (FOLDER / f"{name}.mended.edi").read_bytes():
        return f"the fix of {first['rule']} is not what mends"
    return ""


def main():
    binary, places = sys.argv[1], read_places()
    broken = check(binary, [FOLDER / f"{name}.edi" for name in places])
    mended = check(binary, [FOLDER / f"{name}.mended.edi" for name in places])
    good = 0
    for (name, ranges), one, other in zip(places.items(), broken, mended):
        against = verdict(name, ranges, one, other)
        good += not against
        if against:
            print(f"{name}: {against}")
    print(f"{good} of {len(places)}: the first finding names the byte, and what it says mends")
    sys.exit(0 if good >= GOAL and len(places) == 40 else 1)


main()
