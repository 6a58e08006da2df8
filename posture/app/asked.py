"""What a page asks for: its fields, checked, as options of the command line.

A page names no files: a model is one of those that are known, and standing is a window.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from posture.errors import UsageError
from posture.results.about import About, parse_date
from posture.settings.option import GROUPS, Option
from posture.settings.options import Settings
from posture.settings.times import parse_window
from posture.settings.windows import resolve_windows

ON_TIMELINE = ("early", "late", "standing", "pain_onset")
"""Options that have their place on the timeline."""

ELSEWHERE = ("level", "subject", "pace")
"""Options that are set in the picture, or come as a file beside the film."""

OF_ONE_FILM = (*ON_TIMELINE, "pace", "pace_offset")
"""Options that say when in the run something was, which is not known of two films."""

NOT_ASKED = ("charts", "one_file", "workers")
"""Options that the page does not have: what the library decides."""

MODELS = ("heavy", "full", "lite")
"""Pose models that may be chosen; the command line also takes a path."""

LONGEST_NOTE = 2000
"""Longest text that is kept of a note, characters."""

LABELS = {
    "sample": "Parts of a long video",
    "smallest": "Smallest change that counts",
    "facing": "Runner faces",
    "speed_factor": "Times slowed down",
    "pace_offset": "Start of the video in the pace file, s",
    "speed": "Speed, m/s",
    "grade": "Slope, %",
    "height": "Height, m",
    "leg_length": "Leg length, m",
    "measures": "Measures that are drawn",
    "video": "No annotated clip",
    "csv": "Tables as CSV",
    "blur_face": "Blur the face",
    "blur_others": "Blur all but the runner",
    "model": "Pose model",
    "thin": "Look at fewer frames",
    "fresh": "Look at every frame again",
    "keep": "Keep nothing for the next time",
}
"""What a field is called on the page, where options have the names of a command line."""

_WORDS = re.compile(r"[a-z]+(\|[a-z0-9]+)+")


@dataclass(frozen=True)
class Field:
    """One field of the page.

    Attributes
    ----------
    name, label, help
        Its name, what is written before it, and what is written below.
    kind
        ``"switch"``, ``"choice"`` or ``"text"``.
    choices
        What can be chosen.
    placeholder
        What a text looks like.
    """

    name: str
    label: str
    help: str
    kind: str
    choices: tuple[str, ...] = ()
    placeholder: str = ""


def list_fields() -> list[tuple[str, list[Field]]]:
    """List the fields that are folded away, by group."""
    left_out = {*ON_TIMELINE, *ELSEWHERE, *NOT_ASKED}
    asked = [one for one in Settings.options().values() if one.name not in left_out]
    grouped = [(group, [_describe(o) for o in asked if o.group == group]) for group in GROUPS]
    return [(group, fields) for group, fields in grouped if fields]


def _describe(option: Option) -> Field:
    label = LABELS[option.name]
    said = option.help.replace("repeatable", "several with a space between")
    if option.written is bool:
        return Field(option.name, label, said, "switch")
    if option.name == "model":
        said = "heavy is the most exact, lite the quickest."
        return Field(option.name, label, said, "choice", MODELS)
    metavar = option.metavar or ""
    if _WORDS.fullmatch(metavar):
        return Field(option.name, label, said, "choice", tuple(metavar.split("|")))
    placeholder = ", ".join(option.examples[:2]) or metavar
    return Field(option.name, label, said, "text", (), placeholder)


def read_options(
    form: Mapping[str, str], duration_s: float | None, pace: str = "", *, two_films: bool = False
) -> dict[str, str]:
    """Read the options of a form, and check them.

    Parameters
    ----------
    form
        Texts by name; empty ones are left out, and so is what is no option.
    duration_s
        Length of the film in seconds as played, within which all times must lie; None if it is not
        known.
    pace
        Name of the pace file that was given for the film; it is used where the form says so.
    two_films
        Whether a second film is compared with all of the first one.

    Returns
    -------
    dict
        Texts by the option's name in Python; a switch that was changed has ``"on"``.

    Raises
    ------
    UsageError
        Something is wrong, in one sentence.
    """
    chosen: dict[str, str] = {}
    for option in Settings.options().values():
        # a pace file is never the one that the form names: that would be a path of this machine
        text = form.get(option.name, "").strip() and (
            pace if option.name == "pace" else form[option.name].strip()
        )
        if not text or option.name in (*NOT_ASKED, *(OF_ONE_FILM if two_films else ())):
            continue
        if option.written is not bool and text == str(option.default):
            continue
        chosen[option.name] = "on" if option.written is bool else text
    if chosen.get("model", "heavy") not in MODELS:
        raise UsageError(f"option model: choose one of {', '.join(MODELS)}")
    if "standing" in chosen:
        try:
            standing = parse_window(chosen["standing"])
        except UsageError as error:
            raise UsageError(f"option standing: {error}") from None
        if duration_s is not None:
            standing.resolve(duration_s, "standing window")
    settings = Settings.build(**_to_values(chosen))
    if duration_s is not None:
        resolve_windows(settings, duration_s)
    return chosen


def to_flags(chosen: Mapping[str, str]) -> list[str]:
    """Write options as words of a command line, each in one word, so that none becomes two."""
    known = Settings.options()
    flags: list[str] = []
    for name, text in chosen.items():
        option = known[name]
        if option.written is bool:
            flags.append(option.flag)
        elif option.repeatable:
            flags += [f"{option.flag}={part}" for part in text.split()]
        else:
            flags.append(f"{option.flag}={text}")
    return flags


def read_about(form: Mapping[str, str]) -> About:
    """Read what people note about a run; a date that is none is left out."""
    texts = {
        name: " ".join(form.get(name, "").split())[:LONGEST_NOTE]
        for name in About.__struct_fields__
    }
    with suppress(UsageError):
        return About(**texts | {"date": parse_date(texts["date"])})
    return About(**texts | {"date": ""})


def _to_values(chosen: Mapping[str, str]) -> dict[str, object]:
    known = Settings.options()
    values: dict[str, object] = {}
    for name, text in chosen.items():
        option = known[name]
        if option.written is bool:
            values[name] = not option.switches_off
        else:
            values[name] = text.split() if option.repeatable else text
    return values
