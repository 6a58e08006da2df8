"""The table with one row a video frame."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from posture.back import Back
from posture.measures.lookup import FRAME_TABLE
from posture.tracks import Body


def measure_frames(body: Body, reason: npt.NDArray[np.object_], back: Back) -> pd.DataFrame:
    """Measure every frame.

    Parameters
    ----------
    body
        The runner.
    reason
        ``(frames,)`` why a frame is not measured, else empty.
    back
        Results from the line of the back.

    Returns
    -------
    DataFrame
        The columns of frames.parquet (`posture.measures.lookup.FRAME_TABLE`) except
        ``stride`` and ``phase``, which `posture.measures.measure_strides` adds, and an empty
        ``facing``. Measures are NaN
        in frames that are not measured.
    """
    values: dict[str, object] = {
        "frame": np.arange(len(body.times_s)),
        "time_s": body.times_s,
        "back_visible": back.visible & (reason == ""),
        "facing": "",
        # stored as references: the same few texts occur again and again
        "reason": pd.Series(np.where(reason == "", back.reason, reason), dtype=object),
    }
    measured = {e.name: e.per_frame(body, back) for e in FRAME_TABLE if e.per_frame}
    values |= measured
    frames = pd.DataFrame({e.name: values[e.name] for e in FRAME_TABLE if e.name in values})
    frames.loc[reason != "", list(measured)] = np.nan
    return frames
