"""Odd locales, terminals, homes and settings of the machine: the same answer, or one sentence."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from benchmarks.kills import make_stick_job
from helpers_run import make_run
from hostile.calling import call

from posture.results.run import write_data

pytestmark = pytest.mark.skipif(os.name == "nt", reason="locales and homes of Unix")

KIND = "locales and settings"
Changes = dict[str, str | None]


def one_by_one(name: str, *values: str | None) -> list[Changes]:
    return [{name: value} for value in values]


#: What is changed in the environment; None removes a variable.
CHANGES: list[Changes] = [
    *one_by_one(
        "LC_ALL", "C", "POSIX", "C.UTF-8", "tr_TR.UTF-8", "de_DE.ISO-8859-1", "nonsense", ""
    ),
    *one_by_one("PYTHONIOENCODING", "ascii", "latin-1", "utf-16", "cp437", "ascii:strict"),
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"LC_ALL": "C", "PYTHONUTF8": "1"},
    *one_by_one("TERM", "dumb", "nonsense", "", None),
    *one_by_one("COLUMNS", "0", "1", "-5", "abc", "99999"),
    *one_by_one("HOME", "/nonexistent", "relative", "", "/dev/null", None),
    *one_by_one("XDG_CACHE_HOME", "/proc/nowhere", "relative", "/dev/null"),
    *one_by_one(
        "POSTURE_CACHE", "/proc/nowhere", "/dev/null", "", "~nobody-of-that-name/x", "x" * 300
    ),
    *one_by_one("POSTURE_CACHE_GB", "nonsense", "nan", "-1", "1e308", "", "0"),
    *one_by_one("TMPDIR", "/nonexistent", "/dev/null", ""),
    *one_by_one("MPLCONFIGDIR", "/proc/nowhere", "/dev/null"),
    *one_by_one("MPLBACKEND", "nonsense", "TkAgg"),
    *one_by_one("TZ", "nonsense", "", "Pacific/Kiritimati"),
    *one_by_one("NO_COLOR", "1"),
    *one_by_one("FORCE_COLOR", "1"),
    *one_by_one("OMP_NUM_THREADS", "abc", "-1"),
    *one_by_one("PATH", "/nonexistent", ""),
    *one_by_one("USER", "/", None),
    *one_by_one("PYTHONOPTIMIZE", "2"),
]
#: The smallest caches are no place to keep anything in: a film of an umlaut.
NAME = "Läufer.mp4"


@pytest.fixture(scope="module")
def run_folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    write_data(make_run(), folder)
    return folder


def find_wrong(calls: list[tuple[Changes, list[str], int]], folder: Path) -> list[str]:
    wrong = []
    for changes, words, code in calls:
        fault = call(*words, folder=folder, changes=changes).find_fault(code)
        if fault:
            wrong.append(f"{changes} {words[:2]}: {fault}")
    return wrong


def test_a_name_with_an_umlaut_under_the_plainest_locale(tmp_path, tally):
    plain: Changes = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    tally(KIND, 1, find_wrong([(plain, ["analyze", NAME], 3)], tmp_path))


@pytest.mark.slow
def test_every_setting(tmp_path, tally, choose, run_folder):
    calls = [
        (changes, words, code)
        for changes in CHANGES
        for words, code in (
            (["analyze", NAME], 3),
            (["models", "list"], 0),
            (["cache", "list"], 0),
            (["plot", str(run_folder), "--out", str(tmp_path / "a.png")], 0),
        )
    ]
    chosen = choose(calls, every=20, whole=4)
    tally(KIND, len(chosen), find_wrong(chosen, tmp_path))


@pytest.mark.slow
def test_whole_analyses(tmp_path, tally, choose):
    job = make_stick_job(tmp_path, 6.0, 0.0)
    clip = job.clip.rename(tmp_path / NAME)
    chosen = choose(CHANGES, every=30, whole=8)
    wrong = []
    for number, changes in enumerate(chosen):
        out = tmp_path / f"run{number}"
        words = ["analyze", str(clip), "--no-video", "--fresh", "--workers", "1", "--out", str(out)]
        answer = call(*words, folder=tmp_path, program=tuple(job.program), changes=changes)
        fault = answer.find_fault(0)
        if not fault and not (out / "report.html").is_file():
            fault = "no report"
        if fault:
            wrong.append(f"{changes}: {fault}")
    tally(KIND, len(chosen), wrong)
