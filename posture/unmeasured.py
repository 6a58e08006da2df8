"""Why measures are missing from a run: the frame rate, the low back, an unknown speed of play."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from posture.back import WHY
from posture.capture import SPEED_UNKNOWN
from posture.comparison.windows import MIN_STRIDES
from posture.measures import COMPARED, TIMED, TIMED_LENGTHS, find_unresolved
from posture.recording import Recording


def find_reasons(
    recordings: Sequence[Recording], used: pd.DataFrame, low_back: str
) -> dict[str, str]:
    """Find why measures are missing, by the name of the measure.

    Parameters
    ----------
    recordings
        The videos of the run.
    used
        Strides that are not rejected, with ``segment`` filled in.
    low_back
        Code of why the low back is not measured; empty if it is.
    """
    # a film may play at several speeds, and only the strides of its fast parts lack these values
    unresolved = find_unresolved(find_frame_rate(recordings))
    reasons = {name: why for name, why in unresolved.items() if _is_missing(used, name)}
    if low_back:
        reasons |= {m.name: WHY[low_back] for m in COMPARED if m.back_angle is not None}
    if all(one.playback.known for one in recordings):
        return reasons
    lengths = [name for name in TIMED_LENGTHS if _is_missing(used, name)]
    return reasons | dict.fromkeys([*TIMED, *lengths], SPEED_UNKNOWN)


def find_frame_rate(recordings: Sequence[Recording]) -> float:
    """Find the frames per second of real running that the network looked at, where fewest."""
    return min(one.frame_rate for one in recordings)


def _is_missing(used: pd.DataFrame, name: str) -> bool:
    """Whether too few strides of a window have a value to compare it."""
    if name not in used:
        return True
    counts = used["segment"][used[name].notna()].value_counts()
    return any(counts.get(window, 0) < MIN_STRIDES for window in ("early", "late"))
