"""Requests that nobody should send: what each draws, byte for byte, and that nothing hidden behind
it is taken for a request.

Each row of CASES is (name, bytes, wanted): a status for each answer, with "closed" last where the
connection is not to be used any more. Behind what closes it a POST that would cancel the sync is
sent: it must not. Behind the others comes one that is answered. 400 in brackets is libh2o's own, in
plain text: it was no HTTP/1 request."""

import json
import time

from clients import HEALTHZ, Siege, connect, exchange, send, take_replies
from service import ALBUMS, SYNC
from trials import trial

HOST = b"Host: localhost\r\n"
GET = b"GET /healthz HTTP/1.1\r\n" + HOST
POST = f"POST {SYNC}?limit=0 HTTP/1.1\r\n".encode() + HOST  # 422, had it been well-formed
SMUGGLED = f"POST {SYNC}/cancel HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n".encode()
LAST = GET + b"Connection: close\r\n\r\n"  # behind what does not close it: the next request
CLOSED = "closed"
PLAIN_400 = [400]


def get(target, wanted):
    name = target if len(target) < 40 else target[:40] + b"..."
    line = b"GET " + target + b" HTTP/1.1\r\n" + HOST + b"\r\n"
    return f"target {name.decode('utf-8', 'replace')}", line, wanted


def post(name, headers, wanted, body=b""):
    return name, POST + headers + b"\r\n" + body, wanted


def no_http(name, data):
    return name, data, (PLAIN_400, CLOSED)


def refused(name, headers, status=400, body=b"hello"):
    return post(name, headers, (status, CLOSED), body)


