"""The program as a process: command line, configuration, signals, systemd."""

import os
import re
import socket
import subprocess

import pytest
from service import SYNC, binary, wait_for


def run(*arguments, **options):
    return subprocess.run(
        [binary("SILLON"), *arguments], capture_output=True, text=True, timeout=60, **options
    )


def test_version_and_help():
    assert re.fullmatch(r"sillon \d+\.\d+\.\d+\n", run("--version").stdout)
    assert "sillon serve" in run("--help").stdout
    assert "discogs.token" in run("help", "serve").stdout


@pytest.mark.parametrize("arguments", [[], ["dance"], ["serve", "--loud"], ["serve", "twice"]])
def test_usage_errors_exit_2(arguments):
    result = run(*arguments)
    assert result.returncode == 2 and "usage" in result.stderr


@pytest.mark.parametrize(
    "text, told",
    [
        ("[discogs]\ncolour = red\n", r":2: discogs\.colour"),
        ("[colours]\nred = 1\n", r":2: \[colours\]"),
        ("[sync]\nalbums_in_flight = many\n", r":2: sync\.albums_in_flight: 'many'"),
        ("\n[sync]\nalbums_in_flight = 0\n", r":3: sync\.albums_in_flight: '0'"),
        ("[log]\nlevel = loud\n", r":2: log\.level: 'loud'"),
        ("[discogs]\nurl = http://discogs.example\n", r"discogs\.url"),
        ("[discogs]\nusername = melomane\n", r"discogs\.token"),
        ("[server]\nlisten = 0.0.0.0:8000\n", r"api_token"),
        ("nonsense\n", r":1: "),
    ],
)
def test_configuration_errors_name_file_line_and_key(tmp_path, text, told):
    path = tmp_path / "sillon.conf"
    path.write_text(text)
    result = run("serve", "--config", path, "--listen", "127.0.0.1:0") if "listen" not in text else run("serve", "--config", path)
    assert result.returncode == 2
    assert str(path) in result.stderr or ":" not in told
    assert re.search(told, result.stderr), result.stderr


def test_environment_wins_over_credentials_and_file(tmp_path):
    path = tmp_path / "sillon.conf"
    path.write_text("[sync]\nalbums_in_flight = 3\n")
    result = run("serve", "--config", path, env={**os.environ, "SILLON_SYNC_ALBUMS_IN_FLIGHT": "x"})
    assert result.returncode == 2 and "SILLON_SYNC_ALBUMS_IN_FLIGHT" in result.stderr


def test_credential_files_are_read(make_service, upstreams, tmp_path):
    folder = tmp_path / "credentials"
    folder.mkdir()
    text = upstreams.config.read_text()
    token = re.search(r"\[discogs\].*?token *= *(\S+)", text, re.DOTALL).group(1)
    (folder / "discogs.token").write_text(token + "\n")
    upstreams.config.write_text(text.replace(f"token = {token}", "", 1).replace(f"token={token}", "", 1))
    service = make_service(upstreams, environment={"CREDENTIALS_DIRECTORY": str(folder)}).start()
    assert service.sync("?limit=1")["status"] == "completed"


def test_check_tries_every_provider(upstreams, tmp_path):
    good = run("check", "--config", upstreams.config)
    assert good.returncode == 0, good.stdout + good.stderr
    assert good.stdout.count(" ok") == 4
    upstreams.fault("discogs", "401", count=0)
    bad = run("check", "--config", upstreams.config)
    assert bad.returncode == 1 and "discogs  failed: discogs answered 401" in bad.stdout


def test_sigterm_in_mid_sync_stops_in_order(service, upstreams):
    upstreams.fault("euria", "stall", count=0)
    service.post(SYNC)
    wait_for(lambda: service.progress()["imported"] > 10)
    service.stop()
    assert "sillon: stopped" in service.log()


def test_a_second_service_on_the_catalogue_is_refused(service):
    second = run("serve", "--listen", "127.0.0.1:0", "--database", service.database)
    assert second.returncode == 1
    assert f"in use by another sillon (process {service.process.pid}); stop that one" in second.stderr
    assert service.get("/readyz").status == 200


def test_a_service_that_starts_while_the_last_one_stops_waits_for_its_end(service):
    command = [binary("SILLON"), "serve", "--listen", "127.0.0.1:0", "--database", service.database]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as second:
        assert any("waiting for its end" in line for line in second.stderr)
        service.stop()
        assert second.stdout.readline().startswith("http://127.0.0.1:")
        second.terminate()
        second.communicate(timeout=60)
        assert second.returncode == 0


def test_systemd_is_told(make_service, upstreams, tmp_path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
        path = tmp_path / "notify"
        notify.bind(str(path))
        notify.settimeout(60)
        service = make_service(
            upstreams, environment={"NOTIFY_SOCKET": str(path), "WATCHDOG_USEC": "200000"}
        ).start()
        told = []

        def hear(wanted):
            while not any(message.startswith(wanted) for message in told):
                told.append(notify.recv(4096).decode())

        hear("READY=1")
        hear("WATCHDOG=1")
        service.post(SYNC + "?limit=5")
        hear("STATUS=")
        service.finish()
        service.stop()
        hear("STOPPING=1")


def test_two_services_on_one_address(service, make_service, tmp_path):
    address = service.url.removeprefix("http://")
    result = run("serve", "--listen", address, "--database", tmp_path / "other.db")
    assert result.returncode == 2 and address in result.stderr
