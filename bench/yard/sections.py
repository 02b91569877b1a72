"""docs/benchmarks.md: a section for each program that measures, each written anew by its own alone."""
import os

import report

PATH = os.path.join(report.PROJECT, "docs", "benchmarks.md")
ORDER = ("bench/run", "bench/long", "bench/one-indonesia")
HEAD = """\
# Benchmarks

What the whole system does with a simulated world, each person of which is known. Each section is written by the
program that it names; no figure is typed by hand. Parts by themselves: [decoding](benchmarks-decode.md),
[the officers' pages](benchmarks-screens.md), [damaged messages](benchmarks-mutation.md), and the storage layout in
[decision 2](decisions/0002-storage-layout.md).
"""


def _mark(name):
    return f"<!-- {name} -->\n", f"<!-- end of {name} -->\n"


def read(path):
    """{name: text} of the sections that are there."""
    if not os.path.exists(path):
        return {}
    with open(path) as file:
        text = file.read()
    found = {}
    for name in ORDER:
        begin, end = _mark(name)
        if begin in text and end in text:
            found[name] = text.partition(begin)[2].partition(end)[0]
    return found


def put(path, name, text):
    """Takes the place of the section's former text."""
    known = {**read(path), name: text if text.endswith("\n") else text + "\n"}
    parts = [HEAD]
    for one in ORDER:
        if one in known:
            begin, end = _mark(one)
            parts.append(begin + known[one] + end)
    with open(path, "w") as file:
        file.write("\n".join(parts))
    print(text)


def options(parser):
    parser.add_argument("--out", default=PATH, help="the document whose section is written")


def head(title, words, figures, quick):
    """Title, what wrote it and where, and whether the figures can prove the goals."""
    busy = "Other work ran on the same cores: the machine was busy. " if figures["load"] > 0.7 else ""
    _, *rest = report.head(title, words, busy, f"Load average before: {figures['load']:.1f}")
    note = (["**A short run**, to see that everything works: it does not prove the goals.\n"] if quick else [])
    return [f"## {title}\n", *rest, *note]
