"""A service that others besiege while it works for one who behaves: what all trials of misbehaving
clients share."""

import collections
import os
import pathlib
import re
import resource
import socket
import struct
import threading
import time

import promises
from service import SYNC, wait_for

# So that a sync of a few hundred albums outlasts a siege, short or long; heal() ends that.
SLOW = ("discogs=200,spotify=500,euria=700", "discogs=200,spotify=1500,euria=2000")
PATIENCE_S = 30
STOP_S = 5  # SIGTERM is obeyed within that
HEALTHZ = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
# For one who behaves, beyond what the machine takes; and where thousands ask, come or go in the same
# moment: libuv hands over what they did by the thousand, and each is worth some 30 µs.
ANSWER_MS, FLOOD_MS = 20, 60
CPU_AT_REST = 0.1  # of a processor: what one who has nothing to do may use
NO_LINGER = struct.pack("ii", 1, 0)


def raise_file_limit():
    """As many descriptors as the system lets us have; returns how many of them may be clients."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard - 200


def connect(url, timeout=PATIENCE_S, source=None, receive_bytes=0):
    """A socket to "http://host:port" or "unix:/path". `receive_bytes`: of its buffer."""
    where = re.match(r"http://(.*):(\d+)$", url)
    client = socket.socket(socket.AF_INET if where else socket.AF_UNIX)
    if receive_bytes:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
    client.settimeout(timeout)
    if source:
        client.bind((source, 0))
    client.connect((where[1], int(where[2])) if where else url.removeprefix("unix:"))
    return client


def connect_many(url, count, **options):
    """From several loopback addresses, so that ports do not run out. Those that came about."""
    made = []
    for i in range(count):
        source = f"127.0.0.{2 + i // 5000}" if url.startswith("http") and i >= 5000 else None
        try:
            made.append(connect(url, source=source, **options))
        except OSError:
            continue
    return made


def send(client, data):
    """Whether the peer took it; it may have had enough before."""
    try:
        client.sendall(data)
        return True
    except OSError:
        return False


def send_some(client, data):
    """What fits, without waiting."""
    try:
        return client.send(data, socket.MSG_DONTWAIT)
    except OSError:
        return 0


def reset(client):
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
    client.close()


def close_all(clients):
    for client in clients:
        client.close()


def exchange(url, data, wait_s=PATIENCE_S):
    """All that comes back until the peer closes, resets or says nothing more for `wait_s`, and
    which of these ended it."""
    client = connect(url, wait_s)
    send(client, data)
    received = b""
    try:
        while chunk := client.recv(65536):
            received += chunk
        return received, "closed"
    except TimeoutError:
        return received, "open"
    except OSError:
        return received, "reset"
    finally:
        client.close()


Reply = collections.namedtuple("Reply", "status headers body")


def take_replies(received, heads=()):
    """The whole replies in what came back, and what is left over. `heads`: indices of replies that
    have no body whatever they say."""
    replies = []
    while match := re.match(rb"HTTP/1\.1 (\d{3}) [^\r\n]*\r\n((?:[^\r\n]+\r\n)*)\r\n", received):
        status = int(match[1])
        pairs = [line.split(b": ", 1) for line in match[2].split(b"\r\n") if line]
        headers = {name.decode().lower(): value.decode() for name, value in pairs}
        has_body = status >= 200 and status not in (204, 304) and len(replies) not in heads
        length = int(headers.get("content-length", 0)) if has_body else 0
        if len(received) < match.end() + length:
            break
        replies.append(Reply(status, headers, received[match.end():match.end() + length]))
        received = received[match.end() + length:]
    return replies, received


class Knocker(threading.Thread):
    """Comes anew each time, as a person's browser would, and counts in vain."""

    def __init__(self, url):
        super().__init__(daemon=True)
        self.url, self.ended = url, threading.Event()
        self.served, self.failures = 0, []
        self.start()

    def run(self):
        while not self.ended.wait(0.05):
            try:
                with connect(self.url) as client:
                    client.sendall(HEALTHZ)
                    assert client.recv(4096).startswith(b"HTTP/1.1 200"), "no 200"
                self.served += 1
            except (OSError, AssertionError) as error:
                self.failures.append(repr(error))

    def stop(self):
        self.ended.set()
        self.join(PATIENCE_S)


