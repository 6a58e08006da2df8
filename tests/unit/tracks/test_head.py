from dataclasses import replace

import numpy as np
import pytest
from stick_runner import HEAD_DEG, run_detections

from posture.tracks import clean
from posture.tracks.angles import head_forward
from posture.tracks.body import Body, build_body
from posture.tracks.head import find_shoulder_joints, find_tragi
from posture.tracks.view import View


def runner(**how: object) -> Body:
    info, found, _ = run_detections(duration_s=2, **how)
    tracks = clean(found, info.times_s, info.width, info.height)
    return build_body(tracks, View(how.get("facing", "right"), info.width, info.height, 0.0, 1.0))


@pytest.mark.parametrize("facing", ["left", "right"])
@pytest.mark.parametrize("turn", [-15.0, 6.0, 20.0])
def test_a_head_carried_forward_by_an_angle_changes_the_measure_by_it(facing: str, turn: float):
    body = runner(facing=facing)
    joints, tragi = find_shoulder_joints(body), find_tragi(body)
    cos, sin = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    # + carries the top ahead: clockwise with x ahead and y up
    turned = joints + (tragi - joints) @ np.array([[cos, -sin], [sin, cos]])
    moved = replace(body, ear=body.ear + turned - tragi)
    np.testing.assert_allclose(head_forward(moved) - head_forward(body), turn, atol=1e-6)


@pytest.mark.parametrize("lean", [0.0, 12.0])
def test_a_lean_of_the_trunk_alone_is_no_head_forward(lean: float):
    np.testing.assert_allclose(head_forward(runner(lean_deg=lean)), HEAD_DEG, atol=0.02)


def test_the_points_are_behind_and_below_the_landmarks():
    body = runner()
    ear = (find_tragi(body) - body.ear) / body.trunk_px
    shoulder = (find_shoulder_joints(body) - body.shoulder) / body.trunk_px
    assert (ear < 0).all()
    assert (shoulder[:, 1] < 0).all()
    # a tragus is within a few centimetres of the temple: trunks are about half a metre long
    assert np.hypot(*ear.T).max() < 0.1
