"""What costs most to answer, asked for by many."""

import collections
import random
import threading
import time

from clients import ANSWER_MS, FLOOD_MS, Siege, connect, send, take_replies
from service import ALBUMS, ARTISTS, SYNC, wait_for
from trials import trial

CONNECTIONS = 64
STATS = "/api/v1/collection/stats"


def expensive(drawn):
    words = [drawn.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(drawn.randrange(1, 100))]
    odd = drawn.choice(["*", "%25", "_", '"', "%E2%98%85", "NEAR(a%20b)", "a%20OR%20b", "-", "^a"])
    sort = drawn.choice(["added", "title", "artist", "year"])
    order = drawn.choice(["asc", "desc"])
    missing = drawn.choice(["", "&missing=spotify_url", "&missing=ai_description", "&missing=image"])
    match = drawn.choice(["", "&match=verified", "&match=pending", "&match=absent"])
    return drawn.choice([
        (f"{ALBUMS}?search={'+'.join(words)}&page_size=100", {200}),
        (f"{ALBUMS}?search={odd}&sort={sort}", {200}),
        (f"{ALBUMS}?search={'a+' * 4000}", {422}),
        (f"{ALBUMS}?page=1000000000000000000", {422}),
        (f"{ALBUMS}?page=100000000&page_size=100&sort={sort}", {200}),
        (f"{ALBUMS}?sort={sort}&order={order}{missing}{match}&page_size=100", {200}),
        (f"{ALBUMS}?sort=title&year={drawn.randrange(1950, 2025)}&support=Vinyle", {200}),
        (f"{ARTISTS}?search={words[0]}&page_size=100", {200}),
        (STATS, {200}),
    ])


class Asker(threading.Thread):
    """One connection that asks again as soon as it was answered."""

    def __init__(self, url, seed, ended):
        super().__init__(daemon=True)
        self.url, self.drawn, self.ended = url, random.Random(seed), ended
        self.statuses, self.wrong = collections.Counter(), []
        self.start()

    def ask(self, client):
        target, wanted = expensive(self.drawn)
        send(client, f"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        received = b""
        while not (replies := take_replies(received)[0]):
            chunk = client.recv(1 << 18)
            if not chunk:
                raise ConnectionError("closed")
            received += chunk
        status = replies[0].status
        self.statuses[status] += 1
        if status not in wanted | {503} or (status == 503 and "retry-after" not in replies[0].headers):
            self.wrong.append(f"{target[:100]}: {status}")

    def run(self):
        client = connect(self.url)
        while not self.ended.is_set():
            try:
                self.ask(client)
            except OSError as error:
                self.wrong.append(repr(error))
                client = connect(self.url)
        client.close()


def wait_for_the_end(service):
    """Of a run that may take minutes."""
    end = time.monotonic() + 600
    while (progress := service.progress())["status"] != "completed":
        assert time.monotonic() < end, progress
        time.sleep(0.5)


def large_catalogue(siege):
    """Albums enough for a read to cost something: imported in a run of their own. Only Discogs is
    asked, here and in the siege, or ten thousand albums would be enriched in it."""
    service, upstreams = siege.service, siege.upstreams
    upstreams.control("/settings", "POST", latency="none")
    discogs_only = service.config_path.read_text().split("[spotify]")[0]
    service.config_path.write_text(discogs_only + "\n[discogs]\nrequests_per_minute = 0\n")
    service.start()
    service.post(SYNC)
    wait_for_the_end(service)
    service.stop()
    upstreams.control("/settings", "POST", latency="discogs=2000")


def besiege_reads(ground, attack, limit_ms):
    siege = Siege(ground, limit_mb=128, limit_ms=limit_ms)
    count = ground.times(500, 10000)
    siege.upstreams.control("/settings", "POST", albums=count)
    large_catalogue(siege)
    siege.upstreams.control("/collection", "POST", add=ground.times(500, 2000))
    with siege:
        attack(siege)


@trial("clients", "64 connections that ask for what costs most", short=True)
def expensive_reads(ground):
    def attack(siege):
        ended = threading.Event()
        askers = [Asker(siege.url, i, ended) for i in range(CONNECTIONS)]
        time.sleep(ground.times(2, 20))
        ended.set()
        for asker in askers:
            asker.join(60)
            ground.tried(asker.statuses.total())
            ground.hold(not asker.wrong, f"{len(asker.wrong)} wrong, such as {asker.wrong[:1]}")
        ground.hold(any(asker.statuses[200] for asker in askers), "no read was answered")

    besiege_reads(ground, attack, ANSWER_MS)


@trial("clients", "thousands of reads at once, by clients who leave")
def abandoned_reads(ground):
    """What is not waited for is not read: the queue is short, and over soon after they have left."""
    def attack(siege):
        for _ in range(ground.times(2, 5)):
            clients = [connect(siege.url) for _ in range(ground.times(300, 1500))]
            for client in clients:
                target, _ = expensive(ground.random)
                send(client, f"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
                ground.tried()
            for client in clients:
                client.close()
            began = time.monotonic()
            wait_for(lambda: siege.service.get(ALBUMS).status == 200, "an answer to another")
            took_s = time.monotonic() - began
            ground.hold(not ground.is_long or took_s < 5, f"{took_s:.1f} s until others were read to")

    besiege_reads(ground, attack, FLOOD_MS)
