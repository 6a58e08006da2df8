"""The true value of what legs, feet, arms and shoulders do in every frame: one function a column.

Registers its columns as `posture.synthetic.scene.truth` does, which brings them in.
"""

from __future__ import annotations

import numpy as np

from posture.synthetic.scene.posed_runner import (
    PosedRunner,
    Seen,
    Values,
    ahead_of_vertical,
    pitch_of,
    truth_of,
)
from posture.utils.arrays import FloatArray


@truth_of("foot_ahead_{side}_trunk")
def measure_foot_ahead(runner: PosedRunner, seen: Seen) -> Values:
    """How far the ankle is ahead of mid-hip, trunk lengths."""
    ahead = runner.joint("foot", seen)[:, 0] - runner.middle("thigh")[:, 0]
    return np.asarray(ahead / runner.trunk_m)


@truth_of("shank_angle_{side}_deg")
def measure_shank_angle(runner: PosedRunner, seen: Seen) -> FloatArray:
    """Shank against the downward vertical, from joint centres; + ankle ahead."""
    return ahead_of_vertical(runner.joint("shank", seen), runner.joint("foot", seen))


@truth_of("foot_angle_{side}_deg")
def measure_foot_angle(runner: PosedRunner, seen: Seen) -> FloatArray:
    """Turn of the foot's sole against the horizontal; 0 flat, + toes up."""
    return -pitch_of(runner, f"foot_{runner.side(seen)}")


@truth_of("ankle_angle_{side}_deg")
def measure_ankle_angle(runner: PosedRunner, seen: Seen) -> Values:
    """Foot against the shank; 0 at a right angle, + dorsiflexed."""
    return measure_foot_angle(runner, seen) - measure_shank_angle(runner, seen)


@truth_of("upper_arm_angle_deg")
def measure_upper_arm_angle(runner: PosedRunner) -> FloatArray:
    """Near upper arm against the downward vertical, in the sagittal plane; + elbow ahead."""
    return ahead_of_vertical(runner.joint("upper_arm", "near"), runner.joint("forearm", "near"))


@truth_of("elbow_angle_deg")
def measure_elbow_angle(runner: PosedRunner) -> Values:
    """Near forearm against the upper arm, in the sagittal plane; 0 straight, + bent."""
    forearm = ahead_of_vertical(runner.joint("forearm", "near"), runner.joint("hand", "near"))
    return np.asarray((forearm - measure_upper_arm_angle(runner) + 180.0) % 360.0 - 180.0)


@truth_of("hand_height_trunk")
def measure_hand_height(runner: PosedRunner) -> Values:
    """Height of the near wrist above mid-hip, trunk lengths."""
    height = runner.joint("hand", "near")[:, 2] - runner.middle("thigh")[:, 2]
    return np.asarray(height / runner.trunk_m)


@truth_of("shoulder_turn_trunk")
def measure_shoulder_turn(runner: PosedRunner) -> Values:
    """How far the near shoulder joint is ahead of the far one, trunk lengths."""
    near, far = runner.joint("upper_arm", "near"), runner.joint("upper_arm", "far")
    return np.asarray((near - far)[:, 0] / runner.trunk_m)


@truth_of("shoulder_turn_deg")
def measure_shoulder_turn_angle(runner: PosedRunner) -> Values:
    """Turn of the line between the shoulder joints about the vertical; + near one ahead."""
    near, far = runner.joint("upper_arm", "near"), runner.joint("upper_arm", "far")
    line = near - far
    return np.asarray(np.degrees(np.arctan2(line[:, 0], np.abs(line[:, 1]))))


@truth_of("mid_trunk_height_trunk")
def measure_mid_trunk_height(runner: PosedRunner) -> Values:
    """Height of the middle of the trunk above the ground, trunk lengths."""
    middle = (runner.middle("thigh") + runner.middle("upper_arm"))[:, 2] / 2
    return np.asarray(middle / runner.trunk_m)
