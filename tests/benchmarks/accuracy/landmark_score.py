"""The lean of the pose network's landmarks alone, before joint centres are estimated."""

from __future__ import annotations

import numpy as np
import pandas as pd
from benchmarks.accuracy.agreement import Numbers

from posture.results.run import Run
from posture.tracks.angles import from_vertical
from posture.tracks.view import View
from posture.utils.arrays import FloatArray


def score_landmarks(run: Run, used: pd.DataFrame, true: pd.Series) -> Numbers | None:
    """Score the lean from mid-hip to mid-shoulder landmark, as `score.CaseScore` does the lean's.

    Parameters
    ----------
    run
        From `posture.analyze`, of one clip, with its landmarks.
    used
        Its strides that were used: ``stride`` and ``segment``.
    true
        The true lean of each of these strides, degrees.

    Returns
    -------
    dict
        ``level`` and ``change``, each with ``true, measured, error``, degrees; None without
        landmarks, without strides in both windows, or without a truth.
    """
    if not run.poses.sizes.get("time") or "frame" not in run.frames or "stride" not in used:
        return None
    by_frame = pd.Series(landmark_lean(run), run.poses["frame"].to_numpy())
    lean = run.frames["frame"].map(by_frame)
    measured = used["stride"].map(lean.groupby(run.frames["stride"]).mean())
    windows = [
        (float(true[used["segment"] == w].mean()), float(measured[used["segment"] == w].mean()))
        for w in ("early", "late")
    ]
    level = (float(true.mean()), float(measured.mean()))
    change = (windows[1][0] - windows[0][0], windows[1][1] - windows[0][1])
    if not np.isfinite([level, change]).all():
        return None
    return {
        part: {"true": x, "measured": y, "error": y - x}
        for part, (x, y) in (("level", level), ("change", change))
    }


def landmark_lean(run: Run) -> FloatArray:
    """Measure the lean of each frame of the landmarks, ``(n,)`` degrees, + forward."""
    place = run.poses["position"].isel(individual=0)

    def middle(part: str) -> FloatArray:
        sides = [place.sel(keypoint=f"{side}_{part}") for side in ("left", "right")]
        points = (sides[0] + sides[1]).transpose("time", "space") / 2
        return np.asarray(points, float)

    view = View(
        facing="right" if run.results.runner.facing == "right" else "left",
        width=1,  # of no account for an angle
        height=1,
        level_deg=run.results.quality.level_deg or 0.0,
    )
    hip, shoulder = (view.from_picture(middle(part)) for part in ("hip", "shoulder"))
    return from_vertical(hip, shoulder)
