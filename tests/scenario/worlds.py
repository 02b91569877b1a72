"""Folders of simulated worlds, made by hand, and a stub of a system that takes messages."""
import hashlib
import http.server
import json
import os
import threading
import time


def blake(data):
    return hashlib.blake2b(data, digest_size=32).hexdigest()


def time_text(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


class WorldFolder:
    """Adds messages, then `finish` writes the manifest."""

    def __init__(self, path, sources=("amber", "birch")):
        self.path, self.lines, self.sources = path, [], sources
        self.profiles = {}
        os.makedirs(os.path.join(path, "messages"))

    def add(self, when, flight, body, source="amber", kind="pnr-72", fault="sound", persons=1,
            ending="edi"):
        number = len(self.lines) + 1
        name = f"messages/{number:07}-{source}-{kind}.{ending}"
        line = {"n": number, "when": time_text(when), "due": time_text(when), "source": source,
                "kind": kind, "fault": fault, "part": 1, "parts": 1, "flight": flight,
                "file": name, "bytes": len(body), "hash": blake(body), "persons": persons}
        if fault == "missing":
            line.update(file=None, bytes=0, hash=None)
        else:
            with open(os.path.join(self.path, name), "wb") as file:
                file.write(body)
        self.lines.append(line)
        return os.path.join(self.path, name)

    def write(self, name, text):
        with open(os.path.join(self.path, name), "w") as file:
            file.write(text)

    def finish(self, watchlist="", profiles=None):
        jsonl = lambda rows: "".join(json.dumps(r, separators=(",", ":")) + "\n" for r in rows)
        profiles = profiles or {}
        self.write("messages.jsonl", jsonl(self.lines))
        self.write("sources.jsonl", jsonl(
            {"name": name, "dialect": "guide", "profile": profiles.get(name)}
            for name in self.sources))
        self.write("watchlist.csv", watchlist)
        text = "".join(line["hash"] or "-" for line in self.lines)
        self.manifest(blake(text.encode()))
        return self.path

    def manifest(self, name):
        self.write("manifest.json", json.dumps({
            "format": 1, "start": "2023-11-14", "days": 1,
            "counts": {"messages": len(self.lines),
                       "person_records": sum(l["persons"] for l in self.lines if l["file"])},
            "files": [], "hash": name}))

    @property
    def sent(self):
        """Numbers of the messages that have a body."""
        return [line["n"] for line in self.lines if line["file"]]

    def played(self):
        """What the one file says that tells how far it is; {} while there is none."""
        folder = os.path.join(self.path, "played")
        names = [n for n in (os.listdir(folder) if os.path.exists(folder) else ())
                 if n.endswith(".json")]
        if not names:
            return {}
        with open(os.path.join(folder, names[0])) as file:
            return json.load(file)


class Stub:
    """Answers by `answer(body, token)`: (status, headers, object); keeps what it took, in order."""

    def __init__(self, answer=None, port=0):
        self.taken, self.answer = [], answer or (lambda body, token: None)
        self.tokens = []  # with which each was sent
        stub = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True
            wbufsize = -1

            def do_POST(self):
                stub.handle(self)

            def log_message(self, *words):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def handle_error(self, request, address):
                pass  # a client that was killed

        self.lock = threading.Lock()
        self.server = Server(("127.0.0.1", port), Handler)
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05},
                         daemon=True).start()

    def handle(self, request):
        body = request.rfile.read(int(request.headers["Content-Length"]))
        token = request.headers["Authorization"].split()[1]
        with self.lock:
            wanted = self.answer(body, token)
            if not wanted:
                self.taken.append(body)
                self.tokens.append(token)
        status, headers, answer = wanted or (201, {}, {"id": len(self.taken)})
        data = json.dumps(answer).encode()
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name, value)
        request.send_header("Content-Type", "application/json")
        request.send_header("Content-Length", str(len(data)))
        request.end_headers()
        request.wfile.write(data)
        request.wfile.flush()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
