"""Standard streams that are closed, full, or whose reader leaves: results and exit codes stay."""

from __future__ import annotations

import os

import pytest
from benchmarks.kills import make_stick_job
from hostile.calling import call

pytestmark = pytest.mark.skipif(os.name == "nt", reason="redirections of a shell")

KIND = "streams"
#: Words of the command line, and their exit code.
COMMANDS = {
    "--version": 0,
    "--help": 0,
    "analyze --help": 0,
    "cache list": 0,
    "cache where": 0,
    "models list": 0,
    "nonsense": 2,
    "analyze --nonsense": 2,
    "plot gone": 2,
    "analyze gone.mp4": 3,
}
REDIRECTIONS = (
    *(">&-", "2>&-", "<&-", ">&- 2>&-", "<&- >&- 2>&-", "<&- 2>&-"),
    *(">/dev/full", "2>/dev/full", ">/dev/full 2>&1", "</dev/full", "</dev/zero"),
    *("| true", "2>&1 | true", "2>&1 >/dev/null | true", "| head -c 1 >/dev/null"),
)


def find_wrong(calls: list[tuple[str, str]], folder) -> list[str]:
    wrong = []
    for words, redirection in calls:
        answer = call(*words.split(), folder=folder, redirection=redirection)
        if fault := answer.find_fault(COMMANDS[words]):
            wrong.append(f"{words} {redirection}: {fault}")
    return wrong


def test_some_streams(tmp_path, tally):
    calls = [("--version", ">&-"), ("--version", ">/dev/full"), ("nonsense", "2>&-")]
    tally(KIND, len(calls), find_wrong(calls, tmp_path))


@pytest.mark.slow
def test_every_stream(tmp_path, tally, choose):
    calls = choose([(words, way) for words in COMMANDS for way in REDIRECTIONS], every=12, whole=3)
    tally(KIND, len(calls), find_wrong(calls, tmp_path))
    assert [path.name for path in tmp_path.iterdir() if path.name != "kept"] == []


@pytest.mark.slow
def test_whole_analyses_without_readers(tmp_path, tally, choose):
    """The results are those of an undisturbed run, and so is the exit code."""
    job = make_stick_job(tmp_path, 6.0, 0.0)
    ways = choose(REDIRECTIONS, every=8, whole=3)
    wrong = []
    for number, way in enumerate(ways):
        out = tmp_path / f"run{number}"
        words = [
            "analyze",
            str(job.clip),
            "--no-video",
            "--fresh",
            "--workers",
            "1",
            "--out",
            str(out),
        ]
        answer = call(*words, folder=tmp_path, program=tuple(job.program), redirection=way)
        fault = answer.find_fault(0)
        if not fault and not {"summary.json", "report.html"} <= {p.name for p in out.iterdir()}:
            fault = "no results"
        if fault:
            wrong.append(f"{way}: {fault}")
    tally(KIND, len(ways), wrong)
