"""A run: everything one analysis found, in memory and as a folder on disk."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import xarray as xr

from posture.errors import UsageError
from posture.results.poses import read_poses, write_poses
from posture.results.tables import read_table, require_plain_file, require_sensible_numbers
from posture.results.types import Summary

#: What reading raises where a file is missing or damaged, or JSON is nested deeply (the last one).
_DAMAGE = (OSError, LookupError, TypeError, ValueError, ArithmeticError, RecursionError)

#: Rows of a table that are converted at once.
ROWS = 8192


@dataclass(frozen=True, eq=False, repr=False)
class Run:
    """Everything one analysis found, without its charts, which `posture.run.Run` adds.

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
    path: Path | None = None

    @cached_property
    def summary(self) -> dict[str, Any]:
        """What `summary.json` holds, as plain dictionaries, lists, numbers and texts."""
        return self.results.to_json()


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
        The folder holds no run, a damaged one, or one of a newer version.
    """
    folder = Path(folder)
    try:
        require_plain_file(folder / "summary.json")
        values = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
        require_sensible_numbers(values)
        frames = read_table(folder, "frames.parquet")
        found = read_poses(folder) if poses and list(folder.glob("poses.*")) else xr.Dataset()
        if "frame" in found and not np.isin(found["frame"], frames["frame"]).all():
            raise ValueError("landmarks of another film")
        strides = read_table(folder, "strides.parquet")
        return Run(frames, strides, Summary.from_json(values), found, folder)
    except UsageError as error:
        raise UsageError(f"{folder} cannot be read: {error}") from None
    except _DAMAGE as error:
        raise UsageError(
            f"{folder} is not the folder of a finished run; give one that `posture analyze` made"
        ) from error
