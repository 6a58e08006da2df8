"""The truth of the details of legs, arms and steps, stride by stride."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import numpy as np
import pandas as pd

from posture.measures import DETAILS, MEASURES
from posture.measures.foot_strike import FLAT
from posture.measures.measure import Measure
from posture.measures.stride import Stride
from posture.synthetic.scene.description import Scene
from posture.synthetic.scene.stage import measure_scene_at
from posture.utils.arrays import FloatArray

#: Moments a second at which the truth is posed.
TRUE_FPS = 240.0
#: Events further apart than this, seconds, are not the same event.
SAME_EVENT_S = 0.08
#: The details that strides have.
OF_STRIDES = tuple(m for m in MEASURES if m.name in DETAILS and m.per_stride)
Numbers = dict[str, Any]


def true_details(scene: Scene, used: pd.DataFrame | None = None) -> pd.DataFrame:
    """Measure the details of strides by their entries in the registry, from the posed runner.

    Parameters
    ----------
    scene
        What was filmed.
    used
        ``start_s`` and ``end_s`` of each stride as measured; the true stride is the one that
        begins at the nearest true contact, and NaN where none is near. None for all true strides.
    """
    truth, events = measure_scene_at(scene, TRUE_FPS)
    columns = {str(name): truth[name].to_numpy() for name in truth}
    moments = {name: np.array(at) for name, at in events.items()}
    starts = moments["contacts_near_s"] if used is None else used["start_s"].to_numpy(float)
    rows = [_true_row(columns, moments, start) for start in starts]
    return pd.DataFrame(rows, columns=[m.name for m in OF_STRIDES], dtype=float)


def _true_row(
    columns: Mapping[str, Any], moments: Mapping[str, FloatArray], start: float
) -> Numbers:
    contacts = moments["contacts_near_s"]
    at = int(np.abs(contacts - start).argmin())
    if abs(contacts[at] - start) > SAME_EVENT_S or at + 1 == len(contacts):
        return {}
    first, last = float(contacts[at]), float(contacts[at + 1])
    far = _next(moments["contacts_far_s"], first, last)
    times = columns["time_s"]
    stride = Stride(
        number=0,
        start_s=first,
        end_s=last,
        near_toe_off_s=_next(moments["toe_offs_near_s"], first),
        far_contact_s=far,
        far_toe_off_s=_next(moments["toe_offs_far_s"], far),
        columns=columns,
        rows=np.flatnonzero((times >= first) & (times < last)),
    )
    row = {}
    for m in OF_STRIDES:
        with suppress(KeyError):  # the truth does not say
            assert m.per_stride is not None
            strike = m.name.startswith("foot_strike")
            row[m.name] = _true_strike(stride, m) if strike else float(m.per_stride(stride))
    return row


def _true_strike(stride: Stride, m: Measure) -> float:
    """Foot strike angle: that of the foot at contact less that of the flat foot, degrees."""
    assert m.side is not None
    name, start_s = f"foot_angle_{m.side}_deg", stride.contact_s(m.side)
    flat = stride.at(name, start_s + stride.contact_time_s(m.side) * np.linspace(*FLAT, 5))
    return float(stride.at(name, start_s)[0] - np.nanmean(flat))


def _next(moments: FloatArray, after: float, before: float = np.inf) -> float:
    found = moments[(moments >= after) & (moments < before)]
    return float(found[0]) if found.size else float("nan")
