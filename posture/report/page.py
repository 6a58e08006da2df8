"""Write `report.html` beside the clips and charts that it shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from posture.errors import OutputError
from posture.measures import KEY_MEASURES
from posture.report import back, course, coverage, findings
from posture.results import reading
from posture.results.names import clock
from posture.results.run import Run
from posture.results.types import QualityWarning
from posture.utils.files import whole_file
from posture.utils.text import file_name

#: Name of the page in a run's folder; its template has the same with ``.jinja``.
_PAGE = "report.html"
#: Name of the annotated clip in a run's folder.
_CLIP = "annotated.mp4"
#: Name of the clip of the late video where two videos are compared.
_LATE_CLIP = "annotated_late.mp4"
#: What is put before a verdict that says that a measure changed.
_ARROWS = {"increased": "▲ ", "decreased": "▼ "}


@dataclass(frozen=True)
class _Row:
    """One row of the table of measures, as text; empty where it was not compared."""

    title: str
    early: str
    late: str
    change: str
    interval: str
    adjusted: str
    counts_from: str
    verdict: str
    looks: str
    changed: bool


@dataclass(frozen=True)
class _Definition:
    """What a measure is, and from which size its change counts in this run."""

    title: str
    meaning: str
    counts_from: str


@dataclass(frozen=True)
class _Chart:
    """A chart on the page: relative address, and alternative text that says what it shows."""

    href: str
    alt: str


def write_report(run: Run, folder: Path, *, charts: Mapping[Path, str], has_video: bool) -> Path:
    """Write `report.html` into a run's folder, whole or not at all.

    The page needs no network: its style is inline, and clips and charts are linked relative to
    `folder`, so that the folder can be moved or zipped. Names from outside are escaped.

    Parameters
    ----------
    run
        The run; one without strides gives a page that says why, and how to film.
    folder
        The run's folder; made if it is missing.
    charts
        PNG files in or below `folder`, and what each shows for people who cannot see it.
    has_video
        Whether `annotated.mp4` lies in `folder`; of two compared videos, `annotated_late.mp4` too.

    Returns
    -------
    Path
        The page.

    Raises
    ------
    OutputError
        If the page cannot be written.
    """
    page = folder / _PAGE
    html = _render(run, folder, charts, has_video)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with whole_file(page) as unfinished:
            unfinished.write_text(html, encoding="utf-8")
    except OSError as error:
        raise OutputError(
            f"The report {page} could not be written ({error.strerror}); "
            "check the free space and the rights of the folder."
        ) from error
    return page


def _render(run: Run, folder: Path, charts: Mapping[Path, str], has_video: bool) -> str:
    environment = Environment(
        loader=PackageLoader("posture.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    results = run.results
    first, others = _charts(run, folder, charts)
    return environment.get_template(f"{_PAGE}.jinja").render(
        name=" and ".join(file_name(video.path) for video in results.all_videos),
        headline=findings.headline(run),
        other_answers=findings.other_answers(run) if findings.has_strides(run) else [],
        measured=findings.has_strides(run),
        facts=_facts(run),
        coverage=coverage.what_was_measured(run),
        clips=_clips(folder) if has_video else [],
        first_charts=first,
        other_charts=others,
        rows=[_row(run, measure) for measure in reading.all_measures(run)],
        adjusted_heading=course.adjusted_heading(run),
        adjusted_notes=course.adjusted_notes(run),
        reasons=_reasons(run),
        since_when=course.since_when(run),
        sides=course.left_and_right(run),
        far_side_note=course.far_side_note(run),
        back=back.write_section(run) if findings.has_strides(run) else None,
        training_notes=findings.training_notes(run),
        warnings=[_warning(found) for found in results.quality.warnings],
        definitions=[_definition(run, measure) for measure in reading.all_measures(run)],
        settings=_flat(results.settings),
        provenance=_flat(
            {
                "posture": results.posture_version,
                **run.summary["provenance"],
                **_numbered("video", run.summary.get("videos") or [run.summary["video"]]),
                "runner": run.summary["runner"],
            }
        ),
    )


def _clips(folder: Path) -> list[tuple[str, str]]:
    """Addresses and headings of the clips: one, two of a comparison, or one for each piece."""
    if (folder / _LATE_CLIP).is_file():
        return [(_CLIP, "Annotated clip, early"), (_LATE_CLIP, "Annotated clip, late")]
    clips, number = [(_CLIP, "Annotated clip")], 2
    while (folder / f"annotated_{number}.mp4").is_file():
        clips.append((f"annotated_{number}.mp4", f"Annotated clip {number}"))
        number += 1
    return clips


def _numbered(name: str, items: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Name one item plainly, several with their number."""
    if len(items) == 1:
        return {name: items[0]}
    return {f"{name} {number}": item for number, item in enumerate(items, start=1)}


