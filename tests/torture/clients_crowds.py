"""Too many connections, too slow, or gone too soon."""

import re
import shutil
import socket
import subprocess
import time

from clients import (
    FLOOD_MS, HEALTHZ, Siege, connect, connect_many, raise_file_limit, reset, send_some,
    take_replies,
)
from service import ALBUMS, SYNC
from trials import add_trial, trial

SLOW_HEAD = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"
SLOW_BODY = (
    f"POST {SYNC}/cancel HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4096\r\n\r\n".encode()
)
LONG_REPLY = f"GET {ALBUMS}?page_size=100 HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


def drip(ground, siege, beginning, drops):
    """A beginning at once, then a drop each second; whoever was thrown out comes again."""
    clients = connect_many(siege.url, ground.times(200, 1000))
    ground.tried(len(clients))
    for client in clients:
        send_some(client, beginning)
    for second in range(ground.times(2, 15)):
        time.sleep(1)
        for i, client in enumerate(clients):
            if not send_some(client, drops(second)):
                client.close()
                clients[i] = connect(siege.url)
                send_some(clients[i], beginning)
    siege.keep(clients)


@trial("clients", "heads that come by drops", short=True)
def slow_heads(ground):
    with Siege(ground, limit_mb=64) as siege:
        drip(ground, siege, SLOW_HEAD, lambda second: b"X-%d: y\r\n" % second)


@trial("clients", "bodies that come by drops")
def slow_bodies(ground):
    with Siege(ground, limit_mb=64) as siege:
        drip(ground, siege, SLOW_BODY, lambda _: b"x")


@trial("clients", "long replies read by a few bytes a second, by more than fit in", short=True)
def slow_readers(ground):
    with Siege(ground, limit_mb=128, limit_ms=FLOOD_MS) as siege:
        clients = connect_many(siege.url, ground.times(60, 2500), receive_bytes=1024)
        ground.tried(len(clients))
        for client in clients:
            send_some(client, LONG_REPLY * ground.times(5, 20))
            client.setblocking(False)
        for _ in range(ground.times(2, 40)):
            time.sleep(1)
            for client in clients:
                try:
                    client.recv(5)
                except OSError:
                    continue
        siege.keep(clients)


# --- slowhttptest ---------------------------------------------------------------------------------

SLOW_TOOL = {
    "heads (-H)": ["-H", "-u", "/healthz"],
    "bodies (-B)": ["-B", "-u", SYNC + "/cancel", "-s", "8192"],
    "reading (-X)": ["-X", "-k", "5", "-w", "512", "-y", "1024", "-u", ALBUMS + "?page_size=100"],
    "ranges (-R)": ["-R", "-u", ALBUMS + "?page_size=100"],
}


def use_tool(ground, arguments):
    with Siege(ground, limit_mb=128, limit_ms=FLOOD_MS) as siege:
        program = shutil.which("slowhttptest")
        if not ground.hold(program, "slowhttptest is not installed"):
            return
        where = arguments.index("-u") + 1
        arguments = [*arguments[:where], siege.url + arguments[where], *arguments[where + 1:]]
        output = subprocess.run(
            [program, "-c", "1000", "-r", "500", "-i", "1", "-l", "20", "-p", "5", *arguments],
            capture_output=True, text=True, timeout=120, check=False,
        ).stdout
        output = re.sub(r"\x1b\[[0-9;]*m", "", output)
        said = re.findall(r"service available:\s*(\w+)", output)
        ground.hold(said and set(said) == {"YES"}, f"it found the service shut: {output[-500:]}")
        ground.tried(1000)


for title, flags in SLOW_TOOL.items():
    add_trial(
        "clients", f"slowhttptest, 1,000 connections: {title}",
        lambda ground, flags=flags: use_tool(ground, flags),
    )


# --- connections that are there, and nothing else --------------------------------------------------


@trial("clients", "10,000 idle connections (or as many descriptors as there may be)", short=True)
def idle(ground):
    with Siege(ground, limit_mb=64) as siege:
        count = min(ground.times(1000, 10000), raise_file_limit())
        siege.keep(connect_many(siege.url, count))
        ground.tried(len(siege.clients))
        for i, client in enumerate(siege.clients):
            send_some(client, b"G" * (i % 2))  # every other sends a byte
        time.sleep(ground.times(1, 12))  # longer than a request may take


@trial("clients", "connections that come and go", short=True)
def come_and_go(ground):
    """Closed at once, reset at once, after a byte, after a request, half-closed."""
    def leave(i, client):
        client.setblocking(False)
        send_some(client, (b"", b"G", HEALTHZ, HEALTHZ * 3)[i // 3 % 4])
        if i % 3 == 0:
            client.close()
        elif i % 3 == 1:
            reset(client)
        else:
            client.shutdown(socket.SHUT_WR)
            siege.keep([client])

    with Siege(ground, limit_mb=64) as siege:
        for i in range(ground.times(1000, 10000)):
            leave(i, connect(siege.url))
            ground.tried()


@trial("clients", "thousands come in the same moment")
def all_at_once(ground):
    """The backlog is full when the service looks; it must not look at nothing else then."""
    with Siege(ground, limit_mb=64, limit_ms=FLOOD_MS) as siege:
        for _ in range(ground.times(2, 10)):
            clients = []
            for _ in range(1000):
                clients.append(socket.socket())
                clients[-1].setblocking(False)
                host, port = re.match(r"http://(.*):(\d+)", siege.url).groups()
                clients[-1].connect_ex((host, int(port)))
            ground.tried(len(clients))
            time.sleep(0.5)
            for client in clients:
                client.close()


@trial("clients", "one connection, thousands of requests")
def keep_alive(ground):
    with Siege(ground, limit_mb=64) as siege:
        client = connect(siege.url)
        for _ in range(ground.times(500, 10000)):
            client.sendall(HEALTHZ)
            replies, rest = take_replies(client.recv(65536))
            ground.hold(not rest and [r.status for r in replies] == [200], f"{replies} {rest}")
            ground.tried()
        siege.keep([client])
