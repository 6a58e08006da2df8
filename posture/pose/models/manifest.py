"""The list of pose models, and how a verified file of one gets onto this machine.

``models/manifest.toml`` lists every model with the sources from which it can be fetched, in order.
A file is used only if its checksum is one the manifest knows; it is kept in the user's cache, and
from then on nothing here touches the network.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from posture.errors import ModelError, UsageError
from posture.pose.models.bundle import is_bundle, is_undamaged
from posture.pose.models.download import SourceError
from posture.pose.models.sources import Progress, Source, obtain
from posture.utils.files import whole_file
from posture.utils.paths import expand_home, find_cache, is_there, shorten
from posture.utils.resources import model_file
from posture.utils.text import join_words


@dataclass(frozen=True)
class ModelFile:
    """A pose model on this machine, checked and ready for the engine.

    Attributes
    ----------
    name
        Its name in the manifest, or the file's name without ``.task``.
    path
        The bundle.
    sha256
        Checksum of the file, hexadecimal.
    licence
        SPDX name of the licence; ``"unknown"`` for a file of the user's own.
    weights
        Folder in ``models/weights`` with what this project learnt for the model; for a file of the
        user's own what it learnt for the default, unless it is one of the known bundles.
    """

    name: str
    path: Path
    sha256: str
    licence: str
    weights: str


@dataclass(frozen=True)
class Model:
    """One entry of the manifest.

    Attributes
    ----------
    name
        ``"heavy"``, ``"full"`` or ``"lite"``.
    file
        Name of the file in the cache.
    licence
        SPDX name.
    size
        Bytes of the official bundle; one put together from parts differs by some thousand.
    weights
        Folder in ``models/weights`` with what this project learnt for it; another model's where
        nothing was learnt for this one yet.
    sources
        Where it can be had, first choice first.
    """

    name: str
    file: str
    licence: str
    size: int
    weights: str
    sources: tuple[Source, ...]

    @property
    def path(self) -> Path:
        """Where the cache keeps it."""
        return cache_dir() / self.file

    @property
    def sha256(self) -> frozenset[str]:
        """Every checksum a file of this model may have."""
        return frozenset(known for source in self.sources for known in source.sha256)


@dataclass(frozen=True)
class ModelRow:
    """One line of `posture models list`.

    Attributes
    ----------
    name, licence, size
        As in the manifest; bytes.
    cached
        Whether the cache has a file of this model.
    verified
        Whether that file has a known checksum.
    path
        Where the file is or would be.
    """

    name: str
    licence: str
    size: int
    cached: bool
    verified: bool
    path: Path


def read_models() -> dict[str, Model]:
    """Read the manifest: models by name, the default first."""
    with model_file("manifest.toml").open("rb") as file:
        entries = tomllib.load(file)["models"]
    return {name: _model(name, entry) for name, entry in entries.items()}


def cache_dir() -> Path:
    """Return the folder of model files: ``POSTURE_MODELS`` if set, else in the user's cache."""
    return find_cache("POSTURE_MODELS", "models")


def resolve(
    name_or_path: str, *, progress: Progress | None = None, offline: bool = False
) -> ModelFile:
    """Return a checked model file, fetched first if the cache lacks it.

    Parameters
    ----------
    name_or_path
        A name of the manifest, or the path of a ``.task`` file.
    progress
        Called with the model's name, the bytes done and the bytes in all (0 if not known).
    offline
        Never fetch.

    Raises
    ------
    UsageError
        If there is no such name.
    ModelError
        If the file is missing or damaged and cannot be had.
    """
    known = read_models()
    if name_or_path in known:
        return verify(name_or_path) if offline else fetch(name_or_path, progress=progress)
    path = expand_home(name_or_path)
    if path.suffix != ".task" and not is_there(path):
        raise UsageError(
            f"There is no pose model called {shorten(name_or_path)!r}: choose "
            f"{join_words([*known], 'or')}, or give the path of a .task file."
        )
    if not (is_there(path) and path.is_file()):
        raise ModelError(f"There is no pose model file {shorten(path)}: check the path.")
    if not is_bundle(path):
        raise ModelError(
            f"{path} is not a pose landmarker bundle: give a .task file that holds "
            "pose_detector.tflite and pose_landmarks_detector.tflite."
        )
    if not is_undamaged(path):
        raise ModelError(f"The networks in {path} are damaged: get the file again.")
    checksum = _sha256(path)
    # a known bundle under another name is still the network that its weights were learnt for
    same = [model.weights for model in known.values() if checksum in model.sha256]
    weights = same[0] if same else find_weights(name_or_path)
    return ModelFile(path.stem, path.resolve(), checksum, "unknown", weights)


