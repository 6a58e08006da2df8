"""What is packed comes back bit for bit, whatever its fields are."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pytest

from posture.kept import count_items, pack, unpack


@dataclass(frozen=True)
class Inner:
    points: npt.NDArray[np.float32]
    name: str


@dataclass(frozen=True)
class Outer:
    index: int
    change: float
    inner: Inner | None
    others: list[Inner] | None
    mask: npt.NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, bool))


def odd_values() -> npt.NDArray[np.float32]:
    """NaN with a payload, both zeros, infinity, the smallest number: all bits matter."""
    bits = [0x7FC00001, 0x80000000, 0, 0x7F800000, 1, 0xFF800000, 0x3F800001]
    return np.array(bits, np.uint32).view(np.float32)


def test_every_bit_comes_back():
    inner = Inner(odd_values(), "hüfte")
    value = [
        Outer(3, -0.0, inner, [inner, inner], np.array([[True], [False]])),
        Outer(4, float("nan"), None, None),
    ]
    back = unpack(pack(value), list[Outer])
    assert back[0].inner is not None
    assert back[0].inner.points.tobytes() == odd_values().tobytes()
    assert back[0].inner.points.dtype == np.float32
    assert back[0].inner.name == "hüfte"
    assert np.copysign(1, back[0].change) == -1
    assert len(back[0].others or []) == 2
    np.testing.assert_array_equal(back[0].mask, [[True], [False]])
    assert np.isnan(back[1].change)
    assert (back[1].inner, back[1].others, back[1].mask.shape) == (None, None, (0,))
    assert pack(back) == pack(value)


def test_arrays_can_be_written_to_and_may_have_been_views():
    wide = np.arange(12.0).reshape(3, 4)
    back = unpack(pack(Inner(wide[:, ::2], "")), Inner)
    np.testing.assert_array_equal(back.points, wide[:, ::2])
    back.points[0] = 7


def test_numbers_of_numpy_and_fractions():
    assert pack([np.float64(0.1), np.int64(3)]) == pack([0.1, 3])
    assert pack(Fraction(1, 3)) == pack([1, 3])


@pytest.mark.parametrize("value", [object(), np.array([object()]), {1}.__iter__()])
def test_what_cannot_be_packed(value):
    with pytest.raises(NotImplementedError):
        pack(value)


@pytest.mark.parametrize(
    "data",
    [b"", b"\xc1", pack([1, 2]), pack({"points": ["<f4", [2], b"123"], "name": ""}), pack(None)],
)
def test_other_bytes_are_refused(data):
    with pytest.raises(ValueError, match=r"."):
        unpack(data, Inner)


def test_other_fields_are_refused():
    with pytest.raises(ValueError, match="missing required field `index`"):
        unpack(pack(Inner(np.zeros(1, np.float32), "")), Outer)


@pytest.mark.parametrize("items", [0, 1, 15, 16, 400, 65_535, 65_536])
def test_items_of_a_list_are_counted_by_its_first_bytes(items):
    assert count_items(pack([7] * items)[:8]) == items


@pytest.mark.parametrize("data", [b"", pack("list"), pack(7), pack({"index": 3})])
def test_what_is_no_list_has_no_items(data):
    assert count_items(data[:8]) == 0
