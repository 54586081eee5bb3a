"""No descriptors, no memory."""

import os
import re
import resource
import socket
import time

import promises
from machine import Saboteur, all_is_well, in_mid_sync, is_ready, it_failed_because, try_to_start, wait_for
from service import SYNC
from trials import trial

# LeakSanitizer wants descriptors of its own at the end.
QUIET = {"ASAN_OPTIONS": "detect_leaks=0:" + os.environ.get("ASAN_OPTIONS", "")}


def limit_files(count):
    return lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (count, count))


@trial("machine", "few file descriptors at start, one more each time", short=True)
def few_files_at_start(ground):
    upstreams = ground.upstreams("--albums", "10")
    service = ground.service(upstreams, environment=QUIET)
    served = 0
    for count in range(4, 72, ground.times(20, 1)):
        ground.tried()
        left, sentence = try_to_start(service, preexec_fn=limit_files(count))
        served += left is None
        if left is not None:
            ground.hold(left == 1, f"{count} descriptors: exit status {left}: {sentence}")
            ground.hold(
                re.search("descriptor|open files|LimitNOFILE|shared libraries", sentence),
                f"{count} descriptors: it says {sentence}")
    ground.hold(served, "it never started")
    service.start()
    all_is_well(ground, service, upstreams)


def cpu_seconds(service):
    with open(f"/proc/{service.process.pid}/stat", encoding="ascii") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def connect(address):
    connection = socket.socket()
    connection.settimeout(5)
    try:
        connection.connect(address)
    except OSError:
        connection.close()
        return None
    return connection


@trial("machine", "no file descriptor left in mid-sync, for clients nor providers")
def no_files_in_mid_sync(ground):
    upstreams = ground.upstreams("--albums", str(400))
    service = ground.service(upstreams, environment=QUIET)
    service.start()
    host, port = re.match(r"http://(.*):(\d+)", service.url).groups()
    in_mid_sync(service)
    held = len(os.listdir(f"/proc/{service.process.pid}/fd"))
    # From outside, as no process of its own could: nothing above what it holds now.
    resource.prlimit(service.process.pid, resource.RLIMIT_NOFILE, (held, held + 4096))
    ground.tried()
    clients = [connect((host, int(port))) for _ in range(held + 50)]
    spent_s, began = cpu_seconds(service), time.monotonic()
    time.sleep(5)
    # The sync goes on meanwhile and may use a processor: what counts is that it then rests.
    wait_for(
        lambda: service_rests(service), "an idle service while no descriptor is left")
    ground.hold(
        cpu_seconds(service) - spent_s < time.monotonic() - began + 1, "it used more than a processor")
    for client in clients:
        if client:
            client.close()
    resource.prlimit(service.process.pid, resource.RLIMIT_NOFILE, (held + 4096, held + 4096))
    wait_for(lambda: answers(service), "an answer once there are descriptors again")
    progress = service.finish()
    ground.hold(progress["status"] in ("completed", "error"), f"it ended as {progress['status']}")
    if progress["status"] == "completed":
        promises.every_album_is_accounted_for(ground, progress, service.database)
    else:  # the database had none either
        it_failed_because(ground, progress, service.database, "LimitNOFILE")
    ground.hold(
        re.search("descriptor|open files|Too many", service.log()), "the log does not say why")
    wait_for(lambda: not is_held_back(service), "the providers to be asked again")
    all_is_well(ground, service, upstreams)


def answers(service):
    try:
        return is_ready(service)
    except OSError:
        return False


def is_held_back(service):
    return any(
        provider["state"] not in ("ok", "disabled")
        for provider in service.progress()["providers"].values())


def service_rests(service):
    """Less than a tenth of a processor over half a second."""
    before = cpu_seconds(service)
    time.sleep(0.5)
    return cpu_seconds(service) - before < 0.05


@trial("machine", "no memory left: it ends at once, and starts again")
def no_memory(ground):
    upstreams = ground.upstreams("--albums", "600")
    service = ground.service(upstreams)
    before = set()
    for _ in range(30):
        service.start()
        service.post(SYNC + "?full=true")
        with open(f"/proc/{service.process.pid}/statm", encoding="ascii") as file:
            pages = int(file.read().split()[0])
        more = ground.random.randrange(0, 8 << 20)
        limit = pages * resource.getpagesize() + more
        resource.prlimit(service.process.pid, resource.RLIMIT_AS, (limit, limit))
        ground.tried()
        try:
            service.sync("?full=true")
        except (AssertionError, OSError):  # a run goes on, or nobody is there
            time.sleep(0.2)
        service.kill()
        promises.catalogue_is_sound(ground, service.database)
        promises.nothing_is_gone(ground, before, service.database)
        before = promises.rows(service.database)
    service.start()
    all_is_well(ground, service, upstreams, before)
