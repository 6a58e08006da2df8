"""Options of the command line, made from the fields of `posture.settings.options.Settings`."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable
from typing import Annotated, Any, get_type_hints

import typer

from posture.settings.option import GROUPS, MACHINE, OUTPUT, Option
from posture.settings.options import Settings

Command = Callable[..., None]

Quiet = Annotated[
    bool, typer.Option("--quiet", help="Print nothing but errors.", rich_help_panel=OUTPUT)
]
Debug = Annotated[
    bool,
    typer.Option("--debug", help="Show the traceback of an error.", rich_help_panel=MACHINE),
]


def with_options(names: Iterable[str]) -> Callable[[Command], Command]:
    """Make a decorator that gives a command options of `Settings` for its ``**options``.

    The command is called with these options under their names in Python, as
    `Settings.build` takes them. ``--help`` lists all options by group; in each group the command's
    own come first, or last if they are keyword-only.

    Parameters
    ----------
    names
        Names of options.
    """
    options = [option for option in Settings.options().values() if option.name in set(names)]

    def add(command: Command) -> Command:
        hints = get_type_hints(command, include_extras=True)
        own = [
            parameter.replace(annotation=hints[parameter.name])
            for parameter in inspect.signature(command).parameters.values()
            if parameter.kind is not parameter.VAR_KEYWORD
        ]
        last = [parameter for parameter in own if parameter.kind is parameter.KEYWORD_ONLY]
        first = [parameter for parameter in own if parameter not in last]
        parameters = sorted([*first, *map(_make_parameter, options), *last], key=_rank)

        @functools.wraps(command)
        def called(**given: Any) -> None:
            chosen = {
                option.name: _convert_value(option, given.pop(_name_parameter(option)))
                for option in options
            }
            command(**given, **chosen)

        called.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
            [p.replace(kind=p.KEYWORD_ONLY) for p in parameters]
        )
        called.__annotations__ = {p.name: p.annotation for p in parameters}
        return called

    return add


def _make_parameter(option: Option) -> inspect.Parameter:
    written: Any = list[str] if option.repeatable else option.written
    info = typer.Option(
        option.flag, help=option.help, metavar=option.metavar, rich_help_panel=option.group
    )
    return inspect.Parameter(
        _name_parameter(option),
        inspect.Parameter.KEYWORD_ONLY,
        default=None if option.may_be_left_empty else _convert_value(option, option.default),
        annotation=Annotated[written | None if option.may_be_left_empty else written, info],
    )


def _name_parameter(option: Option) -> str:
    """Name the command's parameter after the flag."""
    return option.flag.removeprefix("--").replace("-", "_")


def _convert_value(option: Option, value: Any) -> Any:
    """Turn a value of the flag into one of the option, or the other way round."""
    return not value if option.switches_off else value


def _rank(parameter: inspect.Parameter) -> int:
    """Rank a parameter in ``--help``: arguments first, then options by group."""
    info = parameter.annotation.__metadata__[0]
    return GROUPS.index(info.rich_help_panel) if info.rich_help_panel in GROUPS else -1
