"""Any text as a time, a window, an option or a row of a pace file, by Hypothesis."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hypothesis
import numpy as np
import pytest
from hypothesis import strategies as some

from posture.errors import UsageError
from posture.pace.files import read_pace
from posture.pace.track import FASTEST_M_S, STEEPEST_PERCENT
from posture.settings.options import Settings
from posture.settings.times import format_time, parse_time, parse_window
from posture.settings.windows import resolve_windows

KIND = "drawn by Hypothesis"
#: Letters of which times, windows and numbers are made, and some that look like them.
LETTERS = "0123456789:.-%–, eE+_x١２½\u2212\n"
texts = some.one_of(
    some.text(LETTERS, max_size=14),
    some.text(max_size=40),
    some.from_regex(r"\d{1,3}(:\d{2}){0,2}(\.\d+)?%?(-\d{1,3}(:\d{2}){0,2}%?)?", fullmatch=True),
    some.floats().map(repr),
    some.integers().map(str),
)
values = some.one_of(
    texts,
    some.none(),
    some.booleans(),
    some.integers(),
    some.floats(),
    some.binary(max_size=5),
    some.lists(some.one_of(texts, some.floats()), max_size=3),
    some.dictionaries(texts, some.one_of(texts, some.floats()), max_size=3),
)
#: Lengths of a film, seconds.
lengths = some.floats(0.01, 1e6)


@pytest.fixture
def count_examples() -> int:
    """How many examples each property is tried with."""
    import os

    return 400 if os.environ.get("HOSTILE_WHOLE") else 60


def refuse_in_a_sentence(call: Callable[[], Any]) -> Any:
    """Return what a call gives; None if it refuses, which must be in one sentence."""
    try:
        return call()
    except UsageError as error:
        text = str(error)
        assert "\n" not in text.replace("\\n", "")
        assert len(text) < 700
        return None


def try_property(body: Callable[..., None], drawn: Any, count: int, seed: int) -> int:
    """Try a property with drawn examples, the same for the same seed; returns how many."""
    tried = 0

    def once(example: Any) -> None:
        nonlocal tried
        tried += 1
        body(*example)

    limits = hypothesis.settings(
        max_examples=count,
        deadline=None,
        database=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    hypothesis.seed(seed)(limits(hypothesis.given(drawn)(once)))()
    return tried


def check_time(text: str, length_s: float) -> None:
    seconds = refuse_in_a_sentence(lambda: parse_time(text, length_s))
    if seconds is not None:
        assert math.isfinite(seconds)
        assert seconds >= 0
        assert parse_time(format_time(seconds)) == int(seconds)


def check_window(text: str, length_s: float) -> None:
    window = refuse_in_a_sentence(lambda: parse_window(text))
    if window is None:
        return
    assert str(parse_window(str(window))) == str(window)
    span = refuse_in_a_sentence(lambda: window.resolve(length_s))
    assert span is None or 0 <= span[0] < span[1] <= length_s


def check_option(name: str, value: object) -> None:
    """What is taken can be given again, and means the same."""
    settings = refuse_in_a_sentence(lambda: Settings.build(**{name: value}))
    if settings is not None:
        assert Settings.build(**{name: getattr(settings, name)}) == settings


def check_windows(early: str, late: str, pain: str, length_s: float) -> None:
    settings = refuse_in_a_sentence(lambda: Settings.build(early=early, late=late, pain_onset=pain))
    if settings is None:
        return
    found = refuse_in_a_sentence(lambda: resolve_windows(settings, length_s))
    if found is not None and found.early and found.late:
        assert found.early[1] <= found.late[0] + 1e-6


CASES = {
    "times": (check_time, some.tuples(texts, lengths)),
    "windows": (check_window, some.tuples(texts, lengths)),
    "options": (check_option, some.tuples(some.sampled_from([*Settings.options()]), values)),
    "windows together": (check_windows, some.tuples(texts, texts, texts, lengths)),
}


@pytest.mark.parametrize("name", CASES)
def test_what_users_write(name, tally, seed, count_examples):
    tally(KIND, try_property(*CASES[name], count_examples, seed), [])


numbers = some.one_of(
    some.floats().map(repr),
    some.floats(-20, 20).map(str),
    some.integers().map(str),
    some.sampled_from(["", "nan", "inf", "-inf", "1e400", "1,5", "x", '"', "0x1"]),
)


def test_rows_of_a_pace_file(tmp_path, tally, seed, count_examples):
    path: Path = tmp_path / "watch.csv"

    def check(rows: list[tuple[str, str, str]], head: str) -> None:
        path.write_text("\n".join([head, *(",".join(row) for row in rows)]), "utf-8")
        pace = refuse_in_a_sentence(lambda: read_pace(path))
        if pace is not None:
            known = pace.speed_m_s[np.isfinite(pace.speed_m_s)]
            assert ((known >= 0) & (known <= FASTEST_M_S)).all()
            grade = pace.grade_percent[np.isfinite(pace.grade_percent)]
            assert (np.abs(grade) <= STEEPEST_PERCENT).all()

    heads = some.sampled_from(
        ["time_s,speed_m_s,grade_percent"] * 6 + ["time_s,speed_m_s", "", "a"]
    )
    drawn = some.tuples(some.lists(some.tuples(numbers, numbers, numbers), max_size=6), heads)
    tally(KIND, try_property(check, drawn, count_examples, seed), [])
