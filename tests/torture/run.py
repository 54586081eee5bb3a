#!/usr/bin/env python3
"""Runs the trials in their long form and prints what was tried and what was lost."""

import argparse
import dataclasses
import json
import os
import platform
import re
import sys

import catalogue_of_trials  # noqa: F401  registers them
import trials


def parse_arguments():
    parser = argparse.ArgumentParser(prog="torture", description=__doc__)
    parser.add_argument("pattern", nargs="?", default="", help="only trials whose 'group: name' matches")
    parser.add_argument("--short", action="store_true", help="as often as the test suite does")
    parser.add_argument("--seed", default="1", help="of what is drawn at random")
    parser.add_argument("--json", action="store_true", help="a JSON object a line instead of a table")
    parser.add_argument("--list", action="store_true", help="names only")
    return parser.parse_args()


def print_row(record):
    figures = f"{record.tried:6} {record.albums:9} {record.answer_ms:8.1f} {record.machine_ms:8.1f}"
    print(
        f"{record.group:10} {record.name:62.62} {figures} {record.peak_mb:6.0f} {record.seconds:7.1f}"
        f" {len(record.lost):5}",
        flush=True,
    )
    for sentence in record.lost:
        print("    LOST: " + sentence.strip().replace("\n", "\n    "), flush=True)


def main():
    arguments = parse_arguments()
    chosen = [
        trial for trial in trials.TRIALS
        if re.search(arguments.pattern, f"{trial.group}: {trial.name}")
    ]
    if arguments.list:
        print("\n".join(f"{trial.group}: {trial.name}" for trial in chosen))
        return 0
    if not arguments.json:
        print(f"{platform.machine()}, {os.cpu_count()} processors, Linux {platform.release()}")
        print(
            f"{'group':10} {'what goes wrong':62} {'tried':>6} {'albums':>9} {'p99 ms':>8} {'echo ms':>8}"
            f" {'MB':>6} {'s':>7} {'lost':>5}"
        )
    records = []
    for trial in chosen:
        records.append(trials.run_trial(trial, not arguments.short, arguments.seed))
        if arguments.json:
            print(json.dumps(dataclasses.asdict(records[-1])), flush=True)
        else:
            print_row(records[-1])
    lost = sum(len(record.lost) for record in records)
    tried = sum(record.tried for record in records)
    if not arguments.json:
        print(f"{len(records)} trials, {tried} things tried, {lost} lost")
    return 1 if lost or not records else 0


if __name__ == "__main__":
    sys.exit(main())
