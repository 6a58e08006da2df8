"""Types to bytes and back, whatever fields they have.

Dataclasses are packed by their fields, so a field that is added later is kept too. Numbers and
arrays come back bit for bit, NaN included. Nothing in the bytes is ever run, unlike in a pickle: a
file that somebody else put there can hold wrong numbers at worst.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, TypeVar

import msgspec
import numpy as np

T = TypeVar("T")


def pack(value: object) -> bytes:
    """Pack a value of dataclasses, lists, numbers, texts and arrays; equal ones give equal bytes.

    Raises
    ------
    NotImplementedError
        It holds something of another type.
    """
    return msgspec.msgpack.encode(value, enc_hook=_encode)


def unpack(data: bytes, kind: type[T]) -> T:
    """Undo `pack`; the annotations of a type must say what its fields hold.

    Parameters
    ----------
    data
        What `pack` made.
    kind
        The type that was packed, for example ``list[FrameResult]``.

    Raises
    ------
    ValueError
        The bytes are something else, or have other fields.
    """
    try:
        return msgspec.msgpack.decode(data, type=kind, dec_hook=_decode)
    except msgspec.MsgspecError as error:
        raise ValueError(str(error)) from error


def count_items(begin: bytes) -> int:
    """Count the items of a list that was packed, from its first bytes; 0 where it is no list."""
    kind = begin[:1]
    if kind == b"\xdd":
        return int.from_bytes(begin[1:5], "big")
    if kind == b"\xdc":
        return int.from_bytes(begin[1:3], "big")
    return begin[0] & 0x0F if kind and begin[0] >> 4 == 9 else 0


def _encode(value: object) -> Any:
    if isinstance(value, np.ndarray):
        if value.dtype.hasobject:
            raise NotImplementedError("an array of Python objects")
        return value.dtype.str, value.shape, np.ascontiguousarray(value).tobytes()
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, Fraction):
        return value.numerator, value.denominator
    raise NotImplementedError(f"{type(value).__name__} cannot be packed")


def _decode(_: type, packed: Any) -> Any:
    dtype, shape, data = packed
    # a copy, because what lies in the bytes cannot be written to
    return np.frombuffer(data, np.dtype(dtype)).reshape(shape).copy()
