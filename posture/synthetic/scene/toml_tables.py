"""Dataclasses out of TOML tables: every key and every value is checked against its annotation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from types import UnionType
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from posture.errors import UsageError

T = TypeVar("T")
#: What a message calls each type.
_NAMES = {float: "a number", int: "a whole number", bool: "true or false", str: "a text in quotes"}


def build_dataclass(kind: type[T], table: object, what: str) -> T:
    """Make a dataclass of a table; lists become tuples, as colours are.

    Parameters
    ----------
    kind, table
        The dataclass, and what TOML says.
    what
        Name of the table, for messages.

    Raises
    ------
    UsageError
        A key or a value does not fit, or one that is needed is missing.
    """
    values = check_values(kind, table, what)
    for field in fields(kind):  # type: ignore[arg-type]
        needed = field.default is MISSING and field.default_factory is MISSING
        if needed and field.name not in values:
            raise UsageError(f"{what} needs a {field.name}")
    return kind(**values)


def check_values(kind: type, table: object, what: str) -> dict[str, Any]:
    """Return the values of a table that may be part of a dataclass.

    Raises
    ------
    UsageError
        A key or a value does not fit.
    """
    hints = get_type_hints(kind)
    found = check_keys(table, {field.name for field in fields(kind)}, what)
    return {name: _fitting(value, hints[name], f"{what}.{name}") for name, value in found.items()}


def check_keys(table: object, known: set[str], what: str) -> Mapping[str, Any]:
    """Return the table if it is one and has no other than the known keys.

    Raises
    ------
    UsageError
        It is none, or has others.
    """
    if not isinstance(table, Mapping):
        raise UsageError(f"{what} is {table!r}; it must be a table of names and values")
    if unknown := sorted(set(table) - known):
        raise UsageError(f"{what} has no {unknown[0]!r}; choose from {', '.join(sorted(known))}")
    return table


def _fitting(value: Any, hint: Any, what: str) -> Any:
    kind, inner = get_origin(hint), get_args(hint)
    if kind is UnionType:  # "or None": TOML has no None
        return _fitting(value, inner[0], what)
    if kind is Literal:
        if value not in inner:
            raise UsageError(f"{what} is {value!r}; choose one of {', '.join(map(str, inner))}")
        return value
    if kind is tuple:
        if not isinstance(value, list) or len(value) != len(inner):
            raise UsageError(f"{what} is {value!r}; it must be a list of {len(inner)}")
        return tuple(_fitting(v, h, what) for v, h in zip(value, inner, strict=True))
    if kind is Mapping:
        table = check_keys(value, set(value) if isinstance(value, Mapping) else set(), what)
        return {name: _fitting(v, inner[1], f"{what}.{name}") for name, v in table.items()}
    if hint in _NAMES:
        right = isinstance(value, int | float if hint is float else hint)
        if not right or (isinstance(value, bool) and hint is not bool):
            raise UsageError(f"{what} is {value!r}; it must be {_NAMES[hint]}")
    return value
