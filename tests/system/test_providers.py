"""Providers that fail: the Discogs import completes, the rest is put off, and goes on later."""

import datetime
import time

import pytest
from service import ENRICH, SYNC, wait_for


@pytest.mark.parametrize("kind", ["refuse", "500", "403-plain", "empty", "truncated"])
def test_spotify_down_leaves_its_facets_pending(service, upstreams, kind):
    upstreams.fault("spotify", kind, count=0)
    progress = service.sync()
    assert progress["status"] == "completed"
    assert progress["imported"] == len(service.albums())
    assert progress["spotify_urls"] == progress["artist_images"] == 0
    assert progress["pending"]["spotify"] > progress["imported"]
    assert progress["pending"]["euria"] == 0
    assert progress["descriptions"] == progress["imported"]
    assert progress["synced"] + progress["skipped"] + progress["errors"] == progress["total"]
    assert progress["providers"]["spotify"]["state"] == "unavailable"
    assert progress["providers"]["spotify"]["resumes_at"]


def test_the_run_goes_on_by_itself_when_the_provider_may_be_asked_again(make_service, upstreams):
    service = make_service(upstreams, "[euria]\npatience_seconds = 0\n").start()
    upstreams.fault("euria", "429", retry_after="2", count=1)
    progress = service.sync()
    assert progress["status"] == "completed"
    assert progress["providers"]["euria"]["state"] in ("blocked", "ok")
    wait_for(lambda: service.progress(ENRICH)["status"] == "completed", "the resumption")
    assert service.progress()["pending"] == {"spotify": 0, "euria": 0}
    assert all(album["ai_description"] for album in service.albums())
    assert not upstreams.violations()


def test_a_block_of_a_day_survives_a_restart(service, upstreams):
    upstreams.fault("spotify", "quota", retry_after="86000", count=1)
    progress = service.sync()
    assert progress["status"] == "completed"
    assert progress["providers"]["spotify"]["state"] == "blocked"
    assert progress["pending"]["spotify"] > 0
    until = progress["providers"]["spotify"]["resumes_at"]
    asked = upstreams.requests("spotify")

    service.stop()
    service.start()
    after = wait_for(lambda: service.progress()["pending"]["spotify"] and service.progress())
    assert after["providers"]["spotify"]["state"] == "blocked"
    assert after["providers"]["spotify"]["resumes_at"][:16] == until[:16]
    service.sync()
    assert upstreams.requests("spotify") == asked
    assert not upstreams.violations()


def test_a_block_that_ends_while_the_service_is_down_is_gone_on_from(make_service, upstreams):
    service = make_service(upstreams, "[spotify]\npatience_seconds = 0\n").start()
    upstreams.fault("spotify", "429", retry_after="2", count=1)
    until = service.sync()["providers"]["spotify"]["resumes_at"]
    service.stop()
    until_s = datetime.datetime.fromisoformat(until).timestamp() if until else 0
    wait_for(lambda: time.time() > until_s + 1, "the end of the block")
    service.start()
    wait_for(lambda: service.progress(ENRICH)["status"] == "completed", "the resumption")
    assert service.progress()["pending"] == {"spotify": 0, "euria": 0}
    assert not upstreams.violations()


def test_a_collection_that_a_block_cut_short_is_gone_on_with(make_service, upstreams):
    service = make_service(upstreams, "[discogs]\npatience_seconds = 0\n").start()
    upstreams.fault("discogs", "429", retry_after="2", **{"from": 2, "count": 1})
    progress = service.sync()
    assert progress["status"] == "error" and progress["errors"] > 0
    first = progress["run_id"]
    wait_for(lambda: service.progress()["run_id"] > first, "another walk")
    progress = service.finish()
    assert progress["status"] == "completed" and progress["errors"] == 0
    wanted = {release["discogs_id"] for release in upstreams.truth()["releases"]}
    assert len(service.albums()) == len(wanted)
    assert not upstreams.violations()


