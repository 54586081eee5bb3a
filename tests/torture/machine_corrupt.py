"""Files that are no catalogue, a damaged one, somebody else's, or not there any more."""

import os
import shutil
import sqlite3

import promises
from machine import (
    all_is_well, bytes_of, copy_database, in_mid_sync, is_ready, it_failed_because, it_refuses,
    synced_database,
)
from service import SYNC, wait_for
from trials import trial

BACKUP = "restore it from a backup"
OTHER = "name another file in store.database"


def overwrite(path, at, data):
    with path.open("r+b") as file:
        file.seek(at)
        file.write(data)


def text_file(ground, path, _):
    path.write_text("Dear reader, this is no catalogue.\n" * ground.times(100, 1000))


def folder(_, path, __):
    path.unlink()
    path.mkdir()


def pipe(_, path, __):
    path.unlink()
    os.mkfifo(path)


def link_to_nowhere(_, path, __):
    path.unlink()
    path.symlink_to(path.parent / "no-such-folder" / "sillon.db")


def cut(_, path, __):
    os.truncate(path, path.stat().st_size // 2 // 4096 * 4096)


def one_byte(_, path, __):
    path.write_bytes(b"S")


def header_garbage(ground, path, _):
    overwrite(path, 0, ground.random.randbytes(100))


def first_page_garbage(ground, path, _):
    overwrite(path, 100, ground.random.randbytes(3900))


def newer(_, path, __):
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 999")
    connection.close()


def newer_with_its_log(_, path, __):
    """As a newer program leaves it when it is killed."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    connection.execute("PRAGMA user_version = 999")
    connection.execute("CREATE TABLE of_tomorrow (id INTEGER)")
    copies = {name: (path.parent / name).read_bytes() for name in ("sillon.db", "sillon.db-wal")}
    connection.close()
    for name, data in copies.items():
        (path.parent / name).write_bytes(data)


def another_programs(_, path, __):
    path.unlink()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE letters (text TEXT)")
    connection.execute("INSERT INTO letters VALUES ('dear reader')")
    connection.commit()
    connection.close()


def another_programs_with_its_log(_, path, __):
    path.unlink()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE letters (text TEXT)")
    copies = {name: (path.parent / name).read_bytes() for name in ("sillon.db", "sillon.db-wal")}
    connection.close()
    for name, data in copies.items():
        (path.parent / name).write_bytes(data)


def another_databases_log(_, path, other):
    """A good one of another catalogue."""
    connection = sqlite3.connect(other, isolation_level=None)
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    for place in range(50):
        connection.execute(
            "INSERT INTO provider_blocks (provider, until_ms, reason, created_ms)"
            " VALUES (?1, 1, hex(randomblob(2000)), 1)", (f"other {place}",))
    shutil.copy(f"{other}-wal", f"{path}-wal")
    connection.close()


def log_without_database(_, path, __):
    path.rename(f"{path}-wal")


BROKEN = (
    ("a text file", text_file, ("is not a database", OTHER)),
    ("one byte", one_byte, ("is not a database", OTHER)),
    ("a folder", folder, ("is a folder", "name a file")),
    ("a named pipe", pipe, ("is not a file", "name a file")),
    ("a link to nowhere", link_to_nowhere, ("make sure that its folder exists",)),
    ("garbage for a header", header_garbage, ("is not a database", BACKUP)),
    ("garbage for a first page", first_page_garbage, ("malformed", BACKUP)),
    ("half of a file", cut, ("malformed", BACKUP)),
    ("a newer version", newer, ("version 999", "use the newer program")),
    ("a newer version and its log", newer_with_its_log, ("version 999", "use the newer program")),
    ("another program's database", another_programs, ("belongs to another program", OTHER)),
    ("another program's database and its log", another_programs_with_its_log,
     ("belongs to another program", OTHER)),
    ("another catalogue's log", another_databases_log, ("do not belong together", "backup")),
    ("a log without its database", log_without_database, ("is missing or empty", "put the file back")),
)


@trial("machine", "a database that cannot be one, damaged, newer, or another's", short=True)
def not_understood(ground):
    upstreams = ground.upstreams("--albums", "40")
    sound = synced_database(ground, upstreams)
    other = synced_database(ground, ground.upstreams("--albums", "60", "--seed", "2"))
    for name, damage, words in BROKEN:
        service = ground.service(upstreams)
        copy_database(sound, service.folder)
        mine = ground.fresh_folder() / "sillon.db"
        shutil.copy(other, mine)
        damage(ground, service.database, mine)
        is_file = service.database.is_file()
        before = bytes_of(service) if is_file else {}
        it_refuses(ground, service, service.database, *words)
        after = bytes_of(service) if is_file else {}
        ground.hold(
            before == after, f"{name}: {[key for key in {*before, *after} if before.get(key) != after.get(key)]}"
            " is another after it was refused")
    shutil.copy(sound, service.folder / "sillon.db")  # the backup
    (service.folder / "sillon.db-wal").unlink(missing_ok=True)
    service.start()
    all_is_well(ground, service, upstreams)


@trial("machine", "an empty file, or a link to a file that is to be", short=True)
def empty(ground):
    upstreams = ground.upstreams("--albums", "20")
    service = ground.service(upstreams)
    service.database.touch()
    service.start()
    ground.tried()
    all_is_well(ground, service, upstreams)
    service = ground.service(upstreams)
    elsewhere = ground.fresh_folder() / "catalogue.db"
    service.database.symlink_to(elsewhere)
    service.start()
    ground.tried()
    all_is_well(ground, service, upstreams)
    service.stop()
    ground.hold(elsewhere.is_file() and service.database.is_symlink(), "the link was not followed")


def leaf_pages(path, table):
    return [
        row[0] for row in promises.read(
            path, f"SELECT pageno FROM dbstat WHERE name = '{table}' AND pagetype = 'leaf'")]


@trial("machine", "pages damaged that are met only in mid-run", short=True)
def damaged_page(ground):
    upstreams = ground.upstreams("--albums", "150")
    sound = synced_database(ground, upstreams)
    tables = ("albums", "album_artists", "artists", "copies", "album_descriptions")
    for table in tables[: ground.times(2, len(tables))]:
        service = ground.service(upstreams)
        copy_database(sound, service.folder)
        page = ground.random.choice(leaf_pages(sound, table))
        overwrite(service.database, (page - 1) * 4096, ground.random.randbytes(4096))
        damaged = service.database.read_bytes()
        service.start()
        upstreams.control("/collection", "POST", add=5)
        for path in (SYNC + "?full=true", "/api/v1/services/ai/enrich-all"):
            if service.post(path).status == 202:
                progress = service.finish(path.split("?")[0])
                if progress["status"] == "error":
                    it_failed_because(ground, progress, service.database, BACKUP)
        ground.tried()
        ground.hold(service.get("/healthz").status == 200, "it does not answer any more")
        service.stop()
        at = (page - 1) * 4096
        ground.hold(
            service.database.read_bytes()[at:at + 4096] == damaged[at:at + 4096],
            f"a damaged page of {table} was written to")


def delete(service):
    for path in service.folder.glob("sillon.db*"):
        path.unlink()


def move(service):
    service.database.rename(service.folder / "moved.db")


def delete_log(service):
    (service.folder / "sillon.db-wal").unlink()


def replace(service):
    copy = service.folder / "copy.db"
    shutil.copy(service.folder.parent / "backup.db", copy)
    copy.rename(service.database)


@trial("machine", "file deleted, moved or replaced while the service runs", short=True)
def taken_away(ground):
    upstreams = ground.upstreams("--albums", "60")
    sound = synced_database(ground, upstreams)
    shutil.copy(sound, ground.folder / "backup.db")
    for take in (delete, move, delete_log, replace) if ground.is_long else (delete_log, replace):
        for in_run in (False, True) if ground.is_long else (True,):
            service = ground.service(upstreams)
            copy_database(sound, service.folder)
            service.start()
            ground.hold(is_ready(service), "not ready")
            if in_run:
                upstreams.fault("euria", "drip")
                upstreams.control("/collection", "POST", add=50)
                in_mid_sync(service)
                upstreams.heal()
            take(service)
            ground.tried()
            answer = service.get("/readyz")
            told = answer.json.get("detail", "") if answer.status == 503 else ""
            ground.hold(
                str(service.database) in told and "restart the service" in told,
                f"{take.__name__}: /readyz says {answer.status} {answer.body}")
            if in_run:
                it_failed_because(
                    ground, service.finish(), service.database, "restart the service")
                promises.it_says(ground, service, "restart the service")
            else:
                refused = service.post(SYNC)
                ground.hold(refused.status >= 500, f"{take.__name__}: a sync was answered {refused.status}")
            others = bytes_of(service)
            service.stop()
            after_the_loss(ground, service, upstreams, take, others)


def after_the_loss(ground, service, upstreams, take, others):
    if take is move:
        (service.folder / "moved.db").rename(service.database)  # its log is still there
    elif take is replace:
        ground.hold(bytes_of(service) == others, "it wrote to the file that took its place")
        (service.folder / "sillon.db-wal").unlink(missing_ok=True)
    service.start()
    all_is_well(ground, service, upstreams)


@trial("machine", "a file moved away and back goes on without a restart", short=True)
def there_and_back(ground):
    upstreams = ground.upstreams("--albums", "60")
    service = ground.service(upstreams).start()
    service.sync("?limit=20")
    before = promises.rows(service.database)
    move(service)
    ground.tried()
    wait_for(lambda: not is_ready(service), "the loss to be noticed")
    (service.folder / "moved.db").rename(service.database)
    ground.hold(is_ready(service), "not ready, though the file is back")
    all_is_well(ground, service, upstreams, before)