LENGTHS = [
    (b"5\r\nContent-Length: 5", "twice"), (b"5\r\nContent-Length: 50", "two different ones"),
    (b"5, 5", "a list"), (b"+5", "plus"), (b"-5", "minus"), (b"0x5", "hexadecimal"),
    (b"5 5", "two numbers"), (b"", "empty"), (b"five", "a word"), (b"5.0", "a fraction"),
    ("٥".encode(), "an Arabic digit"), (b"18446744073709551616", "2^64"),
    (b"18446744073709551615", "2^64-1"), (b"9" * 40, "forty digits"),
]
ENCODINGS = [
    b"gzip", b"identity", b"xchunked", b"chunked, identity", b"gzip, chunked", b"chunked;x=1",
    b"chunked\r\nTransfer-Encoding: chunked", b"chunked\r\nContent-Length: 5",
]
CHUNKED = b"Transfer-Encoding: chunked\r\n"
BAD_CHUNKS = [b"zz\r\n", b"-1\r\n", b" 5\r\nhello", b";x\r\n", b"\r\n", b"1FFFFFFFFFFFFFFFF\r\n", b"3\r\nhello"]
CASES = [
    ("well-formed", GET + b"\r\n", (200,)),
    ("lines end with LF alone", GET.replace(b"\r", b"") + b"\n", (200,)),
    ("an empty line first", b"\r\n" + GET + b"\r\n", (200,)),
    ("HTTP/1.0", GET.replace(b"1.1", b"1.0") + b"\r\n", (200, CLOSED)),
    ("a GET with a body", GET + b"Content-Length: 5\r\n\r\nhello", (200,)),
    ("HTTP/2 by Upgrade", GET + b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
     b"HTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n", (200, CLOSED)),
    ("a websocket", GET + b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
     b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", (200, CLOSED)),
    ("ninety-nine headers", GET + b"X: y\r\n" * 98 + b"\r\n", (200,)),

    no_http("lines end with CR alone", b"GET /healthz HTTP/1.1\rHost: localhost\r\r"),
    no_http("NUL in a header", GET + b"X: a\0b\r\n\r\n"),
    no_http("NUL in a name", GET + b"X\0: a\r\n\r\n"),
    no_http("CR in a header", GET + b"X: a\rb\r\n\r\n"),
    no_http("a space before the colon", GET + b"Content-Length : 5\r\n\r\nhello"),
    no_http("a name without a name", GET + b": x\r\n\r\n"),
    no_http("no version", b"GET /healthz\r\n\r\n"),
    no_http("HTTP/0.9", b"GET /healthz HTTP/0.9\r\n\r\n"),
    no_http("HTTP/11.1", GET.replace(b"1.1", b"11.1") + b"\r\n"),
    no_http("http/1.1", GET.replace(b"HTTP", b"http") + b"\r\n"),
    no_http("HTTP/2's preface", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"),
    no_http("TLS", b"\x16\x03\x01\x00\xc8\x01\x00\x00\xc4\x03\x03" + bytes(range(180))),
    no_http("a space in the target", b"GET /heal thz HTTP/1.1\r\n" + HOST + b"\r\n"),
    no_http("a vertical tab before chunked", POST + b"Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n"),
    no_http("a hundred headers and one", GET + b"X: y\r\n" * 100 + b"\r\n"),
    no_http("nothing but NULs", bytes(100)),
    ("a folded header", GET + b"X: a\r\n b\r\n\r\n", (400, CLOSED)),
    ("a folded length", POST + b"X: a\r\n Content-Length: 5\r\n\r\n", (400, CLOSED)),
    ("no Host", b"GET /healthz HTTP/1.1\r\n\r\n", (400, CLOSED)),
    ("two Hosts", GET + HOST + b"\r\n", (400, CLOSED)),

    *[refused(f"Content-Length: {name}", b"Content-Length: " + value + b"\r\n") for value, name in LENGTHS],
    refused("Content-Length: 10 GB", b"Content-Length: 10000000000\r\n", 413, b"x" * 100000),
    refused("a body of 17 KB", b"Content-Length: 17408\r\n", 413, b"x" * 17408),
    *[
        refused(f"Transfer-Encoding: {value.decode()!r}", b"Transfer-Encoding: " + value + b"\r\n",
                400, b"0\r\n\r\n")
        for value in ENCODINGS
    ],
    refused("chunks", CHUNKED, 411, b"5\r\nhello\r\n0\r\n\r\n"),
    refused("chunks, in capitals", CHUNKED.replace(b"chunked", b"CHUNKED"), 411, b"0\r\n\r\n"),
    refused("chunks with extensions", CHUNKED, 411, b"5;a=b\r\nhello\r\n0\r\n\r\n"),
    refused("chunks with a trailer", CHUNKED, 411, b"5\r\nhello\r\n0\r\nContent-Length: 9\r\n\r\n"),
    refused("a chunk without end", CHUNKED, 413, b"FFFFFFFFFFFFFFFF\r\n" + b"x" * 100000),
    *[refused(f"bad chunk {value!r}", CHUNKED, 400, value + b"\r\n0\r\n\r\n") for value in BAD_CHUNKS],
    ("chunks in HTTP/1.0", POST.replace(b"1.1", b"1.0") + CHUNKED + b"\r\n0\r\n\r\n", (411, CLOSED)),
    post("Transfer_Encoding is another header", b"Transfer_Encoding: chunked\r\nContent-Length: 0\r\n", (422,)),
    post("Expect: 100-continue", b"Expect: 100-continue\r\nContent-Length: 2\r\n", (100, 422), b"{}"),
    refused("Expect: 100-continue, too large", b"Expect: 100-continue\r\nContent-Length: 99999\r\n", 413, b""),
    refused("Expect: 200-ok", b"Expect: 200-ok\r\nContent-Length: 5\r\n", 417),

    *[
        (f"method {method.decode()[:20]}", method + b" /healthz HTTP/1.1\r\n" + HOST + b"\r\n", (405,))
        for method in (b"TRACE", b"TRACK", b"get", b"PATCH", b"DELETE", b"A" * 1024)
    ],
    ("method OPTIONS", b"OPTIONS /healthz HTTP/1.1\r\n" + HOST + b"\r\n", (204,)),
    ("method HEAD", b"HEAD /healthz HTTP/1.1\r\n" + HOST + b"\r\n", (200,)),
    ("method CONNECT", b"CONNECT localhost:80 HTTP/1.1\r\n" + HOST + b"\r\n", (400, CLOSED)),
    ("method with an at sign", b"G@T /healthz HTTP/1.1\r\n" + HOST + b"\r\n", (400, CLOSED)),
    ("no method", b" /healthz HTTP/1.1\r\n" + HOST + b"\r\n", (400, CLOSED)),

    *[get(target, (400, CLOSED)) for target in (
        b"/healthz%00", b"/%c0%af", b"/%ff", b"/%zz", b"/%", b"/%2", b"/\xff\xfe", b"/%ed%a0%80",
        b"healthz", b"*", b"?x", b"http://evil.example/healthz", b"https://localhost/healthz",
        b"http://localhost", b"http://localhost@evil.example/healthz")],
    *[get(target, (404,)) for target in (
        b"//healthz", b"/./healthz", b"/api/../healthz", b"/api/v1/../../healthz", b"/../etc/passwd",
        b"/%2e%2e/healthz", b"/%2e%2e/%2e%2e/etc/passwd", b"/%252e%252e/healthz", b"/healthz%2f",
        b"/api%2fv1/collection/stats", b"/..\\..\\etc", b"/healthz;x=1", b"/healthz#x", b"/healthz/",
        b"/HEALTHZ", b"/healthz%3fx=1", ALBUMS.encode() + b"/99999999999999999999",
        ALBUMS.encode() + b"/-1", ALBUMS.encode() + b"/+1", ALBUMS.encode() + b"/1e1",
        ALBUMS.encode() + b"/0", ALBUMS.encode() + "/١".encode())],
    *[get(ALBUMS.encode() + b"?" + query, (422,)) for query in (
        b"page=1000000000000000000", b"page=9223372036854775808", b"page=-1", b"page=0", b"page=1.5",
        b"page=", b"page", b"page=1&page=2", b"page=%EF%BC%91", "page=１".encode(), b"page=+1",
        b"page=%201", b"page=1%00", b"nonsense=1", b"search=" + b"a" * 8000, b"year=%c0%af",
        b"a&" * 4000, b"page_size=101", b"sort=a.title;--", b"artist_id=1%20OR%201=1")],
    get(b"http://localhost/healthz", (200,)), get(b"/he%61lthz", (200,)),
    get(b"/" + b"a" * 8192, (414, CLOSED)), get(b"/healthz?" + b"a" * 9000, (414, CLOSED)),
    ("headers of 20 KB", GET + b"X: " + b"a" * 20000 + b"\r\n\r\n", (431, CLOSED)),
    ("forty cookies of 500 bytes", GET + b"".join(
        b"Cookie: c%d=%s\r\n" % (i, b"x" * 500) for i in range(40)) + b"\r\n", (431, CLOSED)),
    ("a header of 1 MB", GET + b"X: " + b"a" * 1000000 + b"\r\n\r\n", (CLOSED,)),
    ("a target of 1 MB", b"GET /" + b"a" * 1000000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", (CLOSED,)),
    ("ten thousand parameters", b"GET /healthz?" + b"&".join(
        b"p%d=%d" % (i, i) for i in range(10000)) + b" HTTP/1.1\r\n" + HOST + b"\r\n", (CLOSED,)),
]


def is_ours(reply):
    """Of what we refuse: a problem, whole, and nothing that a browser could take for more."""
    if reply.status in (100, 200, 204):
        return True
    problem = json.loads(reply.body) if reply.body else {"status": reply.status}
    return (
        reply.headers["content-type"] == "application/problem+json"
        and reply.headers["x-content-type-options"] == "nosniff"
        and problem["status"] == reply.status
    )


def hold_case(ground, url, case):
    name, data, wanted = case
    closes = CLOSED in wanted
    statuses = [status for status in wanted if status != CLOSED] + ([] if closes else [200])
    received, end = exchange(url, data + (SMUGGLED if closes else LAST))
    heads = [0] if data.startswith(b"HEAD") else []
    replies, rest = take_replies(received, heads)
    got = [reply.status for reply in replies]
    plain = PLAIN_400 in statuses
    ground.hold(got == ([400] if plain else statuses), f"{name}: {got} and not {statuses}")
    ground.hold(not rest, f"{name}: {rest[:60]} is no answer")
    ground.hold(end != "open", f"{name}: the connection is {end}")
    ground.hold(plain or all(map(is_ours, replies)), f"{name}: {received[:300]}")
    ground.tried()


def hold_table(ground, url):
    for case in CASES:
        hold_case(ground, url, case)


@trial("clients", "requests that nobody should send, and others hidden behind them", short=True)
def table(ground):
    with Siege(ground, limit_mb=64) as siege:
        for _ in range(ground.times(1, 3)):
            hold_table(ground, siege.url)


@trial("clients", "garbage, and requests with bytes changed at random", short=True)
def garbage(ground):
    """Whatever it draws, it is HTTP and ends; a sync is not cancelled by what only looks like it."""
    drawn = ground.random
    with Siege(ground, limit_mb=64) as siege:
        for i in range(ground.times(100, 5000)):
            data = bytearray(drawn.randbytes(drawn.randrange(1, 3000)))
            if i % 2:
                data = bytearray(drawn.choice(CASES)[1][:3000])
                for _ in range(drawn.randrange(1, 4)):
                    data[drawn.randrange(len(data))] = drawn.choice(b"\0\r\n :;,\x7f\xff0A")
            client = connect(siege.url)
            send(client, bytes(data))
            client.shutdown(1)
            received = b""
            try:
                while chunk := client.recv(65536):
                    received += chunk
            except ConnectionResetError:
                pass
            client.close()
            ground.hold(
                not received or received.startswith(b"HTTP/1.1 "), f"{data[:80]}: {received[:80]}"
            )
            ground.tried()


# --- pipelining -----------------------------------------------------------------------------------


def hold_pipeline(ground, url, count):
    """Answers in order and complete; POSTs among them draw what they do alone."""
    kinds = [
        (HEALTHZ, 200),
        (f"GET {ALBUMS}/999999 HTTP/1.1\r\n".encode() + HOST + b"\r\n", 404),
        (POST + b"Content-Length: 5\r\n\r\nhello", 422),
        (f"POST {SYNC} HTTP/1.1\r\n".encode() + HOST + b"Content-Length: 0\r\n\r\n", 409),
    ]
    chosen = [ground.random.choice(kinds) for _ in range(count)]
    client = connect(url)
    send(client, b"".join(data for data, _ in chosen))
    received, replies = b"", []
    while len(replies) < count and (chunk := client.recv(1 << 16)):
        more, received = take_replies(received + chunk)
        replies += more
    client.close()
    got = [reply.status for reply in replies]
    ground.hold(got == [status for _, status in chosen], f"{count} asked, answers are {got[:20]}...")
    ground.hold(all(map(is_ours, replies)), "an answer is not whole")
    ground.tried(count)


@trial("clients", "a thousand requests in one write", short=True)
def pipeline(ground):
    with Siege(ground, limit_mb=64) as siege:
        for _ in range(ground.times(1, 20)):
            hold_pipeline(ground, siege.url, 1000)


# --- size -----------------------------------------------------------------------------------------


@trial("clients", "heads and bodies without end, and nobody reads the answer")
def endless(ground):
    size = ground.times(50, 1000) << 20
    beginnings = [
        GET + b"X: ", b"GET /", POST + b"Content-Length: 1073741824\r\n\r\n",
        POST + CHUNKED + b"\r\n40000000\r\n", GET + b"X: y\r\n" * 90,
    ]
    with Siege(ground, limit_mb=64) as siege:
        for _ in range(ground.times(2, 20)):
            for beginning in beginnings:
                client = connect(siege.url)
                send(client, beginning)
                sent = 0
                while sent < size and send(client, b"x" * (1 << 20)):
                    sent += 1 << 20
                ground.hold(sent < 64 << 20, f"{beginning[:20]}: {sent >> 20} MB were taken")
                client.close()
                ground.tried()


@trial("clients", "all connections with a head that is almost too large")
def heavy(ground):
    """What is kept of requests that never end is bounded, too."""
    with Siege(ground, limit_mb=256) as siege:
        siege.keep([connect(siege.url) for _ in range(ground.times(100, 1900))])
        for client in siege.clients:
            client.setblocking(False)
            for _ in range(3):
                try:
                    client.send(GET + b"X: " + b"a" * 20000)
                except OSError:
                    break
            ground.tried()
        time.sleep(ground.times(1, 5))
