"""Disks that fill at many moments: one sentence, earlier results untouched, nothing left."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hostile.calling import FIXTURES, ROOT, build_environment
from hostile.full_disk import COMMANDS

pytestmark = pytest.mark.skipif(os.name == "nt", reason="disks and limits of Unix")

KIND = "full disks"
DRIVER = str(ROOT / "tests" / "hostile" / "full_disk.py")
#: Exit codes of which a part must have seen the first, or nothing was full.
FULL = 1


def find_namespace() -> list[str] | None:
    """Find a command in which a small file system may be mounted that nobody else sees."""
    for command in (["unshare", "--mount"], ["unshare", "--mount", "--map-root-user"]):
        words = [*command, "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
        try:
            if not subprocess.run(words, capture_output=True, check=False).returncode:
                return command
        except OSError:
            return None
    return None


def fill(kind: str, folder: Path, *parts: str) -> tuple[int, list[str], set[int]]:
    """Fill a disk; how many calls were tried, what was wrong, and the exit codes."""
    prefix = find_namespace() if kind == "disk" else []
    if prefix is None:
        pytest.skip("no file system of one's own can be had here: neither as root nor as a user")
    paths = os.pathsep.join([str(ROOT), str(ROOT / "tests"), str(FIXTURES)])
    done = subprocess.run(
        [*prefix, sys.executable, DRIVER, kind, str(folder), *parts],
        env={
            **build_environment(folder),
            "PYTHONPATH": paths,
            "MPLCONFIGDIR": str(folder / "mpl"),
            "HOME": str(folder),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    found = [json.loads(line) for line in done.stdout.splitlines()]
    wrong = [f"{part}: {name}: exit {code}, {fault}" for part, name, code, fault in found if fault]
    if done.returncode:
        wrong.append(f"it ended with {done.returncode}: {done.stderr[-500:]}")
    return len(found), wrong, {code for _, _, code, _ in found}


@pytest.mark.slow
def test_some_exports(tmp_path, tally):
    tried, wrong, codes = fill("limit", tmp_path, "exports")
    assert {0, FULL} <= codes
    tally(KIND, tried, wrong)


@pytest.mark.slow
@pytest.mark.parametrize("part", [*COMMANDS, "kept"])
def test_disks(part, tmp_path, tally):
    tried, wrong, codes = fill("disk", tmp_path, part)
    assert {0, FULL} <= codes
    tally(KIND, tried, wrong)


@pytest.mark.slow
@pytest.mark.parametrize("part", ["analyses", "charts", "clips", "pages", "kept"])
def test_quotas(part, tmp_path, tally):
    tried, wrong, codes = fill("limit", tmp_path, part)
    assert {0, FULL} <= codes
    tally(KIND, tried, wrong)


@pytest.mark.slow
def test_a_full_disk_for_all_but_the_results(tmp_path, tally):
    tried, wrong, codes = fill("disk", tmp_path, "other places")
    assert codes == {0}
    tally(KIND, tried, wrong)
