#!/usr/bin/env python3
"""The main job, from the outside: starts the service, asks it over HTTP for a sync, watches.

Called by scripts/run once everything is built. Standard library only."""

import argparse
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
SILLON = ROOT / "build/src/sillon"
UPSTREAMS = ROOT / "build/subprojects/upstreams/upstreams"
SYNC = "/api/v1/services/discogs/sync"
# Quicker than the real providers, slow enough to be watched.
LATENCY = "discogs=150,spotify=50,euria=300"


def has_credentials():
    files = [ROOT / "conf/sillon.conf", pathlib.Path("/etc/sillon/sillon.conf")]
    return "SILLON_DISCOGS_TOKEN" in os.environ or any(file.exists() for file in files)


def start_stand_ins(folder):
    config = folder / "stand-ins.conf"
    command = [UPSTREAMS, "--latency", LATENCY, "--unpaced", "--exit-with-stdin"]
    process = subprocess.Popen(
        command + ["--write-config", config], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    process.stdout.readline()  # it is ready
    # The stand-ins have no limits to keep here, so the demo need not wait for them.
    with config.open("a", encoding="utf-8") as out:
        for section in ("discogs", "spotify", "euria"):
            out.write(f"\n[{section}]\nrequests_per_minute = 0\n")
    return process, config


def start_service(arguments, log):
    """Waits until it listens, and returns it with its address."""
    process = subprocess.Popen(
        [SILLON, "serve", *arguments], cwd=ROOT, stderr=log.open("wb"), stdout=subprocess.DEVNULL
    )
    while True:
        text = log.read_text("utf-8", "replace")
        found = re.search(r"listening on (http://\S+)", text)
        if found:
            return process, found.group(1)
        if process.poll() is not None:
            return None, text
        time.sleep(0.05)


def call(address, path, method="GET"):
    request = urllib.request.Request(address + path, method=method)
    token = os.environ.get("SILLON_SERVER_API_TOKEN")
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        problem = json.load(error)
        sys.exit(f"{method} {path}: {problem.get('detail')}")


def show_progress(progress):
    counts = (
        f"{progress['current']}/{progress['total']}  "
        f"links {progress['spotify_urls']}  images {progress['artist_images']}  "
        f"descriptions {progress['descriptions']}"
    )
    if not sys.stdout.isatty():
        return
    width = max(10, min(30, shutil.get_terminal_size().columns - len(counts) - 12))
    filled = int(width * progress["percent"] / 100)
    bar = "█" * filled + "░" * (width - filled)
    print(f"\r{bar} {progress['percent']:5.1f} %  {counts}\033[K", end="", flush=True)


def watch(address):
    plain_at = 0
    while True:
        progress = call(address, SYNC + "/progress")
        show_progress(progress)
        if progress["status"] not in ("starting", "running"):
            print()
            return progress
        if not sys.stdout.isatty() and progress["percent"] >= plain_at:
            print(f"{progress['percent']:5.1f} %  {progress['current']}/{progress['total']}")
            plain_at = progress["percent"] + 10
        time.sleep(0.2)


def summarize(address, progress):
    print(
        f"{progress['status']} in {progress['elapsed_seconds']} s: "
        f"{progress['imported']} albums added, {progress['skipped']} known, "
        f"{progress['errors']} errors; {progress['spotify_urls']} Spotify links, "
        f"{progress['artist_images']} artist images, {progress['album_images']} covers, "
        f"{progress['descriptions']} descriptions"
    )
    for name, provider in progress["providers"].items():
        reason = f" ({provider['reason']})" if provider.get("reason") else ""
        print(f"  {name}: {provider['state']}, {provider['requests']} requests{reason}")
    if progress["last_error"]:
        print(f"  last error: {progress['last_error']['message']}")
    for album in call(address, "/api/v1/collection/albums?page_size=40"):
        if album["spotify_url"] and album["ai_description"] and album["images"]:
            artists = ", ".join(artist["name"] for artist in album["artists"])
            print(f"\n{artists} – {album['title']} ({album['support']}, {album['year']})")
            print(f"  {album['spotify_url']}\n  {album['ai_description']}")
            summarize.shown += 1
            if summarize.shown == 3:
                break
    print(f"\n{address}/api/v1/collection/albums")


summarize.shown = 0


def main():
    parser = argparse.ArgumentParser(prog="scripts/run", description=__doc__.splitlines()[0])
    parser.add_argument("--once", action="store_true", help="exit after the summary")
    parser.add_argument("--limit", type=int, help="import at most so many new albums")
    options = parser.parse_args()

    folder = pathlib.Path(tempfile.mkdtemp(prefix="sillon-"))
    log = folder / "sillon.log"
    processes = []
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        arguments = []
        if has_credentials():
            print("asking the real providers, with the credentials that are configured")
        else:
            print(
                "no credentials configured: asking STAND-INS of Discogs, Spotify and Euria on this "
                "machine, with an invented collection (see conf/sillon.conf.example)"
            )
            stand_ins, config = start_stand_ins(folder)
            processes.append(stand_ins)
            arguments = ["--config", config, "--database", folder / "sillon.db"]
        service, address = start_service(arguments, log)
        if not service and "in use" in address and "SILLON_SERVER_LISTEN" not in os.environ:
            print("port 8000 is taken: listening on a free one")
            service, address = start_service([*arguments, "--listen", "127.0.0.1:0"], log)
        if not service:
            sys.exit(address)
        processes.append(service)
        if not options.once:
            print(f"log: {log}")
        call(address, SYNC + (f"?limit={options.limit}" if options.limit else ""), "POST")
        progress = watch(address)
        summarize(address, progress)
        if not options.once:
            print("serving until Ctrl-C")
            service.wait()
        sys.exit(0 if progress["status"] == "completed" else 1)
    except KeyboardInterrupt:
        print()
    finally:
        for process in reversed(processes):
            process.terminate()
            process.wait()
        if options.once:
            shutil.rmtree(folder, ignore_errors=True)


main()
