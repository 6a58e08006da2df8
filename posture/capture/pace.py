"""Warnings about the pace: one window lacks it, or the cadence says that it may be another."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from posture.comparison import used_strides
from posture.comparison.known_pace import describe_gaps, find_gaps, is_speed_known
from posture.comparison.types import Change
from posture.results.beside import describe_effect_of_speed
from posture.results.types import QualityWarning


def warn_of_pace(strides: pd.DataFrame, measures: Mapping[str, Change]) -> list[QualityWarning]:
    """Warn of a pace that was given and is not known in both windows, and of another cadence.

    Parameters
    ----------
    strides
        Columns of strides.parquet with ``segment`` filled in.
    measures
        The ``measures`` of summary.json.
    """
    gaps = describe_gaps(find_gaps(strides))
    found = [_check_gaps(gaps), _check_cadence(used_strides(strides), measures, gaps)]
    return [warning for warning in found if warning is not None]


def _check_gaps(gaps: str) -> QualityWarning | None:
    if not gaps:
        return None
    return QualityWarning(
        code="pace_gap",
        message=f"{gaps}, so what it does to the angles is not taken off",
        cost_deg=None,
        advice="give a --pace FILE that covers both windows, check --pace-offset, or give the "
        "means, as with --speed early=M/S --speed late=M/S",
    )


def _check_cadence(
    used: pd.DataFrame, measures: Mapping[str, Change], gaps: str
) -> QualityWarning | None:
    cadence, lean = measures["cadence_spm"], measures["trunk_lean_deg"]
    if is_speed_known(used) or not cadence.is_changed:
        return None
    adjusted = lean.adjusted.change if lean.adjusted else None
    how = "of both windows, as with" if gaps else "with --pace FILE, or"
    return QualityWarning(
        code="cadence_shift",
        message=f"the cadence went from {cadence.early:.0f} to {cadence.late:.0f} steps a minute "
        "between the windows, which may be a sign of another pace; pace and grade move the same "
        "angles as tiring does, and without them the two cannot be told apart; in other runners "
        f"{describe_effect_of_speed('pelvic_tilt_deg')}",
        advice=f"give the pace {how} --speed early=M/S --speed late=M/S; better, compare "
        "windows of the same speed and grade",
        cost_deg=None
        if adjusted is None or lean.change is None
        else round(abs(lean.change - adjusted), 1),
    )
