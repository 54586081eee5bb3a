"""The real binary and the stand-ins, started and talked to from the outside."""

import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

# Longer than anything waited for on a slow machine; no test depends on it.
PATIENCE_S = 60

SYNC = "/api/v1/services/discogs/sync"
ENRICH = "/api/v1/services/ai/enrich-all"
ALBUMS = "/api/v1/collection/albums"
ARTISTS = "/api/v1/collection/artists"

# As quick as the machine: the limits have tests of their own.
UNPACED = "".join(
    f"\n[{section}]\nrequests_per_minute = 0\n" for section in ("discogs", "spotify", "euria")
)


def binary(name):
    return os.environ[name]


def wait_for(condition, what="condition"):
    """The condition's first true value."""
    end = time.monotonic() + PATIENCE_S
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.02)


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def json(self):
        return json.loads(self.body)


def request(url, method="GET", body=None, headers=None):
    asked = urllib.request.Request(url, method=method, data=body, headers=headers or {})
    try:
        with urllib.request.urlopen(asked, timeout=PATIENCE_S) as answer:
            return Answer(answer.status, answer.headers, answer.read())
    except urllib.error.HTTPError as error:
        return Answer(error.code, error.headers, error.read())


class Upstreams:
    """The stand-ins for the three providers."""

    def __init__(self, folder, *arguments, niceness=0):
        self.config = folder / "upstreams.conf"
        command = ["nice", "-n", str(niceness), binary("UPSTREAMS"), "--exit-with-stdin", "--write-config", self.config]
        self.process = subprocess.Popen(
            [*command, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self.urls = json.loads(self.process.stdout.readline())

    def control(self, path, method="GET", /, **values):
        body = json.dumps(values).encode() if values else None
        answer = request(
            self.urls["control"] + path, method, body, {"Content-Type": "application/json"}
        )
        assert answer.status < 300, answer.body
        return answer.json if answer.body else None

    def counters(self):
        return self.control("/counters")

    def requests(self, provider):
        return self.counters()[provider]["requests"]

    def violations(self):
        counters = self.counters().values()
        return [violation for provider in counters for violation in provider["violation_list"]]

    def fault(self, provider, kind, **parameters):
        return self.control("/faults", "POST", provider=provider, kind=kind, **parameters)

    def heal(self):
        self.control("/faults", "DELETE")

    def truth(self):
        return self.control("/truth")

    def stop(self):
        self.process.terminate()
        assert self.process.wait(PATIENCE_S) == 0


class Service:
    """One life of sillon after another, on the same folder."""

    def __init__(self, folder, upstreams=None, config="", arguments=(), environment=None):
        self.folder = folder
        self.database = folder / "sillon.db"
        self.log_path = folder / "sillon.log"
        self.config_path = folder / "sillon.conf"
        self.arguments = list(arguments)
        self.environment = environment or {}
        self.sockets = []  # listening ones to inherit, as from systemd
        text = upstreams.config.read_text() if upstreams else ""
        self.config_path.write_text(text + "\n" + config)
        self.config_path.chmod(0o600)
        self.process = None
        self.url = None

    def command(self):
        command = [
            binary("SILLON"), "serve", "--config", self.config_path, "--listen", "127.0.0.1:0",
            "--database", self.database, *self.arguments,
        ]
        if not self.sockets:
            return command
        # By way of high numbers: theirs may be among those that they are to have.
        away = " ".join(f"{200 + i}<&{s.fileno()}" for i, s in enumerate(self.sockets))
        back = " ".join(f"{3 + i}<&{200 + i} {200 + i}<&-" for i in range(len(self.sockets)))
        script = f'LISTEN_PID=$$ LISTEN_FDS={len(self.sockets)} exec "$@" {away} {back}'
        return ["bash", "-c", script, "sh", *command]

    def start(self):
        log = self.log_path.open("ab")
        self.process = subprocess.Popen(
            self.command(), stdout=subprocess.PIPE, stderr=log, text=True,
            env={**os.environ, **self.environment},
            pass_fds=[inherited.fileno() for inherited in self.sockets],
        )
        self.url = self.process.stdout.readline().strip()
        assert self.url, self.log()
        return self

    def log(self):
        return self.log_path.read_text("utf-8", "replace")

    def stop(self):
        """As systemd would; the exit status is part of the promise."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(PATIENCE_S) == 0, self.log()

    def kill(self):
        self.process.kill()
        self.process.wait(PATIENCE_S)

    def get(self, path, **headers):
        return request(self.url + path, headers=headers)

    def post(self, path, body=None, **headers):
        return request(self.url + path, "POST", body if body is not None else b"", headers)

    def progress(self, path=SYNC):
        return self.get(path + "/progress").json

    def sync(self, query=""):
        """A whole run; returns its last progress."""
        started = self.post(SYNC + query)
        assert started.status == 202, started.body
        return self.finish()

    def finish(self, path=SYNC):
        def ended():
            progress = self.progress(path)
            return progress["status"] not in ("idle", "starting", "running") and progress

        return wait_for(ended, f"the end of {path}")

    def albums(self, query=""):
        return self.pages(ALBUMS, query)

    def pages(self, path, query=""):
        """All rows of all pages."""
        found, page = [], 1
        while True:
            answer = self.get(f"{path}?page={page}&page_size=100{query}")
            assert answer.status == 200, answer.body
            found += answer.json
            if len(found) >= int(answer.headers["X-Total-Count"]) or not answer.json:
                return found
            page += 1

    def dump(self, *but):
        """Every row of the catalogue, as text; what only tells of runs left out."""
        text = subprocess.run(
            ["sqlite3", self.database, ".dump"], capture_output=True, text=True, check=True
        ).stdout
        skip = ("INSERT INTO runs", "INSERT INTO run_ends", *but)
        return "\n".join(line for line in text.splitlines() if not line.startswith(skip))

    def query(self, sql):
        result = subprocess.run(
            ["sqlite3", "-json", self.database, sql], capture_output=True, text=True, check=True
        )
        return json.loads(result.stdout or "[]")


def raw_request(url, text):
    """Bytes as they are, and all that comes back until the peer closes."""
    host, port = re.match(r"http://(.*):(\d+)", url).groups()
    with socket.create_connection((host, int(port)), timeout=PATIENCE_S) as connection:
        connection.sendall(text.encode())
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
    return received.decode("utf-8", "replace")


