"""The table with one row a stride."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from posture.back import Back
from posture.gait.playback import Playback
from posture.gait.strides import Cut
from posture.measures.lookup import STRIDE_TABLE, TIMED, find_unresolved
from posture.measures.rejection import find_rejections
from posture.measures.stride import Stride
from posture.utils.arrays import FloatArray, IndexArray


def measure_strides(
    cut: Cut, frames: pd.DataFrame, back: Back, *, view_yaw_deg: FloatArray, trunk_share: FloatArray
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Measure each stride.

    Parameters
    ----------
    cut
        From `posture.gait.strides.cut_strides`.
    frames
        From `posture.measures.measure_frames`, with ``facing`` filled in.
    back
        Results from the line of the back.
    view_yaw_deg, trunk_share
        ``(frames,)`` position of the runner in the picture: degrees ahead of its middle; and size:
        length of the trunk as a share of its height.

    Returns
    -------
    (strides, frames)
        Strides with the columns of strides.parquet (`posture.measures.lookup.STRIDE_TABLE`) that
        come from the video; ``segment`` is still empty. The frames with ``stride`` and ``phase``.
    """
    frames = frames.assign(stride=pd.array(cut.number + 1, dtype="Int64"), phase=cut.phase)
    frames.loc[cut.number < 0, "stride"] = pd.NA
    columns = {
        str(name): frames[name].to_numpy()
        for name in frames
        if name not in ("stride", "reason", "facing")
    }
    columns["faces_right"] = (frames["facing"] == "right").to_numpy(float)
    columns |= {"view_yaw_deg": view_yaw_deg, "trunk_share": trunk_share}
    made = {entry.name: entry.per_stride for entry in STRIDE_TABLE if entry.per_stride}
    rows = [
        {name: of_stride(stride) for name, of_stride in made.items()}
        for stride in _strides(cut, columns, back)
    ]
    strides = pd.DataFrame(rows, columns=list(made))
    strides["rejected"] = find_rejections(strides)
    return strides, frames


def remove_unknown(strides: pd.DataFrame, playback: Playback, looks_hz: float) -> pd.DataFrame:
    """Remove times where the speed of play is not known, and what goes by too quickly.

    Parameters
    ----------
    strides
        Columns of strides.parquet.
    playback
        How the film plays: each stride has the frame rate of its own part.
    looks_hz
        Frames that the network looked at per second as played.
    """
    removed: dict[str, pd.Series[float]] = {}
    rates = looks_hz * playback.factors_at(strides["start_s"].to_numpy(float))
    for rate in np.unique(rates):
        for name in set(find_unresolved(float(rate))) & set(strides):
            removed[name] = removed.get(name, strides[name]).mask(rates == rate)
    times = () if playback.known else set(TIMED) & set(strides)
    return strides.assign(**(removed | dict.fromkeys(times, np.nan)))


def _strides(cut: Cut, columns: dict[str, npt.NDArray[Any]], back: Back) -> list[Stride]:
    """Collect the frames and events of each stride."""
    order = np.argsort(cut.number, kind="stable")
    edges = np.searchsorted(cut.number[order], np.arange(len(cut.steps) + 1))
    return [
        _stride(cut, number, order[edges[number] : edges[number + 1]], columns, back)
        for number in range(len(cut.steps))
    ]


def _stride(
    cut: Cut, number: int, rows: IndexArray, columns: dict[str, npt.NDArray[Any]], back: Back
) -> Stride:
    near, i, far = cut.steps[number]
    start_s, end_s = cut.start_end(number)
    inside = np.flatnonzero((far.contact_s >= start_s) & (far.contact_s < end_s))[:1]
    far_contact_s, far_toe_off_s = (
        float(times[inside[0]]) if inside.size else float("nan")
        for times in (far.contact_s, far.toe_off_s)
    )
    return Stride(
        number=number,
        start_s=start_s,
        end_s=end_s,
        near_toe_off_s=float(near.toe_off_s[i]),
        far_contact_s=far_contact_s,
        far_toe_off_s=far_toe_off_s,
        columns=columns,
        rows=rows,
        back=back,
    )
