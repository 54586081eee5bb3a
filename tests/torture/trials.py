"""A trial breaks one thing and holds what is left against the promises of promises.py.

    @trial("machine", "killed at a random moment", short=True)
    def killed(ground): ...

The function gets a Ground: a folder of its own, stand-ins and services that end with it, and the
record of what it tried and lost. It loses by ground.lose(sentence), or by an exception. `short`
trials are part of the test suite; ground.times(short, long) is how often something is done there
and in scripts/torture."""

import dataclasses
import os
import pathlib
import random
import tempfile
import time
import traceback

from pulse import Pulse
from service import ENRICH, SYNC, UNPACED, Service, Upstreams


@dataclasses.dataclass
class Trial:
    group: str
    name: str
    run: object
    short: bool


@dataclasses.dataclass
class Record:
    """One line of the table."""

    group: str
    name: str
    tried: int = 0  # things broken
    albums: int = 0  # albums whose fate was looked at
    lost: list = dataclasses.field(default_factory=list)  # sentences
    answer_ms: float = 0.0  # p99 of the service's own answers meanwhile
    machine_ms: float = 0.0  # and of an echo that has nothing else to do
    peak_mb: float = 0.0
    seconds: float = 0.0


TRIALS = []


def trial(group, name, short=False):
    def register(function):
        add_trial(group, name, function, short)
        return function

    return register


def add_trial(group, name, function, short=False):
    """The same for trials made in a loop."""
    assert not any(known.group == group and known.name == name for known in TRIALS), name
    TRIALS.append(Trial(group, name, function, short))


def processor_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Ground:
    def __init__(self, folder, record, is_long, seed):
        self.folder = pathlib.Path(folder)
        self.record = record
        self.is_long = is_long
        self.random = random.Random(f"{seed} {record.group} {record.name}")
        self._upstreams, self._services, self._pulses = [], [], []

    def times(self, short, long):
        return long if self.is_long else short

    def fresh_folder(self):
        return pathlib.Path(tempfile.mkdtemp(dir=self.folder))

    def upstreams(self, *arguments):
        # Real ones are elsewhere: on a small machine they shall not take the service's turn.
        self._upstreams.append(
            Upstreams(self.fresh_folder(), "--unpaced", *arguments, niceness=10)
        )
        return self._upstreams[-1]

    def service(self, upstreams=None, config="", folder=None, **options):
        """Unpaced, not started."""
        self._services.append(
            Service(folder or self.fresh_folder(), upstreams, UNPACED + config, **options)
        )
        return self._services[-1]

    def pulse(self, service):
        """Asks the service's own HTTP from now on, until the trial is over or it is stopped."""
        self._pulses.append(Pulse(service.url))
        return self._pulses[-1]

    def tried(self, count=1):
        self.record.tried += count

    def looked_at(self, albums):
        self.record.albums += albums

    def lose(self, sentence):
        self.record.lost.append(sentence)

    def hold(self, kept, sentence):
        if not kept:
            self.lose(sentence)
        return kept

    def measure(self, service):
        """The peak memory of a service that is still alive."""
        status = pathlib.Path(f"/proc/{service.process.pid}/status").read_text()
        peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
        self.record.peak_mb = max(self.record.peak_mb, int(peak.split()[1]) / 1024)

    def hold_at_rest(self, service):
        """Nobody asks, nothing runs: half a second of it costs no processor time."""
        if not self.is_long or not service.url.startswith("http"):
            return
        if not {"starting", "running"} & {service.progress(path)["status"] for path in (SYNC, ENRICH)}:
            before = processor_seconds(service.process.pid)
            time.sleep(0.5)  # what is measured
            spent = processor_seconds(service.process.pid) - before
            self.hold(spent < 0.25, f"at rest it takes {200 * spent:.0f} % of a processor")

    def clean_up(self):
        for pulse in self._pulses:
            figures = pulse.stop()
            self.record.answer_ms = max(self.record.answer_ms, figures["answer_ms"])
            self.record.machine_ms = max(self.record.machine_ms, figures["machine_ms"])
        for service in self._services:
            if service.process and service.process.poll() is None:
                self.measure(service)
                self.hold_at_rest(service)
                service.stop()
        for upstreams in self._upstreams:
            upstreams.stop()


def run_trial(chosen, is_long, seed=1):
    """The trial's Record. What it raised is a loss like any other."""
    record = Record(chosen.group, chosen.name)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="sillon-torture-") as folder:
        ground = Ground(folder, record, is_long, seed)
        for step in (lambda: chosen.run(ground), ground.clean_up):
            try:
                step()
            except Exception:  # pylint: disable=broad-except
                record.lost.append(traceback.format_exc())
    record.seconds = time.monotonic() - began
    return record
