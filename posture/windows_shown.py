"""Changes of the low back from what the early and the late window show, or none.

A hand that goes to a rail hides parts of the back from then on, in every stride. What only those
parts would have shown of a change is lost, and if that may be as much as a change that matters,
nothing is said of the low back. If arms swing otherwise in another video, what that adds to a
change of places that are seldom seen counts as an error, see `posture.back.swing`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from posture.back.changes import ShownChange, find_places_shown, find_shown_phases
from posture.back.swing import Part, compare_swing
from posture.comparison import Segments, label_strides
from posture.comparison.low_back import HIDDEN, HIDDEN_BOTH, hides_change, remove_low_back
from posture.comparison.windows import MIN_STRIDES
from posture.joining import JoinedRun, replace_recordings
from posture.levels import align_levels


def use_places_of_windows(joined: JoinedRun, segments: Segments) -> JoinedRun:
    """Estimate changes of the low back from the places that both windows show.

    Parameters
    ----------
    joined
        All videos of a run.
    segments
        The windows that are compared.

    Returns
    -------
    JoinedRun
        With tilt and lordosis as these places show their changes; their levels stay. Where that is
        too little, without them, and all recordings have the code of the reason. The same run if
        its windows are too short to be compared.
    """
    shown = [one.back.shown_change for one in joined.recordings]
    lines = [one for one in shown if one is not None]
    windows = label_strides(joined.strides, segments)
    compared = all((windows == name).sum() >= MIN_STRIDES for name in HIDDEN)
    if not lines or len(lines) < len(shown) or not compared:
        return joined
    parts = [_select(joined, lines, windows == name) for name in HIDDEN]
    swing, moments = None, lines[0].moments
    if len(lines) > 1 and (between := compare_swing(parts)).any():  # one video has its own already
        swing = between
        moments = replace(moments, swing=np.vstack([moments.swing, swing]))
    throughout = np.logical_and.reduce([one.known for one in lines])
    phases = [find_shown_phases(part.seen, part.phase) for part in parts]
    both = find_places_shown(*phases)
    # what is hidden between the windows need not keep them from being compared
    enough = [
        known for known in (throughout & both, both) if not hides_change(moments.lost_sd(known))
    ]
    if not enough:
        hidden = [
            name
            for name, part in zip(HIDDEN, phases, strict=True)
            if hides_change(moments.lost_sd(find_places_shown(part)))
        ]
        return _remove_low_back(joined, HIDDEN[hidden[0]] if len(hidden) == 1 else HIDDEN_BOTH)
    if swing is None and all((one.known == enough[0]).all() for one in lines):
        return joined
    return replace_recordings(joined, align_levels(joined.recordings, enough[0], swing))


def _select(joined: JoinedRun, lines: Sequence[ShownChange], window: pd.Series[bool]) -> Part:
    """Select the line of the back in the strides of a window."""
    strides = joined.strides.loc[window, "stride"]
    inside = joined.frames["stride"].isin(strides).to_numpy(bool, na_value=False)
    edge, seen = (
        np.concatenate([getattr(one, name) for one in lines])[inside] for name in ("edge", "seen")
    )
    return Part(edge, seen, joined.frames["phase"].to_numpy(float)[inside])


def _remove_low_back(joined: JoinedRun, code: str) -> JoinedRun:
    """Remove the low back from all recordings, for the reason of this code."""
    without = []
    for one in joined.recordings:
        frames, strides = remove_low_back(one.frames, one.strides, code)
        without.append(
            replace(one, frames=frames, strides=strides, back=replace(one.back, code=code))
        )
    return replace_recordings(joined, without)
