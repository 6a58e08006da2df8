"""Films that went wrong, where they are there: the whole run, on what the network saw in them.

Their pictures are read for the camera; the network is not asked. What it saw is kept, so each of
these kinds is tested without the films, too (`case_clips`).
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from kept_detections import KeptNetwork
from pipeline_fakes import MODEL, network

from posture import pipeline
from posture.errors import NoRunnerError
from posture.results.run import Run
from posture.session import build_single

CASES = Path(__file__).parents[3] / "shared" / "cases"

pytestmark = [
    pytest.mark.footage,
    pytest.mark.skipif(not CASES.is_dir(), reason="the folder of cases is not here"),
]


def measure(name: str) -> Run:
    with network(KeptNetwork(), camera=True):
        return pipeline.measure(build_single(CASES / f"{name}.mp4", {}), MODEL)[1]


def used(run: Run) -> pd.DataFrame:
    return run.strides[run.strides["rejected"] == ""]


def codes(run: Run) -> set[str]:
    return {warning.code for warning in run.results.quality.warnings}


def test_a_runner_who_comes_back_is_measured_from_both_sides():
    run = measure("shuttle")
    assert [one.facing for one in run.results.passes] == ["left", "right"]
    by_way = used(run).groupby("facing")[["trunk_lean_deg", "head_forward_deg", "cadence_spm"]]
    left, right = by_way.mean().loc["left"], by_way.mean().loc["right"]
    assert abs(left["trunk_lean_deg"] - right["trunk_lean_deg"]) < 1.0
    assert abs(left["head_forward_deg"] - right["head_forward_deg"]) < 1.0
    assert abs(left["cadence_spm"] - right["cadence_spm"]) < 4.0
    assert (used(run)["knee_lift_near_deg"] > 20).all()
    assert "both_sides" in codes(run)


def test_a_sprint_at_the_speed_of_life():
    run = measure("sprint280_60")
    assert run.results.video.speed_factor == 1.0
    assert used(run)["cadence_spm"].median() == pytest.approx(280, abs=3)
    assert len(used(run)) == len(run.strides) == 8


def test_life_and_then_slow_motion():
    run = measure("ramp2")
    assert [part.speed_factor for part in run.results.video.speed_parts] == [1.0, 8.0]
    assert used(run)["cadence_spm"].between(176, 190).all()


def test_the_nearer_runner_of_a_race():
    run = measure("overtake")
    assert 1 <= len(used(run)) <= 2
    assert used(run)["facing"].nunique() == 1


def test_feet_below_the_picture():
    with pytest.raises(NoRunnerError, match="feet are below"):
        measure("feetcut")
