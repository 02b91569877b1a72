"""bench/run-screens: the officers' interface of the real system, with much stored and more coming."""
import argparse
import gzip
import json
import multiprocessing
import os
import random
import select
import shutil
import signal
import sys
import tempfile
import threading
import time

import report
from report import PROJECT

sys.path.insert(0, os.path.join(PROJECT, "tests", "scenario"))

import harness
import messages
import officer as officers
import screens_load as load
import screens_report

CONNECTIONS = 6
LISTED = 4000        # persons of the fill who are on the list; fewer when few come
STREAMS, STREAMS_A_SESSION, SESSIONS_AN_ACCOUNT = 1000, 4, 2
PROBES_SECOND = 2
PROBE_PATIENCE = 20   # seconds until an alert counts as lost
TICKS = os.sysconf("SC_CLK_TCK")


def say(*words):
    print(time.strftime("%H:%M:%S"), *words, file=sys.stderr, flush=True)


# ---- processes ----

def pss(pid):
    with open(f"/proc/{pid}/smaps_rollup") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("Pss:")) * 1024


def processor(pid):
    stat = harness._stat(pid)
    return (int(stat[11]) + int(stat[12])) / TICKS


def roles(system):
    return {"parent": system.process.pid, **system.role_pids()}


class Helpers:
    """Processes of the load; all are ended at the end, whatever happens."""

    def __init__(self):
        self.fork = multiprocessing.get_context("fork")
        self.all = []

    def start(self, work, *words):
        told = self.fork.SimpleQueue()
        process = self.fork.Process(target=self.run, args=(work, *words, told), daemon=True)
        process.start()
        self.all.append(process)
        return process, told

    @staticmethod
    def run(work, *words):
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends them
        harness._end_with_me()
        work(*words)

    def end(self):
        for process in self.all:
            if process.is_alive():
                process.kill()
            process.join()


def answer_of(process, told, what):
    """What a helper tells; its death is a failure, not an endless wait."""
    while told.empty():
        if not process.is_alive() and told.empty():
            raise AssertionError(f"{what} ended with {process.exitcode}")
        time.sleep(0.05)
    return told.get()


# ---- 1. the fill ----

