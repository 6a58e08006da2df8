"""The low back of one run against the truth: what is refused, and whether intervals hold."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from benchmarks.accuracy.agreement import Numbers
from benchmarks.accuracy.true_strides import UNITS

from posture.results.run import Run

#: Columns of the low back, by frame and by stride.
BACK_FRAMES = ("pelvic_tilt_deg", "lumbar_lordosis_deg")
BACK_STRIDES = tuple(
    name for name in UNITS if name.startswith(("pelvic_tilt_", "lumbar_lordosis_"))
)


def score_back(run: Run, frames: pd.DataFrame, measures: Mapping[str, Numbers]) -> Numbers:
    """Compare what a run says of its low back with the truth.

    Parameters
    ----------
    run
        From `posture.analyze`, of one clip.
    frames
        Frames of the run with the truth's columns beside them, ``_true`` at their ends.
    measures
        Scores by measure, as of `score.CaseScore`.

    Returns
    -------
    dict
        ``measured``: whether the run says that the low back was measured, None if it does not
        say; ``code`` why not, else empty. ``level``: by measure, whether the clip's mean has its
        truth within the interval that is stated for the level, ``holds``, and the interval's
        ``half`` width, degrees; None where none is stated. ``frames``: by measure, ``n`` frames
        with an interval, how many of them ``held`` the truth, mean ``half`` width; None without.
    """
    reported = run.summary.get("back") or {}
    refused = reported.get("measured") is False
    stated = {} if refused else reported.get("level_interval_deg") or {}
    return {
        "measured": reported.get("measured"),
        "code": (reported.get("code") or "no code") if refused else "",
        "level": {
            name: _score_level(measures[name]["level"], stated.get(name)) for name in BACK_STRIDES
        },
        "frames": {name: _score_frames(frames, name) for name in BACK_FRAMES},
    }


def _score_level(level: Numbers | None, half: float | None) -> Numbers | None:
    if level is None or half is None or not np.isfinite(half):
        return None
    return {"holds": bool(abs(level["error"]) <= half), "half": float(half)}


def _score_frames(frames: pd.DataFrame, name: str) -> Numbers | None:
    column = name.replace("_deg", "_interval_deg")
    if column not in frames:
        return None
    half = frames[column].astype(float)
    error = (frames[name].astype(float) - frames[f"{name}_true"].astype(float)).abs()
    both = half.notna() & error.notna()
    if not both.any():
        return None
    return {
        "n": int(both.sum()),
        "held": int((error[both] <= half[both]).sum()),
        "half": float(half[both].mean()),
    }
