"""The truth of a virtual runner, cut into strides and measured as `strides.parquet` is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

import numpy as np
import numpy.typing as npt
import pandas as pd

from posture.measures import COMPARED
from posture.measures.reducers import TOE_OFF_AROUND
from posture.measures.stride import Stride

Series = npt.NDArray[np.float64]
Events = Mapping[str, Sequence[float]]

#: Events further apart than this, seconds, are not the same event.
SAME_EVENT_S = 0.08
#: Units of the measures of strides.parquet.
UNITS = {m.name: m.unit.stored for m in COMPARED}


def true_strides(truth: pd.DataFrame, events: Events, spans: Series) -> pd.DataFrame:
    """Measure what is true within spans of time, with the definitions of strides.parquet.

    Parameters
    ----------
    truth
        A row a frame, columns of frames.parquet, ascending ``time_s``.
    events
        ``contacts_near_s, toe_offs_near_s, contacts_far_s, toe_offs_far_s``, seconds.
    spans
        ``(n, 2)`` start and end of each stride, seconds of real running.

    Returns
    -------
    DataFrame
        ``(n, len(UNITS))`` one row a span; NaN where the truth does not say.
    """
    moments = {name: np.sort(np.asarray(times, float)) for name, times in events.items()}
    rows = [_true_stride(truth, moments, start, end) for start, end in spans]
    return pd.DataFrame(rows, columns=list(UNITS), dtype=float)


def whole_strides(events: Events) -> Series:
    """``(n, 2)`` start and end of every true stride: near-side contact to the next one."""
    contacts = np.sort(np.asarray(events["contacts_near_s"], float))
    return np.column_stack([contacts[:-1], contacts[1:]])


def _true_stride(
    truth: pd.DataFrame, moments: Mapping[str, Series], start: float, end: float
) -> dict[str, float]:
    times = truth["time_s"].to_numpy(float)
    first, last = np.searchsorted(times, (start, end))
    frames = truth.iloc[first:last]
    lean = frames["trunk_lean_deg"].to_numpy(float)
    contact = _nearest(moments["contacts_near_s"], start)
    toe_off = _next(moments["toe_offs_near_s"], contact)
    far_contact = _next(moments["contacts_far_s"], start, end)
    around = np.abs(times[first:last] - toe_off) <= TOE_OFF_AROUND * (end - start)
    row = {
        "trunk_lean_range_deg": _of(lean, np.ptp),
        "cadence_spm": 120.0 * _strides_between(moments["contacts_near_s"], start, end),
        "contact_time_near_s": toe_off - contact,
        "contact_time_far_s": _next(moments["toe_offs_far_s"], far_contact) - far_contact,
    }
    for name in ("trunk_lean", "pelvic_tilt", "lumbar_lordosis", "head_forward"):
        row[f"{name}_deg"] = _of(frames[f"{name}_deg"], np.mean)
    for name in ("pelvic_tilt", "lumbar_lordosis"):
        row[f"{name}_toe_off_deg"] = _of(frames[f"{name}_deg"][around], np.mean)
    heights, near_step = frames["hip_height_trunk"], times[first:last] < far_contact
    rises = [_of(heights[part], np.ptp) for part in (near_step, ~near_step)]
    row["vertical_oscillation_trunk"] = sum(rises) / 2 if np.isfinite(far_contact) else np.nan
    row["sway_back_trunk"] = _at(times, truth["sway_back_trunk"], (contact + toe_off) / 2)
    for side in ("near", "far"):
        hip = frames[f"hip_angle_{side}_deg"].to_numpy(float)
        row[f"hip_extension_peak_{side}_deg"] = -_of(hip, np.min)
        # the thigh against the vertical is what the hip's flexion is without the trunk's lean
        row[f"knee_lift_{side}_deg"] = _of(hip - lean, np.max)
    stride = Stride(
        number=0,
        start_s=start,
        end_s=end,
        near_toe_off_s=toe_off,
        far_contact_s=far_contact,
        far_toe_off_s=_next(moments["toe_offs_far_s"], far_contact),
        columns={str(name): truth[name].to_numpy() for name in truth},
        rows=np.arange(first, last),
    )
    return _by_registry(stride, without=row) | row


def _by_registry(stride: Stride, *, without: Mapping[str, float]) -> dict[str, float]:
    """Measure what has no definition here by its entry in the registry, from the true frames."""
    row = {}
    for measure in COMPARED:
        if measure.name not in without and measure.per_stride and measure.source == "joints":
            with suppress(KeyError):  # the truth does not say
                row[measure.name] = float(measure.per_stride(stride))
    return row


def _at(times: Series, values: npt.ArrayLike, moment: float) -> float:
    """Value at a moment, between frames; NaN at no moment."""
    return float(np.interp(moment, times, np.asarray(values, float), left=np.nan, right=np.nan))


def _of(values: npt.ArrayLike, function: Callable[[Series], float]) -> float:
    """Value of a function of what is finite; NaN where nothing is."""
    known = np.asarray(values, float)
    known = known[np.isfinite(known)]
    return float(function(known)) if known.size else float("nan")


def _nearest(moments: Series, time: float) -> float:
    """Return the event at a time, if there is one within `SAME_EVENT_S`."""
    if not moments.size:
        return float("nan")
    found = float(moments[np.abs(moments - time).argmin()])
    return found if abs(found - time) <= SAME_EVENT_S else float("nan")


def _next(moments: Series, after: float, before: float = np.inf) -> float:
    """Return the first event from one time on and before another; none follows NaN."""
    found = moments[(moments >= after) & (moments < before)]
    return float(found[0]) if found.size else float("nan")


def _strides_between(contacts: Series, start: float, end: float) -> float:
    """Strides a second between two times, parts of strides counted by their time."""
    if contacts.size < 2:
        return float("nan")
    done = np.interp(
        (start, end), contacts, np.arange(float(contacts.size)), left=np.nan, right=np.nan
    )
    return float((done[1] - done[0]) / (end - start))
