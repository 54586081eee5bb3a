"""The short trials of tests/torture/: what breaks, and what is promised all the same."""

import pathlib
import sys

import pytest

sys.path.append(str(pathlib.Path(__file__).parent.parent / "torture"))

import catalogue_of_trials  # noqa: E402,F401
import trials  # noqa: E402

SHORT = [trial for trial in trials.TRIALS if trial.short]


@pytest.mark.parametrize("trial", SHORT, ids=lambda trial: f"{trial.group}: {trial.name}")
def test_nothing_is_lost(trial):
    record = trials.run_trial(trial, is_long=False)
    assert record.tried and not record.lost, "\n".join(record.lost)
