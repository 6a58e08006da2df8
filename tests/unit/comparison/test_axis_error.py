"""What joint centres put otherwise in another video do to the angles at the hip, as an error."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from stick_recording import recording

import posture.recording
from posture.comparison.axis_error import MOVED_BY, add_axis_error
from posture.comparison.windows import used_strides
from posture.levels import find_axis_change
from posture.standing import TrunkAxis

#: Further ahead, trunk lengths.
BY = 0.01


def means(patch: pytest.MonkeyPatch, axis: TrunkAxis) -> pd.Series:
    """Means over the strides of a stick figure whose joint centres are put elsewhere."""
    find = posture.recording._find_joints

    def put(*given):
        body, found = find(*given)
        return axis.apply(body), found

    with patch.context() as moved:
        moved.setattr(posture.recording, "_find_joints", put)
        return used_strides(recording(duration_s=8).strides).mean(numeric_only=True)


def test_the_table_is_what_moved_joint_centres_do_to_a_runner(monkeypatch):
    still, hip, shoulder = (
        means(monkeypatch, axis)
        for axis in (TrunkAxis(), TrunkAxis(hip=BY), TrunkAxis(shoulder=BY))
    )
    for name, (by_hip, by_shoulder) in MOVED_BY.items():
        assert hip[name] - still[name] == pytest.approx(by_hip * BY, rel=0.35), name
        expected = pytest.approx(by_shoulder * BY, rel=0.35, abs=1e-3)
        assert shoulder[name] - still[name] == expected, name


def test_the_error_is_added_to_others_and_a_single_video_has_none():
    doubts = {"sway_back_trunk": 0.003, "trunk_lean_deg": 0.2}
    assert add_axis_error(doubts, 0.0, 0.0) == doubts
    found = add_axis_error(doubts, 0.004, 0.0)
    assert found["sway_back_trunk"] == pytest.approx(0.005)
    assert found["trunk_lean_deg"] == 0.2
    assert found["hip_extension_peak_near_deg"] == pytest.approx(
        0.004 * MOVED_BY["hip_extension_peak_near_deg"][0]
    )
    assert all(value >= 0 for value in add_axis_error({}, -0.01, 0.02).values())


def test_the_change_of_the_axis_is_that_between_the_windows():
    one = recording(duration_s=8)
    first, second = (
        replace(one, axis=replace(one.axis, hip=hip, shoulder=0.01)) for hip in (0.02, 0.05)
    )
    strides = pd.DataFrame(
        {"clip": ["a"] * 4 + ["b"] * 4, "segment": ["early"] * 3 + ["", "", "late", "late", "late"]}
    )
    assert find_axis_change([first, second], strides) == pytest.approx((0.03, 0.0))
    assert find_axis_change([one], strides.assign(clip="a")) == (0.0, 0.0)
    some = strides.assign(segment=["early"] * 4 + ["late"] + ["early"] * 3)
    hip, _ = find_axis_change([first, second], some)
    assert hip == pytest.approx(0.05 - (4 * 0.02 + 3 * 0.05) / 7)
    empty = strides.assign(segment="early")
    assert find_axis_change([first, second], empty) == (0.0, 0.0)
