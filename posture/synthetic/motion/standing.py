"""A runner who stands still before the run begins, as people are asked to for `--standing`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from posture.errors import UsageError
from posture.synthetic.bodies.library import Body
from posture.synthetic.bodies.skeleton import SEGMENT, SEGMENTS, pitch, place_segments, roll, yaw
from posture.synthetic.motion.kinematics import Kinematics
from posture.synthetic.motion.posing import LEVEL_EYES, LUMBAR, Poses
from posture.utils.arrays import FloatArray

#: Turns of an upper arm (+ forward, + outwards from hanging, + turned in) and bend of the elbow,
#: degrees: hands before the belly, so that the back is free; or hanging beside the trunk.
ARMS = {"in_front": (28.0, 4.0, 35.0, 95.0), "hanging": (0.0, 4.0, 0.0, 12.0)}
#: Period of a breath, and of the slow sway of people who stand still, seconds.
BREATH_S, SWAY_S = 3.7, 5.3
#: Turn of the upper back by a breath, and of the whole body about the ankles by the sway, degrees.
BREATH_DEG, SWAY_DEG = 0.6, 0.35


@dataclass(frozen=True)
class Standing:
    """How a runner stands before the run.

    Attributes
    ----------
    duration_s
        How long, seconds before the first frame of the run.
    arms
        How the arms are carried, see `ARMS`.
    tilt_deg, arch_deg, rounding_deg
        How much further forward than at rest the pelvis is tilted, how much more the low back is
        arched, and how much rounder the upper back is held.
    """

    duration_s: float = 5.0
    arms: Literal["in_front", "hanging"] = "in_front"
    tilt_deg: float = 0.0
    arch_deg: float = 0.0
    rounding_deg: float = 0.0

    def __post_init__(self) -> None:
        if not 0.1 <= self.duration_s <= 600:
            raise UsageError(
                f"standing.duration_s is {self.duration_s}; it must be from 0.1 to 600"
            )
        if self.arms not in ARMS:
            raise UsageError(f"standing.arms is {self.arms!r}; it must be {' or '.join(ARMS)}")


def stand(body: Body, how: Standing, times: FloatArray) -> Poses:
    """Stand still on both legs, breathing and swaying a little; ``(T,)`` seconds."""
    frames = len(times)
    local = np.tile(np.eye(3), (frames, len(SEGMENTS), 1, 1))
    sway = SWAY_DEG * np.sin(2 * np.pi * times / SWAY_S)
    rounding = how.rounding_deg + BREATH_DEG * np.sin(2 * np.pi * times / BREATH_S)
    local[:, SEGMENT["pelvis"]] = pitch(how.tilt_deg + sway)
    for name, share in LUMBAR.items():
        local[:, SEGMENT[name]] = pitch(np.full(frames, -share * how.arch_deg))
    local[:, SEGMENT["thorax"]] = pitch(rounding)
    eyes = -LEVEL_EYES * (how.tilt_deg - how.arch_deg + how.rounding_deg)
    for name in ("neck", "head"):
        local[:, SEGMENT[name]] = pitch(np.full(frames, eyes / 2))
    flexion, abduction, inwards, elbow = ARMS[how.arms]
    for side, sign in (("right", 1.0), ("left", -1.0)):
        local[:, SEGMENT[f"thigh_{side}"]] = pitch(np.full(frames, -how.tilt_deg))
        arm = pitch(-flexion) @ roll(-sign * abduction) @ yaw(sign * inwards)
        local[:, SEGMENT[f"upper_arm_{side}"]] = arm
        local[:, SEGMENT[f"forearm_{side}"]] = pitch(-elbow)
    pelvis = body.joint("pelvis").astype(float)
    # the sway is about the ankles: the pelvis goes forward with it
    origin = np.tile(pelvis, (frames, 1))
    origin[:, 0] += pelvis[2] * np.radians(sway)
    rotations, joints = place_segments(body.joints, local, origin)
    down = np.ones(frames, bool)
    return Poses(rotations, joints, {"right": down, "left": down}, rounding)


def stand_still_of(times: FloatArray) -> Kinematics:
    """Give the kinematics of a runner who stands: no stride is done; ``(T,)`` seconds."""
    none = np.zeros((0, 2))
    return Kinematics(times, {}, {}, np.zeros(len(times)), {"right": none, "left": none})
