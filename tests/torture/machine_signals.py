"""Signals in every phase."""

import os
import re
import signal
import socket
import subprocess
import time

import promises
from machine import (
    Saboteur, all_is_well, bare_database, copy_database, in_mid_sync, is_ready, it_stops_in_time,
    make_older, synced_database, version_of,
)
from service import ALBUMS, ENRICH, SYNC, wait_for
from trials import trial


def history(service):
    return service.get("/api/v1/services/discogs/sync/history").json


def nothing(_service, _upstreams):
    """Idle."""


def walking(service, _):
    in_mid_sync(service)


def just_asked(service, _):
    service.post(SYNC + "?full=true")


def enriching(service, _):
    service.post(ENRICH)


def stalled(provider):
    def phase(service, upstreams):
        upstreams.fault(provider, "stall")
        before = upstreams.requests(provider)
        service.post(SYNC + "?full=true")
        wait_for(lambda: upstreams.requests(provider) > before, f"a request to {provider}")

    phase.__name__ = f"waiting for {provider}"
    return phase


def dripping(service, upstreams):
    upstreams.fault("discogs", "drip")
    service.post(SYNC + "?full=true")


def years(service, upstreams):
    upstreams.fault("discogs", "stall", path="/masters")
    before = upstreams.requests("discogs")
    service.post(SYNC + "?full=true")
    wait_for(lambda: upstreams.requests("discogs") > before, "Discogs")


def cancelling(service, upstreams):
    upstreams.fault("euria", "stall")
    service.post(SYNC + "?full=true")
    service.post(SYNC + "/cancel")


def blocked(service, upstreams):
    upstreams.fault("euria", "429", retry_after=7200, count=1)
    service.sync("?full=true")


def connect(service):
    host, port = re.match(r"http://(.*):(\d+)", service.url).groups()
    return socket.create_connection((host, int(port)))


def with_clients(service, _):
    """Event streams, half a request, half a body."""
    service.clients = [connect(service) for _ in range(12)]
    for place, client in enumerate(service.clients):
        client.sendall((
            b"GET %s/progress/stream HTTP/1.1\r\nHost: localhost\r\n\r\n" % SYNC.encode(),
            b"GET / HTT",
            b"POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n\r\nhalf" % SYNC.encode(),
        )[place % 3])
    service.post(SYNC + "?full=true")


PHASES = (
    nothing, just_asked, walking, enriching, stalled("discogs"), stalled("spotify"), stalled("euria"),
    dripping, years, cancelling, blocked, with_clients,
)


def end_of_life(ground, service, upstreams, what, before):
    it_stops_in_time(ground, service, what)
    ground.hold("sillon: stopped" in service.log().splitlines()[-1], f"{what}: no orderly end")
    upstreams.heal()
    promises.catalogue_is_sound(ground, service.database)
    promises.nothing_is_gone(ground, before, service.database)
    unended = promises.read(
        service.database, "SELECT id FROM runs WHERE id NOT IN (SELECT run_id FROM run_ends)")
    ground.hold(not unended, f"{what}: runs {unended} have no end")
    return promises.rows(service.database)


@trial("machine", "SIGTERM in every phase of a life", short=True)
def sigterm_in_every_phase(ground):
    for phase in PHASES if ground.is_long else PHASES[2:9:3] + PHASES[-1:]:
        upstreams = ground.upstreams("--albums", str(ground.times(80, 400)))
        bare = bare_database(ground, upstreams) if phase is enriching else None
        for _ in range(ground.times(1, 5)):
            service = ground.service(upstreams)
            if bare:
                copy_database(bare, service.folder)
            service.start()
            phase(service, upstreams)
            time.sleep(ground.random.uniform(0, 0.2))
            before = end_of_life(ground, service, upstreams, phase.__name__, set())
            for client in getattr(service, "clients", []):
                client.close()
        if phase is not blocked:
            service.start()
            outcomes = [run["status"] for run in history(service)]
            ground.hold(
                set(outcomes) <= {"completed", "cancelled"}, f"{phase.__name__}: it lists {outcomes}")
            all_is_well(ground, service, upstreams, before)
            service.stop()
        upstreams.stop()
        ground._upstreams.remove(upstreams)  # pylint: disable=protected-access


