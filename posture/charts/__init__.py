"""Matplotlib figures of a run; `catalogue` says which there are."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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

#: Where each function is defined.
_HOMES = {
    "change_figure": "change",
    "drift_figure": "drift",
    "overview_figure": "overview",
    "plot": "files",
    "sides_figure": "sides",
    "waveform_figure": "waveform",
    "write_charts": "files",
}


def __getattr__(name: str) -> Any:
    """Load Matplotlib only when a figure is asked for: the catalogue does without it."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
