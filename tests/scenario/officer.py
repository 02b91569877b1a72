"""An officer's browser, as far as the server can tell: a cookie, a token, a second factor."""
import base64
import hashlib
import hmac
import http.client
import json
import secrets
import sqlite3
import ssl
import struct
import time

import contract


def totp(secret, at=None):
    """The code of RFC 6238 that an authenticator shows."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    count = struct.pack(">Q", int(at or time.time()) // 30)
    digest = hmac.new(key, count, hashlib.sha1).digest()
    place = digest[-1] & 15
    number = struct.unpack(">I", digest[place:place + 4])[0] & 0x7FFFFFFF
    return f"{number % 1000000:06d}"


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"{self.status} {self.body[:400]!r}"


class Officer:
    """One browser. Over TLS unless `tls` is False."""

    everyone = []

    def __init__(self, system, tls=True):
        Officer.everyone.append(self)
        self.system, self.tls = system, tls
        self.cookie = self.csrf = self.secret = None
        self.set_cookie = ""
        self.counted = 0  # the latest step of the second factor that was used
        self.connection = None

    def connect(self):
        if self.tls:
            context = ssl.create_default_context(cafile=self.system.path("secrets", "tls.crt"))
            return http.client.HTTPSConnection("127.0.0.1", self.system.officers_tls, timeout=60,
                                               context=context)
        return http.client.HTTPConnection("127.0.0.1", self.system.officers, timeout=60)

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None

    def headers(self, method, body, more):
        headers = {}
        if self.cookie:
            headers["Cookie"] = self.cookie
        if method != "GET" and self.csrf:
            headers["X-Portolan-CSRF"] = self.csrf
        if isinstance(body, (dict, list)):
            headers["Content-Type"] = "application/json"
        headers.update(more)
        return {name: value for name, value in headers.items() if value is not None}

    def raw(self, method, path, body=None, **headers):
        """Any path; header names with _ for -."""
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        data = json.dumps(body) if isinstance(body, (dict, list)) else body
        for attempt in (1, 2):
            if not self.connection:
                self.connection = self.connect()
            try:
                self.connection.request(method, path, data, self.headers(method, body, more))
                response = self.connection.getresponse()
                answer = Answer(response.status, response.headers, response.read())
                break
            except (OSError, http.client.HTTPException):
                self.close()
                if attempt == 2:
                    raise
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            self.set_cookie = cookie
            self.cookie = cookie.split(";")[0]
        return answer

    def ask(self, method, path, body=None, **headers):
        """Below /api/v1; keeps the token that a session's answer has."""
        answer = self.raw(method, "/api/v1" + path, body, **headers)
        contract.hold(method, path, answer)
        if answer.headers.get("Content-Type", "").startswith("application/json"):
            session = answer.json
            session = session.get("session", session) if isinstance(session, dict) else {}
            if "csrf" in session:
                self.csrf = session["csrf"]
        return answer

    def get(self, path, **headers):
        return self.ask("GET", path, **headers)

    def must(self, method, path, body=None, status=None, **headers):
        answer = self.ask(method, path, body, **headers)
        if answer.status != status and not (status is None and 200 <= answer.status < 300):
            raise AssertionError(f"{method} {path}: {answer}")
        return answer.json if answer.body else None

    # -- signing in

    def code(self):
        """A code that was not used yet."""
        while int(time.time()) // 30 <= self.counted:
            time.sleep(0.05)
        self.counted = int(time.time()) // 30
        return totp(self.secret)

    def fresh_code(self):
        """The same without waiting: the step after now is taken, too."""
        self.counted = max(int(time.time()) // 30, self.counted + 1)
        return totp(self.secret, self.counted * 30)

    def sign_in(self, name, password):
        """All steps that the server asks for; the password is changed where it has to be."""
        session = self.must("POST", "/session", {"name": name, "password": password})
        for _ in range(5):
            state = session["state"]
            if state == "password-change":
                self.password = "a long way to " + secrets.token_hex(8)
                session = self.must("POST", "/session/password",
                                    {"password": password, "new_password": self.password})
            elif state == "totp-enrol":
                self.secret = self.must("POST", "/session/enrol", {})["secret"]
                session = self.must("POST", "/session/enrol",
                                    {"code": self.fresh_code()})["session"]
            elif state == "totp":
                session = self.must("POST", "/session/totp", {"code": self.fresh_code()})
            else:
                break
        if session["state"] != "open":
            raise AssertionError(f"the session is {session['state']}")
        return session


def key():
    return secrets.token_urlsafe(18)


def ask_authoring(system, **members):
    """A command through the running system's socket."""
    import socket
    with socket.socket(socket.AF_UNIX) as link:
        link.connect(system.path("run", "command"))
        text = json.dumps(members).encode() + b"\n"
        link.sendall(struct.pack("<I", len(text)) + text)
        size = struct.unpack("<I", link.recv(4, socket.MSG_WAITALL))[0]
        return json.loads(link.recv(size, socket.MSG_WAITALL))


# A password and its hash for next to no work, in place of the three whole ones that a one-time password
# costs: how that is changed is told in test_from_login_to_data.
QUICK = ("a long way to a quick hash",
         "$argon2id$v=19$m=8,t=1,p=1$RWmhjMJhVnhZ2SnFbAWhmQ$OhGsAY63Bga/N48QEULfyOifl9ra0yCCQQux9bCFRQE")


def make(system, name, role, tls=True):
    """A new account and its browser, signed in."""
    ask_authoring(system, command="user add", name=name, role=role)
    password, quick = QUICK
    with sqlite3.connect(system.path("authored", "guard.db"), timeout=30) as guard:
        guard.execute("UPDATE account SET password = ?, must_change = 0 WHERE name = ?",
                      (quick, name))
    guard.close()
    officer = Officer(system, tls)
    officer.password = password
    officer.sign_in(name, password)
    return officer
