"""What the reports of measurements share: tables, whether a goal is met, the head with machine and commit."""
import os
import platform
import subprocess
import time

PROJECT = os.path.abspath(os.path.join(os.path.dirname(__file__), ".."))


def table(*rows):
    rows = [[str(cell) for cell in row] for row in rows]
    return "\n".join(["| " + " | ".join(rows[0]) + " |", "|" + "---|" * len(rows[0])] +
                     ["| " + " | ".join(row) + " |" for row in rows[1:]]) + "\n"


def met(good):
    return "met" if good else "**missed**"


def _line(path, begin):
    with open(path) as file:
        return next((line.partition(":")[2].strip() for line in file if line.startswith(begin)), "?")


def _output(*words):
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()


def _machine():
    memory = int(_line("/proc/meminfo", "MemTotal").split()[0]) / 1e6
    with open("/etc/os-release") as file:
        system = next(line.split("=")[1].strip().strip('"') for line in file
                      if line.startswith("PRETTY_NAME="))
    return (f"{_line('/proc/cpuinfo', 'model name')}, {os.cpu_count()} cores, {memory:.0f} GB; "
            f"{system}, Linux {platform.release().split('-')[0]}, Python {platform.python_version()}")


def _commit():
    words = ["git", "-C", PROJECT]
    changed = _output(*words, "status", "--porcelain", "--untracked-files=no", "--", "src", "web", "api")
    return _output(*words, "rev-parse", "--short=10", "HEAD") + (
        ", with changes that are not committed" if changed else "")


def head(title, command, busy, load):
    """The first paragraphs: what wrote it, when, of what, where, and what else ran there."""
    return [f"# {title}\n",
            f"Written by `{command}`, {time.strftime('%Y-%m-%d', time.gmtime())}, commit {_commit()}.\n",
            f"{_machine()}. {busy}{load}.\n"]


def out_option(parser, name):
    parser.add_argument("--out", default=os.path.join(PROJECT, "docs", name))


def put(path, text):
    with open(path, "w") as file:
        file.write(text)
    print(text)
