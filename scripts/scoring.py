"""How right a catalogue is: what the service says of a synced collection against what is true.

Pure: plain values of the stand-ins' /truth and of the service's API go in, counts come out, which
add up over several worlds. Used by scripts/score.py and by the system tests."""

import re
from collections import Counter

SPOTIFY_ALBUM = "https://open.spotify.com/album/"
ALL, NONE, PLAIN = "all", "none", "no decoy"
# What stands where a description should, in the languages that can be asked for.
PLACEHOLDERS = ("aucune information", "no information", "keine information", "lorem ipsum")


class Score:
    """Counts, and what is worth listing; scores of several worlds can be added."""

    def __init__(self):
        self.albums = 0
        self.links = {}  # class of decoy -> Counter
        self.images = {}
        self.counts = {
            name: Counter() for name in ("verdicts", "descriptions", "original years", "costs")
        }
        self.listed = {
            name: []
            for name in (
                "wrong_links", "missed_links", "wrong_images", "missed_images",
                "descriptions", "original years", "violations",
            )
        }

    def add(self, other):
        self.albums += other.albums
        for rows, others in ((self.links, other.links), (self.images, other.images)):
            for name, row in others.items():
                rows.setdefault(name, Counter()).update(row)
        for name, counter in other.counts.items():
            self.counts[name].update(counter)
        for name, found in other.listed.items():
            self.listed[name] += found
        return self

    def per_album(self, cost):
        return self.counts["costs"][cost] / self.albums if self.albums else 0.0


def precision(row):
    """Of what was given, the share that is right; 1 where nothing was given."""
    given = row["found"] + row["wrong"]
    return row["found"] / given if given else 1.0


def recall(row):
    """Of what could be given, the share that was; 1 where there is nothing to give."""
    return row["found"] / row["available"] if row["available"] else 1.0


def classes_of(decoys):
    """The classes of decoys that each release or artist has, by its id at Discogs."""
    classes = {}
    for decoy in decoys:
        classes.setdefault(str(decoy["discogs_id"]), set()).add(decoy["class"])
    return classes


def count(rows, classes, available, outcome):
    """One release or artist, in the row of all, of each of its classes, and of those where nothing
    is right."""
    names = {ALL} | (classes or {PLAIN}) | (set() if available else {NONE})
    for name in names:
        row = rows.setdefault(name, Counter())
        row["of"] += 1
        row["available"] += available
        row[outcome] += 1


# --- links -----------------------------------------------------------------------------------


def link_outcome(release, album):
    """found, wrong, or the verdict that left the link out."""
    if album is None:
        return "not imported"
    if not album["spotify_url"]:
        return album["spotify_match"]["verdict"]
    return "found" if album["spotify_url"] in release["right"] else "wrong"


def name_of(release):
    return {name: release[name] for name in ("discogs_id", "artist", "title")}


def known_albums(truth):
    """What Spotify's albums are, by their URL: the right one of some release, or a decoy."""
    albums = {
        url: {**name_of(release), "class": "right for another release", "url": url}
        for release in truth["releases"]
        for url in release["right"]
    }
    return albums | {decoy["url"]: decoy for decoy in truth["decoys"]}


def told_of_link(release, album, others):
    """What to read of a link that is wrong or missing."""
    match = album["spotify_match"] if album else {"verdict": "", "reasons": [], "candidates": []}
    url = album["spotify_url"] if album else None
    return {
        **name_of(release),
        **{name: release[name] for name in ("kind", "year", "original_year", "right")},
        "verdict": match["verdict"],
        "reasons": match["reasons"],
        "given": url and others.get(url, {"class": "in no truth", "url": url}),
        "candidates": [
            f"{', '.join(of['artists'])} – {of['title']} ({of['year']}) {of['url']}"
            + (" RIGHT" if of["url"] in release["right"] else "")
            for of in match["candidates"]
        ],
    }


def score_links(truth, albums, score):
    classes = classes_of(truth["decoys"])
    others = known_albums(truth)
    for release in truth["releases"]:
        key = str(release["discogs_id"])
        album = albums.get(key)
        outcome = link_outcome(release, album)
        available = bool(release["right"])
        count(score.links, classes.get(key), available, outcome)
        score.counts["verdicts"][album["spotify_match"]["verdict"] if album else outcome] += 1
        if outcome == "wrong" or (available and outcome != "found"):
            kept = "wrong_links" if outcome == "wrong" else "missed_links"
            score.listed[kept].append(told_of_link(release, album, others))


