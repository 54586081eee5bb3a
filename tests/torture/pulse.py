"""How long a service takes to answer while something is done to it.

A process of its own, so that the waits of the trial are not measured: it asks for the progress every
few milliseconds over one connection. In turn it asks an echo that has nothing else to do: what that
takes, the machine takes, and nobody can be blamed for it."""

import json
import os
import re
import socket
import subprocess
import sys
import threading
import time

INTERVAL_S = 0.004
REQUEST = b"GET /api/v1/services/discogs/sync/progress HTTP/1.1\r\nHost: localhost\r\n\r\n"


class Pulse:
    def __init__(self, url):
        self.process = subprocess.Popen(
            [sys.executable, __file__, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout.readline() == "asking\n"
        self.figures = None

    def stop(self):
        """{"answers", "answer_ms" (p99), "worst_ms", "machine_ms" (p99 of the echo), "failed",
        "all_ms", "all_machine_ms"}"""
        if not self.figures:
            self.figures = json.loads(self.process.communicate("")[0])
        return self.figures


def percentile(values, part):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] if ordered else 0.0


def serve_echo(listener):
    connection, _ = listener.accept()
    while data := connection.recv(4096):
        connection.sendall(data)


def open_echo():
    listener = socket.create_server(("127.0.0.1", 0))
    if os.fork() == 0:
        serve_echo(listener)
        os._exit(0)
    echo = socket.create_connection(listener.getsockname())
    listener.close()
    return echo


def read_answer(connection):
    received = b""
    while b"\r\n\r\n" not in received:
        received += receive(connection)
    head, body = received.split(b"\r\n\r\n", 1)
    length = int(re.search(rb"(?i)content-length: (\d+)", head).group(1))
    while len(body) < length:
        body += receive(connection)


def receive(connection):
    data = connection.recv(65536)
    if not data:
        raise ConnectionError("closed")
    return data


def timed(function, *arguments):
    began = time.perf_counter()
    function(*arguments)
    return (time.perf_counter() - began) * 1000


def ask(connection):
    connection.sendall(REQUEST)
    read_answer(connection)


def ask_echo(echo):
    echo.sendall(b"x" * 400)
    receive(echo)


def main(url):
    host, port = re.match(r"http://(.*):(\d+)", url).groups()
    echo, service = open_echo(), None
    answers, echoes, failed = [], [], 0
    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    print("asking", flush=True)
    while not ended.wait(INTERVAL_S):
        echoes.append(timed(ask_echo, echo))
        try:
            service = service or socket.create_connection((host, int(port)), timeout=60)
            answers.append(timed(ask, service))
        except OSError:
            service, failed = None, failed + 1
    print(json.dumps({
        "answers": len(answers), "failed": failed,
        "answer_ms": percentile(answers, 0.99), "worst_ms": max(answers, default=0.0),
        "machine_ms": percentile(echoes, 0.99), "all_ms": answers, "all_machine_ms": echoes,
    }))


if __name__ == "__main__":
    main(sys.argv[1])
