"""The plan of a virtual run: levels, variation from stride to stride, and drift over time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Literal, get_args

import numpy as np

from posture.errors import UsageError
from posture.synthetic.motion.gait import DEFAULT_ARMS, DEFAULT_GAIT, combine_gait, load_gait
from posture.utils.arrays import FloatArray

Shape = Literal["none", "linear", "late", "step"]

#: Courses that a drift can take.
SHAPES = get_args(Shape)
#: How long a step takes, seconds: a runner needs a few strides to change posture, and a jump would
#: show in the picture.
STEP_S = 2.0

#: Every measure of a plan that can vary and drift: lowest and highest level, greatest SD of the
#: stride means. The duty factor's room keeps a flight phase in every stride, three SDs out.
RANGES: Mapping[str, tuple[float, float, float]] = {
    "cadence_spm": (120.0, 240.0, 6.0),
    "duty_factor": (0.20, 0.45, 0.015),
    "trunk_lean_deg": (-20.0, 45.0, 5.0),
    "pelvic_tilt_deg": (-30.0, 50.0, 5.0),
    "lumbar_lordosis_deg": (-30.0, 80.0, 5.0),
    "trunk_scale": (0.0, 2.0, 0.2),
    "legs_scale": (0.3, 1.5, 0.1),
    "arms_scale": (0.0, 2.0, 0.2),
    "rotation_scale": (0.0, 2.0, 0.2),
    # what may change without any change of the trunk; new measures go to the end, see `strides`
    "shoulder_flexion_right_deg": (-60.0, 90.0, 5.0),
    "shoulder_flexion_left_deg": (-60.0, 90.0, 5.0),
    "shoulder_abduction_right_deg": (-35.0, 40.0, 5.0),
    "shoulder_abduction_left_deg": (-35.0, 40.0, 5.0),
    "shoulder_rotation_right_deg": (-60.0, 60.0, 5.0),
    "shoulder_rotation_left_deg": (-60.0, 60.0, 5.0),
    "elbow_flexion_right_deg": (-70.0, 70.0, 5.0),
    "elbow_flexion_left_deg": (-70.0, 70.0, 5.0),
    "arm_swing_right": (0.0, 2.0, 0.2),
    "arm_swing_left": (0.0, 2.0, 0.2),
    "head_pitch_deg": (-30.0, 40.0, 5.0),
    "shoulder_protraction_deg": (-15.0, 30.0, 3.0),
    "shoulder_elevation_deg": (-10.0, 25.0, 3.0),
    "turn_deg": (-20.0, 20.0, 3.0),
    "foot_strike_deg": (-35.0, 20.0, 4.0),
    "belt_position_m": (-0.5, 0.5, 0.05),
}
#: SD of the stride means: the measured runner's own, rounded (gait.toml); of the scales and the
#: duty factor a guess. What is not named here has none.
STRIDE_SD: Mapping[str, float] = {
    "cadence_spm": 1.7,
    "duty_factor": 0.004,
    "trunk_lean_deg": 0.5,
    "pelvic_tilt_deg": 0.8,
    "lumbar_lordosis_deg": 0.9,
    "trunk_scale": 0.06,
    "legs_scale": 0.02,
    "arms_scale": 0.05,
    "rotation_scale": 0.05,
}


@dataclass(frozen=True)
class Drift:
    """How a measure moves over the run, in the measure's own unit.

    Attributes
    ----------
    change
        What has been added in the end.
    start_s, end_s
        When it begins and ends, s; to the end of the run where `end_s` is None. A step takes
        two seconds where `end_s` is None.
    shape
        "linear"; "late" (cubic: half of the change in the last fifth); "step" (smooth, at
        `start_s`); "none".
    """

    change: float
    start_s: float = 0.0
    end_s: float | None = None
    shape: Shape = "linear"

    def __post_init__(self) -> None:
        if self.shape not in SHAPES:
            raise UsageError(
                f"A drift cannot have the shape '{self.shape}'; use one of {', '.join(SHAPES)}."
            )
        if not np.isfinite([self.change, self.start_s]).all():
            raise UsageError("A drift needs finite numbers for its change and its start.")
        if self.end_s is not None and not self.end_s > self.start_s:
            raise UsageError(
                f"A drift must end after it starts at {self.start_s} s; it ends at {self.end_s} s."
            )

    def at(self, times: FloatArray, duration_s: float) -> FloatArray:
        """Compute what has been added at each time (T,), for a run of the given duration."""
        if self.shape == "none":
            return np.zeros_like(times)
        end = self.end_s
        if end is None:
            end = self.start_s + STEP_S if self.shape == "step" else duration_s
        done = np.clip((times - self.start_s) / (end - self.start_s), 0.0, 1.0)
        if self.shape == "late":
            done = done**3
        elif self.shape == "step":
            done = done**2 * (3 - 2 * done)
        result: FloatArray = self.change * done
        return result


@dataclass(frozen=True)
class Plan:
    """A run to be drawn; every measure is level + drift + noise from stride to stride.

    Attributes
    ----------
    duration_s
        Length of the run, s.
    cadence_spm, duty_factor, speed_m_s, grade_percent
        Steps a minute, contact over stride time, belt speed and slope. The grade turns the
        ground only; its effect on posture must be given by the levels.
    impact
        How early the force of the ground rises, 0 (a half sine) to 0.3: with it varies how long
        after contact the body falls fastest.
    trunk_lean_deg, pelvic_tilt_deg, lumbar_lordosis_deg
        Stride means, as the truth defines them.
    trunk_scale, legs_scale, arms_scale, rotation_scale
        Size of the motion within the stride; 1 is the measured runner.
    shoulder_flexion_right_deg ... elbow_flexion_left_deg
        Added to the means of the gait's arm angles: + upper arm forward, away from the body,
        turned inward, elbow bent. The elbow still ends short of straight and of 150 degrees.
    arm_swing_right, arm_swing_left
        Size of one arm's swing, on top of `arms_scale`.
    head_pitch_deg
        + face down, from neck and head in equal parts.
    shoulder_protraction_deg, shoulder_elevation_deg
        Turn of both clavicles, + shoulders forward and up; the upper arms keep their direction.
        The trunk stays as it is, and so does its lean.
    turn_deg
        Of the whole runner about the vertical as the picture shows it, + to the runner's left.
        The truth is that of the runner before the turn.
    foot_strike_deg
        Added to the pitch of the foot at contact, + toes higher; gone when the foot is flat.
    belt_position_m
        Where on the belt the runner runs, + ahead: moves the runner in the picture only.
    stride_sd
        SD of the stride means by measure (the keys of `RANGES`); a measure left out has none.
        The lean's is what it has of its own: it also follows tilt and lordosis.
    autocorrelation
        Of that noise from one stride to the next.
    drifts
        By measure (the keys of `RANGES`).
    seed
        The same seed gives the same run.
    gait, arms
        Whose legs and pelvis, and whose trunk and arms, move within the stride, see
        `gait.TRAINING_GAITS` and `gait.TRAINING_ARMS`.
    feet
        ``"planted"``: each foot stands still in its stance; ``"free"``: legs as in the gait.
    """

    duration_s: float
    cadence_spm: float = 172.0
    duty_factor: float = 0.34
    speed_m_s: float = 3.3
    grade_percent: float = 0.0
    impact: float = 0.15
    trunk_lean_deg: float = 7.0
    pelvic_tilt_deg: float = 12.0
    lumbar_lordosis_deg: float = 28.0
    trunk_scale: float = 1.0
    legs_scale: float = 1.0
    arms_scale: float = 1.0
    rotation_scale: float = 1.0
    shoulder_flexion_right_deg: float = 0.0
    shoulder_flexion_left_deg: float = 0.0
    shoulder_abduction_right_deg: float = 0.0
    shoulder_abduction_left_deg: float = 0.0
    shoulder_rotation_right_deg: float = 0.0
    shoulder_rotation_left_deg: float = 0.0
    elbow_flexion_right_deg: float = 0.0
    elbow_flexion_left_deg: float = 0.0
    arm_swing_right: float = 1.0
    arm_swing_left: float = 1.0
    head_pitch_deg: float = 0.0
    shoulder_protraction_deg: float = 0.0
    shoulder_elevation_deg: float = 0.0
    turn_deg: float = 0.0
    foot_strike_deg: float = 0.0
    belt_position_m: float = 0.0
    stride_sd: Mapping[str, float] = field(default_factory=lambda: dict(STRIDE_SD))
    autocorrelation: float = 0.3
    drifts: Mapping[str, Drift] = field(default_factory=dict)
    seed: int = 0
    gait: str = DEFAULT_GAIT
    arms: str = DEFAULT_ARMS
    feet: str = "planted"

    def __post_init__(self) -> None:
        combine_gait(self.gait, self.arms)  # refuses names that are not known
        if self.feet not in ("planted", "free"):
            raise UsageError(f"The feet of a plan are planted or free, not '{self.feet}'.")
        _between("duration_s", self.duration_s, 0.1, 7200.0)
        _between("speed_m_s", self.speed_m_s, 1.0, 8.0)
        _between("grade_percent", self.grade_percent, -20.0, 20.0)
        _between("impact", self.impact, 0.0, 0.3)
        _between("autocorrelation", self.autocorrelation, 0.0, 0.95)
        for name in (*self.stride_sd, *self.drifts):
            if name not in RANGES:
                raise UsageError(
                    f"'{name}' cannot vary or drift in a plan; choose from {', '.join(RANGES)}."
                )
        for name, sd in self.stride_sd.items():
            _between(f"stride_sd of {name}", sd, 0.0, RANGES[name][2])
        for name, (low, high, _) in RANGES.items():
            level = getattr(self, name)
            _between(name, level, low, high)
            drift = self.drifts.get(name)
            if drift is None:
                continue
            _between(f"{name} after its drift", level + drift.change, low, high)
            if drift.shape != "none" and drift.start_s >= self.duration_s:
                raise UsageError(
                    f"The drift of {name} starts at {drift.start_s} s, after the run's end at "
                    f"{self.duration_s} s; start it earlier."
                )

    def intended(self, name: str, times: FloatArray) -> FloatArray:
        """Level and drift of a measure at each time (T,), without the noise of the strides."""
        level = np.full(np.shape(times), float(getattr(self, name)))
        drift = self.drifts.get(name)
        return level if drift is None else level + drift.at(times, self.duration_s)


def sample_plan(seed: int, duration_s: float, **fixed: object) -> Plan:
    """Draw a plausible runner; whatever is named in `fixed` is taken as given.

    Contact time falls with speed, and the size of the leg motion grows with it; lordosis goes
    with pelvic tilt and against lean. Levels and spreads: research on running posture. A named gait
    brings its own runner's speed, and cadence and contact time are drawn around that runner's.

    Raises
    ------
    UsageError
        Where `fixed` names nothing of a plan, or a value is out of its range.
    """
    known = {f.name for f in fields(Plan)} - {"seed", "duration_s"}
    if unknown := sorted(set(fixed) - known):
        raise UsageError(f"A plan has no '{unknown[0]}'; choose from {', '.join(sorted(known))}.")
    rng = np.random.default_rng(seed)

    def normal(mean: float, sd: float, low: float, high: float) -> float:
        return float(np.clip(rng.normal(mean, sd), low, high))

    def given(name: str, drawn: float) -> float:
        """Prefer the fixed value, so that the other draws go with it."""
        value = fixed.get(name, drawn)
        return float(value) if isinstance(value, int | float) else drawn

    gait = str(fixed.get("gait", DEFAULT_GAIT))
    own = load_gait(gait).measured
    named = gait != DEFAULT_GAIT
    usual_speed = float(rng.uniform(2.6, 4.2))
    speed = given("speed_m_s", own["belt_speed_m_s"] if named else usual_speed)
    usual = (own["cadence_spm"], 3.0, 130.0, 230.0) if named else (172.0, 7.0, 155.0, 190.0)
    cadence = given("cadence_spm", normal(*usual))
    contact_s = 0.335 - 0.027 * speed
    duty_sd, least_duty = (0.015, 0.28) if not named else (0.008, 0.25)
    if named:
        contact_s = own["duty_factor"] * 120 / own["cadence_spm"]
    lean = given("trunk_lean_deg", normal(7.0, 3.5, 2.0, 14.0))
    tilt = given("pelvic_tilt_deg", normal(12.0, 4.0, 3.0, 22.0))
    lordosis = 28.0 + 0.6 * (tilt - 12.0) - 0.4 * (lean - 7.0)
    stride = np.sqrt(speed / own["belt_speed_m_s"])
    drawn: dict[str, object] = {
        "speed_m_s": speed,
        "cadence_spm": cadence,
        "duty_factor": normal(contact_s * cadence / 120, duty_sd, least_duty, 0.40),
        "trunk_lean_deg": lean,
        "pelvic_tilt_deg": tilt,
        "lumbar_lordosis_deg": normal(lordosis, 4.0, 12.0, 45.0),
        "impact": float(rng.uniform(0.0, 0.25)),
        "trunk_scale": float(rng.uniform(0.7, 1.3)),
        "legs_scale": float(np.clip(stride * rng.uniform(0.9, 1.1), 0.7, 1.2)),
        "arms_scale": float(rng.uniform(0.7, 1.3)),
        "rotation_scale": float(rng.uniform(0.7, 1.3)),
    }
    return Plan(duration_s=duration_s, seed=seed, **(drawn | fixed))  # type: ignore[arg-type]


def _between(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise UsageError(f"{name} is {value:g}; it must be between {low:g} and {high:g}.")