# --- images ----------------------------------------------------------------------------------


def image_outcome(truth, artist):
    if artist is None:
        return "not imported"
    urls = [image["url"] for image in artist["images"]]
    if not urls:
        return "absent"
    return "found" if urls == [truth["image_url"]] else "wrong"


def score_images(truth, artists, score):
    classes = classes_of(truth["artist_decoys"])
    owner = {of["image_url"]: f"a {of['class']} of theirs" for of in truth["artist_decoys"]}
    owner.update({of["image_url"]: f"{of['name']}, {of['discogs_id']}" for of in truth["artists"]})
    for one in truth["artists"]:
        key = str(one["discogs_id"])
        artist = artists.get(key)
        outcome = image_outcome(one, artist)
        available = bool(one["image_url"])
        count(score.images, classes.get(key), available, outcome)
        if outcome == "wrong" or (available and outcome != "found"):
            kept = "wrong_images" if outcome == "wrong" else "missed_images"
            given = artist["images"][0]["url"] if outcome == "wrong" else None
            told = {**one, "classes": sorted(classes.get(key, ())), "given": given}
            score.listed[kept].append({**told, "face_of": given and owner.get(given)})


# --- descriptions and years ------------------------------------------------------------------


def fault_of(text, release):
    """What is wrong with a stored description; None where nothing is."""
    words = text.strip().casefold()
    if not words:
        return "empty"
    if any(placeholder in words for placeholder in PLACEHOLDERS):
        return "placeholder"
    years = {str(release["year"]), str(release["original_year"])}
    years |= set(re.findall(r"\b\d{4}\b", release["title"]))
    invented = set(re.findall(r"\b(?:19|20)\d\d\b", text)) - years
    return f"year {', '.join(sorted(invented))}" if invented else None


def score_descriptions(truth, albums, score):
    counts = score.counts["descriptions"]
    for release in truth["releases"]:
        album = albums.get(str(release["discogs_id"]))
        text = album and album["ai_description"]
        if text is None:
            counts["absent"] += 1
            continue
        counts["stored"] += 1
        fault = fault_of(text, release)
        if fault:
            counts["contradicting"] += 1
            score.listed["descriptions"].append({**name_of(release), "fault": f"{fault}: {text}"})


def score_years(truth, albums, score):
    for release in truth["releases"]:
        album = albums.get(str(release["discogs_id"]))
        told = album and album["original_year"]
        right = release["original_year"]
        outcome = "unknown" if not told else "equal" if told == right else "differs"
        score.counts["original years"][outcome] += 1
        if outcome == "differs":
            fault = f"told {told}, right {right}"
            score.listed["original years"].append({**name_of(release), "fault": fault})


# --- costs -----------------------------------------------------------------------------------


def score_costs(counters, score):
    costs = score.counts["costs"]
    for provider, of in counters.items():
        costs[provider] += of["requests"]
        for path, requests in of["by_path"].items():
            costs[f"{provider} {path}"] += requests
        costs["violations"] += of["violations"]
        score.listed["violations"] += [
            f"{provider}: {violation['reason']}: {violation['request']}"
            for violation in of["violation_list"]
        ]


def score_of(truth, albums, artists, counters):
    """`albums` as GET …/albums/{id} tells them, `artists` as GET …/artists lists them."""
    score = Score()
    by_release = {album["discogs_id"]: album for album in albums}
    score.albums = len(truth["releases"])
    score_links(truth, by_release, score)
    score_images(truth, {artist["discogs_id"]: artist for artist in artists}, score)
    score_descriptions(truth, by_release, score)
    score_years(truth, by_release, score)
    score_costs(counters, score)
    return score


LINK_RECALL = 0.95


def shortcomings(score):
    """Why the score is not good enough; nothing when it is."""
    found = []
    links, images = score.links.get(ALL, Counter()), score.images.get(ALL, Counter())
    if precision(links) < 1:
        found.append(f"{links['wrong']} wrong links")
    if precision(images) < 1:
        found.append(f"{images['wrong']} wrong images")
    if recall(links) < LINK_RECALL:
        found.append(f"recall of links {100 * recall(links):.1f} %, under {100 * LINK_RECALL:g} %")
    return found
