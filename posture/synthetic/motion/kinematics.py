"""The run in time: a plan and the mean stride become every degree of freedom at every frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.interpolate import CubicSpline, PchipInterpolator
from scipy.signal import lfilter

from posture.errors import UsageError
from posture.synthetic.motion.gait import Gait, load_gait
from posture.synthetic.motion.plan import RANGES, Plan
from posture.utils.arrays import FloatArray

GRAVITY_M_S2 = 9.81
NOISE_LIMIT_SD = 3.0  # noise beyond it is a stumble, not a stride
LEAD_STRIDES = 3  # whole strides before and after the run, so that its ends are like its middle

# Levels the plan sets; the stride's motion about them is the gait's.
LEVELS = ("trunk_lean_deg", "pelvic_tilt_deg", "lumbar_lordosis_deg")
# What a degree of the others adds to the lean when the upper back stays as it is.
LEAN_OF = {"pelvic_tilt_deg": 1.0, "lumbar_lordosis_deg": -0.65}
ROTATIONS = (
    "pelvis_obliquity_deg",
    "pelvis_rotation_deg",
    "thorax_bending_deg",
    "thorax_rotation_deg",
)
LEGS = (
    "hip_flexion_deg",
    "hip_adduction_deg",
    "knee_flexion_deg",
    "ankle_dorsiflexion_deg",
    "foot_pitch_deg",
)
ARMS = (
    "shoulder_flexion_deg",
    "shoulder_abduction_deg",
    "shoulder_rotation_deg",
    "elbow_flexion_deg",
)


@dataclass(frozen=True)
class Kinematics:
    """A run, frame by frame; T frames. Names, units and signs as in `gait.toml`.

    Attributes
    ----------
    times
        (T,) seconds.
    channels
        (T,) each: the trunk's names as they are, a limb's with the side before the unit
        (`hip_flexion_right_deg`); `programme["pelvis_height_m"]` reads one.
    slow
        (T,) each: `LEVELS` without their motion inside the stride: level, drift and noise.
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


@dataclass(frozen=True)
class _Strides:
    """Events of S strides: right contacts (S + 1,), durations and contact times (S,), s."""

    contacts: FloatArray
    durations: FloatArray
    contact_times: FloatArray

    @property
    def steps(self) -> FloatArray:
        """(2S + 1,) contacts of both feet in turn, right first."""
        left = self.contacts[:-1] + self.durations / 2
        both = np.column_stack([self.contacts[:-1], left]).ravel()
        return np.append(both, self.contacts[-1])


