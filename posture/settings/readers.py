"""Readers of option values: each checks a value from the user and returns it.

A value comes as text from a command line or as a Python value. A reader raises `UsageError` with
a sentence that says what is wrong; `posture.settings.options.Settings.build` puts the name of the
option before it.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from posture.errors import UsageError
from posture.settings.times import Window, parse_time, parse_window
from posture.utils.paths import shorten


def read_time(value: object) -> str:
    """Read a time, in seconds or as text, and return it as text that `parse_time` reads."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    text = f"{value:.3f}".rstrip("0").rstrip(".") if is_number else str(value).strip()
    parse_time(text, duration_s=1.0)  # a check only: the length of the video is not known yet
    return text


def read_window(value: Any) -> Window:
    """Read a window: a `Window`, its text, or a pair of times."""
    if isinstance(value, Window):
        return value
    if isinstance(value, str):
        return parse_window(value)
    try:
        start, end = value
    except (TypeError, ValueError):
        raise UsageError(
            f"{shorten(repr(value))} is not a window; give text or a pair of times"
        ) from None
    return Window(read_time(start), read_time(end))


def read_count(value: Any) -> int:
    """Read a whole number from 1."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if isinstance(value, bool) or not (number >= 1 and number.is_integer()):
        raise UsageError(f"{shorten(repr(value))} is not a whole number from 1")
    return int(number)


def read_thinning(value: Any) -> str | int:
    """Read ``auto`` or a whole number from 1 to 4."""
    if value == "auto" or str(value) not in ("1", "2", "3", "4"):
        return one_of("auto", "1", "2", "3", "4")(value)
    return int(value)


def read_flag(value: Any) -> bool:
    """Read yes or no."""
    words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    try:
        return words[str(value).strip().lower()]
    except KeyError:
        raise UsageError(f"{shorten(repr(value))} is neither yes nor no") from None


def read_smallest_changes(value: Any) -> dict[str, float]:
    """Read "NAME=VALUE", several of them, or a mapping from names to numbers."""
    pairs: Iterable[Any] = [value] if isinstance(value, str) else value
    if isinstance(value, Mapping):
        pairs = value.items()
    read, read_amount = {}, number_from(0.0, 1e6)
    try:
        for pair in pairs:
            name, amount = pair.split("=") if isinstance(pair, str) else pair
            read[str(name).strip()] = read_amount(amount)
    except (TypeError, ValueError) as error:
        if isinstance(error, UsageError):
            raise
        raise UsageError(
            f"{shorten(repr(value))} is not NAME=VALUE, such as trunk_lean_deg=1.5"
        ) from None
    return read


def read_names(value: Any) -> tuple[str, ...]:
    """Read names with commas between them, or several of them."""
    texts = [value] if isinstance(value, str) else value
    try:
        names = [name.strip() for text in texts for name in text.split(",")]
    except (TypeError, AttributeError):
        names = [""]
    if not all(names):
        raise UsageError(f"{shorten(repr(value))} is not a list of names, such as legs,arms")
    return tuple(names)


def one_of(*words: str) -> Callable[[Any], str]:
    """Make a reader that takes one of these words."""

    def read(value: Any) -> str:
        if value not in words:
            raise UsageError(f"{shorten(repr(value))} is not one of {', '.join(words)}")
        return str(value)

    return read


def number_from(lowest: float, highest: float) -> Callable[[Any], float]:
    """Make a reader of a number in a range; a percent sign after it is ignored."""

    def read(value: Any) -> float:
        try:
            number = float(str(value).strip().removesuffix("%"))
        except ValueError:
            number = math.nan
        if isinstance(value, bool) or not lowest <= number <= highest:
            raise UsageError(
                f"{shorten(repr(value))} is not a number from {lowest:g} to {highest:g}"
            )
        return number

    return read


def path_or(refusal: str) -> Callable[[Any], str]:
    """Make a reader of a path; `refusal` completes the message about a value that is no path."""

    def read(value: Any) -> str:
        if not isinstance(value, str | os.PathLike) or not (text := os.fspath(value)).strip():
            raise UsageError(f"{shorten(repr(value))} is {refusal}")
        return str(text)

    return read


def word_or(word: str, read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Make a reader that takes a word, or any value that another reader takes."""

    def read_either(value: Any) -> Any:
        if value == word:
            return word
        try:
            return read(value)
        except UsageError as error:
            raise UsageError(f"{error}, nor {word!r}") from None

    return read_either
