"""What the user asked for: the options of an analysis, validated once at the edge."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from posture.errors import UsageError
from posture.settings.by_window import ByWindow, by_window
from posture.settings.times import Window, parse_time, parse_window


def _time_text(value: object) -> str:
    """Seconds (or a text) as the text of a time; checked by reading it."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    text = f"{value:.3f}".rstrip("0").rstrip(".") if is_number else str(value).strip()
    parse_time(text, duration_s=1.0)
    return text


def _window(value: Any) -> Window:
    if isinstance(value, Window):
        return value
    if isinstance(value, str):
        return parse_window(value)
    try:
        start, end = value
    except (TypeError, ValueError):
        raise UsageError(f"{value!r} is not a window; give text or a pair of times") from None
    return Window(_time_text(start), _time_text(end))


def _one_of(*words: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in words:
            raise UsageError(f"{value!r} is not one of {', '.join(words)}")
        return str(value)

    return read


def _number(lowest: float, highest: float) -> Callable[[Any], float]:
    def read(value: Any) -> float:
        try:
            number = float(str(value).strip().removesuffix("%"))
        except ValueError:
            number = math.nan
        if isinstance(value, bool) or not lowest <= number <= highest:
            raise UsageError(f"{value!r} is not a number from {lowest:g} to {highest:g}")
        return number

    return read


def _count(value: Any) -> int:
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if isinstance(value, bool) or not (number >= 1 and number.is_integer()):
        raise UsageError(f"{value!r} is not a whole number from 1")
    return int(number)


def _flag(value: Any) -> bool:
    words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    try:
        return words[str(value).strip().lower()]
    except KeyError:
        raise UsageError(f"{value!r} is neither yes nor no") from None


def _path(wanted: str) -> Callable[[Any], str]:
    """Read a path; `wanted` says what a value that is none should have been."""

    def read(value: Any) -> str:
        if not isinstance(value, str | os.PathLike) or not (text := os.fspath(value)).strip():
            raise UsageError(f"{value!r} is {wanted}")
        return str(text)

    return read


def _smallest(value: Any) -> dict[str, float]:
    """Read "NAME=VALUE", several of them, or a mapping."""
    pairs: Iterable[Any] = [value] if isinstance(value, str) else value
    if isinstance(value, Mapping):
        pairs = value.items()
    read, positive = {}, _number(0.0, 1e6)
    try:
        for pair in pairs:
            name, amount = pair.split("=") if isinstance(pair, str) else pair
            read[str(name).strip()] = positive(amount)
    except (TypeError, ValueError) as error:
        if isinstance(error, UsageError):
            raise
        raise UsageError(f"{value!r} is not NAME=VALUE, such as trunk_lean_deg=1.5") from None
    return read


def _or_word(word: str, read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def read_either(value: Any) -> Any:
        if value == word:
            return word
        try:
            return read(value)
        except UsageError as error:
            raise UsageError(f"{error}, nor {word!r}") from None

    return read_either


_OPTIONAL = {"early", "late", "pain_onset", "pace", "speed", "grade", "workers", "smallest"}
_READERS: dict[str, Callable[[Any], Any]] = {
    "early": _window,
    "late": _window,
    "pain_onset": _time_text,
    "facing": _one_of("auto", "left", "right"),
    "level": _or_word("auto", _or_word("none", _number(-45, 45))),
    "speed_factor": _or_word("auto", _number(0.01, 100)),
    "pace": _path("not the path of a file"),
    "pace_offset": _number(-86400, 86400),
    "speed": by_window(_number(0.5, 12.5)),
    "grade": by_window(_number(-50, 50)),
    "smallest": _smallest,
    "model": _path("neither heavy, full, lite nor the path of a model"),
    "workers": _count,
    "subject": _or_word("auto", _count),
    "video": _flag,
    "csv": _flag,
    "blur_face": _flag,
}


@dataclass(frozen=True)
class Settings:
    """The options of an analysis. Make it with `Settings.build`, which checks them.

    Attributes
    ----------
    early, late
        The windows to compare; None for the default ones.
    pain_onset
        Time at which pain starts, as `parse_time` reads it.
    facing
        ``"auto"``, ``"left"`` or ``"right"``: the way the runner faces in the picture.
    level
        ``"auto"``, ``"none"`` or the tilt of the camera in degrees.
    speed_factor
        ``"auto"`` or how many times slower than real running the file plays (8 for a
        240 fps clip that plays at 30).
    pace
        Path of a file with the speed over time, see `posture.pace.read_pace`.
    pace_offset
        Seconds from the beginning of the pace file to the beginning of the video.
    speed
        Metres a second, instead of a pace file: for the whole run or by window.
    grade
        Slope of the treadmill in percent, + uphill: for the whole run or by window. It goes
        before that of a pace file.
    smallest
        Smallest change of interest by name of a measure, in the unit of its column, instead of
        the one built in.
    model
        ``"heavy"``, ``"full"``, ``"lite"`` or the path of a pose model.
    workers
        Number of processes; None for as many as fit the machine.
    subject
        ``"auto"`` or the number of the runner to measure, from 1.
    video, csv, blur_face
        Whether to write the annotated clip, to write CSV too, to blur the runner's face in
        the clip.
    """

    early: Window | None = None
    late: Window | None = None
    pain_onset: str | None = None
    facing: str = "auto"
    level: str | float = "auto"
    speed_factor: str | float = "auto"
    pace: str | None = None
    pace_offset: float = 0.0
    speed: float | ByWindow | None = None
    grade: float | ByWindow | None = None
    smallest: Mapping[str, float] = field(default_factory=dict)
    model: str = "heavy"
    workers: int | None = None
    subject: str | int = "auto"
    video: bool = True
    csv: bool = False
    blur_face: bool = False

    @classmethod
    def build(cls, **raw: Any) -> Settings:
        """Check options and return them.

        Parameters
        ----------
        **raw
            Texts as from a command line or Python values; a window may also be a pair of times.
            An option that is left out, or is None where None has a meaning, keeps its default.

        Raises
        ------
        UsageError
            Naming the option that is unknown or wrong.
        """
        checked = {}
        for name, value in raw.items():
            if name not in _READERS:
                raise UsageError(f'there is no option "{name}"; choose from {", ".join(_READERS)}')
            if name in _OPTIONAL and (value is None or value == []):
                continue
            try:
                checked[name] = _READERS[name](value)
            except UsageError as error:
                raise UsageError(f"option {name}: {error}") from None
        if "pace" in checked and "speed" in checked:
            raise UsageError("option speed: a pace file says the speed too; give one of the two")
        return cls(**checked)

    def as_dict(self) -> dict[str, Any]:
        """Return the options as plain JSON values; a window is its text, such as "6:00-7:00"."""
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}


def _plain(value: Any) -> Any:
    if isinstance(value, ByWindow):
        return value.as_dict()
    return str(value) if isinstance(value, Window) else value
