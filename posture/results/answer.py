"""The short answer of a run: a sentence for each measure, what weakens it, what to do next.

Page and command line show the same. The sentences come from `posture.results.verdict_sentences`;
``tests/fixtures/all_sentences.txt`` lists every one that can be made.
"""

from __future__ import annotations

from dataclasses import dataclass

from posture.comparison.types import CHANGED, PROBABLE, Change
from posture.measures import KEY_MEASURES
from posture.results.advice import NO_ADVICE, advise
from posture.results.against_standing import describe_against_standing
from posture.results.caveats import find_caveat
from posture.results.further_changes import describe_further_changes
from posture.results.next_step import choose_next_step
from posture.results.onsets import describe_onset
from posture.results.phrases import PHRASES, TOE_OFF, sentence
from posture.results.types import Summary
from posture.results.verdict_sentences import describe_change, describe_level
from posture.results.windows_in_words import describe_windows, is_of_two_clips
from posture.utils.text import join_words


@dataclass(frozen=True)
class Line:
    """A text, and the measures that it is about; none if it is about the run."""

    measures: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Answer:
    """The short answer of a run, all in plain text.

    Attributes
    ----------
    windows
        What is compared with what, or how much of a clip was measured.
    sentences
        One for each measure of the family; one for those that share a reason for having none.
    caveat
        What weakens it most.
    next_step
        What to do about it, or to film next.
    onsets
        When each measure that changed began to, or why that is not said.
    further
        What else moved: changes of the measures outside of the family.
    advice
        What people do about each change, the first of which may be `next_step` too.
    standing
        The run against standing still, if that was asked for.
    """

    windows: str
    sentences: tuple[Line, ...]
    caveat: str
    next_step: Line
    onsets: tuple[Line, ...] = ()
    further: tuple[Line, ...] = ()
    advice: tuple[Line, ...] = ()
    standing: tuple[Line, ...] = ()


def short_answer(summary: Summary) -> Answer:
    """Write the short answer of a run.

    Parameters
    ----------
    summary
        Of a finished run, or of one in which nothing could be measured or compared.
    """
    next_step = Line(*choose_next_step(summary))
    if not summary.measures:
        why = summary.failure or "no stride was found in this video"
        return Answer(
            "", (Line((), sentence(f"no runner could be measured: {why}")),), "", next_step
        )
    return Answer(
        windows=describe_windows(summary),
        sentences=_sentences(summary),
        caveat=find_caveat(summary),
        next_step=next_step,
        onsets=_onsets(summary),
        further=tuple(Line(*found) for found in describe_further_changes(summary)),
        advice=_advice(summary),
        standing=tuple(Line((), text) for text in describe_against_standing(summary)),
    )


def is_compared(summary: Summary) -> bool:
    """Whether any measure was compared from early to late; else nothing is early or late."""
    return any(found.change is not None for found in summary.measures.values())


def _sentences(summary: Summary) -> tuple[Line, ...]:
    """Write a sentence for each measure; those that share a reason for having none share it."""
    lines: list[Line] = []
    for measure in KEY_MEASURES:
        found = summary.measures.get(measure)
        if found is None:
            continue
        if found.verdict != "not measurable":
            lines.append(Line((measure,), _describe(summary, measure, found)))
            continue
        alike = tuple(
            name
            for name in KEY_MEASURES
            if (other := summary.measures.get(name)) is not None
            and (other.verdict, other.reason) == (found.verdict, found.reason)
        )
        if measure == alike[0]:
            nouns = join_words([PHRASES[name].noun for name in alike])
            text = sentence(f"{nouns} could not be measured: {found.reason}")
            lines.append(Line(alike, text))
    return tuple(lines)


def _describe(summary: Summary, measure: str, found: Change) -> str:
    if not is_compared(summary):
        half_deg = summary.back.level_interval_deg.get(measure)
        return describe_level(measure, found, half_deg)
    detail = summary.measures.get(TOE_OFF.get(measure, ""))
    return describe_change(measure, found, detail, _when(summary))


def _when(summary: Summary) -> str:
    """Name the late part within a sentence."""
    if is_of_two_clips(summary):
        return "in the late video"
    chosen = summary.settings.get("late") or summary.settings.get("pain_onset")
    return "late in the run" if chosen else "at the end"


def _changes(summary: Summary) -> list[tuple[str, Change]]:
    """Measures that changed, surely or probably, those of the family first."""
    found = [
        (name, change)
        for name, change in summary.measures.items()
        if change.decided is not None and change.verdict in CHANGED + PROBABLE
    ]
    return sorted(found, key=lambda item: item[1].family != "posture")


def _onsets(summary: Summary) -> tuple[Line, ...]:
    return tuple(
        Line((name,), describe_onset(summary, name))
        for name, change in _changes(summary)
        if change.family == "posture"
    )


def _advice(summary: Summary) -> tuple[Line, ...]:
    """Write what goes with each change; measures with the same advice share it."""
    texts: dict[str, list[str]] = {}
    for name, change in _changes(summary):
        text = advise(name, larger=change.decided is not None and change.decided.change > 0)
        if text and text != NO_ADVICE:
            texts.setdefault(text, []).append(name)
    return tuple(Line(tuple(names), text) for text, names in texts.items())
