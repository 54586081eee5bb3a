#!/usr/bin/env python3
"""Runs the fuzz targets of tests/fuzz/ under libFuzzer with ASan and UBSan, and prints a table.

What a run finds to be new stays in the build folder for the next one, but for --smoke, which begins
afresh; --merge copies what of it reaches new code into tests/fuzz/corpus/ (with --seconds 0, that
of earlier runs). A finding is a broken promise, an invalid access, a leak, an undefined result, an
input that takes five seconds or a gigabyte: its input is kept, with the line that replays it, and
the status is 1."""

import argparse
import concurrent.futures
import dataclasses
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
FUZZ = ROOT / "tests" / "fuzz"
TARGETS = sorted(path.stem.removeprefix("fuzz_") for path in FUZZ.glob("fuzz_*.c"))

SMOKE_SECONDS = 35  # for all targets together
# Room for what the input holds, and no more: a search is fastest among short inputs.
MAX_LEN_DEFAULT = 4096
MAX_LEN = {
    "discogs_page": 8192,
    "guard": 512,
    "pin": 512,
    "query": 1024,
    "search": 256,
    "wire": 1024,
}
# What is kept is replayed by every run of the tests.
KEPT_MAX = 150
KEPT_MAX_BYTES = 8192
LIMITS = ["-timeout=5", "-report_slow_units=5", "-rss_limit_mb=1024"]
ENVIRONMENT = {
    **os.environ,
    "ASAN_OPTIONS": "strict_string_checks=1:detect_stack_use_after_return=1",
    "UBSAN_OPTIONS": "print_stacktrace=1",
}


@dataclasses.dataclass
class Result:
    target: str
    seconds: float
    runs: int
    edges: int
    corpus: int
    findings: list
    what: str  # the first line that tells of a finding


class Fuzzer:
    def __init__(self, build, target):
        self.target = target
        self.program = build / "tests" / "fuzz" / f"fuzz_{target}"
        self.kept = FUZZ / "corpus" / target
        self.work = build / "fuzzing" / target
        self.new = self.work / "new"
        self.findings = self.work / "findings"
        self.log = self.work / "log"

    def run(self, seconds, afresh):
        shutil.rmtree(self.findings, ignore_errors=True)
        self.findings.mkdir(parents=True)
        if afresh:
            shutil.rmtree(self.new, ignore_errors=True)
        self.new.mkdir(exist_ok=True)
        words = FUZZ / f"{self.target}.dict"
        command = [
            self.program,
            f"-max_total_time={seconds}",
            f"-max_len={MAX_LEN.get(self.target, MAX_LEN_DEFAULT)}",
            f"-artifact_prefix={self.findings}/",
            "-print_final_stats=1",
            *LIMITS,
            *([f"-dict={words}"] if words.exists() else []),
            self.new,
            self.kept,
        ]
        start = time.monotonic()
        with self.log.open("wb") as log:
            code = subprocess.run(
                command, stdout=log, stderr=log, cwd=self.work, env=ENVIRONMENT, check=False
            ).returncode
        return self.result(code, time.monotonic() - start)

    def result(self, code, seconds):
        log = self.log.read_text("utf-8", "replace")
        edges = re.findall(r"\bcov: (\d+)", log)
        runs = re.search(r"stat::number_of_executed_units:\s+(\d+)", log)
        findings = sorted(path for path in self.findings.iterdir())
        if code and not findings:
            findings = [self.log]
        what = re.search(r"^.*(broken promise|runtime error|ERROR: ).*$", log, re.MULTILINE)
        return Result(
            self.target,
            seconds,
            int(runs[1]) if runs else 0,
            int(edges[-1]) if edges else 0,
            len(list(self.kept.iterdir())),
            findings,
            what[0].strip() if what and findings else "",
        )

    def edges(self):
        """What each input reaches, kept and new: only for a set cover libFuzzer tells all of it."""
        with tempfile.TemporaryDirectory() as folder:
            nothing, counted = pathlib.Path(folder, "nothing"), pathlib.Path(folder, "counted")
            nothing.mkdir()
            subprocess.run(
                [self.program, "-set_cover_merge=1", "-use_counters=0", *LIMITS]
                + [f"-merge_control_file={counted}", nothing, self.kept, self.new],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=folder,
                env=ENVIRONMENT,
                check=True,
            )
            lines = counted.read_text("utf-8").splitlines()
        count = int(lines[0])
        paths = [pathlib.Path(line) for line in lines[2 : 2 + count]]
        edges = {path: set() for path in paths}
        for line in lines[2 + count :]:
            kind, index, *numbers = line.split()
            if kind == "FT":  # an edge each, without counters
                edges[paths[int(index)]].update(numbers)
        return edges

    def merge(self):
        """Copies the new inputs that reach edges which the kept ones do not, those that reach most
        first; how many."""
        if not self.new.is_dir() or not any(self.new.iterdir()):
            return 0
        edges = self.edges()
        kept = [path for path in edges if path.parent == self.kept]
        new = [
            path
            for path in edges
            if path.parent == self.new and path.stat().st_size <= KEPT_MAX_BYTES
        ]
        reached = set().union(*(edges[path] for path in kept))
        added = 0
        while new and len(kept) + added < KEPT_MAX:
            best = max(new, key=lambda path: (len(edges[path] - reached), -path.stat().st_size))
            if not edges[best] - reached:
                break
            reached |= edges[best]
            new.remove(best)
            shutil.copy(best, self.kept / best.name[:16])
            added += 1
        return added


