"""A real worker process with the engine of `pose_scene` in it, and faults on request.

Usage: fake_worker.py [--at FRAME FAULT] [--once FILE] [--pause SECONDS]

FAULT is ``exit`` (the process ends by itself), ``kill`` (by a signal), ``raise`` (an exception) or
``garbage`` (writes what is no message). With ``--once`` only the first process that comes there
does it; FILE marks that it happened.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pose_scene import FigureEngine

from posture.pose import worker

TALK = os.dup(1)  # what the parent reads; `worker.main` moves its own output away from there


def fault(kind: str) -> None:
    if kind == "exit":
        os._exit(7)
    if kind == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if kind == "garbage":
        os.write(TALK, b"What is this?\n")
        time.sleep(600)
    raise ValueError("the picture is made of cheese")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--at", nargs=2, default=("-1", ""))
    parser.add_argument("--once", type=Path)
    parser.add_argument("--pause", type=float, default=0.0)
    wanted = parser.parse_args()
    process = worker.process

    def troubled(task: Any, engine: Any) -> Iterator[worker.Seen]:
        for seen in process(task, engine):
            time.sleep(wanted.pause)
            if seen.index == int(wanted.at[0]) and _first(wanted.once):
                fault(wanted.at[1])
            yield seen

    worker.process = troubled
    worker._engine = lambda model: FigureEngine()
    worker.main()


def _first(mark: Path | None) -> bool:
    if mark is None:
        return True
    try:
        mark.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
