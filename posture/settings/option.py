"""The description of one option: its text, its group, how it is read and written.

The command line (`posture.cli_options`), the documentation of the Python functions
(`posture.settings.signature`) and the check of values (`posture.settings.options`) all follow from
this, so that an option is described once, beside the field of `Settings` that it sets.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass
from typing import Any

#: Groups of options, in the order in which they are listed.
COMPARED = "What to compare"
VIDEO = "About the video"
RUN = "About the run"
OUTPUT = "Output"
MACHINE = "Machine"
GROUPS = (COMPARED, VIDEO, RUN, OUTPUT, MACHINE)

#: Key of an `Option` in the metadata of its field.
_KEY = "option"


@dataclass(frozen=True)
class Option:
    """One option of an analysis.

    Attributes
    ----------
    name
        Its name in Python.
    default
        Its value when it is left out.
    read
        Checks a value and brings it into the form that `Settings` holds.
    group
        One of `GROUPS`.
    help
        One or two sentences for ``--help`` and the documentation.
    details
        Further sentences for the documentation; may be empty.
    metavar
        Placeholder for the value in ``--help``; None for the name of the type.
    examples
        Values as they are written on a command line.
    written
        Type of the text on a command line: `str`, `int`, `float` or, for a switch, `bool`.
    repeatable
        Whether it may be given several times.
    two_videos
        Whether it can be used where an early and a late video are compared.
    """

    name: str
    default: Any
    read: Callable[[Any], Any]
    group: str
    help: str
    details: str = ""
    metavar: str | None = None
    examples: tuple[str, ...] = ()
    written: type = str
    repeatable: bool = False
    two_videos: bool = True

    @property
    def may_be_left_empty(self) -> bool:
        """Whether None or an empty list has the same meaning as no value."""
        return self.default is None or isinstance(self.default, Mapping)

    @property
    def switches_off(self) -> bool:
        """Whether it is a switch that is on by default and that the command line turns off."""
        return self.default is True

    @property
    def flag(self) -> str:
        """Its name on the command line, such as ``--pain-onset`` or ``--no-video``."""
        return f"--{'no-' if self.switches_off else ''}{self.name.replace('_', '-')}"


def option(**known: Any) -> dict[str, dict[str, Any]]:
    """Make the metadata of a field of `Settings`.

    Parameters
    ----------
    **known
        The attributes of `Option`, without ``name`` and ``default``, which the field itself has.
    """
    return {_KEY: known}


def option_of(made: Field[Any]) -> Option:
    """Return the description of the option that a field of `Settings` holds."""
    default = made.default if made.default_factory is MISSING else made.default_factory()
    return Option(made.name, default, **made.metadata[_KEY])
