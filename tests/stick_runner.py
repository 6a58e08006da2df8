"""A stick-figure runner in closed form: what a perfect pose network would see, and the truth.

Units of the figure are trunk lengths, x forward and y up; `run_detections` puts it in a picture.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from posture.pose import INDEX, Detections
from posture.pose.types import STATIONS
from posture.video import VideoInfo

Series = npt.NDArray[np.float64]

#: Fourier series over the stride: mean, then cosine and sine of each harmonic, degrees. Running:
#: thigh against the downward vertical (+ knee ahead) from -24 behind to 46 ahead; knee 13 before
#: contact, 40 in stance, 14 around toe-off, 100 in swing. As in measured runners the heel is
#: furthest ahead first, then the shank points furthest ahead, then the knee is straightest: all
#: within a twentieth of a stride.
THIGH = {
    "running": (12.9, 21.9, -23.5, -6.1, 2.9, -0.6, -0.2),
    "walking": (5.0, 22.0, 0.0, 0.0, 0.0, 0.0, 0.0),
    "standing": (0.0,),
}
KNEE = {
    "running": (46.4, -17.1, -29.2, -11.6, 20.4, -3.5, 1.5),
    "walking": (25.0, -10.0, -22.0, 0.0, 0.0, 0.0, 0.0),
    "standing": (2.0,),
}
#: Seconds from the leg's furthest reach (shank furthest ahead, the middle one of the three) to
#: initial contact: the same at every cadence.
REACH_TO_CONTACT_S = 0.032
#: Seconds from toe-off to the straightest knee, the thigh furthest back and the toes furthest
#: behind the hip. These legs leave the ground at the middle one of the three moments.
TOE_OFF_TO_S = (0.022, 0.044, 0.101)
#: Seconds from initial contact to the fastest fall of mid-hip (Milner & Paquette 2015).
FALL_AFTER_CONTACT_S = 0.025
#: Rise and fall of mid-hip, lengths of the segments and of the neck, trunk lengths.
BOUNCE, THIGH_LENGTH, SHANK_LENGTH, NECK = 0.16, 0.85, 0.85, 0.45
#: Ankle to toes, trunk lengths; how far they point ahead of straight down with an upright shank,
#: degrees, and the share of the shank's turn that the foot makes.
TOES, TOES_AHEAD_DEG, FOOT_FOLLOWS = 0.3, 65.0, 0.6
#: Ear-shoulder line ahead of the vertical; swing of the trunk within a step (half its range).
HEAD_DEG, LEAN_SWING_DEG = 22.0, 2.0
#: Both edges of the silhouette run straight along the trunk, so far from it.
OUTLINE = 0.25


@dataclass(frozen=True)
class Truth:
    """What is true of the runner; times in seconds of real running, angles in degrees.

    Attributes
    ----------
    time_s
        ``(frames,)``.
    contact_near_s, contact_far_s, toe_off_near_s, toe_off_far_s
        Every event of the foot on the camera's side and of the other one within the clip.
    lean, hip_near, hip_far, knee_near, knee_far, thigh_near, thigh_far
        ``(frames,)`` angles with the signs of OUTPUTS.
    cadence, speed_factor, contact_time_s, toe_off_phase
        Steps a minute, seconds played for one of running, contact to toe-off, its share of a
        stride.
    """

    time_s: Series
    contact_near_s: Series
    contact_far_s: Series
    toe_off_near_s: Series
    toe_off_far_s: Series
    lean: Series
    hip_near: Series
    hip_far: Series
    knee_near: Series
    knee_far: Series
    thigh_near: Series
    thigh_far: Series
    cadence: float
    speed_factor: float
    contact_time_s: float
    toe_off_phase: float


def fourier(series: tuple[float, ...], phase: Series) -> Series:
    """Value of a Fourier series at phases in strides."""
    value = np.full_like(phase, series[0])
    for k, (a, b) in enumerate(zip(series[1::2], series[2::2], strict=True), start=1):
        value += a * np.cos(2 * np.pi * k * phase) + b * np.sin(2 * np.pi * k * phase)
    return value


def leg_phases(gait: str, stride_hz: float) -> tuple[float, float]:
    """Where the leg's Fourier series are at initial contact and at toe-off, in strides."""
    early, late = np.linspace(-0.15, 0.15, 30001), np.linspace(0.2, 0.75, 55001)
    shank = fourier(THIGH[gait], early) - fourier(KNEE[gait], early)
    contact = early[shank.argmax()] + REACH_TO_CONTACT_S * stride_hz
    thigh, knee = fourier(THIGH[gait], late), fourier(KNEE[gait], late)
    shank = thigh - knee
    toes = THIGH_LENGTH * np.sin(np.radians(thigh)) + SHANK_LENGTH * np.sin(np.radians(shank))
    toes += TOES * np.sin(np.radians(TOES_AHEAD_DEG + FOOT_FOLLOWS * shank))
    trailing = (np.where(late < 0.5, knee, np.inf), thigh, toes)
    moments = [
        late[series.argmin()] - after * stride_hz
        for series, after in zip(trailing, TOE_OFF_TO_S, strict=True)
    ]
    return float(contact), float(np.median(moments))