def write_list(system, persons, first_probe, probes):
    count = min(LISTED, max(20, persons // 50))
    listed = [load.person(i * persons // count) for i in range(count)]
    listed += [load.probe_person(first_probe, i) for i in range(probes)]
    path = os.path.join(os.path.dirname(system.data), "list.csv")
    with open(path, "w") as file:
        file.write(messages.csv_list(listed))
    system.must("list", "import", path)
    return len(listed)


def wait_worked(system, seconds):
    begun = time.monotonic()
    while True:
        status = system.status()
        if status["received"] == status["last"]:
            return status
        if time.monotonic() - begun > seconds:
            raise AssertionError(f"not worked through in {seconds} s: {status}")
        time.sleep(0.3)


def fill(system, helpers, credential, persons):
    flights = load.fill_flights(persons)
    begun = time.monotonic()
    parts = [helpers.start(load.fill, system, credential, flights[i::CONNECTIONS])
             for i in range(CONNECTIONS)]
    sums = [answer_of(*part, "a sender of the fill") for part in parts]
    sent = time.monotonic() - begun
    wait_worked(system, 3600)
    took = time.monotonic() - begun
    spoken, count = (sum(column) for column in zip(*sums))
    return {"persons": persons, "flights": len(flights), "spoken": spoken, "messages": count,
            "send_seconds": sent, "seconds": took}


def restart(system):
    """Seconds from the start to ready, with what is stored."""
    system.stop()
    begun = time.monotonic()
    system.start()
    return time.monotonic() - begun


# ---- 2. an officer, while more comes in ----

class Clocked:
    """An officer whose answers are timed, from the request until the last byte of the answer."""

    def __init__(self, officer, times):
        self.officer, self.times = officer, times

    def ask(self, what, method, path, body=None, **headers):
        begun = time.monotonic()
        answer = self.officer.raw(method, "/api/v1" + path, body, Accept_Encoding="gzip", **headers)
        took = (time.monotonic() - begun) * 1000
        if not 200 <= answer.status < 300:
            raise AssertionError(f"{method} {path}: {answer}")
        if answer.headers.get("Content-Encoding") == "gzip":
            answer.body = gzip.decompress(answer.body)
        self.times.setdefault((what, "HTTPS" if self.officer.tls else "HTTP"), []).append(took)
        return answer


def work(people, most, seconds, seed):
    """What officers do: look, decide, now and then a list, a flight, a message. Mostly looks."""
    chance, times = random.Random(seed), {}
    clocked = [Clocked(one, times) for one in people]
    warm = Clocked(people[0], {})
    rows = warm.ask("alerts", "GET", "/alerts?when=ahead&limit=500").json["items"]
    deadline, turn = time.monotonic() + seconds, 0
    while time.monotonic() < deadline:
        one = clocked[turn % len(clocked)]
        for _ in range(3):
            row = chance.choice(rows)
            answer = one.ask("preview", "GET", f"/travellers/{row['traveller']}")
            time.sleep(chance.uniform(0.01, 0.05))
        one.ask("decision", "POST", f"/alerts/{row['traveller']}/decisions", {"code": "refer"},
                Idempotency_Key=officers.key(), If_Match=answer.headers["ETag"])
        others = ("alerts", "flights", "manifest", "message")
        other = others[turn // len(clocked) % len(others)]
        if other == "alerts":
            rows = one.ask(other, "GET", "/alerts?when=ahead&limit=100").json["items"]
        elif other == "flights":
            one.ask(other, "GET", "/flights?limit=100")
        elif other == "manifest":
            one.ask(other, "GET", f"/flights/{row['flight']['id']}/travellers")
        else:
            one.ask(other, "GET", f"/messages/{chance.randrange(1, most)}")
        turn += 1
        time.sleep(chance.uniform(0.01, 0.05))
    return times


class Listener(threading.Thread):
    """A stream of events; notes when the first alert of each flight was raised."""

    def __init__(self, officer):
        super().__init__(daemon=True)
        self.connection = officer.connect()
        self.connection.request("GET", "/api/v1/events", headers={"Cookie": officer.cookie})
        self.response = self.connection.getresponse()
        self.day = f"T{messages.TODAY + load.datetime.timedelta(days=load.PROBE_DAY):%y%m%d}-"
        self.seen = threading.Condition()
        self.raised = []
        self.start()

    def run(self):
        event = b""
        for line in iter(self.response.readline, b""):
            if line.startswith(b"event: "):
                event = line[7:].strip()
            elif line.startswith(b"data: ") and event == b"alert":
                self.note(time.monotonic(), json.loads(line[6:]))

    def note(self, at, data):
        if data["news"] == "raised" and data["traveller"].startswith(self.day):
            with self.seen:
                self.raised.append((at, data["flight"]))
                self.seen.notify_all()

    def wait(self, known, seconds):
        """When the first alert came on a flight that is not `known`; None: none came."""
        def fresh():
            return next((one for one in self.raised if one[1] not in known), None)
        with self.seen:
            self.seen.wait_for(fresh, seconds)
            return fresh()


def probe(system, officer, credential, first, count, told):
    """[(ms from the receipt, ms from the first byte)] to the event, a probe."""
    listener, client = Listener(officer), system.client(credential, timeout=60)
    world, out, known, lost = load.World(80_000_000), [], set(), 0
    chance, begun = random.Random(7), time.monotonic()
    for number in range(count):
        message = load.probe_body(world, first, number)
        due = begun + (number + chance.random()) / PROBES_SECOND
        time.sleep(max(0, due - time.monotonic()))
        sent = time.monotonic()
        load.patient_send(client, message)
        received = time.monotonic()
        found = listener.wait(known, PROBE_PATIENCE)
        if found:
            known.add(found[1])
            out.append(((found[0] - received) * 1000, (found[0] - sent) * 1000))
        else:
            lost += 1
    told.put((out, lost))


# ---- 3. streams ----

def sign_in_many(system, count):
    """Cookies of so many sessions."""
    cookies = []
    while len(cookies) < count:
        name = f"stream-{len(cookies)}"
        one = officers.make(system, name, "analyst", tls=False)
        cookies.append(one.cookie)
        for _ in range(SESSIONS_AN_ACCOUNT - 1):
            other = officers.Officer(system, tls=False)
            other.secret, other.counted = one.secret, one.counted
            other.sign_in(name, one.password)
            cookies.append(other.cookie)
            other.close()
        one.close()
    return cookies[:count]


def open_streams(system, cookies, count, tls, end, told):
    """Opens them, tells it, and reads what comes until `end`; then tells of how many bytes."""
    browser = officers.Officer(system, tls)
    prefix = "__Host-" if tls else ""
    streams = []
    for i in range(count):
        connection = browser.connect()
        connection.request("GET", "/api/v1/events",
                           headers={"Cookie": prefix + cookies[i // STREAMS_A_SESSION]})
        answer = connection.getresponse()
        if answer.status != 200:
            raise AssertionError(f"stream {i}: {answer.status} {answer.read()}")
        connection.sock.setblocking(False)
        streams.append(connection.sock)
    told.put("open")
    poll, by_number, bytes_read, ended = select.epoll(), {}, 0, 0
    for one in streams:
        by_number[one.fileno()] = one
        poll.register(one, select.EPOLLIN)
    while not end.is_set():
        for number, _ in poll.poll(0.2):
            try:
                got = by_number[number].recv(65536)
            except (BlockingIOError, officers.ssl.SSLWantReadError):
                continue
            bytes_read += len(got)
            if not got:
                poll.unregister(number)
                ended += 1
    told.put((bytes_read, ended))


def measure_streams(system, helpers, cookies, count, tls):
    serve = roles(system)["serve"]
    before, end = pss(serve), helpers.fork.Event()
    helper = helpers.start(open_streams, system, cookies, count, tls, end)
    answer_of(*helper, "the streams")
    most = 0
    for _ in range(20):
        time.sleep(0.25)
        most = max(most, pss(serve))
    end.set()
    read, ended = answer_of(*helper, "the streams")
    helper[0].join()
    return {"streams": count, "before": before, "with": most, "bytes": read, "ended": ended}


# ---- all ----

def measure(options, system, helpers, figures):
    first_probe = 20_000_000
    probes = max(10, options.seconds * PROBES_SECOND)
    begun = time.monotonic()
    system.start()
    figures["ready_empty"] = time.monotonic() - begun
    credential = system.add_source("carrier")
    figures["listed"] = write_list(system, options.persons, first_probe, probes)
    say(f"fills with {options.persons} persons")
    figures["load"]["fill, before"] = os.getloadavg()[0]
    figures["fill"] = fill(system, helpers, credential, options.persons)
    figures["load"]["fill, after"] = os.getloadavg()[0]
    say("filled:", figures["fill"])
    figures["ready_full"] = restart(system)
    figures["status"] = system.status()

    say("signs in")
    people = [officers.make(system, "nigora", "analyst", True),
              officers.make(system, "olim", "analyst", False)]
    figures["alerts"] = people[0].get("/alerts?state=all&limit=1").json["total"]
    listening = officers.make(system, "malika", "analyst", True)
    count = min(STREAMS, max(40, options.persons // 400))
    cookies = sign_in_many(system, -(-count // STREAMS_A_SESSION))

    say(f"measures for {options.seconds} s while persons come in")
    stop = helpers.fork.Event()
    own = load.STEADY_PERSONS - PROBES_SECOND * load.PROBE_SIZE
    sender = helpers.start(load.steady, system, credential, 10_000_000, own, stop)
    used = {role: processor(pid) for role, pid in roles(system).items()}
    began = time.monotonic()
    prober = helpers.start(probe, system, listening, credential, first_probe, probes)
    figures["load"]["officers, before"] = os.getloadavg()[0]
    figures["times"] = work(people, figures["status"]["last"], options.seconds, 1)
    figures["load"]["officers, after"] = os.getloadavg()[0]
    figures["probes"], figures["lost"] = answer_of(*prober, "the probes")
    span = time.monotonic() - began
    figures["used"] = {role: (processor(pid) - used.get(role, 0)) / span
                       for role, pid in roles(system).items()}
    figures["pss"] = {role: pss(pid) for role, pid in roles(system).items()}
    status = system.status()
    figures["behind"] = max(0, status["received"] - status["last"])
    say("opens streams")
    figures["streams"] = {"plain": measure_streams(system, helpers, cookies, count, False)}
    time.sleep(2)
    figures["streams"]["TLS"] = measure_streams(system, helpers, cookies, count, True)
    stop.set()
    spoken, seconds = answer_of(*sender, "the steady sender")
    figures["steady"] = spoken / seconds + len(figures["probes"]) * load.PROBE_SIZE / span
    figures["log"] = system.grave_lines()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=int, default=120)
    report.out_option(parser, "benchmarks-screens.md")
    options = parser.parse_args()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit("ended before it was done"))
    home = tempfile.mkdtemp(prefix="screens-", dir=os.path.join(PROJECT, "build"))
    system = harness.System(home, settings={"session": {"idle-minutes": 240}})
    helpers, figures = Helpers(), {"load": {}, "rate": PROBES_SECOND}
    try:
        measure(options, system, helpers, figures)
        text = screens_report.document(options, figures)
        system.stop()
    except BaseException:
        sys.stderr.write(system.grave_lines() + system.tail(10))
        raise
    finally:
        helpers.end()
        system.kill()
        shutil.rmtree(home, ignore_errors=True)
    report.put(options.out, text)


if __name__ == "__main__":
    main()
