"""Where the files that ship beside the code are: the model manifest and the sample clips.

In a checkout they are the top-level folders ``models/`` and ``samples/``; a wheel carries the same
folders inside the package as ``posture/_models`` and ``posture/_samples`` (see ``pyproject.toml``).
"""

from __future__ import annotations

from pathlib import Path

from posture.errors import UsageError


def manifest_path() -> Path:
    """Return the path of ``models/manifest.toml``."""
    return _shipped("models") / "manifest.toml"


def metadata_path(network: str) -> Path:
    """Return the path of the metadata of a network of the bundle.

    Parameters
    ----------
    network
        ``"pose_detector"`` or ``"pose_landmarks_detector"``.
    """
    return _shipped("models") / f"{network}.metadata"


def centres_path() -> Path:
    """Return the path of the weights of joint centres, see `posture.learned.joint_centres`."""
    return _shipped("models") / "centres.json"


def back_path() -> Path:
    """Return the path of what was learnt about the low back, see `posture.back`."""
    return _shipped("models") / "back.json"


def line_path() -> Path:
    """Return the path of the lines that backs can have, see `posture.back.arm_rejection`."""
    return _shipped("models") / "line.json"


def cloth_path() -> Path:
    """Return the path of what tells cloth from skin, see `posture.back.cloth`."""
    return _shipped("models") / "cloth.json"


def sample_path(name: str) -> Path:
    """Return the path of a sample file, for example ``"fresh_to_tired.mp4"``.

    Raises
    ------
    UsageError
        If no sample of that name is shipped.
    """
    path = _shipped("samples") / name
    if not path.is_file():
        raise UsageError(f"There is no sample called {name!r}: look into the folder {path.parent}.")
    return path


def _shipped(folder: str) -> Path:
    package = Path(__file__).parents[1]  # never inside a zip: the libraries it needs are native
    installed = package / f"_{folder}"
    return installed if installed.is_dir() else package.parent / folder
