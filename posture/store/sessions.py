"""What one run gives to the history of its runner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from posture.comparison.difference import MIN_VALUES, estimate_weighted_sum
from posture.comparison.noise import line_terms
from posture.comparison.series import make_series
from posture.comparison.windows import used_strides
from posture.errors import UsageError
from posture.measures import COMPARED, Measure
from posture.results.about import About, find_date, read_about
from posture.results.run import Run, load_run
from posture.store.types import SessionValue

OTHER_SIDE = "filmed from the other side: this is the other leg or arm"


@dataclass(frozen=True)
class Recorded:
    """A run and what is known about it.

    Attributes
    ----------
    run
        Without its landmarks.
    folder
        Where it is.
    about
        Who, when and how; the date is known.
    """

    run: Run
    folder: Path
    about: About

    @property
    def name(self) -> str:
        """Name of its folder."""
        return self.folder.resolve().name

    @property
    def span_s(self) -> float:
        """Time from the first used stride to the end of the last, seconds of running."""
        used = used_strides(self.run.strides)
        return float(used["end_s"].max() - used["start_s"].min()) if len(used) else 0.0

    @property
    def levelled(self) -> bool:
        """Whether the tilt of the camera was given, or read from the picture and taken off."""
        given = self.run.results.settings.get("level")
        return self.run.results.quality.level_applied or isinstance(given, int | float)


def read_session(folder: Path, day: str = "") -> Recorded:
    """Read a run for a history.

    Parameters
    ----------
    folder
        Of the run.
    day
        When it was; else it is taken from `about.json`, the folder's name or that of the video.

    Raises
    ------
    UsageError
        It is no run, nothing was measured in it, or nobody says when it was.
    """
    run = load_run(folder, poses=False)
    if run.results.failure is not None:
        raise UsageError(f"nothing was measured in {folder.name}: {run.results.failure}")
    about = read_about(folder)
    known = day or about.date or find_date(folder.resolve().name)
    known = known or find_date(run.results.video.path)
    if not known:
        raise UsageError(
            f"nobody says when {folder.name} was run; give --date for each run, in their order, or "
            "name the folders by day, such as 2026-03-31"
        )
    return Recorded(run, folder, About(runner=about.runner, date=known, condition=about.condition))


@dataclass(frozen=True)
class Level:
    """Level of a measure in a session: mean, its standard error by strides, number of strides."""

    mean: float
    error: float
    strides: int


def find_level(run: Run, measure: str) -> Level | None:
    """Find the level of a measure: of the early window, or of all used strides without windows.

    Parameters
    ----------
    run
        Its strides.
    measure
        Column of strides.
    """
    if measure not in run.strides:
        return None
    used = used_strides(run.strides)
    early = used[used["segment"] == "early"]
    return level_of(early if early[measure].notna().any() else used, measure)


def level_of(chosen: pd.DataFrame, measure: str) -> Level | None:
    """Find the mean of some strides of a run and its standard error; None where there is none.

    Parameters
    ----------
    chosen
        Rows of the table of strides, in order.
    measure
        Column.
    """
    if measure not in chosen:
        return None
    values = chosen[measure].to_numpy(np.float64)
    series = make_series(values, chosen["start_s"].to_numpy(np.float64))
    count = len(series.values)
    if not count:
        return None
    error = np.nan
    if count >= MIN_VALUES:
        share = np.full(count, 1.0 / count)
        found = estimate_weighted_sum(series, share, line_terms(series.places))
        error = float(np.sqrt(found.share @ found.variance))
    return Level(float(series.values.mean()), float(error), count)


def find_levels(recorded: Recorded, near_side: str | None) -> dict[str, Level]:
    """Find the levels of all measures of a run that have one.

    Parameters
    ----------
    recorded
        The run.
    near_side
        Side that the first session was filmed from: of another side, what is measured on one
        leg or arm, or when one foot lands or leaves, does not compare.
    """
    levels = {}
    for measure in COMPARED:
        level = None
        if not _is_other_leg(recorded.run, measure, near_side):
            level = find_level(recorded.run, measure.name)
        if level is not None:
            levels[measure.name] = level
    return levels


def measure_session(
    recorded: Recorded, levels: Mapping[str, Level], near_side: str | None
) -> dict[str, SessionValue]:
    """Collect what the history shows of a run, measure by measure, without intervals of levels.

    Parameters
    ----------
    recorded, near_side
        As for `find_levels`.
    levels
        What it found.
    """
    return {m.name: _value(recorded.run, m, levels.get(m.name), near_side) for m in COMPARED}


def _is_other_leg(run: Run, measure: Measure, near_side: str | None) -> bool:
    return measure.is_of_a_leg and run.results.near_side_in_words != near_side


def _value(run: Run, measure: Measure, level: Level | None, near_side: str | None) -> SessionValue:
    if _is_other_leg(run, measure, near_side):
        return SessionValue(reason=OTHER_SIDE)
    change = run.results.measures.get(measure.name)
    drift = run.results.drift.get(measure.name)
    adjusted = change.adjusted if change else None
    paced = adjusted if adjusted and adjusted.decides else None
    return SessionValue(
        level=level.mean if level else None,
        change=change.change if change else None,
        change_ci95=change.ci95 if change else None,
        verdict=change.verdict if change else "",
        change_at_equal_pace=paced.change if paced else None,
        change_at_equal_pace_ci95=paced.ci95 if paced else None,
        slope_per_10min=drift.slope_per_10min if drift else None,
        slope_ci95=drift.ci95 if drift else None,
        strides=level.strides if level else 0,
        reason="" if level else (change.reason if change and change.reason else "not measured"),
    )
