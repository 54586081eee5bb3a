"""The year of the music: from Spotify, or from the master at Discogs where the budget allows."""

from service import ALBUMS, ENRICH


def by_release(albums):
    return {album["discogs_id"]: album for album in albums}


def original_years(service, upstreams):
    """Told and true, of the releases that have a master."""
    albums = by_release(service.albums())
    truth = {str(release["discogs_id"]): release for release in upstreams.truth()["releases"]}
    return [(albums[key]["original_year"], truth[key]["original_year"]) for key in albums]


def test_most_original_years_are_told_and_right(service, upstreams):
    assert service.sync()["status"] == "completed"
    years = original_years(service, upstreams)
    told = [year for year in years if year[0]]
    assert len(told) > 0.9 * len(years)
    assert sum(mine == true for mine, true in told) > 0.98 * len(told)
    for album in service.albums():
        assert not album["year"] or not album["original_year"] or (
            album["original_year"] <= album["year"]
        )


def test_a_second_sync_asks_for_no_year_again(service, upstreams):
    service.sync()
    asked = upstreams.requests("discogs")
    service.sync()
    assert upstreams.requests("discogs") == asked + 1


def test_masters_without_a_year_are_no_failure_of_discogs(service, upstreams):
    upstreams.fault("discogs", "nulls", path="/masters", key="year", count=0)
    progress = service.sync()
    assert progress["status"] == "completed" and progress["errors"] == 0
    discogs = progress["providers"]["discogs"]
    assert discogs["state"] == "ok" and discogs["retries"] == 0
    assert upstreams.counters()["discogs"]["by_path"]["/masters/{id}"] > 6
    assert not service.query("SELECT * FROM master_years")
    upstreams.heal()  # and no restart: nothing kept the service from Discogs
    assert service.post(ENRICH).status == 202
    assert service.finish(ENRICH)["status"] == "completed"
    assert service.query("SELECT * FROM master_years WHERE year IS NOT NULL")


def test_years_that_were_refused_come_with_an_enrichment(service, upstreams):
    upstreams.fault("discogs", "500", path="/masters", count=0)
    first = service.sync()
    assert first["status"] == "completed" and first["errors"] == 0
    ambiguous = service.albums("&match=ambiguous")
    unknown = [album for album in service.albums() if not album["original_year"]]
    assert ambiguous and unknown
    upstreams.heal()
    service.stop()
    service.start()  # Discogs was kept from for a while
    assert service.post(ENRICH).status == 202
    assert service.finish(ENRICH)["status"] == "completed"
    assert len([album for album in service.albums() if not album["original_year"]]) < len(unknown)
    assert len(service.albums("&match=ambiguous")) < len(ambiguous)
    matches = [service.get(f"{ALBUMS}/{album['id']}").json["spotify_match"] for album in ambiguous]
    assert "verified" in [match["verdict"] for match in matches]
    assert all(match["reasons"] for match in matches)
