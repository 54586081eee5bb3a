"""How much of what a sync finds is true, counted as scripts/score counts it."""

import copy
import pathlib
import sys

import pytest
from service import ALBUMS, ARTISTS

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
import scoring  # noqa: E402

DECOYS = (
    "karaoke", "tribute", "live", "re-recorded", "same-title", "same-name-artist", "other-volume",
    "self-titled-other-year",
)


@pytest.fixture(params=["1", "2", "3"])
def synced(request, make_upstreams, make_service):
    """What is true of a world, and what the service says of it: the arguments of scoring.score_of()."""
    upstreams = make_upstreams("--unpaced", "--seed", request.param)
    service = make_service(upstreams).start()
    progress = service.sync()
    assert progress["status"] == "completed" and progress["errors"] == 0, progress
    counters = upstreams.counters()
    albums = [service.get(f"{ALBUMS}/{album['id']}").json for album in service.albums()]
    return upstreams.truth(), albums, service.pages(ARTISTS), counters


def test_a_sync_finds_what_is_right_and_nothing_that_is_not(synced):
    score = scoring.score_of(*synced)
    assert all(score.links[name]["of"] >= 5 for name in DECOYS), "a world without difficulties"
    assert score.links[scoring.NONE]["of"] >= 10 and score.images[scoring.NONE]["of"] >= 5
    assert not score.listed["wrong_links"] and not score.listed["wrong_images"]
    assert scoring.recall(score.links[scoring.ALL]) >= 0.95, score.listed["missed_links"]
    assert not score.listed["violations"] and score.counts["costs"]["violations"] == 0
    assert score.per_album("spotify") <= 1.3
    assert score.counts["descriptions"] == {"stored": score.albums}
    assert scoring.shortcomings(score) == []


def test_the_score_tells_what_is_wrong(synced):
    truth, albums, artists, counters = synced
    linked = next(release for release in truth["releases"] if release["right"])
    told = next(album for album in albums if album["discogs_id"] == str(linked["discogs_id"]))
    faced = next(artist for artist in truth["artists"] if artist["image_url"])
    before = scoring.score_of(*synced)
    assert told["spotify_url"] in linked["right"]

    broken = copy.deepcopy(truth)
    next(of for of in broken["releases"] if of["discogs_id"] == linked["discogs_id"])["right"] = []
    next(of for of in broken["artists"] if of == faced)["image_url"] = None
    told["ai_description"] = "Aucune information disponible."
    lost = albums[0] if albums[0] is not told else albums[1]
    kept = [album for album in albums if album is not lost]
    after = scoring.score_of(broken, kept, artists, counters)

    link, = after.listed["wrong_links"]
    assert link["title"] == linked["title"] and link["reasons"] and link["right"] == []
    assert after.links[scoring.NONE]["wrong"] == 1
    image, = after.listed["wrong_images"]
    assert image["name"] == faced["name"] and after.images[scoring.NONE]["wrong"] == 1
    assert after.counts["verdicts"]["not imported"] == after.counts["descriptions"]["absent"] == 1
    assert after.listed["descriptions"][0]["fault"].startswith("placeholder")
    assert scoring.shortcomings(after)[:2] == ["1 wrong links", "1 wrong images"]

    both = scoring.Score().add(before).add(after)
    assert both.albums == 2 * before.albums
    assert both.links[scoring.ALL]["of"] == 2 * before.links[scoring.ALL]["of"]
    assert scoring.precision(both.links[scoring.ALL]) < 1
