"""Find the files that ship with the code: model files and sample clips.

In a checkout they are the top-level folders ``models/`` and ``samples/``; a wheel carries the same
folders inside the package as ``posture/_models`` and ``posture/_samples`` (see ``pyproject.toml``).
"""

from __future__ import annotations

from pathlib import Path

from posture.errors import UsageError


def model_file(name: str) -> Path:
    """Find a file of the folder ``models``.

    Parameters
    ----------
    name
        For example ``"manifest.toml"``, ``"pose_detector.metadata"`` or the folder ``"weights"``
        (`posture.back.learned_models`).
    """
    return _find_shipped("models") / name


def sample_path(name: str) -> Path:
    """Find a sample file, for example ``"fresh_to_tired.mp4"``.

    Raises
    ------
    UsageError
        If no sample of that name is shipped.
    """
    path = _find_shipped("samples") / name
    if not path.is_file():
        raise UsageError(f"There is no sample called {name!r}: look into the folder {path.parent}.")
    return path


def _find_shipped(folder: str) -> Path:
    package = Path(__file__).parents[1]  # never inside a zip: the package needs native libraries
    installed = package / f"_{folder}"
    return installed if installed.is_dir() else package.parent / folder
