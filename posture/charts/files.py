"""Charts as files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from posture.charts import style
from posture.charts.change import change_figure, comparable_measures
from posture.charts.drift import drift_figure, drift_figure_of
from posture.charts.overview import overview_figure
from posture.charts.sides import sides_figure
from posture.charts.waveform import draw_waveforms, has_enough_strides, window_waves
from posture.errors import UsageError
from posture.measures import KEY_MEASURES, WAVEFORMS
from posture.results import reading
from posture.results.run import Run

#: Formats of charts.
KINDS = ("png", "svg")


def write_charts(run: Run, folder: Path, kind: str = "png") -> list[Path]:
    """Write every chart for which the run has something to draw.

    Parameters
    ----------
    run
        The run.
    folder
        Where the files go; made if it is missing.
    kind
        ``"png"`` or ``"svg"``.

    Returns
    -------
    list of Path
        ``overview.png`` and ``change.png`` if any measure was compared, ``sides.png`` if both
        legs were, ``drift_<measure>.png`` for each measure with
        at least three strides, ``waveform_<measure>.png`` for each measure of frames with at
        least three strides in a window; in this order, or ``.svg``. Empty for a run without
        strides.

    Raises
    ------
    OutputError
        If a file cannot be written.
    """
    measures = [m for m in reading.all_measures(run) if reading.has_drift(run, m)]
    written = []
    if comparable_measures(run):
        written.append(style.save(overview_figure(run), folder / f"overview.{kind}"))
        written.append(style.save(change_figure(run), folder / f"change.{kind}"))
    if reading.pairs_with_index(run):
        written.append(style.save(sides_figure(run), folder / f"sides.{kind}"))
    return written + _write_each(run, [*measures, *WAVEFORMS], folder, kind)


def _write_each(run: Run, measures: Sequence[str], folder: Path, kind: str) -> list[Path]:
    """Write drift charts and waveforms of measures, as far as there is something to draw."""
    drifts = [m for m in dict.fromkeys(measures) if reading.has_drift(run, m)]
    written = [
        style.save(drift_figure(run, measure), folder / f"drift_{measure}.{kind}")
        for measure in drifts
    ]
    for measure in dict.fromkeys(measures):
        if measure in WAVEFORMS and has_enough_strides(waves := window_waves(run, measure)):
            path = folder / f"waveform_{measure}.{kind}"
            written.append(style.save(draw_waveforms(run, measure, waves), path))
    return written


def plot(run: Run, measures: Sequence[str], out: Path, kind: str | None = None) -> Path:
    """Draw a run again: drift of some measures in one file, or charts into a folder.

    Parameters
    ----------
    run
        The run.
    measures
        Columns of `run.strides`. Empty for trunk lean, pelvic tilt and low-back arch, as far as
        they were measured; into a folder, for every chart of the run.
    out
        File to write, ``.png`` or ``.svg``, with one panel for each measure; or a folder (an
        existing one, or a name without a suffix), for a file of each chart, waveforms too.
        Files of the same name are replaced.
    kind
        ``"png"`` or ``"svg"``; None for what `out` says, PNG in a folder.

    Returns
    -------
    Path
        `out`.

    Raises
    ------
    UsageError
        If the suffix is another one or not that of `kind`, or a measure is not one of the run's.
    OutputError
        If a file cannot be written.
    """
    out = Path(out)
    if kind is not None and kind not in KINDS:
        raise UsageError(f"Charts are written as png or svg, not '{kind}'; change --format.")
    if is_folder(out):
        for measure in measures:
            reading.require_stride_measure(run, measure)
        if measures:
            _write_each(run, measures, out, kind or "png")
        else:
            write_charts(run, out, kind or "png")
        return out
    suffix = out.suffix.lower().lstrip(".")
    if suffix not in KINDS:
        raise UsageError(f"Charts are written as .png or .svg, not '{out.name}'; change the name.")
    if kind is not None and kind != suffix:
        raise UsageError(f"'{out.name}' is no {kind} file; change the name or --format.")
    chosen = list(measures) or [name for name in KEY_MEASURES if reading.has_drift(run, name)]
    return style.save(drift_figure_of(run, chosen or [KEY_MEASURES[0]]), out)


def is_folder(out: Path) -> bool:
    """Whether a path for charts means a folder."""
    return not out.suffix or (out.is_dir() and out.suffix.lower().lstrip(".") not in KINDS)
