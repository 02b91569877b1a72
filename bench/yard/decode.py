"""Bytes to model on the world's own messages, beside npm `edifact`, which only splits: bench/decode's program."""
import json
import os
import random
import statistics
import subprocess

from yard import PEERS, PROGRAMS
from yard import world as worlds

PEER = os.path.join(os.path.dirname(os.path.dirname(__file__)), "decode_peer.mjs")
BODIES = 150          # of each sort
FIGURES = ("decode", "opened", "split")


def output(*words):
    return json.loads(subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True).stdout)


def sample(world, kinds):
    """Undamaged EDIFACT messages by chance, as their senders write them."""
    fits = [one for one in world.messages(kinds)
            if one["fault"] == "sound" and not one["file"].endswith(".csv")]
    return random.Random(1).sample(fits, min(BODIES, len(fits)))


def measure(world, rounds, seconds):
    """{sort: figures}; MB/s are medians over rounds."""
    out = {}
    for name, kinds in (("PNRGOV", worlds.PNR), ("PAXLST", worlds.API)):
        messages = sample(world, kinds)
        paths = [os.path.join(world.path, one["file"]) for one in messages]
        rows, peers = [], []
        for _ in range(rounds):
            rows.append(output(os.path.join(PROGRAMS, "bench_decode"), "measure", "all", str(seconds), *paths))
            if os.path.isdir(os.path.join(PEERS, "node_modules", "edifact")):
                peers.append(output("node", PEER, PEERS, str(seconds), *paths))
        persons = sum(one["persons"] for one in messages)
        median = {key: statistics.median(row[key] for row in rows) for key in FIGURES}
        out[name] = {**median, "bodies": len(paths), "bytes": rows[0]["bytes"], "persons": persons,
                     "persons_second": persons * median["decode"] * 1e6 / rows[0]["bytes"],
                     "peer": statistics.median(one["speed"] for one in peers) if peers else None,
                     "taken": peers[0]["taken"] if peers else 0}
    return out
