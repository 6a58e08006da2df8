"""Who is measured: a number, or where somebody is in one frame."""

from __future__ import annotations

import pytest

from posture.errors import UsageError
from posture.settings.subject import Spot, parse_subject, read_subject


@pytest.mark.parametrize(
    ("value", "read", "parsed"),
    [
        ("auto", "auto", None),
        ("2", 2, 2),
        (2, 2, 2),
        (" 120:640,410 ", "120:640,410", Spot(120, 640, 410)),
    ],
)
def test_a_number_or_a_place(value, read, parsed):
    assert read_subject(value) == read
    assert parse_subject(read) == parsed


def test_a_place_is_written_as_it_is_read():
    spot = Spot(0, 5, 7)
    assert parse_subject(read_subject(str(spot))) == spot


@pytest.mark.parametrize(
    "value", ["first", 0, True, "1:2", "1:2,3,4", "-1:2,3", "1:2.5,3", "1:2,3\n4", None]
)
def test_what_is_neither(value):
    with pytest.raises(UsageError, match="neither auto, nor a whole number from 1, nor a place"):
        read_subject(value)
