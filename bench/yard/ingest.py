"""From durable to screened and stored: the journal is filled while the role `screen` stands still, and what is
measured is how fast it is worked off. What the messages say is a simulated world's own, a pass for each sort."""
import os
import re
import signal
import time

import screens
from yard import processes
from yard import world as worlds

SENDERS = 3

# (name, kinds of messages, what is sent for the how-many-th time). In the order in which carriers send them.
PASSES = (("new: bookings, first told", ("pnr-72",), 0),
          ("bookings, told again with changes", ("pnr-48", "pnr-24", "pnr-1", "pnr-departure"), 0),
          ("known, now by API; crews", ("api-checkin", "crew"), 0),
          ("close-out", ("api-closeout",), 0),
          ("unchanged bookings", ("pnr-departure",), 1),
          ("unchanged API", ("api-checkin", "api-closeout"), 1))
NEW, CHANGED, API = PASSES[0][0], PASSES[1][0], PASSES[2][0]
UNCHANGED = PASSES[4][0]


def again(body, time_number):
    """The same persons in other bytes: with another reference of the interchange. None when it cannot be told
    where that stands (a line break within it)."""
    last = re.search(rb"UNZ([^\w\s])\d+\1(\d{4,14})[^\w\s]", body[-400:])
    if not last:
        return None if b"UNB" in body[:400] else body + b"\r\n" * time_number
    reference = last.group(2)
    if reference not in body[:400]:
        return None
    digit = (int(reference[:1]) + time_number) % 10
    return body.replace(reference, b"%d" % digit + reference[1:])


def send(system, tokens, world, messages, time_number, told):
    """One process: clients for all sources, each message after the other."""
    clients, last, persons, size, left = {}, 0, 0, 0, 0
    for message in messages:
        name = message["source"]
        if name not in clients:
            clients[name] = system.client(tokens[name], timeout=120)
        body = world.body(message)
        if time_number:
            body = again(body, time_number)
        if body is None:
            left += 1
            continue
        last = max(last, screens.load.patient_send(clients[name], body)["id"])
        persons, size = persons + message["persons"], size + len(body)
    for client in clients.values():
        client.close()
    told.put((last, persons, size, left))


class Meter:
    def __init__(self, system, helpers, senders):
        self.system, self.helpers, self.senders = system, helpers, senders
        self.progress = processes.Progress(system)

    def _signal(self, number):
        os.kill(self.system.role_pids()["screen"], number)

    def _send_all(self, world, kinds, time_number):
        """By flight to one of the processes, so that a flight's messages stay in order."""
        sound = ("sound", "late", "held") if time_number else None
        parts = [[] for _ in range(SENDERS)]
        for message in world.messages(kinds):
            if sound is None or message["fault"] in sound:
                parts[message["flight"] % SENDERS].append(message)
        running = [self.helpers.start(send, self.system, self.senders.tokens, world, part, time_number)
                   for part in parts if part]
        sums = [screens.answer_of(*one, "a sender") for one in running]
        for process, _ in running:
            process.join()
        return (max(one[0] for one in sums), *(sum(one[i] for one in sums) for i in (1, 2, 3)))

    def run(self, name, world, kinds, time_number):
        """Rates of one pass. Shares of new, changed and same persons are the system's own count."""
        self._signal(signal.SIGSTOP)
        try:
            last, persons, size, left = self._send_all(world, kinds, time_number)
            before = {role: screens.processor(pid) for role, pid in screens.roles(self.system).items()}
            counted = self.system.status()
            begun, stolen = time.monotonic(), processes.Stolen()
        finally:
            self._signal(signal.SIGCONT)
        self.progress.wait(last)
        seconds = time.monotonic() - begun
        used = {role: screens.processor(pid) - before.get(role, 0)
                for role, pid in screens.roles(self.system).items()}
        now = self.system.status()
        shares = {key: now[key] - counted[key] for key in ("new", "changed", "same", "quarantined")}
        figures = {"name": name, "persons": persons, "bytes": size, "seconds": seconds, "left": left,
                   "rate": persons / seconds, "load": os.getloadavg()[0], "stolen": stolen.percent(), **shares,
                   "cost": {role: 1e6 * used[role] / persons for role in ("screen", "decode")}}
        screens.say(f"{name}: {figures['rate']:,.0f}/s ({persons:,}; new {shares['new']:,}, changed "
                    f"{shares['changed']:,}, same {shares['same']:,}); us: screen "
                    f"{figures['cost']['screen']:.0f}, decode {figures['cost']['decode']:.0f}; stolen "
                    f"{figures['stolen']:.0f} %")
        return figures

    def passes(self, world):
        """All passes with one small world; what was stored before and after."""
        before = self.system.status()["new"]
        out = [self.run(name, world, kinds, number) for name, kinds, number in PASSES]
        return {"before": before, "after": self.system.status()["new"], "passes": out}

    def warm_up(self, world):
        """The first message starts the decoder."""
        message = next(world.messages(("pnr-72",)))
        client = self.system.client(self.senders.tokens[message["source"]])
        self.progress.wait(client.send(world.body(message))["id"])
        client.close()


def small_world(folder, name, profile, persons, first, seed):
    """A world of one day, of flights that nobody else has."""
    world = worlds.World(os.path.join(folder, name), profile, persons, 1, first, seed)
    world.simulate()
    return world
