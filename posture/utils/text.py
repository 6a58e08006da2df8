"""Names from outside, such as those of files, made safe to show as text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from os import PathLike
from pathlib import PurePath

#: Kinds of characters (Unicode's general categories) that are written as an escape: controls,
#: line and paragraph separators, halves of a surrogate pair.
_ESCAPED_KINDS = ("Cc", "Zl", "Zp", "Cs")
#: Characters that turn the direction of the text that follows them (Unicode UAX #9).
_TURNING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
#: Characters that keep the direction of a part of the text to itself, and the end of such a part.
_ISOLATES = "\u2066\u2067\u2068\u2069"
#: Letters and numbers that are written from right to left (UAX #9).
_FROM_THE_RIGHT = ("R", "AL", "AN")
#: Halves of a surrogate pair: bytes of a file name that are no UTF-8.
_NO_TEXT = re.compile("[\ud800-\udfff]")


def readable(text: str) -> str:
    r"""Write what no screen can show, or what disturbs the text around it, as an escape.

    A line break becomes ``\n``, an escape character ``\x1b``; so a text stays on one line, sends
    no commands to a terminal and turns no other text around.
    """
    return "".join(_escape(letter) if _disturbs(letter) else letter for letter in text)


def file_name(path: str | PathLike[str]) -> str:
    """Name of a file, without its folders, as it is shown to people.

    A name with letters that are written from right to left is put between marks that keep its
    direction to itself (first strong isolate and its end, UAX #9).
    """
    shown = readable(PurePath(path).name)
    name = "".join(_escape(letter) if letter in _ISOLATES else letter for letter in shown)
    if any(unicodedata.bidirectional(letter) in _FROM_THE_RIGHT for letter in name):
        return f"\u2068{name}\u2069"
    return name


def stored_name(path: str | PathLike[str]) -> str:
    """Name of a file, without its folders, as files keep it: bytes that are no text replaced."""
    return storable(PurePath(path).name)


def storable(text: str) -> str:
    """Replace bytes of a file name that are no text, so that files in UTF-8 can hold it."""
    return _NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", text)


def join_words(words: Sequence[str], last: str = "and") -> str:
    """Join words with commas, and with another word before the last one; there must be some."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def _disturbs(letter: str) -> bool:
    return letter in _TURNING or unicodedata.category(letter) in _ESCAPED_KINDS


def _escape(letter: str) -> str:
    return letter.encode("unicode_escape").decode("ascii")
