"""Call the program as a process of its own, and judge what it says."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "tests" / "fixtures"
PROGRAM = (sys.executable, "-m", "posture")
#: Longest time for a call, seconds; the machine may do much else.
PATIENCE_S = 600.0
#: What must never be shown.
FAULTS = ("Traceback", "Exception", "BrokenPipe", "fault of ours", "Warning:")


@dataclass(frozen=True)
class Answer:
    """Exit code, None if it never ended, and what was printed."""

    code: int | None
    out: str
    err: str

    def find_fault(self, *codes: int) -> str:
        """Say what is wrong with it, if not one of these exit codes was right; else ``""``."""
        if self.code is None:
            return "it hangs"
        said = self.out + self.err
        if shown := [fault for fault in FAULTS if fault in said]:
            return f"{shown[0]}: {said[-300:]!r}"
        if self.code not in codes:
            return f"exit {self.code} instead of {codes}: {said[-300:]!r}"
        if self.code and (self.err.count("\n") > 1 or len(self.err) > 900):
            return f"no single sentence: {self.err[-300:]!r}"
        return ""


def build_environment(folder: Path, changes: Mapping[str, str | None] | None = None) -> dict:
    """Build an environment in which everything that is kept lies in a folder; None removes."""
    environment: dict[str, str | None] = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(FIXTURES)]),
        "OPENBLAS_NUM_THREADS": "1",
        "POSTURE_CACHE": str(folder / "kept"),
        **(changes or {}),
    }
    return {name: value for name, value in environment.items() if value is not None}


def call(
    *words: str,
    folder: Path,
    program: tuple[str, ...] = PROGRAM,
    changes: Mapping[str, str | None] | None = None,
    redirection: str = "",
) -> Answer:
    """Call the program in a folder.

    Parameters
    ----------
    words
        Of the command line.
    folder
        The current folder.
    program
        What is called.
    changes
        Of the environment; None removes a variable.
    redirection
        What a shell is told after the command, such as ``2>&-``.
    """
    command = [*program, *words]
    if redirection:
        command = ["bash", "-c", f'set -o pipefail; "$@" {redirection}', "bash", *command]
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=build_environment(folder, changes),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Answer(None, "", "")
    out, err = (text.decode("utf-8", "replace") for text in (done.stdout, done.stderr))
    return Answer(done.returncode, out, err)


def find_left_behind(folder: Path) -> list[str]:
    """Name hidden and half-written files and folders below a folder."""
    return [
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.name.startswith(".") or path.name.endswith(".part")
    ]
