#!/usr/bin/env python3
"""Syncs invented collections once, and prints how much of what the service says is true.

Exit status 1 when a link or an artist's image is wrong, or under 95 % of the links were found.
Standard library only."""

import argparse
import http.client
import json
import pathlib
import select
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse

import scoring

ROOT = pathlib.Path(__file__).resolve().parent.parent
SILLON = ROOT / "build-bench/src/sillon"
UPSTREAMS = ROOT / "build-bench/subprojects/upstreams/upstreams"
SYNC = "/api/v1/services/discogs/sync"
COLLECTION = "/api/v1/collection"
UNPACED = "".join(
    f"\n[{section}]\nrequests_per_minute = 0\n" for section in ("discogs", "spotify", "euria")
)
PAGE_SIZE = 100
START_S = 60  # for a process to say where it listens
ANSWER_S = 60  # for one answer
END_S = 20  # for a process that was asked to end


class Peer:
    """One connection, kept open, to a base URL."""

    def __init__(self, url):
        self.connection = http.client.HTTPConnection(
            urllib.parse.urlsplit(url).netloc, timeout=ANSWER_S
        )

    def ask(self, path, method="GET"):
        self.connection.request(method, path)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {body[:200]!r}")
        return json.loads(body)

    def pages(self, path):
        found, page = [], 1
        while rows := self.ask(f"{path}?page={page}&page_size={PAGE_SIZE}"):
            found += rows
            page += 1
        return found


