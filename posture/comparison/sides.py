"""Left against right: the leg on the camera's side against the other one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from posture.comparison.difference import of_means
from posture.comparison.estimate import Estimate
from posture.comparison.measures import MEASURES
from posture.comparison.series import Series, series
from posture.comparison.windows import MIN_STRIDES, used_strides

#: The index is a share of the mean of both sides, and means nothing where that is hardly larger
#: than the method's own error (the known weakness of this index; Zifchock 2008, Gait Posture 27).
LEAST = 3.0


@dataclass(frozen=True)
class Pair:
    """A measure of both legs.

    Attributes
    ----------
    name, near, far, unit
        Name in the summary, columns of strides.parquet, unit.
    level_sd, change_sd
        SD of the method's own error of near minus far, and of its change from early to late: root
        mean square in the conditions `long` and `back` of tests/benchmarks/accuracy, as in
        `Measure`. 0 where it is not known.
    """

    name: str
    near: str
    far: str
    unit: str
    level_sd: float
    change_sd: float


PAIRS = (
    Pair("contact_time", "contact_time_near_s", "contact_time_far_s", "s", 0.0034, 0.0025),
    Pair(
        "vertical_oscillation",
        "vertical_oscillation_near_trunk",
        "vertical_oscillation_far_trunk",
        "trunk lengths",
        0.0,
        0.0,
    ),
    Pair(
        "hip_extension_peak",
        "hip_extension_peak_near_deg",
        "hip_extension_peak_far_deg",
        "deg",
        1.15,
        1.02,
    ),
    Pair("knee_lift", "knee_lift_near_deg", "knee_lift_far_deg", "deg", 1.61, 0.55),
)


def sides(strides: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Compare the near leg, the one towards the camera, with the far one.

    The index is that of Robinson 1987 (J Manipulative Physiol Ther 10): ``100 (near - far)``
    divided by the mean of both, of the means over strides; + where the near side has more.

    Parameters
    ----------
    strides
        Columns of strides.parquet with ``segment`` filled in.

    Returns
    -------
    dict
        By name ``unit, near, far`` (means over the run, in the unit), ``index_percent`` and its
        ``ci95``, ``change`` (of the index from early to late, percentage points) and its
        ``change_ci95`` (these three only where the method's error is known), and ``note`` on how
        sure the far side is. None where too few strides show both legs, or the mean is too small
        to take a share of. Intervals hold chance, with the
        likeness of neighbouring strides, and the method's own error where it is known.
    """
    used = used_strides(strides)
    return {pair.name: _sides(pair, used) for pair in PAIRS}


def _sides(pair: Pair, used: pd.DataFrame) -> dict[str, Any]:
    found: dict[str, Any] = {
        "unit": pair.unit,
        "near": None,
        "far": None,
        "index_percent": None,
        "ci95": None,
        "change": None,
        "change_ci95": None,
        "note": _note(pair),
    }
    if pair.near not in used or pair.far not in used:
        return found
    both = used.dropna(subset=[pair.near, pair.far])
    if both.empty:
        return found
    found |= {"near": float(both[pair.near].mean()), "far": float(both[pair.far].mean())}
    mean = (found["near"] + found["far"]) / 2
    if len(both) < MIN_STRIDES or mean <= LEAST * pair.level_sd or mean <= 0:
        return found
    index, error = _index(pair, both)
    found |= {"index_percent": index}
    if not pair.level_sd:  # a bar of chance alone would promise too much
        return found
    method = 100.0 / mean
    whole = _of_means(index, error).with_error(method * pair.level_sd)
    found |= {"ci95": list(whole.ci95)}
    windows = [both[both["segment"] == name] for name in ("early", "late")]
    if min(map(len, windows)) < MIN_STRIDES:
        return found
    (early, early_error), (late, late_error) = (_index(pair, window) for window in windows)
    change = _of_means(late - early, early_error, late_error).with_error(method * pair.change_sd)
    return found | {"change": change.value, "change_ci95": list(change.ci95)}


def _index(pair: Pair, both: pd.DataFrame) -> tuple[float, Series]:
    """Index in percent, and by stride what the error of its mean is the mean of."""
    near, far = (both[name].to_numpy(float) for name in (pair.near, pair.far))
    difference, middle = near - far, (near + far) / 2
    share = float(difference.mean() / middle.mean())
    # a ratio of means errs as the mean of this does (delta method)
    error = 100.0 * (difference - share * middle) / middle.mean()
    return 100.0 * share, series(error, both["start_s"].to_numpy(float))


def _of_means(value: float, *errors: Series) -> Estimate:
    """Give an index, or its change, the error that it has: about the mean, for it is a level."""
    return of_means(value, errors, [np.ones((len(error.values), 1)) for error in errors])


def _note(pair: Pair) -> str:
    """Say how sure the far side is, from what is known of the method."""
    sds = {measure.name: measure.method_sd for measure in MEASURES}
    near, far = sds.get(pair.near, 0.0), sds.get(pair.far, 0.0)
    hidden = "the far leg is hidden behind the near one for a part of each stride"
    if not far:
        return f"{hidden}; how sure each side is has not been measured"
    digits = ".1f" if pair.unit == "deg" else ".4f"
    than = "larger" if far > near else "smaller"
    return (
        f"{hidden}; on virtual runners the error of its change is {than} "
        f"({far:{digits}} against {near:{digits}} {pair.unit}), and in real video it may be larger"
    )
