"""``python -m posture.charts``: the charts of a folder, in shares, no longer than asked for."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from posture.charts import files
from posture.charts.catalogue import Chart
from posture.results.run import load_run

PROGRAM = [sys.executable, "-m", "posture.charts"]


def test_the_shares_together_are_all_charts(saved, tmp_path, monkeypatch):
    monkeypatch.setattr(Chart, "draw", lambda self, run, measure: self.name)
    monkeypatch.setattr(files.style, "save", lambda figure, path: path)
    run = load_run(saved, poses=False)
    first, second = (files.write_charts(run, tmp_path, share=(i, 2)) for i in range(2))
    assert sorted(first + second) == sorted(files.write_charts(run, tmp_path))
    assert len(set(first + second)) == len(first) + len(second)
    assert abs(len(first) - len(second)) <= 1


def test_a_chart_that_cannot_be_written_is_said_in_the_last_line(saved):
    (saved / "charts").write_text("in the way")
    ran = subprocess.run([*PROGRAM, str(saved)], capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert "OutputError: The chart" in ran.stderr.strip().splitlines()[-1]


@pytest.mark.skipif(sys.platform != "linux", reason="ends with its parent on Linux")
def test_they_end_when_the_program_that_asked_for_them_is_killed(saved):
    """The program that asks only starts them and waits."""
    asking = (
        "import subprocess, sys, time\n"
        f"charts = subprocess.Popen([*{PROGRAM!r}, {str(saved)!r}])\n"
        "print(charts.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", asking], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        charts = psutil.Process(int(parent.stdout.readline()))
        until = time.monotonic() + 30
        while len(started := charts.children()) < min(2, len(os.sched_getaffinity(0))):
            assert time.monotonic() < until
            time.sleep(0.02)
        parent.kill()
    assert psutil.wait_procs([charts, *started], timeout=5)[1] == []
    assert not list(Path(saved).glob("charts/*.part"))
