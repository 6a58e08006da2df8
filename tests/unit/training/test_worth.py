"""What fitted models are worth: errors that are put in come out, in degrees."""

from types import SimpleNamespace

import numpy as np
import pytest

from models.training.worth import (
    measure_back_errors,
    measure_centres_errors,
    measure_geometry_errors,
)

FRAMES = 90
MOVES = np.linspace(-10, 10, 41)


def fitted(**errors: object) -> SimpleNamespace:
    """What `ridge.fit` gives, as far as errors are asked for."""
    return SimpleNamespace(**errors)


def test_errors_of_both_joints_become_those_of_the_lean():
    # half of the runners with the shoulders 0.01 too far ahead, half with the hips
    shifts = np.array([[0.0, 0.01], [0.01, 0.0]] * 5)
    found = fitted(
        level_errors=shifts, move_errors=2 * shifts, motion_errors=[3 * shifts, 3 * shifts]
    )
    errors = measure_centres_errors(found)
    degrees = np.degrees(0.01)
    assert errors["lean_level_sd"] == pytest.approx(degrees)
    assert errors["lean_move_sd"] == pytest.approx(2 * degrees)
    assert errors["lean_motion_sd"] == pytest.approx(3 * degrees)


def test_errors_of_the_back_by_what_is_visible_and_how_much_moves():
    sign = np.where(np.arange(41) % 2, 1.0, -1.0)
    off = sign * np.sqrt(0.8**2 + (0.15 * MOVES) ** 2)
    visible = np.arange(FRAMES) < 30
    motion = np.where(visible, 1.0, 2.5)[:, None] * [1.0, 2.0]
    found = fitted(
        moves=np.stack([MOVES, MOVES], axis=1),
        move_errors=np.stack([off, -0.2 * MOVES], axis=1),
        level_errors=np.stack([3.0 * sign, 4.0 * sign], axis=1),
        motion_errors=[motion],
    )
    errors = measure_back_errors(found, [visible])
    assert errors["tilt_level_sd"] == pytest.approx(3.0)
    assert errors["lordosis_level_sd"] == pytest.approx(4.0)
    assert errors["tilt_move_sd"] == pytest.approx(0.8)
    assert errors["tilt_move_share"] == pytest.approx(0.15)
    assert errors["lordosis_move_sd"] == pytest.approx(0.0, abs=1e-6)
    assert errors["lordosis_move_share"] == pytest.approx(0.2)
    assert errors["tilt_slope"] == pytest.approx(1.0, abs=0.05)
    assert errors["lordosis_slope"] == pytest.approx(0.8)
    assert (errors["tilt_seen_sd"], errors["tilt_hidden_sd"]) == (1.0, 2.5)
    assert (errors["lordosis_seen_sd"], errors["lordosis_hidden_sd"]) == (2.0, 5.0)


def test_plain_geometry_is_judged_by_what_it_shows_of_changes():
    """A tangent that shows half of each change of tilt, a hollow that shows it twice and errs."""
    ramp = np.repeat([0.0, 0.5, 1.0], FRAMES // 3)
    sign = np.where(np.arange(41) % 2, 1.0, -1.0)
    backs = [
        SimpleNamespace(
            example=SimpleNamespace(targets=np.stack([ramp * by, ramp * by], axis=1)),
            sacral_deg=0.5 * ramp * by + 7.0,
            hollow_deg=2.0 * ramp * by + (np.nan if by == 10 else ramp * off),
        )
        for by, off in zip(MOVES, sign, strict=True)
    ]
    worth = measure_geometry_errors(backs)
    assert worth["tilt_geometry_slope"] == pytest.approx(2.0)
    assert worth["tilt_geometry_sd"] == pytest.approx(0.0, abs=1e-9)
    assert worth["lordosis_geometry_slope"] == pytest.approx(0.5, rel=0.02)
    assert worth["lordosis_geometry_sd"] == pytest.approx(0.5, rel=0.05)
