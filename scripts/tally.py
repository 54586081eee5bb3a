#!/usr/bin/env python3
"""Adds up the tests of a build folder: each TAP line of the unit tests, each case of pytest.

Prints "N passed, N failed" as its last line. A test program that crashed counts as one failure."""

import json
import pathlib
import re
import sys
import xml.etree.ElementTree

build = pathlib.Path(sys.argv[1])
passed = failed = skipped = 0

for line in (build / "meson-logs/testlog.json").read_text("utf-8").splitlines():
    test = json.loads(line)
    marks = re.findall(r"^(not ok|ok)\b(.*)$", test.get("stdout", ""), re.MULTILINE)
    skipped += sum("# SKIP" in rest.upper() for _, rest in marks)
    passed += sum(mark == "ok" and "# SKIP" not in rest.upper() for mark, rest in marks)
    bad = sum(mark == "not ok" for mark, _ in marks)
    failed += bad if bad or test["result"] == "OK" else 1

for suite in xml.etree.ElementTree.parse(build / "pytest.xml").getroot().iter("testsuite"):
    bad = int(suite.get("failures")) + int(suite.get("errors"))
    failed += bad
    skipped += int(suite.get("skipped"))
    passed += int(suite.get("tests")) - bad - int(suite.get("skipped"))

if skipped:
    print(f"{skipped} skipped")
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed or not passed else 0)
