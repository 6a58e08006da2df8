"""Whether clothing hangs over the low back, from a few strides in several parts of a film."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from posture.back.cloth import LOOSEST_BACK
from posture.pose import Detections
from posture.recording import Recording
from posture.video import VideoInfo

#: From this score of loose clothing on, see `posture.back.cloth`, two strides do not tell: cloth
#: that moves lies like skin in some.
DOUBTFUL = -3.0
#: Scores that differ by more between parts of a film are those of cloth that moves. Of the samples
#: in tight clothes they differ by up to 1.7, of a hoodie by up to 15.
STEADY_SCORES = 2.5

#: Measures frames as an analysis would; None and why where it refuses.
Attempt = Callable[[VideoInfo, Detections], tuple[Recording | None, str]]


def score_cloth(info: VideoInfo, found: Detections, attempt: Attempt) -> float | None:
    """Score how much the low back looks like loose clothing in one part; None where not seen."""
    made = attempt(info, found)[0]
    scores = np.array([np.nan]) if made is None else made.back.loose_clothing_score
    return float(np.nanmean(scores)) if np.isfinite(scores).any() else None


def is_doubtful(scores: Sequence[float]) -> bool:
    """Whether more strides must be seen to tell."""
    return bool(scores) and max(scores) > DOUBTFUL and not may_hang(scores)


def may_hang(scores: Sequence[float]) -> bool:
    """Whether clothing may hang over the low back: it looks so somewhere, or moves."""
    return bool(scores) and bool(max(scores) > LOOSEST_BACK or np.ptp(scores) > STEADY_SCORES)
