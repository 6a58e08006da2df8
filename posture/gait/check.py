"""Check that a clip shows a run from the side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from posture.errors import NoRunnerError
from posture.pose import INDEX, middle
from posture.tracks.clean import Tracks
from posture.tracks.step_rate import estimate_step_hz
from posture.utils.arrays import FloatArray

#: Least SD of the ankles' distance in walking and running, trunk lengths; with less, one stands.
LEAST_ANKLE_SPREAD = 0.15
#: Shoulder width in the picture, trunk lengths, from which the view is oblique. Real clips from the
#: side have 0.10 to 0.18; virtual ones 0.06 to 0.12, 0.17 to 0.21 with the camera 20° off and 0.29
#: to 0.32 with 30°.
OBLIQUE = 0.25
#: Shoulder width in the picture, trunk lengths, above which the person is not filmed from the side
#: at all; 0.6 from behind.
NOT_FROM_THE_SIDE = 0.42
#: Least trunk length that can be measured, pixels.
LEAST_TRUNK_PX = 20.0


@dataclass(frozen=True)
class Gait:
    """How the legs move, in the time of the file as played.

    Attributes
    ----------
    stride_hz
        Strides per second as played; NaN if the legs do not move apart.
    ankle_spread
        SD of the ankles' horizontal distance, trunk lengths.
    kind
        "running" if the body is high when the legs are apart (flight), "walking" if it is low
        then (double support), "standing" if the legs do not move apart. This separates running
        from walking at any playback speed; a clip too short for that is taken for running.
    shoulder_width
        Median distance of the shoulders in the picture, trunk lengths: 0.1 to 0.2 from the
        side, 0.6 from behind.
    """

    stride_hz: float
    ankle_spread: float
    kind: Literal["running", "walking", "standing"]
    shoulder_width: float


def estimate_gait(tracks: Tracks) -> Gait:
    """Estimate from unfiltered tracks how the legs move."""
    points = tracks.points
    left, right = INDEX["left_ankle"], INDEX["right_ankle"]
    apart = ((points[:, left, 0] - points[:, right, 0]) / tracks.trunk_px).astype(float)
    height = (-middle(points, "hip")[:, 1] / tracks.trunk_px).astype(float)
    shoulders = points[:, INDEX["left_shoulder"]] - points[:, INDEX["right_shoulder"]]
    shoulder_width = float(np.nanmedian(np.hypot(*shoulders.T)) / tracks.trunk_px)
    ankle_spread = float(np.nanstd(apart))
    if not ankle_spread > LEAST_ANKLE_SPREAD:
        return Gait(float("nan"), ankle_spread, "standing", shoulder_width)
    stride_hz = _estimate_stride_hz(apart, tracks)
    agreement = _correlate(apart, height, tracks, stride_hz)
    kind: Literal["running", "walking"] = "running" if agreement >= 0 else "walking"
    return Gait(stride_hz, ankle_spread, kind, shoulder_width)


def require_run(gait: Gait, trunk_px: float) -> None:
    """Refuse what cannot be measured as a run from the side.

    Parameters
    ----------
    gait
        How the legs move.
    trunk_px
        Trunk length, pixels.

    Raises
    ------
    NoRunnerError
        If the runner is too small, not seen from the side, stands or walks.
    """
    if trunk_px < LEAST_TRUNK_PX:
        raise NoRunnerError(
            f"the runner is too small to be measured (trunk {trunk_px:.0f} pixels); film from "
            "nearer or zoom in, so that the runner fills at least half of the picture's height"
        )
    if gait.shoulder_width > NOT_FROM_THE_SIDE:
        raise NoRunnerError(
            "the person is not seen from the side (the shoulders are as far apart as from the "
            "front or behind); put the camera square to the running direction"
        )
    if gait.kind == "standing":
        raise NoRunnerError(
            "the person in this video does not run: the legs do not swing; film a run from the side"
        )
    if gait.kind == "walking":
        raise NoRunnerError(
            "the person in this video walks: the body is lowest when the legs are apart, without "
            "a flight phase; film a run, walking is not measured"
        )


def _estimate_stride_hz(apart: FloatArray, tracks: Tracks) -> float:
    """Estimate strides per second: median of all stretches, weighted by their length."""
    rates, lengths = [], []
    for stretch in tracks.stretches:
        rate = estimate_step_hz(apart[stretch], tracks.times_s[stretch]) / 2
        if np.isfinite(rate):
            rates.append(rate)
            lengths.append(stretch.stop - stretch.start)
    return float(np.median(np.repeat(rates, lengths))) if rates else float("nan")


def _correlate(apart: FloatArray, height: FloatArray, tracks: Tracks, stride_hz: float) -> float:
    """Correlate over time the distance of the legs with the height of the body.

    Sum of the correlations of all stretches, + if the body is high when the legs are apart;
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
        legs, body = _remove_trend(legs[good], window), _remove_trend(body[good], window)
        total += float(legs @ body / (legs.std() * body.std() + 1e-9))
    return total


def _remove_trend(values: FloatArray, window: int) -> FloatArray:
    """Subtract the running mean over one step."""
    kernel = np.ones(window) / window
    mean = np.convolve(np.pad(values, window, mode="edge"), kernel, mode="same")[window:-window]
    return np.asarray(values - mean)
