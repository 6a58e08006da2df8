"""What measured numbers depend on: code and weights."""

from __future__ import annotations

import ast
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


def read_code(path: Path) -> bytes:
    """Read a file, a module without comments and docstrings, which change no number."""
    if path.suffix != ".py":
        return path.read_bytes()
    tree = ast.parse(path.read_bytes())
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if (
            isinstance(body, list)
            and body
            and isinstance(body[0], ast.Expr)
            and isinstance(body[0].value, ast.Constant)
            and isinstance(body[0].value.value, str)
        ):
            node.body = body[1:] or [ast.Pass()]  # type: ignore[attr-defined]
    return ast.dump(tree).encode()
