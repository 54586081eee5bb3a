"""What Euria writes: asked for together, checked alone, and never stored with what it invents."""

import pytest
from service import ALBUMS

FEW = 12


@pytest.fixture
def upstreams(make_upstreams):
    return make_upstreams("--unpaced", "--albums", str(FEW))


def details(service):
    return [service.get(f"{ALBUMS}/{album['id']}").json for album in service.albums()]


def test_albums_share_requests(make_upstreams, make_service):
    upstreams = make_upstreams("--unpaced")
    service = make_service(upstreams).start()
    progress = service.sync()
    assert progress["descriptions"] == progress["imported"]
    assert upstreams.requests("euria") < progress["imported"] / 2
    for album in details(service):
        description = album["description"]
        assert description["text"] == album["ai_description"]
        assert description["model"] and description["language"] == "fr"
        assert description["prompt_version"] == 2 and description["created_at"]
        assert description["unverified"] == []
        assert album["description_absent_because"] is None


def test_each_goes_alone_where_that_is_configured(make_service, upstreams):
    service = make_service(upstreams, "[euria]\nalbums_per_request = 1\n").start()
    progress = service.sync()
    assert upstreams.requests("euria") == progress["imported"] == progress["descriptions"]


@pytest.mark.parametrize(
    "kind, reason",
    [
        ("refusal", "refus"),
        ("placeholder", "placeholder"),
        ("markdown", "marked up"),
        ("wrong-language", "language"),
        ("invented-year", "year"),
        ("invented-title", "among the facts"),
        ("length", "cut off"),
    ],
)
def test_what_is_wrong_twice_is_absent_with_the_reason(service, upstreams, kind, reason):
    upstreams.fault("euria", kind, count=0)
    progress = service.sync()
    assert progress["status"] == "completed" and progress["errors"] == 0
    assert progress["descriptions"] == 0 and progress["pending"]["euria"] == 0
    for album in details(service):
        assert album["ai_description"] is None and album["description"] is None
        assert reason in album["description_absent_because"]
    assert not upstreams.violations()


def test_an_invented_name_is_stored_as_unverified(service, upstreams):
    upstreams.fault("euria", "invented-musician", count=0)
    progress = service.sync()
    assert progress["descriptions"] == progress["imported"]
    for album in details(service):
        assert album["description"]["unverified"] == ["Zéphirin Quellebrume"]


def test_one_bad_notice_is_asked_for_again_alone(make_service, upstreams):
    service = make_service(upstreams, "[euria]\nrequests_in_flight = 1\n").start()
    upstreams.fault("euria", "invented-year", item=2, count=2)
    progress = service.sync()
    assert progress["descriptions"] == progress["imported"]
    assert all(album["description"]["unverified"] == [] for album in details(service))
    texts = [album["ai_description"] for album in service.albums()]
    assert not any("Enregistré en" in text for text in texts)


def test_fences_around_the_json_do_no_harm(service, upstreams):
    upstreams.fault("euria", "fenced-json", count=0)
    progress = service.sync()
    assert progress["descriptions"] == progress["imported"]
    assert "from now on" not in service.log()


@pytest.mark.parametrize("kind", ["schema-ignored", "invalid-json"])
def test_a_model_without_schemas_is_asked_one_by_one(service, upstreams, kind):
    upstreams.fault("euria", kind, count=1)
    progress = service.sync()
    assert progress["descriptions"] == progress["imported"] and progress["pending"]["euria"] == 0
    assert service.log().count("one album a request from now on") <= 1
