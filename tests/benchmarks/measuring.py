"""What measured numbers depend on: code and weights."""

from __future__ import annotations

import hashlib
from pathlib import Path

import posture
from posture.utils.resources import model_file


def measuring_files() -> list[Path]:
    """Return the files of package and models that measured numbers depend on, in order."""
    package = Path(str(posture.__file__)).parent
    models = [path for path in model_file("").iterdir() if path.is_file()]
    return [
        path
        for part in (package.rglob("*.py"), models, model_file("weights").rglob("*.json"))
        for path in sorted(part)
        if "synthetic" not in path.parts and path.suffix != ".md"
    ]


def name_weights() -> str:
    """Name each file of weights with the beginning of its checksum."""
    folder = model_file("weights")
    return ", ".join(
        f"{path.relative_to(folder).with_suffix('').as_posix()} "
        f"{hashlib.sha256(path.read_bytes()).hexdigest()[:12]}"
        for path in sorted(folder.rglob("*.json"))
    )
