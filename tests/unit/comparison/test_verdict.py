import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posture.comparison import CHANGED, PROBABLE, Estimate, family_confidence, judge_change
from posture.measures import find_measure

LEAN = find_measure("trunk_lean_deg")
CONTACT = find_measure("contact_time_near_s")
OF_THREE = family_confidence(3)
#: Half of the intervals of an error with SD 1: by itself, and one of three.
PLAIN, CORRECTED = 1.960, 2.388


def normal(value: float, sd: float) -> Estimate:
    return Estimate(value, np.array([sd**2]), np.array([1e9]), np.ones(1))


def judge(value: float, sd: float, smallest: float, *, alone: bool = False, unit=LEAN.unit):
    """Judge a change with an error that is known, as one of three or alone."""
    change = normal(value, sd)
    corrected = None if alone else change.interval(OF_THREE)
    return judge_change(unit, value, smallest, ci95=change.ci95, ci95_family=corrected)


@pytest.mark.parametrize(
    ("value", "sd", "says", "why"),
    [
        (3.0, 0.5, "increased", "1.8° to 4.2°, leaves out 0, and the change is at least 2.0°"),
        (-3.0, 0.5, "decreased", "−4.2° to −1.8°"),
        (
            2.2,
            1.0,
            "probably increased",
            "−0.2° to 4.6°, holds 0; only by itself, with 0.2° to 4.2°",
        ),
        (-2.2, 1.0, "probably decreased", "−4.6° to 0.2°, holds 0"),
        (0.3, 0.5, "no relevant change", "−0.9° to 1.5°, lies within ± 2.0°"),
        (1.2, 0.3, "no relevant change", "0.5° to 1.9°"),
        (0.0, 0.0, "no relevant change", "0.0° to 0.0°"),
        (3.0, 2.0, "uncertain", "holds 0 and also changes that matter, from 2.0° on"),
        (0.3, 1.0, "uncertain", "−2.1° to 2.7°, holds 0"),
        (1.8, 0.5, "uncertain", "leaves out 0, but whether the change reaches 2.0°"),
        (1.8, 0.74, "uncertain", "0.0° to 3.6°, only just leaves out 0, but whether"),
    ],
)
def test_each_verdict_and_its_reason(value: float, sd: float, says: str, why: str):
    found = judge(value, sd, 2.0)
    assert found.verdict == says
    assert why in found.reason
    assert found.counts_from == pytest.approx(max(2.0, CORRECTED * sd), rel=1e-3)


def test_outside_a_family_the_plain_interval_decides_and_nothing_is_probable():
    found = judge(2.2, 1.0, 2.0, alone=True)
    assert (found.verdict, found.ci95_family) == ("increased", None)
    assert found.counts_from == 2.0
    assert found.ci95 == pytest.approx((2.2 - PLAIN, 2.2 + PLAIN), abs=0.01)
    assert judge(1.9, 1.0, 0.0, alone=True).verdict == "uncertain"


def test_reasons_are_in_the_unit_that_people_read():
    found = judge(0.016, 0.002, 0.010, alone=True, unit=CONTACT.unit)
    assert found.reason.startswith("the interval, 12 ms to 20 ms, leaves out 0")


sizes = st.floats(0.0, 30.0)
SIGNED = st.floats(-30.0, 30.0)


@given(SIGNED, sizes, st.floats(0.01, 10.0), st.booleans())
def test_no_number_beats_its_threshold_and_is_denied(value, sd, smallest, alone):
    found = judge(value, sd, smallest, alone=alone)
    assert (found.verdict in CHANGED) == (abs(value) >= found.counts_from)
    low, high = found.ci95_family or found.ci95
    assert found.counts_from == max(smallest, (high - low) / 2)
    if found.verdict in CHANGED + PROBABLE:
        assert found.verdict.endswith("increased") == (value > 0)
    if found.verdict in PROBABLE:
        assert not alone
        assert abs(value) >= max(smallest, (found.ci95[1] - found.ci95[0]) / 2)
    if found.verdict == "no relevant change":
        assert max(abs(low), abs(high)) <= smallest
    if found.verdict == "uncertain":
        assert max(abs(low), abs(high)) > smallest
    assert found.reason


@pytest.mark.parametrize("correlation", [0.0, 0.6, 0.95])
def test_all_of_a_family_hold_their_truth_at_once(correlation: float):
    rng = np.random.default_rng(3)
    shared = rng.standard_normal((20000, 1))
    own = rng.standard_normal((20000, 3))
    errors = np.sqrt(correlation) * shared + np.sqrt(1 - correlation) * own
    half = normal(0.0, 1.0).half_width(OF_THREE)
    assert half == pytest.approx(CORRECTED, rel=1e-3)
    at_once = float((np.abs(errors) <= half).all(axis=1).mean())
    assert at_once >= 0.945


def test_a_family_of_one_is_not_corrected():
    assert family_confidence(1) == family_confidence(0) == pytest.approx(0.95)
