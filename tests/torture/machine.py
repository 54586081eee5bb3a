"""What the trials of the machine share: a machine that misbehaves on order, and what is left then."""

import errno
import mmap
import os
import pathlib
import shutil
import sqlite3
import struct
import subprocess
import time

import promises
from service import SYNC, UNPACED, binary, request, wait_for

# As in saboteur.c.
ORDERS = (
    "space_bytes", "write_errno", "open_errno", "sync_delay_ms", "clock_ms", "deaths_at", "changes",
    "syncs",
)
NO_SPACE = errno.ENOSPC
READ_ONLY = errno.EROFS
# From SIGTERM to the end, and what a machine with other work may add.
STOP_S = 5
LOADED_S = 5


class Saboteur:
    """Orders to the library that is preloaded into a service: saboteur.c says what they mean."""

    def __init__(self, ground):
        self.folder = ground.fresh_folder()
        path = ground.fresh_folder() / "orders"
        path.write_bytes(struct.pack(f"{len(ORDERS)}q", -1, *[0] * (len(ORDERS) - 1)))
        with path.open("r+b") as file:
            self.map = mmap.mmap(file.fileno(), 0)
        library = pathlib.Path(binary("SILLON")).parent.parent / "tests" / "saboteur.so"
        self.environment = {
            "LD_PRELOAD": str(library), "SABOTEUR": str(path), "SABOTEUR_FOLDER": f"{self.folder}/",
            "ASAN_OPTIONS": "verify_asan_link_order=0:" + os.environ.get("ASAN_OPTIONS", ""),
        }

    def order(self, **orders):
        for name, value in orders.items():
            struct.pack_into("q", self.map, 8 * ORDERS.index(name), value)

    def told(self, name):
        return struct.unpack_from("q", self.map, 8 * ORDERS.index(name))[0]

    def make_peace(self):
        self.order(
            space_bytes=-1, write_errno=0, open_errno=0, sync_delay_ms=0, deaths_at=0, clock_ms=0)

    def service(self, ground, upstreams=None, config="", **environment):
        return ground.service(
            upstreams, config, self.folder, environment={**self.environment, **environment})


def forget_database(service):
    """As if there had never been one."""
    for path in service.folder.glob("sillon.db*"):
        path.unlink()


def bytes_of(service):
    """Each file of the database with its bytes; the log's index and the lock are nobody's data."""
    return {
        path.name: path.read_bytes()
        for path in service.folder.glob("sillon.db*") if path.suffix not in (".db-shm", ".lock")
    }


def try_to_start(service, patience_s=100, **options):
    """(exit status, the sentence that it ends with) of a start that is to fail; (None, …) if it did
    not."""
    with subprocess.Popen(
        service.command(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, **service.environment}, **options,
    ) as process:
        if url := process.stdout.readline().strip():
            try:
                request(url + "/healthz")
            finally:
                process.terminate()
                process.communicate(timeout=patience_s)
            return None, url
        errors = process.communicate(timeout=patience_s)[1]
    sentences = [line for line in errors.splitlines() if " error " in line or "sillon: " in line]
    return process.returncode, sentences[-1] if sentences else errors


def it_refuses(ground, service, *words, status=1, **options):
    """One sentence with each of the words, and the exit status."""
    ground.tried()
    left, sentence = try_to_start(service, **options)
    if left is None:
        ground.lose(f"it started, though it should have said {words}")
        return
    ground.hold(left == status, f"exit status {left} where {status} was promised: {sentence}")
    for word in words:
        ground.hold(str(word) in sentence, f"'{word}' is not in: {sentence}")


def it_stops_in_time(ground, service, what):
    ground.tried()
    began = time.monotonic()
    service.stop()
    took_s = time.monotonic() - began
    allowed_s = STOP_S if ground.is_long else STOP_S + LOADED_S
    ground.hold(took_s < allowed_s, f"{what}: it took {took_s:.1f} s to stop")


def it_failed_because(ground, progress, *words):
    """Of a run that could not go on."""
    ground.hold(progress["status"] == "error", f"the run ended as {progress['status']}")
    message = (progress["last_error"] or {"message": ""})["message"]
    for word in words:
        ground.hold(str(word) in message, f"'{word}' is not in last_error: {message}")


def is_ready(service):
    return service.get("/readyz").status == 200


def all_is_well(ground, service, upstreams, before=frozenset()):
    """The rest is done, and nothing of `before` is gone."""
    promises.the_rest_is_done(ground, service, upstreams)
    promises.catalogue_is_sound(ground, service.database)
    promises.nothing_is_gone(ground, before, service.database)
    promises.no_rule_is_broken(ground, upstreams)


def in_mid_sync(service, imported=1, path=SYNC):
    """A run that has begun to write."""
    assert service.post(path).status == 202
    wait_for(lambda: service.progress(path)["imported"] >= imported, "the first albums")


def copy_database(source, folder):
    """A catalogue that nobody has open."""
    for path in pathlib.Path(folder).glob("sillon.db*"):
        path.unlink()
    shutil.copy(source, pathlib.Path(folder) / "sillon.db")


def synced_database(ground, upstreams, config=""):
    """A catalogue of all of the collection, closed."""
    service = ground.service(upstreams, config)
    service.start()
    progress = service.sync()
    assert progress["status"] == "completed", progress
    service.stop()
    return service.database


def bare_database(ground, upstreams):
    """The same without links, images and descriptions: there is much to enrich."""
    service = ground.service(upstreams)
    text = service.config_path.read_text()
    discogs = text[text.index("[discogs]"):]
    discogs = discogs[: discogs.index("\n[", 1)]
    service.config_path.write_text(discogs + "\nrequests_per_minute = 0\n")
    service.start()
    progress = service.sync()
    assert progress["status"] == "completed", progress
    service.stop()
    return service.database


def make_older(path):
    """What version 1 of the program would have left."""
    connection = sqlite3.connect(path)
    connection.executescript(
        """DROP TABLE master_years;
        DROP INDEX albums_master;
        ALTER TABLE album_links DROP COLUMN year_of_edition;
        ALTER TABLE album_descriptions DROP COLUMN unverified;
        PRAGMA user_version = 1;""")
    connection.close()


def version_of(path):
    return promises.read(path, "PRAGMA user_version")[0][0]


class Lock:
    """Another program's transaction on the database."""

    def __init__(self, path, kind="IMMEDIATE"):
        self.connection = sqlite3.connect(path, timeout=60, isolation_level=None)
        self.connection.execute(f"BEGIN {kind}")
        if kind == "DEFERRED":  # a reader: its snapshot begins with its first read
            self.connection.execute("SELECT count(*) FROM albums").fetchall()

    def release(self):
        self.connection.execute("ROLLBACK")
        self.connection.close()


class Tmpfs:
    """A real file system of a few MB; `is_there` only where one may be mounted."""

    def __init__(self, ground, size_kb):
        self.folder = ground.fresh_folder()
        self.is_there = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size_kb}k", "tmpfs", self.folder],
            capture_output=True, check=False).returncode == 0

    def fill(self):
        with (self.folder / "ballast").open("wb", buffering=0) as ballast:
            for size in (65536, 4096):
                try:
                    while True:
                        ballast.write(b"x" * size)
                except OSError:
                    pass

    def empty(self):
        (self.folder / "ballast").unlink(missing_ok=True)

    def remove(self):
        if self.is_there:
            subprocess.run(["umount", "-l", self.folder], check=True)
