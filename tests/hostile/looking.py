"""Read videos in a process of its own, in which a library may crash or never return."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

LOOK = Path(__file__).with_name("look.py")
ROOT = Path(__file__).parents[2]
#: Longest time for a file, seconds; a run of several may take this long for each.
PATIENCE_S = 20.0


def look_at(paths: list[Path]) -> list[str]:
    """Read files in a process of their own; a file on which it crashes or hangs is wrong.

    Returns
    -------
    list of str
        For each file ``"right"``, or ``"wrong"`` and why.
    """
    found: list[str] = []
    while len(found) < len(paths):
        left = paths[len(found) :]
        process = subprocess.Popen(
            [sys.executable, str(LOOK), *map(str, left)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        try:
            out, err = process.communicate(timeout=60 + PATIENCE_S * len(left))
        except subprocess.TimeoutExpired:
            process.kill()
            out, _ = process.communicate()
            err = "it hangs"
        lines = out.splitlines()
        found += lines
        if len(lines) < len(left):
            found.append(f"wrong: crashed with {process.returncode}: {err[-200:]}")
        elif "Traceback" in err or "Warning" in err:
            found[-1] = f"wrong: {err[-200:]}"
    return found


def list_wrong(tried: list[tuple[str, Path]]) -> list[str]:
    """Read files, each with a name for what it is; those that are wrong, and why."""
    results = look_at([path for _, path in tried])
    named = zip(tried, results, strict=True)
    return [f"{name}: {line}" for (name, _), line in named if line != "right"]
