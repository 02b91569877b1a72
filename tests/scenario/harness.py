"""Runs the real binary on a folder of its own, and looks at what it did.

A scenario is one file with unittest cases, run by ctest with PORTOLAN_BINARY (and for one of them
PORTOLAN_EXTRA_BINARY). Everything is local: loopback ports, a temporary folder that goes away at
the end, processes that end with this one. Nothing sleeps to be right: `until` asks again and again
up to a deadline. What is random comes from PORTOLAN_SEED, which is printed.
"""
import collections
import ctypes
import hashlib
import http.client
import json
import os
import random
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import unittest

BINARY = os.environ.get("PORTOLAN_BINARY", "")
EXTRA_BINARY = os.environ.get("PORTOLAN_EXTRA_BINARY", "")
LONG = bool(os.environ.get("PORTOLAN_LONG"))
SLOW = bool(os.environ.get("PORTOLAN_SLOW"))  # sanitizers: rates are told, not demanded
SEED = int(os.environ.get("PORTOLAN_SEED", "20261122"))
PROJECT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
# Seconds until what should happen counts as not happening.
PATIENCE = float(os.environ.get("PORTOLAN_PATIENCE", 180 if SLOW else 60))

ROLES = ("receive", "decode", "screen", "serve")
SANITIZER = re.compile(r"ERROR: \w+Sanitizer|runtime error:|LeakSanitizer")


def say(*words):
    print(*words, flush=True)


def until(what, look, seconds=None):
    """The first value of look() that is true; asks for at most `seconds`."""
    deadline = time.monotonic() + (seconds or PATIENCE)
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds or PATIENCE} s in vain: {what}")
        time.sleep(0.01)


# ---- ports -------------------------------------------------------------------------------------

_next_port = 20000 + os.getpid() * 8 % 12000  # below the ports that clients are given


def free_port():
    global _next_port
    while True:
        _next_port = 20000 + (_next_port - 19999) % 12000
        with socket.socket() as trial:
            try:
                trial.bind(("127.0.0.1", _next_port))
                return _next_port
            except OSError:
                continue


# ---- processes ---------------------------------------------------------------------------------

_libc = ctypes.CDLL(None, use_errno=True)


def _end_with_me():
    """In the child: a test that is killed leaves nothing running."""
    _libc.prctl(1, signal.SIGKILL, 0, 0, 0)


def start_process(words, **options):
    """Call it from a thread that lives on: the kernel ties the process to the thread."""
    return subprocess.Popen(words, preexec_fn=_end_with_me, **options)


