"""No name, document, contact, locator, ticket or card of anybody occurs anywhere in the data
folder: while the system runs, after it was killed, after it stopped and after a rebuild; in no
encoding. That the scan would find it is shown with control strings planted in every way."""
import base64
import ctypes
import ctypes.util
import gzip
import hashlib
import os
import re
import shutil
import threading
import zlib

import harness
import messages
from harness import say, until

LEAST = 6         # letters of a value that is looked for: shorter ones occur by chance
MOST_NESTED = 1 << 26  # bytes that are taken out of one compressed frame


# ---- decompression -----------------------------------------------------------------------------

_library = ctypes.util.find_library("zstd") or "libzstd.so.1"
_zstd = ctypes.CDLL(_library)
_zstd.ZSTD_createDStream.restype = ctypes.c_void_p
_zstd.ZSTD_freeDStream.argtypes = [ctypes.c_void_p]
_zstd.ZSTD_decompressStream.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p]
_zstd.ZSTD_decompressStream.restype = ctypes.c_size_t
_zstd.ZSTD_isError.argtypes = [ctypes.c_size_t]
_zstd.ZSTD_compress.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.c_size_t,
                                ctypes.c_int]
_zstd.ZSTD_compress.restype = ctypes.c_size_t


class _Buffer(ctypes.Structure):
    _fields_ = [("at", ctypes.c_void_p), ("size", ctypes.c_size_t), ("pos", ctypes.c_size_t)]


def zstd_compress(data):
    out = ctypes.create_string_buffer(len(data) + 1024)
    size = _zstd.ZSTD_compress(out, len(out), data, len(data), 1)
    return out.raw[:size]


def zstd_start(data):
    """What comes out of a frame up to where it ends or breaks."""
    stream = _zstd.ZSTD_createDStream()
    room = ctypes.create_string_buffer(1 << 17)
    source = ctypes.create_string_buffer(data, len(data))
    given = _Buffer(ctypes.addressof(source), len(data), 0)
    out = b""
    while len(out) < MOST_NESTED:
        got = _Buffer(ctypes.addressof(room), len(room), 0)
        left = _zstd.ZSTD_decompressStream(stream, ctypes.byref(got), ctypes.byref(given))
        out += room.raw[:got.pos]
        if _zstd.ZSTD_isError(left) or left == 0 or (given.pos == given.size and
                                                     got.pos < got.size):
            break
    _zstd.ZSTD_freeDStream(stream)
    return out


def deflate_start(data, wbits):
    try:
        return zlib.decompressobj(wbits).decompress(data, MOST_NESTED)
    except zlib.error:
        return b""


_FRAMES = re.compile(rb"\x28\xb5\x2f\xfd|\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]")


def nested(data):
    """What is inside the compressed frames that begin anywhere in the bytes."""
    for found in _FRAMES.finditer(data):
        rest = memoryview(data)[found.start():]
        if found[0][0] == 0x28:
            yield zstd_start(bytes(rest))
        else:
            yield deflate_start(bytes(rest[:1 << 22]), 31 if found[0][0] == 0x1f else 15)


# ---- the scan ----------------------------------------------------------------------------------

def alternation(words):
    """One regular expression for many strings, grouped by their first two bytes to be quick."""
    groups = {}
    for word in words:
        groups.setdefault(word[:1], {}).setdefault(word[1:2], []).append(word[2:])
    def inner(tails):
        return b"(?:" + b"|".join(re.escape(tail) for tail in sorted(tails)) + b")"
    return re.compile(b"|".join(
        re.escape(first) + b"(?:" +
        b"|".join(re.escape(second) + inner(tails) for second, tails in sorted(seconds.items())) +
        b")" for first, seconds in sorted(groups.items())), re.DOTALL)


def base64_parts(data):
    """The characters of base64 that do not depend on what stands before and after, by alignment."""
    for shift in range(3):
        text = base64.b64encode(b"\0" * shift + data)
        first, last = (8 * shift + 5) // 6, 8 * (shift + len(data)) // 6
        yield text[first:last]


class Scan:
    def __init__(self, values):
        self.values = {value for value in values if len(value) >= LEAST}
        plain, encoded = set(), set()
        for value in self.values:
            for form in {value, value.upper(), value.lower(), value.title(), value.casefold()}:
                for charset in ("utf-8", "latin-1", "utf-16-le", "utf-16-be"):
                    try:
                        data = form.encode(charset)
                    except UnicodeEncodeError:
                        continue
                    encoded.update(base64_parts(data))
                    if not form.isascii():
                        plain.add(data.lower())
            if value.isascii():
                plain.add(value.lower().encode())
        encoded.update({part.replace(b"+", b"-").replace(b"/", b"_") for part in encoded})
        self.plain, self.encoded = alternation(plain), alternation(encoded)
        self.known = {}  # digest of a whole file to what was found in it

    def find_once(self, data):
        """The same for a file that may not have changed since it was looked at."""
        digest = hashlib.blake2b(data).digest()
        if digest not in self.known:
            self.known[digest] = list(self.find(data))
        return self.known[digest]

    def find(self, data, depth=0):
        """What of the values is in the bytes: as it is, in UTF-16, in base64, compressed."""
        small = data.lower()
        # UTF-16 of plain letters is every second byte, whichever half comes first
        for form in (small, small[0::2], small[1::2]):
            yield from (found[0] for found in self.plain.finditer(form))
        for form in (data, data[0::2], data[1::2]):
            yield from (found[0] for found in self.encoded.finditer(form))
        if depth < 3:
            for inside in nested(data):
                if len(inside) >= LEAST:
                    yield from self.find(inside, depth + 1)


def read_all(paths):
    """(name, bytes) of what is still there."""
    for path in paths:
        try:
            with open(path, "rb") as file:
                yield path, file.read()
        except (FileNotFoundError, OSError):
            continue


def open_files(pids, known):
    """Files that processes have open under no name any more, or elsewhere: temporary ones."""
    for pid in pids:
        try:
            names = os.listdir(f"/proc/{pid}/fd")
        except FileNotFoundError:
            continue
        for name in names:
            path = f"/proc/{pid}/fd/{name}"
            try:
                target = os.readlink(path)
                in_memory = target.startswith("/memfd:")
                if os.path.isfile(path) and target not in known and not in_memory:
                    yield path
            except FileNotFoundError:
                continue


class Leak(harness.Scenario):
    def scan_folder(self, system, scan, moment, own=()):
        """Everything that lies in the folder, the log, the folder for temporary files, and what
        the processes have open besides."""
        paths = system.files() + [system.log]
        for folder, _, names in os.walk(system.temporary):
            paths += [os.path.join(folder, name) for name in names]
        if system.process:
            pids = [system.process.pid, *harness.children_of(system.process.pid)]
            paths += open_files(pids, set(paths))
        size, found = 0, []
        for path, data in read_all(paths):
            size += len(data)
            found += [(path, value) for value in scan.find_once(data)]
        say(f"{moment}: {len(paths)} files, {size / 1e6:.1f} MB")
        self.assertEqual(found[:20], [], moment)

    def plant(self, system, scan, value):
        """The same scan finds the value in a file of the folder, written in every way."""
        text = f"before {value} after"
        raw = {"plain": text.encode(), "upper": text.upper().encode(),
               "lower": text.lower().encode(), "utf-16-le": text.encode("utf-16-le"),
               "utf-16-be": b"x" + text.encode("utf-16-be"),
               "base64 of utf-16": base64.b64encode(text.encode("utf-16-le")),
               "url base64": base64.urlsafe_b64encode(text.encode())}
        for shift in range(3):
            raw[f"base64 {shift}"] = base64.b64encode(b"x" * shift + text.encode())
        ways = {}
        for name, data in raw.items():
            ways[name] = os.urandom(501) + data + os.urandom(300)
            ways[name + " in zstd"] = os.urandom(77) + zstd_compress(b"start " + data) + b"end"
            ways[name + " in a cut zstd"] = zstd_compress(data + os.urandom(400000))[:250000]
            ways[name + " in gzip"] = os.urandom(33) + gzip.compress(b"start " + data)
            ways[name + " in zlib in zstd"] = zstd_compress(zlib.compress(data) + b"end")
        folder = system.path("authored", "planted")
        os.mkdir(folder)
        try:
            for way, data in ways.items():
                path = os.path.join(folder, "file")
                with open(path, "wb") as file:
                    file.write(data)
                paths = [path for path in system.files() if "/planted/" in path]
                found = [value for _, data in read_all(paths) for value in scan.find(data)]
                self.assertTrue(found, f"the scan does not find {value!r}: {way}")
        finally:
            shutil.rmtree(folder)
        return len(ways)

    @staticmethod
    def values_of(person):
        """What must not be seen of a person."""
        surname, given = person.surname, person.given
        yield from (surname, given, f"{given} {surname}", person.number, person.locator,
                    person.phone, person.mail, person.mail.split("@")[0], person.card,
                    person.ticket, person.reference, person.street, person.tag,
                    person.birth.strftime("%Y%m%d"), person.birth.isoformat(), person.ssr_birth)

    def make_traffic(self, world, listed):
        """Bodies of every kind; some names have letters beyond ASCII, in UTF-8 and Latin-1."""
        bodies, people = [], []
        for n in range(30):
            flight, party = world.flight(), world.persons(4)
            party.append(listed[n % len(listed)])
            party[0].surname += "ÖZGÜR"
            party[0].given = "JÉRÔME" + party[0].given
            people += party
            push = messages.pnrgov(world, flight, [party[:2], party[2:]], note=party[1].surname)
            api = messages.paxlst(world, flight, party)
            if n % 3 == 0:
                api = api.decode().encode("latin-1")
            bodies += [push, api, messages.paxlst(world, flight.moved(minutes=30), party[:2],
                                                  role="745+CP"),
                       messages.bsm(flight, party[1].tag, party[1].surname, party[1].given)]
            bodies.append(push if n % 5 else api[:len(api) // 2])
        return bodies, people

    def test_leak(self):
        world = messages.World(self.random)
        listed = world.persons(20)
        bodies, people = self.make_traffic(world, listed)
        values = {value for person in people + listed for value in self.values_of(person)}
        scan = Scan(values)
        say(f"{len(people)} persons, {len(listed)} listed, {len(scan.values)} values")

        system = self.system(settings={"log": {"level": "debug"}}).start()
        credential = system.add_source("carrier")
        # tokens and passwords are shown once and kept nowhere
        token = Scan({credential, system.lines("user", "first")[0]["password"],
                      system.lines("user", "add", "nigora", "--role", "analyst")[0]["password"]})
        un = self.file("un.xml", messages.un_list(listed[:12]))
        own = self.file("own.csv", messages.csv_list(listed[8:], contacts=True))
        system.must("list", "import", un, "--name", "un")
        system.must("list", "import", own, "--name", "own")
        self.scan_folder(system, scan, "with lists alone")

        self.failures = []
        sender = threading.Thread(target=self.send, args=(system, credential, bodies))
        sender.start()
        for moment in range(3):
            self.scan_folder(system, scan, f"while messages come ({moment + 1})")
        sender.join()
        self.assertEqual(self.failures, [])
        self.drop(system, bodies)
        system.wait_processed()
        alerts = system.lines("alerts")
        self.assertGreaterEqual(len(alerts), 20)
        for alert in alerts[:5]:
            note = f"Seen: {alert['surname']} {alert['document']}"
            system.decide(alert["id"], "refer", "--note", note)
            system.must("traveller", alert["id"])
        system.must("message", "1")
        system.command("traveller", "T261122-999999")
        system.must("list", "import", self.file("un2.xml", messages.un_list(listed[2:14])),
                    "--name", "un")
        until("alerts are withdrawn", lambda: len(system.lines("alerts")) != len(alerts))
        self.scan_folder(system, scan, "when all is worked through")
        self.scan_folder(system, token, "the same for the credential")

        system.kill()
        self.scan_folder(system, scan, "after everything was killed")
        system.start()
        system.wait_processed()
        self.assertEqual(system.stop(), 0)
        self.scan_folder(system, scan, "after a clean stop")
        system.must("rebuild")
        self.scan_folder(system, scan, "after a rebuild")

        surname = people[0].surname
        for value in (listed[3].surname, people[1].number, people[2].mail, people[2].locator,
                      people[3].card, surname):
            ways = self.plant(system, scan, value)
        say(f"six control strings were found in {ways} forms each")
        self.scan_folder(system, scan, "with the control strings gone")

    def send(self, system, credential, bodies):
        client = system.client(credential)
        try:
            for body in bodies:
                client.send(body)
        except Exception as failure:
            self.failures.append(failure)
        client.close()

    def drop(self, system, bodies):
        """Some more by the drop folder: its files are gone when they are durable."""
        folder = system.path("drop", "carrier")
        os.makedirs(folder, exist_ok=True)
        before = system.status()["received"]
        for n, body in enumerate(bodies[:8]):
            part = os.path.join(self.home, "part")
            with open(part, "wb") as file:
                file.write(body.replace(b"HK:1", b"HK:2"))
            os.rename(part, os.path.join(folder, f"{n}.edi"))
        until("the drop folder is empty", lambda: not any(
            name for name in os.listdir(folder) if name != ".refused"))
        self.assertEqual(system.status()["received"], before + 8)


if __name__ == "__main__":
    harness.main()
