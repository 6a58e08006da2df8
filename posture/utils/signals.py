"""Signals that ask the program to end."""

from __future__ import annotations

import signal

ENDING = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
"""A request to end, and the closing of the terminal; Windows has no such signal for the latter."""


def stop_as_by_ctrl_c() -> None:
    """Let the signals of `ENDING` raise `KeyboardInterrupt`, as Ctrl-C does.

    One that is ignored, as under ``nohup``, stays so.
    """
    for number in ENDING:
        if signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, _stop)


def _stop(number: int, frame: object) -> None:
    for other in ENDING:
        signal.signal(other, signal.SIG_IGN)  # both may come, and clearing up takes a moment
    raise KeyboardInterrupt