def compute_kinematics(plan: Plan, times: FloatArray) -> Kinematics:
    """Work out a run at the given times.

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
    gait = load_gait()
    noise = _noise(plan)
    strides = _strides(plan, noise)
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
    noise["trunk_lean_deg"] = (
        noise["trunk_lean_deg"]
        + LEAN_OF["pelvic_tilt_deg"] * noise["pelvic_tilt_deg"]
        + LEAN_OF["lumbar_lordosis_deg"] * noise["lumbar_lordosis_deg"]
    )
    value = {
        name: plan.intended(name, times) + _smooth_noise(strides, noise[name], times)
        for name in RANGES
    }

    channels = {
        name: value[name] + value["trunk_scale"] * gait.deviation(name, turns["right"])
        for name in LEVELS
    }
    for name in ROTATIONS:
        channels[name] = value["rotation_scale"] * gait.deviation(name, turns["right"])
    channels["pelvis_forward_m"] = gait.deviation("pelvis_forward_m", turns["right"])
    channels["pelvis_height_m"] = _bounce(strides, plan, times)
    for side, sided in turns.items():
        # Where in its stride each foot truly leaves the ground, stride by stride.
        leaves = turn(stances[side][:, 1]) - (0.5 if side == "left" else 0.0)
        duty = (leaves - np.arange(len(leaves)))[np.floor(sided).astype(int)]
        warped = _warp(sided % 1.0, duty, gait.measured["duty_factor"])
        for name in LEGS:
            channels[_sided(name, side)] = _leg(gait, name, warped, value["legs_scale"])
        for name in ARMS:
            mean, swing = gait.curves[name].mean, gait.deviation(name, sided)
            channels[_sided(name, side)] = mean + value["arms_scale"] * swing

    return Kinematics(
        times=times,
        channels=channels,
        slow={name: value[name] for name in LEVELS},
        turns=turns["right"],
        stances=stances,
    )


def _check_times(times: FloatArray, duration_s: float) -> None:
    if times.ndim != 1 or len(times) == 0 or not (np.diff(times) > 0).all():
        raise UsageError("The times of a run must be one row of increasing seconds.")
    if not (times[0] >= 0 and times[-1] <= duration_s):
        raise UsageError(
            f"The times go from {times[0]:g} to {times[-1]:g} s, but the run lasts from 0 to "
            f"{duration_s:g} s; ask for times inside it."
        )


def _noise(plan: Plan) -> dict[str, FloatArray]:
    """AR(1) noise of every measure by stride, enough strides for any cadence allowed."""
    fastest = RANGES["cadence_spm"][1] + NOISE_LIMIT_SD * RANGES["cadence_spm"][2]
    count = int(np.ceil(plan.duration_s * fastest / 120)) + 2 * LEAD_STRIDES + 2
    memory = plan.autocorrelation
    noise = {}
    for i, name in enumerate(RANGES):
        # A generator for each measure: changing one leaves the others as they were.
        shocks = np.random.default_rng([plan.seed, i]).standard_normal(count)
        shocks[1:] *= np.sqrt(1 - memory**2)  # keeps the variance at 1 from the first stride on
        series = lfilter([1.0], [1.0, -memory], shocks)
        limited = np.clip(series, -NOISE_LIMIT_SD, NOISE_LIMIT_SD)
        noise[name] = plan.stride_sd.get(name, 0.0) * limited
    return noise


def _strides(plan: Plan, noise: Mapping[str, FloatArray]) -> _Strides:
    """Lay stride after stride from before the run until after its end."""
    usual = 120 / plan.cadence_spm
    offset = np.random.default_rng([plan.seed, len(RANGES)]).random()
    contacts = [-(LEAD_STRIDES + offset) * usual]
    durations: list[float] = []
    on_ground: list[float] = []
    while contacts[-1] < plan.duration_s + LEAD_STRIDES * usual:
        k, now = len(durations), np.array(contacts[-1])
        cadence = float(plan.intended("cadence_spm", now)) + noise["cadence_spm"][k]
        duty = float(plan.intended("duty_factor", now)) + noise["duty_factor"][k]
        durations.append(120 / cadence)
        on_ground.append(duty * durations[-1])
        contacts.append(contacts[-1] + durations[-1])
    return _Strides(np.array(contacts), np.array(durations), np.array(on_ground))


def _smooth_noise(strides: _Strides, by_stride: FloatArray, times: FloatArray) -> FloatArray:
    """Noise at each time: smooth, and with exactly the given mean over every stride."""
    sums = np.cumsum(by_stride[: len(strides.durations)] * strides.durations)
    rate = CubicSpline(strides.contacts, np.append(0.0, sums)).derivative()
    result: FloatArray = rate(times)
    return result


def _leg(gait: Gait, name: str, phase: FloatArray, scale: FloatArray) -> FloatArray:
    # Scaled from the straight leg and the flat foot: about their means, a large scale would bend
    # the knee back, and any would tilt the foot that stands.
    if name in ("knee_flexion_deg", "foot_pitch_deg"):
        return scale * gait.curve(name, phase)
    return gait.curves[name].mean + scale * gait.deviation(name, phase)


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


def _bounce(strides: _Strides, plan: Plan, times: FloatArray) -> FloatArray:
    """Height of the pelvis about its mean over the run, (T,) m: Newton's, not the markers'.

    The pelvis stands for the centre of mass. In flight it falls freely and lands at the height
    it took off from. In stance, x = pi t / c and c the contact time,
    a(t) = -g + A (sin x + q sin 3x) + B sin 2x. A brings the landing speed to the take-off speed,
    B brings it back to the same height (0 where all steps are equal), and q, the plan's impact,
    lets the force rise early. So it is C1 throughout.
    """
    g, starts = GRAVITY_M_S2, strides.steps[:-1]
    contact = np.repeat(strides.contact_times, 2)
    flight = np.diff(strides.steps) - contact
    take_off = g * flight / 2
    landing = -np.append(take_off[0], take_off[:-1])
    q = plan.impact
    a = np.pi / (2 * contact) * (take_off - landing + g * contact) / (1 + q / 3)
    b = -np.pi * (landing + take_off) / contact

    # Mean over the run's steps, from the integrals of both parts.
    stance_area = (
        landing * contact**2 / 2
        - g * contact**3 / 6
        + a * contact**3 / np.pi * (0.5 - 2 / np.pi**2)
        + q * a * contact**3 / (3 * np.pi) * (0.5 - 2 / (9 * np.pi**2))
        + b * contact**3 / (4 * np.pi)
    )
    within = (starts + contact + flight > 0) & (starts < plan.duration_s)
    area = (stance_area + g * flight**3 / 12)[within].sum()
    mean = area / (contact + flight)[within].sum()

    n = np.searchsorted(starts, times, side="right") - 1
    t, c = times - starts[n], contact[n]
    x = np.pi * t / c
    stance = (
        landing[n] * t
        - g * t**2 / 2
        + a[n] * c / np.pi * (t - c / np.pi * np.sin(x))
        + q * a[n] * c / (3 * np.pi) * (t - c / (3 * np.pi) * np.sin(3 * x))
        + b[n] * c / (2 * np.pi) * (t - c / (2 * np.pi) * np.sin(2 * x))
    )
    rest = t - c
    height = np.where(t < c, stance, take_off[n] * rest - g * rest**2 / 2)
    result: FloatArray = height - mean
    return result