def find_weights(name_or_path: str) -> str:
    """Name the folder in ``models/weights`` of a model, as `resolve` does, without its file."""
    known = read_models()
    return known.get(name_or_path, next(iter(known.values()))).weights


def fetch(name: str, *, progress: Progress | None = None) -> ModelFile:
    """Make sure that the cache has a model; a damaged file is replaced, a good one left alone.

    Parameters
    ----------
    name
        A name of the manifest.
    progress
        Called with the name, the bytes done and the bytes in all (0 if not known).

    Raises
    ------
    UsageError
        If there is no such name.
    ModelError
        If no source can give a file with a known checksum; the message names what was tried.
    """
    model = _has_known_checksum(name)
    if (file := _find_cached(model)) is not None:
        return file
    failures = []
    try:
        model.path.parent.mkdir(parents=True, exist_ok=True)
        for source in model.sources:
            try:
                return _fetch_from(source, model, progress)
            except SourceError as error:
                failures.append(f"{source.label}: {error}")
    except OSError as error:
        raise ModelError(
            f"The pose model cannot be kept in {model.path.parent} ({error.strerror or error}): "
            "set POSTURE_MODELS to a folder that can be written to."
        ) from error
    damaged = " (the file in the cache is damaged)" if is_there(model.path) else ""
    raise ModelError(
        f"The pose model {name!r} could not be fetched{damaged}; tried {'; '.join(failures)}. "
        f"Go online and run `posture models fetch`, or put {model.file} into {model.path.parent}."
    )


def verify(name: str) -> ModelFile:
    """Return the cached file of a model after checking it; never fetches.

    Raises
    ------
    UsageError
        If there is no such name.
    ModelError
        If the cache lacks it, or has it with an unknown checksum.
    """
    model = _has_known_checksum(name)
    if (file := _find_cached(model)) is not None:
        return file
    state = "is damaged" if is_there(model.path) else "is not on this machine"
    raise ModelError(
        f"The pose model {name!r} {state} ({model.path}): run `posture models fetch` while online."
    )


def list_models() -> list[ModelRow]:
    """Return one row a model: what it is, and whether this machine has it."""
    return [
        ModelRow(
            name=model.name,
            licence=model.licence,
            size=model.size,
            cached=is_there(model.path),
            verified=_find_cached(model) is not None,
            path=model.path,
        )
        for model in read_models().values()
    ]


def _model(name: str, entry: dict[str, Any]) -> Model:
    sources = tuple(Source(**{**s, "sha256": tuple(s["sha256"])}) for s in entry["sources"])
    return Model(**{**entry, "name": name, "sources": sources})


def _has_known_checksum(name: str) -> Model:
    known = read_models()
    if name not in known:
        raise UsageError(
            f"There is no pose model called {name!r}: choose {join_words([*known], 'or')}."
        )
    return known[name]


def _find_cached(model: Model) -> ModelFile | None:
    try:
        checksum = _sha256(model.path)
    except OSError:
        return None
    if checksum not in model.sha256:
        return None
    return ModelFile(model.name, model.path, checksum, model.licence, model.weights)


def _fetch_from(source: Source, model: Model, progress: Progress | None) -> ModelFile:
    """Fetch beside the cache's files and check; only then the file gets its name."""

    def report(done: int, total: int) -> None:
        if progress is not None:
            progress(model.name, done, total or model.size)

    report(0, model.size)
    with whole_file(model.path) as bundle:
        obtain(source, bundle, model.size, report)
        checksum = _sha256(bundle)
        if checksum not in source.sha256:
            raise SourceError("gave a file with an unknown checksum")
        report(bundle.stat().st_size, bundle.stat().st_size)
    return ModelFile(model.name, model.path, checksum, model.licence, model.weights)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
