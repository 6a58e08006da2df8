"""Charts as files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from posture.charts import style
from posture.charts.catalogue import CHARTS
from posture.charts.drift import drift_figure_of
from posture.errors import OutputError, UsageError
from posture.measures import KEY_MEASURES
from posture.results import reading
from posture.results.run import Run
from posture.utils.files import whole_files
from posture.utils.named_file import take_file
from posture.utils.paths import expand_home, is_there, shorten

#: Formats of charts.
KINDS = ("png", "svg", "pdf")


def write_charts(
    run: Run, folder: Path, kind: str = "png", *, share: tuple[int, int] = (0, 1)
) -> list[Path]:
    """Write every chart for which the run has something to draw.

    Parameters
    ----------
    run
        The run.
    folder
        Where the files go; made if it is missing.
    kind
        ``"png"``, ``"svg"`` or ``"pdf"``.
    share
        Which of so many shares, from 0, where several processes draw the charts of a run.

    Returns
    -------
    list of Path
        ``overview.png`` and ``change.png`` if any measure was compared, ``sides.png`` if both
        legs were, ``drift_<measure>.png`` for each measure with
        at least three strides, ``waveform_<measure>.png`` for each measure of frames with at
        least three strides in a window; in this order, or of that kind. Empty for a run without
        strides.

    Raises
    ------
    OutputError
        If a file cannot be written.
    """
    return _write_each(run, folder, kind, share=share)


def _write_each(
    run: Run,
    folder: Path,
    kind: str,
    measures: Sequence[str] = (),
    share: tuple[int, int] = (0, 1),
) -> list[Path]:
    """Write the charts of the catalogue, or only those of some measures."""
    all_charts = [(c, measure) for c in CHARTS for measure in c.measures(run, measures)]
    written = []
    for chart, measure in all_charts[share[0] :: share[1]]:  # neighbours cost about the same
        figure = chart.draw(run, measure)
        if figure is not None:
            written.append(style.save(figure, folder / f"{chart.stem(measure)}.{kind}"))
    return written


def plot(run: Run, measures: Sequence[str], out: Path, kind: str | None = None) -> list[Path]:
    """Draw a run again: drift of some measures in one file, or charts into a folder.

    Parameters
    ----------
    run
        The run.
    measures
        Columns of `run.strides`. Empty for trunk lean, pelvic tilt and low-back arch, as far as
        they were measured; into a folder, for every chart of the run.
    out
        File to write, ``.png``, ``.svg`` or ``.pdf``, with one panel for each measure; or a folder
        (an existing one, or a name without a suffix), for a file of each chart, waveforms too.
        Files of the same name are replaced.
    kind
        ``"png"``, ``"svg"`` or ``"pdf"``; None for what `out` says, PNG in a folder.

    Returns
    -------
    list of Path
        The files that were written: `out`, or those in it.

    Raises
    ------
    UsageError
        If the suffix is another one or not that of `kind`, or a measure is not one of the run's.
    OutputError
        If a file cannot be written.
    """
    out = expand_home(out)
    if kind is not None and kind not in KINDS:
        raise UsageError(
            f"Charts are written as png, svg or pdf, not '{shorten(kind)}'; change --format."
        )
    if is_folder(out):
        for measure in measures:
            reading.require_stride_measure(run, measure)
        with _all_or_none(out, out) as work:
            written = _write_each(run, work, kind or "png", measures)
        return [out / path.name for path in written]
    suffix = out.suffix.lower().lstrip(".")
    if suffix not in KINDS:
        raise UsageError(
            f"Charts are written as .png, .svg or .pdf, not '{shorten(out.name)}'; change the name."
        )
    if kind is not None and kind != suffix:
        raise UsageError(f"'{shorten(out.name)}' is no {kind} file; change the name or --format.")
    out = take_file(out, (out.suffix.lower(),))
    chosen = list(measures) or [name for name in KEY_MEASURES if reading.has_drift(run, name)]
    with _all_or_none(out.parent, out) as work:
        style.save(drift_figure_of(run, chosen or [KEY_MEASURES[0]]), work / out.name)
    return [out]


@contextmanager
def _all_or_none(folder: Path, asked_for: Path) -> Iterator[Path]:
    """Write charts into a folder, all that are asked for or none of them."""
    try:
        with whole_files(folder) as work:
            yield work
    except OSError as error:
        if isinstance(error, OutputError):
            raise
        raise OutputError(
            f"The chart {asked_for} could not be written ({error.strerror}); "
            "check the free space and the rights of the folder."
        ) from error


def is_folder(out: Path) -> bool:
    """Whether a path for charts means a folder."""
    if not out.suffix:
        return True
    return is_there(out) and out.is_dir() and out.suffix.lower().lstrip(".") not in KINDS
