"""Left compared with right: the leg towards the camera with the other one."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from msgspec.structs import replace

from posture.comparison.difference import estimate_from_means
from posture.comparison.estimate import Estimate
from posture.comparison.series import Series, make_series
from posture.comparison.types import SideDifference
from posture.comparison.windows import MIN_STRIDES, used_strides
from posture.measures import PAIRS, BothLegs

MIN_MEAN_SDS = 3.0
"""Smallest mean of both sides for which an index is given, in SDs of the method's own error.

The index divides by this mean and is unreliable where the mean is close to 0, a known weakness
(Zifchock 2008, Gait Posture 27).
"""


def compare_sides(
    strides: pd.DataFrame, frame_rate: float = math.inf, near_side: str | None = None
) -> dict[str, SideDifference]:
    """Compare the near leg, the one towards the camera, with the far one.

    The symmetry index is that of Robinson 1987 (J Manipulative Physiol Ther 10):
    ``100 (near - far)`` divided by the mean of both, each averaged over strides; + if the near
    side is larger.

    Where passes or videos show the runner from both sides, "near" is the leg of `near_side`,
    wherever it is seen.

    Parameters
    ----------
    strides
        Columns of strides.parquet with ``segment`` filled in.
    frame_rate
        Frames per second of real running that the network looked at, of the slowest video.
    near_side
        ``"right"`` or ``"left"``: the leg by which "near" is named. None for the leg that is nearer
        in each stride.

    Returns
    -------
    dict
        By the name of the pair. Nothing but the reason is given where the frame rate is too low to
        tell the sides apart. The interval of the index and its change from early to late are
        given only where the method's error is known. The index is None where too few strides show
        both legs, or where the mean of both is too small. Intervals include chance, with the
        autocorrelation of strides, and the method's own error.
    """
    used = arrange_by_leg(used_strides(strides), near_side)
    return {legs.pair.name: _compare_sides(legs, used, frame_rate) for legs in PAIRS}


def arrange_by_leg(strides: pd.DataFrame, near_side: str | None) -> pd.DataFrame:
    """Exchange near and far where the other side is seen: each column then holds one leg.

    Parameters
    ----------
    strides
        Columns of strides.parquet; without ``facing`` nothing is exchanged.
    near_side
        ``"right"`` or ``"left"``: the leg that the columns of the near leg are to hold; None to
        exchange nothing.
    """
    if near_side is None or "facing" not in strides:
        return strides
    other = strides["facing"].ne(near_side)
    exchanged = {}
    for legs in PAIRS:
        near, far = legs.near.name, legs.far.name
        if near in strides and far in strides:
            exchanged[near] = strides[near].where(~other, strides[far])
            exchanged[far] = strides[far].where(~other, strides[near])
    return strides.assign(**exchanged)


def _compare_sides(legs: BothLegs, used: pd.DataFrame, frame_rate: float) -> SideDifference:
    pair, near, far = legs.pair, legs.near.name, legs.far.name
    found = SideDifference(unit=legs.near.unit.stored, note=_note(legs))
    if frame_rate < pair.least_frame_rate:
        return replace(
            found,
            reason=f"at {frame_rate:.0f} frames a second the two sides cannot be told apart; "
            "film at 60 or more",
        )
    both = used.dropna(subset=[near, far]) if {near, far} <= set(used) else used.iloc[:0]
    if both.empty:
        return replace(found, reason="no stride shows both sides")
    means = float(both[near].mean()), float(both[far].mean())
    found = replace(found, near=means[0], far=means[1])
    mean = sum(means) / 2
    if len(both) < MIN_STRIDES:
        few = f"{len(both)} strides show both sides, and {MIN_STRIDES} are needed"
        return replace(found, reason=few)
    if mean <= MIN_MEAN_SDS * pair.level_sd or mean <= 0:
        return replace(found, reason="the mean of both sides is too small to give a share of it")
    index, error = _calculate_index(legs, both)
    found = replace(found, index_percent=index)
    if not pair.level_sd:  # an interval from chance alone would be too narrow
        return found
    method = 100.0 / mean
    whole = _estimate_index(index, error).with_error(method * pair.level_sd)
    found = replace(found, ci95=whole.ci95)
    windows = [both[both["segment"] == name] for name in ("early", "late")]
    if min(map(len, windows)) < MIN_STRIDES:
        return found
    (early, early_error), (late, late_error) = (
        _calculate_index(legs, window) for window in windows
    )
    change = _estimate_index(late - early, early_error, late_error).with_error(
        method * pair.change_sd
    )
    return replace(found, change=change.value, change_ci95=change.ci95)


def _calculate_index(legs: BothLegs, both: pd.DataFrame) -> tuple[float, Series]:
    """Return the index in percent, and for each stride its contribution to the error."""
    near, far = (both[name].to_numpy(float) for name in (legs.near.name, legs.far.name))
    difference, middle = near - far, (near + far) / 2
    share = float(difference.mean() / middle.mean())
    # the error of a ratio of means is that of the mean of this (delta method)
    error = 100.0 * (difference - share * middle) / middle.mean()
    return 100.0 * share, make_series(error, both["start_s"].to_numpy(float))


def _estimate_index(value: float, *errors: Series) -> Estimate:
    """Give an index or its change its error, from the scatter of strides about their mean."""
    return estimate_from_means(value, errors, [np.ones((len(error.values), 1)) for error in errors])


def _note(legs: BothLegs) -> str:
    """Say how accurate the far side is, from the known errors of the method."""
    near, far, unit = legs.near.method_error, legs.far.method_error, legs.near.unit
    hidden = "the far leg is hidden behind the near one for a part of each stride"
    if near is None or far is None:
        return f"{hidden}; how sure each side is has not been measured"
    than = "larger" if far > near else "smaller"
    return (
        f"{hidden}; on virtual runners the error of its change is {than} "
        f"({far:.{unit.error_decimals}f} against {near:.{unit.error_decimals}f} {unit.stored}), "
        "and in real video it may be larger"
    )
