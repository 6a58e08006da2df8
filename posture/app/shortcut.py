"""An icon on the desktop that starts the page."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from posture.errors import UsageError
from posture.utils.files import whole_file

NAME = "posture"


def write_shortcut(words: Sequence[str], desktop: Path | None = None) -> Path:
    """Write a file on the desktop that starts this program with `posture app`.

    On Linux it is a ``.desktop`` file, on macOS a ``.command`` and on Windows a ``.bat``.

    Parameters
    ----------
    words
        Further words of the command line.
    desktop
        The folder; by default that of the user.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    UsageError
        There is no desktop, or it cannot be written to.
    """
    place = find_desktop() if desktop is None else desktop
    command = [sys.executable, "-m", "posture", "app", *words]
    ending, text = _write(command)
    path = place / f"{NAME}{ending}"
    try:
        with whole_file(path) as unfinished:
            # Windows reads a .bat by the letters of its own alphabet, the others as UTF-8
            unfinished.write_text(text, encoding=None if ending == ".bat" else "utf-8")
            unfinished.chmod(0o755)
    except OSError as error:
        raise UsageError(f"the icon cannot be written to {place} ({error.strerror})") from error
    return path


def find_desktop() -> Path:
    """Find the user's desktop.

    Raises
    ------
    UsageError
        There is none.
    """
    from platformdirs import user_desktop_path

    place = user_desktop_path()
    if not place.is_dir():
        raise UsageError(f"there is no desktop at {place} to put an icon on")
    return place


def _write(command: list[str]) -> tuple[str, str]:
    """Write the file for this system: its ending and its text."""
    if os.name == "nt":
        # in a batch file a percent sign stands for a variable, unless doubled
        line = subprocess.list2cmdline(command).replace("%", "%%")
        return ".bat", f"@echo off\r\ntitle {NAME}\r\n{line}\r\nif errorlevel 1 pause\r\n"
    if sys.platform == "darwin":
        return ".command", f"#!/bin/sh\nexec {shlex.join(command)}\n"
    return ".desktop", "\n".join(
        (
            "[Desktop Entry]",
            "Type=Application",
            "Version=1.5",
            f"Name={NAME}",
            "Comment=Running posture from video, on this machine",
            f"Exec={' '.join(_quote_for_desktop(word) for word in command)}",
            f"Icon={Path(__file__).parent / 'static' / 'icon.svg'}",
            "Terminal=true",
            "Categories=Sports;Science;Education;",
            "",
        )
    )


def _quote_for_desktop(word: str) -> str:
    r"""Quote a word as the Desktop Entry Specification asks: ``" ` $ \`` escaped, ``%`` doubled.

    Backslashes are escaped twice, as they are also special in every string of the file.
    """
    escaped = "".join(f"\\{letter}" if letter in '"`$\\' else letter for letter in word)
    return '"' + escaped.replace("\\", "\\\\").replace("%", "%%") + '"'
