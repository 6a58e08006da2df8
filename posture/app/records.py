"""What the library keeps of a film and of a run, beside its files: small JSON files."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime
from typing import Any, Literal

import msgspec
from msgspec import Struct

from posture.results.about import About

ID = re.compile(r"[0-9a-f]{16}")
"""What an id looks like: nothing in it can lead out of a folder."""

State = Literal["waiting", "running", "done", "failed", "cancelled"]
"""Where a job is; ``failed`` has a reason."""

ENDED: tuple[State, ...] = ("done", "failed", "cancelled")
"""States in which a job no longer does anything."""

Looked = Literal["looking", "checking", "ready", "unreadable"]
"""What is known of a film: nothing yet, its pictures, those and its check, or that it is none."""


class Film(Struct, kw_only=True):
    """A film that was dropped or chosen.

    Attributes
    ----------
    id
        Its id.
    name
        What its file is called, for people.
    path
        Where the file is, if it is one of this machine's own; empty for a copy in the library.
    file
        Name of the copy in the film's folder; empty where there is none.
    state
        What is known of it.
    reason
        Why it cannot be read, one sentence; else empty.
    sha256
        Checksum, under which is kept what the network saw; empty until it is known.
    facts
        What the page shows: duration_s, fps, width, height, strip_s (times of the pictures).
    check
        What `posture check --json` says, once it is known.
    added
        When, ISO 8601.
    """

    id: str
    name: str
    path: str = ""
    file: str = ""
    state: Looked = "looking"
    reason: str = ""
    sha256: str = ""
    facts: dict[str, Any] = msgspec.field(default_factory=dict)
    check: dict[str, Any] | None = None
    added: str = ""


class RunRecord(Struct, kw_only=True):
    """A run of the library, which is a job until it is done.

    Attributes
    ----------
    id
        Its id.
    film
        Id of the film.
    late_film
        Id of a second film, of late in the run, that it is compared with; empty for one film.
    film_name
        What they are called, which outlives them.
    sha256, late_sha256
        Checksums of the films.
    options
        Options of the command line by their names in Python, as texts.
    state
        Where the job is.
    reason
        Why it failed, one sentence.
    lines
        The short answer, as the command line prints it.
    about
        What people note.
    added, ended
        When it was asked for and when it ended, ISO 8601.
    """

    id: str
    film: str
    film_name: str
    late_film: str = ""
    sha256: str = ""
    late_sha256: str = ""
    options: dict[str, str] = msgspec.field(default_factory=dict)
    state: State = "waiting"
    reason: str = ""
    lines: list[str] = msgspec.field(default_factory=list)
    about: About = msgspec.field(default_factory=About)
    added: str = ""
    ended: str = ""

    @property
    def films(self) -> dict[str, str]:
        """Checksum of each of its films by the film's id, the early one first."""
        both = {self.film: self.sha256, self.late_film: self.late_sha256}
        return {film: checksum for film, checksum in both.items() if film}

    @property
    def title(self) -> str:
        """What it is called in lists: the runner and the day where they are known."""
        known = [text for text in (self.about.runner, self.about.date) if text]
        return ", ".join(known) or self.film_name


def make_id() -> str:
    """Make a new id."""
    return secrets.token_hex(8)


def now() -> str:
    """Return the time, ISO 8601 to the second, UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")