def test_a_collection_that_a_block_cut_short_is_gone_on_with_after_a_restart(make_service, upstreams):
    service = make_service(upstreams, "[discogs]\npatience_seconds = 0\n").start()
    upstreams.fault("discogs", "429", retry_after="3", **{"from": 2, "count": 1})
    assert service.sync()["status"] == "error"
    service.stop()
    service.start()
    wait_for(lambda: service.progress()["status"] == "completed", "another walk")
    wanted = {release["discogs_id"] for release in upstreams.truth()["releases"]}
    assert len(service.albums()) == len(wanted)
    assert not upstreams.violations()


def test_a_short_retry_after_is_waited_for(service, upstreams):
    upstreams.fault("spotify", "429", retry_after="1", count=1)
    progress = service.sync("?limit=10")
    assert progress["status"] == "completed"
    assert progress["pending"] == {"spotify": 0, "euria": 0}
    assert progress["providers"]["spotify"]["retries"] > 0
    assert not upstreams.violations()


def test_an_expired_token_is_renewed_once(service, upstreams):
    upstreams.fault("spotify", "401", **{"from": 20, "count": 1})
    progress = service.sync()
    assert progress["status"] == "completed" and progress["errors"] == 0
    assert progress["pending"] == {"spotify": 0, "euria": 0}
    assert upstreams.requests("accounts") <= 3


def test_without_spotify_and_euria_the_import_completes(make_service, upstreams):
    text = upstreams.config.read_text()
    upstreams.config.write_text(text[: text.index("[spotify]")])
    service = make_service(upstreams).start()
    log = service.log()
    assert log.count("spotify: not configured") == log.count("euria: not configured") == 1
    progress = service.sync()
    assert progress["status"] == "completed" and progress["imported"] > 200
    assert progress["providers"]["spotify"]["state"] == "disabled"
    assert service.post(ENRICH).status == 503


def test_without_discogs_a_sync_is_refused(make_service):
    service = make_service().start()
    answer = service.post(SYNC)
    assert answer.status == 503
    assert "discogs.token" in answer.json["detail"]


@pytest.mark.parametrize("kind", ["401", "403-json", "404"])
def test_a_refused_collection_is_an_error_that_says_why(service, upstreams, kind):
    upstreams.fault("discogs", kind, count=0)
    progress = service.sync()
    assert progress["status"] == "error"
    assert progress["last_error"]["stage"] == "discogs"
    assert progress["last_error"]["message"].startswith("discogs answered " + kind[:3])


def test_rows_without_ids_are_errors_and_the_rest_is_done(service, upstreams):
    upstreams.fault("discogs", "rows-without-ids", count=1)
    progress = service.sync()
    assert progress["errors"] > 0
    assert progress["synced"] + progress["skipped"] + progress["errors"] == progress["total"]
    assert progress["imported"] == len(service.albums()) > 0


def test_enrich_all_adds_what_an_outage_left(service, upstreams):
    upstreams.fault("euria", "500", count=0)
    service.sync("?limit=20")
    assert not any(album["ai_description"] for album in service.albums())
    before = service.dump("INSERT INTO album_descriptions")
    upstreams.heal()
    service.stop()
    service.start()  # a new life has no open circuit
    assert service.post(ENRICH + "?limit=5").status == 202
    progress = service.finish(ENRICH)
    assert progress["status"] == "completed" and progress["descriptions"] == 5
    assert service.post(ENRICH).status == 202
    service.finish(ENRICH)
    assert all(album["ai_description"] for album in service.albums())
    assert service.dump("INSERT INTO album_descriptions") == before


@pytest.mark.parametrize("kind", ["refusal", "placeholder", "length", "null-content", "empty-content"])
def test_an_answer_that_is_no_description_is_not_stored(service, upstreams, kind):
    upstreams.fault("euria", kind, count=0)
    progress = service.sync("?limit=3")
    assert progress["status"] == "completed" and progress["descriptions"] == 0
    assert all(album["ai_description"] is None for album in service.albums())


def test_the_limits_of_the_providers_are_kept(make_upstreams, make_service):
    upstreams = make_upstreams()  # with their windows
    service = make_service(upstreams, paced=True).start()
    assert service.sync("?limit=4")["status"] == "completed"
    counters = upstreams.counters()
    assert not upstreams.violations()
    assert counters["euria"]["in_flight_max"] <= 4
    assert counters["spotify"]["in_flight_max"] <= 8
