"""The interface's manners: parameters, errors, paging, guards."""

import json

import pytest
from service import ALBUMS, SYNC, raw_request


@pytest.fixture
def stocked(service):
    service.sync("?limit=40")
    return service


@pytest.mark.parametrize(
    "path, parameter",
    [
        (SYNC + "?limit=0", "limit"),
        (SYNC + "?limit=x", "limit"),
        (SYNC + "?limit=1&limit=2", "limit"),
        (SYNC + "?unknown=1", "unknown"),
        (SYNC + "?full=perhaps", "full"),
        (ALBUMS + "?page=0", "page"),
        (ALBUMS + "?page_size=101", "page_size"),
        (ALBUMS + "?sort=colour", "sort"),
        (ALBUMS + "?missing=everything", "missing"),
    ],
)
def test_bad_parameters_are_named(service, path, parameter):
    answer = service.post(path) if path.startswith(SYNC) else service.get(path)
    assert answer.status == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json["status"] == 422 and answer.json["title"]
    assert [error["parameter"] for error in answer.json["errors"]] == [parameter]


def test_unknown_paths_and_methods(service):
    assert service.get("/api/v1/nothing").status == 404
    wrong = service.post(ALBUMS)
    assert wrong.status == 405 and "GET" in wrong.headers["Allow"]
    assert service.get(ALBUMS + "/999999").status == 404


def test_pages_cover_the_list_once(stocked):
    seen = []
    for page in range(1, 6):
        answer = stocked.get(f"{ALBUMS}?page={page}&page_size=9")
        assert answer.headers["X-Total-Count"] == "40"
        links = answer.headers["Link"]
        assert ('rel="next"' in links) == (page < 5) and 'rel="last"' in links
        seen += [album["id"] for album in answer.json]
    assert len(seen) == len(set(seen)) == 40
    assert stocked.get(ALBUMS + "?page=6&page_size=9").json == []


def test_sorting(stocked):
    years = [album["year"] for album in stocked.albums("&sort=year&order=asc")]
    known = [year for year in years if year]
    assert known == sorted(known)
    added = [album["added_at"] for album in stocked.albums()]
    assert added == sorted(added, reverse=True)


def test_filters_and_search(stocked):
    albums = stocked.albums()
    for support in {album["support"] for album in albums if album["support"]}:
        from urllib.parse import quote

        found = stocked.albums("&support=" + quote(support))
        assert found and all(album["support"] == support for album in found)
    missing = stocked.albums("&missing=spotify_url")
    assert len(missing) == sum(album["spotify_url"] is None for album in albums)
    artist = albums[0]["artists"][0]
    found = stocked.albums(f"&artist_id={artist['id']}")
    assert found and all(artist in album["artists"] for album in found)
    titles = [album["title"] for album in stocked.albums("&search=young+sky")]
    assert titles == ["T.V. Sky"]
    assert stocked.albums("&search=zzzzqqq") == []
    assert stocked.get(ALBUMS + "?search=%22%20OR%20*").status == 200


def test_the_shape_of_an_album(stocked):
    album = stocked.albums("&search=t.v.+sky")[0]
    assert album["discogs_url"] == "https://www.discogs.com/release/25118110"
    assert album["source"] == "discogs" and album["support"] == "Vinyle"
    assert album["artists"][0]["name"] == "The Young Gods"
    assert album["images"][0]["image_type"] == "album"
    assert album["formats"][0] == "Vinyl" and album["labels"][0]["name"]
    detail = stocked.get(f"{ALBUMS}/{album['id']}").json
    assert detail["spotify_match"]["verdict"] == "verified" and detail["spotify_match"]["reasons"]
    assert detail["copies"][0]["instance_id"]
    assert detail["description"]["model"] and detail["description"]["language"] == "fr"


def test_artists_and_stats(stocked):
    artists = stocked.get("/api/v1/collection/artists?page_size=100").json
    gods = next(artist for artist in artists if artist["name"] == "The Young Gods")
    assert gods["album_count"] >= 1 and gods["images"][0]["source"] == "spotify"
    assert stocked.get(f"/api/v1/collection/artists/{gods['id']}").json == gods
    stats = stocked.get("/api/v1/collection/stats").json
    assert stats["albums"] == 40 and sum(stats["spotify_matches"].values()) == 40


def test_a_pin_wins_over_every_later_run(stocked):
    album = stocked.albums("&search=t.v.+sky")[0]
    path = f"{ALBUMS}/{album['id']}/spotify"
    url = "https://open.spotify.com/album/0123456789abcdefABCDEF"
    pinned = stocked.post(path, json.dumps({"url": url + "?si=x"}).encode())
    assert pinned.status == 200, pinned.body
    assert pinned.json["spotify_url"] == url
    assert pinned.json["spotify_match"]["verdict"] == "pinned"
    stocked.sync()
    assert stocked.get(f"{ALBUMS}/{album['id']}").json["spotify_url"] == url
    never = stocked.post(path, b'{"never": true}')
    assert never.json["spotify_url"] is None
    assert never.json["spotify_match"]["verdict"] == "never"
    assert stocked.post(path, b'{"url": "https://evil.example/album/x"}').status == 422
    assert stocked.post(ALBUMS + "/999999/spotify", b'{"never": true}').status == 404


def test_health(service):
    assert service.get("/healthz").status == service.get("/readyz").status == 200


def test_head_is_answered_like_get(service):
    head = raw_request(
        service.url, f"HEAD {ALBUMS} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    )
    assert head.startswith("HTTP/1.1 200") and head.endswith("\r\n\r\n")


def test_foreign_hosts_are_refused(service):
    assert service.get("/healthz", Host="127.0.0.1.evil.example").status in (403, 421)


def test_a_token_guards_what_changes_state(make_service, upstreams):
    service = make_service(upstreams, "[server]\napi_token = stand-in-token\n").start()
    assert service.get(ALBUMS).status == 200
    refused = service.post(SYNC)
    assert refused.status == 401 and "Bearer" in refused.headers["WWW-Authenticate"]
    assert service.post(SYNC, Authorization="Bearer wrong").status == 401
    assert service.post(SYNC, Authorization="Bearer stand-in-token").status == 202
    service.finish()


def test_the_event_stream_follows_a_run(service):
    import urllib.request

    with urllib.request.urlopen(service.url + SYNC + "/progress/stream", timeout=60) as stream:
        assert stream.headers["Content-Type"].startswith("text/event-stream")
        states = []
        service.post(SYNC + "?limit=5")
        for line in stream:
            if line.startswith(b"data: "):
                states.append(json.loads(line[6:])["status"])
                if states[-1] == "completed":
                    break
        assert states[0] == "idle"
