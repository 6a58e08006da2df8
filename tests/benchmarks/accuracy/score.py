"""One run against the truth of the clip it was measured from: errors as plain numbers.

Times are seconds of real running, errors are measured minus true. What is not known is None.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd
from benchmarks.accuracy.agreement import Numbers
from benchmarks.accuracy.back_score import score_back
from benchmarks.accuracy.landmark_score import score_landmarks
from benchmarks.accuracy.true_strides import (
    SAME_EVENT_S,
    UNITS,
    Events,
    Series,
    true_strides,
    whole_strides,
)
from benchmarks.accuracy.wave_score import WAVES, score_wave

from posture.comparison.windows import used_strides
from posture.measures import COMPARED
from posture.results.plain import plain
from posture.results.run import Run

#: What is worth noticing. A true change of less than half of it is none, for the verdicts.
OF_INTEREST = {m.name: m.smallest_change for m in COMPARED}
#: Verdicts of change.
CHANGED = ("increased", "decreased")
#: A true value that varies less than this over the clip has no slope: SD, in units of the measure.
LEAST_SD = {
    "deg": 0.05,
    "steps/min": 0.2,
    "s": 0.001,
    "trunk lengths": 0.0005,
    "%": 0.1,
    "correlation": 0.001,
    "m": 0.002,
    "cm": 0.05,
}


@dataclass(frozen=True)
class CaseScore:
    """What one run got right and wrong; everything is a plain number, text or None.

    Attributes
    ----------
    failure
        Why nothing was measured, else empty.
    detected_share, back_share
        Share of the clip's frames with a trunk lean, and with a line of the low back.
    strides_used, strides_rejected
        Strides that means are made of, and strides left out.
    time_error_s
        Largest difference between a frame's time in the run and in the truth: a wrong speed
        factor shows here.
    cadence_error_percent
        Of the clip's mean cadence.
    measures
        For each measure of strides.parquet, see `_score_measure`.
    waves
        For each measure of frames.parquet, see `wave_score.score_wave`.
    events
        For ``contact_near, toe_off_near, contact_far, toe_off_far``, see `_score_event`.
    low_back
        See `back_score.score_back`.
    landmarks
        Of the lean of the landmarks alone, see `landmark_score.score_landmarks`.
    """

    failure: str
    detected_share: float
    back_share: float
    strides_used: int
    strides_rejected: int
    time_error_s: float | None
    cadence_error_percent: float | None
    measures: dict[str, Numbers]
    waves: dict[str, Numbers]
    events: dict[str, Numbers]
    low_back: Numbers
    landmarks: Numbers | None

    def as_dict(self) -> Numbers:
        """Give everything as what JSON can hold; ``CaseScore(**numbers)`` reads it back."""
        return asdict(self)


def failed_case(reason: str) -> CaseScore:
    """Score a clip in which `posture.analyze` found nothing to measure."""
    return CaseScore(reason, 0.0, 0.0, 0, 0, None, None, {}, {}, {}, {}, None)


def score_case(run: Run, truth: pd.DataFrame, events: Events) -> CaseScore:
    """Compare a run with the truth of its clip.

    Parameters
    ----------
    run
        From `posture.analyze`, of one clip.
    truth
        A row a frame with the columns of frames.parquet, from the first frame on.
    events
        Exact times: ``contacts_near_s, toe_offs_near_s, contacts_far_s, toe_offs_far_s``.
    """
    used = used_strides(run.strides).reset_index(drop=True)
    true = true_strides(truth, events, used[["start_s", "end_s"]].to_numpy(float))
    clip = true_strides(truth, events, whole_strides(events))
    frames = run.frames.merge(truth, on="frame", suffixes=("", "_true"))
    measures = {
        name: _score_measure(name, used, true[name], clip[name], run.summary["measures"])
        for name in UNITS
    }
    level = measures["cadence_spm"]["level"]
    score = CaseScore(
        failure="",
        detected_share=float(run.frames["trunk_lean_deg"].notna().sum() / len(truth)),
        back_share=float(run.frames["back_visible"].sum() / len(truth)),
        strides_used=len(used),
        strides_rejected=len(run.strides) - len(used),
        time_error_s=float((frames["time_s"] - frames["time_s_true"]).abs().max()),
        cadence_error_percent=100 * level["error"] / level["true"] if level else None,
        measures=measures,
        waves={
            name: score_wave(frames[frames["stride"].isin(used["stride"])], name) for name in WAVES
        },
        events={
            name: _score_event(times, np.sort(np.asarray(events[which], float)), used)
            for name, which, times in (
                ("contact_near", "contacts_near_s", _near_contacts(used)),
                ("toe_off_near", "toe_offs_near_s", used["start_s"] + used["contact_time_near_s"]),
                ("contact_far", "contacts_far_s", _far_contacts(used)),
                ("toe_off_far", "toe_offs_far_s", _far_contacts(used) + used["contact_time_far_s"]),
            )
        },
        low_back=score_back(run, frames, measures),
        landmarks=score_landmarks(run, used, true["trunk_lean_deg"]),
    )
    return CaseScore(**plain(score.as_dict()))


def _score_measure(
    name: str, used: pd.DataFrame, true: pd.Series, clip: pd.Series, compared: Numbers
) -> Numbers:
    """Score one measure of strides.

    Returns
    -------
    dict
        ``level``: means over the strides that were measured: ``n, measured, true, error``, and
        ``error_clip`` against the mean of all true strides of the clip.
        ``change``: as in the summary, against the truth of the same strides: ``measured,
        true, error``, its interval ``ci95`` and whether that ``holds`` the truth, ``verdict``,
        ``windows`` (true and measured mean of the early one and of the late one).
        ``strides``: sums of squares about the clip's means, for slopes: ``n, sxx`` (true), ``sxy,
        syy`` (measured) and ``slope``.
    """
    measured = used[name].astype(float) if name in used else pd.Series(np.nan, used.index)
    both = measured.notna() & true.notna()
    x, y = true[both].to_numpy(), measured[both].to_numpy()
    if not both.any():
        return {"level": None, "strides": None, "change": _score_change(name, used, true, compared)}
    level = {
        "n": int(both.sum()),
        "measured": y.mean(),
        "true": x.mean(),
        "error": y.mean() - x.mean(),
        "error_clip": y.mean() - clip.mean(),
    }
    x, y = x - x.mean(), y - y.mean()
    sums = {"n": len(x), "sxx": x @ x, "sxy": x @ y, "syy": y @ y}
    varies = x.std() >= LEAST_SD[UNITS[name]]
    sums["slope"] = sums["sxy"] / sums["sxx"] if varies else None
    return {
        "level": level,
        "strides": sums,
        "change": _score_change(name, used, true, compared),
    }


def _score_change(
    name: str, used: pd.DataFrame, true: pd.Series, compared: Numbers
) -> Numbers | None:
    """Score the change from early to late; None where there is none, or no truth of it.

    The true one is that of every stride in the windows, measured or not: a measure that is
    found in a part of them has to stand for the window all the same. A clip too short for an
    interval still has a level in each window; their difference is scored, the verdict says so.
    """
    reported = compared.get(name)
    if reported is None:
        return None
    windows = [(float(true[used["segment"] == w].mean()), reported[w]) for w in ("early", "late")]
    truth = windows[1][0] - windows[0][0]
    if not np.isfinite(truth):
        return None
    measured = (
        None
        if reported["early"] is None or reported["late"] is None
        else reported["late"] - reported["early"]
    )
    held = reported["ci95"] and bool(reported["ci95"][0] <= truth <= reported["ci95"][1])
    return {
        "true": truth,
        "measured": measured,
        "error": None if measured is None else measured - truth,
        "ci95": reported["ci95"],
        "holds": held,
        "verdict": reported["verdict"],
        "windows": windows,
    }


def _near_contacts(used: pd.DataFrame) -> Series:
    """Every initial contact that a used stride begins or ends with, once."""
    return np.unique(used[["start_s", "end_s"]].to_numpy(float))


def _far_contacts(used: pd.DataFrame) -> pd.Series:
    """Initial contact of the far foot within each used stride."""
    return used.get("contact_far_s", pd.Series(np.nan, used.index)).astype(float)


def _score_event(found: Series | pd.Series, true: Series, used: pd.DataFrame) -> Numbers | None:
    """Match found events with the true ones, each with the nearest within `SAME_EVENT_S`.

    Returns
    -------
    dict
        ``n`` matched; ``mean_ms`` (+ late), ``sd_ms``, ``mae_ms`` of their errors; ``missed`` true
        events within the strides that are used, ``extra`` found ones that belong to none. None if
        the run has no such events at all.
    """
    found = np.asarray(found, float)
    found = found[np.isfinite(found)]
    if not found.size:
        return None
    gaps = found[:, None] - true
    matched: dict[int, float] = {}
    for place in np.argsort(np.abs(gaps), axis=None):
        i, j = divmod(int(place), true.size)
        if abs(gaps[i, j]) > SAME_EVENT_S:
            break
        if j not in matched and i not in matched.values():
            matched[j] = i
    errors = 1000 * np.array([gaps[i, j] for j, i in matched.items()])
    starts, ends = used["start_s"].to_numpy(float), used["end_s"].to_numpy(float)
    expected = [
        j
        for j, time in enumerate(true)
        if np.any((time >= starts - SAME_EVENT_S) & (time <= ends + SAME_EVENT_S))
    ]
    return {
        "n": len(errors),
        "mean_ms": errors.mean() if errors.size else None,
        "sd_ms": errors.std(ddof=1) if errors.size > 1 else None,
        "mae_ms": np.abs(errors).mean() if errors.size else None,
        "missed": len(set(expected) - set(matched)),
        "extra": int(found.size - len(errors)),
    }
