#!/usr/bin/env python3
"""Syncs collections of several sizes as fast as the machine can, and prints what it cost.

The service is kept on one processor, the stand-ins have the others. Standard library only."""

import json
import os
import pathlib
import platform
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
SILLON = ROOT / "build-bench/src/sillon"
UPSTREAMS = ROOT / "build-bench/subprojects/upstreams/upstreams"
SYNC = "/api/v1/services/discogs/sync"
UNPACED = "".join(
    f"\n[{section}]\nrequests_per_minute = 0\n" for section in ("discogs", "spotify", "euria")
)


def get(url, method="GET"):
    with urllib.request.urlopen(urllib.request.Request(url, method=method)) as answer:
        return json.load(answer)


def process_figures(pid):
    """CPU seconds and peak memory in MB."""
    stat = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    ticks = int(stat[11]) + int(stat[12])
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return ticks / os.sysconf("SC_CLK_TCK"), int(peak.split()[1]) / 1024


def measure(albums):
    with tempfile.TemporaryDirectory(prefix="sillon-bench-") as folder:
        config = pathlib.Path(folder) / "bench.conf"
        upstreams = subprocess.Popen(
            [UPSTREAMS, "--unpaced", "--albums", str(albums), "--exit-with-stdin"]
            + ["--write-config", config],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )
        urls = json.loads(upstreams.stdout.readline())
        with config.open("a") as out:
            out.write(UNPACED + f"\n[log]\nfile = {folder}/sillon.log\n")
        service = subprocess.Popen(
            ["taskset", "-c", "0", SILLON, "serve", "--config", config]
            + ["--listen", "127.0.0.1:0", "--database", f"{folder}/sillon.db"],
            stdout=subprocess.PIPE, text=True,
        )
        url = service.stdout.readline().strip()
        get(url + SYNC, "POST")
        while (progress := get(url + SYNC + "/progress"))["status"] in ("starting", "running"):
            time.sleep(0.2)
        cpu, peak = process_figures(service.pid)
        lag = get(url + "/healthz")["loop_lag_ms"]
        requests = {name: of["requests"] for name, of in get(urls["control"] + "/counters").items()}
        service.terminate()
        service.wait()
        upstreams.stdin.close()
        upstreams.wait()
    assert progress["status"] == "completed" and progress["errors"] == 0, progress
    count = progress["imported"]
    return {
        "albums": count,
        "seconds": progress["elapsed_seconds"],
        "albums_per_second": round(count / progress["elapsed_seconds"]),
        "cpu_ms_per_album": round(1000 * cpu / count, 3),
        "peak_mb": round(peak, 1),
        "loop_lag_p99_ms": lag["p99"],
        "loop_lag_max_ms": lag["max"],
        **{
            f"{name}_requests_per_album": round(requests[name] / count, 2)
            for name in ("spotify", "euria", "discogs")
        },
    }


def main():
    sizes = [int(size) for size in sys.argv[1:] if size.isdigit()] or [235, 10000]
    rows = [measure(size) for size in sizes]
    if "--json" in sys.argv:
        print(json.dumps(rows, indent=1))
        return
    print(f"{platform.machine()}, {os.cpu_count()} processors, the service on one of them")
    print("  ".join(rows[0]))
    for row in rows:
        print("  ".join(str(value).rjust(len(name)) for name, value in row.items()))


main()
