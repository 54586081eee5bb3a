"""A log that cannot be written."""

import os
import signal
import subprocess

import promises
from machine import Saboteur, all_is_well, in_mid_sync, is_ready, try_to_start
from service import wait_for
from trials import trial


@trial("machine", "log file that cannot be opened at start", short=True)
def not_opened_at_start(ground):
    upstreams = ground.upstreams("--albums", "10")
    folder = ground.fresh_folder()
    (folder / "is-a-folder").mkdir()
    for name in ("no-such-folder/service.log", "is-a-folder"):
        service = ground.service(upstreams, f"[log]\nfile = {folder}/{name}\n")
        ground.tried()
        left, sentence = try_to_start(service)
        ground.hold(left == 2, f"exit status {left}: {sentence}")
        ground.hold(f"{folder}/{name}" in sentence, f"the file is not named: {sentence}")
        ground.hold(not service.database.exists(), "it touched the database before")


@trial("machine", "log file deleted, full, or not opened again after SIGHUP", short=True)
def lost_in_mid_sync(ground):
    upstreams = ground.upstreams("--albums", str(ground.times(60, 300)))
    saboteur = Saboteur(ground)
    logs = saboteur.folder / "logs"
    logs.mkdir()
    path = logs / "service.log"
    service = saboteur.service(ground, upstreams, f"[log]\nfile = {path}\n")
    service.start()
    in_mid_sync(service)
    path.unlink()
    ground.tried()
    service.process.send_signal(signal.SIGHUP)
    wait_for(path.exists, "the log file to be opened again")
    path.rename(logs / "rotated.log")
    logs.rename(saboteur.folder / "away")
    service.process.send_signal(signal.SIGHUP)  # cannot be opened: the old one goes on
    ground.tried()
    ground.hold(is_ready(service), "not ready")
    rotated = saboteur.folder / "away" / "rotated.log"
    wait_for(lambda: "service.log" in rotated.read_text(), "the reason in the log that is still open")
    progress = service.finish()
    ground.hold(progress["status"] == "completed", f"the sync ended as {progress['status']}")
    (saboteur.folder / "away").rename(logs)
    service.process.send_signal(signal.SIGHUP)
    wait_for(path.exists, "the log file to be opened again")
    all_is_well(ground, service, upstreams)


def closed_output(ground, upstreams, **streams):
    """A life whose output goes nowhere; its address is known from a unix socket's name."""
    service = ground.service(upstreams)
    plain = service.command

    def start():
        service.process = subprocess.Popen(
            plain(), env=dict(os.environ), stdout=subprocess.PIPE, text=True, **streams)
        service.url = service.process.stdout.readline().strip()

    start()
    return service


@trial("machine", "standard error closed, or a pipe that nobody reads", short=True)
def nobody_listens(ground):
    upstreams = ground.upstreams("--albums", str(ground.times(60, 300)))
    reader, writer = os.pipe()
    os.close(reader)
    for streams in ({"stderr": writer}, {"preexec_fn": lambda: os.close(2)}):
        service = closed_output(ground, upstreams, **streams)
        ground.tried()
        ground.hold(is_ready(service), "not ready")
        service.process.stdout.close()
        progress = promises.run(service)
        ground.hold(progress["status"] == "completed", f"the sync ended as {progress['status']}")
        all_is_well(ground, service, upstreams)
        service.process.send_signal(signal.SIGTERM)
        ground.hold(service.process.wait(60) == 0, "it did not stop in order")
        promises.catalogue_is_sound(ground, service.database)
    os.close(writer)


@trial("machine", "standard output closed", short=True)
def no_output(ground):
    upstreams = ground.upstreams("--albums", "20")
    address = ground.fresh_folder() / "socket"
    service = ground.service(upstreams)
    command = [*service.command(), "--listen", f"unix:{address}"]
    with service.log_path.open("ab") as log:
        service.process = subprocess.Popen(
            command, env=dict(os.environ), stderr=log, preexec_fn=lambda: os.close(1))
    ground.tried()
    wait_for(address.exists, "its socket")
    wait_for(lambda: "listening" in service.log(), "its log")
    service.process.send_signal(signal.SIGTERM)
    ground.hold(service.process.wait(60) == 0, f"it did not stop in order: {service.log()}")
    promises.catalogue_is_sound(ground, service.database)
