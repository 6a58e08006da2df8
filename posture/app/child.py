"""Another program of ours as a child process: its progress, and its outcome at the end."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

PATIENCE_S = 20.0
"""How long a process that was asked to end may take before it is ended, seconds."""

LONGEST_LINE = 1 << 22
"""Longest line that is read, bytes; a check with its expectations takes some thousand."""

MOST_LINES = 200
"""Most lines of each stream that are kept."""


@dataclass(frozen=True)
class Outcome:
    """How a process ended.

    Attributes
    ----------
    code
        Its exit code.
    lines
        What it printed, without news.
    complaints
        What it printed on standard error, without news.
    """

    code: int
    lines: tuple[str, ...]
    complaints: tuple[str, ...]

    @property
    def reason(self) -> str:
        """Its error as one sentence, without the name of the program."""
        own = [line for line in self.complaints if line.startswith("posture: ")]
        return own[-1].removeprefix("posture: ") if own else f"the program ended with {self.code}"


class Child:
    """One process.

    Parameters
    ----------
    command
        The program and its arguments.
    hear
        Called with each line of JSON, an object, that it writes on either stream.
    """

    def __init__(self, command: Sequence[str], hear: Callable[[dict[str, Any]], None]) -> None:
        self._command, self._hear = list(command), hear
        self._process: Process | None = None
        self._stopped = False

    async def run(self) -> Outcome:
        """Run it to its end."""
        # a group of its own: Ctrl-C in the terminal is for the server, which then asks it to end
        alone: dict[str, Any] = {} if sys.platform == "win32" else {"start_new_session": True}
        process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=PIPE,
            limit=LONGEST_LINE,
            env=os.environ | {"POSTURE_PROGRESS": "json", "PYTHONIOENCODING": "utf-8"},
            **alone,
        )
        self._process = process
        assert process.stdout is not None
        assert process.stderr is not None
        if self._stopped:
            self._ask_to_end()
        lines, complaints, code = await asyncio.gather(
            self._read(process.stdout), self._read(process.stderr), process.wait()
        )
        return Outcome(code, lines, complaints)

    async def stop(self) -> None:
        """Ask it to end, as Ctrl-C does, and wait; end it if it does not."""
        self._stopped = True
        process = self._process
        if process is None or process.returncode is not None:
            return
        self._ask_to_end()
        try:
            await asyncio.wait_for(process.wait(), PATIENCE_S)
        except TimeoutError:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    def _ask_to_end(self) -> None:
        """Send the request to end: unlike Ctrl-C, a shell lets no background job ignore it."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.terminate()

    async def _read(self, stream: asyncio.StreamReader) -> tuple[str, ...]:
        kept: list[str] = []
        while True:
            try:
                raw = await stream.readline()
            except ValueError:  # a line too long; what follows it is read
                continue
            if not raw:
                return tuple(kept)
            line = raw.decode(errors="replace").rstrip()
            values = _read_news(line)
            if values is not None:
                self._hear(values)
            elif line:
                kept = [*kept[1 - MOST_LINES :], line]


def _read_news(line: str) -> dict[str, Any] | None:
    if not line.startswith("{"):
        return None
    try:
        values = json.loads(line)
    except ValueError:
        return None
    return values if isinstance(values, dict) else None
