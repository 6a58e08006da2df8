"""Files that appear whole or not at all."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Write a file under a temporary name beside its own; it gets its name when the block ends.

    On any exception, Ctrl-C included, the temporary file is removed, and a file that already has
    the name stays as it was. Two writers of the same file do not meet: the last to end wins.

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
        with suppress(OSError):  # it has its name by now, or was never written
            unfinished.unlink()