def build_targets(build, targets):
    if not (build / "build.ninja").exists():
        subprocess.run(
            [
                "meson", "setup", build, "-Dfuzz=true", "-Doptimization=1", "-Dupstreams=disabled",
                "-Dsystemd=false", "-Db_sanitize=address,undefined", "-Db_lundef=false",
            ],  # fmt: skip
            cwd=ROOT,
            env={**os.environ, "CC": "clang"},
            stdout=subprocess.DEVNULL,
            check=True,
        )
    programs = [f"tests/fuzz/fuzz_{target}" for target in targets]
    subprocess.run(["ninja", "-C", build, "--quiet", *programs], check=True)


COLUMNS = "{:<16}{:>8}{:>12}{:>8}{:>8}{:>10}"


def show(build, it):
    seconds = f"{it.seconds:.0f}"
    print(COLUMNS.format(it.target, seconds, it.runs, it.edges, it.corpus, len(it.findings)))
    if it.findings:
        print(f"  {it.what}")
    for path in it.findings:
        print(f"  replay: {build}/tests/fuzz/fuzz_{it.target} {path}")
    sys.stdout.flush()


def run_all(build, fuzzers, options):
    """Whether there was a finding."""
    print(COLUMNS.format("target", "seconds", "runs", "edges", "corpus", "findings"), flush=True)
    results = []
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        runs = [pool.submit(fuzzer.run, options.seconds, options.smoke) for fuzzer in fuzzers]
        for run in concurrent.futures.as_completed(runs):
            results.append(run.result())
            show(build, results[-1])
    runs, findings = sum(it.runs for it in results), sum(len(it.findings) for it in results)
    print(f"fuzz: {len(results)} targets, {runs} runs, {findings} findings")
    return findings > 0


def arguments():
    parser = argparse.ArgumentParser(prog="scripts/fuzz")
    parser.add_argument("--seconds", type=int, default=600, help="for each target (600)")
    parser.add_argument("--smoke", action="store_true", help="half a minute for all together")
    parser.add_argument("--merge", action="store_true", help="keep what reaches new code")
    parser.add_argument("--jobs", type=int, default=2, help="targets at the same time (2)")
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build-fuzz")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help="; ".join(TARGETS))
    options = parser.parse_args()
    unknown = set(options.targets) - set(TARGETS)
    if unknown:
        parser.error(f"there is no target {', '.join(sorted(unknown))}")
    options.targets = options.targets or TARGETS
    if options.smoke:
        options.seconds = max(1, SMOKE_SECONDS * options.jobs // len(options.targets))
    return options


def main():
    options = arguments()
    build = options.build.resolve()
    build_targets(build, options.targets)
    fuzzers = [Fuzzer(build, target) for target in options.targets]
    found = options.seconds > 0 and run_all(build, fuzzers, options)
    if options.merge:
        for fuzzer in fuzzers:
            print(f"{fuzzer.target}: {fuzzer.merge()} new inputs kept")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
