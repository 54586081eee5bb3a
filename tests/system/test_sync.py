"""The main job, from the outside: the real binary against the stand-ins."""

import subprocess

from service import ALBUMS, SYNC, wait_for


def accounted(progress):
    return progress["synced"] + progress["skipped"] + progress["errors"] == progress["total"]


def test_first_sync_brings_and_enriches_the_whole_collection(service, upstreams):
    started = service.post(SYNC)
    assert started.status == 202
    assert started.headers["Location"] == SYNC + "/progress"
    assert started.json["status"] == "started"
    assert started.json["message"] == "Synchronisation démarrée en arrière-plan"

    progress = service.finish()
    assert progress["status"] == "completed", progress
    assert progress["run_id"] == started.json["run_id"]
    assert progress["total"] == 235 and accounted(progress)
    assert progress["errors"] == 0 and progress["last_error"] is None
    assert progress["percent"] == 100.0
    assert progress["pending"] == {"spotify": 0, "euria": 0}

    albums = service.albums()
    releases = [album["discogs_id"] for album in albums]
    assert len(releases) == len(set(releases)) == progress["imported"]
    truth = {str(release["discogs_id"]) for release in upstreams.truth()["releases"]}
    assert set(releases) == truth
    described = [album for album in albums if album["ai_description"]]
    assert len(described) == len(albums) == progress["descriptions"]
    assert all(len(album["ai_description"]) > 40 for album in described)
    assert sum(bool(album["images"]) for album in albums) == progress["album_images"]
    linked = [album for album in albums if album["spotify_url"]]
    assert len(linked) == progress["spotify_urls"] > len(albums) / 2
    assert service.query("SELECT count(*) AS n FROM copies") == [{"n": 235}]
    various = "SELECT count(*) AS n FROM artist_images JOIN artists a ON a.id = artist_id "
    assert service.query(various + "WHERE a.name = 'Various'") == [{"n": 1}]


def test_every_link_is_the_right_one(service, upstreams):
    service.sync()
    right = {str(release["discogs_id"]): release["right"] for release in upstreams.truth()["releases"]}
    linked = [album for album in service.albums() if album["spotify_url"]]
    wrong = [
        (album["title"], album["spotify_url"])
        for album in linked
        if album["spotify_url"] not in right[album["discogs_id"]]
    ]
    assert linked and not wrong


def test_second_sync_adds_nothing_and_changes_no_byte(service, upstreams):
    first = service.sync()
    before = service.dump()
    upstreams.control("/reset", "POST")
    second = service.sync()
    assert second["status"] == "completed"
    assert (second["imported"], second["synced"], second["errors"]) == (0, 0, 0)
    assert second["skipped"] == second["total"] == first["total"]
    assert service.dump() == before
    assert upstreams.requests("discogs") == 1
    assert upstreams.requests("spotify") == upstreams.requests("euria") == 0


def test_new_copies_are_found_newest_first(service, upstreams):
    service.sync()
    upstreams.control("/collection", "POST", add=3)
    upstreams.control("/reset", "POST")
    progress = service.sync()
    assert progress["imported"] == progress["synced"] == 3
    assert progress["total"] == 238 and accounted(progress)
    assert upstreams.requests("discogs") <= 2
    assert upstreams.requests("spotify") > 0


def test_a_collection_that_shrinks_under_the_walk_is_gone_through_again(service, upstreams):
    upstreams.fault(
        "discogs", "stall", path="/users", seconds=1, **{"from": 2, "count": 1}
    )  # time to take away what the third page was said to have
    assert service.post(SYNC).status == 202
    wait_for(lambda: upstreams.requests("discogs") == 2, "the second page to be asked for")
    upstreams.control("/collection", "POST", remove=150)
    progress = service.finish()
    assert upstreams.counters()["discogs"]["by_status"]["404"] == 1
    assert progress["status"] == "completed" and progress["errors"] == 0
    assert not progress["last_error"] and accounted(progress)
    left = {release["discogs_id"] for release in upstreams.truth()["releases"]}
    assert left <= {int(album["discogs_id"]) for album in service.albums()}


def test_limit_imports_so_many_and_the_next_run_goes_on(service):
    progress = service.sync("?limit=5")
    assert progress["imported"] == progress["synced"] == progress["total"] == 5
    assert len(service.albums()) == 5
    again = service.sync("?limit=5")
    assert again["imported"] == 5 and accounted(again)
    assert len(service.albums()) == 10
    rest = service.sync()
    assert rest["status"] == "completed" and rest["total"] == 235 and accounted(rest)


