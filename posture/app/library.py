"""The folder of the library: films, runs, and nothing outside of it."""

from __future__ import annotations

import hashlib
import re
import shutil
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from msgspec.structs import astuple

from posture.app.records import ENDED, ID, Film, RunRecord, make_id, now
from posture.kept import Store
from posture.results.about import About
from posture.utils.paths import LONGEST_NAME, VIDEO_ENDINGS, cut_bytes
from posture.utils.records import read_record, write_record

FILM, RUN = "film.json", "run.json"
"""Names of the records."""

STRIP, PACE, RESULT, EXTRAS = "strip", "pace", "result", "extras"
"""Folders of a film: pictures, its pace file; of a run: results, what was made later."""

LONGEST_FILM_NAME = 80
"""Longest name of an uploaded film, characters, without its ending."""

_UNSAFE = re.compile(r"[^\w .()+-]")
#: Names that mean devices on Windows.
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


class Library:
    """Films and runs in one folder, readable by its owner alone.

    Parameters
    ----------
    folder
        Where; it is made if it is missing.
    store
        Where is kept what the network saw.

    Raises
    ------
    OSError
        The folder cannot be made.
    """

    def __init__(self, folder: Path, store: Store | None = None) -> None:
        self.folder = folder.resolve()
        self._store = store
        self._lock = threading.Lock()
        for place in (self.folder, self.folder / "films", self.folder / "runs"):
            place.mkdir(mode=0o700, parents=True, exist_ok=True)

    def new_film(self, name: str) -> tuple[Film, Path]:
        """Make the folder of a new film, and its record, which is not written yet."""
        film = Film(id=make_id(), name=name, added=now())
        place = self.folder / "films" / film.id
        place.mkdir(mode=0o700)
        return film, place

    def film(self, film_id: str) -> Film | None:
        """Return a film; None if there is none with that id."""
        place = self.film_folder(film_id)
        return None if place is None else read_record(place / FILM, Film)

    def run(self, run_id: str) -> RunRecord | None:
        """Return a run; None if there is none with that id."""
        place = self.run_folder(run_id)
        return None if place is None else read_record(place / RUN, RunRecord)

    def films(self) -> list[Film]:
        """List the films, the newest first."""
        found = [self.film(path.name) for path in _list(self.folder / "films")]
        return sorted((f for f in found if f is not None), key=lambda f: f.added, reverse=True)

    def runs(self, words: str = "") -> list[RunRecord]:
        """List the runs in which all of some words are found, the newest first.

        Parameters
        ----------
        words
            Separated by blanks; looked for in names, dates, notes and answers.
        """
        found = [self.run(path.name) for path in _list(self.folder / "runs")]
        wanted = words.casefold().split()
        known = [
            one for one in found if one is not None and all(w in _text_of(one) for w in wanted)
        ]
        return sorted(known, key=lambda one: (one.about.date or one.added, one.added), reverse=True)

    def new_run(
        self, film: Film, options: dict[str, str], about: About, late: Film | None = None
    ) -> RunRecord:
        """Make a run that waits to be measured: of one film, or an early and a late one."""
        record = RunRecord(
            id=make_id(),
            film=film.id,
            late_film=late.id if late else "",
            film_name=f"{Path(film.name).stem} and {late.name}" if late else film.name,
            sha256=film.sha256,
            late_sha256=late.sha256 if late else "",
            options=options,
            about=about,
            added=now(),
        )
        (self.folder / "runs" / record.id).mkdir(mode=0o700)
        self.save(record)
        return record

    def save(self, record: Film | RunRecord) -> None:
        """Write a record; nothing happens if it was deleted meanwhile.

        Raises
        ------
        OSError
            It could not be written.
        """
        kind, name = ("films", FILM) if isinstance(record, Film) else ("runs", RUN)
        with self._lock:
            place = self.folder / kind / record.id
            if place.is_dir():
                write_record(place / name, record)

    def film_folder(self, film_id: str) -> Path | None:
        """Return the folder of a film; None if there is none."""
        return self._find("films", film_id)

    def run_folder(self, run_id: str) -> Path | None:
        """Return the folder of a run; None if there is none."""
        return self._find("runs", run_id)

    def source(self, film: Film) -> Path | None:
        """Return the file of a film; None if it is no longer there."""
        path = Path(film.path) if film.path else self.folder / "films" / film.id / film.file
        return path if path.is_file() else None

    def sources(self, record: RunRecord) -> list[Path]:
        """List the files of a run's films, the early one first; empty if one is not there."""
        films = [self.film(film) for film in record.films]
        paths = [None if film is None else self.source(film) for film in films]
        found = [path for path in paths if path is not None]
        return found if len(found) == len(paths) else []

    def pace(self, film: Film) -> Path | None:
        """Return the pace file that was given for a film; None if there is none."""
        place = self.film_folder(film.id)
        found = (
            []
            if place is None
            else [find_inside(place / PACE, p.name) for p in _list(place / PACE)]
        )
        return next((path for path in found if path is not None), None)

    @staticmethod
    def keep_pace(arrived: Path, name: str) -> None:
        """Make a file, which came into the film's folder, its pace file instead of another.

        Raises
        ------
        OSError
            It could not be moved.
        """
        place = arrived.parent / PACE
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(mode=0o700, exist_ok=True)
        arrived.replace(place / name)

    def delete_run(self, run_id: str, *, with_film: bool) -> None:
        """Remove a run with all its files.

        Parameters
        ----------
        run_id
            Its id; nothing happens if there is no such run.
        with_film
            Whether to remove the film's copy too, and what the network saw in it, where no other
            run uses it. A film that was chosen by its path stays where it is.
        """
        record, place = self.run(run_id), self.run_folder(run_id)
        if place is not None:
            shutil.rmtree(place, ignore_errors=True)
        if record is None or not with_film:
            return
        used = {film: checksum for run in self.runs() for film, checksum in run.films.items()}
        seen: set[str] = set()
        for film in record.films.keys() - used.keys():
            seen |= {record.films[film], self._find_checksum(film)}
            self.delete_film(film)
        known = {*used.values(), *(one.sha256 for one in self.films())}
        for checksum in seen - known - {""}:
            (self._store or Store()).forget(checksum)

    def delete_film(self, film_id: str) -> None:
        """Remove the copy of a film and its pictures; a film outside of the library stays."""
        place = self.film_folder(film_id)
        if place is not None:
            shutil.rmtree(place, ignore_errors=True)

    def unfinished(self) -> list[RunRecord]:
        """List the runs that are still to be measured, the oldest first."""
        return sorted((r for r in self.runs() if r.state not in ENDED), key=lambda r: r.added)

    def clear_unfinished(self) -> None:
        """Remove uploads that broke off with an earlier server: folders without a record."""
        for place in _list(self.folder / "films"):
            if ID.fullmatch(place.name) and not place.is_symlink() and not (place / FILM).exists():
                shutil.rmtree(place, ignore_errors=True)

    def _find_checksum(self, film_id: str) -> str:
        """Find a film's checksum, which a run asked for early does not know; empty if it is gone.

        Of a film at which nobody could look it is computed: it may have been measured all the same.
        """
        film = self.film(film_id)
        if film is None or film.sha256:
            return "" if film is None else film.sha256
        source = self.source(film)
        with suppress(OSError):
            if source is not None:
                with source.open("rb") as file:
                    return hashlib.file_digest(file, "sha256").hexdigest()
        return ""

    def _find(self, kind: str, name: str) -> Path | None:
        if not ID.fullmatch(name):
            return None
        place = self.folder / kind / name
        return place if place.is_dir() and not place.is_symlink() else None


