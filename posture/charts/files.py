"""Charts as files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from posture.charts import data, style
from posture.charts.change import change_figure, comparable
from posture.charts.drift import drift_figure, drift_figure_of
from posture.charts.names import FRAME_NAMES, KEY_MEASURES
from posture.charts.waveform import draw, enough, window_waves
from posture.errors import UsageError
from posture.run import Run


def write_charts(run: Run, folder: Path) -> list[Path]:
    """Write every chart for which the run has something to draw.

    Parameters
    ----------
    run
        The run.
    folder
        Where the PNG files go; made if it is missing.

    Returns
    -------
    list of Path
        ``change.png`` if any measure was compared, ``drift_<measure>.png`` for each measure with
        at least three strides, ``waveform_<measure>.png`` for each measure of frames with at
        least three strides in a window; in this order. Empty for a run without strides.

    Raises
    ------
    OutputError
        If a file cannot be written.
    """
    written = []
    if comparable(run):
        written.append(style.save(change_figure(run), folder / "change.png"))
    for measure in data.all_measures(run):
        if data.has_drift(run, measure):
            path = folder / f"drift_{measure}.png"
            written.append(style.save(drift_figure(run, measure), path))
    for measure in FRAME_NAMES:
        waves = window_waves(run, measure)
        if enough(waves):
            path = folder / f"waveform_{measure}.png"
            written.append(style.save(draw(run, measure, waves), path))
    return written


def plot(run: Run, measures: Sequence[str], out: Path) -> Path:
    """Draw measures over the run into one file, one panel each.

    Parameters
    ----------
    run
        The run.
    measures
        Columns of `run.strides`; empty for trunk lean, pelvic tilt and low-back arch, as far as
        they were measured.
    out
        File to write, ``.png`` or ``.svg``; replaced if it exists.

    Returns
    -------
    Path
        `out`.

    Raises
    ------
    UsageError
        If the suffix is another one, or a measure is not one of the run's.
    OutputError
        If the file cannot be written.
    """
    out = Path(out)
    if out.suffix.lower() not in (".png", ".svg"):
        raise UsageError(f"Charts are written as .png or .svg, not '{out.name}'; change the name.")
    chosen = list(measures) or [name for name in KEY_MEASURES if data.has_drift(run, name)]
    return style.save(drift_figure_of(run, chosen or [KEY_MEASURES[0]]), out)
