"""Who may do what: asked from the outside, by those who should not."""

import base64
import contextlib
import http.server
import json
import os
import re
import resource
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import threading
import urllib.parse
import urllib.request

import pytest
from service import (
    ALBUMS, ENRICH, PATIENCE_S, SYNC, binary, raw_request, request, wait_for,
)

CANCEL = SYNC + "/cancel"  # changes state; 409 where nothing runs: it came through
API_TOKEN = "stand-in-api-token+/=~"


def run(*arguments, environment=None, **options):
    return subprocess.run(
        [binary("SILLON"), *arguments], capture_output=True, text=True, timeout=PATIENCE_S,
        env={**os.environ, **(environment or {})}, **options,
    )


class Stranger:
    """An HTTP server that is none of the providers. Remembers every request, with its headers."""

    def __init__(self, status=502, headers=None, body=b"", address="127.0.0.1"):
        seen = self.seen = []

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                seen.append(f"{self.requestline}\n{self.headers}")
                self.rfile.read(int(self.headers["Content-Length"] or 0))
                self.send_response(status)
                for name, value in (headers or {}).items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_CONNECT = answer

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer((address, 0), Handler)
        self.url = "http://%s:%d" % self.server.server_address
        threading.Thread(target=self.server.serve_forever, args=[0.02], daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def stranger():
    made = []

    def make(**options):
        made.append(Stranger(**options))
        return made[-1]

    yield make
    for one in made:
        one.close()


def status_of(reply):
    return int(reply.split()[1])


def headers_of(reply):
    lines = reply.split("\r\n\r\n")[0].split("\r\n")[1:]
    return {name.lower(): value.strip() for name, value in (line.split(":", 1) for line in lines)}


# --- where it listens ---------------------------------------------------------------------------


OPEN = [
    "0.0.0.0:0", "[::]:0", "[::ffff:0.0.0.0]:0", "192.0.2.1:0", "*:0", ":0",
    "127.evil:0", "127.0.0.1.evil.example:0", "localhost.evil.example:0", "[::1].evil:0",
]


@pytest.mark.parametrize("address", OPEN)
def test_an_open_address_is_refused_without_a_token(tmp_path, address):
    refused = run("serve", "--listen", address, "--database", tmp_path / "sillon.db")
    assert refused.returncode == 2
    assert "server.api_token" in refused.stderr and address in refused.stderr
    assert not (tmp_path / "sillon.db").exists()


@pytest.mark.parametrize("address", OPEN[3:])
def test_neither_a_token_nor_consent_makes_a_name_an_address(tmp_path, address):
    for consent in ({"SILLON_SERVER_API_TOKEN": API_TOKEN}, {"SILLON_SERVER_ALLOW_OPEN": "true"}):
        refused = run(
            "serve", "--listen", address, "--database", tmp_path / "sillon.db", environment=consent
        )
        assert refused.returncode == 2 and address.rsplit(":", 1)[0].strip("[]") in refused.stderr


@pytest.mark.parametrize("address", ["127.0.0.1:0", "127.9.9.9:0", "localhost:0"])
def test_a_loopback_address_needs_no_token(make_service, address):
    service = make_service(arguments=["--listen", address]).start()
    assert re.fullmatch(r"http://127\.\d+\.\d+\.\d+:\d+", service.url)
    assert service.get("/healthz").status == 200


@pytest.mark.parametrize("text", [f"api_token = {API_TOKEN}", "allow_open = true"])
def test_an_open_address_wants_a_token_or_consent(make_service, text):
    service = make_service(config=f"[server]\n{text}\n", arguments=["--listen", "0.0.0.0:0"])
    service.start()
    answer = service.get("/healthz", Host="127.0.0.1")
    assert answer.status == 200


def test_the_default_is_loopback():
    assert "server.listen = 127.0.0.1:8000\n" in run("help", "serve").stdout
    assert "server.allow_open = false\n" in run("help", "serve").stdout


@contextlib.contextmanager
def inherit(tmp_path, listening, environment):
    """Started as systemd would: with a listening socket as descriptor 3."""
    script = 'exec 3<&"$1"; export LISTEN_FDS=1 LISTEN_PID=$$; shift; exec "$@"'
    process = subprocess.Popen(
        ["bash", "-c", script, "bash", str(listening.fileno()), binary("SILLON"), "serve",
         "--database", tmp_path / "sillon.db"],
        pass_fds=[listening.fileno()], stderr=subprocess.PIPE, text=True,
        env={**os.environ, **environment},
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize(
    "address, environment, is_accepted",
    [
        ("127.0.0.1", {}, True),
        ("0.0.0.0", {}, False),
        ("0.0.0.0", {"SILLON_SERVER_API_TOKEN": API_TOKEN}, True),
        ("0.0.0.0", {"SILLON_SERVER_ALLOW_OPEN": "true"}, True),
    ],
)
def test_an_inherited_socket_is_held_to_the_same_rule(tmp_path, address, environment, is_accepted):
    with (
        socket.create_server((address, 0)) as listening,
        inherit(tmp_path, listening, environment) as process,
    ):
        said = process.stderr.readline()
        while said and "listening on" not in said and "server.api_token" not in said:
            said = process.stderr.readline()
        assert ("listening on" in said) == is_accepted, said
        if is_accepted:
            port = listening.getsockname()[1]
            answer = request(f"http://127.0.0.1:{port}/healthz", headers={"Host": "localhost"})
            assert answer.status == 200
            process.terminate()
        process.communicate(timeout=PATIENCE_S)
        assert process.returncode == (0 if is_accepted else 2)


def test_a_unix_socket_is_for_its_owner_and_group(make_service, tmp_path):
    path = tmp_path / "sillon.sock"
    service = make_service(arguments=["--listen", f"unix:{path}"])
    service.process = subprocess.Popen(
        service.command(), stderr=service.log_path.open("ab"), umask=0
    )
    wait_for(lambda: "listening on unix:" in service.log())
    assert stat.S_IMODE(path.stat().st_mode) & 0o007 == 0
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(str(path))
        client.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert client.recv(100).startswith(b"HTTP/1.1 200")


# --- for whom a request was meant ---------------------------------------------------------------


HOSTS = [
    # what stands after "Host:", and the status
    ("127.0.0.1", 200),
    ("127.0.0.1:{port}", 200),
    ("localhost", 200),
    ("LocalHost:{port}", 200),
    (" \tlocalhost", 200),
    ("[::1]", 200),
    ("[0:0:0:0:0:0:0:1]:{port}", 200),
    ("localhost:1", 200),  # the port does not tell who resolved the name
    ("127.0.0.1.evil.com", 421),
    ("127.0.0.1.evil.com:{port}", 421),
    ("localhost.evil", 421),
    ("evil.localhost", 421),
    ("evil.com", 421),
    ("localhost.", 421),
    ("127.0.0.1.", 421),
    ("127.0.0.2", 421),
    ("0.0.0.0", 421),
    ("127.1", 421),
    ("2130706433", 421),
    ("0x7f000001", 421),
    ("[::]", 421),
    ("[::ffff:127.0.0.1]", 421),
    ("", 400),
    (":{port}", 400),
    ("localhost:", 400),
    ("localhost:0", 400),
    ("localhost:99999", 400),
    ("localhost:80x", 400),
    ("localhost:{port}:{port}", 400),
    ("localhost@evil", 400),
    ("evil@localhost", 400),
    ("localhost evil", 400),
    ("localhost,evil.com", 400),
    ("localhost/", 400),
    ("http://localhost", 400),
    ("::1", 400),
    ("[::1", 400),
    ("[::1]evil", 400),
    ("[::1%25lo]", 400),
    ("%6cocalhost", 400),
    ("localh\u00f6st", 400),
]


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """One service without providers, for what only asks."""
    from service import Service

    service = Service(tmp_path_factory.mktemp("plain")).start()
    yield service
    service.stop()


def ask(service, head):
    """`head`: lines, without the end of the last."""
    port = service.url.rsplit(":", 1)[1]
    lines = [line.replace("{port}", port) for line in head]
    return raw_request(service.url, "\r\n".join([*lines, "Connection: close"]) + "\r\n\r\n")


@pytest.mark.parametrize("host, status", HOSTS)
@pytest.mark.parametrize("version", ["1.1", "1.0"])
def test_hosts_are_compared_whole(plain, version, host, status):
    reply = ask(plain, [f"GET /healthz HTTP/{version}", f"Host:{host}"])
    assert status_of(reply) == status
    if host and status != 200:
        assert "evil" not in reply  # nothing that was sent comes back


HEADS = [
    # whole heads, and the status
    (["GET /healthz HTTP/1.1"], 400),
    (["GET /healthz HTTP/1.0"], 400),
    (["GET /healthz HTTP/1.1", "Host: localhost", "Host: localhost"], 400),
    (["GET /healthz HTTP/1.1", "Host: localhost", "Host: evil.com"], 400),
    (["GET /healthz HTTP/1.1", "Host: evil.com", "Host: localhost"], 400),
    (["GET /healthz HTTP/1.0", "Host: evil.com", "HOST: localhost"], 400),
    (["GET /healthz HTTP/1.1", "Host : localhost"], 400),
    (["GET /healthz HTTP/1.1", " Host: localhost"], 400),
    (["GET /healthz HTTP/1.1", "Host:", " localhost"], 400),
    (["GET /healthz HTTP/1.1", "X-Forwarded-Host: localhost", "Host: evil.com"], 421),
    (["GET http://localhost/healthz HTTP/1.1", "Host: localhost"], 200),
    (["GET http://evil/healthz HTTP/1.1", "Host: localhost"], 400),
    (["GET http://evil.host/healthz HTTP/1.1", "Host: localhost"], 400),  # of the same length
    (["GET http://localhost.evil/healthz HTTP/1.1", "Host: localhost"], 400),
    (["GET http://localhost@evil/healthz HTTP/1.1", "Host: localhost"], 400),
    (["GET http://localhost/healthz HTTP/1.1", "Host: evil"], (400, 421)),
    (["GET http://evil/healthz HTTP/1.1", "Host: evil"], 421),
    (["GET http://localhost/healthz HTTP/1.1"], 400),
    (["GET //evil/healthz HTTP/1.1", "Host: localhost"], 404),
    (["OPTIONS * HTTP/1.1", "Host: evil.com"], 421),
    (["POST " + CANCEL + " HTTP/1.1", "Host: evil.com", "Content-Length: 0"], 421),
    (["GET " + SYNC + "/progress/stream HTTP/1.1", "Host: evil.com"], 421),
]


@pytest.mark.parametrize("head, status", HEADS)
def test_one_host_and_no_other_target(plain, head, status):
    assert status_of(ask(plain, head)) in (status if isinstance(status, tuple) else (status,))


def test_a_further_host_is_allowed_by_name(make_service):
    service = make_service(config="[server]\nallowed_hosts = records.example, nas:8443\n").start()
    for host, status in [
        ("records.example", 200), ("records.example:99", 200), ("nas:8443", 200),
        ("nas:8444", 421), ("nas", 421), ("a.records.example", 421), ("records.example.evil", 421),
    ]:
        assert service.get("/healthz", Host=host).status == status, host


# --- pages of other sites -----------------------------------------------------------------------


OWN, FOREIGN = 409, 403
SITES = [
    # headers of a browser, and what comes of a request that changes something
    ({}, OWN),
    ({"Origin": "http://localhost:{port}", "Host": "localhost:{port}"}, OWN),
    ({"Origin": "http://127.0.0.1:{port}", "Sec-Fetch-Site": "same-origin"}, OWN),
    ({"Sec-Fetch-Site": "none"}, OWN),
    ({"Origin": "http://evil.example"}, FOREIGN),
    ({"Origin": "http://127.0.0.1:{port}.evil.example"}, FOREIGN),
    ({"Origin": "http://127.0.0.1.evil.example:{port}"}, FOREIGN),
    ({"Origin": "http://127.0.0.1"}, FOREIGN),  # another port is another origin
    ({"Origin": "http://127.0.0.1:1"}, FOREIGN),
    ({"Origin": "http://localhost:{port}"}, FOREIGN),  # asked as 127.0.0.1
    ({"Origin": "http://evil@127.0.0.1:{port}"}, FOREIGN),
    ({"Origin": "file://127.0.0.1:{port}"}, FOREIGN),
    ({"Origin": "127.0.0.1:{port}"}, FOREIGN),
    ({"Origin": "null"}, FOREIGN),
    ({"Origin": ""}, FOREIGN),
    ({"Origin": "http://127.0.0.1:{port} http://evil.example"}, FOREIGN),
    ({"Sec-Fetch-Site": "cross-site"}, FOREIGN),
    ({"Sec-Fetch-Site": "same-site"}, FOREIGN),
    ({"Sec-Fetch-Site": "something-new"}, FOREIGN),
    ({"Sec-Fetch-Site": ""}, FOREIGN),
    ({"Origin": "http://127.0.0.1:{port}", "Sec-Fetch-Site": "cross-site"}, FOREIGN),
    ({"Origin": "http://evil.example", "Sec-Fetch-Site": "same-origin"}, FOREIGN),
]


def lines_of(headers):
    return [f"{name}: {value}" for name, value in {"Host": "127.0.0.1:{port}", **headers}.items()]


@pytest.mark.parametrize("headers, status", SITES)
def test_pages_of_other_sites_change_nothing(plain, headers, status):
    reply = ask(plain, [f"POST {CANCEL} HTTP/1.1", *lines_of(headers), "Content-Length: 0"])
    assert status_of(reply) == status


@pytest.mark.parametrize("name", ["Origin", "Sec-Fetch-Site"])
def test_two_origins_are_nobodys(plain, name):
    own = {"Origin": "http://127.0.0.1:{port}", "Sec-Fetch-Site": "same-origin"}[name]
    head = [f"POST {CANCEL} HTTP/1.1", *lines_of({}), f"{name}: {own}", f"{name}: {own}"]
    assert status_of(ask(plain, [*head, "Content-Length: 0"])) == FOREIGN


CHANGES = [SYNC, CANCEL, ENRICH, ENRICH + "/cancel", ALBUMS + "/1/spotify"]


@pytest.mark.parametrize("path", CHANGES)
def test_whatever_changes_something_is_guarded(plain, path):
    for body in (b"", b"never=true"):
        foreign = plain.post(path, body, Origin="http://evil.example")
        assert foreign.status == 403, path
    # No GET, which a mere link sends, does the same.
    assert plain.get(path).status == 405


NO_READER = "access-control-"


@pytest.mark.parametrize(
    "head",
    [
        ["GET /healthz HTTP/1.1"],
        ["GET " + ALBUMS + " HTTP/1.1"],
        ["HEAD " + SYNC + "/progress/stream HTTP/1.1"],
        ["GET /nothing HTTP/1.1"],
        ["POST " + CANCEL + " HTTP/1.1", "Content-Length: 0"],
        ["OPTIONS " + CANCEL + " HTTP/1.1", "Access-Control-Request-Method: POST",
         "Access-Control-Request-Headers: authorization"],
        ["OPTIONS " + ALBUMS + " HTTP/1.1", "Access-Control-Request-Method: GET",
         "Access-Control-Request-Private-Network: true"],
        ["OPTIONS * HTTP/1.1"],
    ],
)
def test_no_other_site_may_read_anything(plain, head):
    foreign = ["Host: localhost", "Origin: http://evil.example", "Sec-Fetch-Site: cross-site"]
    reply = ask(plain, [*head, *foreign])
    assert NO_READER not in reply.lower()
    assert headers_of(reply)["cross-origin-resource-policy"] == "same-origin"


# --- the token ----------------------------------------------------------------------------------


TOKENS = [
    # Authorization headers, and what comes of it
    ([f"Bearer {API_TOKEN}"], OWN),
    ([f"bearer {API_TOKEN}"], OWN),
    ([], 401),
    ([""], 401),
    (["Bearer"], 401),
    (["Bearer "], 401),
    (["Bearer  " + API_TOKEN], 401),
    (["Bearer wrong"], 401),
    (["Bearer " + API_TOKEN[:-1]], 401),
    (["Bearer " + API_TOKEN + "x"], 401),
    (["Bearer " + API_TOKEN + API_TOKEN], 401),
    (["Bearer " + API_TOKEN.upper()], 401),
    ([API_TOKEN], 401),
    (["Basic " + API_TOKEN], 401),
    (["Basic " + base64.b64encode(API_TOKEN.encode()).decode()], 401),
    ([f"Bearer {API_TOKEN}, Bearer {API_TOKEN}"], 401),
    ([f"Bearer {API_TOKEN}", f"Bearer {API_TOKEN}"], 401),
    ([f"Bearer {API_TOKEN}", "Bearer wrong"], 401),
]


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    from service import Service

    config = f"[server]\napi_token = {API_TOKEN}\n"
    service = Service(tmp_path_factory.mktemp("guarded"), config=config).start()
    yield service
    service.stop()


@pytest.mark.parametrize("given, status", TOKENS)
def test_the_token_is_compared_whole(guarded, given, status):
    authorization = [f"Authorization: {value}" for value in given]
    head = [f"POST {CANCEL} HTTP/1.1", "Host: localhost", *authorization, "Content-Length: 0"]
    reply = ask(guarded, head)
    assert status_of(reply) == status
    assert ("www-authenticate" in headers_of(reply)) == (status == 401)
    if status == 401:
        assert headers_of(reply)["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("path", CHANGES)
def test_whatever_changes_something_wants_the_token(guarded, path):
    assert guarded.post(path).status == 401
    assert guarded.post(path + f"?api_token={API_TOKEN}").status == 401
    # The token does not make another site's page welcome.
    foreign = guarded.post(
        path, Authorization=f"Bearer {API_TOKEN}", Origin="http://evil.example"
    )
    assert foreign.status == 403


# --- what every answer carries ------------------------------------------------------------------


def assert_careful(headers):
    policy = headers["content-security-policy"]
    for closed in ("default-src", "base-uri", "form-action", "frame-ancestors"):
        assert f"{closed} 'none'" in policy
    assert "unsafe" not in policy and "*" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "server" not in headers


GETS = [
    ALBUMS, ALBUMS + "/1", "/api/v1/collection/artists", "/api/v1/collection/artists/1",
    "/api/v1/collection/stats", "/api/v1/collection/export?format=jsonl",
    "/api/v1/collection/export?format=csv", "/api/v1/collection/export?format=markdown",
    SYNC + "/progress", SYNC + "/history", ENRICH + "/progress",
    "/healthz", "/readyz", "/metrics", "/openapi.json", "/",
]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", GETS)
def test_every_answer_carries_the_careful_headers(plain, method, path):
    assert_careful(headers_of(ask(plain, [f"{method} {path} HTTP/1.1", "Host: localhost"])))


KINDS = [
    # heads of requests whose answers are of other kinds
    (["GET " + ALBUMS + " HTTP/1.1"], 400),
    (["GET /healthz HTTP/1.1", "Host: evil.com"], 421),
    (["GET /healthz?x=1 HTTP/1.1", "Host: localhost"], 422),
    (["DELETE /healthz HTTP/1.1", "Host: localhost"], 405),
    (["OPTIONS /healthz HTTP/1.1", "Host: localhost"], 204),
    (["GET /%ff HTTP/1.1", "Host: localhost"], 400),
    (["GET /" + 9000 * "a" + " HTTP/1.1", "Host: localhost"], 414),
    (["GET / HTTP/1.1", "Host: localhost", "X: " + 20000 * "a"], 431),
    (["POST " + CANCEL + " HTTP/1.1", "Host: localhost", "Content-Length: 0"], 409),
    (["POST " + CANCEL + " HTTP/1.1", "Host: localhost", "Origin: null", "Content-Length: 0"], 403),
    (["POST " + CANCEL + " HTTP/1.1", "Host: localhost", "Content-Length: 99999999"], 413),
    (["POST " + CANCEL + " HTTP/1.1", "Host: localhost", "Transfer-Encoding: chunked"], (400, 411)),
    (["POST " + CANCEL + " HTTP/1.1", "Host: localhost", "Content-Length: 1", "Expect: x"], 417),
]


@pytest.mark.parametrize("head, status", KINDS)
def test_every_refusal_carries_the_careful_headers(plain, head, status):
    chunked = any("chunked" in line for line in head)
    port = plain.url.rsplit(":", 1)[1]
    lines = "\r\n".join([*head, "Connection: close"]) + "\r\n\r\n" + ("0\r\n\r\n" if chunked else "")
    reply = raw_request(plain.url, lines.replace("{port}", port))
    assert status_of(reply) in (status if isinstance(status, tuple) else (status,))
    assert_careful(headers_of(reply))


def test_the_event_stream_carries_the_careful_headers(plain):
    for path in (SYNC, ENRICH):
        with urllib.request.urlopen(plain.url + path + "/progress/stream") as stream:
            headers = {name.lower(): value for name, value in stream.headers.items()}
            assert headers["content-type"].startswith("text/event-stream")
            assert_careful(headers)
            assert not any(name.startswith(NO_READER) for name in headers)


def test_an_unchanged_answer_carries_the_careful_headers(plain):
    for path in GETS:
        etag = plain.get(path).headers["ETag"]
        if etag:
            unchanged = ask(
                plain, [f"GET {path} HTTP/1.1", "Host: localhost", f"If-None-Match: {etag}"]
            )
            assert status_of(unchanged) == 304
            assert_careful(headers_of(unchanged))


# --- secrets ------------------------------------------------------------------------------------


ACCESS_TOKENS = "stand-in-access-"
SPOTIFY = ("stand-in-spotify-id", "stand-in-spotify-secret")
SECRETS = ["stand-in-discogs-token", "stand-in-euria-token", SPOTIFY[1], API_TOKEN, ACCESS_TOKENS]


def forms_of(secret):
    """As it is, as base64 wherever it begins, and percent-encoded."""
    yield secret.encode()
    yield urllib.parse.quote(secret).encode()
    yield urllib.parse.quote(secret, safe="").encode()
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + secret.encode())
        yield encoded[shift + (shift > 0) : -4]


NEEDLES = {form for secret in [*SECRETS, ":".join(SPOTIFY)] for form in forms_of(secret)}


def found_in(text):
    text = text if isinstance(text, bytes) else text.encode()
    return sorted(needle.decode() for needle in NEEDLES if needle in text)


def test_the_search_for_secrets_finds_them():
    basic = base64.b64encode(":".join(SPOTIFY).encode()).decode()
    for text in [*SECRETS, f"x{SPOTIFY[1]}y", f"Basic {basic}", urllib.parse.quote(API_TOKEN)]:
        assert found_in(text), text
    assert not found_in("stand-in, token, euria")


QUICK = (
    f"[server]\napi_token = {API_TOKEN}\n[log]\nlevel = debug\n"
    + "".join(f"[{name}]\nretries = 0\npatience_seconds = 0\n" for name in ("discogs", "spotify", "euria"))
)
LEAKS = [
    # kinds of faults, each with its parameters
    ("none", {}),
    ("401", {}),
    ("403-json", {}),
    ("403-plain", {}),
    ("500", {}),
    ("quota", {}),
    ("redirect", {"location": "http://127.0.0.1:9/elsewhere"}),
    ("truncated", {}),
    ("echo", {"status": 401}),
    ("echo", {"status": 403}),
    ("echo", {"status": 403, "as": "text"}),
    ("echo", {"status": 404}),
    ("echo", {"status": 429}),
    ("echo", {"status": 429, "as": "text"}),
    ("echo", {"status": 500}),
    ("echo", {"status": 500, "as": "text"}),
    ("echo", {"status": 200}),
    ("echo", {"status": 200, "as": "text"}),
]


def everything_said(service):
    """The answer of every route, by path."""
    first = service.albums()[:1]
    detail = [f"{ALBUMS}/{album['id']}" for album in first]
    answers = {path: service.get(path) for path in [*GETS, *detail]}
    for path in (SYNC, ENRICH):
        answers[path + " refused"] = service.post(path)
        head = f"HEAD {path}/progress/stream HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        answers[path + " stream"] = raw_request(service.url, head)
    return {
        path: said if isinstance(said, str) else f"{said.headers}\n".encode() + said.body
        for path, said in answers.items()
    }


def files_of(folder):
    return [file for file in folder.rglob("*") if file.is_file() and file.suffix != ".conf"]


@pytest.mark.parametrize("providers", [["discogs"], ["accounts", "euria"], ["spotify"]])
@pytest.mark.parametrize("kind, parameters", LEAKS)
def test_no_secret_is_ever_said(tmp_path, make_upstreams, make_service, providers, kind, parameters):
    upstreams = make_upstreams("--unpaced", "--log", str(tmp_path / "upstreams.log"))
    for provider in providers:
        if kind != "none":
            upstreams.fault(provider, kind, **parameters)
    service = make_service(upstreams, QUICK).start()
    authorization = {"Authorization": f"Bearer {API_TOKEN}"}
    for path in (SYNC + "?limit=3", ENRICH + "?limit=3"):
        assert service.post(path, **authorization).status == 202
        service.finish(path.split("?")[0])
    service.get(f"/{API_TOKEN}")  # a client that has lost its way
    service.get(f"/healthz?api_token={API_TOKEN}")
    said = everything_said(service)
    with open(f"/proc/{service.process.pid}/cmdline", "rb") as file:
        said["arguments"] = file.read()
    said |= {f"{file.name} while it runs": file.read_bytes() for file in files_of(tmp_path)}
    service.stop()
    said |= {file.name: file.read_bytes() for file in files_of(tmp_path)}
    said["stdout"] = service.process.stdout.read()
    assert not upstreams.violations()
    checked = run("check", "--config", service.config_path)
    said["check"] = checked.stdout + checked.stderr
    assert {"sillon.db", "sillon.log", "upstreams.log"} <= said.keys()
    assert "debug" in service.log()
    assert {place: found for place, text in said.items() if (found := found_in(text))} == {}


def test_a_provider_that_repeats_a_secret_is_still_understood(make_service, upstreams):
    service = make_service(upstreams, QUICK.replace(f"api_token = {API_TOKEN}", "")).start()
    upstreams.fault("discogs", "echo", status=403)
    message = service.sync()["last_error"]["message"]
    assert message == "discogs answered 403: You sent Authorization: Discogs token=***"


def test_configuration_errors_repeat_no_secret(tmp_path):
    path = tmp_path / "sillon.conf"
    secret = SECRETS[0]
    for text in (
        f"[discogs]\ntoken = {secret}\n", f"[discogs]\n{secret}\n", f"[euria]\ntoken = {secret}\n",
        f"[discogs]\nurl = https://someone:{secret}@discogs.example\n",
        f"[server]\nlisten = 0.0.0.0:1\n[discogs]\nurl = http://{secret}@discogs.example\n",
    ):
        path.write_text(text)
        result = run("check", "--config", path)
        assert result.returncode == 2 and secret not in result.stdout + result.stderr, text


def test_no_secret_is_taken_from_the_command_line():
    for name in ("--token", "--api-token", "--discogs.token", "--client-secret"):
        assert run("serve", name, "x").returncode == 2


@pytest.mark.parametrize("length, in_file", [(180, True), (4000, False)])
def test_a_long_token_works(tmp_path, make_service, stranger, length, in_file):
    token = "fake-" + length * "t"
    discogs = stranger(status=403)
    text = f"[discogs]\nurl = {discogs.url}\nusername = someone\n"
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    (credentials / "discogs.token").write_text(token)
    (credentials / "discogs.token").chmod(0o400)
    ways = [
        (text, {"SILLON_DISCOGS_TOKEN": token}),
        (text, {"CREDENTIALS_DIRECTORY": str(credentials)}),
    ]
    if in_file:
        ways.append((text + f"token = {token}\n", {}))
    for config, environment in ways:
        service = make_service(config=config, environment=environment).start()
        service.sync()
        service.stop()
        assert f"Authorization: Discogs token={token}\n" in discogs.seen.pop()
        assert token[:100] not in service.log()


LOOSE = [
    # mode of the file, and whether it draws a warning
    (0o600, False), (0o400, False), (0o644, True), (0o640, True), (0o604, True), (0o660, True),
]


@pytest.mark.parametrize("mode, is_loose", LOOSE)
def test_a_loose_configuration_file_is_named(make_service, upstreams, mode, is_loose):
    service = make_service(upstreams)
    service.config_path.chmod(mode)
    service.start()
    warnings = [line for line in service.log().splitlines() if "holds secrets" in line]
    checked = run("check", "--config", service.config_path).stderr
    for said in ["\n".join(warnings), checked]:
        assert (f"chmod 600 {service.config_path}" in said) == is_loose
    assert len(warnings) == is_loose and all(" warn " in line for line in warnings)


@contextlib.contextmanager
def another_user():
    """Who is not root: the program, a folder of that user, and options for subprocess."""
    user = {"user": 65534, "group": 65534} if os.getuid() == 0 else {}
    with tempfile.TemporaryDirectory() as folder:
        if user:
            os.chown(folder, user["user"], user["group"])
        program = shutil.copy(binary("SILLON"), folder)
        os.chmod(program, 0o755)
        yield program, folder, {**user, "cwd": folder}


def test_who_reads_anothers_file_is_not_told_to_close_it_to_himself():
    if os.getuid() != 0:
        pytest.skip("only root has files that another reads")
    with another_user() as (program, folder, options):
        path = os.path.join(folder, "root.conf")
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"[server]\napi_token = {API_TOKEN}\n")
        os.chmod(path, 0o644)
        checked = subprocess.run(
            [program, "check", "--config", path], capture_output=True, text=True, **options
        )
        assert checked.returncode == 0
        assert "move them to credential files, or chown it to the service" in checked.stderr


def test_a_loose_file_without_secrets_is_nobodys_business(make_service):
    service = make_service()
    service.config_path.chmod(0o644)
    service.start()
    assert "chmod" not in service.log()


def test_a_loose_credential_is_named(make_service, upstreams, tmp_path):
    folder = tmp_path / "credentials"
    folder.mkdir()
    credential = folder / "server.api_token"
    credential.write_text(API_TOKEN)
    credential.chmod(0o644)
    service = make_service(environment={"CREDENTIALS_DIRECTORY": str(folder)}).start()
    assert f"chmod 600 {credential}" in service.log()


def test_files_are_made_for_their_owner(make_service, upstreams, tmp_path):
    log = tmp_path / "service.log"
    service = make_service(upstreams, f"[log]\nfile = {log}\n")
    service.process = None
    old = os.umask(0)
    try:
        service.start()
    finally:
        os.umask(old)
    service.sync("?limit=1")
    made = [log, *tmp_path.glob("sillon.db*")]
    assert len(made) == 5  # with -wal, -shm and .lock
    assert {file.name: oct(file.stat().st_mode & 0o007) for file in made} == {
        file.name: "0o0" for file in made
    }


def limit_none():
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))


