"""A turned runner is the same runner, heading elsewhere."""

from dataclasses import replace

import numpy as np
import pytest

from posture.synthetic.bodies.skeleton import SEGMENT
from posture.synthetic.motion.fitted_plan import fit_plan_to_body
from posture.synthetic.motion.plan import Plan
from posture.synthetic.motion.turning import turn_runner


@pytest.mark.parametrize("overground", [False, True])
def test_a_turned_runner_heads_to_the_left_and_keeps_height_and_shape(body, run_of, overground):
    plan = replace(fit_plan_to_body(body, Plan(duration_s=4.0)), turn_deg=12.0)
    ran = run_of(body, plan, overground=overground)
    turned = turn_runner(ran.poses, plan, ran.run, overground=overground)
    ahead = turned.rotations[:, SEGMENT["thorax"], :, 0]
    before = ran.poses.rotations[:, SEGMENT["thorax"], :, 0]
    more = np.arctan2(ahead[:, 1], ahead[:, 0]) - np.arctan2(before[:, 1], before[:, 0])
    np.testing.assert_allclose(np.degrees(more), 12.0, atol=1e-9)
    joints, straight = turned.joints, ran.poses.joints
    np.testing.assert_allclose(joints[..., 2], straight[..., 2])
    for one, other in (("hand_left", "foot_right"), ("head", "toes_left")):
        apart = [np.linalg.norm(j[:, SEGMENT[one]] - j[:, SEGMENT[other]], axis=1)
                 for j in (joints, straight)]  # fmt: skip
        np.testing.assert_allclose(*apart)
    # about the runner's own place: the pelvis hardly moves
    pelvis = (joints - straight)[:, SEGMENT["pelvis"]]
    assert np.abs(pelvis).max() < 0.02
