"""The run relative to standing: means of the windows with their intervals."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from msgspec import Struct

from posture.comparison.difference import MIN_VALUES, estimate_from_means
from posture.comparison.noise import line_terms
from posture.comparison.series import make_series
from posture.comparison.windows import used_strides
from posture.measures import RELATIVE, Measure, relative_name
from posture.standing import StandingPosture

Interval = tuple[float, float]


class StandingMeasure(Struct, frozen=True, kw_only=True):
    """One measure relative to standing, in its own unit.

    Attributes
    ----------
    unit
        Of all that follows.
    standing
        Its value when standing, on the scale of the run; None where it is not measured.
    run, early, late
        Means of all strides, of the early and of the late ones less `standing`; None where there
        are none.
    run_ci95, early_ci95, late_ci95
        Their 95 % intervals, with the method's error of running less standing; None where there
        are too few strides.
    reason
        Why `standing` is None; else empty.
    """

    unit: str
    standing: float | None
    run: float | None = None
    early: float | None = None
    late: float | None = None
    run_ci95: Interval | None = None
    early_ci95: Interval | None = None
    late_ci95: Interval | None = None
    reason: str = ""


class AgainstStanding(Struct, frozen=True, kw_only=True):
    """The run relative to standing.

    Attributes
    ----------
    source
        The window, ``"0:00-0:05"``, or the name of the standing video.
    in_run
        Whether it is a window of the first video of the run.
    start_s, end_s
        When in that file the runner stands still, seconds as played.
    frames
        How many frames that are.
    measures
        By the name of the column, such as ``"trunk_lean_rel_standing_deg"``.
    """

    source: str
    in_run: bool
    start_s: float
    end_s: float
    frames: int
    measures: dict[str, StandingMeasure]


def add_relative_columns(table: pd.DataFrame, stood: StandingPosture) -> pd.DataFrame:
    """Add the columns relative to standing to a table of frames or strides; NaN where unknown."""
    return table.assign(
        **{
            relative_name(m.name): table[m.name] - stood.values.get(m.name, np.nan)
            for m in RELATIVE
        }
    )


def compare_with_standing(
    strides: pd.DataFrame, stood: StandingPosture, camera_sd_deg: float = 0.0
) -> AgainstStanding:
    """Give the windows of a run relative to standing.

    Parameters
    ----------
    strides
        With ``segment`` filled in.
    stood
        The runner standing.
    camera_sd_deg
        SD of the error that the camera adds to a change from early to late, degrees: standing is
        set against the level of the early window's camera.
    """
    used = used_strides(strides)
    return AgainstStanding(
        source=stood.name,
        in_run=stood.in_run,
        start_s=stood.span[0],
        end_s=stood.span[1],
        frames=stood.frames,
        measures={relative_name(m.name): _compare(used, m, stood, camera_sd_deg) for m in RELATIVE},
    )


def _compare(
    used: pd.DataFrame, measure: Measure, stood: StandingPosture, camera_sd_deg: float
) -> StandingMeasure:
    name, standing = measure.name, stood.values.get(measure.name)
    if standing is None:
        reason = stood.reasons.get(name, "it is not measured when standing")
        return StandingMeasure(unit=measure.unit.stored, standing=None, reason=reason)
    against_vertical = measure.back_angle != "lordosis"
    own = math.hypot(stood.method_sds[name], stood.sds.get(name, 0.0))
    parts = {"run": used, "early": _select(used, "early"), "late": _select(used, "late")}
    found: dict[str, float | Interval | None] = {}
    for part, rows in parts.items():
        later = 0.0 if part == "early" else camera_sd_deg
        error_sd = math.hypot(own, *([stood.camera_sd_deg, later] if against_vertical else []))
        found[part], found[f"{part}_ci95"] = _average(rows, name, standing, error_sd)
    return StandingMeasure(unit=measure.unit.stored, standing=standing, **found)  # type: ignore[arg-type]


def _select(used: pd.DataFrame, segment: str) -> pd.DataFrame:
    return used[used["segment"] == segment]


def _average(
    rows: pd.DataFrame, name: str, standing: float, error_sd: float
) -> tuple[float | None, Interval | None]:
    """Average the strides less standing, with the 95 % interval."""
    series = make_series(rows[name].to_numpy(float), rows["start_s"].to_numpy(float))
    if not len(series.values):
        return None, None
    value = float(series.values.mean()) - standing
    if len(series.values) < MIN_VALUES:
        return value, None
    found = estimate_from_means(value, [series], [line_terms(series.places)])
    return value, found.with_error(error_sd).ci95
