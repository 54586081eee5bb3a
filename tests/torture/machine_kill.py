"""Killed without warning, and started again."""

import shutil
import signal
import time

import promises
from machine import (
    Saboteur, bare_database, copy_database, forget_database, make_older, synced_database, version_of,
)
from service import ALBUMS, ENRICH, SYNC, wait_for
from trials import trial


def what_it_tells(service):
    """Which albums are there, and how many the run has imported: whoever is told this relies on it."""
    progress = service.progress()
    albums = service.get(f"{ALBUMS}?page_size=100&sort=added&order=desc").json
    return progress["run_id"], progress["imported"], {album["discogs_id"] for album in albums}


def it_told_the_truth(ground, told, path):
    run_id, imported, albums = told
    stored = promises.read(path, f"SELECT count(*) FROM albums WHERE run_id = {int(run_id or 0)}")
    ground.hold(stored[0][0] >= imported, f"{imported} albums were told, {stored[0][0]} are there")
    there = {str(row[0]) for row in promises.read(path, "SELECT discogs_id FROM albums")}
    ground.hold(albums <= there, f"albums that were listed are gone: {albums - there}")


def check(ground, before, path):
    ground.tried()
    promises.catalogue_is_sound(ground, path)
    promises.nothing_is_gone(ground, before, path)
    return promises.rows(path)


def finish(ground, service, upstreams, before):
    service.start()
    promises.the_rest_is_done(ground, service, upstreams)
    promises.catalogue_is_sound(ground, service.database)
    promises.nothing_is_gone(ground, before, service.database)
    promises.no_rule_is_broken(ground, upstreams)


@trial("machine", "kill -9 at random moments of a sync", short=True)
def killed_in_mid_sync(ground):
    upstreams = ground.upstreams("--albums", str(ground.times(120, 600)))
    service = ground.service(upstreams)
    before = set()
    for _ in range(ground.times(3, 200)):
        if ground.is_long and len(before) > 6000:  # nearly all is there: once more from nothing
            forget_database(service)
            before = set()
        service.start()
        service.post(SYNC)
        time.sleep(ground.random.expovariate(1 / 0.15))  # the moment is what is tried
        told = what_it_tells(service)
        service.kill()
        it_told_the_truth(ground, told, service.database)
        before = check(ground, before, service.database)
    finish(ground, service, upstreams, before)


@trial("machine", "kill -9 at random moments of an enrichment", short=True)
def killed_in_mid_enrichment(ground):
    upstreams = ground.upstreams("--albums", str(ground.times(100, 600)))
    bare = bare_database(ground, upstreams)
    service = ground.service(upstreams)
    for life in range(ground.times(2, 100)):
        if life % 10 == 0:
            copy_database(bare, service.folder)
            before = promises.rows(bare)
        service.start()
        service.post(ENRICH)
        time.sleep(ground.random.expovariate(1 / 0.1))
        service.kill()
        before = check(ground, before, service.database)
    finish(ground, service, upstreams, before)


@trial("machine", "kill -9 before each change of the disk in a first sync", short=True)
def killed_at_each_change(ground):
    upstreams = ground.upstreams("--albums", "40")
    saboteur = Saboteur(ground)
    service = saboteur.service(ground, upstreams)
    points = range(20, 200, 90) if not ground.is_long else range(1, 300, 3)
    for point in points:
        forget_database(service)
        saboteur.order(deaths_at=point)
        try:
            service.start()
            service.sync()
        except (AssertionError, OSError):  # it was killed
            pass
        service.kill()
        saboteur.make_peace()
        service.start()
        before = check(ground, set(), service.database)
        service.stop()
    finish(ground, service, upstreams, before)


def upgrade_is_finished(ground, service, wanted, point):
    """The file is of this version with all its rows, and a whole copy of the old one beside it."""
    path = service.database
    ground.hold(version_of(path) == 2, f"version {version_of(path)} after a death at change {point}")
    there = {row[0] for row in promises.read(path, "SELECT discogs_id FROM albums")}
    ground.hold(there == wanted, f"albums differ after a death at change {point}")
    copies = list(path.parent.glob("sillon.db.version-1.*"))
    ground.hold(len(copies) == 1, f"{len(copies)} copies after a death at change {point}")
    for copy in copies:
        kept = {row[0] for row in promises.read(copy, "SELECT discogs_id FROM albums")}
        ground.hold(
            version_of(copy) == 1 and kept == wanted, f"the copy is not whole, death at {point}")
        ground.hold(promises.read(copy, "PRAGMA integrity_check") == [("ok",)], "copy not sound")
    left = list(path.parent.glob("*.partial*"))
    ground.hold(not left, f"{left} is left after a death at change {point}")


@trial("machine", "kill -9 before each change of the disk in an upgrade", short=True)
def killed_in_an_upgrade(ground):
    upstreams = ground.upstreams("--albums", "20")
    old = synced_database(ground, upstreams)
    make_older(old)
    wanted = {row[0] for row in promises.read(old, "SELECT discogs_id FROM albums")}
    saboteur = Saboteur(ground)
    service = saboteur.service(ground, upstreams)
    point, finished = 1, False
    while not finished:
        copy_database(old, service.folder)
        saboteur.order(deaths_at=point)
        try:
            service.start()
            service.stop()
            finished = saboteur.told("deaths_at") > 0
        except AssertionError:
            pass
        service.kill()
        saboteur.make_peace()
        service.start()
        service.stop()
        ground.tried()
        upgrade_is_finished(ground, service, wanted, point)
        promises.catalogue_is_sound(ground, service.database)
        point += ground.times(29, 1)


@trial("machine", "kill -9 in the middle of an orderly stop")
def killed_while_stopping(ground):
    upstreams = ground.upstreams("--albums", "200")
    service = ground.service(upstreams)
    before = set()
    for _ in range(60):
        service.start()
        service.post(SYNC + "?full=true")
        time.sleep(ground.random.expovariate(1 / 0.1))
        service.process.send_signal(signal.SIGTERM)
        time.sleep(ground.random.uniform(0, 0.02))
        service.kill()
        before = check(ground, before, service.database)
    finish(ground, service, upstreams, before)


@trial("machine", "kill -9 as soon as a pin is answered", short=True)
def killed_after_a_pin(ground):
    upstreams = ground.upstreams("--albums", "30")
    done = synced_database(ground, upstreams)
    service = ground.service(upstreams)
    shutil.copy(done, service.database)
    before = promises.rows(service.database)
    for life in range(ground.times(3, 60)):
        url = f"https://open.spotify.com/album/{life:022d}"
        service.start()
        wait_for(lambda: service.get("/readyz").status == 200)
        answer = service.post(f"{ALBUMS}/{life % 30 + 1}/spotify", b'{"url":"%s"}' % url.encode())
        service.kill()
        ground.hold(answer.status == 200, f"a pin was answered {answer.status}: {answer.body}")
        kept = promises.read(
            service.database, f"SELECT count(*) FROM album_links WHERE spotify_id = '{life:022d}'")
        ground.hold(kept == [(1,)], f"the pin {url} was answered, and is gone")
        before = check(ground, before, service.database)