def find_inside(folder: Path, name: str) -> Path | None:
    """Find a file in a folder by its name from outside; None for what is not plainly in it.

    Parameters
    ----------
    folder
        The folder.
    name
        Relative, with slashes; nothing hidden, nothing upward, and no link on the way, not even one
        that leads back.
    """
    parts = name.split("/")
    if any(part in ("", ".", "..") or part.startswith(".") or "\\" in part for part in parts):
        return None
    if any("\0" in part or ":" in part for part in parts):
        return None
    path = folder
    for part in parts:
        path = path / part
        if path.is_symlink():
            return None
    with suppress(OSError, ValueError):
        if path.is_file() and path.resolve().is_relative_to(folder.resolve()):
            return path
    return None


def reduce_name(
    name: str, endings: Sequence[str] = VIDEO_ENDINGS, otherwise: str = ".video"
) -> str:
    """Reduce the name of an uploaded file to one that is harmless in any folder.

    Folders before it are cut off, whatever is neither letter, digit nor one of `` .()+-_`` becomes
    an underscore, and the ending is one of those that are known, else another.
    """
    last = re.split(r"[/\\]", name)[-1]
    stem, dot, ending = last.rpartition(".")
    suffix = f".{ending.lower()}"
    if not dot or suffix not in endings:
        stem, suffix = last, otherwise
    stem = _UNSAFE.sub("_", stem).strip(". ")[:LONGEST_FILM_NAME].strip(". ")
    stem = cut_bytes(stem, LONGEST_NAME - len(suffix))
    if not stem or _DEVICES.fullmatch(stem.split(".")[0].strip()):
        stem = f"video{f'_{stem}' if stem else ''}"
    return stem + suffix


def _text_of(record: RunRecord) -> str:
    return " ".join((record.film_name, *astuple(record.about), *record.lines)).casefold()


def _list(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []
