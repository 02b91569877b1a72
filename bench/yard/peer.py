"""PostgreSQL, when the machine has it: the same persons as rows of one plain table with three indexes, by COPY,
and a merge of rows that are there already. It decodes nothing, joins no sources, compares nobody, seals nothing."""
import glob
import os
import random
import shutil
import statistics
import subprocess
import tempfile
import time

NOBODY = 65534        # it does not run as root
TABLE = """CREATE TABLE traveller (flight int, person text, surname text, given text, birth text, document text,
    state text, phone text, locator text, seat text, bags int, PRIMARY KEY (flight, person))"""
INDEXES = ("CREATE INDEX ON traveller (document)", "CREATE INDEX ON traveller (phone)",
           "CREATE INDEX ON traveller (surname, given)")
MERGE = """INSERT INTO traveller SELECT * FROM incoming ON CONFLICT (flight, person) DO UPDATE SET
    surname = EXCLUDED.surname, given = EXCLUDED.given, birth = EXCLUDED.birth, document = EXCLUDED.document
    WHERE (traveller.surname, traveller.given, traveller.birth, traveller.document)
        IS DISTINCT FROM (EXCLUDED.surname, EXCLUDED.given, EXCLUDED.birth, EXCLUDED.document)"""
BATCH = 5_000         # rows of a transaction


def binaries():
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/postgres"))
    return os.path.dirname(found[-1]) if found else None


class Server:
    """One of its own in a folder of its own, on a socket in it, with its default settings."""

    def __init__(self):
        self.bin, self.folder = binaries(), tempfile.mkdtemp(prefix="peer-", dir="/var/tmp")
        self.data = os.path.join(self.folder, "data")
        if os.getuid() == 0:
            os.chown(self.folder, NOBODY, NOBODY)
        self._run("initdb", "-D", self.data, "-U", "bench", "-A", "trust", "--no-instructions",
                  "--locale=C", "-E", "UTF8")
        self._run("pg_ctl", "-D", self.data, "-w", "-l", os.path.join(self.folder, "log"), "-o",
                  f"-c listen_addresses= -c unix_socket_directories={self.folder}", "start")

    def _as(self):
        if os.getuid():
            return []
        return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]

    def _run(self, name, *words, **options):
        done = subprocess.run([*self._as(), os.path.join(self.bin, name), *words], capture_output=True,
                              text=True, cwd="/", **options)
        if done.returncode:
            raise AssertionError(f"{name}: {done.stderr[-400:]}")
        return done.stdout

    def sql(self, *statements, input=None):
        words = [one for statement in statements for one in ("-c", statement)] or ["-f", "-"]
        return self._run("psql", "-h", self.folder, "-U", "bench", "-d", "postgres", "-X", "-q", "-t", "-A",
                         "-v", "ON_ERROR_STOP=1", *words, input=input)

    def version(self):
        return self.sql("SHOW server_version").split()[0]

    def end(self):
        try:
            self._run("pg_ctl", "-D", self.data, "-m", "immediate", "stop")
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)


def rows(world, most):
    """Lines of COPY's text, of persons whom somebody told of."""
    count = 0
    for one in world.lines("persons"):
        told = one["api"]
        if count == most:
            return
        if not one["told"]:
            continue
        count += 1
        document = told["document"] or {}
        cells = (one["flight"], one["person"], told["surname"], told["given"], told["birth"],
                 document.get("number"), document.get("state"), one.get("phone"),
                 (one.get("locators") or [None])[0], one.get("seat"), one.get("bags") or 0)
        yield "\t".join("\\N" if cell is None else str(cell) for cell in cells) + "\n"


def copy(server, table, lines, after=()):
    """Seconds to load in transactions of BATCH rows, each on the disk, over one connection."""
    words = []
    for i in range(0, len(lines), BATCH):
        words += ["BEGIN;\n", f"COPY {table} FROM STDIN;\n", *lines[i:i + BATCH], "\\.\n",
                  *(statement + ";\n" for statement in after), "COMMIT;\n"]
    begun = time.monotonic()
    server.sql(input="".join(words))
    return time.monotonic() - begun


def looks(server, lines, count=200):
    """Median ms of finding by document: the server's own count, without the client."""
    chance, took = random.Random(3), []
    documents = [line.split("\t")[5] for line in chance.sample(lines, min(count, len(lines)))]
    for number in documents:
        said = server.sql("\\timing on", f"SELECT * FROM traveller WHERE document = '{number}'")
        took.append(float(said.rpartition("Time: ")[2].split()[0]))
    return statistics.median(took)


def measure(world, most):
    """None when there is no PostgreSQL."""
    if not binaries():
        return None
    lines = list(dict.fromkeys(rows(world, most)))
    server = Server()
    try:
        server.sql(TABLE, *INDEXES, "CREATE UNLOGGED TABLE incoming (LIKE traveller)")
        new = copy(server, "traveller", lines)
        same = copy(server, "incoming", lines, after=(MERGE, "TRUNCATE incoming"))
        size = int(server.sql("SELECT pg_total_relation_size('traveller')"))
        return {"version": server.version(), "rows": len(lines), "new": len(lines) / new,
                "same": len(lines) / same, "bytes": size / len(lines), "look": looks(server, lines)}
    finally:
        server.end()