def _stat(pid):
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            return file.read().rpartition(b")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None


def is_alive(pid):
    stat = _stat(pid)
    return stat is not None and stat[0] != b"Z"


def children_of(parent):
    """{pid: start time} of a process's own children; the start time tells a reused number."""
    found = {}
    for name in os.listdir("/proc"):
        stat = _stat(name) if name.isdigit() else None
        if stat and int(stat[1]) == parent and stat[0] != b"Z":
            found[int(name)] = int(stat[19])
    return found


def role_of(pid):
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            words = file.read().split(b"\0")
    except (FileNotFoundError, ProcessLookupError):
        return None
    return words[2].decode() if len(words) > 2 and words[1] == b"role" else None


Done = collections.namedtuple("Done", "code out err")


class System:
    """One data folder and, when started, the system that runs on it."""

    def __init__(self, home, name="data", binary=None, wrapper=(), settings=None):
        self.data = os.path.join(home, name)
        self.log = os.path.join(home, name + ".log")
        self.binary = binary or BINARY
        self.wrapper = list(wrapper)      # words before the binary's: unshare, prlimit ..
        self.temporary = os.path.join(home, name + ".tmp")
        self.process = None
        self.http = self.https = self.officers = self.officers_tls = self.upload = None
        self.settings = settings or {}
        os.makedirs(self.data, exist_ok=True)
        os.makedirs(self.temporary, exist_ok=True)

    # -- settings

    def write_settings(self):
        """portolan.yaml with ports that are free now; `settings` may replace or add groups."""
        self.http, self.https, self.officers, self.officers_tls, self.upload = (
            free_port() for _ in range(5))
        groups = {"home": "UZ", "intake": {"http": f"127.0.0.1:{self.http}",
                                           "https": f"127.0.0.1:{self.https}"},
                  "officers": {"http": f"127.0.0.1:{self.officers}",
                               "https": f"127.0.0.1:{self.officers_tls}"},
                  "upload": {"https": "off", "http": f"127.0.0.1:{self.upload}"}}
        for key, value in self.settings.items():
            if isinstance(value, dict):
                groups.setdefault(key, {}).update(value)
            else:
                groups[key] = value
        with open(os.path.join(self.data, "portolan.yaml"), "w") as file:
            for key, value in groups.items():
                if isinstance(value, dict):
                    file.write(f"{key}:\n")
                    file.writelines(f"  {k}: {v}\n" for k, v in value.items())
                else:
                    file.write(f"{key}: {value}\n")

    # -- the running system

    def environment(self):
        return {**os.environ, "TMPDIR": self.temporary, "SQLITE_TMPDIR": self.temporary}

    def launch(self):
        if self.http is None:
            self.write_settings()
        ready = os.path.join(self.data, "run", "ready")
        if os.path.exists(ready):  # of a system that was killed
            os.unlink(ready)
        with open(self.log, "ab") as log:
            self.process = start_process(self.wrapper + [self.binary, "run", "--data", self.data],
                                         stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                         env=self.environment())

    def is_ready(self):
        if self.process.poll() is not None:
            raise AssertionError(f"the system ended with {self.process.returncode}:\n{self.tail()}")
        return os.path.exists(os.path.join(self.data, "run", "ready"))

    def start(self):
        """Starts and waits until it is ready. Another program may take the port first: again."""
        for attempt in range(4):
            self.launch()
            try:
                until("the system is ready", self.is_ready, 5 if attempt < 3 and not SLOW else None)
                return self
            except AssertionError:
                if "another program listens" not in self.tail(200) or attempt == 3:
                    raise
                self.kill()
                self.http = None
        return self

    def stop(self):
        """SIGTERM; the exit code. What the log says of sanitizers is a failure."""
        code = 0
        if self.process and self.process.poll() is None:
            self.process.terminate()
            code = self.process.wait(PATIENCE)
        self.process = None
        self.check_log()
        return code

    def kill(self):
        """The whole tree at once: SIGKILL to the parent, and the roles must die with it."""
        if not self.process:
            return
        family = children_of(self.process.pid)
        self.process.kill()
        self.process.wait()
        self.process = None
        until("the roles died with their parent",
              lambda: not any(is_alive(pid) for pid in family), 10)

    def role_pids(self):
        return {role_of(pid): pid for pid in children_of(self.process.pid)}

    def kill_role(self, role):
        """Ends the role as it is at this moment; its pid."""
        pid = until(f"{role} runs", lambda: self.role_pids().get(role))
        os.kill(pid, signal.SIGKILL)
        return pid

    def tail(self, lines=40):
        try:
            with open(self.log, errors="replace") as file:
                return "".join(file.readlines()[-lines:])
        except FileNotFoundError:
            return ""

    def grave_lines(self, most=40):
        """What the log says of failures and of messages that were set aside."""
        with open(self.log, errors="replace") as file:
            grave = [line for line in file
                     if re.search(r"level=error|quarantined|decoder\.lost|portolan: ", line)]
        return "".join(grave[-most:])

    def check_log(self):
        found = SANITIZER.search(self.tail(100000))
        if found:
            raise AssertionError("a sanitizer spoke:\n" + self.tail(100))

    # -- commands

    def command(self, *words, binary=None, input=None, seconds=None):
        """`portolan WORDS --data FOLDER`, as (exit code, out, err)."""
        done = subprocess.run(self.wrapper + [binary or self.binary, *words, "--data", self.data],
                              input=input, capture_output=True, env=self.environment(),
                              timeout=seconds or 4 * PATIENCE,
                              stdin=subprocess.DEVNULL if input is None else None)
        err = done.stderr.decode(errors="replace")
        if SANITIZER.search(err):
            raise AssertionError(f"portolan {' '.join(words)}: a sanitizer spoke:\n{err}")
        return Done(done.returncode, done.stdout.decode(), err)

    def must(self, *words, **options):
        """The same for what has to work; its output."""
        done = self.command(*words, **options)
        if done.code != 0:
            raise AssertionError(f"portolan {' '.join(words)}: exit code {done.code}: {done.err}")
        return done.out

    def lines(self, *words, **options):
        """What a command prints with --json, one object a line."""
        out = self.must(*words, "--json", **options)
        return [json.loads(line) for line in out.split("\n") if line]

    def decide(self, alert, code, *words):
        """A decision about the alert as it is at this moment; what was printed."""
        seen = self.lines("traveller", alert)[0]["seen"]
        return self.must("decide", alert, code, "--seen", seen, *words)

    def status(self):
        return self.lines("status")[0]

    def wait_processed(self, seconds=None):
        """Until everything received is worked through; the status then."""
        def all_done():
            status = self.status()
            return status if status["received"] == status["last"] else None
        return until("everything received is worked through", all_done, seconds)

    def dump(self):
        """The canonical dump as lines of text."""
        return self.must("dump", "--as", "canonical").split("\n")[:-1]

    def add_source(self, name="carrier"):
        return self.lines("source", "add", name)[0]["credential"]

    def client(self, credential, **options):
        return Client(self, credential, **options)

    def path(self, *parts):
        return os.path.join(self.data, *parts)

    def files(self):
        """Every file of the data folder, sorted."""
        found = []
        for folder, _, names in os.walk(self.data):
            found += [os.path.join(folder, name) for name in names]
        return sorted(found)


class Unanswered(Exception):
    """The request was sent, at least in part, and no answer came."""


class Client:
    """One carrier's connection, kept open. HTTP on loopback unless `tls`."""

    def __init__(self, system, credential, tls=False, timeout=30):
        self.system, self.credential, self.tls = system, credential, tls
        self.timeout = timeout
        self.connection = None

    def _connect(self):
        if self.tls:
            context = ssl.create_default_context(cafile=self.system.path("secrets", "tls.crt"))
            self.connection = http.client.HTTPSConnection("127.0.0.1", self.system.https,
                                                          timeout=self.timeout, context=context)
        else:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.system.http,
                                                         timeout=self.timeout)
        self.connection.connect()

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None

    def request(self, method, path, body=None, headers=None):
        """(status, headers, bytes). ConnectionError when nothing was sent; Unanswered."""
        if not self.connection:
            try:
                self._connect()
            except OSError as error:
                self.close()
                raise ConnectionError(str(error)) from error
        try:
            self.connection.request(method, path, body, headers or {})
            answer = self.connection.getresponse()
            return answer.status, answer.headers, answer.read()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise Unanswered(repr(error)) from error

    def post(self, body):
        """(status, answer as JSON)."""
        status, _, answer = self.request("POST", "/v1/messages", body,
                                         {"Authorization": "Bearer " + self.credential})
        return status, json.loads(answer)

    def send(self, body):
        """The receipt of a message that has to be taken."""
        status, answer = self.post(body)
        if status != 201:
            raise AssertionError(f"refused with {status}: {answer}")
        return answer