def test_dry_run_writes_nothing_and_tells_the_cost(service):
    before = service.dump()
    started = service.post(SYNC + "?dry_run=true")
    assert started.status == 202 and started.json["run_id"] is None
    progress = service.finish()
    assert progress["status"] == "completed"
    forecast = progress["forecast"]
    assert 200 < forecast["albums"] <= 235
    assert 3 < forecast["requests"]["discogs"] < 3 + forecast["albums"] / 4  # pages and masters
    assert forecast["requests"]["euria"] == -(-forecast["albums"] // 4)
    assert service.dump() == before
    assert service.get(SYNC + "/history").json == []


def test_one_job_at_a_time(service, upstreams):
    upstreams.fault("euria", "stall", count=0)
    first = service.post(SYNC)
    wait_for(lambda: service.progress()["in_flight"] > 0)
    second = service.post(SYNC)
    assert second.status == 409
    assert second.headers["Content-Type"] == "application/problem+json"
    assert second.json["run_id"] == first.json["run_id"]
    assert service.post("/api/v1/services/ai/enrich-all").status == 409


def test_cancel_finishes_what_is_being_written(service, upstreams):
    upstreams.fault("euria", "stall", count=0)
    service.post(SYNC)
    wait_for(lambda: service.progress()["spotify_urls"] > 5)
    assert service.post(SYNC + "/cancel").status == 202
    progress = service.finish()
    assert progress["status"] == "cancelled"
    assert progress["imported"] == len(service.albums())
    assert service.post(SYNC + "/cancel").status == 409
    history = service.get(SYNC + "/history").json
    assert history[0]["status"] == "cancelled" and history[0]["imported"] == progress["imported"]

    upstreams.heal()
    after = service.sync()
    assert after["status"] == "completed" and accounted(after)
    assert after["pending"] == {"spotify": 0, "euria": 0}
    assert all(album["ai_description"] for album in service.albums())


def test_kill_in_mid_sync_loses_nothing_committed(service, upstreams):
    upstreams.control("/settings", "POST", latency="discogs=5,spotify=5,euria=20")
    service.post(SYNC)
    wait_for(lambda: service.progress()["descriptions"] > 20)
    service.kill()
    check = ["sqlite3", service.database, "PRAGMA integrity_check; PRAGMA foreign_key_check"]
    assert subprocess.run(check, capture_output=True, text=True, check=True).stdout == "ok\n"
    kept = set(service.dump().splitlines())

    service.start()
    assert service.progress()["status"] == "idle"
    assert service.get(SYNC + "/history").json[0]["status"] == "interrupted"
    progress = service.sync()
    assert progress["status"] == "completed" and accounted(progress)
    assert progress["pending"] == {"spotify": 0, "euria": 0}
    now = set(service.dump().splitlines())
    assert not {line for line in kept - now if "album_search" not in line}
    assert all(album["ai_description"] for album in service.albums())
    assert service.query("SELECT count(*) AS n FROM copies") == [{"n": 235}]


def test_the_log_tells_the_story(service):
    progress = service.sync()
    log = service.log()
    for line in (
        "🔄 Début synchronisation Discogs - Mode: AJOUTER SEULEMENT LES NOUVEAUX",
        "📡 Récupération collection Discogs...",
        "✅ 235 albums trouvés dans la collection Discogs",
        "✨ Nouvel artiste créé: The Young Gods",
        "🎤 Image artiste Spotify ajoutée: The Young Gods",
        "🎵 URL Spotify album trouvée: T.V. Sky",
        "📸 Image Discogs album ajoutée: T.V. Sky",
        "🤖 Description IA Euria générée: T.V. Sky",
        "Album importé et enrichi: T.V. Sky",
        "║           ✅ SYNCHRONISATION DISCOGS TERMINÉE          ║",
        f"║    ✨ {progress['imported']:3} albums AJOUTÉS (nouveau)                     ║",
        f"║    🎤 {progress['artist_images']:3} images artistes ajoutées",
    ):
        assert line in log, line
    assert log.count("✅ [") == progress["synced"]
    service.sync("?full=true")
    assert "⏭️  Album existe déjà (ID Discogs: 25118110): T.V. Sky" in service.log()


def test_the_lines_of_the_seed_work_as_printed(service, tmp_path):
    """The owner's own commands, with the port that this test has."""
    service.sync("?limit=5")
    lines = [
        'curl "http://localhost:8000/api/v1/services/discogs/sync/progress"',
        "curl http://localhost:8000/api/v1/collection/albums?page=1&page_size=1",
        """curl "http://localhost:8000/api/v1/collection/artists" | jq '.[0] | {name, images}'""",
        """curl "http://localhost:8000/api/v1/collection/albums?page=1&page_size=1" """
        """| jq '.[0] | {title, spotify_url}'""",
        """curl "http://localhost:8000/api/v1/collection/albums?page=1&page_size=1" """
        """| jq '.[0] | {title, ai_description}'""",
        'curl -X POST "http://localhost:8000/api/v1/services/discogs/sync?limit=5"',
    ]
    port = service.url.rsplit(":", 1)[1]
    for line in lines:
        out = subprocess.run(
            ["sh", "-c", line.replace("8000", port) + "; wait"],
            capture_output=True, text=True, check=True,
        ).stdout
        assert out.strip() and "problem" not in out, line
    assert service.finish()["status"] == "completed"
    assert service.get(ALBUMS).headers["X-Total-Count"] == "10"
