"""Measures frame by frame against the truth, within the stride."""

from __future__ import annotations

import numpy as np
import pandas as pd
from benchmarks.accuracy.agreement import Numbers

#: Columns of frames.parquet that the truth knows.
WAVES = (
    "trunk_lean_deg",
    "pelvic_tilt_deg",
    "lumbar_lordosis_deg",
    "hip_angle_near_deg",
    "hip_angle_far_deg",
    "knee_angle_near_deg",
    "knee_angle_far_deg",
    "head_forward_deg",
)
#: Equal parts of a stride for which the error is reported.
PHASE_BINS = 20


def score_wave(frames: pd.DataFrame, name: str) -> Numbers | None:
    """Score one measure frame by frame, in the strides that are used.

    Returns
    -------
    dict
        ``n`` frames; ``r_clip, rms_clip`` with the clip's mean taken off each; ``r, rms`` with
        the mean of each stride taken off, which a drift or a wandering cannot flatter;
        ``true_sd`` of the motion within the stride, and ``size`` of the measured motion as a share
        of it; ``by_phase``: mean error without its stride's mean, in `PHASE_BINS` parts of the true
        stride. None without frames.
    """
    frames = frames[frames[name].notna() & frames[f"{name}_true"].notna()]
    if len(frames) < 2:
        return None
    stride = frames["stride"].astype(int)
    x, y = frames[f"{name}_true"].astype(float), frames[name].astype(float)
    own_x, own_y = (values - values.groupby(stride).transform("mean") for values in (x, y))
    error = own_y - own_x
    place = (frames["phase_true"].astype(float) * PHASE_BINS).floordiv(1)
    by_phase = error.groupby(place).mean().reindex(np.arange(PHASE_BINS, dtype=float))
    return {
        "n": len(frames),
        "r_clip": _correlation(x - x.mean(), y - y.mean()),
        "rms_clip": _rms((y - y.mean()) - (x - x.mean())),
        "r": _correlation(own_x, own_y),
        "rms": _rms(error),
        "true_sd": _rms(own_x),
        "size": _rms(own_y) / _rms(own_x) if _rms(own_x) > 0 else None,
        "by_phase": by_phase.tolist(),
    }


def _correlation(x: pd.Series, y: pd.Series) -> float:
    """Correlate two series without a mean; NaN where one of them does not move."""
    size = float(np.sqrt((x @ x) * (y @ y)))
    return float(x @ y) / size if size > 1e-9 * len(x) else float("nan")


def _rms(values: pd.Series) -> float:
    return float(np.sqrt((values**2).mean()))
