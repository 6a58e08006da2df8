"""Errors that users can act on, each with the exit code of the command line."""

from __future__ import annotations

from pathlib import Path


class PostureError(Exception):
    """Base of every error that `posture` raises on purpose.

    The message is one sentence that says what is wrong and what to do.
    """

    exit_code = 1


class UsageError(PostureError, ValueError):
    """The request itself cannot be carried out: bad option, window or output folder."""

    exit_code = 2


class VideoError(PostureError, OSError):
    """The file cannot be read as video."""

    exit_code = 3


class NoRunnerError(PostureError, ValueError):
    """The video was read, but no runner can be measured in it.

    Attributes
    ----------
    report
        The page that says why, if one was written.
    """

    exit_code = 4
    report: Path | None = None


class ModelError(PostureError, OSError):
    """A pose model is missing, damaged or cannot be obtained."""

    exit_code = 5


class EngineError(PostureError, RuntimeError):
    """The pose engine stopped; the frames done until then are named in the message."""


class OutputError(PostureError, OSError):
    """A result could not be written (for example a full disk); earlier results are untouched."""


class Stopped(KeyboardInterrupt):
    """Ctrl-C; the message says what is left of the work.

    Like the exception that it stands for, it is no `PostureError`.
    """


INTERRUPTED = 130
"""Exit code after Ctrl-C, as in shells."""
