"""A run: everything one analysis found, in memory and as a folder on disk."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import xarray as xr

from posture.errors import UsageError
from posture.measures import KEY_MEASURES
from posture.results.names import name_of
from posture.results.poses import read_poses, write_poses
from posture.results.types import SCHEMA_VERSION, Summary
from posture.settings.times import format_time

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Rows of a table that are converted at once.
ROWS = 8192


@dataclass(frozen=True, repr=False)
class Run:
    """Everything one analysis found (see OUTPUTS in the documentation for every column).

    Attributes
    ----------
    frames
        One row a video frame.
    strides
        One row a stride.
    results
        What `summary.json` holds, as types.
    poses
        Landmarks in the form of the `movement` library: ``position`` with dims
        ``(time, space, keypoint, individual)`` in pixels of the upright frame, x right and y
        down, and ``confidence`` with dims ``(time, keypoint, individual)``.
    path
        The folder the run was written to or read from; None if it was not written.
    """

    frames: pd.DataFrame
    strides: pd.DataFrame
    results: Summary
    poses: xr.Dataset
    path: Path | None = field(default=None)

    @cached_property
    def summary(self) -> dict[str, Any]:
        """What `summary.json` holds, as plain dictionaries, lists, numbers and texts."""
        return self.results.to_json()

    def __repr__(self) -> str:
        """Say in a few lines what was measured and what was found."""
        return "\n".join(describe(self))

    def _repr_html_(self) -> str:
        """Say the same as a list, for a notebook."""
        head, *lines = describe(self)
        items = "".join(f"<li>{escape(line.strip())}</li>" for line in lines)
        return f"<div><b>{escape(head)}</b><ul>{items}</ul></div>"

    def plot_drift(self, measure: str = "trunk_lean_deg") -> Figure:
        """Draw a measure over the run: strides as points, trend, early and late windows."""
        from posture.charts import drift_figure

        return drift_figure(self, measure)

    def plot_waveform(self, measure: str = "trunk_lean_deg") -> Figure:
        """Draw a measure of frames through the stride, early against late."""
        from posture.charts import waveform_figure

        return waveform_figure(self, measure)

    def plot_change(self) -> Figure:
        """Draw the change of every measure from early to late."""
        from posture.charts import change_figure

        return change_figure(self)

    def plot_sides(self) -> Figure:
        """Draw how much more one leg does than the other."""
        from posture.charts import sides_figure

        return sides_figure(self)

    def plot_overview(self) -> Figure:
        """Draw the key measures over the run and the change of every measure, on one page."""
        from posture.charts import overview_figure

        return overview_figure(self)


def describe(run: Run) -> list[str]:
    """Lines that say what a run is and what was found in it: head, windows, key measures, place."""
    found = run.results
    names = ", ".join(Path(video.path).name for video in found.all_videos)
    lines = [f"Run of {names}: {found.strides} strides"]
    if found.failure:
        return [*lines, f"  not measured: {found.failure}"]
    if found.runner.facing:
        lines.append(f"  facing {found.runner.facing}, {found.runner.near_side} side seen")
    for which, window in (("early", found.segments.early), ("late", found.segments.late)):
        if window.start_s is not None and window.end_s is not None:
            span = f"{format_time(round(window.start_s))}-{format_time(round(window.end_s))}"
            lines.append(f"  {which} {span}, {window.strides} strides")
    for measure in KEY_MEASURES:
        change = found.measures.get(measure)
        if change is not None:
            name = name_of(measure, found.runner.near_side)
            size = "" if change.change is None else f" {name.value(change.change, signed=True)},"
            lines.append(f"  {name.lower}:{size} {change.verdict}")
    if run.path is not None:
        lines.append(f"  in {run.path}")
    return lines


def write_data(run: Run, folder: Path, *, csv: bool = False) -> None:
    """Write the numbers of a run into a folder that nobody looks at yet."""
    _write_table(run.frames, folder / "frames.parquet")
    _write_table(run.strides, folder / "strides.parquet")
    if csv:
        run.frames.to_csv(folder / "frames.csv", index=False)
        run.strides.to_csv(folder / "strides.csv", index=False)
    if run.poses.sizes.get("time"):
        write_poses(run.poses, folder)
    text = json.dumps(run.summary, indent=2, ensure_ascii=False, allow_nan=False)
    (folder / "summary.json").write_text(text + "\n", encoding="utf-8")


def _write_table(table: pd.DataFrame, path: Path) -> None:
    """Write Parquet some rows at a time: converting the whole of a long video takes memory."""
    schema = pa.Schema.from_pandas(table, preserve_index=False)
    with pq.ParquetWriter(path, schema) as writer:
        for start in range(0, len(table), ROWS):
            part = table.iloc[start : start + ROWS]
            writer.write_table(pa.Table.from_pandas(part, schema, preserve_index=False))


def load_run(folder: str | Path, *, poses: bool = True) -> Run:
    """Read a run back from its folder.

    Parameters
    ----------
    folder
        As `posture.analyze` made it.
    poses
        Whether to read the landmarks, by far the largest part; else ``poses`` is empty.

    Raises
    ------
    UsageError
        The folder holds no run, or one of a newer version.
    """
    folder = Path(folder)
    try:
        values = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
        if values["schema_version"] > SCHEMA_VERSION:
            raise UsageError(
                f"{folder} was written by a newer version of posture; update this one to read it"
            )
        return Run(
            pd.read_parquet(folder / "frames.parquet"),
            pd.read_parquet(folder / "strides.parquet"),
            Summary.from_json(values),
            read_poses(folder) if poses and list(folder.glob("poses.*")) else xr.Dataset(),
            folder,
        )
    except UsageError:
        raise
    except (OSError, LookupError, TypeError, ValueError) as error:  # missing or damaged files
        raise UsageError(
            f"{folder} is not the folder of a finished run; give one that `posture analyze` made"
        ) from error
