"""What sillon promises whatever happens to it, as checks that a trial holds its ground against."""

import json
import sqlite3

from pulse import percentile
from service import SYNC

# An album is written with all of these, or not at all.
HALF_ALBUMS = """
    SELECT a.id, a.title FROM albums a
    WHERE NOT EXISTS (SELECT 1 FROM album_artists WHERE album_id = a.id)
       OR NOT EXISTS (SELECT 1 FROM copies WHERE album_id = a.id)
       OR NOT EXISTS (SELECT 1 FROM album_search WHERE rowid = a.id)"""
DUPLICATES = """
    SELECT 'album', discogs_id FROM albums GROUP BY 2 HAVING count(*) > 1
    UNION ALL SELECT 'copy', instance_id FROM copies GROUP BY 2 HAVING count(*) > 1
    UNION ALL SELECT 'artist', discogs_id FROM artists
              WHERE discogs_id IS NOT NULL GROUP BY 2 HAVING count(*) > 1"""
TABLES = """
    SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
    AND name NOT LIKE 'album_search%'"""


def read(path, sql):
    """Rows; the file is opened as any other program would."""
    connection = sqlite3.connect(path, timeout=60)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def rows(path):
    """Every row of the catalogue: {(table, row…)}."""
    tables = [name for (name,) in read(path, TABLES)]
    return {(table, *row) for table in tables for row in read(path, f"SELECT * FROM {table}")}


def catalogue_is_sound(ground, path):
    """Whole, consistent, no half album, no duplicate."""
    integrity = read(path, "PRAGMA integrity_check")
    ground.hold(integrity == [("ok",)], f"integrity_check: {integrity[:3]}")
    ground.hold(not (broken := read(path, "PRAGMA foreign_key_check")), f"foreign keys: {broken[:3]}")
    ground.hold(not (half := read(path, HALF_ALBUMS)), f"half albums: {half[:3]}")
    ground.hold(not (twice := read(path, DUPLICATES)), f"duplicates: {twice[:3]}")
    ground.looked_at(read(path, "SELECT count(*) FROM albums")[0][0])


def nothing_is_gone(ground, before, path):
    """`before`: rows() at an earlier time."""
    gone = before - rows(path)
    ground.hold(not gone, f"{len(gone)} rows are gone or changed, such as {sorted(map(str, gone))[:2]}")


def every_album_is_accounted_for(ground, progress, path):
    """Of a run that has ended, with the catalogue as it is now."""
    told = {key: progress[key] for key in ("total", "current", "synced", "skipped", "errors")}
    ground.hold(
        progress["synced"] + progress["skipped"] + progress["errors"] == progress["total"],
        f"the albums do not add up: {told}",
    )
    imported = read(
        path, f"SELECT count(*) FROM albums WHERE run_id = {int(progress['run_id'])}"
    )[0][0]
    ground.hold(
        imported == progress["imported"], f"{progress['imported']} imported, {imported} stored"
    )
    if progress["errors"] or progress["status"] == "error":
        error = progress["last_error"]
        ground.hold(error and error["message"], f"errors without a reason: {json.dumps(progress)}")


def no_rule_is_broken(ground, upstreams):
    violations = upstreams.violations()
    ground.hold(not violations, f"{len(violations)} violations, such as {violations[:2]}")


def the_rest_is_done(ground, service, upstreams):
    """With the providers well again, a full run leaves nothing undone. No provider may be blocked
    for long."""
    progress = service.sync("?full=true")
    ground.hold(progress["status"] == "completed", f"the next run ended as {progress['status']}")
    ground.hold(progress["errors"] == 0, f"the next run had errors: {progress['last_error']}")
    ground.hold(not any(progress["pending"].values()), f"still pending: {progress['pending']}")
    wanted = {release["discogs_id"] for release in upstreams.truth()["releases"]}
    there = {row[0] for row in read(service.database, "SELECT discogs_id FROM albums")}
    ground.hold(there == wanted, f"{len(wanted - there)} albums missing, {len(there - wanted)} invented")
    every_album_is_accounted_for(ground, progress, service.database)


def it_answered_in_time(ground, *pulses, limit_ms=20):
    """p99 of its own HTTP, beyond what the machine itself held up, over all these pulses. Only where
    nothing else loads the machine: scripts/torture."""
    figures = [pulse.stop() for pulse in pulses]
    ground.hold(all(each["answers"] for each in figures), "the service never answered")
    answer_ms = percentile([ms for each in figures for ms in each["all_ms"]], 0.99)
    machine_ms = percentile([ms for each in figures for ms in each["all_machine_ms"]], 0.99)
    ground.hold(
        not ground.is_long or answer_ms <= limit_ms + machine_ms,
        f"the service answered within {answer_ms:.1f} ms (p99), an echo within {machine_ms:.1f} ms",
    )


def memory_is_bounded(ground, service, limit_mb):
    """Only of the program as it is shipped: sanitizers need several times as much."""
    ground.measure(service)
    ground.hold(
        not ground.is_long or ground.record.peak_mb <= limit_mb,
        f"peak memory {ground.record.peak_mb:.0f} MB, {limit_mb} MB were promised",
    )


def it_says(ground, service, *words):
    """Each word or phrase in the service's log."""
    log = service.log()
    for word in words:
        ground.hold(word in log, f"the log does not say '{word}'")


def run(service, path=SYNC):
    """A run that is started and waited for, whatever becomes of it."""
    service.post(path)
    return service.finish(path)
