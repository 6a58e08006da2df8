"""The picture that is shown before a clip plays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from posture.render.moments import read_events
from posture.results.reading import accepted
from posture.results.run import Run


def choose_cover(run: Run, parts: Sequence[slice]) -> int | None:
    """Choose the frame that stands for a clip: mid-stance of the middle one of its strides.

    Parameters
    ----------
    run
        What was found in the video.
    parts
        Frames that the clip shows.

    Returns
    -------
    int or None
        Index of the frame; the first one with a measured lean where no stride is accepted, and
        None where there is none.
    """
    frames = run.frames
    number = frames["frame"].to_numpy(int)
    shown = np.zeros(len(number), bool)
    for part in parts:
        shown |= (number >= part.start) & (number < part.stop)
    measured = shown & frames["trunk_lean_deg"].notna().to_numpy()
    inside = frames.loc[measured, "stride"].dropna().unique()
    good = run.strides.iloc[np.flatnonzero(accepted(run.strides))]
    events = read_events(good[good["stride"].isin(inside)])
    if not events:
        return int(number[measured][0]) if measured.any() else None
    middle = events[len(events) // 2]
    mid_stance_s = middle.contact_s + middle.phase("mid-stance") * middle.duration_s
    apart = np.abs(frames["time_s"].to_numpy(float) - mid_stance_s)
    return int(number[np.where(measured, apart, np.inf).argmin()])
