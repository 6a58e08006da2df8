"""The whole program with the real pose network on the sample clip, from the command line."""

import os
import signal
import subprocess
import sys
import time

import pandas as pd
import pytest
from pipeline_fakes import left_in
from sample_cuts import FPS, cut

import posture
from posture.utils.resources import sample_path

FRAMES = 3360
PIECE_S = 10
#: Frames of the sample that the test clip is cut from: its beginning and its end.
FRESH, TIRED = (0, PIECE_S * FPS), (FRAMES - PIECE_S * FPS, FRAMES)

pytestmark = [pytest.mark.slow, pytest.mark.model, pytest.mark.usefixtures("heavy")]


@pytest.fixture(scope="module")
def truth():
    return pd.read_parquet(sample_path("fresh_to_tired.truth.parquet"))


@pytest.fixture(scope="module")
def one(tmp_path_factory):
    """The fresh and the tired piece in one file, through the command line."""
    folder = tmp_path_factory.mktemp("one")
    clip = cut(folder / "both.mp4", FRESH, TIRED)
    options = f"--early 0-{PIECE_S} --late {PIECE_S}-{2 * PIECE_S} --no-video"
    command = [sys.executable, "-m", "posture", "analyze", str(clip), *options.split()]
    done = subprocess.run(
        [*command, "--out", str(folder / "run")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == f"report: {folder / 'run' / 'report.html'}"
    return posture.load_run(folder / "run")


def test_the_change_of_lean_is_that_of_the_truth(one, truth):
    means = [truth["trunk_lean_deg"].iloc[slice(*piece)].mean() for piece in (FRESH, TIRED)]
    lean = one.summary["measures"]["trunk_lean_deg"]
    print({key: lean[key] for key in ("early", "late", "change", "ci95")}, means)
    # 14 strides a window are too few for a verdict that surely holds; `posture demo` has 50
    assert lean["ci95"][0] > 0
    assert lean["ci95"][0] <= means[1] - means[0] <= lean["ci95"][1]
    assert lean["change"] == pytest.approx(means[1] - means[0], abs=0.5)


def test_cadence_is_that_of_the_truth(one, truth):
    step = truth["stride"] + truth["phase"]
    for piece, window in ((FRESH, "early"), (TIRED, "late")):
        part = step.iloc[slice(*piece)]
        strides_a_second = (part.iloc[-1] - part.iloc[0]) / (PIECE_S - 1 / FPS)
        found = one.summary["measures"]["cadence_spm"][window]
        print(window, found, 120 * strides_a_second)
        assert found == pytest.approx(120 * strides_a_second, rel=0.005)


@pytest.mark.skipif(sys.platform == "win32", reason="sends SIGINT")
def test_ctrl_c_ends_everything_and_leaves_nothing(tmp_path, interruptible_python):
    psutil = pytest.importorskip("psutil")
    clip = sample_path("fresh_to_tired.mp4")
    command = [*interruptible_python, "-m", "posture", "analyze", str(clip)]
    with subprocess.Popen(
        [*command, "--out", str(tmp_path / "run")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        watched = psutil.Process(running.pid)
        until = time.monotonic() + 60
        while not watched.children() and time.monotonic() < until:
            time.sleep(0.1)
        time.sleep(2)  # well into its work
        workers = watched.children()
        assert workers
        assert left_in(tmp_path) != []
        os.kill(running.pid, signal.SIGINT)
        out, err = running.communicate(timeout=30)
    assert running.returncode == 130
    assert out == ""
    assert err.startswith("posture: stopped; nothing was written")
    assert left_in(tmp_path) == []
    assert psutil.wait_procs(workers, timeout=10)[1] == []