class Scenario(unittest.TestCase):
    """A temporary folder, seeded chance, and the log when something fails."""

    def setUp(self):
        self.random = random.Random(f"{SEED} {self.id().rpartition('.')[2]}")
        today = time.strftime("%Y-%m-%d", time.gmtime())
        say(f"\n# {self.id().rpartition('.')[2]}: seed {SEED}, {today}")
        self.began = time.monotonic()
        self.home = tempfile.mkdtemp(prefix="portolan-scenario-")
        self.systems = []

    def run(self, result=None):
        self.result = result
        return super().run(result)

    def has_failed(self):
        return any(test is self for test, _ in self.result.failures + self.result.errors)

    def tearDown(self):
        if self.has_failed():
            for system in self.systems:
                say(f"--- of {system.log}:\n{system.grave_lines()}--- its last lines:\n"
                    f"{system.tail()}---")
        for system in self.systems:
            system.kill()
        shutil.rmtree(self.home, ignore_errors=True)
        say(f"# took {time.monotonic() - self.began:.1f} s")

    def system(self, name="data", **options):
        system = System(self.home, name, **options)
        self.systems.append(system)
        return system

    def file(self, name, content):
        path = os.path.join(self.home, name)
        with open(path, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
        return path

    def same_lines(self, one, other, what):
        """Two dumps are the same; a failure shows the first differences only."""
        if one == other:
            return
        first, second = collections.Counter(one), collections.Counter(other)
        less, more = list((first - second).elements()), list((second - first).elements())
        shown = "\n".join([f"- {line[:600]}" for line in less[:5]] +
                          [f"+ {line[:600]}" for line in more[:5]])
        self.fail(f"{what}: {len(less)} lines are missing, {len(more)} are more:\n{shown}")


def main():
    if not BINARY:
        sys.exit("PORTOLAN_BINARY must name the binary (ctest sets it).")
    threading.excepthook = lambda fault: sys.__excepthook__(*fault[:3])
    unittest.main(verbosity=1)
