"""Whether clothing hangs over the low back, from a few strides in several parts of a film."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from posture.back.cloth import LOOSEST_BACK
from posture.pose import Detections, middle
from posture.recording import Recording
from posture.video import VideoInfo

#: From this score of loose clothing on, see `posture.back.cloth`, two strides do not tell: cloth
#: that moves lies like skin in some.
DOUBTFUL = -3.0
#: Scores that differ by more between parts of a film are those of cloth that moves. Of the samples
#: in tight clothes they differ by up to 1.7, of a hoodie by up to 15.
STEADY_SCORES = 2.5
#: Where others are in the picture, who is seen in another part of the film is the same runner if
#: mid-hip is no farther off, trunk lengths, and they are no more times larger or smaller: on a
#: treadmill a runner drifts by less, and a neighbour is farther off or looks smaller.
SAME_PLACE_TRUNKS, SAME_SIZE = 0.7, 1.15

#: Measures frames as an analysis would; None and why where it refuses.
Attempt = Callable[[VideoInfo, Detections], tuple[Recording | None, str]]


def score_cloth(info: VideoInfo, found: Detections, attempt: Attempt) -> float | None:
    """Score how much the low back looks like loose clothing in one part; None where not seen."""
    made = attempt(info, found)[0]
    scores = np.array([np.nan]) if made is None else made.back.loose_clothing_score
    return float(np.nanmean(scores)) if np.isfinite(scores).any() else None


def is_same_runner(parts: Sequence[Detections], other: Detections) -> bool:
    """Whether another part of the film surely shows the runner of these, who may not be alone."""
    if all(max(one.subjects_seen, one.most_at_once) < 2 for one in (*parts, other)):
        return True
    x, y, trunk = _find_place(other)
    places = [_find_place(one) for one in parts]
    return all(
        np.hypot(x - at_x, y - at_y) <= SAME_PLACE_TRUNKS * size
        and 1 / SAME_SIZE <= trunk / size <= SAME_SIZE
        for at_x, at_y, size in places
    )


def _find_place(found: Detections) -> tuple[float, float, float]:
    """Find mid-hip and the length of the trunk, medians in pixels; NaN where nobody is seen."""
    hips, shoulders = (middle(found.points, joint).astype(float) for joint in ("hip", "shoulder"))
    seen = np.isfinite(hips).all(axis=1) & np.isfinite(shoulders).all(axis=1)
    if not seen.any():
        return np.nan, np.nan, np.nan
    trunks = np.hypot(*(shoulders - hips)[seen].T)
    x, y = np.median(hips[seen], axis=0)
    return float(x), float(y), float(np.median(trunks))


def is_doubtful(scores: Sequence[float]) -> bool:
    """Whether more strides must be seen to tell."""
    return bool(scores) and max(scores) > DOUBTFUL and not may_hang(scores)


def may_hang(scores: Sequence[float]) -> bool:
    """Whether clothing may hang over the low back: it looks so somewhere, or moves."""
    return bool(scores) and bool(max(scores) > LOOSEST_BACK or np.ptp(scores) > STEADY_SCORES)
