"""One pass through the picture of a lens that bends straight lines: what it does is said."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from shipped_models import LEARNED
from stick_runner import run_detections

from posture.capture.passes import warn_of_place
from posture.capture.place import fit_lean_over_place
from posture.pose import middle
from posture.recording import measure
from posture.settings import Settings

pytestmark = pytest.mark.usefixtures("landmarks_are_joints")

Points = npt.NDArray[np.float64]


def bend(points: Points, strength: float, size: tuple[int, int]) -> Points:
    """See places ``(..., 2)`` through a lens: towards the middle (< 0, a barrel) by r squared.

    The strength is what a corner of the picture is moved by, as a share of its distance.
    """
    middle_px = np.array(size) / 2
    from_middle = points - middle_px
    r = np.hypot(*np.moveaxis(from_middle, -1, 0)) / np.hypot(*middle_px)
    return middle_px + from_middle * (1 + strength * r**2)[..., None]


def lean_of(points: Points) -> Points:
    """Lean of the landmarks' trunk, degrees, + to the right."""
    up = middle(points, "shoulder") - middle(points, "hip")
    return np.degrees(np.arctan2(up[:, 0], -up[:, 1]))


@pytest.mark.parametrize("facing", ["right", "left"])
@pytest.mark.parametrize(
    ("strength", "above"), [(-0.3, 1.0), (-0.2, 1.5), (0.0, 1.5), (-0.25, 1.2)]
)
def test_a_lens_that_bends_the_picture_is_warned_of_with_degrees(
    strength: float, above: float, facing: str
):
    """The trunk is above the middle of a square picture, in trunk lengths: a camera held low.

    A line through the steps is fitted: the lens itself adds a cube, which is small up to here.
    """
    info, found, _ = run_detections(
        duration_s=2.14, trunk_px=90, crossing_px_s=230, facing=facing, noise_px=0.3
    )
    info = replace(info, height=info.width)
    plain = found.points.astype(float) + np.array([0.0, (2.0 - above) * 90])
    bent = bend(plain, strength, (info.width, info.height))
    kept = replace(found, points=bent.astype(np.float32))
    made = measure(info, kept, Settings.build(), LEARNED)
    place = made.lean_over_place
    assert place is not None
    sign = 1 if facing == "right" else -1
    wrong = sign * (lean_of(bent) - lean_of(plain))
    step = round(60 * 60 / 170)
    true = float(np.median(wrong[-step:]) - np.median(wrong[:step]))
    assert place.last_deg - place.first_deg == pytest.approx(true, abs=0.6)
    warning = warn_of_place(place)
    if strength:
        assert warning is not None
        assert f"{place.first_deg:.1f}° to {place.last_deg:.1f}°" in warning.message
        assert warning.cost_deg == pytest.approx(abs(true) / 2, abs=0.4)
        assert "lens" in warning.message
    else:
        assert warning is None


def test_steps_without_a_measured_frame_are_left_out_of_the_line():
    time_s = np.arange(0.0, 6.0, 1 / 60)
    yaw_deg = 10 * np.cos(2 * np.pi * time_s / 6.0)
    lean_deg = 6.0 + 0.3 * yaw_deg
    whole = fit_lean_over_place(lean_deg, yaw_deg, time_s, [slice(0, 360)], 0.5)
    lean_deg[(time_s > 1.9) & (time_s < 2.6)] = np.nan
    found = fit_lean_over_place(lean_deg, yaw_deg, time_s, [slice(0, 360)], 0.5)
    assert whole is not None
    assert found is not None
    assert (whole.steps, found.steps) == (11, 10)
    slope = (found.last_deg - found.first_deg) / (whole.last_deg - whole.first_deg)
    assert slope == pytest.approx(1.0, abs=0.01)


def test_no_line_goes_through_fewer_than_three_measured_steps():
    time_s = np.arange(0.0, 6.0, 1 / 60)
    yaw_deg = np.linspace(-10, 10, 360)
    lean_deg = np.where((time_s < 0.9) | (time_s > 5.6), 6.0, np.nan)
    assert fit_lean_over_place(lean_deg, yaw_deg, time_s, [slice(0, 360)], 0.5) is None


def test_a_runner_who_is_misread_for_longer_than_a_step_is_measured_all_the_same():
    """On a treadmill, drifting to and fro; for 0.8 s the trunk looks too short to be believed."""
    info, found, _ = run_detections(duration_s=10, trunk_px=90)
    drift = 110 * np.sin(2 * np.pi * info.times_s / 8)
    found.points[..., 0] += drift[:, None].astype(np.float32)
    hips = middle(found.points, "hip")[300:348, None]
    found.points[300:348] = hips + 0.7 * (found.points[300:348] - hips)
    place = measure(info, found, Settings.build(), LEARNED).lean_over_place
    assert place is not None
    assert place.range_deg < 0.5
