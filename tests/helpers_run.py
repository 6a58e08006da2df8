"""A run with exactly known values, made without any video."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from posture.compare import MEASURES
from posture.run import SCHEMA_VERSION, Run

LOW_BACK = "low back not measured in this version"
STRIDE_S = 60.0 / 84.0
FPS = 30.0
COMPARED = {measure.name: measure for measure in MEASURES}

# measure: (early, late, scatter of strides, half of the 95 % interval, detectable change)
KNOWN: dict[str, tuple[float, float, float, float, float]] = {
    "trunk_lean_deg": (6.0, 9.6, 0.9, 0.5, 0.8),
    "trunk_lean_range_deg": (4.6, 4.8, 0.6, 0.32, 0.5),
    "head_forward_deg": (21.0, 21.5, 1.5, 0.8, 1.2),
    "hip_extension_peak_near_deg": (14.0, 10.4, 1.2, 0.7, 1.0),
    "hip_extension_peak_far_deg": (13.0, 11.9, 1.6, 0.9, 1.3),
    "knee_lift_near_deg": (52.0, 48.6, 2.0, 1.1, 1.6),
    "knee_lift_far_deg": (51.0, 50.2, 2.4, 1.3, 1.9),
    "cadence_spm": (168.0, 167.2, 1.6, 0.9, 1.4),
    "contact_time_near_s": (0.242, 0.262, 0.008, 0.005, 0.007),
    "contact_time_far_s": (0.240, 0.243, 0.009, 0.005, 0.008),
    "vertical_oscillation_trunk": (0.168, 0.161, 0.008, 0.005, 0.009),
}
# measure: (early, late, half of the 95 % interval, detectable change)
KNOWN_BACK: dict[str, tuple[float, float, float, float]] = {
    "pelvic_tilt_deg": (12.0, 12.3, 0.6, 1.1),
    "pelvic_tilt_toe_off_deg": (15.0, 15.4, 0.8, 1.3),
    "lumbar_lordosis_deg": (30.0, 35.2, 1.1, 1.8),
    "lumbar_lordosis_toe_off_deg": (33.0, 38.6, 1.3, 2.1),
}
BACK = (
    "pelvic_tilt_deg",
    "pelvic_tilt_toe_off_deg",
    "lumbar_lordosis_deg",
    "lumbar_lordosis_toe_off_deg",
)


def make_run(
    strides: int = 84, *, name: str = "morning run.mp4", rejected: tuple[int, ...] = (9, 40, 71)
) -> Run:
    """Make a run of `strides` strides whose window means are exactly those of `KNOWN`.

    Early and late are its first and last third. Rejected strides lie far off and in no window.
    """
    table = _strides(strides, rejected)
    return Run(_frames(table), table, _summary(table, name), _poses())


def make_empty_run(reason: str = "nobody runs in this video") -> Run:
    """Make what an analysis without a runner leaves: a reason, and nothing measured."""
    summary = make_run(12, rejected=()).summary
    summary["runner"] = dict.fromkeys(summary["runner"]) | {"detected_share": 0.0}
    summary["quality"] = {"level_deg": None, "level_applied": False, "warnings": []}
    nothing = {"start_s": None, "end_s": None, "strides": 0}
    summary["segments"] = {"early": nothing, "late": nothing}
    summary.update(measures={}, drift={}, strides=0, cadence_spm=None, failure=reason)
    return Run(pd.DataFrame(), pd.DataFrame(), summary, _poses())


def make_back_run() -> Run:
    """Make a run whose arch grows; the back is hidden in the second half of each stride."""
    run = make_run()
    frames, strides, summary = run.frames, run.strides, run.summary
    for measure, (early, late, half, detectable) in KNOWN_BACK.items():
        strides[measure] = np.linspace(early, late, len(strides))
        for which, mean in (("early", early), ("late", late)):
            chosen = strides["segment"] == which
            strides.loc[chosen, measure] += mean - strides.loc[chosen, measure].mean()
        counts = [int((strides["segment"] == which).sum()) for which in ("early", "late")]
        summary["measures"][measure] = _compared(
            measure, early, late, 0.0, half, detectable, *counts
        )
    row = np.minimum((frames["time_s"] // STRIDE_S).astype(int), len(strides) - 1)
    turn = 2 * np.pi * (frames["time_s"] / STRIDE_S)
    visible = (frames["time_s"] / STRIDE_S) % 1 < 0.5
    for measure, swing in (("pelvic_tilt_deg", 3.0), ("lumbar_lordosis_deg", 4.0)):
        frames[measure] = strides[measure].to_numpy()[row] + swing * np.sin(2 * turn)
        frames[f"{measure.removesuffix('_deg')}_interval_deg"] = np.where(visible, 3.0, 4.5)
    frames["back_visible"] = visible
    frames["reason"] = ""
    strides["back_frames"] = 10
    summary["back"] = {
        "measured": True,
        "code": None,
        "reason": None,
        "frames_share": 0.497,
        "strides": 81,
        "level_interval_deg": {"pelvic_tilt_deg": 2.94, "lumbar_lordosis_deg": 4.1},
    }
    return run


def make_refused_run(code: str, reason: str) -> Run:
    """Make a run whose low back cannot be measured, with the reason in every place."""
    run = make_run()
    run.summary["measures"] |= {measure: _not_measurable(measure, reason) for measure in BACK}
    run.summary["back"] = {
        "measured": False,
        **{"code": code, "reason": reason, "frames_share": 0.0, "strides": 0},
        "level_interval_deg": dict.fromkeys(BACK[::2]),
    }
    return run


def _strides(count: int, rejected: tuple[int, ...]) -> pd.DataFrame:
    rng = np.random.default_rng(7)
    start = STRIDE_S * np.arange(count)
    segment = np.where(np.arange(count) < count // 3, "early", "")
    segment = np.where(np.arange(count) >= count - count // 3, "late", segment).astype(object)
    off = np.isin(np.arange(count), rejected)
    segment[off] = ""
    table = pd.DataFrame(
        {"stride": np.arange(count), "start_s": start, "end_s": start + STRIDE_S},
    )
    table["segment"] = segment
    share = np.linspace(-0.5, 0.5, count)
    for measure, (early, late, scatter, _, _) in KNOWN.items():
        value = (early + late) / 2 + 1.4 * (late - early) * share + rng.normal(0, scatter, count)
        for which, mean in (("early", early), ("late", late)):
            value[segment == which] += mean - value[segment == which].mean()
        value[off] += 7 * scatter
        table[measure] = value
    table[list(BACK)] = np.nan
    table["back_frames"] = 0
    table["rejected"] = np.where(off, "the runner was hidden in part of it", "")
    return table


def _frames(strides: pd.DataFrame) -> pd.DataFrame:
    """Frames at 30/s; each measure swings as a cosine of the phase about its stride's mean."""
    last = float(strides["end_s"].iloc[-1])
    time_s = np.arange(0, last + 2 / FPS, 1 / FPS)
    stride = np.floor(time_s / STRIDE_S).astype(int)
    phase = time_s / STRIDE_S - stride
    known = stride < len(strides)
    row = np.minimum(stride, len(strides) - 1)
    lean = strides["trunk_lean_deg"].to_numpy()[row]
    head = strides["head_forward_deg"].to_numpy()[row]
    extension = strides["hip_extension_peak_near_deg"].to_numpy()[row]
    turn = 2 * np.pi * phase
    frames = pd.DataFrame({"frame": np.arange(len(time_s)), "time_s": time_s})
    frames["trunk_lean_deg"] = lean + 2.0 * np.cos(2 * turn)
    frames["pelvic_tilt_deg"] = np.nan
    frames["lumbar_lordosis_deg"] = np.nan
    frames["hip_angle_near_deg"] = 15.0 + (15.0 + extension) * np.cos(turn + 0.5)
    frames["hip_angle_far_deg"] = 15.0 + 28.0 * np.cos(turn + 0.5 + np.pi)
    frames["knee_angle_near_deg"] = 50.0 - 35.0 * np.cos(turn) - 12.0 * np.sin(2 * turn)
    frames["knee_angle_far_deg"] = 50.0 + 35.0 * np.cos(turn) - 12.0 * np.sin(2 * turn)
    frames["head_forward_deg"] = head + 1.0 * np.cos(2 * turn)
    frames["stride"] = pd.array(np.where(known, stride, -1), dtype="Int64")
    frames.loc[~known, "stride"] = pd.NA
    frames["phase"] = np.where(known, phase, np.nan)
    frames["back_visible"] = False
    frames["reason"] = LOW_BACK
    return frames