def crash(command, folder):
    """Whether a core is dumped."""
    process = subprocess.Popen(
        command, cwd=folder, preexec_fn=limit_none, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True,
    )
    assert process.stdout.readline()  # it runs
    process.send_signal(signal.SIGABRT)
    dumped = os.WCOREDUMP(os.waitpid(process.pid, 0)[1])
    process.stdout.close()
    process.returncode = -signal.SIGABRT
    return dumped


def test_no_core_is_dumped(tmp_path, make_service, upstreams):
    if not crash(["sh", "-c", "echo here; exec sleep 60"], tmp_path):
        pytest.skip("this system dumps no cores")
    for core in tmp_path.glob("core*"):
        core.unlink()
    assert not crash(make_service(upstreams).command(), tmp_path)
    assert not list(tmp_path.glob("core*"))


def is_sanitized():
    with open(binary("SILLON"), "rb") as file:
        return b"__asan_init" in file.read()


def test_the_users_other_processes_cannot_look_into_it():
    """What the kernel gives to root, the user has no right to."""
    if is_sanitized():
        pytest.skip("LeakSanitizer must look into the process")
    with another_user() as (program, _, options), subprocess.Popen(
        [program, "serve", "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True, **options,
        env={**os.environ, "SILLON_SERVER_API_TOKEN": API_TOKEN},
    ) as process:
        try:
            assert process.stdout.readline()
            places = [f"/proc/{process.pid}/{name}" for name in ("environ", "mem", "maps")]
            assert [os.stat(place).st_uid for place in places] == [0, 0, 0]
            reader = subprocess.run(["cat", places[0]], capture_output=True, **options)
            assert reader.returncode != 0 and API_TOKEN.encode() not in reader.stdout
        finally:
            process.terminate()


# --- where credentials go -----------------------------------------------------------------------


URLS = [
    # URLs of providers, and whether they may be given credentials
    ("https://discogs.example", True),
    ("http://127.0.0.1:1", True),
    ("http://[::1]:1", True),
    ("http://localhost:1", True),
    ("http://discogs.example", False),
    ("http://127.0.0.1@evil.example", False),
    ("http://127.0.0.1:80@evil.example", False),
    ("http://127.0.0.1.evil.example", False),
    ("http://localhost.evil", False),
    ("http://localhost.", False),
    ("http://[::1].evil", False),
    ("http://0.0.0.0:1", False),
    ("http://10.0.0.1", False),
    ("https://someone:fake-password@discogs.example", False),
    ("https://someone@discogs.example", False),
    ("ftp://127.0.0.1", False),
    ("file:///etc/passwd", False),
    ("discogs.example", False),
    ("", False),
]
URL_KEYS = ["discogs.url", "spotify.api_url", "spotify.accounts_url", "euria.url"]


@pytest.mark.parametrize("url, is_fine", URLS)
def test_credentials_go_over_tls_or_stay_on_this_machine(tmp_path, url, is_fine):
    path = tmp_path / "sillon.conf"
    for key in URL_KEYS:
        section, name = key.split(".")
        path.write_text(f"[{section}]\n{name} = {url}\n")
        result = run("check", "--config", path)
        assert result.returncode == (0 if is_fine else 2), result.stderr
        assert is_fine or (key in result.stderr and "fake-password" not in result.stderr)


@pytest.mark.parametrize("provider", ["discogs", "spotify", "accounts", "euria"])
@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_redirect_is_followed(make_service, upstreams, stranger, provider, status):
    elsewhere = stranger(status=200, body=b"{}")
    upstreams.fault(provider, "redirect", location=elsewhere.url + "/", status=status)
    service = make_service(upstreams, QUICK.replace(f"api_token = {API_TOKEN}", "")).start()
    progress = service.sync("?limit=2")
    assert progress["status"] == ("error" if provider == "discogs" else "completed")
    assert elsewhere.seen == []
    assert upstreams.requests(provider) > 0 and not upstreams.violations()


PROXY_VARIABLES = ["http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]


def proxied(proxy, **others):
    return {**{name: proxy.url for name in PROXY_VARIABLES}, "no_proxy": "", **others}


def test_no_proxy_is_asked_for_what_stays_on_this_machine(make_service, upstreams, stranger):
    proxy = stranger()
    service = make_service(upstreams, environment=proxied(proxy)).start()
    assert service.sync("?limit=2")["descriptions"] == 2
    elsewhere = stranger(status=403, address="127.0.0.2")
    text = f"[discogs]\nurl = {elsewhere.url}\nusername = someone\ntoken = {SECRETS[0]}\n"
    service.stop()
    service = make_service(config=text, environment=proxied(proxy)).start()
    service.sync()
    assert elsewhere.seen and proxy.seen == []


def test_a_proxy_sees_no_credential(make_service, stranger):
    proxy = stranger()
    text = f"[discogs]\nurl = https://discogs.invalid\nusername = someone\ntoken = {SECRETS[0]}\nretries = 0\n"
    service = make_service(config=text, environment=proxied(proxy)).start()
    assert service.sync()["status"] == "error"
    assert proxy.seen and all(seen.startswith("CONNECT discogs.invalid:443 ") for seen in proxy.seen)
    assert not [seen for seen in proxy.seen if found_in(seen) or "uthorization" in seen]


def test_a_certificate_that_nobody_vouches_for_is_refused(make_upstreams, make_service):
    upstreams = make_upstreams("--unpaced", "--tls")
    once = "".join(f"[{name}]\nretries = 0\n" for name in ("discogs", "spotify", "euria"))
    service = make_service(upstreams, once).start()
    progress = service.sync()
    assert progress["status"] == "error"
    assert "certificate" in progress["last_error"]["message"]
    assert upstreams.requests("discogs") == 0  # refused before a credential was sent
    checked = run("check", "--config", service.config_path)
    assert checked.returncode == 1 and checked.stdout.count("SSL certificate problem") == 3
    assert sum(upstreams.requests(name) for name in ("discogs", "spotify", "accounts", "euria")) == 0


AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt"


class Trusting:
    """A service for which the system trusts one more certificate: in a mount namespace."""

    def __init__(self, service, certificate):
        command = service.command

        def trusting():
            script = f'mount --bind "$1" {AUTHORITIES}; shift; exec "$@"'
            return ["unshare", "--mount", "sh", "-ec", script, "sh", certificate, *command()]

        service.command = trusting
        self.service = service


def can_mount():
    tried = subprocess.run(
        ["unshare", "--mount", "sh", "-c", f"mount --bind /dev/null {AUTHORITIES}"],
        capture_output=True,
    )
    return tried.returncode == 0


def test_a_certificate_holds_for_its_names_only(tmp_path, make_upstreams, make_service):
    if not can_mount():
        pytest.skip("wants to mount a file over another")
    certificate = tmp_path / "certificate.pem"
    upstreams = make_upstreams("--unpaced", "--tls-certificate", certificate)
    # It says 127.0.0.1 and localhost.
    service = Trusting(make_service(upstreams), certificate).service.start()
    assert service.sync("?limit=2")["descriptions"] == 2
    service.stop()
    asked = upstreams.requests("discogs")
    port = upstreams.urls["discogs"].rsplit(":", 1)[1]
    for host in ("127.1.1.1", "[::ffff:127.0.0.1]"):
        text = f"[discogs]\nurl = https://{host}:{port}\nretries = 0\n"
        service = Trusting(make_service(upstreams, text), certificate).service.start()
        service.sync()
        service.stop()
    assert upstreams.requests("discogs") == asked


# --- what others make us write ------------------------------------------------------------------


FORGED = "2026-01-01T00:00:00Z error forged"
NASTY = {
    "newline": f"Night\n{FORGED}",
    "carriage return": f"Night\r{FORGED}",
    "escape": "Night\x1b[31m red \x1b]0;title\x07",
    "backspace": "Night\x08\x08\x08\x08\x08Day\x7f",
    "next line": f"Night\u0085{FORGED}",
    "C1 escape": "Night\u009b31m red",
    "line separator": f"Night\u2028{FORGED}\u2029",
    "override": "Night\u202egpj.exe\u202c",
    "isolate": "Night\u2066x\u2069",
    "format": "Night %s%n%d 100%",
    "quotes": 'Night "}\\u000a{"level":"error"',
    "very long": "Night " + 5000 * "é\n",
}
# The C0 and C1 controls but the newline; the ends of lines and the directions of Unicode.
FORBIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
TEXT_LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ (error|warn |info |debug) \S")


def assert_sound(log, is_json):
    text = log.decode("utf-8")  # strictly
    assert text.endswith("\n") and not FORBIDDEN.search(text)
    for line in text[:-1].split("\n"):
        if is_json:
            entry = json.loads(line)
            assert sorted(entry) == ["level", "message", "time"]
            assert not FORBIDDEN.search(entry["message"]) and "\n" not in entry["message"]
            assert not entry["message"].startswith(FORGED)
        else:
            assert TEXT_LINE.match(line), line
            assert not line.startswith(FORGED)
        assert len(line) < 5000


def collection_of(tmp_path):
    facts = [
        {"release_id": 900 + index, "title": title, "year": 1999, "artists": [f"{title} & Co"],
         "labels": [title], "formats": ["Vinyl"]}
        for index, title in enumerate(NASTY.values())
    ]
    path = tmp_path / "collection.json"
    path.write_text(json.dumps(facts))
    return path


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_title_forges_a_line_of_the_log(tmp_path, make_upstreams, make_service, form):
    upstreams = make_upstreams("--unpaced", "--collection", collection_of(tmp_path))
    config = f"[log]\nlevel = debug\nformat = {form}\n"
    service = make_service(upstreams, config).start()
    upstreams.fault("euria", "500", count=3)
    assert service.sync()["imported"] == len(NASTY)
    service.stop()
    log = service.log_path.read_bytes()
    assert log.count(b"Night") >= len(NASTY)
    assert_sound(log, form == "json")


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_client_forges_a_line_of_the_log(make_service, form):
    service = make_service(config=f"[log]\nlevel = debug\nformat = {form}\n").start()
    for nasty in NASTY.values():
        service.get("/" + urllib.parse.quote(nasty)[:4000])
        service.get("/healthz?" + urllib.parse.quote(nasty)[:4000])
        bare = nasty.replace("\n", "")[:3000]
        for head in (
            f"GET /{bare} HTTP/1.1\r\nHost: localhost",
            f"GET / HTTP/1.1\r\nHost: localhost{bare}",
            f"GET / HTTP/1.1\r\nHost: localhost\r\nUser-Agent: {bare}\r\nReferer: {bare}",
            f"GET / HTTP/1.1\r\nHost: localhost\r\nUser-Agent: {nasty}",
            f"{bare} / HTTP/1.1\r\nHost: localhost",
        ):
            with contextlib.suppress(ConnectionError):
                raw_request(service.url, head + "\r\nConnection: close\r\n\r\n")
        service.post(f"{ALBUMS}/1/spotify", json.dumps({"url": nasty}).encode())
    service.stop()
    assert_sound(service.log_path.read_bytes(), form == "json")


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("name", NASTY)
def test_no_provider_forges_a_line_of_the_log(make_service, stranger, form, name):
    body = {"text": NASTY[name], "json": json.dumps({"message": NASTY[name]})}[form].encode()
    kind = {"text": "text/plain", "json": "application/json"}[form]
    discogs = stranger(status=403, body=body, headers={"Content-Type": kind})
    service = make_service(
        config=f"[log]\nlevel = debug\nformat = {form}\n"
        f"[discogs]\nurl = {discogs.url}\nusername = someone\ntoken = fake-token\n"
    ).start()
    message = service.sync()["last_error"]["message"]
    service.stop()
    assert message.startswith("discogs answered 403: Night")
    assert not FORBIDDEN.search(message) and "\n" not in message
    assert_sound(service.log_path.read_bytes(), form == "json")
