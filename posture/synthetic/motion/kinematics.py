"""Kinematics of a run: from a plan and the mean stride, every joint angle at every frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.interpolate import PchipInterpolator

from posture.errors import UsageError
from posture.synthetic.motion.bounce import compute_bounce
from posture.synthetic.motion.gait import LEAN_OF, Gait, combine_gait
from posture.synthetic.motion.plan import RANGES, Plan
from posture.synthetic.motion.strides import lay_strides, make_noise, smooth_noise
from posture.utils.arrays import FloatArray

#: Levels that the plan sets; the motion about them within the stride is the gait's.
LEVELS = ("trunk_lean_deg", "pelvic_tilt_deg", "lumbar_lordosis_deg")
#: Levels without a motion of their own within the stride.
HELD = (
    "head_pitch_deg",
    "shoulder_protraction_deg",
    "shoulder_elevation_deg",
    "turn_deg",
    "foot_strike_deg",
)
#: Turns of pelvis and thorax out of the sagittal plane.
ROTATIONS = (
    "pelvis_obliquity_deg",
    "pelvis_rotation_deg",
    "thorax_bending_deg",
    "thorax_rotation_deg",
)
#: Joint angles of a leg.
LEGS = (
    "hip_flexion_deg",
    "hip_adduction_deg",
    "knee_flexion_deg",
    "ankle_dorsiflexion_deg",
    "foot_pitch_deg",
)
#: Joint angles of an arm.
ARMS = (
    "shoulder_flexion_deg",
    "shoulder_abduction_deg",
    "shoulder_rotation_deg",
    "elbow_flexion_deg",
)
#: Elbows bend from straight to this, degrees.
MOST_ELBOW_DEG = 150.0
#: Range over which both limits set in, degrees; between them the angle is what is planned.
SOFT_ELBOW_DEG = 10.0


@dataclass(frozen=True)
class Kinematics:
    """Joint angles and positions of a run, T frames. Names, units and signs as in `gait.toml`.

    Attributes
    ----------
    times
        (T,) seconds.
    channels
        (T,) each: the trunk's names as they are, a limb's with the side before the unit
        (`hip_flexion_right_deg`); `kinematics["pelvis_height_m"]` reads one.
    slow
        (T,) each: `LEVELS` without their motion inside the stride: level, drift and noise; and
        `HELD`, which have no such motion.
    turns
        (T,) strides of the right foot since a contact before the run; the left foot is half a
        stride behind. The phase is what follows the point.
    stances
        By side, (N, 2) exact contact and toe-off of every stance from before the run to after
        its end, s.
    """

    times: FloatArray
    channels: Mapping[str, FloatArray]
    slow: Mapping[str, FloatArray]
    turns: FloatArray
    stances: Mapping[str, FloatArray]

    def __getitem__(self, name: str) -> FloatArray:
        """One channel (T,); `KeyError` where there is none of the name."""
        return self.channels[name]


def compute_kinematics(plan: Plan, times: FloatArray) -> Kinematics:
    """Compute the kinematics of a run at the given times.

    Parameters
    ----------
    plan
        What the run shall be.
    times
        (T,) strictly increasing, within 0 s and the plan's duration; any spacing, so frames of
        variable rate and sub-frames for motion blur come from the same run.

    Raises
    ------
    UsageError
        Where the times do not increase or lie outside the run.
    """
    times = np.asarray(times, dtype=np.float64)
    _check_times(times, plan.duration_s)
    gait = combine_gait(plan.gait, plan.arms)
    noise = make_noise(plan)
    strides = lay_strides(plan, noise)
    steps = strides.steps
    # Half a stride is one step; the phase is smooth where the cadence changes.
    turn = PchipInterpolator(steps, np.arange(len(steps)) / 2)
    turns = {"right": turn(times), "left": turn(times) - 0.5}
    stances = {
        "right": np.column_stack([strides.contacts[:-1], strides.contact_times]),
        "left": np.column_stack([steps[1::2], strides.contact_times]),
    }
    for both in stances.values():
        both[:, 1] += both[:, 0]
    for name, share in LEAN_OF.items():
        noise["trunk_lean_deg"] = noise["trunk_lean_deg"] + share * noise[name]
    value = {
        name: plan.intended(name, times) + smooth_noise(strides, noise[name], times)
        for name in RANGES
    }

    channels = _trunk_channels(gait, value, turns["right"])
    channels["pelvis_height_m"] = compute_bounce(strides, plan, times)
    for side, sided in turns.items():
        # where in its stride each foot truly leaves the ground, stride by stride
        leaves = turn(stances[side][:, 1]) - (0.5 if side == "left" else 0.0)
        duty = (leaves - np.arange(len(leaves)))[np.floor(sided).astype(int)]
        channels |= _limb_channels(gait, value, side, sided, duty)
    return Kinematics(
        times=times,
        channels=channels,
        slow={name: value[name] for name in (*LEVELS, *HELD)},
        turns=turns["right"],
        stances=stances,
    )


def _trunk_channels(
    gait: Gait, value: Mapping[str, FloatArray], turns: FloatArray
) -> dict[str, FloatArray]:
    """Trunk and pelvis at strides done by the right foot: `value` plus the gait's own motion."""
    channels = {
        name: value[name] + value["trunk_scale"] * gait.deviation(name, turns) for name in LEVELS
    }
    for name in ROTATIONS:
        channels[name] = value["rotation_scale"] * gait.deviation(name, turns)
    channels["pelvis_forward_m"] = gait.deviation("pelvis_forward_m", turns)
    return channels


