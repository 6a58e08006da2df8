"""The table with one row a stride."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from posture.gait.events import Steps
from posture.gait.strides import Cut
from posture.measures.coupling import at_mid_stance, tilt_hip_coupling
from posture.utils.arrays import BoolArray, FloatArray

#: A stride lasts so long, and differs so much from the usual one, or it was misread.
SHORTEST_S, LONGEST_S, ODD = 0.45, 1.2, 0.25
#: So much of a stride must be measured, and its mean may be so many robust SDs off the others.
SEEN, OUTLYING = 0.9, 3.5
#: A foot is on the ground so long, or its toe-off was misread; and less than half of the stride,
#: for in running there is no moment with both feet down.
CONTACT_S = (0.10, 0.45)
#: Around toe-off: this share of a stride before and after.
TOE_OFF_AROUND = 0.05

MEANS = ("trunk_lean_deg", "pelvic_tilt_deg", "lumbar_lordosis_deg", "head_forward_deg")


def measure_strides(cut: Cut, frames: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Measure each stride.

    Parameters
    ----------
    cut
        From `cut_strides`.
    frames
        From `posture.measures.measure_frames`.

    Returns
    -------
    tuple
        Strides with the columns of `strides.parquet` (``segment`` still empty; ``toe_off_phase``,
        ``contact_far_s``, the far foot's initial contact, and ``vertical_oscillation_near_trunk``
        and ``_far_trunk``, of the step after that foot's contact, added), and the frames with
        ``stride`` and ``phase``.
    """
    frames = frames.assign(stride=pd.array(cut.number + 1, dtype="Int64"), phase=cut.phase)
    frames.loc[cut.number < 0, "stride"] = pd.NA
    order = np.argsort(cut.number, kind="stable")
    edges = np.searchsorted(cut.number[order], np.arange(len(cut.steps) + 1))
    rows: list[dict[str, Any]] = []
    for n, (near, i, far) in enumerate(cut.steps):
        start, end = cut.start_end(n)
        inside = frames.iloc[order[edges[n] : edges[n + 1]]]
        rows.append(
            {"stride": n + 1, "start_s": start, "end_s": end} | _measure(inside, near, i, far)
        )
    strides = pd.DataFrame(rows, columns=COLUMNS)
    strides["rejected"] = _rejections(strides)
    return strides, frames


COLUMNS = [
    "stride",
    "start_s",
    "end_s",
    "segment",
    "cadence_spm",
    "contact_time_near_s",
    "contact_time_far_s",
    "contact_far_s",
    "vertical_oscillation_trunk",
    "vertical_oscillation_near_trunk",
    "vertical_oscillation_far_trunk",
    "trunk_lean_deg",
    "trunk_lean_range_deg",
    "pelvic_tilt_deg",
    "pelvic_tilt_toe_off_deg",
    "lumbar_lordosis_deg",
    "lumbar_lordosis_toe_off_deg",
    "hip_extension_peak_near_deg",
    "hip_extension_peak_far_deg",
    "knee_lift_near_deg",
    "knee_lift_far_deg",
    "head_forward_deg",
    "tilt_hip_coupling",
    "sway_back_trunk",
    "back_frames",
    "back_looseness",
    "sacral_tangent_deg",
    "hollow_deg",
    "hollow_depth",
    "thoracic_curve_deg",
    "toe_off_phase",
    "seen",
    "rejected",
]


def _measure(frames: pd.DataFrame, near: Steps, i: int, far: Steps) -> dict[str, Any]:
    """Measure one stride from its frames and the contacts of both feet."""
    start, end = near.contact_s[i], near.contact_s[i + 1]
    stride_s = end - start
    times = frames["time_s"].to_numpy()
    lean = frames["trunk_lean_deg"].to_numpy()
    contact = _contact_time(start, near.toe_off_s[i], stride_s)
    other = np.flatnonzero((far.contact_s >= start) & (far.contact_s < end))
    other_start = float(far.contact_s[other[0]]) if other.size else start + stride_s / 2
    row: dict[str, Any] = {
        "segment": "",
        "cadence_spm": 120.0 / stride_s,
        "contact_time_near_s": contact,
        "contact_time_far_s": _contact_time(other_start, far.toe_off_s[other[0]], stride_s)
        if other.size
        else np.nan,
        "contact_far_s": other_start if other.size else np.nan,
        **_oscillations(frames, other_start),
        "trunk_lean_range_deg": _span(lean),
        "back_frames": int(frames["back_visible"].sum()),
        "toe_off_phase": contact / stride_s,
        "seen": float(np.isfinite(lean).mean()),
    }
    row |= {name: _mean(frames[name].to_numpy()) for name in MEANS}
    around = np.abs(times - (start + contact)) <= TOE_OFF_AROUND * stride_s
    for name in ("pelvic_tilt", "lumbar_lordosis"):
        row[f"{name}_toe_off_deg"] = _mean(frames[f"{name}_deg"].to_numpy()[around])
    phase, toe_off = frames["phase"].to_numpy(), contact / stride_s
    row["tilt_hip_coupling"] = tilt_hip_coupling(
        frames["pelvic_tilt_deg"].to_numpy(),
        frames["hip_angle_near_deg"].to_numpy(),
        phase,
        toe_off,
    )
    row["sway_back_trunk"] = at_mid_stance(frames["sway_back_trunk"].to_numpy(), phase, toe_off)
    for side in ("near", "far"):
        row[f"hip_extension_peak_{side}_deg"] = -_extreme(frames[f"hip_angle_{side}_deg"], np.min)
        row[f"knee_lift_{side}_deg"] = _extreme(frames[f"thigh_angle_{side}_deg"], np.max)
    return row


