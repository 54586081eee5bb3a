"""Providers whose name, certificate or address is not what it was; several that fail at once; and
answers that are large, many at a time."""

import http.server
import threading

import promises
from providers import MEMORY_MB, heal, no_fact_is_wrong, the_others_are_done
from providers_ground import (
    PROVIDERS,
    SECTION,
    albums_for,
    facts,
    it_is_as_if_nothing_had_been,
    outside,
    usual,
)
from service import SYNC, wait_for
from trials import add_trial, trial

# Long enough for a sync to be in its middle when something is found to have happened.
LATENCY = "discogs=20,spotify=15,accounts=15,euria=40"


def middle_of(ground, provider):
    """So many requests, and the sync is in its middle."""
    return 1 if provider in ("discogs", "accounts") else usual(albums_for(ground, provider)).requests[provider] // 2


def secure_ground(ground, provider, **settings):
    """Stand-ins that speak TLS under a name, and a service that trusts them."""
    certificate = ground.folder / f"certificate-{ground.record.tried}.pem"
    upstreams = ground.upstreams(
        "--tls-certificate", str(certificate), "--albums", str(albums_for(ground, provider)), "--latency", LATENCY
    )
    upstreams.config.write_text(
        upstreams.config.read_text().replace("https://127.0.0.1:", "https://upstreams.test:")
    )
    service = ground.service(
        upstreams, f"[{SECTION[provider]}]\nretries = 1\n",
        environment=outside(CERTIFICATES=certificate, **settings),
    )
    return upstreams, service


def end_and_look(ground, service, upstreams, provider, words):
    """The run's end, with one of its providers away; then its recovery."""
    progress = service.finish(SYNC)
    found = facts(service.database, upstreams.truth())
    expected = usual(albums_for(ground, provider)).facts
    promises.every_album_is_accounted_for(ground, progress, service.database)
    promises.catalogue_is_sound(ground, service.database)
    if provider != "discogs":
        ground.hold(progress["status"] == "completed", f"the run ended as {progress['status']}")
        ground.hold(progress["pending"][SECTION[provider]], f"nothing was put off: {progress}")
        the_others_are_done(ground, provider, progress, found, expected)
    no_fact_is_wrong(ground, provider, found, expected)
    message = progress["last_error"]["message"] if progress["last_error"] else ""
    ground.hold(any(word in message for word in words), f"the reason is not in '{message}'")
    promises.no_rule_is_broken(ground, upstreams)


def bad_certificate(provider):
    def one(ground):
        for moment in ground.times(("middle",), ("start", "middle")):
            upstreams, service = secure_ground(ground, provider)
            at = 1 if moment == "start" else middle_of(ground, provider) + 1
            if provider == "accounts" and moment == "middle":
                upstreams.fault("spotify", "401", **{"from": 20, "count": 1})
            service.start()
            upstreams.fault(provider, "bad-certificate", **{"from": at})
            service.post(SYNC)
            end_and_look(ground, service, upstreams, provider, ("certificate", "SSL"))
            service.stop()
            heal(upstreams)
            service.start()
            it_is_as_if_nothing_had_been(ground, service, upstreams, albums_for(ground, provider))
            service.stop()
            ground.tried()

    return one


def lost_name(provider):
    """For all of them at once, as when the network is gone; and each is to have its reason."""

    def one(ground):
        for moment in ground.times(("start",), ("start", "middle")):
            gone = ground.folder / f"gone-{ground.record.tried}"
            upstreams, service = secure_ground(ground, provider, NAMES_FAIL=gone)
            service.start()
            if moment == "start":
                gone.touch()
                progress = promises.run(service)
                ground.hold(progress["status"] == "error", f"without names: {progress['status']}")
            else:
                service.post(SYNC)
                wait_for(lambda: upstreams.requests(provider) >= middle_of(ground, provider), "the middle")
                gone.touch()
                for each in PROVIDERS:  # a connection that is open needs no name
                    upstreams.fault(each, "reset-body", count=8)
                progress = service.finish(SYNC)
            promises.every_album_is_accounted_for(ground, progress, service.database)
            promises.catalogue_is_sound(ground, service.database)
            found = facts(service.database, upstreams.truth())
            no_fact_is_wrong(ground, "discogs", found, usual(albums_for(ground, provider)).facts)
            message = progress["last_error"]["message"] if progress["last_error"] else ""
            ground.hold("resolve" in message or moment != "start", f"the reason is not in '{message}'")
            promises.no_rule_is_broken(ground, upstreams)
            service.stop()
            gone.unlink()
            heal(upstreams)
            service.start()
            it_is_as_if_nothing_had_been(ground, service, upstreams, albums_for(ground, provider))
            service.stop()
            ground.tried()

    return one


