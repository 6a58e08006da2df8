"""Decode in a process of its own: a file that brings the decoder down ends only that.

The pose network decodes in worker processes anyway. What is decoded before them (a film's first and
last frames, single pictures) goes through `run_apart`; clips are drawn of frames that the workers
have decoded, so a file that brings a decoder down does not come that far. The process is a copy of
this one and so begins in milliseconds; that is safe on Linux alone. Elsewhere the program decodes
itself.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, NoReturn, TypeVar

from posture.errors import VideoError

T = TypeVar("T")


def run_apart(path: Path, work: Callable[[], Iterable[T]]) -> Iterator[T]:
    """Do work on a file in a copy of this process, and yield what it gives as it comes.

    The copy waits when nobody takes what it gives, and ends when the iterator is closed or this
    process ends.

    Parameters
    ----------
    path
        The file, for the message.
    work
        Makes the iterable, in the copy; what it gives and raises must be picklable.

    Raises
    ------
    VideoError
        The copy ended in the middle of its work: the decoder crashed.
    Exception
        Whatever the work raised.
    """
    if sys.platform != "linux":
        yield from work()
        return
    out, into = os.pipe()
    with warnings.catch_warnings():
        # from 3.12 on, of threads that this copy does without: it decodes and ends
        warnings.simplefilter("ignore", DeprecationWarning)
        process = os.fork()
    if not process:
        os.close(out)
        _serve(work, into)
    os.close(into)
    try:
        with os.fdopen(out, "rb") as answers:
            while True:
                try:
                    answer = pickle.load(answers)
                except (EOFError, pickle.UnpicklingError):
                    raise VideoError(
                        f"{path} is damaged in a way that brings the video decoder down; copy it "
                        "from the camera again, or export it as H.264 in MP4."
                    ) from None
                if answer is None:
                    return
                value, error = answer
                if error is not None:
                    raise error
                yield value
    finally:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
        with suppress(ChildProcessError):  # whoever uses this package may reap all its processes
            os.waitpid(process, 0)


def _serve(work: Callable[[], Iterable[object]], into: int) -> NoReturn:
    """Send what the work gives, then None; an error is sent as the second of two."""
    try:
        with os.fdopen(into, "wb") as answers:
            try:
                for value in work():
                    _send(answers, (value, None))
                _send(answers, None)
            except Exception as error:
                # not what it came of: an error of a library may not come through
                error.__cause__ = error.__context__ = None
                _send(answers, (None, error))
    finally:
        os._exit(0)  # nothing of what the other process would do in the end


def _send(answers: IO[bytes], answer: object) -> None:
    pickle.dump(answer, answers, protocol=pickle.HIGHEST_PROTOCOL)
    answers.flush()
