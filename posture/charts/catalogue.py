"""Which charts exist: one entry each. `files` draws and writes what stands here.

To add a chart, write the function that its entry names. Figures are loaded when they are drawn,
so that the report can ask what a chart shows without loading Matplotlib.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Literal

from posture.measures import WAVEFORMS
from posture.results import reading, sentences
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
    shows
        What the picture shows, for people who cannot see it. ``{title}`` stands for the measure,
        ``{drift}`` for its slope and onset in a sentence.
    """

    name: str
    subject: Subject
    module: str
    function: str
    shows: str

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
            Only these; all of them if it is empty.
        """
        if self.subject == "run":
            return [] if chosen else [""]
        known = reading.all_measures(run) if self.subject == "strides" else list(WAVEFORMS)
        return [measure for measure in dict.fromkeys(chosen or known) if measure in known]


CHARTS = (
    Chart(
        name="overview",
        subject="run",
        module="posture.charts.overview",
        function="overview_if_any",
        shows="The run on one page",
    ),
    Chart(
        name="change",
        subject="run",
        module="posture.charts.change",
        function="change_if_any",
        shows="Change of every measure from early to late",
    ),
    Chart(
        name="sides",
        subject="run",
        module="posture.charts.sides",
        function="sides_if_any",
        shows="Left against right",
    ),
    Chart(
        name="drift",
        subject="strides",
        module="posture.charts.drift",
        function="drift_if_any",
        shows="{title} of every stride of the run. {drift}",
    ),
    Chart(
        name="waveform",
        subject="frames",
        module="posture.charts.waveform",
        function="waveform_if_any",
        shows="{title} through the stride, early against late",
    ),
)
"""All charts, in the order in which they are written."""


def describe_chart(run: Run, stem: str) -> str:
    """Say what a chart shows; empty for a file that is none of ours.

    Parameters
    ----------
    run
        The run that it was drawn of.
    stem
        Name of its file without the suffix.
    """
    for chart in CHARTS:
        if chart.subject == "run" and stem == chart.name:
            return chart.shows
        if chart.subject != "run" and stem.startswith(f"{chart.name}_"):
            measure = stem.removeprefix(f"{chart.name}_")
            title = reading.name_in(run, measure).title
            drift = sentences.drift_sentence(run, measure)
            return chart.shows.format(title=title, drift=drift).strip()
    return ""
