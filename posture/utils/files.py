"""Files and folders that are written completely or not at all."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from posture.errors import OutputError, PostureError, UsageError
from posture.utils.locks import lock, locked_if_abandoned
from posture.utils.paths import LONGEST_NAME, expand_home, shorten

UNFINISHED = ".posture-unfinished-"
"""What the name of a folder that is being written begins with."""


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Write a file under a temporary name in its folder; it gets its name when the block ends.

    On any exception, Ctrl-C included, the temporary file is removed, and a file that already has
    the name stays as it was. Two writers of the same file do not disturb each other: the last one
    to end wins.

    Parameters
    ----------
    path
        The file; replaced if it exists. Its folder must exist.

    Yields
    ------
    Path
        Where to write: a hidden name in the same folder, not yet used by any file.

    Raises
    ------
    OSError
        On leaving, if the file cannot get its name, or was never written.
    """
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        yield unfinished
        unfinished.replace(path)
    finally:
        with suppress(OSError):  # it was renamed, or never written
            unfinished.unlink()


@dataclass
class NewFolder:
    """A folder that is being written.

    Attributes
    ----------
    work
        Where to write.
    path
        The name that the folder has once all is written.
    """

    work: Path
    path: Path


@contextmanager
def new_folder(wanted: Path) -> Iterator[NewFolder]:
    """Make a folder that appears completely or not at all.

    An existing folder is never overwritten, a number is added to the name instead. On any
    exception, Ctrl-C included, nothing is left; what a process left that was killed is removed by
    the next one that makes a folder beside it.

    Raises
    ------
    UsageError
        The folder cannot be made there.
    OutputError
        The disk is full or failed while writing.
    """
    wanted = _check_name(wanted)
    made: list[Path] = []
    try:
        make_folders(wanted.parent, made)
        clear_unfinished(wanted.parent)
        work, handle = _make_work_folder(wanted.parent)
    except OSError as error:
        _remove_empty(made)
        raise UsageError(
            f"cannot write to {wanted.parent} ({error.strerror}); give another folder with --out"
        ) from error
    try:
        work.chmod(0o755)
        folder = NewFolder(work, wanted)
        yield folder
        folder.path = _give_name(work, wanted)
    except OSError as error:
        if isinstance(error, PostureError):
            raise
        why = os.strerror(error.errno) if error.errno else str(error)
        raise OutputError(
            f"the results could not be written to {wanted.parent} ({why}); nothing was kept, "
            "earlier results are untouched"
        ) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)
        _remove_empty(made)
        if handle is not None:
            os.close(handle)


@contextmanager
def whole_files(folder: Path) -> Iterator[Path]:
    """Write several files into a folder, all of them or none.

    They are written under their own names into a hidden folder within it, and moved out of that
    when the block ends; files of the same names are replaced. On any exception nothing is left, not
    even folders that had to be made.

    Parameters
    ----------
    folder
        Where they go; made if it is missing.

    Yields
    ------
    Path
        Where to write.

    Raises
    ------
    OSError
        The folder cannot be written to, or a file cannot get its name.
    """
    made: list[Path] = []
    work, handle = None, None
    try:
        make_folders(folder, made)
        clear_unfinished(folder)
        work, handle = _make_work_folder(folder)
        yield work
        for path in sorted(work.iterdir()):
            path.replace(folder / path.name)
    finally:
        if work is not None:
            shutil.rmtree(work, ignore_errors=True)
        _remove_empty(made)
        if handle is not None:
            os.close(handle)


def require_writable(folder: Path) -> None:
    """Raise `UsageError` if no file can be made in a folder, or the folder itself cannot."""
    try:
        with whole_files(folder):
            pass
    except OSError as error:
        raise UsageError(
            f"cannot write to {shorten(folder)} ({error.strerror}); give another file with --out"
        ) from error


def require_space(folder: Path, size: int) -> None:
    """Raise `OSError` unless a file of so many bytes can be written into a folder.

    Before native libraries write that crash, or say nothing, where a disk or a quota is full. The
    room is taken for a moment, since what a disk says is free may not be free for this user.
    """
    if not hasattr(os, "posix_fallocate"):
        if shutil.disk_usage(folder).free < size:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return
    with tempfile.TemporaryFile(dir=folder) as file:
        os.posix_fallocate(file.fileno(), 0, size)


def clear_unfinished(folder: Path) -> None:
    """Remove the folders in it that processes left which ended while they wrote."""
    try:
        left = [path for path in folder.iterdir() if path.name.startswith(UNFINISHED)]
    except OSError:  # one may write into a folder and not list it
        return
    for path in left:
        with locked_if_abandoned(path) as abandoned:
            if abandoned:
                shutil.rmtree(path, ignore_errors=True)


def _make_work_folder(parent: Path) -> tuple[Path, int | None]:
    """Make a folder to write in, and lock it; the open file that holds the lock is None on Windows.

    Another process may take the folder for abandoned before it is locked: then it makes another.
    """
    while True:
        work = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=parent))
        if os.name == "nt":  # folders cannot be opened there
            return work, None
        handle = os.open(work, os.O_RDONLY)
        lock(handle, wait=True)
        if work.exists():
            return work, handle
        os.close(handle)


def _check_name(wanted: Path) -> Path:
    """Return the whole path of a folder to be made, or refuse what cannot name a new one.

    The folder one is in, or one above it, is no place for results: a number added to its name
    would put them beside it.
    """
    try:
        whole = expand_home(wanted).resolve()
    except (OSError, RuntimeError, ValueError) as error:  # a loop of links, a byte 0
        raise UsageError(
            f"{shorten(wanted)!r} is no name for a folder; give another one with --out"
        ) from error
    here = Path.cwd()
    if not whole.name or whole == here or whole in here.parents:
        raise UsageError(
            f"{shorten(wanted)!r} is the folder you are in or one above it; name a new folder with "
            "--out"
        )
    if len(os.fsencode(whole.name)) > LONGEST_NAME:
        raise UsageError(
            f"the name {shorten(whole.name)!r} is too long for a folder; give one of at most "
            f"{LONGEST_NAME} bytes (a plain letter is one) with --out"
        )
    return whole


def make_folders(folder: Path, made: list[Path]) -> None:
    """Make a folder and those above it, however many.

    Parameters
    ----------
    folder
        The folder; it may be there.
    made
        Gets the new ones, the deepest first.

    Raises
    ------
    OSError
        One cannot be made.
    """
    missing = []
    while not folder.is_dir() and folder != folder.parent:
        missing.append(folder)
        folder = folder.parent
    for new in reversed(missing):
        with suppress(FileExistsError):  # another process made it, or a file is there
            new.mkdir()
            made.insert(0, new)


def _remove_empty(made: list[Path]) -> None:
    """Remove the folders that are still empty."""
    for folder in made:
        with suppress(OSError):
            folder.rmdir()


def _give_name(work: Path, wanted: Path) -> Path:
    """Give the finished folder its name or, where that is taken, the name with a number."""
    path, number = wanted, 1
    while True:
        if not path.exists():
            try:
                return work.rename(path)
            except OSError as error:
                # another process has just taken the name
                if error.errno not in (errno.EEXIST, errno.ENOTEMPTY, errno.ENOTDIR):
                    raise
        number += 1
        path = wanted.with_name(f"{wanted.name}-{number}")
