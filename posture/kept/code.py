"""A checksum of code, so that what other code made is not taken for what this one would make."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path


def hash_code(modules: Iterable[str]) -> str | None:
    """Hash what modules do: their syntax without comments, layout and docstrings.

    Parameters
    ----------
    modules
        Names; they are not imported, only the packages they are in.

    Returns
    -------
    str or None
        64 hexadecimal digits; None where the source of one cannot be read.
    """
    digest = hashlib.sha256()
    for name in modules:
        try:
            spec = find_spec(name)
            tree = ast.parse(Path((spec and spec.origin) or "").read_text(encoding="utf-8"))
        except (ImportError, OSError, SyntaxError, ValueError):
            return None
        _remove_docstrings(tree)
        digest.update(f"{name}\n{ast.dump(tree)}\n".encode())
    return digest.hexdigest()


def _remove_docstrings(tree: ast.AST) -> None:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            node.body = [part for part in node.body if not _is_text(part)]


def _is_text(node: ast.stmt) -> bool:
    """Whether a statement is only a text, as a docstring or one below a constant is."""
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )
