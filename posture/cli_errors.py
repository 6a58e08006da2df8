"""Wrong usage of the command line: one sentence and exit code 2, as for every other error."""

from __future__ import annotations

import re

import typer

from posture.console import say
from posture.errors import INTERRUPTED, UsageError
from posture.utils.paths import shorten

#: What the option parser raises. It is part of typer, which gives it no public name.
ParserError: type[Exception] = typer.BadParameter.__bases__[0]


def run_app(app: typer.Typer) -> int:
    """Run the command line and return the exit code.

    Parameters
    ----------
    app
        The commands; each ends with `typer.Exit` where its exit code is not 0.
    """
    try:
        code = app(prog_name="posture", standalone_mode=False)
    except ParserError as error:
        if type(error).__name__ == "NoArgsIsHelpError":  # `posture` alone: the text is the help
            error.show()  # type: ignore[attr-defined]
        else:
            say(f"posture: {describe_parser_error(error)}", error=True)
        return UsageError.exit_code
    except typer.Abort:
        return INTERRUPTED
    return code if isinstance(code, int) else 0


def describe_parser_error(error: Exception) -> str:
    """Say in one sentence what the option parser found wrong, and what to do.

    Parameters
    ----------
    error
        A `ParserError`.
    """
    text = " ".join(shorten(word) for word in error.format_message().split())  # type: ignore[attr-defined]
    text = re.sub(
        r" \((Possible options|Did you mean)[: ]*(.*?)\??\)$", r"; did you mean \2?", text
    )
    text = re.sub(r"[.?]? Did you mean (.*?)\??$", r"; did you mean \1?", text)
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "posture"
    stop = " " if text.endswith("?") else "; "
    return f"{text[:1].lower()}{text[1:].rstrip('.')}{stop}see {command} --help"