class Pair:
    """The stand-ins and the service, in a folder of their own; ended with the block."""

    def __init__(self, options, seed):
        self.folder = tempfile.TemporaryDirectory(prefix="sillon-score-")
        self.processes = []
        self.config = pathlib.Path(self.folder.name) / "score.conf"
        self.world = ["--seed", str(seed)]
        if options.collection:
            self.world += ["--collection", str(options.collection)]
        if options.albums:
            self.world += ["--albums", str(options.albums)]

    def start(self, command):
        log = open(pathlib.Path(self.folder.name) / "errors", "ab")
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True
        )
        log.close()
        self.processes.append(process)
        ready, _, _ = select.select([process.stdout], [], [], START_S)
        line = process.stdout.readline().strip() if ready else ""
        if not line:
            errors = (pathlib.Path(self.folder.name) / "errors").read_text("utf-8", "replace")
            raise RuntimeError(f"{command[0].name} does not start: {errors}")
        return line

    def __enter__(self):
        try:
            stand_ins = [UPSTREAMS, "--unpaced", "--exit-with-stdin", *self.world]
            urls = json.loads(self.start([*stand_ins, "--write-config", self.config]))
            with self.config.open("a", encoding="utf-8") as out:
                out.write(UNPACED + f"\n[log]\nfile = {self.folder.name}/sillon.log\n")
            service = [SILLON, "serve", "--config", self.config, "--listen", "127.0.0.1:0"]
            url = self.start([*service, "--database", f"{self.folder.name}/sillon.db"])
            return Peer(url), Peer(urls["control"])
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *_):
        for process in reversed(self.processes):
            process.terminate()
            try:
                process.wait(END_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            process.stdin.close()
            process.stdout.close()
        self.folder.cleanup()


def wait_for_end(service):
    """The last progress; gives up where a run of that size cannot take so long."""
    started = time.monotonic()
    while True:
        progress = service.ask(SYNC + "/progress")
        if progress["status"] not in ("starting", "running"):
            return progress
        if time.monotonic() - started > 120 + progress["total"] / 20:
            raise RuntimeError(f"the sync does not end: {progress}")
        time.sleep(0.2)


def score_world(options, seed):
    with Pair(options, seed) as (service, control):
        service.ask(SYNC, "POST")
        progress = wait_for_end(service)
        if progress["status"] != "completed" or progress["errors"]:
            raise RuntimeError(f"the sync failed: {progress}")
        counters = control.ask("/counters")  # before anything else is asked for
        ids = [album["id"] for album in service.pages(COLLECTION + "/albums")]
        albums = [service.ask(f"{COLLECTION}/albums/{number}") for number in ids]
        artists = service.pages(COLLECTION + "/artists")
        return scoring.score_of(control.ask("/truth"), albums, artists, counters)


# --- what is printed -------------------------------------------------------------------------


def percent(share):
    return f"{100 * share:.2f}"


def print_rows(title, rows):
    """One line a class; what is neither found nor wrong is told by its verdict."""
    told = ["of", "available", "found", "wrong"]
    told += sorted({key for row in rows.values() for key in row} - set(told))
    heads = [*told, "precision %", "recall %"]
    first = [name for name in (scoring.ALL, scoring.NONE, scoring.PLAIN) if name in rows]
    width = max(len(name) for name in [*rows, title]) + 2
    print("\n" + title.ljust(width) + "  ".join(heads))
    for name in first + sorted(set(rows) - set(first)):
        row = rows[name]
        cells = [str(row[key]) for key in told]
        cells += [percent(scoring.precision(row)), percent(scoring.recall(row))]
        print(name.ljust(width) + "  ".join(c.rjust(len(h)) for c, h in zip(cells, heads)))


def name_of(album):
    return f"{album['artist']} – {album['title']}" if "title" in album else ""


def print_links(title, links):
    if links:
        print(f"\n{title}")
    for link in links:
        print(
            f"  {link['artist']} – {link['title']}  [{link['kind']}, {link['year']}, original "
            f"{link['original_year']}, release {link['discogs_id']}, seed {link['seed']}]"
        )
        if link["given"]:
            given = link["given"]
            print(f"    given: {given['class']}: {name_of(given)} {given['url']}")
        print(f"    {link['verdict']}: {'; '.join(link['reasons'])}")
        print(f"    right: {' '.join(link['right']) or 'none'}")
        for candidate in link["candidates"]:
            print(f"    candidate: {candidate}")


def print_images(title, images):
    if images:
        print(f"\n{title}")
    for image in images:
        decoys = ", ".join(image["classes"]) or "none"
        print(
            f"  {image['name']}  [artist {image['discogs_id']}, seed {image['seed']}, at Spotify "
            f"{image['spotify_id'] or 'unknown'}, decoys: {decoys}]"
        )
        if image["given"]:
            print(f"    given: {image['given']}, the face of {image['face_of'] or 'somebody else'}")
        print(f"    right: {image['image_url'] or 'none'}")


def print_costs(score):
    costs = score.counts["costs"]
    print(f"\nrequests per album ({score.albums} albums)")
    for provider in ("spotify", "euria", "discogs"):
        print(f"  {provider}: {score.per_album(provider):.3f}")
        for path in sorted(key for key in costs if key.startswith(provider + " ")):
            print(f"    {path.split(' ', 1)[1]}: {score.per_album(path):.3f}")
    print(f"  violations: {costs['violations']}")
    for violation in score.listed["violations"]:
        print(f"    {violation}")


def print_counts(score):
    for name in ("verdicts", "descriptions", "original years"):
        counts = sorted(score.counts[name].items())
        print(f"{name}: " + ", ".join(f"{number} {what}" for what, number in counts))
        for bad in score.listed.get(name, []):
            print(f"  {name_of(bad)}: {bad['fault']}")


def print_score(score, verbose):
    print_rows("links", score.links)
    print_links("wrong links", score.listed["wrong_links"])
    if verbose:
        print_links("missed links", score.listed["missed_links"])
    print_rows("images", score.images)
    print_images("wrong images", score.listed["wrong_images"])
    if verbose:
        print_images("missed images", score.listed["missed_images"])
    print_costs(score)
    print()
    print_counts(score)


def as_json(score):
    """The same figures for a program."""
    rows = {
        name: {
            of: {**row, "precision": scoring.precision(row), "recall": scoring.recall(row)}
            for of, row in table.items()
        }
        for name, table in (("links", score.links), ("images", score.images))
    }
    return {"albums": score.albums, **rows, **score.counts, "listed": score.listed}


# --- arguments -------------------------------------------------------------------------------


def seeds_of(text):
    """"3" or "1-5"."""
    first, _, last = text.partition("-")
    seeds = list(range(int(first), int(last or first) + 1))
    if not seeds:
        raise argparse.ArgumentTypeError(f"no seeds in {text}")
    return seeds


def count_of(text):
    count = int(text)
    if count < 1:
        raise argparse.ArgumentTypeError("at least 1 is wanted")
    return count


def read_arguments():
    parser = argparse.ArgumentParser(prog="scripts/score", description=__doc__.splitlines()[0])
    parser.add_argument("--albums", type=count_of, help="copies in the collection (default 235)")
    parser.add_argument("--seed", "--seeds", type=seeds_of, action="extend", dest="seeds",
                        metavar="N[-M]", help="the worlds to sync, summed up (default 1)")
    parser.add_argument("--collection", type=pathlib.Path, help="real releases, from a file")
    parser.add_argument("--json", action="store_true", help="the figures for a program")
    parser.add_argument("-v", "--verbose", action="store_true", help="list what was missed, too")
    options = parser.parse_args()
    options.seeds = options.seeds or [1]
    return options


def main():
    options = read_arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    total = scoring.Score()
    for seed in options.seeds:
        score = score_world(options, seed)
        for listed in score.listed.values():
            for one in listed:
                if isinstance(one, dict):
                    one["seed"] = seed
        total.add(score)
    shortcomings = scoring.shortcomings(total)
    if options.json:
        print(json.dumps(as_json(total), indent=1, ensure_ascii=False))
    else:
        print_score(total, options.verbose)
        print("\n" + ("; ".join(shortcomings) or "nothing wrong"))
    sys.exit(1 if shortcomings else 0)


try:
    main()
except KeyboardInterrupt:
    sys.exit(130)
except (RuntimeError, OSError, http.client.HTTPException) as error:
    sys.exit(f"score: {error}")
