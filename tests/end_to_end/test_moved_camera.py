"""A camera that was moved is not called a change of the runner: the whole pipeline."""

import numpy as np
import pytest
from moved_camera import Move, MovedNetwork
from pipeline_fakes import MODEL, network

from posture import pipeline
from posture.session import build_comparison, build_single

pytestmark = pytest.mark.usefixtures("landmarks_are_joints")


@pytest.fixture
def filmed():
    made = MovedNetwork()
    with network(made, camera=True):
        yield made


def measure(session):
    return pipeline.measure(session, MODEL)[1].results


def test_a_phone_that_was_put_up_anew(tmp_path, filmed):
    change = 3.0
    first = filmed.film(tmp_path / "a.mp4", "unlevel", Move.constant(300, zoom=0.85), width=480)
    moved = Move.constant(300, -2.0, 0.85 * 1.1, (0.02, -0.01))
    second = filmed.film(tmp_path / "b.mp4", "unlevel", moved, width=480, lean_deg=change)
    found = measure(build_comparison(first, second, {}))
    lean = found.measures["trunk_lean_deg"]
    assert lean.change == pytest.approx(change, abs=0.3)
    assert lean.is_changed
    assert found.quality.warnings[0].code == "camera_changed"
    assert "clockwise" in found.quality.warnings[0].message
    assert found.quality.level_deg == pytest.approx(4.0, abs=0.5)


def test_a_tripod_that_slips(tmp_path, filmed):
    frames = 660
    late = np.arange(frames) > frames / 2
    move = Move(3.0 * late, np.full(frames, 0.9), np.zeros((frames, 2)))
    clip = filmed.film(tmp_path / "a.mp4", "steady", move, width=480)
    found = measure(build_single(clip, {}))
    lean = found.measures["trunk_lean_deg"]
    assert lean.change == pytest.approx(0.0, abs=0.5)
    assert not lean.is_changed
    warning = found.quality.warnings[0]
    assert warning.code == "camera_moved"
    assert "° anticlockwise from early to late" in warning.message
