"""Download a package of npm without npm, from the registry that this machine's settings name.

Only the archive is read, and only if it is the one that was meant: nothing in it is run or
installed.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from posture.pose.models.download import SourceError, download
from posture.utils.paths import expand_home

#: Settings for the whole machine, where npm's own may be after it was removed.
_MACHINE_SETTINGS = ("/etc/npmrc", "/usr/etc/npmrc", "/usr/local/etc/npmrc")
#: Bytes of a file of settings that are read at most.
_LONGEST_SETTINGS = 1 << 20


def download_archive(
    package: str, most: int, target: Path, report: Callable[[int, int], None]
) -> None:
    """Download the archive of a package, unchecked.

    Parameters
    ----------
    package
        Its name and version, such as ``"@scope/name@1.2.3"``.
    most
        Bytes that are read at most.
    target
        The file to write.
    report
        Called with the bytes done and the bytes in all, 0 where the registry does not state them.

    Raises
    ------
    SourceError
        No registry is named on this machine, or it does not give the archive.
    """
    name, _, version = package.rpartition("@")
    registry = find_registry(name)
    if not registry:
        raise SourceError(
            "needs npm, which is not installed, or the address of a registry in NPM_CONFIG_REGISTRY"
        )
    if urlsplit(registry).scheme not in ("http", "https"):
        raise SourceError("the registry in npm's settings is no address of http or https")
    bare = name.rpartition("/")[2]
    download(f"{registry.rstrip('/')}/{name}/-/{bare}-{version}.tgz", target, most, report)


def find_registry(name: str) -> str:
    """Find the address of the registry for a package in the settings that npm itself would read.

    What the environment says comes first, then the user's file and the machine's. A file in the
    current folder counts nothing: it may be a stranger's. Names and passwords are not read.

    Returns
    -------
    str
        The address; empty if none is named.
    """
    scope = name.partition("/")[0] if name.startswith("@") else ""
    found = {key: value for key, value in reversed(list(_read_settings())) if value}
    return (found.get(f"{scope}:registry", "") if scope else "") or found.get("registry", "")


def require_integrity(archive: Path, integrity: str) -> None:
    """Refuse an archive that is not the one that was meant.

    Parameters
    ----------
    archive
        The file.
    integrity
        Its checksum as npm writes it, ``sha512-`` and base 64.

    Raises
    ------
    SourceError
        If the checksum is another one.
    """
    with archive.open("rb") as file:
        checksum = hashlib.file_digest(file, "sha512").digest()
    if integrity != f"sha512-{base64.b64encode(checksum).decode()}":
        raise SourceError("gave a package with an unknown checksum")


def _read_settings() -> Iterator[tuple[str, str]]:
    """Yield settings of npm by name, those first that count most."""
    own = {name.lower(): value for name, value in os.environ.items()}
    prefix = "npm_config_"
    for name, value in own.items():
        if name.startswith(prefix):
            yield name.removeprefix(prefix), value
    yield from _read_file(expand_home(own.get(f"{prefix}userconfig") or "~/.npmrc"))
    machine = own.get(f"{prefix}globalconfig")
    for path in (machine,) if machine else _MACHINE_SETTINGS:
        yield from _read_file(Path(path))


def _read_file(path: Path) -> Iterator[tuple[str, str]]:
    try:
        if not path.is_file():
            return
        with path.open("rb") as file:
            text = file.read(_LONGEST_SETTINGS).decode("utf-8", "replace")
    except (OSError, ValueError):
        return
    for line in text.splitlines():
        name, equals, value = line.partition("=")
        if equals and not name.lstrip().startswith(("#", ";")):
            yield name.strip(), _expand(value.strip().strip("\"'"))


def _expand(value: str) -> str:
    """Put in the variables of the environment that npm's settings may name as ``${NAME}``."""
    return re.sub(r"\$\{(\w+)\}", lambda found: os.environ.get(found[1], found[0]), value)