def _facts(run: Run) -> list[str]:
    """List facts about the video and the run, for the line under the headline."""
    results = run.results
    facts = []
    for video in results.all_videos:
        facts += [
            f"{clock(video.duration_s)} min of video",
            f"{video.fps_median:.0f} frames/s",
        ]
        if video.speed_factor not in (None, 1.0):
            facts.append(f"slow motion, {video.speed_factor:g}× slower than real")
    if results.cadence_spm is not None:
        facts.append(f"{results.cadence_spm:.0f} steps/min")
    if findings.has_strides(run):
        used = int(reading.accepted(run.strides).sum())
        facts.append(f"{used} of {len(run.strides)} strides used")
    if len({one.facing for one in results.passes}) > 1:
        facts.append(f"{len(results.passes)} passes, in both directions")
    elif results.runner.near_side:
        facts.append(f"{results.runner.near_side} side to the camera")
    return facts


def _row(run: Run, measure: str) -> _Row:
    found = reading.change_of(run, measure)
    name = reading.name_in(run, measure)
    verdict = reading.verdict(run, measure)

    def value(number: float | None, *, signed: bool = False) -> str:
        return "" if number is None else name.value(number, signed=signed)

    interval = ""
    decided = found.ci95_family or found.ci95 if found is not None else None
    if decided:
        interval = " to ".join(name.number(edge) for edge in decided)
    return _Row(
        title=name.title,
        early=value(found.early if found else None),
        late=value(found.late if found else None),
        change=value(found.change if found else None, signed=True),
        interval=interval,
        adjusted=course.adjusted(run, measure),
        counts_from=value(found.counts_from if found else None),
        verdict=_ARROWS.get(verdict, "") + verdict,
        looks={"increased": name.more, "decreased": name.less}.get(verdict, ""),
        changed=verdict in _ARROWS,
    )


def _reasons(run: Run) -> list[tuple[str, str, str]]:
    """Why measures have no change: (verdict, names, reason), those of one reason together."""
    groups: dict[str, list[str]] = {}
    for measure in reading.all_measures(run):
        if not reading.is_compared(run, measure):
            groups.setdefault(reading.verdict(run, measure), []).append(measure)
    return [
        (verdict.capitalize(), findings.listed(names), why)
        for verdict, measures in groups.items()
        for why, names in reading.titles_by_reason(run, measures)
    ]


def _warning(found: QualityWarning) -> dict[str, str]:
    cost = found.cost_deg
    return {
        "message": _sentence(found.message or found.code),
        "cost": "" if cost is None else f"It may cost about {abs(cost):.1f}°.",
        "advice": _sentence(found.advice),
    }


def _sentence(text: str) -> str:
    text = text.strip()
    if not text:
        return ""
    return text[0].upper() + text[1:] + ("" if text[-1] in ".!?" else ".")


def _definition(run: Run, measure: str) -> _Definition:
    name = reading.name_in(run, measure)
    counts_from = reading.counts_from(run, measure)
    return _Definition(
        name.title,
        _sentence(name.meaning),
        ""
        if counts_from is None
        else f"In this video a change counts from {name.value(counts_from)}.",
    )


def _charts(run: Run, folder: Path, shows: Mapping[Path, str]) -> tuple[list[_Chart], list[_Chart]]:
    """Sort the charts into those to look at first and the rest."""
    known = {path.stem: _chart(folder, path, alt) for path, alt in shows.items()}
    wanted = [
        "change",
        *(f"drift_{measure}" for measure in [*findings.changed(run), *KEY_MEASURES]),
        *(f"waveform_{measure}" for measure in KEY_MEASURES),
        "sides",
    ]
    first = [known.pop(stem) for stem in wanted if stem in known]
    return first, list(known.values())


def _chart(folder: Path, path: Path, alt: str) -> _Chart:
    return _Chart(quote(path.resolve().relative_to(folder.resolve()).as_posix()), alt)


def _flat(found: dict[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """Write a nested dict as rows of (dotted name, text)."""
    rows = []
    for key, value in found.items():
        if isinstance(value, dict):
            rows += _flat(value, f"{prefix}{key}.")
        else:
            rows.append((f"{prefix}{key}", "–" if value is None else str(value)))
    return rows
