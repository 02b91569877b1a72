"""From a receipt to what an officer's page hears, while a world's messages come in at a steady rate."""
import os
import time

import officer as officers
import screens
from yard import processes

RATE = 1000            # persons a second, probes included
PROBES_SECOND = screens.PROBES_SECOND
FIRST_PROBE = 20_000_000


def probe_list(system, probes):
    """The persons of the probes, as a list of their own."""
    people = [screens.load.probe_person(FIRST_PROBE, i) for i in range(probes)]
    path = os.path.join(os.path.dirname(system.data), "probes.csv")
    with open(path, "w") as file:
        file.write(screens.messages.csv_list(people))
    system.must("list", "import", path)


def steady(system, tokens, world, rate, told):
    """The whole world's messages in the order of time, so many persons a second."""
    clients, begun, persons, sent = {}, time.monotonic(), 0, 0
    for message in world.messages():
        time.sleep(max(0, begun + persons / rate - time.monotonic()))
        name = message["source"]
        if name not in clients:
            clients[name] = system.client(tokens[name], timeout=120)
        screens.load.patient_send(clients[name], world.body(message))
        persons, sent = persons + message["persons"], sent + 1
    told.put((persons, sent, time.monotonic() - begun))


def persons_for(seconds):
    """Persons of a world whose messages last about so long: some six speak of each."""
    return int((RATE - PROBES_SECOND * screens.load.PROBE_SIZE) * seconds / 5.5)


def probes_for(seconds):
    return max(10, seconds * PROBES_SECOND)


def measure(system, helpers, senders, world, probe_day, seconds, beside):
    """`beside`: called once when all runs; what it returns is waited for by the caller."""
    screens.load.PROBE_DAY = probe_day
    probes = probes_for(seconds)
    own = RATE - PROBES_SECOND * screens.load.PROBE_SIZE
    listening = officers.make(system, "malika", "analyst", True)
    credential = system.add_source("probes")
    memory = processes.Memory(system)
    used = {role: screens.processor(pid) for role, pid in screens.roles(system).items()}
    begun = time.monotonic()
    sender = helpers.start(steady, system, senders.tokens, world, own)
    prober = helpers.start(screens.probe, system, listening, credential, FIRST_PROBE, probes)
    other = beside() if beside else None
    found, lost = screens.answer_of(*prober, "the probes")
    span = time.monotonic() - begun
    cores = {role: (screens.processor(pid) - used.get(role, 0)) / span
             for role, pid in screens.roles(system).items()}
    persons, sent, took = screens.answer_of(*sender, "the steady sender")
    status = system.wait_processed(600)
    return {"probes": found, "lost": lost, "cores": cores, "memory": memory.end(), "sent": sent,
            "rate": persons / took + len(found) * screens.load.PROBE_SIZE / span,
            "load": os.getloadavg()[0], "messages": status["received"], "beside": other}
