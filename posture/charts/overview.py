"""Overview of a run on one page."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from posture.charts import style
from posture.charts.change import comparable_measures, draw_compact
from posture.charts.drift import draw_drift
from posture.measures import KEY_MEASURES
from posture.results import reading, sentences
from posture.results.run import Run
from posture.results.timeline import timeline

#: Height of the chart of a key measure over the run, inches.
_DRIFT_IN = 1.3
#: Height of the row of a measure, inches.
_ROW_IN = 0.245
#: Room for the names of the measures to the left of the rows, inches.
_NAMES_IN = 2.45
#: Room for the changes in words to the right of the rows, inches.
_WORDS_IN = 1.75


def overview_if_any(run: Run) -> Figure | None:
    """Draw `overview_figure` if any measure was compared."""
    return overview_figure(run) if comparable_measures(run) else None


def overview_figure(run: Run) -> Figure:
    """Draw the three key measures over the run, and the change of every measure, on one page.

    Each key measure has its verdict in words above it, and the marks of `drift_figure`; the rows
    below are those of `change_figure`. The page is as wide as all charts and about as high as A4,
    so that it can be printed, and read on a telephone.

    Parameters
    ----------
    run
        The run.

    Returns
    -------
    matplotlib.figure.Figure
        Without any measure to draw, a figure that says so and why.
    """
    shown = comparable_measures(run)
    drawn = [measure for measure in KEY_MEASURES if reading.has_drift(run, measure)]
    if not shown and not drawn:
        figure, (ax,) = style.make_panels()
        why = reading.reason(run, KEY_MEASURES[0])
        style.write_instead(ax, "Nothing could be measured in this run", why)
        return figure
    title, subtitle = _title(run, shown), _subtitle(run)
    headings = {m: (sentences.change_title(run, m), _numbers(run, m)) for m in drawn}
    above = style.headings_height_in(title, subtitle) + 0.08
    rooms = [
        style.Room(_DRIFT_IN, style.headings_height_in(*texts), 0.36) for texts in headings.values()
    ]
    rows = ("All measures", "In the grey band: too small to count. Bars: 95 % intervals.")
    if shown:
        rooms.append(
            style.Room(
                _ROW_IN * len(shown) + 0.1,
                style.headings_height_in(*rows),
                0.72,
                left=_NAMES_IN,
                right=_WORDS_IN,
            )
        )
    figure, axes = style.stack_axes([style.Room(0.01, above, 0.0), *rooms])
    head, *charts = axes
    head.set_axis_off()
    style.write_headings(head, title, subtitle)
    for ax, measure in zip(charts, drawn, strict=False):
        style.write_headings(ax, *headings[measure])
        _draw_small(ax, run, measure)
    if shown:
        style.write_headings(charts[-1], *rows)
        draw_compact(charts[-1], run, shown)
    return figure


def _title(run: Run, shown: list[str]) -> str:
    if shown:
        return sentences.change_summary(run, shown)
    return "Early and late could not be compared"


def _subtitle(run: Run) -> str:
    """Write which windows were compared, and which measures could not be."""
    time, windows = timeline(run), []
    for which in reading.WINDOWS:
        found = reading.window(run, which)
        if found is not None:
            # just before the end: at the end itself the next clip may begin
            start, end = time.clock(found.start_s), time.clock(found.end_s - 1e-6)
            windows.append(f"{which} {start}–{end} ({found.strides} strides)")
    if not time.known:
        windows.append("two clips, the time between them not known")
    text = ", ".join(windows)
    lines = [f"{text[:1].upper()}{text[1:]}."] if windows else []
    missing = [m for m in KEY_MEASURES if not reading.is_compared(run, m)]
    lines += [
        f"Not compared: {', '.join(names)}. Why: {why}."
        for why, names in reading.titles_by_reason(run, missing)
    ]
    return "\n".join(lines)


def _numbers(run: Run, measure: str) -> str:
    """Write the lines below the title of a key measure."""
    begins = sentences.onset(run, measure)
    lines = [sentences.change_numbers(run, measure)]
    if begins:
        lines.append(f"The change begins {begins}.")
    return "\n".join(lines)


def _draw_small(ax: Axes, run: Run, measure: str) -> None:
    draw_drift(ax, run, measure, small=True)
    unit = reading.name_in(run, measure).unit
    ax.yaxis.set_major_formatter(lambda value, _: f"{value:g}{unit}".replace("-", "−"))
    ax.set_ylabel("")
