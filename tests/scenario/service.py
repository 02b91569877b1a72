"""A service that is asked about documents, as docs/lookup.md says it is: HTTPS on loopback, with certificates on both
sides, that were made here. It does as `script` says, once for each item, and then answers by what it `holds`."""
import http.server
import json
import os
import socket
import ssl
import subprocess
import threading

import harness


def _openssl(folder, *words):
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)


def _authority(folder, name):
    _openssl(folder, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
             "-subj", f"/CN={name}", "-keyout", f"{name}.key", "-out", f"{name}.crt")


def _signed(folder, name, authority, more=""):
    with open(os.path.join(folder, name + ".ext"), "w") as file:
        file.write(more or "basicConstraints=CA:FALSE\n")
    _openssl(folder, "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
             "-subj", f"/CN={name}", "-keyout", f"{name}.key", "-out", f"{name}.csr")
    _openssl(folder, "x509", "-req", "-in", f"{name}.csr", "-CA", f"{authority}.crt", "-CAkey", f"{authority}.key",
             "-CAcreateserial", "-days", "30", "-extfile", f"{name}.ext", "-out", f"{name}.crt")


def make_certificates(folder):
    """`server` and `client` are of one authority; `stranger` is of another, and `elsewhere` for another host."""
    os.makedirs(folder, exist_ok=True)
    _authority(folder, "authority")
    _authority(folder, "other")
    _signed(folder, "server", "authority", "subjectAltName=IP:127.0.0.1,DNS:localhost\n")
    _signed(folder, "elsewhere", "authority", "subjectAltName=DNS:elsewhere.example\n")
    _signed(folder, "client", "authority")
    _signed(folder, "stranger", "other")
    return folder


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30

    def setup(self):
        self.server.service.connections += 1
        try:
            self.request.do_handshake()
        except OSError:
            self.let_go()
            raise
        super().setup()

    def let_go(self):
        """Why the handshake failed is on its way: what the other side has said meanwhile is read, or closing would
        take that back."""
        with socket.socket(fileno=os.dup(self.request.fileno())) as plain:
            plain.settimeout(2)
            try:
                plain.shutdown(socket.SHUT_WR)
                while plain.recv(4096):
                    pass
            except OSError:
                pass

    def do_POST(self):
        service = self.server.service
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        service.note(self, body)
        with service.lock:
            how = service.script.pop(0) if service.script else None
        try:
            code, answer = service.answer(how, body)
            self.send_response(code)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)
        except OSError:
            self.close_connection = True

    def log_message(self, *words):
        pass


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def get_request(self):
        """The handshake is the handler's, so that a slow one holds up nobody."""
        plain, address = self.socket.accept()
        return self.service.context.wrap_socket(plain, server_side=True, do_handshake_on_connect=False), address

    def handle_error(self, request, address):
        self.service.refused += 1


class Service:
    def __init__(self, folder, certificate="server"):
        self.folder, self.lock = folder, threading.Lock()
        self.port = harness.free_port()
        self.holds = {}     # number of a document: records
        self.broken = set() # documents at which it breaks
        self.script = []    # what to do instead, once each: a status, "hang", "garbage", "huge", "other"
        self.asked = []     # documents, in order
        self.requests = []
        self.connections = self.refused = 0
        self.watch = None   # called at each question
        self.freed = threading.Event()
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(self.path(certificate + ".crt"), self.path(certificate + ".key"))
        self.context.load_verify_locations(self.path("authority.crt"))
        self.context.verify_mode = ssl.CERT_REQUIRED
        self.server = None

    def path(self, name):
        return os.path.join(self.folder, name)

    def settings(self, client="client", **more):
        """Of a system that asks this service; quick where something fails."""
        return {"url": f"https://127.0.0.1:{self.port}/ask", "name": "sltd", "purpose": "Customs Act 71",
                "certificate": self.path(client + ".crt"), "key": self.path(client + ".key"),
                "authorities": self.path("authority.crt"), "per-second": 200, "timeout-seconds": 1,
                "retry-seconds": 1, "rest-seconds": 2, **more}

    def start(self):
        self.freed.clear()
        self.server = _Server(("127.0.0.1", self.port), _Handler)
        self.server.service = self
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def stop(self):
        self.freed.set()
        if self.server:
            self.server.shutdown()
            self.server.server_close()
        self.server = None

    def note(self, handler, body):
        with self.lock:
            self.requests.append(body)
            self.asked.append(body["document"]["number"])
        if self.watch:
            self.watch(body)

    def answer(self, how, body):
        found = self.holds.get(body["document"]["number"], [])
        answer = {"id": body["id"], "found": found}
        if how == "hang":
            self.freed.wait(10)
        elif how == "garbage":
            return 200, b"<html>maintenance</html>"
        elif how == "huge":
            return 200, b" " * (1 << 20)
        elif how == "other":
            answer["id"] = "0"
        elif how or body["document"]["number"] in self.broken:
            return how or 500, b"{}"
        return 200, json.dumps(answer).encode()
