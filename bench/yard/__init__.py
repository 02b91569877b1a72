"""The yardstick: what bench/run, bench/long and bench/one-indonesia measure, a file a subject. Each measures and
returns plain figures; yard/tables.py and yard/sections.py make of them the text of docs/benchmarks.md."""
import os
import sys

import report

sys.path.insert(0, os.path.join(report.PROJECT, "tests", "scenario"))

# Programs beside the system's own: bench_decode, bench_lookup.
PROGRAMS = os.environ.get("PORTOLAN_BENCH", os.path.join(report.PROJECT, "build", "release", "bench"))
PEERS = os.path.join(report.PROJECT, "build", "bench-peers")
