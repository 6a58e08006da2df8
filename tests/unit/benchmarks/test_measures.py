"""Details are judged as far as the committed benchmark of them says."""

import json
from pathlib import Path

import pytest
from benchmarks.measures_page import change_error, name_strike

from posture.measures import DETAILS, MEASURES
from posture.measures.detail_errors import CHANGE_ERROR, NO_VERDICT

SCORES = json.loads(
    (Path(__file__).parents[2] / "benchmarks" / "measures.json").read_text(encoding="utf-8")
)


def test_the_errors_of_details_are_those_of_the_benchmark():
    for name, error in CHANGE_ERROR.items():
        assert error == pytest.approx(change_error(SCORES, name), rel=0.15), name


def test_what_is_off_by_more_than_half_of_what_matters_gets_no_verdict():
    compared = {m.name: m for m in MEASURES if m.name in DETAILS and m.compared}
    for name, measure in compared.items():
        error = change_error(SCORES, name)
        if error is None or error > measure.smallest_change / 2:
            assert measure.method_error is None, name
        assert bool(measure.method_error) != bool(measure.no_verdict), name
    assert set(CHANGE_ERROR) | set(NO_VERDICT) <= set(compared)


def test_a_foot_strike_is_named_by_its_angle():
    assert [name_strike(angle) for angle in (15.0, 3.0, -8.0)] == [
        "rearfoot", "midfoot", "forefoot",
    ]  # fmt: skip
