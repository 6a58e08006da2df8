"""Tangents of the back line against lines whose slopes are known."""

from __future__ import annotations

import numpy as np
import pytest

from posture.back import PLACES
from posture.back.geometry import (
    SACRUM,
    THORACOLUMBAR,
    UPPER_BACK,
    hollow,
    hollow_depth,
    tangent,
    thoracic_curve,
)


@pytest.mark.parametrize("degrees", [-25.0, -3.0, 0.0, 12.0, 40.0])
def test_a_straight_line_leans_by_its_angle_everywhere(degrees):
    # going down it gets further behind: its upper end is ahead
    line = 0.2 + np.tan(np.radians(degrees)) * PLACES[None]
    for part in (SACRUM, THORACOLUMBAR, UPPER_BACK):
        assert tangent(line, part)[0] == pytest.approx(degrees, abs=1e-9)
    assert hollow(line)[0] == pytest.approx(0.0, abs=1e-9)
    assert thoracic_curve(line)[0] == pytest.approx(0.0, abs=1e-9)


def test_distance_from_the_trunk_does_not_matter():
    line = np.stack([0.1 + 0.3 * PLACES, 0.4 + 0.3 * PLACES])
    np.testing.assert_allclose(np.diff(tangent(line, SACRUM)), 0, atol=1e-9)


@pytest.mark.parametrize("curve", [-0.4, 0.5])
def test_a_parabola_turns_by_its_second_derivative(curve):
    line = (0.2 + curve * (PLACES - 0.7) ** 2)[None]
    slopes = [2 * curve * (PLACES[part].mean() - 0.7) for part in (SACRUM, THORACOLUMBAR)]
    sacrum, upper = np.degrees(np.arctan(slopes))
    assert hollow(line)[0] == pytest.approx(sacrum - upper, abs=1e-6)
    assert np.sign(hollow(line)[0]) == np.sign(curve)  # + is nearer the trunk in the middle


def test_an_upper_back_that_is_rounder_curves_more():
    # going down the line first leaves the trunk, then comes back to it
    rounder = [(0.2 - depth * (PLACES - 0.3) ** 2)[None] for depth in (0.2, 0.4)]
    some, more = (float(thoracic_curve(line)[0]) for line in rounder)
    assert 0 < some < more
    slopes = [-0.4 * (PLACES[part].mean() - 0.3) for part in (UPPER_BACK, THORACOLUMBAR)]
    upper, lower = np.degrees(np.arctan(slopes))
    assert some == pytest.approx(upper - lower, abs=1e-6)


def test_a_gap_gives_no_tangent_there():
    line = np.tile(0.2 + 0.1 * PLACES, (2, 1))
    line[1, np.flatnonzero(SACRUM)[1]] = np.nan
    found = hollow(line)
    assert np.isfinite(found[0])
    assert np.isnan(found[1])
    assert np.isfinite(tangent(line, THORACOLUMBAR)).all()


@pytest.mark.parametrize("leaning", [0.0, 0.3, -0.4])
def test_the_depth_of_a_hollow_is_that_below_a_straight_edge(leaning):
    """Two bumps a known way apart, and a dent of a known depth between them."""
    depth, upper, lower = 0.06, PLACES[12], PLACES[24]
    dent = depth * np.sin(np.pi * (PLACES - upper) / (lower - upper))
    outside = 0.5 * np.maximum(0.0, np.maximum(upper - PLACES, PLACES - lower))
    line = 0.3 - np.where(outside > 0, outside, dent)
    found = hollow_depth((line + leaning * PLACES)[None])
    # against an edge that leans, less deep and further from end to end
    expected = depth / (lower - upper) / (1 + leaning**2)
    assert found[0] == pytest.approx(expected, rel=0.01)


def test_a_straight_or_round_back_has_no_hollow():
    lines = np.stack([0.2 + 0.2 * PLACES, 0.3 - 0.3 * (PLACES - 0.7) ** 2])
    np.testing.assert_allclose(hollow_depth(lines), 0.0, atol=1e-9)


def test_a_gap_in_the_loin_gives_no_depth():
    lines = np.tile(0.2 + 0.3 * (PLACES - 0.7) ** 2, (3, 1))
    lines[1, 18] = np.nan
    lines[2, 0] = np.nan
    found = hollow_depth(lines)
    assert np.isnan(found[1])
    assert found[0] == found[2] > 0.01
    assert len(hollow_depth(lines[:0])) == 0
