"""From raw detections to tracks that can be measured: shots, gaps, outliers, sides, filters."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from posture.pose import INDEX, STATIONS, Detections, middle
from posture.tracks.filters import choose_cutoff, low_pass
from posture.tracks.leaps import measure_leaps
from posture.tracks.parts import NOT_ASKED
from posture.tracks.repair import fill_gaps, find_outliers, repair_sides, swap_sides
from posture.tracks.step_rate import estimate_step_hz
from posture.utils.arrays import BoolArray, Float32Array, FloatArray, IndexArray

#: Gaps up to this long are filled by straight lines, longer ones stay open. As played, since the
#: speed of play is read from what is cleaned here: of slow motion fewer gaps are filled.
LONGEST_GAP_S = 0.1
#: A stretch shorter than this, as played, shows less than half a stride and is left out. Of slow
#: motion it shows still less, and some that show no more are kept: they hold no stride.
SHORTEST_STRETCH_S = 0.3
#: Least distance of the trunk's axis from the edge of the picture, trunk lengths: half the depth of
#: a body. Nearer, its front or back is cut off and the network guesses.
EDGE_MARGIN_TRUNKS = 0.25
#: Least share of the trunk line, 0-1, that must lie on the person's silhouette.
LEAST_ON_SILHOUETTE = 0.6
#: Mid-hip is at most so many trunk lengths from where its pace leads, at any frame rate and across
#: any gap that is filled; beyond that it is another person's.
LARGEST_MOVE_TRUNKS = 0.5

#: Why frames are not measured, in the words that users read.
NOBODY = "no runner found in this frame"
CUT_OFF = "the runner is cut off by the frame's edge"
FEET_OUT = "the runner's feet are below the picture's edge"
MISREAD = "the runner was misread in this frame"
TURNING = "the runner turns round in this frame"
TOO_SHORT = "the runner is seen without a break for too short a time here"

#: The landmark that says whether somebody is there; the head may be out of the picture.
_PRESENT = INDEX["left_hip"]
_TRUNK = [INDEX[f"{side}_{joint}"] for joint in ("shoulder", "hip") for side in ("left", "right")]
_LEGS = [
    INDEX[f"{side}_{joint}"]
    for joint in ("knee", "ankle", "heel", "foot_index")
    for side in ("left", "right")
]
_FEET = [
    INDEX[f"{side}_{joint}"]
    for joint in ("ankle", "heel", "foot_index")
    for side in ("left", "right")
]


@dataclass
class Tracks:
    """The runner's landmarks as time series.

    Attributes
    ----------
    points
        ``(frames, 33, 2)`` float32 pixels of the upright picture, repaired; NaN where a point
        cannot be trusted.
    times_s
        ``(frames,)`` seconds as played.
    stretches
        Runs of frames without a cut or a long gap; no stride spans two of them.
    reason
        ``(frames,)`` why a frame is not measured, else empty.
    seen
        ``(frames, 33)`` whether a point lies where the network saw it, or between two such places
        if the network did not look at the frame; all others are filled in.
    every
        The network looked at every so many frames; those between are interpolated.
    """

    points: Float32Array
    times_s: FloatArray
    stretches: list[slice]
    reason: npt.NDArray[np.object_]
    seen: BoolArray
    every: int = 1

    @property
    def trunk_px(self) -> float:
        """Median distance from mid-hip to mid-shoulder, pixels."""
        across = middle(self.points, "shoulder") - middle(self.points, "hip")
        return float(np.nanmedian(np.hypot(across[:, 0], across[:, 1])))


def clean(
    found: Detections,
    times_s: FloatArray,
    width: int,
    height: int,
    turning: BoolArray | None = None,
) -> Tracks:
    """Keep what can be used: handle frame edges, misread frames, cuts, sides, outliers and gaps.

    Nothing is smoothed here, see `smooth`. Gaps are counted in seconds as played; in slow motion
    they last longer than in real running, so that fewer of them are filled.

    Parameters
    ----------
    found
        Landmarks and outlines from the pose network.
    times_s
        ``(frames,)`` seconds as played.
    width, height
        Size of the picture in pixels.
    turning
        ``(frames,)`` whether the runner turns round, see `posture.tracks.passes`; None for never.
    """
    points = found.points.copy()
    reason = _find_reasons(found, width, height)
    if turning is not None:
        reason[turning & (reason != NOBODY) & (reason != NOT_ASKED)] = TURNING
    points[reason != ""] = np.nan
    points[_find_outside(points, width, height)] = np.nan
    step = float(np.median(np.diff(times_s))) if len(times_s) > 1 else 1.0
    # timestamps are rounded, so that a gap of just this length may read as a little longer
    longest_gap = max(LONGEST_GAP_S, 2.5 * step) + 0.1 * step

    stretches = []
    in_line = np.zeros(points.shape[:2], bool)
    for stretch in _find_stretches(points, times_s, found.cuts, longest_gap):
        part = points[stretch]
        whole = fill_gaps(part, times_s[stretch], longest_gap)
        seen = np.isfinite(part[:, _PRESENT, 0])
        rate = estimate_step_hz(_measure_ankle_distance(whole), times_s[stretch])
        exchanged = repair_sides(whole, times_s[stretch], rate)
        del whole  # as large as all landmarks of a long video
        part = swap_sides(part, exchanged)
        part[find_outliers(part)] = np.nan
        in_line[stretch] = np.isfinite(part[..., 0])
        part = fill_gaps(part, times_s[stretch], longest_gap)
        lost = ~np.isfinite(part[:, _TRUNK, 0]).all(axis=1)
        reason[stretch][lost & seen] = MISREAD
        reason[stretch][~lost] = ""
        points[stretch] = part
        duration = times_s[stretch.stop - 1] - times_s[stretch.start]
        if duration < SHORTEST_STRETCH_S:
            points[stretch] = np.nan
            reason[stretch][reason[stretch] == ""] = TOO_SHORT
        else:
            stretches.append(stretch)
    return Tracks(points, times_s, stretches, reason, in_line)


def smooth(tracks: Tracks, speed_factor: float) -> Tracks:
    """Filter the tracks without lag, with cut-off frequencies in real time.

    Parameters
    ----------
    tracks
        From `clean`.
    speed_factor
        Seconds as played for one second of running.
    """
    points = tracks.points.copy()
    times = tracks.times_s / speed_factor
    for stretch in tracks.stretches:
        fps = 1 / float(np.median(np.diff(times[stretch])))
        for k in range(points.shape[1]):
            hz = choose_cutoff(fps / tracks.every, foot=k in _FEET)
            good = np.isfinite(points[stretch, k, 0])
            for run in find_runs(good):
                part = slice(stretch.start + run.start, stretch.start + run.stop)
                values = points[part, k].astype(np.float64)
                points[part, k] = low_pass(values, times[part], hz)
    return replace(tracks, points=points)


def _find_reasons(found: Detections, width: int, height: int) -> npt.NDArray[np.object_]:
    """Find why a frame cannot be used, ``(frames,)``; empty where it can."""
    points = found.points
    reason = np.full(len(points), "", object)
    here = np.isfinite(points[:, _PRESENT, 0])
    off = here & _find_cut_off(points, width, height)
    reason[here & ~off & ~_find_on_silhouette(found.outline)] = MISREAD
    reason[off] = CUT_OFF
    reason[off & (points[:, _FEET, 1] > height).any(axis=1)] = FEET_OUT
    reason[~here] = NOBODY
    if found.asked is not None:
        reason[~found.asked] = NOT_ASKED
    return reason


def _measure_ankle_distance(points: Float32Array) -> FloatArray:
    """Measure the horizontal distance of the ankles, pixels, + left ankle to the right."""
    left, right = INDEX["left_ankle"], INDEX["right_ankle"]
    return (points[:, left, 0] - points[:, right, 0]).astype(np.float64)


def _find_cut_off(points: Float32Array, width: int, height: int) -> BoolArray:
    """Find frames in which trunk or legs leave the picture, ``(frames,)``."""
    across = middle(points, "shoulder") - middle(points, "hip")
    margin = EDGE_MARGIN_TRUNKS * np.hypot(across[:, 0], across[:, 1])[:, None]
    size = np.array([width, height])

    def outside(joints: list[int], margin: npt.NDArray[np.floating] | float) -> BoolArray:
        x, y = points[:, joints, 0], points[:, joints, 1]
        out = (x < margin) | (x > size[0] - margin) | (y < margin) | (y > size[1] - margin)
        return np.asarray(out.any(axis=1))

    return outside(_TRUNK, margin) | outside(_LEGS, 0.0)


def _find_outside(points: Float32Array, width: int, height: int) -> BoolArray:
    """Find landmarks outside the picture, ``(frames, 33)``: the network guesses them."""
    return np.asarray(((points < 0) | (points > np.array([width, height]))).any(axis=2))


def _find_on_silhouette(outline: npt.NDArray[np.float16]) -> BoolArray:
    """Find frames whose trunk line lies on the silhouette; all if there are no silhouettes."""
    trunk = (STATIONS >= 0) & (STATIONS <= 1)
    share = np.isfinite(outline[:, trunk]).any(axis=2).mean(axis=1)
    return np.asarray(share >= LEAST_ON_SILHOUETTE) | (not share.any())


def _find_stretches(
    points: Float32Array,
    times: FloatArray,
    cuts: IndexArray,
    longest_gap: float,
) -> list[slice]:
    """Find runs of frames in which one person is followed through one shot."""
    good = np.flatnonzero(np.isfinite(points[:, _PRESENT, 0]))
    if not good.size:
        return []
    hip = middle(points[good], "hip")
    trunk = np.hypot(*np.moveaxis(middle(points[good], "shoulder") - hip, -1, 0))
    shot = np.searchsorted(cuts, good, side="right")
    parted = (np.diff(times[good]) > longest_gap) | (np.diff(shot) > 0)
    leapt = measure_leaps(hip, times[good], parted) > LARGEST_MOVE_TRUNKS * np.median(trunk)
    breaks = np.flatnonzero(leapt | parted) + 1
    return [slice(int(part[0]), int(part[-1]) + 1) for part in np.split(good, breaks)]


def find_runs(good: BoolArray) -> list[slice]:
    """List stretches of True as slices."""
    edges = np.flatnonzero(np.diff(np.r_[False, good, False].astype(np.int8)))
    return [slice(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
