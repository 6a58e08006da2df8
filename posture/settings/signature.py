"""Signature and documentation of functions that take the options of an analysis."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Callable, Iterable
from typing import Any, TypeVar, get_type_hints

from posture.settings.keywords import Options
from posture.settings.option import Option
from posture.settings.options import Settings

#: The line of a docstring that is replaced by the section about the options.
PLACE = "Options are described here."
#: Width of a line of that section, characters.
_WIDTH = 96

Function = TypeVar("Function", bound=Callable[..., Any])


def with_described_options(*, two_videos: bool = False) -> Callable[[Function], Function]:
    """Make a decorator for a function whose ``**options`` are those of `Settings`.

    `inspect.signature` then shows each option with its default, and the line `PLACE` of the
    docstring becomes the section ``Other Parameters``. The function itself is not changed.

    Parameters
    ----------
    two_videos
        Whether to leave out the options that make no sense for an early and a late video.
    """

    def describe(function: Function) -> Function:
        options = [o for o in Settings.options().values() if o.two_videos or not two_videos]
        signature = inspect.signature(function)
        kept = [p for p in signature.parameters.values() if p.kind is not p.VAR_KEYWORD]
        shown = signature.replace(parameters=[*kept, *_parameters(options)])
        function.__signature__ = shown  # type: ignore[attr-defined]
        if function.__doc__:  # there is none with python -OO
            # Python 3.13 takes the indentation of docstrings off itself, older ones do not
            text = inspect.cleandoc(function.__doc__)
            function.__doc__ = text.replace(PLACE, _section(options))
        return function

    return describe


def _parameters(options: Iterable[Option]) -> list[inspect.Parameter]:
    types = get_type_hints(Options)
    return [
        inspect.Parameter(
            option.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=None if option.may_be_left_empty else option.default,
            annotation=types[option.name],
        )
        for option in options
    ]


def _section(options: Iterable[Option]) -> str:
    """Write the section ``Other Parameters`` of a docstring."""
    lines = ["Other Parameters", "----------------"]
    types = get_type_hints(Options)
    for option in options:
        default = "" if option.may_be_left_empty else f", default {option.default!r}"
        # without the names of modules
        kind = re.sub(r"\b[\w.]+\.", "", inspect.formatannotation(types[option.name]))
        lines.append(f"{option.name} : {kind}{default}")
        lines += textwrap.wrap(
            describe_option(option), _WIDTH, initial_indent="    ", subsequent_indent="    "
        )
    return "\n".join(lines)


def describe_option(option: Option) -> str:
    """Describe an option for the documentation: its text, what it means and an example."""
    says = (
        f"False: {option.help[0].lower()}{option.help[1:]}" if option.switches_off else option.help
    )
    example = f"For example {' or '.join(map(repr, option.examples))}." if option.examples else ""
    return " ".join(part for part in (says, option.details, example) if part)
