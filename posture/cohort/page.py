"""The page of a batch: what failed and why, and small pictures that link to each run's page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from markupsafe import Markup

from posture.cohort.gather import Found
from posture.comparison.windows import used_strides
from posture.measures import KEY_MEASURES
from posture.report.drawing import Plot
from posture.report.plain_page import render_plain_page
from posture.results.names import MeasureName, name_of
from posture.results.run import Run
from posture.results.sentences import pace_note
from posture.utils.arrays import FloatArray
from posture.utils.text import file_name, storable

#: Most strides that a small picture shows; others are left out evenly.
MOST_DOTS = 120
_HEIGHT_PX = 96


@dataclass(frozen=True)
class _Card:
    """One run on the page."""

    name: str
    facts: str
    page: str
    plots: list[tuple[str, str, Markup]]


def write_page(found: Sequence[Found], out: Path, folder: Path, title: str) -> None:
    """Write `index.html`; it needs no network and runs no script.

    Parameters
    ----------
    found
        The runs, in the order of the table.
    out
        Folder of the page, for the addresses of the runs' own pages.
    folder
        Where to write it.
    title
        Name of the batch.

    Raises
    ------
    OSError
        It cannot be written.
    """
    measured = [one for one in found if one.run is not None]
    shown = [m for m in KEY_MEASURES if any(_has(one.run, m) for one in measured)]
    spans = {measure: _span(measured, measure) for measure in shown}
    text = render_plain_page(
        "posture.cohort",
        "index.html.jinja",
        "batch.css",
        title=title,
        cards=[_card(one, shown, spans, out) for one in measured],
        failed=[
            (_name(one), storable(one.outcome.reason), _address(one, out))
            for one in found
            if one.run is None
        ],
        measures=[name_of(measure) for measure in shown],
        runners=len({one.request.about.runner for one in measured} - {""}),
    )
    (folder / "index.html").write_text(text, encoding="utf-8")


def _has(run: Run | None, measure: str) -> bool:
    if run is None or measure not in run.strides:
        return False
    return bool(used_strides(run.strides)[measure].notna().any())


def _name(one: Found) -> str:
    return " + ".join(file_name(video) for video in one.request.videos) or one.request.name


def _address(one: Found, out: Path) -> str:
    page = Path("runs", one.request.name, "report.html")
    return page.as_posix() if (out / page).is_file() else ""


def _values(run: Run, measure: str) -> tuple[FloatArray, FloatArray, list[str]]:
    """Minutes, values and windows of the strides that are used and have a value."""
    used = used_strides(run.strides).dropna(subset=[measure])
    return (
        used["start_s"].to_numpy(np.float64) / 60,
        used[measure].to_numpy(np.float64),
        used["segment"].astype(str).tolist(),
    )


def _span(found: Sequence[Found], measure: str) -> tuple[float, float]:
    """Range of the axis, the same for all runs: all strides but the outermost one in a hundred."""
    scale = name_of(measure).scale
    values = np.concatenate(
        [
            _values(one.run, measure)[1] * scale
            for one in found
            if one.run and _has(one.run, measure)
        ]
    )
    low, high = (float(value) for value in np.percentile(values, [0.5, 99.5]))
    room = max(0.08 * (high - low), 0.5)
    return low - room, high + room


def _card(
    one: Found, shown: Sequence[str], spans: dict[str, tuple[float, float]], out: Path
) -> _Card:
    run, about = one.run, one.request.about
    if run is None:
        raise ValueError("a run without results has no card")
    plots = []
    for measure in shown:
        name = name_of(measure, run.results.near_side_in_words)
        change = run.results.measures.get(measure)
        said = ""
        if change is not None and change.decided is not None:
            size = f"{name.value(change.decided.change, signed=True)} {pace_note(change)}".rstrip()
            said = f"{size}, {change.verdict}"
        elif change is not None:
            said = change.verdict
        if _has(run, measure):
            plots.append((name.title, said, _plot(run, measure, name, spans[measure])))
        else:
            plots.append((name.title, said or "not measured", Markup()))
    facts = " · ".join(text for text in (about.runner, about.date, about.condition) if text)
    return _Card(_name(one), facts, _address(one, out), plots)


def _plot(run: Run, measure: str, name: MeasureName, span: tuple[float, float]) -> Markup:
    minutes, values, windows = _values(run, measure)
    values = np.clip(values * name.scale, *span)
    end = max(float(minutes[-1]), float(minutes[0]) + 0.1)
    plot = Plot((float(minutes[0]), end), span, _HEIGHT_PX)
    plot.y_ticks(most=3)
    kept = np.unique(np.linspace(0, len(values) - 1, MOST_DOTS).round().astype(int))
    of_window = np.array(windows)
    for window in ("", "early", "late"):
        chosen = kept[of_window[kept] == window]
        plot.dots(minutes[chosen], values[chosen], window or "between")
    for window in ("early", "late"):
        inside = of_window == window
        if inside.any():
            mean = np.full(2, values[inside].mean())
            edges = np.array([minutes[inside].min(), minutes[inside].max()])
            plot.curve(edges, mean, f"mean {window}")
    plot.x_ticks([float(minutes[0]), end], [f"{minutes[0]:.0f}", f"{end:.1f} min"])
    return plot.write(f"{name.title} over the run, {len(values)} strides")
