"""A run as users hold it in Python: everything one analysis found, with its charts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from posture.results import run as data
from posture.results.answer import Answer, short_answer
from posture.results.show import as_html, as_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, eq=False, repr=False)
class Run(data.Run):
    """Everything one analysis found; every column and field is explained in docs/outputs.md.

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

    @classmethod
    def from_data(cls, run: data.Run) -> Run:
        """Give the data of a run its charts."""
        return cls(run.frames, run.strides, run.results, run.poses, run.path)

    def __repr__(self) -> str:
        """Say in a few lines what was measured and what was found."""
        return as_text(self)

    def _repr_html_(self) -> str:
        """Say the same as a small table, for a notebook."""
        return as_html(self)

    @property
    def answer(self) -> Answer:
        """The short answer in plain sentences, as page and command line give it."""
        return short_answer(self.results)

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
    return Run.from_data(data.load_run(folder, poses=poses))