def run_detections(
    *,
    duration_s: float = 12.0,
    fps: float = 60.0,
    cadence: float = 170.0,
    lean_deg: float | Callable[[Series], Series] = 6.0,
    facing: str = "right",
    speed_factor: float = 1.0,
    trunk_px: float = 160.0,
    crossing_px_s: float = 0.0,
    roll_deg: float = 0.0,
    noise_px: float = 0.0,
    gait: str = "running",
    view: str = "side",
    seed: int = 0,
    times_s: Series | None = None,
) -> tuple[VideoInfo, Detections, Truth]:
    """Film the stick-figure runner.

    Parameters
    ----------
    duration_s, fps, times_s
        The file as played; `times_s` instead of even frames.
    cadence
        Steps a minute of real running.
    lean_deg
        Trunk lean at the middle of its swing, or a function of real time.
    facing
        The way the runner faces; the near leg is on that side.
    speed_factor
        Seconds as played for one second of running.
    trunk_px
        Size; the picture is 8 by 4.5 trunks.
    crossing_px_s
        Way travelled in the running direction, pixels a second as played; at mid-picture
        half-way.
    roll_deg
        How far the top of a plumb line leans to the right in the picture.
    noise_px
        SD of the noise on every landmark.
    gait, view
        "running", "walking" or "standing"; "side" or "rear".
    """
    played = np.arange(round(duration_s * fps)) / fps if times_s is None else times_s
    real = played / speed_factor
    stride_hz = cadence / 120.0
    phase = 0.3 + real * stride_hz
    centre = lean_deg(real) if callable(lean_deg) else np.full_like(real, lean_deg)
    swing = 0.0 if gait == "standing" else LEAN_SWING_DEG
    lean = centre + swing * np.cos(4 * np.pi * (phase - 0.1))
    contact, toe_off = leg_phases(gait, stride_hz)
    # `phase` is 0 at the near foot's contact
    thigh = [fourier(THIGH[gait], phase + contact + half) for half in (0.0, 0.5)]
    knee = [fourier(KNEE[gait], phase + contact + half) for half in (0.0, 0.5)]

    figure = _figure(gait, stride_hz, phase, lean, thigh, knee, facing)
    if view == "rear":
        figure = _from_behind(figure, phase)
    points = _in_picture(figure, played, trunk_px, crossing_px_s, facing, roll_deg)
    points += np.random.default_rng(seed).normal(0.0, 1.0, points.shape) * noise_px

    frames = len(played)
    step = float(np.median(np.diff(played)))
    info = VideoInfo(
        path=Path("stick.mp4"),
        sha256="0" * 64,
        width=round(8 * trunk_px),
        height=round(4.5 * trunk_px),
        times_s=played,
        duration_s=float(played[-1] + step),
        fps_median=1 / step,
        variable_frame_rate=times_s is not None,
        rotation_deg=0,
        codec="h264",
    )
    found = Detections(
        points.astype(np.float32),
        np.full((frames, 33), 0.99, np.float32),
        np.full((frames, len(STATIONS), 2), OUTLINE * trunk_px, np.float16),
        np.array([], np.intp),
        1,
    )
    off = toe_off - contact if gait == "running" else np.nan
    truth = Truth(
        real,
        *_moments(real, stride_hz, (0.0, 0.5, off, off + 0.5)),
        lean,
        thigh[0] + lean,
        thigh[1] + lean,
        *knee,
        *thigh,
        cadence,
        speed_factor,
        off / stride_hz,
        off,
    )
    return info, found, truth


def _moments(real: Series, stride_hz: float, phases: tuple[float, ...]) -> list[Series]:
    """Every moment within the clip at which the near leg is at each phase."""
    strides = np.arange(-2, int(real[-1] * stride_hz) + 2)
    found = []
    for phase in phases:
        moments = (strides + phase - 0.3) / stride_hz
        found.append(moments[(moments >= real[0]) & (moments <= real[-1])])
    return found


