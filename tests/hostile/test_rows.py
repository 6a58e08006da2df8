"""Every fault of the list in results.md has tests, and they exist."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| (\d+) \|.*\|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def test_every_fault_has_a_test_that_exists():
    page = (ROOT / "tests/hostile/results.md").read_text("utf-8")
    rows = {int(row[1]): TEST.findall(row[0]) for row in ROW.finditer(page)}
    assert list(rows) == list(range(1, len(rows) + 1))
    assert len(rows) >= 23
    for number, tests in rows.items():
        assert tests, number
        for path, name in tests:
            assert f"def {name}(" in (ROOT / path).read_text("utf-8"), f"{number}: {path}::{name}"
