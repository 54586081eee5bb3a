"""A wall clock that is set, forward or back, by hours."""

import re
import time

import promises
from machine import Saboteur, all_is_well, in_mid_sync
from service import ENRICH, SYNC, wait_for
from trials import trial

HOUR_MS = 3_600_000
# Any Retry-After is a block, and not waited for in place.
IMPATIENT = "\n[euria]\npatience_seconds = 1\n"
LEAPS_MS = (HOUR_MS, -HOUR_MS, 26 * HOUR_MS, -26 * HOUR_MS, 24 * 365 * HOUR_MS, -5000)


@trial("machine", "clock set by hours in mid-sync", short=True)
def leaps_in_mid_sync(ground):
    upstreams = ground.upstreams("--albums", str(ground.times(60, 300)))
    saboteur = Saboteur(ground)
    service = saboteur.service(ground, upstreams)
    for leap_ms in LEAPS_MS[: ground.times(1, len(LEAPS_MS))]:
        for path in service.folder.glob("sillon.db*"):
            path.unlink()
        saboteur.make_peace()
        service.start()
        in_mid_sync(service)
        saboteur.order(clock_ms=leap_ms)
        ground.tried()
        progress = service.finish()
        ground.hold(
            progress["status"] == "completed" and not progress["errors"], f"it ended: {progress}")
        ground.hold(0 <= progress["elapsed_seconds"] < 60, f"{progress['elapsed_seconds']} s elapsed")
        all_is_well(ground, service, upstreams)
        service.stop()
        between_runs(ground, service, upstreams, saboteur, leap_ms)


def between_runs(ground, service, upstreams, saboteur, leap_ms):
    before = promises.rows(service.database)
    saboteur.order(clock_ms=-leap_ms)
    service.start()
    ground.tried()
    all_is_well(ground, service, upstreams, before)
    history = service.get("/api/v1/services/discogs/sync/history").json
    numbers = [run["run_id"] for run in history]
    ground.hold(numbers == sorted(numbers, reverse=True), f"history is out of order: {numbers}")
    service.stop()


def state(service):
    return service.progress()["providers"]["euria"]["state"]


@trial("machine", "clock set while a block is waited for")
def leaps_in_a_block(ground):
    for leap_ms in (-2 * HOUR_MS, 2 * HOUR_MS, -26 * HOUR_MS):
        upstreams = ground.upstreams("--albums", "12")
        saboteur = Saboteur(ground)
        service = saboteur.service(ground, upstreams, IMPATIENT)
        service.start()
        upstreams.fault("euria", "429", retry_after=6, count=1)
        began = time.monotonic()
        progress = service.sync()
        saboteur.order(clock_ms=leap_ms)
        ground.tried()
        ground.hold(progress["pending"]["euria"] > 0, f"nothing was put off: {progress['pending']}")
        # On the clock that cannot be set the block is as long as it was.
        service.post(ENRICH)
        service.finish(ENRICH)
        if time.monotonic() < began + 5:
            ground.hold(state(service) == "blocked", f"it is {state(service)} once the clock was set")
        written = "SELECT count(*) FROM album_descriptions"
        wait_for(lambda: promises.read(service.database, written) == [(12,)], "it to go on by itself")
        promises.no_rule_is_broken(ground, upstreams)
        promises.catalogue_is_sound(ground, service.database)


@trial("machine", "clock set between two lives while a block stands", short=True)
def leaps_between_lives(ground):
    upstreams = ground.upstreams("--albums", "12")
    saboteur = Saboteur(ground)
    service = saboteur.service(ground, upstreams)
    service.start()
    upstreams.fault("euria", "429", retry_after=7200, count=1)
    service.sync()
    ground.hold(state(service) == "blocked", "no block")
    for leap_ms, wanted in ((0, "blocked"), (HOUR_MS, "blocked"), (-26 * HOUR_MS, "blocked"),
                            (3 * HOUR_MS, "ok")):
        service.stop()
        saboteur.order(clock_ms=leap_ms)
        if wanted == "ok":
            upstreams.control("/reset", "POST")  # by the service's clock the time has come
        service.start()
        ground.tried()
        ground.hold(state(service) == wanted, f"{state(service)} with the clock at {leap_ms} ms")
        resumes = service.progress()["providers"]["euria"]["resumes_at"]
        ground.hold(
            wanted == "ok" or re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", resumes or ""),
            f"resumes_at is {resumes}")
    written = "SELECT count(*) FROM album_descriptions"
    wait_for(lambda: promises.read(service.database, written) == [(12,)], "what was put off")
    promises.catalogue_is_sound(ground, service.database)
    promises.no_rule_is_broken(ground, upstreams)
