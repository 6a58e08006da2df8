"""Is this a run, seen from the side, and is it slow motion? Read from the legs alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from posture.pose import INDEX, middle
from posture.tracks.clean import Tracks
from posture.tracks.step_rate import step_hz
from posture.utils.arrays import FloatArray

#: Legs that swing apart by less (SD, trunk lengths) do not run.
STANDING = 0.15
#: Cadences of running lie around the middle one; outside the others the clip does not play at
#: the speed of life. (Typical 150-190 steps a minute; see research, biomechanics §3.)
LEAST_CADENCE, USUAL_CADENCE, MOST_CADENCE = 130.0, 167.0, 230.0
#: From so broad shoulders on (trunk lengths) the view is oblique. Real clips from the side have
#: 0.10 to 0.18, virtual ones 0.06 to 0.12, 0.17 to 0.21 from 20° and 0.29 to 0.32 from 30° beside.
OBLIQUE = 0.25
#: Rates that cameras film slow motion at.
CAPTURE_FPS = (50.0, 60.0, 100.0, 120.0, 240.0, 480.0, 960.0)


@dataclass(frozen=True)
class Gait:
    """How the legs move, in the time of the file as played.

    Attributes
    ----------
    stride_hz
        Strides a second as played; NaN if the legs do not swing.
    swing
        SD of the ankles' horizontal distance, trunk lengths.
    kind
        "running" if the body is high when the legs are apart (flight), "walking" if it is low
        then (double support), "standing" if the legs do not swing. This tells running from
        walking at any playback speed; a clip too short to tell is taken for running.
    shoulder_width
        Median distance of the shoulders in the picture, trunk lengths: 0.1 to 0.2 from the
        side, 0.6 from behind.
    """

    stride_hz: float
    swing: float
    kind: Literal["running", "walking", "standing"]
    shoulder_width: float


def estimate_gait(tracks: Tracks) -> Gait:
    """Read the rhythm of the legs from unfiltered tracks."""
    points = tracks.points
    left, right = INDEX["left_ankle"], INDEX["right_ankle"]
    apart = ((points[:, left, 0] - points[:, right, 0]) / tracks.trunk_px).astype(float)
    height = (-middle(points, "hip")[:, 1] / tracks.trunk_px).astype(float)
    shoulders = points[:, INDEX["left_shoulder"]] - points[:, INDEX["right_shoulder"]]
    shoulder_width = float(np.nanmedian(np.hypot(*shoulders.T)) / tracks.trunk_px)
    swing = float(np.nanstd(apart))
    if not swing > STANDING:
        return Gait(float("nan"), swing, "standing", shoulder_width)
    stride_hz = _stride_hz(apart, tracks)
    agreement = _agreement(apart, height, tracks, stride_hz)
    return Gait(stride_hz, swing, "running" if agreement >= 0 else "walking", shoulder_width)


def speed_factor(stride_hz: float, fps: float) -> float:
    """Estimate how many times slower than life a run is played, 1.0 if at the speed of life.

    A cadence that nobody runs at is taken for slow (or fast) motion. Of the factors that cameras
    make, capture rate over playback rate, the one that brings the cadence nearest to the usual
    one is taken if it fits within 15 %, else the plain ratio.

    Parameters
    ----------
    stride_hz
        Strides a second as played; NaN, unknown, counts as usual.
    fps
        Frames a second as played.
    """
    cadence = 120.0 * stride_hz
    if np.isnan(cadence) or LEAST_CADENCE <= cadence <= MOST_CADENCE:
        return 1.0
    wanted = USUAL_CADENCE / cadence
    factors = np.array([rate / fps for rate in CAPTURE_FPS])
    off = np.abs(np.log(factors / wanted))
    nearest = int(off.argmin())
    return round(float(factors[nearest] if off[nearest] < 0.15 else wanted), 2)


def _stride_hz(apart: FloatArray, tracks: Tracks) -> float:
    """Strides a second, median of all stretches, each with the weight of its length."""
    rates, lengths = [], []
    for stretch in tracks.stretches:
        rate = step_hz(apart[stretch], tracks.times_s[stretch]) / 2
        if np.isfinite(rate):
            rates.append(rate)
            lengths.append(stretch.stop - stretch.start)
    return float(np.median(np.repeat(rates, lengths))) if rates else float("nan")


def _agreement(apart: FloatArray, height: FloatArray, tracks: Tracks, stride_hz: float) -> float:
    """Correlation over time of how far the legs are apart and how high the body is.

    0 if no stretch holds a whole stride.
    """
    total = 0.0
    if np.isnan(stride_hz):
        return total
    for stretch in tracks.stretches:
        times = tracks.times_s[stretch]
        step = float(np.median(np.diff(times)))
        window = max(3, round(0.5 / (stride_hz * step)))
        legs, body = np.abs(apart[stretch]), height[stretch]
        good = np.isfinite(legs) & np.isfinite(body)
        if good.sum() < 2 * window:
            continue
        legs, body = _without_trend(legs[good], window), _without_trend(body[good], window)
        total += float(legs @ body / (legs.std() * body.std() + 1e-9))
    return total


def _without_trend(values: FloatArray, window: int) -> FloatArray:
    """Values less their running mean over one step."""
    kernel = np.ones(window) / window
    mean = np.convolve(np.pad(values, window, mode="edge"), kernel, mode="same")[window:-window]
    return np.asarray(values - mean)
