"""The runner standing, on the scale of the run."""

from dataclasses import replace

import numpy as np
import pytest
from stick_runner import HEAD_DEG, run_detections

from posture.back import load_learned_models
from posture.camera import Camera
from posture.standing import (
    RunSeen,
    StandingClip,
    TrunkAxis,
    find_still,
    measure_axis,
    measure_standing,
)
from posture.tracks import View, build_body, clean

AXIS = TrunkAxis(-0.03, 0.02)


@pytest.fixture(scope="module")
def learned():
    return load_learned_models("heavy")


def stand(**runner):
    options = {"duration_s": 5.0, "fps": 20, "gait": "standing", "lean_deg": 3.0} | runner
    info, found, _ = run_detections(**options)
    return find_still(StandingClip(info, (0.0, 5.0), True), found)


@pytest.fixture(scope="module")
def run():
    """How a run shows the same stick figure, without its low back."""
    info, found, _ = run_detections(duration_s=3.0, fps=20)
    tracks = clean(found, info.times_s, info.width, info.height)
    view = View("right", info.width, info.height)
    body = build_body(tracks, view)
    return RunSeen(view, measure_axis(body, AXIS.apply(body)), tracks.trunk_px, None)


def test_lean_and_head_are_those_of_the_figure_on_the_axis_of_the_run(run, learned):
    found = measure_standing(stand(), Camera.still(0.0), run, learned)
    turned = np.degrees(np.arctan(AXIS.shoulder - AXIS.hip))
    assert found.values["trunk_lean_deg"] == pytest.approx(3.0 + turned, abs=0.05)
    assert found.values["head_forward_deg"] == pytest.approx(HEAD_DEG, abs=3.0)
    assert found.sds["trunk_lean_deg"] < 0.05
    assert set(found.reasons) == {"pelvic_tilt_deg", "lumbar_lordosis_deg"}
    assert found.frames == 100


def test_the_camera_of_the_standing_video_is_levelled(run, learned):
    tilted = stand(roll_deg=4.0)
    found = measure_standing(tilted, Camera.still(4.0), run, learned)
    level = measure_standing(stand(), Camera.still(0.0), run, learned)
    assert found.values["trunk_lean_deg"] == pytest.approx(level.values["trunk_lean_deg"], abs=0.1)


def test_a_low_back_that_is_hidden_leaves_lean_and_head(run, learned):
    still = stand()
    still.found.trunk_edge[:] = np.nan
    shifts = {"tilt": 0.0, "lordosis": 0.0}
    found = measure_standing(still, Camera.still(0.0), replace(run, shifts=shifts), learned)
    assert set(found.values) == {"trunk_lean_deg", "head_forward_deg"}
    assert "hide the low back" in found.reasons["pelvic_tilt_deg"]


@pytest.mark.parametrize(
    ("how", "seen", "why"),
    [
        ({"facing": "left"}, {}, "facing the way you run"),
        ({"trunk_px": 320.0}, {}, "much larger in the picture"),
        ({"trunk_px": 60.0}, {}, "much smaller in the picture"),
        ({}, {"axis": replace(AXIS, legs=1.2)}, "other proportions"),
    ],
)
def test_somebody_else_or_elsewhere_is_not_compared(run, learned, how, seen, why):
    found = measure_standing(stand(**how), Camera.still(0.0), replace(run, **seen), learned)
    assert not found.values
    assert why in found.reasons["trunk_lean_deg"]
    assert len(found.reasons) == 4
