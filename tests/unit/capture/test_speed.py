"""Warnings about how a film plays."""

from __future__ import annotations

from dataclasses import replace

import pytest
from case_clips import read_case

from posture.capture.speed import warn_of_interlace, warn_of_speed
from posture.gait import Playback
from posture.gait.speed_of_play import SpeedOfPlay


def test_an_unknown_speed_is_said_with_what_to_give():
    speed = SpeedOfPlay(2.0, False, "guess")
    warning = warn_of_speed(Playback((0.0, 9.0), (speed,)), 0.62)
    assert warning is not None
    assert warning.code == "speed_unknown"
    assert "74 a minute" in warning.message
    assert "not given" in warning.message
    assert "--speed-factor" in warning.advice
    assert warning.cost_deg is None


def test_a_change_of_speed_is_said_with_its_moment():
    speeds = (SpeedOfPlay(1.0, True, "rates"), SpeedOfPlay(8.0, True, "rates"))
    warning = warn_of_speed(Playback((0.0, 8.1, 14.0), speeds), 1.5)
    assert warning is not None
    assert warning.code == "speed_changes"
    assert "×1 until 8.1 s, then ×8" in warning.message


@pytest.mark.parametrize(("trunk_px", "cost"), [(57.3, 2.0), (229.2, 0.5)])
def test_an_interlaced_film_is_named_with_its_cost(trunk_px: float, cost: float):
    info, _ = read_case("feetcut")
    assert warn_of_interlace(info, trunk_px) is None
    warning = warn_of_interlace(replace(info, interlaced=True), trunk_px)
    assert warning is not None
    assert (warning.code, warning.cost_deg) == ("interlaced", cost)
    assert "deinterlace" in warning.advice