def _figure(
    gait: str,
    stride_hz: float,
    phase: Series,
    lean: Series,
    thigh: list[Series],
    knee: list[Series],
    facing: str,
) -> dict[str, Series]:
    """Every landmark, ``(frames, 2)`` trunk lengths around the mean mid-hip."""
    zero = np.zeros_like(phase)

    def polar(length: float, degrees: Series | float) -> Series:
        """Vector at an angle forward of straight up."""
        angle = np.radians(degrees) + zero
        return length * np.column_stack([np.sin(angle), np.cos(angle)])

    # height falls fastest a quarter of a step after it is highest
    fastest = FALL_AFTER_CONTACT_S * stride_hz
    highest = {"running": fastest - 0.125, "walking": 0.25, "standing": 0.0}[gait]
    bounce = {"running": BOUNCE, "walking": 0.08, "standing": 0.0}[gait]
    hip = np.column_stack([zero, bounce / 2 * np.cos(4 * np.pi * (phase - highest))])
    shoulder = hip + polar(1.0, lean)
    ear = shoulder + polar(NECK, HEAD_DEG)
    turn = np.column_stack([np.cos(2 * np.pi * phase), zero])
    points = {
        "nose": ear + np.array([0.25, -0.03]),
        "eye_inner": ear + np.array([0.22, 0.05]),
        "eye": ear + np.array([0.21, 0.05]),
        "eye_outer": ear + np.array([0.2, 0.05]),
        "mouth": ear + np.array([0.2, -0.12]),
        "ear": ear,
    }
    side = {"near": facing, "far": "left" if facing == "right" else "right"}
    figure = {"nose": points.pop("nose")}
    for name, place in points.items():
        if name == "mouth":
            figure |= {"mouth_left": place, "mouth_right": place}
        else:
            figure |= {f"left_{name}": place, f"right_{name}": place}
    for i, (which, sign) in enumerate((("near", 1.0), ("far", -1.0))):
        joints: dict[str, Series] = {}
        joints["shoulder"] = shoulder - sign * 0.08 * turn
        joints["elbow"] = joints["shoulder"] + polar(0.6, 195.0 + sign * 30.0 * turn[:, 0])
        joints["wrist"] = joints["elbow"] + polar(0.5, 100.0 + sign * 20.0 * turn[:, 0])
        for finger in ("pinky", "index", "thumb"):
            joints[finger] = joints["wrist"] + np.array([0.1, 0.0])
        joints["hip"] = hip + sign * 0.03 * turn
        joints["knee"] = joints["hip"] - polar(THIGH_LENGTH, -thigh[i])
        shank = thigh[i] - knee[i]
        joints["ankle"] = joints["knee"] - polar(SHANK_LENGTH, -shank)
        pitch = FOOT_FOLLOWS * shank
        joints["heel"] = joints["ankle"] - polar(0.15, 40.0 - pitch)
        joints["foot_index"] = joints["ankle"] - polar(TOES, -TOES_AHEAD_DEG - pitch)
        figure |= {f"{side[which]}_{name}": place for name, place in joints.items()}
    return figure


def _from_behind(figure: dict[str, Series], phase: Series) -> dict[str, Series]:
    """See the same runner from behind: depth is gone, breadth is there."""
    breadth = {"shoulder": 0.36, "elbow": 0.5, "wrist": 0.45, "ear": 0.12}
    swing = 0.12 * np.cos(2 * np.pi * phase)
    seen = {}
    for name, place in figure.items():
        side, _, joint = name.partition("_")
        sign = {"left": -1.0, "right": 1.0}.get(side, 0.0)
        across = sign * breadth.get(joint, 0.16) + (swing if joint in ("ankle", "heel") else 0.0)
        seen[name] = np.column_stack([np.zeros(len(place)) + across, place[:, 1]])
    return seen


def _in_picture(
    figure: dict[str, Series],
    played: Series,
    trunk_px: float,
    crossing_px_s: float,
    facing: str,
    roll_deg: float,
) -> Series:
    """Landmarks ``(frames, 33, 2)`` in pixels, x right and y down."""
    points = np.empty((len(played), 33, 2))
    for name, place in figure.items():
        points[:, INDEX[name]] = place * (1.0, -1.0) * trunk_px
    points[:, :, 0] += (crossing_px_s * (played - np.mean(played[[0, -1]])))[:, None]
    if facing == "left":
        points[:, :, 0] *= -1.0
    c, s = np.cos(np.radians(roll_deg)), np.sin(np.radians(roll_deg))
    return points @ np.array([[c, s], [-s, c]]) + np.array([4.0, 2.5]) * trunk_px
