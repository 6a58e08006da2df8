"""Which charts exist: one entry each. `files` draws and writes what stands here.

To add a chart, write the function that its entry names. Figures are loaded when they are drawn,
so that others can ask which charts a run has without loading Matplotlib.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Literal

from posture.measures import WAVEFORMS
from posture.results import reading
from posture.results.run import Run

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: What a chart is drawn of: the whole run, one measure of its strides, or one of its frames.
Subject = Literal["run", "strides", "frames"]


@dataclass(frozen=True)
class Chart:
    """One kind of chart.

    Attributes
    ----------
    name
        Name of its file, or its beginning where there is one file for each measure.
    subject
        What it is drawn of.
    module, function
        Where it is drawn: called with the run, and with the column of the measure if it has one;
        returns a figure, or None where the run has nothing to draw.
    """

    name: str
    subject: Subject
    module: str
    function: str

    def draw(self, run: Run, measure: str = "") -> Figure | None:
        """Draw it, or return None where the run has nothing to draw."""
        function = getattr(import_module(self.module), self.function)
        figure: Figure | None = function(run, measure) if measure else function(run)
        return figure

    def stem(self, measure: str = "") -> str:
        """Name of the file without its suffix."""
        return f"{self.name}_{measure}" if measure else self.name

    def measures(self, run: Run, chosen: Sequence[str] = ()) -> list[str]:
        """Measures that it is drawn of, an empty name for the whole run.

        Parameters
        ----------
        run
            The run.
        chosen
            Only these; those that the run was asked for if it is empty.
        """
        if self.subject == "run":
            return [] if chosen else [""]
        if self.subject == "strides":
            known, drawn = reading.all_measures(run), reading.drawn_measures(run)
        else:
            known, drawn = list(WAVEFORMS), reading.drawn_waveforms(run)
        return [measure for measure in dict.fromkeys(chosen or drawn) if measure in known]


CHARTS = (
    Chart(
        name="overview",
        subject="run",
        module="posture.charts.overview",
        function="overview_if_any",
    ),
    Chart(
        name="change",
        subject="run",
        module="posture.charts.change",
        function="change_if_any",
    ),
    Chart(
        name="sides",
        subject="run",
        module="posture.charts.sides",
        function="sides_if_any",
    ),
    Chart(
        name="drift",
        subject="strides",
        module="posture.charts.drift",
        function="drift_if_any",
    ),
    Chart(
        name="waveform",
        subject="frames",
        module="posture.charts.waveform",
        function="waveform_if_any",
    ),
)
"""All charts, in the order in which they are written."""