class Siege:
    """A sync is under way and two clients behave from here on to the end of the block; then all
    promises are held. Attackers may still be there at its end: they are let go by leave()."""

    def __init__(self, ground, limit_mb, limit_ms=ANSWER_MS):
        self.ground, self.limit_mb, self.limit_ms = ground, limit_mb, limit_ms
        self.upstreams = ground.upstreams("--latency", ground.times(*SLOW), "--albums", str(ground.times(250, 800)))
        self.service = ground.service(self.upstreams)
        self.clients = []

    @property
    def url(self):
        return self.service.url

    def __enter__(self):
        raise_file_limit()
        self.service.start()
        self.service.post(SYNC)
        wait_for(lambda: self.service.progress()["imported"], "the first album")
        self.files_before = self.other_files()
        self.pulse = self.ground.pulse(self.service)
        self.knocker = Knocker(self.url)
        return self

    def __exit__(self, kind, *_):
        if not kind:
            wait_for(lambda: self.knocker.served or self.knocker.failures, "an answer")
        self.knocker.stop()
        if kind:
            return
        ground = self.ground
        ground.hold(self.service.progress()["status"] == "running", "no sync ran at the end of it")
        figures = self.pulse.stop()
        ground.hold(not figures["failed"], f"{figures['failed']} times cut off who behaves")
        promises.it_answered_in_time(ground, self.pulse, limit_ms=self.limit_ms)
        failures = self.knocker.failures
        ground.hold(not failures, f"{len(failures)} of who behaves not served, such as {failures[:2]}")
        promises.memory_is_bounded(ground, self.service, self.limit_mb)
        self.heal()

    def heal(self):
        """The sync ends well, what the siege took is given back, and the service stops in order."""
        ground, service = self.ground, self.service
        self.upstreams.control("/settings", "POST", latency="none")
        progress = service.finish()
        ground.hold(progress["status"] == "completed", f"the sync ended as {progress['status']}")
        promises.every_album_is_accounted_for(ground, progress, service.database)
        self.rest()
        self.leave()
        self.everything_is_given_back()
        promises.no_rule_is_broken(ground, self.upstreams)
        self.stop_in_time()
        promises.catalogue_is_sound(ground, service.database)

    def rest(self):
        """Whoever is still connected asks for nothing: once what they had asked for is done, nothing
        is done for them."""
        span_s = self.ground.times(0.5, 3)

        def is_calm():
            before = self.cpu_s()
            time.sleep(span_s)  # what is measured
            return self.cpu_s() - before <= CPU_AT_REST * span_s

        wait_for(is_calm, f"less than {CPU_AT_REST:.0%} of a processor for nothing")

    def everything_is_given_back(self):
        wait_for(lambda: self.connections() == 0, "the last connection to be closed")
        left = self.other_files()
        self.ground.hold(
            left <= self.files_before, f"{left} descriptors, {self.files_before} before"
        )

    def stop_in_time(self):
        began = time.monotonic()
        self.service.stop()
        took_s = time.monotonic() - began
        self.ground.hold(took_s <= STOP_S, f"it took {took_s:.1f} s to stop")

    def keep(self, clients):
        """Attackers who are still there when promises are held."""
        self.clients += clients
        return clients

    def leave(self):
        close_all(self.clients)
        self.clients = []

    # --- what the system says of the process

    def cpu_s(self):
        fields = pathlib.Path(f"/proc/{self.service.process.pid}/stat").read_text().split()
        return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")

    def _sockets(self):
        """Inodes of the process's sockets, and how many descriptors are none. The database's files
        are left out: each of its few connections opens them when it first works."""
        inodes, others = set(), 0
        for path in pathlib.Path(f"/proc/{self.service.process.pid}/fd").iterdir():
            try:
                target = os.readlink(path)
            except FileNotFoundError:
                continue
            if target.startswith("socket:["):
                inodes.add(target[8:-1])
            else:
                others += not target.startswith(str(self.service.database))
        return inodes, others

    def connections(self):
        """Sockets accepted by the service and not closed yet."""
        inodes, _ = self._sockets()
        port = int(self.url.rsplit(":", 1)[1])
        count = 0
        for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]:
            fields = line.split()
            is_ours = int(fields[1].split(":")[1], 16) == port and fields[9] in inodes
            count += is_ours and fields[3] != "0A"  # listening
        return count

    def other_files(self):
        return self._sockets()[1]
