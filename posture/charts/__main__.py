"""Draw the charts of a run's folder: ``python -m posture.charts FOLDER``.

On Linux two processes share them, and all end when the program that asked for the charts ends.
"""

from __future__ import annotations

import ctypes
import importlib
import os
import signal
import sys
from pathlib import Path

from posture.charts.files import write_charts
from posture.results.run import load_run
from posture.utils.algebra import single_threaded_algebra

PROCESSES = 2
"""Processes that share the charts; each reads the run anew, which more would not pay for."""

_OF_EACH = ("matplotlib.backends.backend_agg", "scipy.optimize", "scipy.special")
"""What every share needs and takes long to load: once, before they part."""

_END_WITH_PARENT = 1
"""Number of the request PR_SET_PDEATHSIG of ``prctl``."""


def main(folder: Path) -> None:
    """Write all charts of a run into its ``charts`` folder."""
    if sys.platform != "linux":
        _draw(folder, 0, 1)
        return
    _end_with_parent()
    for module in _OF_EACH:
        importlib.import_module(module)
    shares = range(min(PROCESSES, len(os.sched_getaffinity(0))))
    drawing = [_start(folder, share, len(shares)) for share in shares]
    statuses = [os.waitpid(pid, 0)[1] for pid in drawing]
    sys.exit(1 if any(statuses) else 0)


def _end_with_parent() -> None:
    """Let the kernel end this process when the one that started it ends, however that ends."""
    parent = os.getppid()
    ctypes.CDLL(None).prctl(_END_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:  # it has just ended
        os._exit(1)


def _start(folder: Path, share: int, of: int) -> int:
    """Draw one share of the charts in a process of its own; returns its number."""
    pid = os.fork()
    if pid:
        return pid
    try:
        _end_with_parent()
        _draw(folder, share, of)
        os._exit(0)
    except Exception:
        sys.excepthook(*sys.exc_info())  # the last line is what the user is told
        sys.stderr.flush()
    finally:
        os._exit(1)


def _draw(folder: Path, share: int, of: int) -> None:
    with single_threaded_algebra():
        write_charts(load_run(folder, poses=False), folder / "charts", share=(share, of))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
