"""What the trials of misbehaving providers stand on: how a sync goes when nothing disturbs it, a
service that sees the world as a trial wants it, and the facts that it has in the end."""

import functools
import os
import pathlib
import tempfile
import types

import promises
from promises import read
from service import UNPACED, Service, Upstreams, binary

PROVIDERS = ("discogs", "spotify", "accounts", "euria")
# Which part of the configuration, and of the progress, is about whom.
SECTION = {"discogs": "discogs", "spotify": "spotify", "accounts": "spotify", "euria": "euria"}



def albums_for(ground, provider):
    """So many that a sync has every moment: three pages of Discogs, or two in the short form."""
    return ground.times(110, 230) if provider == "discogs" else ground.times(30, 60)


LINKS = """
    SELECT a.discogs_id, l.verdict, l.url FROM albums a
    LEFT JOIN current_links l ON l.album_id = a.id"""
TEXTS = """
    SELECT a.discogs_id, d.outcome FROM albums a
    LEFT JOIN current_descriptions d ON d.album_id = a.id"""
FACES = """
    SELECT a.discogs_id, i.outcome, i.url FROM artists a LEFT JOIN artist_images i
    ON i.id = (SELECT max(id) FROM artist_images WHERE artist_id = a.id)"""
RECORDS = """
    SELECT discogs_id, title, cover_url, year, support, labels, formats, genres, styles,
           (SELECT count(*) FROM copies WHERE album_id = a.id),
           (SELECT group_concat(artist_id) FROM album_artists WHERE album_id = a.id) IS NOT NULL
    FROM albums a"""


def facts(database, truth):
    """{"links": {release: …}, …}: what is known, None where it is undecided. Of two links that are
    right, either is."""
    right = {release["discogs_id"]: release["right"] for release in truth["releases"]}
    found = {
        name: {row[0]: row[1:] if any(row[1:]) else None for row in read(database, sql)}
        for name, sql in (("links", LINKS), ("faces", FACES), ("texts", TEXTS), ("records", RECORDS))
    }
    for release, link in found["links"].items():
        if link and link[1] in right.get(release, ()):
            found["links"][release] = ("verified", "right")
    return found


def differences(found, expected, undecided_is_fine=False):
    """Sentences."""
    told = []
    for name, wanted in expected.items():
        wrong = [
            (key, found[name].get(key), value)
            for key, value in wanted.items()
            if found[name].get(key) != value and (found[name].get(key) or not undecided_is_fine)
        ]
        wrong += [(key, value, None) for key, value in found[name].items() if key not in wanted]
        if wrong:
            told.append(f"{len(wrong)} {name} differ, such as (id, is, should be) {wrong[:2]}")
    return told


@functools.cache
def usual(albums):
    """How it goes undisturbed: requests by provider, of which to Discogs' pages, and facts."""
    with tempfile.TemporaryDirectory(prefix="sillon-torture-") as folder:
        folder = pathlib.Path(folder)
        upstreams = Upstreams(folder, "--unpaced", "--albums", str(albums))
        service = Service(folder, upstreams, UNPACED).start()
        try:
            progress = service.sync()
            assert progress["status"] == "completed" and not progress["errors"], progress
            counters = upstreams.counters()
            service.sync("?full=true")
            return types.SimpleNamespace(
                requests={name: counters[name]["requests"] for name in PROVIDERS},
                facts=facts(service.database, upstreams.truth()),
            )
        finally:
            service.stop()
            upstreams.stop()


def outside(**settings):
    """An environment in which outside.c is preloaded: CLOCK_AHEAD_S, CERTIFICATES, NAMES_FAIL."""
    library = pathlib.Path(binary("SILLON")).parent.parent / "tests" / "outside.so"
    assert library.exists(), f"{library} is not built"
    sanitizer = os.environ.get("ASAN_OPTIONS", "")
    return {
        "LD_PRELOAD": str(library),
        "ASAN_OPTIONS": ":".join(filter(None, (sanitizer, "verify_asan_link_order=0"))),
        **{f"TORTURE_{key}": str(value) for key, value in settings.items()},
    }


def started_ahead(service, seconds):
    """Another life of the service, with a clock so far ahead."""
    service.environment = {**service.environment, **outside(CLOCK_AHEAD_S=int(seconds))}
    return service.start()


def it_is_as_if_nothing_had_been(ground, service, upstreams, albums):
    """With the providers well again: what a sync that nothing disturbed finds, and nothing else."""
    promises.the_rest_is_done(ground, service, upstreams)
    found = facts(service.database, upstreams.truth())
    for sentence in differences(found, usual(albums).facts):
        ground.lose("after all: " + sentence)
