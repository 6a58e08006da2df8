from dataclasses import replace

import numpy as np
import pytest

from posture.comparison import Estimate, family_confidence
from posture.comparison.settle import MOST_STRIDES, Plan, settle, settle_too_few
from posture.measures import find_measure

LEAN = find_measure("trunk_lean_deg")
ARCH = find_measure("lumbar_lordosis_deg")
#: Error of the mean of ten independent strides of SD 3 degrees, twice.
OF_TEN = 3.0 * np.sqrt(2 / 10)


def plan(value: float, **fields) -> Plan:
    chance = Estimate(value, np.array([OF_TEN**2]), np.array([18.0]), np.ones(1))
    fields = {"method_sd": 0.3, "smallest": 2.0, "stride_s": 0.7} | fields
    return Plan(
        **{"measure": LEAN, "chance": chance, "confidence": family_confidence(3), "strides": 10}
        | fields
    )


def half_width_with(asked: Plan, strides: int) -> float:
    chance = asked.chance.with_strides(strides / asked.strides)
    return chance.with_error(asked.method_sd).half_width(asked.confidence)


@pytest.mark.parametrize(("value", "wanted"), [(3.0, 3.0), (-3.0, 3.0), (0.5, 1.5)])
def test_so_many_strides_make_the_interval_narrow_enough(value: float, wanted: float):
    asked = plan(value)
    found = settle(asked)
    assert found.strides > 10
    assert found.strides % 5 == 0
    assert half_width_with(asked, found.strides) <= wanted / 1.4
    assert half_width_with(asked, found.strides - 5) > wanted / 1.4
    seconds = 5 * np.ceil(found.strides * 0.7 / 5)
    assert (
        found.text == f"about {found.strides} strides in each window, {seconds:.0f} s of film each"
    )


def test_a_larger_change_needs_fewer_strides():
    needed = [settle(plan(value)).strides for value in (2.0, 3.0, 4.0)]
    assert needed == sorted(needed, reverse=True)
    assert needed[0] > needed[-1]


def test_where_the_method_errs_more_film_does_not_help_and_better_film_is_named():
    found = settle(plan(3.0, measure=ARCH, method_sd=3.2, smallest=5.0))
    assert found.strides is None
    assert found.text.startswith("more film will not settle it, since the method itself may err by")
    assert "7.6°" in found.text
    assert "bare or closely dressed back" in found.text
    assert "camera square" in settle(plan(3.0, method_sd=3.0)).text


def test_a_change_beside_the_smallest_that_matters_is_not_promised_to_settle():
    found = settle(plan(1.9))
    assert found.strides is None
    assert "so near to 2.0°" in found.text


def test_strides_that_vary_too_much_are_not_promised_to_settle():
    wild = plan(0.0, chance=Estimate(0.0, np.array([900.0]), np.array([18.0]), np.ones(1)))
    found = settle(wild)
    assert half_width_with(wild, MOST_STRIDES) > 2.0
    assert found.strides is None
    assert "even pace" in found.text


def test_without_the_length_of_a_stride_no_seconds_are_given():
    assert settle(replace(plan(3.0), stride_s=float("nan"))).text.endswith("in each window")
    assert settle_too_few(10, 0.72).text == "at least 10 strides in each window, 10 s of film each"