def _summary(strides: pd.DataFrame, name: str) -> dict[str, Any]:
    counts = {which: int((strides["segment"] == which).sum()) for which in ("early", "late")}
    third = len(strides) // 3
    end = float(strides["end_s"].iloc[-1])
    measures = {
        measure: _compared(measure, *values, counts["early"], counts["late"])
        for measure, values in KNOWN.items()
    }
    measures |= {measure: _not_measurable(measure, LOW_BACK) for measure in BACK}
    return {
        "schema_version": SCHEMA_VERSION,
        "posture_version": "0.1.0",
        "video": {
            "path": name,
            "sha256": "ab" * 32,
            "width": 1280,
            "height": 720,
            "frames": 1800,
            "duration_s": end,
            "fps_median": FPS,
            "variable_frame_rate": False,
            "rotation_deg": 0,
            "codec": "h264",
            "speed_factor": 1.0,
        },
        "runner": {
            "facing": "right",
            "near_side": "right",
            "detected_share": 0.998,
            "trunk_px": 171.0,
            "subjects_seen": 1,
        },
        "quality": {
            "level_deg": 0.4,
            "level_applied": False,
            "warnings": [
                {
                    "code": "frame_rate_low",
                    "message": "30 frames/s blur the feet, so contact times are coarse",
                    "cost_deg": None,
                    "advice": "Film at 60 frames/s or more.",
                },
                {
                    "code": "camera_height",
                    "message": "The camera seems to look up at the runner",
                    "cost_deg": 1.5,
                    "advice": "Put it at hip height, level, 4 to 6 m away.",
                },
            ],
        },
        "segments": {
            "early": {"start_s": 0.0, "end_s": third * STRIDE_S, "strides": counts["early"]},
            "late": {"start_s": end - third * STRIDE_S, "end_s": end, "strides": counts["late"]},
        },
        "measures": measures,
        "drift": {
            "trunk_lean_deg": {
                "slope_per_10min": 50.4,
                "ci95": [44.0, 56.0],
                "onset_s": 26.0,
                "onset_ci95": [19.0, 33.0],
            },
            "cadence_spm": {
                "slope_per_10min": -11.0,
                "ci95": [-26.0, 4.0],
                "onset_s": None,
                "onset_ci95": None,
            },
        },
        "cadence_spm": 167.7,
        "strides": int((strides["rejected"] == "").sum()),
        "settings": {"early": None, "late": None, "level": "auto", "model": "heavy", "workers": 2},
        "provenance": {
            "model": "pose_landmarker_heavy.task",
            "model_sha256": "cd" * 32,
            "engine": "mediapipe",
            "versions": {"mediapipe": "1.2.2", "numpy": "2.4.6"},
        },
    }


