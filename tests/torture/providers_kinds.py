"""The table of what a provider can do wrong, and what is to come of it.

What is expected of a fault that lasts from one moment of a sync on (Effect):
    NONE     it is coped with: nothing is pending, nothing an error
    WAIT     the same, and the provider's wait is kept
    LATER    what the provider would have given is put off, and the run goes on without it; a page
             of Discogs that cannot be had is an error of each of its rows
    BLOCK    the same, and the provider is not asked again before its time
    EITHER   as little as can be is put off or an error, and every album accounted for"""

import dataclasses
import enum


class Effect(enum.Enum):
    NONE, WAIT, LATER, BLOCK, EITHER = range(5)


@dataclasses.dataclass
class Kind:
    name: str
    fault: dict  # "kind" and parameters of the stand-ins
    effect: Effect
    of: tuple = ("discogs", "spotify", "accounts", "euria")
    config: str = ""  # of the provider's section
    short: tuple = ()  # whose row is part of the test suite
    effects: dict = dataclasses.field(default_factory=dict)  # where a provider's differs

    def effect_on(self, provider):
        return self.effects.get(provider, self.effect)


def kind(name, effect, stand_in=None, short=(), of=Kind.of, config="", effects=None, **parameters):
    fault = {"kind": stand_in or name, **parameters}
    return Kind(name, fault, effect, of, config, short, effects or {})


NONE, WAIT, LATER, BLOCK, EITHER = Effect
SLOW = "timeout_seconds = 1\n"  # the answers of a stand-in take no time
DISCOGS, SPOTIFY, EURIA = ("discogs",), ("spotify",), ("euria",)
IMPATIENT = "patience_seconds = 3\n"  # a run waits for no longer than this

KINDS = [
    kind("connection refused", LATER, "refuse", short=DISCOGS),
    kind("no answer", LATER, "stall", config=SLOW, short=SPOTIFY),
    kind("stall in the body", LATER, "stall-body", config=SLOW, short=EURIA),
    kind("reset in the body", LATER, "reset-body", short=SPOTIFY),
    kind("end before the body's end", LATER, "cut-body"),
    kind("slow drip, too slow", LATER, "drip", config=SLOW, interval_ms=100, short=DISCOGS),
    kind("slow drip, in time", NONE, "drip", interval_ms=1, bytes=4096),
    kind("429, seconds", WAIT, "429", retry_after="1", count=1, short=SPOTIFY),
    kind("429, a date", WAIT, "429", retry_after="date+1", count=1, short=EURIA),
    kind("429, negative", WAIT, "429", retry_after="-5", count=1),
    kind("429, 0", WAIT, "429", retry_after="0", count=1),
    kind("429, absent", BLOCK, "429", retry_after="absent", count=1, config=IMPATIENT),
    kind("429, text", BLOCK, "429", retry_after="soon", count=1, config=IMPATIENT, of=("discogs", "euria")),
    kind("429, a day", BLOCK, "429", retry_after="86400", count=1, short=EURIA),
    kind("429, a date tomorrow", BLOCK, "429", retry_after="date+86400", count=1, of=SPOTIFY),
    kind("429 QUOTA_EXCEEDED", BLOCK, "quota", count=1, short=SPOTIFY),
    kind("401", LATER, short=SPOTIFY),
    kind("401 in mid-run, once", NONE, "401", of=SPOTIFY, count=1),
    kind("403, JSON", LATER, "403-json"),
    kind("403, plain text", LATER, "403-plain", short=SPOTIFY),
    kind("404", EITHER, short=DISCOGS),
    kind("500", LATER, short=EURIA),
    kind("502, HTML", LATER, "502-html", short=DISCOGS),
    kind("503", LATER),
    kind("503, with a time", WAIT, "503", retry_after="1", count=1, short=SPOTIFY),
    kind("redirect", LATER),
    kind("empty body", LATER, "empty", short=EURIA),
    kind("truncated JSON", LATER, "truncated", short=DISCOGS),
    kind("wrong types", LATER, "wrong-types", short=SPOTIFY),
    kind("wrong types of names", LATER, "wrong-types", key="name", of=("discogs", "spotify"), effects={"discogs": EITHER}),
    kind("wrong types of ids", LATER, "wrong-types", key="id", of=("discogs", "spotify"), effects={"discogs": EITHER}),
    kind("wrong types of texts", LATER, "wrong-types", key="content", of=EURIA),
    kind("nulls", LATER, "nulls", short=EURIA),
    kind("null images", LATER, "nulls", key="images", of=SPOTIFY),
    kind("missing keys", LATER, "missing-keys", short=SPOTIFY),
    kind("missing artists", LATER, "missing-keys", key="artists", of=("discogs", "spotify"), effects={"discogs": EITHER}),
    kind("numbers out of range", LATER, "out-of-range", effects={"euria": EITHER}, short=DISCOGS),
    kind("100,000 brackets", LATER, "deep-nesting", short=SPOTIFY),
    kind("50 MB body", LATER, "huge", short=EURIA),
    kind("invalid UTF-8", LATER, "invalid-utf8", short=DISCOGS),
    kind("embedded NULs, escaped", LATER, "nul-bytes"),
    kind("embedded NULs, raw", LATER, "nul-bytes", raw=True, short=EURIA),
    kind("duplicate keys", NONE, "duplicate-keys", short=SPOTIFY),
    kind("gzip", NONE, short=DISCOGS),
    kind("chunks of odd sizes", NONE, "odd-chunks", short=EURIA),
    kind("a page that repeats", EITHER, "page-repeats", of=DISCOGS, short=DISCOGS),
    kind("a page that repeats once", NONE, "page-repeats", of=DISCOGS, count=1),
    kind("pages that shift back", EITHER, "pages-shift", of=DISCOGS),
    kind("pages that shift ahead", EITHER, "pages-shift", by=1, of=DISCOGS),
    kind("pages grows", NONE, "pages-grow", of=DISCOGS, short=DISCOGS),
    kind("pages shrinks", EITHER, "pages-shrink", of=DISCOGS),
    kind("pages lies", NONE, "pages-lie", of=DISCOGS, short=DISCOGS),
    kind("pages and items lie", EITHER, "pages-lie", pages=9000, items=900000, of=DISCOGS),
    kind("rows without ids", EITHER, "rows-without-ids", of=DISCOGS),
    kind("every third request fails", EITHER, "500", every=3),
    kind("every third answer is cut", EITHER, "cut-body", every=3, short=SPOTIFY),
    kind("two requests fail", NONE, "502-html", count=2),
]