def _contact_time(contact: float, toe_off: float, stride_s: float) -> float:
    """Seconds on the ground; NaN if it cannot be so in running."""
    time = toe_off - contact
    return time if CONTACT_S[0] <= time <= min(CONTACT_S[1], 0.5 * stride_s) else np.nan


def _oscillations(frames: pd.DataFrame, middle: float) -> dict[str, float]:
    """Rise and fall of mid-hip in trunk lengths: mean of the two steps, and each.

    It is read off the middle of the trunk, half-way to the shoulders, which rises and falls with
    mid-hip: the network's hips alone are drawn along by legs and arms, so that a change of posture
    passes for one of the bounce (on virtual runners the error of changes is halved so). The near
    step begins with the near foot's contact and ends at `middle`, the far foot's; the hip rises
    with what the named foot pushes. A runner who comes nearer or crosses the picture
    drifts up or down in it. That drift is told from the bounce by fitting both, and taken off.
    """
    height = frames["mid_trunk_height_trunk"].to_numpy()
    near = far = float("nan")
    if len(height) >= 8 and np.isfinite(height).all():
        time = frames["time_s"].to_numpy()
        phase = frames["phase"].to_numpy()
        waves = [wave(2 * np.pi * k * phase) for k in (1, 2) for wave in (np.cos, np.sin)]
        parts = np.column_stack([phase, np.ones_like(phase), *waves])
        height = height - phase * np.linalg.lstsq(parts, height)[0][0]
        first = time < middle
        near, far = (
            _span(height[part]) if part.sum() >= 2 else float("nan") for part in (first, ~first)
        )
    return {
        "vertical_oscillation_trunk": _mean(np.array([near, far])),
        "vertical_oscillation_near_trunk": near,
        "vertical_oscillation_far_trunk": far,
    }


def _rejections(strides: pd.DataFrame) -> list[str]:
    """Why each stride is left out of all means, or an empty text."""
    if strides.empty:
        return []
    durations = (strides["end_s"] - strides["start_s"]).to_numpy(float)
    plausible = (durations >= SHORTEST_S) & (durations <= LONGEST_S)
    usual = np.median(durations[plausible]) if plausible.any() else np.nan
    lean = strides["trunk_lean_deg"].to_numpy(float)
    reasons = []
    for duration, seen in zip(durations, strides["seen"], strict=True):
        if seen < SEEN:
            reasons.append("the runner is not measured in a part of this stride")
        elif not SHORTEST_S <= duration <= LONGEST_S:
            reasons.append("this stride's length is not that of running")
        elif abs(duration / usual - 1) > ODD:
            reasons.append("this stride is much longer or shorter than the others")
        else:
            reasons.append("")
    kept = np.array([not reason for reason in reasons])
    if kept.sum() >= 5:
        off = np.abs(lean - _local_median(lean, kept))
        spread = 1.4826 * np.median(off[kept])
        for i in np.flatnonzero(kept & (off > np.maximum(OUTLYING * spread, 3.0))):
            reasons[i] = "the trunk lean of this stride is far off its neighbours"
    return reasons


def _local_median(values: FloatArray, kept: BoolArray, around: int = 7) -> FloatArray:
    """Median of the kept values near each one, so that a drift is not taken for outliers."""
    index = np.flatnonzero(kept)
    place = np.searchsorted(index, np.arange(len(values)))
    return np.array([np.median(values[index[max(0, p - around) : p + around + 1]]) for p in place])


def _mean(values: FloatArray) -> float:
    good = values[np.isfinite(values)]
    return float(good.mean()) if good.size else float("nan")


def _span(values: FloatArray) -> float:
    good = values[np.isfinite(values)]
    return float(np.ptp(good)) if good.size else float("nan")


def _extreme(values: pd.Series[float], pick: Any) -> float:
    good = values.dropna().to_numpy()
    return float(pick(good)) if good.size else float("nan")
