"""The frames in which somebody stands still, side-on; where there are none, why."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from posture.errors import UsageError
from posture.gait.check import LEAST_TRUNK_PX, estimate_gait
from posture.pose import INDEX, Detections, middle
from posture.standing.ask import LEAST_S, StandingClip
from posture.tracks import Facing, Tracks, clean, detect_facing, smooth
from posture.tracks.clean import find_runs
from posture.utils.arrays import BoolArray, FloatArray

#: Hips, shoulders or ears that move faster than this, trunk lengths a second, are not those of
#: somebody who stands still: sway moves them by less than a third of it, a slow walk ten times as
#: fast.
FASTEST = 0.15
#: The same of ankles, which the network places less steadily; those of a slow walk move at 2.
FASTEST_ANKLE = 0.4
#: Time over which places are averaged before speeds are taken, seconds: landmarks jitter.
AVERAGED_S = 0.4
#: Shoulder width in the picture, trunk lengths, from which somebody does not stand side-on. Runners
#: from the side have 0.06 to 0.18, virtual ones 30° off 0.29 to 0.32, see `posture.gait.check`.
WIDEST = 0.28


@dataclass(frozen=True)
class Still:
    """Somebody who stands still.

    Attributes
    ----------
    clip
        Where.
    whole, found
        What the network saw in the file, and in the frames of the clip's span alone.
    tracks
        The same cleaned and smoothed.
    part
        The frames among them in which they stand still.
    facing
        Which way.
    shoulder_width
        In the picture, trunk lengths.
    """

    clip: StandingClip
    whole: Detections
    found: Detections
    tracks: Tracks
    part: slice
    facing: Facing
    shoulder_width: float

    @property
    def span(self) -> tuple[float, float]:
        """First and last moment of standing still, seconds as played in the file."""
        times_s = self.tracks.times_s[self.part]
        return float(times_s[0]), float(times_s[-1])


def find_still(clip: StandingClip, found: Detections) -> Still:
    """Find the frames in which the runner stands still.

    Parameters
    ----------
    clip
        Where to look.
    found
        What the network saw in the file, of all its frames.

    Raises
    ------
    UsageError
        Nobody is seen, or they move, walk, are too small, or do not stand side-on.
    """
    own = _keep(found, clip.frames)
    times_s = clip.info.times_s[clip.frames]
    tracks = clean(own, times_s, clip.info.width, clip.info.height)
    if not tracks.stretches:
        raise _refuse(clip, "nobody is seen from head to foot")
    if tracks.trunk_px < LEAST_TRUNK_PX:
        raise _refuse(clip, "the person is too small in the picture")
    gait = estimate_gait(tracks)
    if gait.shoulder_width > WIDEST:
        raise _refuse(clip, "the person is not seen square from the side")
    tracks = smooth(tracks, 1.0)
    parts = [part for part in find_runs(_mark_still(tracks)) if _lasts(times_s, part) >= LEAST_S]
    if not parts:
        walks = gait.kind != "standing"
        why = "the person walks or runs" if walks else "the person moves"
        raise _refuse(clip, f"{why}, and stands still for less than {LEAST_S:.0f} seconds")
    best = max(parts, key=lambda part: _lasts(times_s, part))
    return Still(clip, found, own, tracks, best, detect_facing(tracks), gait.shoulder_width)


def _keep(found: Detections, part: slice) -> Detections:
    """Keep some frames, as a film of their own."""
    cuts = found.cuts[(found.cuts > part.start) & (found.cuts < part.stop)] - part.start
    own = found.take(part, cuts)
    return replace(own, points=own.points.copy())  # what is cleaned stays as it was in the whole


def _mark_still(tracks: Tracks) -> BoolArray:
    """Mark frames in which trunk, head and feet rest, ``(frames,)``."""
    still = np.zeros(len(tracks.times_s), bool)
    for stretch in tracks.stretches:
        points, times_s = tracks.points[stretch].astype(float), tracks.times_s[stretch]
        if len(times_s) < 3:
            continue
        watched = [(middle(points, part), FASTEST) for part in ("hip", "shoulder", "ear")]
        watched += [
            (points[:, INDEX[f"{side}_ankle"]], FASTEST_ANKLE) for side in ("left", "right")
        ]
        rests = [
            _measure_speed(np.asarray(path, float), times_s) < fastest * tracks.trunk_px
            for path, fastest in watched
        ]
        still[stretch] = np.all(rests, axis=0)
    return still


def _measure_speed(path: FloatArray, times_s: FloatArray) -> FloatArray:
    """Measure the speed of a place averaged over a while, ``(n, 2)`` pixels → ``(n,)`` a second.

    A place that is not seen is taken to rest.
    """
    if not np.isfinite(path).all():
        return np.zeros(len(path))
    step_s = float(np.median(np.diff(times_s)))
    width = min(max(1, round(AVERAGED_S / step_s)), len(path))
    ends = (width // 2, width - 1 - width // 2)
    kernel = np.ones(width) / width
    calm = np.stack(
        [np.convolve(np.pad(axis, ends, mode="edge"), kernel, mode="valid") for axis in path.T]
    )
    return np.asarray(np.hypot(*np.gradient(calm, times_s, axis=1)))


def _lasts(times_s: FloatArray, part: slice) -> float:
    return float(times_s[part.stop - 1] - times_s[part.start]) + float(np.median(np.diff(times_s)))


def _refuse(clip: StandingClip, why: str) -> UsageError:
    where = "window" if clip.in_run else "video"
    return UsageError(
        f"standing {where} {clip.name}: {why}; film at least {LEAST_S:.0f} seconds of standing "
        "still, side-on and whole in the picture, hands held before the belly"
    )
