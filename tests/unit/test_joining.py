import numpy as np
import pandas as pd
import pytest
from pipeline_fakes import film, left_in, network, see
from typer.testing import CliRunner

import posture
from posture.cli import app
from posture.video import probe

pytestmark = pytest.mark.usefixtures("landmarks_are_joints")

AT = {"a.mp4": 0.0, "b.mp4": 100.0, "c.mp4": 200.0}


def growing(seconds):
    """Lean that grows by 6 degrees in ten minutes of the run."""
    return 6.0 + 0.01 * seconds


@pytest.fixture(scope="module")
def clips(tmp_path_factory):
    folder = tmp_path_factory.mktemp("clips")
    return [film(folder / name, 12.0) for name in AT]


def seen(info):
    return see(info, start_s=AT[info.path.name], lean_deg=growing, noise_px=0.2)


@pytest.fixture(scope="module")
def run(clips, tmp_path_factory):
    out = tmp_path_factory.mktemp("runs") / "run"
    with network(seen):
        return posture.analyze_pieces(clips, at=["0:00", "1:40", 200], out=out)


def test_pieces_lie_on_the_clock_of_the_run(run):
    strides = run.strides
    assert strides["clip"].unique().tolist() == ["1", "2", "3"]
    for (name, start), clip in zip(AT.items(), ("1", "2", "3"), strict=True):
        inside = strides[strides["clip"] == clip]
        assert inside["start_s"].between(start, start + 12).all(), name
    assert strides["stride"].tolist() == list(range(1, len(strides) + 1))
    assert run.frames["frame"].tolist() == list(range(len(run.frames)))
    assert (np.diff(run.frames["time_s"]) > 0).all()
    assert [video["at_s"] for video in run.summary["videos"]] == [0.0, 100.0, 200.0]


def test_the_drift_is_that_of_the_run_with_its_gaps(run):
    drift = run.summary["drift"]["trunk_lean_deg"]
    assert drift["ci95"][0] < 6.0 < drift["ci95"][1]
    assert drift["slope_per_10min"] == pytest.approx(6.0, abs=0.3)


def test_early_and_late_are_thirds_of_all_strides(run):
    segments = run.strides.groupby("segment")["clip"].unique()
    assert segments["early"].tolist() == ["1"]
    assert segments["late"].tolist() == ["3"]
    assert run.summary["measures"]["trunk_lean_deg"]["change"] == pytest.approx(2.0, abs=0.1)


def test_each_piece_has_its_annotated_clip(run, clips):
    assert {"annotated.mp4", "annotated_2.mp4", "annotated_3.mp4"} <= set(left_in(run.path))
    assert probe(run.path / "annotated_3.mp4").frames == probe(clips[2]).frames
    assert "annotated_3.mp4" in (run.path / "report.html").read_text(encoding="utf-8")
    again = posture.load_run(run.path)
    pd.testing.assert_frame_equal(again.strides, run.strides, check_dtype=False)


def test_the_command_line_takes_pieces_too(clips, tmp_path):
    at = ["--at", "0:00", "--at", "1:40", "--at", "3:20"]
    options = ["--no-video", "--quiet", "--pain-onset", "1:40", "--out", str(tmp_path / "run")]
    with network(seen):
        result = CliRunner().invoke(app, ["analyze", *map(str, clips), *at, *options])
    assert result.exit_code == 0, result.output
    summary = posture.load_run(tmp_path / "run").summary
    assert summary["segments"]["late"]["start_s"] == 100.0
    assert summary["pain"]["time_s"] == 100.0


def test_several_videos_need_their_times(clips):
    result = CliRunner().invoke(app, ["analyze", str(clips[0]), str(clips[1])])
    assert result.exit_code == 2
    assert "--at" in result.output
