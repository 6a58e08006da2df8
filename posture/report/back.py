"""The section on the low back: what was measured and how accurately, or why not."""

from __future__ import annotations

from dataclasses import dataclass

from posture.measures import LOW_BACK
from posture.results import reading
from posture.results.names import name_of
from posture.results.next_step import FILM_ANY_BACK, FILM_THE_BACK
from posture.results.run import Run
from posture.results.types import LowBack
from posture.results.windows_in_words import strides_in_words


@dataclass(frozen=True)
class Section:
    """The section on the low back.

    Attributes
    ----------
    measured
        Whether there are numbers.
    paragraphs
        Sentences to show, in order.
    definitions
        Name and definition of each measure.
    """

    measured: bool
    paragraphs: list[str]
    definitions: list[tuple[str, str]]


def write_section(run: Run) -> Section:
    """Write the section: what was measured and how accurately, or why not and what helps."""
    found = run.results.back
    if not found.measured:
        return Section(False, [_write_reason(found), _write_advice(found)], [])
    paragraphs = [_write_share_seen(found), *_write_accuracy(run, found), _LIMITS]
    return Section(True, paragraphs, _definitions())


_LIMITS = (
    "Both are estimates from the outline of the body, not pictures of bones: look at the clip, "
    "where the line should lie on the back wherever it is drawn."
)


def _write_reason(found: LowBack) -> str:
    reason = (found.reason or "the line of the back was not found").strip().rstrip(".")
    return f"Pelvic tilt and low-back arch were not measured: {reason}."


def _write_advice(found: LowBack) -> str:
    return f"What helps: {FILM_THE_BACK.get(found.code or '', FILM_ANY_BACK)}."


def _write_share_seen(found: LowBack) -> str:
    text = f"The line over the low back was seen in {_percent(found.frames_share)} of the frames"
    if found.strides:
        text += f", in {strides_in_words(found.strides)}"
    return (
        f"{text}. Where an arm hides it, a value is filled in from other strides at the same "
        "moment of the stride, with a wider interval."
    )


def _percent(share: float) -> str:
    whole = round(100 * share)
    return "less than 1 %" if whole == 0 else f"{whole} %"


def _write_accuracy(run: Run, found: LowBack) -> list[str]:
    """Write the accuracy of levels and changes."""
    known = found.level_interval_deg
    levels = [
        f"{reading.name_in(run, name).lower} to ±{half:.1f}°"
        for name in LOW_BACK
        if (half := known.get(name)) is not None
    ]
    if not levels:
        return []
    changes = [
        f"{reading.name_in(run, name).lower} from {reading.name_in(run, name).value(counts)}"
        for name in LOW_BACK
        if (counts := reading.counts_from(run, name)) is not None
    ]
    counts_from = f" A change counts in {' and in '.join(changes)}." if changes else ""
    return [
        f"How well: the level of {' and of '.join(levels)} (95 % intervals). Changes from early to "
        "late are surer than levels: build and clothes shift early and late alike, as long as "
        f"they stay the same.{counts_from}"
    ]


def _definitions() -> list[tuple[str, str]]:
    line = "The edge of the body behind the trunk, from neck to buttocks, where no arm is before it"
    tilt, arch = (name_of(name) for name in LOW_BACK)
    return [
        ("Back line", f"{line}."),
        (tilt.title, f"{tilt.meaning}."),
        (arch.title, f"{arch.meaning}."),
    ]
