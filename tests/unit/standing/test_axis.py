"""The trunk's axis of a run."""

import numpy as np
import pytest
from stick_runner import SHANK_LENGTH, THIGH_LENGTH, run_detections

from posture.standing import TrunkAxis, measure_axis
from posture.tracks import View, build_body, clean, detect_facing
from posture.tracks.angles import trunk_lean


@pytest.fixture(scope="module", params=["left", "right"])
def body(request):
    info, found, _ = run_detections(duration_s=2.0, fps=20, facing=request.param)
    tracks = clean(found, info.times_s, info.width, info.height)
    return build_body(tracks, View(detect_facing(tracks), info.width, info.height))


def test_what_is_applied_is_measured(body):
    axis = TrunkAxis(-0.04, 0.03)
    found = measure_axis(body, axis.apply(body))
    assert (found.hip, found.shoulder) == (pytest.approx(-0.04), pytest.approx(0.03))
    assert found.legs == pytest.approx(THIGH_LENGTH + SHANK_LENGTH, rel=0.02)


def test_hips_back_and_shoulders_ahead_are_more_lean(body):
    moved = trunk_lean(TrunkAxis(-0.04, 0.03).apply(body)) - trunk_lean(body)
    np.testing.assert_allclose(moved, np.degrees(np.arctan(0.07)), atol=1e-6)


def test_the_mean_of_several_videos():
    axes = [TrunkAxis(0.0, 0.1), TrunkAxis(0.4, 0.3)]
    three, even = TrunkAxis.mean(axes, [3, 1]), TrunkAxis.mean(axes, [0, 0])
    assert (three.hip, three.shoulder) == (pytest.approx(0.1), pytest.approx(0.15))
    assert (even.hip, even.shoulder) == (pytest.approx(0.2), pytest.approx(0.2))
