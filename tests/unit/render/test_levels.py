from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from posture.render.levels import read_levels
from posture.tracks import View

TURNED = np.array([0.0, 2.0, -5.0, 8.0, 8.0, 0.0])
#: Shank against the true vertical, degrees, + knee ahead of the ankle.
RIGHT = View("right", 640, 480)
SHANK = np.array([12.0, -30.0, 5.0, 40.0, -60.0, 3.0])


def scene(facing: list[str], level_deg: float) -> tuple[pd.DataFrame, list[np.ndarray]]:
    """Tables of true angles, and shanks as a camera that is level and then turned sees them."""
    thigh, lean = 7.0, 9.0
    frames = pd.DataFrame(
        {
            "trunk_lean_deg": lean,
            "hip_angle_near_deg": thigh + lean,
            "hip_angle_far_deg": thigh + lean,
            "knee_angle_near_deg": SHANK + thigh,
            "knee_angle_far_deg": SHANK + 20 + thigh,
        }
    )
    shanks = []
    for side in ("left", "right"):
        near = np.array(facing) == side
        true = np.where(near, SHANK, SHANK + 20)
        ahead = np.where(np.array(facing) == "left", -true, true)
        shown = np.radians(ahead + level_deg + TURNED)
        ankle = np.tile([300.0, 400.0], (len(SHANK), 1))
        knee = ankle + 120 * np.column_stack([np.sin(shown), -np.cos(shown)])
        shanks.append(np.stack([knee, ankle], axis=1).astype(np.float32))
    return frames, shanks


@pytest.mark.parametrize("level_deg", [0.0, 3.0])
@pytest.mark.parametrize("way", ["left", "right", "both"])
def test_a_camera_that_turns_is_read_back(level_deg: float, way: str) -> None:
    ways = ["left", "right"] * 3 if way == "both" else [way] * 6
    frames, shanks = scene(ways, level_deg)
    facing = np.array(ways, object) if way == "both" else None
    found = read_levels(frames, shanks, facing, View(ways[0], 640, 480, level_deg))
    assert found == pytest.approx(level_deg + TURNED, abs=0.05)


def test_a_frame_without_legs_takes_its_neighbours() -> None:
    frames, shanks = scene(["right"] * 6, 0.0)
    frames.loc[2, ["knee_angle_near_deg", "knee_angle_far_deg"]] = np.nan
    found = read_levels(frames, shanks, None, RIGHT)
    assert found is not None
    assert found[2] == pytest.approx((2.0 + 8.0) / 2, abs=0.05)


def test_without_the_angles_nothing_is_known() -> None:
    frames, shanks = scene(["right"] * 6, 0.0)
    assert read_levels(frames[["trunk_lean_deg"]], shanks, None, RIGHT) is None
    frames[["knee_angle_near_deg", "knee_angle_far_deg"]] = np.nan
    assert read_levels(frames, shanks, None, RIGHT) is None
