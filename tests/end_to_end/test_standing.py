"""The whole pipeline with a runner who stands still before the run."""

import json

import pytest
from pipeline_fakes import CADENCE, TRUNK_PX, film, network, see
from standing_runner import stand_then_run

import posture
from posture.errors import UsageError

STAND_S = 4.0


def look(info):
    return stand_then_run(
        info, STAND_S, standing_lean_deg=2.0, lean_deg=9.0, cadence=CADENCE, trunk_px=TRUNK_PX
    )


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return film(tmp_path_factory.mktemp("films") / "clip.mp4", 16.0)


@pytest.fixture(scope="module")
def run(clip, tmp_path_factory):
    with network(look):
        out = tmp_path_factory.mktemp("runs") / "run"
        return posture.analyze(clip, out=out, standing="0:00-0:04", video=False)


def test_lean_is_given_relative_to_standing_too(run):
    summary = json.loads((run.path / "summary.json").read_text(encoding="utf-8"))
    assert summary["settings"]["standing"] == "0:00-0:04"
    lean = summary["standing"]["measures"]["trunk_lean_rel_standing_deg"]
    assert lean["run"] == pytest.approx(7.0, abs=0.3)
    low, high = lean["early_ci95"]
    assert low < lean["early"] < high
    for table in (run.frames, run.strides):
        apart = table["trunk_lean_deg"] - table["trunk_lean_rel_standing_deg"]
        assert apart.dropna().to_numpy() == pytest.approx(lean["standing"])
    assert posture.load_run(run.path).results.standing == run.results.standing


def test_the_window_of_standing_is_no_part_of_the_run(run):
    assert run.frames["trunk_lean_deg"][run.frames["time_s"] < STAND_S - 0.1].isna().all()
    assert run.strides["start_s"].min() >= STAND_S - 0.2


def test_a_low_back_that_is_too_small_is_explained(run):
    tilt = run.results.standing.measures["pelvic_tilt_rel_standing_deg"]
    assert tilt.standing is None
    assert tilt.reason == "the low back is not measured in the run"


def test_a_video_of_its_own_says_the_same(run, clip, tmp_path):
    alone = film(tmp_path / "still.mp4", STAND_S, start=7)
    running = film(tmp_path / "run.mp4", 10.0, start=3)

    def seen(info):
        how = {"gait": "standing", "lean_deg": 2.0} if info.duration_s < 5 else {"lean_deg": 9.0}
        return see(info, **how)

    with network(seen):
        found = posture.analyze(running, out=tmp_path / "out", standing=alone, video=False)
    name = "trunk_lean_rel_standing_deg"
    ours = found.results.standing
    assert (ours.source, ours.in_run) == ("still.mp4", False)
    assert ours.measures[name].run == pytest.approx(
        run.results.standing.measures[name].run, abs=0.1
    )


@pytest.mark.parametrize(("window", "why"), [("0:08-0:12", "walks or runs"), ("0:00-0:01", "long")])
def test_whoever_does_not_stand_is_refused_before_the_run_is_measured(clip, tmp_path, window, why):
    with network(look), pytest.raises(UsageError, match=why):
        posture.analyze(clip, out=tmp_path / "run", standing=window)
    assert not (tmp_path / "run").exists()
