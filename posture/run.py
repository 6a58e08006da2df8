"""A run: everything one analysis found, in memory and as a folder on disk."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import xarray as xr

from posture.errors import OutputError, UsageError
from posture.poses import read_poses, write_poses

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SCHEMA_VERSION = 1


@dataclass(frozen=True)
class Run:
    """Everything one analysis found (see OUTPUTS in the documentation for every column).

    Attributes
    ----------
    frames
        One row a video frame.
    strides
        One row a stride.
    summary
        What `summary.json` holds.
    poses
        Landmarks in the form of the `movement` library: ``position`` with dims
        ``(time, space, keypoint)`` in pixels of the upright frame, x right and y down, and
        ``confidence`` with dims ``(time, keypoint)``.
    path
        The folder the run was written to or read from; None if it was not written.
    """

    frames: pd.DataFrame
    strides: pd.DataFrame
    summary: dict[str, Any]
    poses: xr.Dataset
    path: Path | None = field(default=None)

    def plot_drift(self, measure: str = "trunk_lean_deg") -> Figure:
        """Draw a measure over the run: strides as points, trend, early and late windows."""
        from posture.charts import drift_figure

        return drift_figure(self, measure)


def write_data(run: Run, folder: Path, *, csv: bool = False) -> None:
    """Write the numbers of a run into a folder that nobody looks at yet."""
    run.frames.to_parquet(folder / "frames.parquet", index=False)
    run.strides.to_parquet(folder / "strides.parquet", index=False)
    if csv:
        run.frames.to_csv(folder / "frames.csv", index=False)
        run.strides.to_csv(folder / "strides.csv", index=False)
    if run.poses.sizes.get("time"):
        write_poses(run.poses, folder)
    text = json.dumps(run.summary, indent=2, ensure_ascii=False, allow_nan=False)
    (folder / "summary.json").write_text(text + "\n", encoding="utf-8")


def load_run(folder: str | Path) -> Run:
    """Read a run back from its folder.

    Raises
    ------
    UsageError
        The folder holds no run, or one of a newer version.
    """
    folder = Path(folder)
    try:
        summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
        if summary["schema_version"] > SCHEMA_VERSION:
            raise UsageError(
                f"{folder} was written by a newer version of posture; update this one to read it"
            )
        return Run(
            pd.read_parquet(folder / "frames.parquet"),
            pd.read_parquet(folder / "strides.parquet"),
            summary,
            read_poses(folder) if list(folder.glob("poses.*")) else xr.Dataset(),
            folder,
        )
    except (OSError, KeyError, json.JSONDecodeError) as error:
        raise UsageError(
            f"{folder} is not the folder of a finished run; give one that `posture analyze` made"
        ) from error


@contextmanager
def new_folder(wanted: Path) -> Iterator[tuple[Path, Path]]:
    """Make a folder that appears whole or not at all.

    Yields a folder to write into and the name it will have; an existing folder is never
    overwritten, a number is added to the name instead. On any exception, Ctrl-C included,
    nothing is left.

    Raises
    ------
    UsageError
        The folder cannot be made there.
    OutputError
        The disk is full or failed while writing.
    """
    wanted = wanted.absolute()
    try:
        wanted.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{wanted.name}-", dir=wanted.parent))
    except OSError as error:
        raise UsageError(
            f"cannot write to {wanted.parent} ({error.strerror}); give another folder with --out"
        ) from error
    try:
        work.chmod(0o755)
        yield work, _free_name(wanted)
        _appear(work, wanted)
    except OSError as error:
        if isinstance(error, OutputError) or error.errno is None:
            raise
        raise OutputError(
            f"the results could not be written to {wanted.parent} ({os.strerror(error.errno)}); "
            "nothing was kept, earlier results are untouched"
        ) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _appear(work: Path, wanted: Path) -> None:
    """Give the finished folder its name; the name is free, or the next one is tried."""
    while True:
        try:
            work.rename(_free_name(wanted))
            return
        except FileExistsError:
            continue


def _free_name(wanted: Path) -> Path:
    number, name = 1, wanted
    while name.exists():
        number += 1
        name = wanted.with_name(f"{wanted.name}-{number}")
    return name
