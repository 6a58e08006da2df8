"""Warnings about both directions in one run, and about a lean that follows the place."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from posture.capture.passes import (
    explain_other_legs,
    measure_share_apart,
    warn_of_converging,
    warn_of_passes,
    warn_of_place,
)
from posture.capture.place import fit_lean_over_place
from posture.comparison.sides import compare_sides
from posture.results.types import PassOfRunner

STEP_S = 0.35


def passes(ways: str) -> list[PassOfRunner]:
    names = {"R": "right", "L": "left"}
    return [
        PassOfRunner(start_s=10.0 * i, end_s=10.0 * i + 8, facing=names[way])
        for i, way in enumerate(ways)
    ]


def strides(early: str, late: str, right_deg: float, left_deg: float) -> pd.DataFrame:
    ways = [*early, *late]
    return pd.DataFrame(
        {
            "facing": ["right" if way == "R" else "left" for way in ways],
            "segment": ["early"] * len(early) + ["late"] * len(late),
            "trunk_lean_deg": [right_deg if way == "R" else left_deg for way in ways],
            "rejected": "",
        }
    )


def test_one_direction_is_nothing_to_warn_of():
    assert warn_of_passes(passes("RRR"), strides("RR", "RR", 7, 7)) == []


@pytest.mark.parametrize(
    ("early", "late", "cost"),
    [("RLRL", "RLRL", None), ("RRRL", "RLLL", 1.5), ("RRRR", "LLLL", 3.9)],
)
def test_both_directions_cost_what_the_windows_differ_by(early: str, late: str, cost: float | None):
    """Where each window shows one direction, what it costs cannot be seen: twice the level."""
    (found,) = warn_of_passes(passes("RLR"), strides(early, late, 8.0, 5.0), level_sd_deg=1.0)
    assert found.code == "both_sides"
    assert "2 to the right and 1 to the left" in found.message
    assert found.cost_deg == cost
    assert ("counts as change" in found.message) == (cost is not None)


def test_clips_from_opposite_sides_are_named():
    table = strides("RRR", "LLL", 8.0, 5.0).assign(clip=["early"] * 3 + ["late"] * 3)
    (found,) = warn_of_passes(passes("RL"), table, level_sd_deg=0.5)
    assert found.code == "opposite_sides"
    assert "the right one in the early clip and the left one in the late clip" in found.message
    assert "not compared" in found.message
    assert found.cost_deg == pytest.approx(2.0, abs=0.05)


@pytest.mark.parametrize(
    ("early", "late", "share"), [("RLRL", "LRLR", 0), ("RRRR", "RRLL", 0.5), ("LL", "RR", 1)]
)
def test_measures_of_one_leg_are_not_compared_where_the_windows_show_other_legs(
    early: str, late: str, share: float
):
    table = strides(early, late, 8.0, 5.0)
    assert measure_share_apart(table) == share
    apart = explain_other_legs(table)
    assert ("knee_lift_near_deg" in apart) == (share >= 0.5)
    assert "trunk_lean_deg" not in apart


def test_left_and_right_stay_the_same_legs_in_both_directions():
    # the right leg lifts its knee to 60, the left one to 50, whichever is nearer
    ways = np.array(["right", "left"])[np.arange(40) // 10 % 2]
    right_is_near = ways == "right"
    table = pd.DataFrame(
        {
            "facing": [*ways, "right"],
            "knee_lift_near_deg": [*np.where(right_is_near, 60.0, 50.0), 60.0],
            "knee_lift_far_deg": [*np.where(right_is_near, 50.0, 60.0), 50.0],
            "segment": "",
            "rejected": "",
            "start_s": np.arange(41) * 0.7,
        }
    )
    found = compare_sides(table, near_side="right")["knee_lift"]
    assert (found.near, found.far) == (60.0, 50.0)
    found = compare_sides(table, near_side="left")["knee_lift"]
    assert (found.near, found.far) == (50.0, 60.0)
    # what is not said of both directions, a mean over near legs, would be the same for both
    assert table["knee_lift_near_deg"].mean() == pytest.approx(55, abs=0.3)


def crossing(lean_at: tuple[float, float], seconds: float, span: float = 40.0) -> tuple:
    time_s = np.arange(0, seconds, 1 / 60)
    share = time_s / seconds
    within = 2.0 * np.cos(2 * np.pi * time_s / STEP_S)
    return (
        lean_at[0] + (lean_at[1] - lean_at[0]) * share + within,
        span * (share - 0.5),
        time_s,
        [slice(0, len(time_s))],
        STEP_S,
    )


def test_steps_of_one_pass_that_lean_less_and_less_are_warned_of_with_degrees():
    # the four steps of a public film: 11.5, 6.6, 4.5, 1.6 degrees
    found = fit_lean_over_place(*crossing((12.5, 0.5), 4.05 * STEP_S))
    assert found is not None
    assert found.steps == 4
    warning = warn_of_place(found)
    assert warning is not None
    assert warning.code == "lean_over_place"
    assert warning.cost_deg == pytest.approx(found.range_deg / 2, abs=0.06)
    assert found.first_deg == pytest.approx(11.0, abs=0.3)
    assert found.last_deg == pytest.approx(2.0, abs=0.3)
    assert "11." in warning.message
    assert "one number" in warning.message


def test_a_lean_that_stays_the_same_across_the_picture_is_no_fault():
    assert warn_of_place(fit_lean_over_place(*crossing((7.0, 8.0), 2.0))) is None


@pytest.mark.parametrize(("seconds", "span"), [(2.0, 3.0), (0.9, 40.0)])
def test_on_a_treadmill_and_in_two_steps_nothing_can_be_said(seconds: float, span: float):
    assert fit_lean_over_place(*crossing((12.0, 1.0), seconds, span)) is None
    assert warn_of_place(None) is None


def test_uprights_that_converge_are_named_where_they_matter():
    assert warn_of_converging(0.8) is None
    warning = warn_of_converging(4.0)
    assert warning is not None
    assert "by 4.0° between the places" in warning.message
    assert warning.cost_deg == 1.2
