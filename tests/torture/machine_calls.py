"""Each call into SQLite, each allocation of its own and each access to its files fails once: what
the unit tests do to a few of them is done to all."""

import os
import pathlib
import re
import subprocess

from trials import add_trial

TESTS = [
    ("store_faults", "SQLite fails at each of its calls, under each write and read"),
    ("store_upgrade", "SQLite fails at each of its calls, at a first start and an upgrade"),
    ("sync_faults", "SQLite fails at each of its calls, in a whole sync"),
    ("net_http_faults", "each call that a transfer is made of fails"),
]


def fail_each(ground, name):
    program = pathlib.Path(os.environ["SILLON"]).parent.parent / "tests" / f"test_{name}"
    result = subprocess.run(
        [program], env={**os.environ, "SILLON_THOROUGH": "1"}, capture_output=True, text=True,
        errors="replace", cwd=ground.fresh_folder(), timeout=3600, check=False)
    ended = re.findall(r"^\[ +OK +\]", result.stdout + result.stderr, re.MULTILINE)
    ground.tried(len(ended))
    ground.hold(result.returncode == 0 and ended, (result.stdout + result.stderr)[-3000:])


for test, told in TESTS:
    add_trial("machine", told, lambda ground, test=test: fail_each(ground, test))
