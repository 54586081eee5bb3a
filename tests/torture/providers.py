"""Providers that misbehave: each of them, in each way, from the start, the middle and the end of a
sync on. Made from the table of providers_kinds.py; a trial is a provider and a kind."""

import datetime

import promises
from providers_ground import (
    SECTION,
    albums_for,
    differences,
    facts,
    it_is_as_if_nothing_had_been,
    started_ahead,
    usual,
)
from providers_kinds import KINDS, Effect
from service import ENRICH, SYNC, wait_for
from trials import add_trial

# A provider that fails is asked so often until it is left alone: its circuit opens after six
# failures in a row, and as many may be under way.
ASKED_IN_VAIN = 40
# What a service with so small a catalogue takes, and eight bodies of 2 MB, where they are cut, twice
# while a buffer grows.
MEMORY_MB = 40 + 8 * 2 * 2


def moments(provider):
    return ("start", "middle", "end", "years") if provider == "discogs" else ("start", "middle", "end")


def discogs_faults(moment, whole_port):
    if moment == "start":
        return [{}]
    if moment == "years":
        return [{"path": "/masters", "from": 3}]
    page = {"path": "/users", "from": 2 if moment == "middle" else 3}
    return [page] if whole_port else [page, {"path": "/masters"}]


def place_faults(ground, upstreams, provider, kind, moment):
    """From that moment of the sync on; a moment is a number of requests, and no time."""
    requests = usual(albums_for(ground, provider)).requests
    whole_port = kind.fault["kind"] in ("refuse", "bad-certificate")
    if provider == "discogs":
        faults = discogs_faults(moment, whole_port)
    elif provider == "accounts" and moment != "start":
        # Spotify refuses its token in mid-run: another one is asked for.
        at = requests["spotify"] * (5 if moment == "middle" else 9) // 10
        upstreams.fault("spotify", "401", **{"from": at, "count": 1})
        faults = [{"from": 2}]
    else:
        tenths = {"start": 0, "middle": 5, "end": 8}[moment]
        faults = [{"from": max(1, requests[provider] * tenths // 10)}]
    parameters = {key: value for key, value in kind.fault.items() if key != "kind"}
    for fault in faults:
        upstreams.fault(provider, kind.fault["kind"], **parameters, **fault)


def was_hit(upstreams, provider):
    return any(fault["hits"] for fault in upstreams.control("/faults") if fault["provider"] == provider)


def the_others_are_done(ground, provider, progress, found, expected):
    """What another provider gives does not wait for this one."""
    if SECTION[provider] != "euria":
        ground.hold(progress["pending"]["euria"] == 0, f"descriptions wait: {progress['pending']}")
        missing = [key for key, value in found["texts"].items() if not value]
        ground.hold(not missing, f"{len(missing)} albums without a word on their description")
    if SECTION[provider] == "euria":
        ground.hold(progress["pending"]["spotify"] == 0, f"links wait: {progress['pending']}")
        for sentence in differences({**found, "texts": expected["texts"]}, expected):
            ground.lose("without Euria: " + sentence)


def no_fact_is_wrong(ground, provider, found, expected):
    """Undecided is fine. Without Discogs, what its years would decide is ambiguous for now."""
    if provider == "discogs":
        for link in (key for key, value in found["links"].items() if value == ("ambiguous", None)):
            found["links"][link] = None
        found["faces"] = {key: value if value and value[1] else None for key, value in found["faces"].items()}
    # A second copy may have been on a page that did not come.
    wanted = {**expected, "records": {key: value[:8] for key, value in expected["records"].items()}}
    found["records"] = {key: value[:8] for key, value in found["records"].items()}
    for sentence in differences(found, wanted, undecided_is_fine=True):
        ground.lose("meanwhile: " + sentence)


def it_is_said_why(ground, provider, kind, progress, moment):
    """Where something is put off or lost, the progress says why, in words."""
    state = progress["providers"][SECTION[provider]]
    put_off = progress["errors"] or any(progress["pending"].values()) or progress["status"] == "error"
    if put_off:
        error = progress["last_error"]
        ground.hold(error and len(error["message"]) > 10, f"nothing says why: {progress}")
    if kind.effect_on(provider) is Effect.BLOCK and moment != "end":
        ground.hold(state["state"] == "blocked", f"{state} is not blocked")
    if state["state"] in ("blocked", "unavailable"):
        ground.hold(state["resumes_at"], f"nothing says until when: {state}")


def it_ended_as_expected(ground, provider, kind, progress):
    effect = kind.effect_on(provider)
    pending = progress["pending"]
    if provider != "discogs":
        ground.hold(progress["status"] == "completed", f"the run ended as {progress['status']}")
        if effect is not Effect.EITHER:
            ground.hold(progress["errors"] == 0, f"errors: {progress['last_error']}")
    if effect in (Effect.NONE, Effect.WAIT):
        ground.hold(
            progress["status"] == "completed" and not progress["errors"] and not any(pending.values()),
            f"not coped with: {progress['status']}, {progress['errors']} errors, {pending},"
            f" {progress['last_error']}",
        )


def it_was_polite(ground, upstreams, provider, kind, before):
    """A provider that fails for good is left alone soon."""
    promises.no_rule_is_broken(ground, upstreams)
    asked = upstreams.requests(provider) - before
    wanted = usual(albums_for(ground, provider)).requests[provider]
    # Every album may be asked for by itself where Euria answers several at once badly.
    most = wanted * 3 if provider == "euria" else wanted * 2
    ground.hold(asked <= most + ASKED_IN_VAIN, f"{provider} was asked {asked} times, usually {wanted}")
    if kind.effect_on(provider) is Effect.LATER:
        hits = sum(f["hits"] for f in upstreams.control("/faults") if f["provider"] == provider)
        ground.hold(hits <= ASKED_IN_VAIN * 2, f"{provider} was asked in vain {hits} times")


def sync_with_fault(ground, service, upstreams, provider, kind, moment):
    before = upstreams.requests(provider)
    place_faults(ground, upstreams, provider, kind, moment)
    progress = promises.run(service, SYNC)
    refused = kind.fault["kind"] == "refuse"  # what does not arrive is not counted
    ground.hold(refused or was_hit(upstreams, provider), "no request was hit")
    expected = usual(albums_for(ground, provider)).facts
    found = facts(service.database, upstreams.truth())
    it_ended_as_expected(ground, provider, kind, progress)
    promises.every_album_is_accounted_for(ground, progress, service.database)
    promises.catalogue_is_sound(ground, service.database)
    if provider != "discogs":
        the_others_are_done(ground, provider, progress, found, expected)
    no_fact_is_wrong(ground, provider, found, expected)
    it_is_said_why(ground, provider, kind, progress, moment)
    it_was_polite(ground, upstreams, provider, kind, before)
    return progress


def heal(upstreams):
    """Counts anew, blocks forgiven."""
    upstreams.heal()
    upstreams.control("/reset", "POST")


def seconds_left(resumes_at):
    until = datetime.datetime.fromisoformat(resumes_at)
    return (until - datetime.datetime.now(datetime.timezone.utc)).total_seconds()


def the_block_holds_and_ends(ground, service, upstreams, provider, progress):
    """It survives a restart; when it ends, the work goes on by itself."""
    resumes_at = progress["providers"][SECTION[provider]]["resumes_at"]
    service.stop()
    upstreams.heal()
    asked = upstreams.requests(provider)
    service.start()
    after = promises.run(service, SYNC)["providers"][SECTION[provider]]
    ground.hold(after["state"] == "blocked", f"after a restart: {after}")
    ground.hold(
        after["resumes_at"] and abs(seconds_left(after["resumes_at"]) - seconds_left(resumes_at)) < 5,
        f"blocked until {resumes_at}, after a restart until {after['resumes_at']}",
    )
    ground.hold(upstreams.requests(provider) == asked, f"{provider} was asked during its block")
    promises.no_rule_is_broken(ground, upstreams)
    service.stop()
    heal(upstreams)
    started_ahead(service, seconds_left(resumes_at) - 2)
    if provider != "discogs" and any(progress["pending"].values()):
        wait_for(lambda: service.progress(ENRICH)["status"] == "completed", "the resumption")
        pending = service.progress(ENRICH)["pending"]
        ground.hold(not any(pending.values()), f"after the block: {pending}")
    wait_for(
        lambda: service.progress()["providers"][SECTION[provider]]["state"] == "ok", "the block's end"
    )


def one_moment(ground, provider, kind, moment):
    upstreams = ground.upstreams("--albums", str(albums_for(ground, provider)))
    # Fewer attempts and shorter waits where they are all in vain.
    retries = 1 if kind.effect_on(provider) is Effect.LATER else 2
    config = f"[{SECTION[provider]}]\nretries = {retries}\n{kind.config}"
    service = ground.service(upstreams, config).start()
    pulse = ground.pulse(service) if ground.is_long else None  # two processes of its own
    progress = sync_with_fault(ground, service, upstreams, provider, kind, moment)
    promises.memory_is_bounded(ground, service, MEMORY_MB)
    if pulse:
        pulse.stop()
    blocked = progress["providers"][SECTION[provider]]["state"] == "blocked"
    if kind.effect_on(provider) is Effect.BLOCK and blocked:
        the_block_holds_and_ends(ground, service, upstreams, provider, progress)
    else:
        service.stop()
        heal(upstreams)
        service.start()
    it_is_as_if_nothing_had_been(ground, service, upstreams, albums_for(ground, provider))
    promises.catalogue_is_sound(ground, service.database)
    promises.no_rule_is_broken(ground, upstreams)
    service.stop()
    return pulse


def misbehaves(provider, kind):
    def trial(ground):
        all_moments = moments(provider)
        chosen = all_moments if ground.is_long else all_moments[1:2]
        pulses = []
        for moment in chosen:
            lost = len(ground.record.lost)
            pulses.append(one_moment(ground, provider, kind, moment))
            ground.record.lost[lost:] = [f"{moment}: {loss}" for loss in ground.record.lost[lost:]]
            ground.tried()
        if ground.is_long:
            promises.it_answered_in_time(ground, *pulses)

    return trial


for each in KINDS:
    for whose in each.of:
        add_trial("providers", f"{whose}: {each.name}", misbehaves(whose, each), whose in each.short)
