"""Write `report.html` beside the clips and charts that it shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import quote

from markupsafe import Markup

from posture.errors import OutputError
from posture.measures import KEY_MEASURES
from posture.report import back, changes, course, coverage, facts, findings, links
from posture.report.curves import (
    compared_windows,
    differs_in_stride,
    over_run,
    through_stride,
)
from posture.report.film import FilmClip, film_table, find_clips
from posture.report.pictures import Link, describe_pair, list_moments
from posture.report.plain_page import STYLE
from posture.report.policy import content_policy
from posture.results import reading
from posture.results.advice import SEE_SOMEBODY
from posture.results.against_standing import describe_standing
from posture.results.answer import short_answer
from posture.results.beside import describe_beside
from posture.results.glossary import GLOSSARY
from posture.results.pictures import load_pictures
from posture.results.run import Run
from posture.utils.files import whole_file
from posture.utils.templates import make_environment, read_source
from posture.utils.text import file_name

#: Name of the page in a run's folder; its template has the same with ``.jinja``.
_PAGE = "report.html"
#: Its style and its scripts, which are put inline, the scripts as one.
_SCRIPTS = ("pair.js", "film.js")
#: Name of the page that holds all it shows, to be sent.
_ONE_FILE = "report_one_file.html"


@dataclass(frozen=True)
class Clip:
    """A clip for the template: its address, or its content in base64."""

    href: str
    title: str
    inside: str = ""


@dataclass(frozen=True)
class _Curve:
    """The curves of a measure, as markup."""

    measure: str
    title: str
    axis: str
    over_run: Markup
    through_stride: Markup | None


def write_report(run: Run, folder: Path, *, has_video: bool) -> Path:
    """Write `report.html` into a run's folder, whole or not at all.

    The page needs no network: style, script and curves are inline, and clips and pictures are
    linked relative to `folder`, so that the folder can be moved or zipped. Names from outside are
    escaped, and a content security policy lets nothing run but the page's own script.

    Parameters
    ----------
    run
        The run; one without strides gives a page that says why, and how to film.
    folder
        The run's folder; made if it is missing.
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
    clips = find_clips(run, folder) if has_video else []
    shown = [Clip(quote(clip.file), clip.title) for clip in clips]
    return _write(folder / _PAGE, _render(run, folder, clips, shown, links.relative))


def write_one_file(run: Run, folder: Path, *, has_video: bool) -> Path:
    """Write `report_one_file.html`, which holds its pictures and, where small, its clips.

    Parameters, returns and errors are those of `write_report`.
    """
    clips = find_clips(run, folder) if has_video else []
    left_out = bool(clips) and not links.clips_fit(folder, [clip.file for clip in clips])
    if left_out:
        clips = []
    shown = [Clip("", clip.title, links.read_base64(folder / clip.file)) for clip in clips]

    def embed(path: str) -> str:
        return links.embedded(folder, path)

    html = _render(run, folder, clips, shown, embed, film_left_out=left_out)
    return _write(folder / _ONE_FILE, html)


def _write(page: Path, html: str) -> Path:
    try:
        page.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(page) as unfinished:
            unfinished.write_text(html, encoding="utf-8")
    except OSError as error:
        raise OutputError(
            f"The report {page} could not be written ({error.strerror}); "
            "check the free space and the rights of the folder."
        ) from error
    return page


def _render(
    run: Run,
    folder: Path,
    clips: list[FilmClip],
    shown: list[Clip],
    link: Link,
    *,
    film_left_out: bool = False,
) -> str:
    environment = make_environment("posture.report")
    style, *parts = (read_source(environment, name) for name in (STYLE, *_SCRIPTS))
    script = "".join(parts)
    results, pictures = run.results, load_pictures(folder)
    measured = findings.has_strides(run)
    answer = short_answer(results)
    return environment.get_template(f"{_PAGE}.jinja").render(
        policy=content_policy(style, script),
        style=Markup(style),
        script=Markup(script),
        moments=list_moments(pictures, link),
        pair=describe_pair(pictures, link),
        name=" and ".join(file_name(video.path) for video in results.all_videos),
        answer=answer,
        measured=measured,
        facts=facts.list_facts(run),
        coverage=coverage.what_was_measured(run),
        see_somebody=SEE_SOMEBODY,
        clips=shown,
        film_left_out=film_left_out,
        film_table=film_table(run, clips),
        curves=_curves(run, KEY_MEASURES),
        other_curves=_curves(run, _other_curves(run)),
        differing=any(map(partial(differs_in_stride, run), KEY_MEASURES)),
        compared=bool(compared_windows(run)),
        main_rows=changes.main_rows(run),
        further=changes.further_changes(run, answer.further, details=False),
        further_details=changes.further_changes(run, answer.further, details=True),
        training_notes=changes.training_notes(run, answer.advice),
        glossary=GLOSSARY,
        all_rows=changes.all_rows(run),
        levels=changes.levels(run, reading.usual_measures(run)),
        detail_levels=changes.levels(run, reading.details(run)),
        adjusted_heading=course.adjusted_heading(run),
        adjusted_notes=course.adjusted_notes(run),
        reasons=changes.reasons(run),
        pain=course.pain_sentences(run),
        how_even=course.how_even(run),
        how_feet_land=course.how_feet_land(run),
        landing_note=course.LANDING_NOTE,
        beside=describe_beside(run),
        standing=None if results.standing is None else describe_standing(results.standing),
        sides=course.left_and_right(run),
        far_side_note=course.far_side_note(run),
        back=back.write_section(run) if measured else None,
        warnings=[facts.describe_warning(found) for found in results.quality.warnings],
        definitions=[facts.define(run, measure) for measure in reading.all_measures(run)],
        settings=facts.flatten(results.settings),
        provenance=facts.list_provenance(run),
    )


def _other_curves(run: Run) -> list[str]:
    drawn = dict.fromkeys([*reading.drawn_measures(run), *reading.drawn_waveforms(run)])
    return [measure for measure in drawn if measure not in KEY_MEASURES]


def _curves(run: Run, measures: Iterable[str]) -> list[_Curve]:
    """Draw the curves of measures, of those that have any."""
    found = []
    for measure in measures:
        name = reading.name_in(run, measure)
        course_of, wave = over_run(run, measure), through_stride(run, measure)
        if course_of or wave:
            found.append(_Curve(measure, name.title, name.axis(), course_of or Markup(), wave))
    return found
