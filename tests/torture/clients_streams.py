"""Event streams that nobody reads, and clients that leave in the middle."""

import socket
import time

from clients import FLOOD_MS, HEALTHZ, Siege, connect, reset, send, take_replies
from service import ALBUMS, SYNC
from trials import trial

STREAM = f"GET {SYNC}/progress/stream HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
LIST = f"GET {ALBUMS}?page_size=100 HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
STREAMS_MAX = 500  # a quarter of the connections, see web/server.h
KB_A_STREAM = 20  # of ours, for one that nobody reads


def memory_kb(service):
    with open(f"/proc/{service.process.pid}/status", encoding="utf-8") as status:
        return int(next(line for line in status if line.startswith("VmRSS")).split()[1])


def read_reply(client):
    """One whole reply, which may come in pieces; an empty list where it does not come."""
    received, replies = b"", []
    while not replies and (chunk := client.recv(65536)):
        received += chunk
        replies = take_replies(received)[0]
    return replies


def open_streams(siege, count, **options):
    """Those that were let in; what the others were told."""
    streams, refusals = [], []
    for _ in range(count):
        client = connect(siege.url, **options)
        send(client, STREAM)
        beginning = client.recv(200, socket.MSG_PEEK)
        if beginning.startswith(b"HTTP/1.1 200"):
            streams.append(client)
        else:
            refusals += read_reply(client)
            client.close()
    return streams, refusals


@trial("clients", "event streams that nobody reads, more than there may be")
def unread_streams(ground):
    with Siege(ground, limit_mb=64) as siege:
        before_kb = memory_kb(siege.service)
        streams, refusals = open_streams(siege, 600, receive_bytes=1024)
        siege.keep(streams)
        ground.tried(600)
        time.sleep(ground.times(2, 45))  # longer than a reply may stay unread
        ground.hold(len(streams) == STREAMS_MAX, f"{len(streams)} streams were let in")
        wanted = all(reply.status == 503 and reply.headers["retry-after"] for reply in refusals)
        ground.hold(wanted and len(refusals) == 600 - len(streams), f"others got {refusals[:1]}")
        each_kb = (memory_kb(siege.service) - before_kb) / STREAMS_MAX
        ground.hold(not ground.is_long or each_kb <= KB_A_STREAM, f"{each_kb:.0f} KB for a stream")


@trial("clients", "event streams at SIGTERM, read or not", short=True)
def streams_at_the_end(ground):
    siege = Siege(ground, limit_mb=64)
    with siege:
        streams, _ = open_streams(siege, STREAMS_MAX, receive_bytes=1024)
        siege.leave = lambda: None  # they stay to the end
        siege.everything_is_given_back = lambda: None
        siege.keep(streams)
        ground.tried(len(streams))
        time.sleep(ground.times(1, 8))  # what is measured: a percentile wants many answers
    for stream in streams:
        stream.close()


@trial("clients", "event streams left at once, half-closed, reset, or read by drops")
def left_streams(ground):
    half_closed = []
    with Siege(ground, limit_mb=64) as siege:
        for i in range(ground.times(200, 4000)):
            client = connect(siege.url, receive_bytes=1024 if i % 4 == 3 else 0)
            send(client, STREAM)
            ground.tried()
            if i % 4 == 0:
                client.close()
            elif i % 4 == 1:
                reset(client)
            elif i % 4 == 2 and i < 1000:
                client.shutdown(socket.SHUT_WR)
                half_closed.append(client)
            else:
                client.recv(5)
                siege.keep([client])
                if len(siege.clients) > 50:
                    siege.clients.pop(0).close()
        for client in half_closed:  # they watch no more: their streams end
            while client.recv(65536):
                pass
            client.close()


@trial("clients", "half-closed after the request: answered all the same", short=True)
def half_closed(ground):
    kinds = [HEALTHZ, LIST, HEALTHZ * 20, LIST * 5]
    with Siege(ground, limit_mb=64) as siege:
        for i in range(ground.times(40, 1000)):
            data = kinds[i % len(kinds)]
            client = connect(siege.url)
            send(client, data)
            client.shutdown(socket.SHUT_WR)
            received = b""
            while chunk := client.recv(65536):
                received += chunk
            client.close()
            replies, rest = take_replies(received)
            whole = not rest and len(replies) == data.count(b"\r\n\r\n")
            ground.hold(whole and {r.status for r in replies} == {200}, f"{len(replies)} {rest[:50]}")
            ground.tried()


@trial("clients", "gone in the middle of a long answer")
def gone_in_the_middle(ground):
    """Ten long answers each, of which some are made before it shows: two processors are full."""
    with Siege(ground, limit_mb=96, limit_ms=FLOOD_MS) as siege:
        for i in range(ground.times(100, 1500)):
            client = connect(siege.url, receive_bytes=2048)
            send(client, LIST * 10)
            client.recv(1000)
            if i % 2:
                reset(client)
            else:
                client.close()
            ground.tried()