def _limb_channels(
    gait: Gait, value: Mapping[str, FloatArray], side: str, turns: FloatArray, duty: FloatArray
) -> dict[str, FloatArray]:
    """Leg and arm of one side at strides done by its foot, and shares of them on the ground."""
    channels = {}
    warped = _warp(turns % 1.0, duty, gait.measured["duty_factor"])
    for name in LEGS:
        channels[_sided(name, side)] = _leg(gait, name, warped, value["legs_scale"])
    for name in ARMS:
        mean, swing = gait.curves[name].mean, gait.deviation(name, turns)
        size = value["arms_scale"] * value[f"arm_swing_{side}"]
        offset = value[_sided(name, side)]
        channels[_sided(name, side)] = mean + offset + size * swing
    elbow = _sided("elbow_flexion_deg", side)
    channels[elbow] = _limit_elbow(channels[elbow])
    return channels


def _check_times(times: FloatArray, duration_s: float) -> None:
    if times.ndim != 1 or len(times) == 0 or not (np.diff(times) > 0).all():
        raise UsageError("The times of a run must be one row of increasing seconds.")
    if not (times[0] >= 0 and times[-1] <= duration_s):
        raise UsageError(
            f"The times go from {times[0]:g} to {times[-1]:g} s, but the run lasts from 0 to "
            f"{duration_s:g} s; ask for times inside it."
        )


def _leg(gait: Gait, name: str, phase: FloatArray, scale: FloatArray) -> FloatArray:
    # Scaled from the straight leg and the flat foot: about their means, a large scale would bend
    # the knee back, and any would tilt the foot that stands.
    if name in ("knee_flexion_deg", "foot_pitch_deg"):
        return scale * gait.curve(name, phase)
    return gait.curves[name].mean + scale * gait.deviation(name, phase)


def _limit_elbow(degrees: FloatArray) -> FloatArray:
    """Keep an elbow within what elbows do; smooth, and exact away from the limits."""
    low, high = SOFT_ELBOW_DEG, MOST_ELBOW_DEG - SOFT_ELBOW_DEG
    under, over = np.minimum(degrees - low, 0.0), np.maximum(degrees - high, 0.0)
    straight = SOFT_ELBOW_DEG * np.exp(under / SOFT_ELBOW_DEG)
    folded = MOST_ELBOW_DEG - SOFT_ELBOW_DEG * np.exp(-over / SOFT_ELBOW_DEG)
    return np.where(degrees < low, straight, np.where(degrees > high, folded, degrees))


def _sided(name: str, side: str) -> str:
    stem, unit = name.rsplit("_", 1)
    return f"{stem}_{side}_{unit}"


def _warp(phase: FloatArray, duty: FloatArray, curve_duty: float) -> FloatArray:
    """Phase of the measured stride at a phase of the plan's: toe-off falls on toe-off.

    A monotone cubic (PCHIP) through (0, 0), (duty, curve_duty), (1, 1), with the slope at 1
    that it has at 0.
    """
    stance, swing = curve_duty / duty, (1 - curve_duty) / (1 - duty)
    # PCHIP's slope between unequal intervals; the same at contact and toe-off, as each has
    # stance on one side and swing on the other.
    slope = 3 / ((1 + duty) / swing + (2 - duty) / stance)
    down = phase < duty
    width = np.where(down, duty, 1 - duty)
    u = np.where(down, phase, phase - duty) / width
    low, high = np.where(down, 0.0, curve_duty), np.where(down, curve_duty, 1.0)
    blend = u * u * (3 - 2 * u)
    result: FloatArray = low + (high - low) * blend + slope * width * u * (1 - u) * (1 - 2 * u)
    return result