class Elsewhere:
    """Another host, which records who comes."""

    def __init__(self):
        self.requests = []
        visited = self.requests

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                visited.append((self.path, dict(self.headers)))
                self.send_response(200)
                self.end_headers()

            do_POST = do_GET

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://localhost:{self.server.server_port}/elsewhere"

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


def redirect(provider):
    def one(ground):
        elsewhere = Elsewhere()
        try:
            for status in ground.times((302,), (301, 302, 303, 307, 308)):
                upstreams = ground.upstreams("--albums", str(albums_for(ground, provider)))
                service = ground.service(upstreams, f"[{SECTION[provider]}]\nretries = 1\n").start()
                upstreams.fault(provider, "redirect", location=elsewhere.url, status=status)
                promises.run(service)
                hits = upstreams.control("/faults")[0]["hits"]
                ground.hold(0 < hits < 30, f"{provider} was asked {hits} times")
                service.stop()
                heal(upstreams)
                service.start()
                it_is_as_if_nothing_had_been(ground, service, upstreams, albums_for(ground, provider))
                service.stop()
                ground.tried()
            ground.hold(not elsewhere.requests, f"somebody came: {elsewhere.requests[:1]}")
        finally:
            elsewhere.stop()

    return one


for each in PROVIDERS:
    add_trial("providers", f"{each}: bad certificate", bad_certificate(each), each == "spotify")
    add_trial("providers", f"{each}: redirect to another host", redirect(each), each == "discogs")
for each in ("discogs", "spotify", "euria"):
    add_trial("providers", f"all, {each} at that moment: names do not resolve", lost_name(each), each == "spotify")


@trial("providers", "Spotify and Euria at once", short=True)
def two_at_once(ground):
    kinds = ("500", "stall-body", "truncated", "refuse", "quota", "huge", "nulls", "reset-body")
    for spotify in kinds[: ground.times(1, len(kinds))]:
        for euria in kinds[-ground.times(1, len(kinds)):]:
            upstreams = ground.upstreams("--albums", str(albums_for(ground, "spotify")))
            slow = "".join(f"[{name}]\ntimeout_seconds = 1\nretries = 1\n" for name in ("spotify", "euria"))
            service = ground.service(upstreams, slow).start()
            upstreams.fault("spotify", spotify, **{"from": 15})
            upstreams.fault("euria", euria, **{"from": 5})
            progress = promises.run(service)
            ground.hold(progress["status"] == "completed", f"{spotify}, {euria}: {progress['status']}")
            ground.hold(all(progress["pending"].values()), f"{spotify}, {euria}: {progress['pending']}")
            promises.every_album_is_accounted_for(ground, progress, service.database)
            promises.catalogue_is_sound(ground, service.database)
            promises.no_rule_is_broken(ground, upstreams)
            promises.memory_is_bounded(ground, service, MEMORY_MB)
            service.stop()
            ground.tried()


@trial("providers", "50 MB bodies, from all of them, at as many places as there are")
def huge_everywhere(ground):
    upstreams = ground.upstreams("--albums", str(albums_for(ground, "discogs")))
    service = ground.service(
        upstreams, "".join(f"[{name}]\nrequests_in_flight = 8\n" for name in ("discogs", "spotify", "euria"))
    ).start()
    upstreams.fault("discogs", "huge", path="/masters")
    upstreams.fault("spotify", "huge")
    upstreams.fault("euria", "huge")
    progress = promises.run(service)
    ground.hold(progress["imported"] == progress["total"] - progress["skipped"], f"{progress}")
    promises.every_album_is_accounted_for(ground, progress, service.database)
    promises.memory_is_bounded(ground, service, 3 * MEMORY_MB)
    service.stop()
    ground.tried()
