"""Disks that are full, read-only, or slow."""

import subprocess
import time

import promises
from machine import (
    NO_SPACE, READ_ONLY, Saboteur, Tmpfs, all_is_well, copy_database, forget_database, in_mid_sync,
    is_ready, it_failed_because, it_refuses, it_stops_in_time, make_older, synced_database, version_of,
)
from service import ENRICH, SYNC, wait_for
from trials import trial

SPACE = "free some space on that disk"
WRITABLE = "make the file and its folder writable"


def breaks_in_mid_sync(ground, order, *words):
    """Several times in one life: a run fails for that reason, the service goes on answering, and the
    run after it does the rest."""
    upstreams = ground.upstreams("--albums", str(ground.times(150, 500)))
    saboteur = Saboteur(ground)
    service = saboteur.service(ground, upstreams)
    before = set()
    for _ in range(ground.times(1, 25)):
        if service.process:
            service.stop()
        forget_database(service)
        service.start()
        service.post(SYNC)
        saboteur.order(**order())
        progress = service.finish()
        ground.tried()
        it_failed_because(ground, progress, service.database, *words)
        promises.it_says(ground, service, *words)
        ground.hold(service.get("/healthz").status == 200, "/healthz no longer answers")
        ground.hold(is_ready(service), "/readyz: what is there can be read all the same")
        before = promises.rows(service.database)
        saboteur.make_peace()
        all_is_well(ground, service, upstreams, before)


@trial("machine", "disk full in mid-sync, then space again", short=True)
def full_in_mid_sync(ground):
    breaks_in_mid_sync(
        ground, lambda: {"space_bytes": ground.random.randrange(0, 400_000)}, SPACE)


@trial("machine", "file system read-only in mid-sync, then writable again")
def read_only_in_mid_sync(ground):
    def order():
        time.sleep(ground.random.uniform(0, 0.05))
        return {"write_errno": READ_ONLY}

    breaks_in_mid_sync(ground, order, WRITABLE)


@trial("machine", "disk full at the first start, a little later each time", short=True)
def full_at_start(ground):
    upstreams = ground.upstreams("--albums", "20")
    saboteur = Saboteur(ground)
    service = saboteur.service(ground, upstreams)
    for space in range(0, 140_000, ground.times(60_000, 4_000)):
        forget_database(service)
        saboteur.order(space_bytes=space)
        it_refuses(ground, service, service.database, SPACE)
        saboteur.make_peace()
        service.start()
        ground.hold(is_ready(service), f"not ready after {space} bytes of space")
        service.stop()
    service.start()
    all_is_well(ground, service, upstreams)


@trial("machine", "disk full in an upgrade, a little later each time", short=True)
def full_in_an_upgrade(ground):
    upstreams = ground.upstreams("--albums", "20")
    old = synced_database(ground, upstreams)
    make_older(old)
    saboteur = Saboteur(ground)
    service = saboteur.service(ground, upstreams)
    copy_database(old, service.folder)
    before = promises.rows(service.database)
    size = old.stat().st_size
    for space in range(0, size, size // ground.times(2, 40)):
        saboteur.order(space_bytes=space)
        it_refuses(ground, service, service.database, SPACE)
        ground.hold(version_of(service.database) == 1, "it was upgraded without a copy")
        ground.hold(promises.rows(service.database) == before, "the old file is another")
        left = [path.name for path in service.folder.glob("sillon.db.*") if path.suffix != ".lock"]
        ground.hold(not left, f"{left} is left of a copy that failed")
        saboteur.make_peace()
    service.start()
    all_is_well(ground, service, upstreams)
    ground.hold(len(list(service.folder.glob("sillon.db.version-1.*"))) == 1, "no copy was kept")


@trial("machine", "disk full, a small file system with the log file on it", short=True)
def really_full(ground):
    disk = Tmpfs(ground, 24000)
    if not disk.is_there:
        ground.tried()  # not allowed to mount: the saboteur's trials stand for it
        return
    try:
        upstreams = ground.upstreams("--albums", str(ground.times(150, 400)))
        service = ground.service(
            upstreams, f"[log]\nfile = {disk.folder}/service.log\n", disk.folder)
        service.start()
        for _ in range(ground.times(1, 8)):
            service.post(SYNC + "?full=true")
            disk.fill()
            progress = service.finish()
            ground.tried()
            if progress["status"] != "completed":  # it may have been quicker
                it_failed_because(ground, progress, service.database, SPACE)
            service.stop()  # on a full disk
            it_refuses(ground, service, service.database, SPACE)
            disk.empty()
            before = promises.rows(service.database)
            service.start()
            all_is_well(ground, service, upstreams, before)
            service.stop()
            forget_database(service)
            service.start()
        service.stop()
    finally:
        disk.remove()


@trial("machine", "disk full when put-off work is due, and when a block is to be kept")
def full_when_due(ground):
    upstreams = ground.upstreams("--albums", "30")
    saboteur = Saboteur(ground)
    service = saboteur.service(ground, upstreams)
    service.start()
    upstreams.fault("euria", "429", retry_after=7200)
    progress = service.sync()
    ground.hold(progress["pending"]["euria"] == 30, f"nothing was put off: {progress['pending']}")
    upstreams.heal()
    upstreams.control("/reset", "POST")  # its own clock will not have gone ahead
    saboteur.order(space_bytes=0)
    service.stop()
    saboteur.order(space_bytes=-1, clock_ms=7_201_000)  # owed when the next life begins
    service.start()
    saboteur.order(space_bytes=0)
    wait_for(lambda: "resume: database" in service.log(), "a resumption that cannot be written")
    ground.tried()
    promises.it_says(ground, service, f"resume: database {service.database}: ", SPACE)
    saboteur.order(space_bytes=-1)
    written = "SELECT count(*) FROM album_descriptions"
    wait_for(lambda: promises.read(service.database, written) == [(30,)], "the resumption")

    saboteur.order(space_bytes=0)
    upstreams.fault("discogs", "429", retry_after=3600)
    service.post(SYNC)  # cannot be written itself
    saboteur.order(space_bytes=-1)
    service.post(SYNC + "?full=true")
    saboteur.order(space_bytes=0)
    wait_for(lambda: "its block is not remembered yet" in service.log(), "the block")
    ground.tried()
    saboteur.order(space_bytes=-1)
    blocks = "SELECT count(*) FROM provider_blocks WHERE provider = 'discogs'"
    wait_for(lambda: promises.read(service.database, blocks) == [(1,)], "the block in the file")
    upstreams.heal()
    service.stop()
    service.start()
    ground.hold(service.progress()["providers"]["discogs"]["state"] == "blocked", "block forgotten")
    promises.catalogue_is_sound(ground, service.database)
    promises.no_rule_is_broken(ground, upstreams)


@trial("machine", "file system read-only at start, for a new and an old catalogue", short=True)
def read_only_at_start(ground):
    upstreams = ground.upstreams("--albums", "20")
    saboteur = Saboteur(ground)
    service = saboteur.service(ground, upstreams)
    saboteur.order(open_errno=READ_ONLY)
    it_refuses(ground, service, service.database, "writable")
    saboteur.make_peace()
    service.start()
    service.sync()
    service.stop()
    saboteur.order(open_errno=READ_ONLY)
    it_refuses(ground, service, service.database, "writable")
    saboteur.make_peace()
    read_only_mount(ground, service)
    service.start()
    all_is_well(ground, service, upstreams)


def read_only_mount(ground, service):
    mounted = subprocess.run(
        ["mount", "--bind", "-o", "ro", service.folder, service.folder],
        capture_output=True, check=False).returncode == 0
    if mounted:
        it_refuses(ground, service, service.database, "writable")
        subprocess.run(["umount", "-l", service.folder], check=True)


@trial("machine", "another user's folder and file", short=True)
def another_users(ground):
    upstreams = ground.upstreams("--albums", "20")
    service = ground.service(upstreams)
    plain = service.command
    service.command = lambda: [
        "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--", *plain()]
    for folder in (service.folder, service.folder.parent):
        folder.chmod(0o755)
    service.config_path.chmod(0o644)
    if subprocess.run(
        ["setpriv", "--reuid=65534", "--clear-groups", "true"], capture_output=True, check=False
    ).returncode:
        ground.tried()  # not root: nobody to become
        return
    it_refuses(ground, service, service.database, "writable")
    service.command = plain
    service.start()
    service.sync()
    service.stop()
    service.command = lambda: [
        "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--", *plain()]
    it_refuses(ground, service, service.database, "accessible")  # the catalogue is nobody else's to read
    service.command = plain
    service.start()
    all_is_well(ground, service, upstreams)


@trial("machine", "each fsync takes 200 ms", short=True)
def slow_disk(ground):
    albums = ground.times(60, 600)
    upstreams = ground.upstreams("--albums", str(albums))
    saboteur = Saboteur(ground)
    service = saboteur.service(ground, upstreams)
    service.start()
    saboteur.order(sync_delay_ms=200)
    pulse = ground.pulse(service)
    before = saboteur.told("syncs")
    progress = service.sync()
    ground.hold(progress["status"] == "completed", f"the sync ended as {progress['status']}")
    ground.tried()
    promises.it_answered_in_time(ground, pulse)
    promises.memory_is_bounded(ground, service, 128)
    commits = saboteur.told("syncs") - before
    ground.hold(commits < albums, f"{commits} syncs of the disk for {albums} albums")
    service.post(ENRICH)
    it_stops_in_time(ground, service, "with a slow disk")
    saboteur.make_peace()
    service.start()
    all_is_well(ground, service, upstreams)
