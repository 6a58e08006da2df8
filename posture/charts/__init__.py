"""Matplotlib figures of a run: drift, change and waveforms."""

from posture.charts.change import change_figure
from posture.charts.drift import drift_figure
from posture.charts.files import plot, write_charts
from posture.charts.overview import overview_figure
from posture.charts.sides import sides_figure
from posture.charts.waveform import waveform_figure

__all__ = [
    "change_figure",
    "drift_figure",
    "overview_figure",
    "plot",
    "sides_figure",
    "waveform_figure",
    "write_charts",
]
