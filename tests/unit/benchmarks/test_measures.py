"""Details are judged as far as the committed benchmark of them says."""

import json
from pathlib import Path

import pytest
from benchmarks.measures_page import change_error, is_judged

from posture.measures import DETAILS, MEASURES
from posture.measures.detail_errors import CHANGE_ERROR, NO_VERDICT

SCORES = json.loads(
    (Path(__file__).parents[2] / "benchmarks" / "measures.json").read_text(encoding="utf-8")
)
COMPARED = {m.name: m for m in MEASURES if m.name in DETAILS and m.compared}


def test_the_errors_of_details_are_those_of_the_benchmark():
    for name, error in CHANGE_ERROR.items():
        assert error == pytest.approx(change_error(SCORES, name), rel=0.1), name


@pytest.mark.parametrize("name", COMPARED)
def test_only_what_is_near_enough_to_the_truth_gets_a_verdict(name: str):
    measure = COMPARED[name]
    judged = is_judged(SCORES, name, measure.smallest_change)
    assert (measure.method_error is not None) == judged
    assert bool(measure.no_verdict) != judged
    assert (name in CHANGE_ERROR) == judged
    assert judged or measure.needs or name in NO_VERDICT