@trial("machine", "SIGTERM at random moments of a start and an upgrade", short=True)
def sigterm_at_start(ground):
    upstreams = ground.upstreams("--albums", "60")
    old = synced_database(ground, upstreams)
    make_older(old)
    saboteur = Saboteur(ground)
    service = saboteur.service(ground, upstreams)
    statuses = set()
    for _ in range(ground.times(4, 60)):
        copy_database(old, service.folder)
        before = {row[0] for row in promises.read(old, "SELECT discogs_id FROM albums")}
        saboteur.order(sync_delay_ms=20)  # an upgrade of many albums
        process = subprocess.Popen(
            service.command(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, **service.environment})
        # Before it can catch anything it is not there yet.
        wait_for(lambda: catches(process.pid) or process.poll() is not None, "its handlers")
        time.sleep(ground.random.uniform(0, 0.3))
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        statuses.add(process.wait(60))
        ground.tried()
        ground.hold(time.monotonic() - began < 5, "it took more than 5 s to stop")
        saboteur.make_peace()
        promises_of_an_upgrade(ground, service, before)
        for path in service.folder.glob("sillon.db.*"):
            path.unlink()
    ground.hold(statuses == {0}, f"exit statuses {statuses}")
    service.start()
    all_is_well(ground, service, upstreams)


def promises_of_an_upgrade(ground, service, before):
    version = version_of(service.database)
    copies = list(service.folder.glob("sillon.db.*-1.*"))
    ground.hold(
        version == 1 or len(copies) == 1, f"version {version} with the copies {copies}")
    there = {row[0] for row in promises.read(service.database, "SELECT discogs_id FROM albums")}
    ground.hold(there == before, "albums are gone")


def catches(pid):
    """Whether SIGTERM has a handler."""
    try:
        with open(f"/proc/{pid}/status", encoding="ascii") as file:
            caught = next(line for line in file if line.startswith("SigCgt"))
    except (OSError, StopIteration):
        return False
    return int(caught.split()[1], 16) >> (signal.SIGTERM - 1) & 1


@trial("machine", "SIGTERM twice: it ends at once", short=True)
def sigterm_twice(ground):
    upstreams = ground.upstreams("--albums", str(ground.times(120, 400)))
    service = ground.service(upstreams)
    before = set()
    for _ in range(ground.times(2, 40)):
        service.start()
        service.post(SYNC + "?full=true")
        time.sleep(ground.random.uniform(0, 0.2))
        slow = connect(service)
        slow.sendall(b"GET / HTT")  # the drain would wait for it
        stops = service.log().count("sillon: stopping")
        service.process.send_signal(signal.SIGTERM)
        # Before that both would be one signal.
        wait_for(lambda: service.log().count("sillon: stopping") > stops, "the first to be noticed")
        time.sleep(ground.random.uniform(0, 0.05))
        began = time.monotonic()
        service.process.send_signal(signal.SIGTERM)
        status = service.process.wait(60)
        slow.close()
        ground.tried()
        ground.hold(time.monotonic() - began < 2, f"it took {time.monotonic() - began:.1f} s")
        ground.hold(status in (0, 1), f"exit status {status}")
        promises.catalogue_is_sound(ground, service.database)
        promises.nothing_is_gone(ground, before, service.database)
        before = promises.rows(service.database)
    service.start()
    all_is_well(ground, service, upstreams, before)


@trial("machine", "storms of SIGHUP and SIGPIPE, SIGINT, SIGSTOP for a while", short=True)
def other_signals(ground):
    upstreams = ground.upstreams("--albums", str(ground.times(120, 600)))
    service = ground.service(upstreams, f"[log]\nfile = {ground.fresh_folder()}/service.log\n")
    service.start()
    in_mid_sync(service)
    for _ in range(ground.times(200, 5000)):
        service.process.send_signal(signal.SIGHUP)
        service.process.send_signal(signal.SIGPIPE)
        ground.tried()
    service.process.send_signal(signal.SIGSTOP)
    time.sleep(ground.times(0.5, 8))
    service.process.send_signal(signal.SIGCONT)
    ground.tried()
    ground.hold(is_ready(service), "not ready after it was stopped for a while")
    progress = service.finish()
    ground.hold(
        progress["status"] == "completed" and not progress["errors"], f"it ended: {progress}")
    all_is_well(ground, service, upstreams)
    service.post(SYNC + "?full=true")
    service.process.send_signal(signal.SIGINT)
    ground.tried()
    ground.hold(service.process.wait(60) == 0, "SIGINT is no failure")
    promises.catalogue_is_sound(ground, service.database)
    service.start()
    ground.hold(service.get(ALBUMS).status == 200, "it does not start again")
