"""What measured numbers depend on: code and weights."""

from __future__ import annotations

import hashlib
from pathlib import Path

import posture
from posture.utils.resources import model_file

#: The weights that this project learnt.
WEIGHTS = ("centres.json", "line.json", "back.json", "cloth.json")


def measuring_files() -> list[Path]:
    """Return the files of package and models that measured numbers depend on, in order."""
    package = Path(str(posture.__file__)).parent
    models = model_file(WEIGHTS[0]).parent
    files = [*package.rglob("*.py")], [path for path in models.iterdir() if path.is_file()]
    return [
        path
        for part in files
        for path in sorted(part)
        if "synthetic" not in path.parts and path.suffix != ".md"
    ]


def name_weights() -> str:
    """Name each file of weights with the beginning of its checksum."""
    return ", ".join(
        f"{path.stem} {hashlib.sha256(path.read_bytes()).hexdigest()[:12]}"
        for path in map(model_file, WEIGHTS)
    )
