"""Plain tables: a folder of CSV files, with a dictionary of their columns."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from posture.exchange.motion import find_events, real_times, tabulate_events
from posture.measures import FRAME_TABLE, STRIDE_TABLE, Measure
from posture.results.names import name_of
from posture.results.poses import tabulate_poses
from posture.results.run import Run


def write_tables(run: Run, folder: Path) -> None:
    """Write ``frames``, ``strides``, ``events``, ``measures``, ``poses`` and ``columns`` as CSV.

    Parameters
    ----------
    run
        The run; ``poses.csv`` is left out where it holds no landmarks.
    folder
        An existing folder. Empty cells are missing values.
    """
    run.frames.to_csv(folder / "frames.csv", index=False)
    run.strides.to_csv(folder / "strides.csv", index=False)
    tabulate_events(find_events(run)).to_csv(folder / "events.csv", index=False)
    tabulate_measures(run).to_csv(folder / "measures.csv", index=False)
    describe_columns().to_csv(folder / "columns.csv", index=False)
    if run.poses.sizes.get("time"):
        table = tabulate_poses(run.poses).assign(time_s=real_times(run))
        table.to_csv(folder / "poses.csv", index=False)


def tabulate_measures(run: Run) -> pd.DataFrame:
    """Make a table of what was found: a row for each measure, early against late."""
    rows = []
    for name, change in run.results.measures.items():
        low, high = change.ci95 or (None, None)
        paced, paced_low, paced_high = change.at_equal_pace
        drift = run.results.drift.get(name)
        rows.append(
            {
                "measure": name,
                "unit": change.unit,
                "early": change.early,
                "late": change.late,
                "change": change.change,
                "ci95_low": low,
                "ci95_high": high,
                "change_at_equal_pace": paced,
                "change_at_equal_pace_low": paced_low,
                "change_at_equal_pace_high": paced_high,
                "verdict": change.verdict,
                "reason": change.reason,
                "slope_per_10min": drift.slope_per_10min if drift else None,
                "strides_early": change.strides_early,
                "strides_late": change.strides_late,
            }
        )
    return pd.DataFrame(rows)


def describe_columns() -> pd.DataFrame:
    """Make the dictionary of the columns of frames and strides: name, unit, meaning."""
    rows = []
    for table, entries in (("frames", FRAME_TABLE), ("strides", STRIDE_TABLE)):
        for entry in entries:
            rows.append((table, entry.name, entry.unit.stored, _meaning(entry, table)))
    return pd.DataFrame(rows, columns=["table", "column", "unit", "meaning"])


def _meaning(entry: object, table: str) -> str:
    if not isinstance(entry, Measure):
        return str(getattr(entry, "meaning", ""))
    words = entry.words
    meaning = (table == "frames" and words.by_frame) or words.meaning
    return f"{name_of(entry.name).title}: {meaning.format(near='near', far='far')}"