def _compared(
    measure: str,
    early: float,
    late: float,
    _scatter: float,
    half: float,
    detectable: float,
    strides_early: int,
    strides_late: int,
) -> dict[str, Any]:
    change = late - early
    verdict = "no detectable change"
    if abs(change) > max(detectable, COMPARED[measure].smallest_of_interest):
        verdict = "increased" if change > 0 else "decreased"
    return {
        "unit": COMPARED[measure].unit,
        "early": early,
        "late": late,
        "change": change,
        "ci95": [change - half, change + half],
        "detectable_change": detectable,
        "smallest_of_interest": COMPARED[measure].smallest_of_interest,
        "verdict": verdict,
        "reason": "",
        "strides_early": strides_early,
        "strides_late": strides_late,
        "method": "block bootstrap of strides",
    }


def _not_measurable(measure: str, reason: str) -> dict[str, Any]:
    empty = dict.fromkeys(("early", "late", "change", "ci95", "detectable_change"))
    return {
        "unit": COMPARED[measure].unit,
        **empty,
        "verdict": "not measurable",
        "reason": reason,
        "strides_early": 0,
        "strides_late": 0,
        "method": "",
    }


def _poses() -> xr.Dataset:
    dims = ("time", "space", "keypoint")
    coords = {"time": [0.0], "space": ["x", "y"], "keypoint": ["left_hip"]}
    return xr.Dataset(
        {"position": (dims, np.zeros((1, 2, 1))), "confidence": (("time", "keypoint"), [[1.0]])},
        coords=coords,
        attrs={"fps": FPS, "source_software": "none"},
    )
