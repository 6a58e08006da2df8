"""Convert plain JSON values to types; errors name the key that is wrong."""

from __future__ import annotations

import re
from typing import Any, TypeVar

from msgspec import Struct, ValidationError, convert

from posture.errors import UsageError

#: A step of a path such as ``$.quality.warnings[0].code``; ``[...]`` is some key of a mapping.
_STEP = re.compile(r"\.(?P<key>\w+)|\[(?P<place>\d+)\]|(?P<some>\[\.\.\.\])")

Kind = TypeVar("Kind", bound=Struct)


def decode(values: Any, kind: type[Kind]) -> Kind:
    """Convert plain values to a type, strictly: a text is no number, and 1 is not true.

    Parameters
    ----------
    values
        From `json.loads`. Keys that `kind` does not have are ignored.
    kind
        The type to make.

    Raises
    ------
    UsageError
        A value is missing or of the wrong type; one sentence names its key.
    """
    try:
        return convert(values, kind)
    except ValidationError as error:
        message = str(error)
    what, _, path = message.partition(" - at ")
    keys = _resolve(path, message, values, kind)
    what = (what[0].lower() + what[1:]).replace("`", "")
    where = f" at {'.'.join(keys)}" if keys else ""
    raise UsageError(f"the summary of this run is damaged: {what}{where}")


def _resolve(path: str, message: str, values: Any, kind: type[Struct]) -> list[str]:
    """Give the keys of a path, with the key that ``[...]`` stands for found by trying each."""
    keys: list[str] = []
    node = values
    for step in _STEP.finditer(path):
        if step["place"]:
            keys.append(step["place"])
            node = node[int(step["place"])]
            continue
        key = step["key"] or next(
            name for name in node if _fails(_only(values, [*keys, name]), message, kind)
        )
        keys.append(key)
        node = node[key]
    return keys


def _only(values: Any, keys: list[str]) -> Any:
    """Give the values with nothing but the last of the keys in the mapping that it lies in."""
    first, *others = keys
    return values | {first: _only(values[first], others)} if others else {first: values[first]}


def _fails(values: Any, message: str, kind: type[Struct]) -> bool:
    """Whether the values have the fault that a message describes."""
    try:
        convert(values, kind)
    except ValidationError as error:
        return str(error) == message
    return False
