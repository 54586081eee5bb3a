"""The database held by another program."""

import threading
import time

import promises
from machine import Lock, all_is_well, in_mid_sync, is_ready, it_stops_in_time, synced_database
from service import ALBUMS, SYNC, wait_for
from trials import trial


@trial("machine", "database locked by a writer in mid-sync, then free", short=True)
def locked_in_mid_sync(ground):
    upstreams = ground.upstreams("--albums", str(ground.times(150, 600)))
    service = ground.service(upstreams).start()
    in_mid_sync(service)
    pulse = ground.pulse(service)
    lock = Lock(service.database)
    ground.tried()
    end = time.monotonic() + ground.times(2, 30)
    while time.monotonic() < end:
        ground.hold(is_ready(service), "/readyz does not answer while another program writes")
        ground.hold(service.get(ALBUMS).status == 200, "the albums cannot be read meanwhile")
        time.sleep(0.2)
    ground.hold(service.progress()["status"] == "running", "the sync did not wait for the lock")
    lock.release()
    progress = service.finish()
    ground.hold(progress["status"] == "completed" and not progress["errors"], f"it ended: {progress}")
    promises.it_answered_in_time(ground, pulse)
    all_is_well(ground, service, upstreams)


@trial("machine", "database locked for longer than is waited for")
def locked_for_long(ground):
    upstreams = ground.upstreams("--albums", "600")
    service = ground.service(upstreams).start()
    in_mid_sync(service)
    before = promises.rows(service.database)
    lock = Lock(service.database)
    ground.tried()
    time.sleep(62)  # a minute is waited
    message = wait_for(lambda: service.progress()["last_error"], "the end of its patience")["message"]
    ground.hold(
        str(service.database) in message and "end that program" in message, f"it says: {message}")
    lock.release()
    service.finish()
    all_is_well(ground, service, upstreams, before)


@trial("machine", "SIGTERM while another program holds the database", short=True)
def stopped_while_locked(ground):
    upstreams = ground.upstreams("--albums", "200")
    service = ground.service(upstreams)
    before = set()
    for _ in range(ground.times(1, 10)):
        service.start()
        in_mid_sync(service, 0 if before else 1, SYNC)
        lock = Lock(service.database)
        time.sleep(ground.random.uniform(0.05, 0.3))  # writes are waiting
        it_stops_in_time(ground, service, "locked")
        lock.release()
        promises.catalogue_is_sound(ground, service.database)
        promises.nothing_is_gone(ground, before, service.database)
        before = promises.rows(service.database)
    service.start()
    all_is_well(ground, service, upstreams, before)
    outcomes = {run["status"] for run in service.get("/api/v1/services/discogs/sync/history").json}
    ground.hold(
        outcomes <= {"completed", "cancelled", "interrupted", "error"}, f"history says {outcomes}")


@trial("machine", "database locked by a writer at start", short=True)
def locked_at_start(ground):
    upstreams = ground.upstreams("--albums", "60")
    service = ground.service(upstreams).start()
    in_mid_sync(service)
    service.kill()  # its run is still to be given an end, which is a write
    lock = Lock(service.database)
    ground.tried()
    held_s = ground.times(2, 30)
    # As sqlite3's connections belong to their thread, the service is what runs in another one.
    starter = threading.Thread(target=service.start)
    starter.start()
    time.sleep(held_s)
    ground.hold(starter.is_alive(), "it did not wait for the lock")
    lock.release()
    starter.join()
    before = promises.rows(service.database)
    all_is_well(ground, service, upstreams, before)
    service.stop()
    lock = Lock(service.database)
    ground.tried()
    began = time.monotonic()
    service.start()  # nothing is to be written: nothing to wait for
    ground.hold(is_ready(service), "not ready while another program writes")
    ground.hold(time.monotonic() - began < held_s + 5, "it waited for a lock that it did not need")
    lock.release()
    all_is_well(ground, service, upstreams, before)


@trial("machine", "SIGTERM at start, waiting for another program's lock", short=True)
def stopped_at_start_while_locked(ground):
    upstreams = ground.upstreams("--albums", "60")
    service = ground.service(upstreams).start()
    in_mid_sync(service)
    service.kill()
    lock = Lock(service.database)
    starter = threading.Thread(target=try_start, args=(service,))
    starter.start()
    time.sleep(1)
    it_stops_in_time(ground, service, "locked at start")
    starter.join()
    lock.release()
    service.start()
    all_is_well(ground, service, upstreams)


def try_start(service):
    try:
        service.start()
    except AssertionError:  # it ended without an address
        pass


@trial("machine", "another program reads one old state for long", short=True)
def read_for_long(ground):
    upstreams = ground.upstreams("--albums", str(ground.times(150, 1000)))
    database = synced_database(ground, ground.upstreams("--albums", "1"))
    service = ground.service(upstreams, folder=database.parent).start()
    reader = Lock(database, "DEFERRED")
    ground.tried()
    progress = service.sync()
    ground.hold(progress["status"] == "completed", f"the sync ended as {progress['status']}")
    log = database.with_name("sillon.db-wal")
    grown = log.stat().st_size
    reader.release()
    before = promises.rows(database)
    # The log is folded into the file by the next commits, and cut back where it is large.
    service.sync("?full=true")
    service.post(SYNC + "?full=true")
    service.finish()
    ground.hold(
        log.stat().st_size <= max(grown, 16 << 20), f"the log has {log.stat().st_size} bytes")
    service.stop()
    ground.hold(not log.exists(), "the log was left by an orderly stop")
    promises.catalogue_is_sound(ground, database)
    promises.nothing_is_gone(ground, before, database)
