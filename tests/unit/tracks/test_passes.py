"""Passes: where they begin and end, which way the runner faces, and what the mirror does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from case_clips import read_case
from shipped_models import LEARNED
from stick_runner import run_detections

from posture.measures.registry import MEASURES
from posture.pose import INDEX, Detections
from posture.recording import Recording, measure
from posture.results.types import PassOfRunner
from posture.settings import Settings
from posture.tracks.passes import (
    Pass,
    choose_main,
    exchange_sides,
    find_passes,
    mark_turns,
    reflect,
    reflect_landmarks,
)
from posture.video import VideoInfo

FPS = 60.0


def there_and_back(
    ways: str, seconds: float = 3.0, gap_s: float = 0.0, **how: object
) -> tuple[VideoInfo, Detections, float]:
    """Passes of one stick runner one after the other, ``"RLR"``, with nobody between them."""
    parts, lean = [], 7.0
    for way in ways:
        facing = {"R": "right", "L": "left"}[way]
        info, found, _ = run_detections(
            duration_s=seconds, fps=FPS, facing=facing, lean_deg=lean, **how
        )
        parts.append(found)
        if gap_s:
            parts.append(Detections.empty(round(gap_s * FPS)))
    points, confidence, outline, edge = (
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("points", "confidence", "outline", "trunk_edge")
    )
    times_s = np.arange(len(points)) / FPS
    made = replace(info, times_s=times_s, duration_s=len(points) / FPS)
    seen = Detections(points, confidence, outline, subjects_seen=1, trunk_edge=edge)
    return made, seen, lean


def facings(found: Sequence[Pass | PassOfRunner]) -> str:
    return "".join(one.facing[0].upper() for one in found)


@pytest.mark.parametrize("ways", ["R", "L", "RL", "LR", "RLRL", "RRL"])
@pytest.mark.parametrize("crossing", [0.0, 300.0])
def test_every_pass_has_its_facing(ways: str, crossing: float):
    info, found, _ = there_and_back(ways, gap_s=1.5, crossing_px_s=crossing, noise_px=1.0)
    passes = find_passes(found.points, info.times_s, found.cuts)
    assert facings(passes) == ways
    assert all(one.stop - one.start == 180 for one in passes)
    assert not any(
        one.facing != other.facing and np.isfinite(found.points[one.stop : other.start]).any()
        for one, other in pairwise(passes)
    )


@pytest.mark.parametrize(
    ("fps", "pace", "hidden_s"),
    [(10, 24.0, 0.0), (30, 12.0, 0.4), (120, 7.0, 0.9), (120, 0.0, 0.9)],
)
def test_a_runner_who_goes_on_unseen_is_in_the_same_pass_and_one_elsewhere_is_not(
    fps: float, pace: float, hidden_s: float
):
    """Pace in trunk lengths a second: at 24 it is more than two from one frame to the next."""
    info, found, _ = run_detections(duration_s=3, fps=fps, crossing_px_s=160 * pace, noise_px=2)
    half, gap = round(1.5 * fps), round(hidden_s * fps)
    found.points[half : half + gap] = np.nan
    assert len(find_passes(found.points, info.times_s, found.cuts)) == 1
    found.points[half:, :, 0] += 3 * 160
    assert len(find_passes(found.points, info.times_s, found.cuts)) == 2


def test_a_cut_or_leaving_the_picture_ends_a_pass_and_a_short_gap_does_not():
    info, found, _ = there_and_back("R", seconds=6.0)
    assert len(find_passes(found.points, info.times_s, found.cuts)) == 1
    assert len(find_passes(found.points, info.times_s, np.array([100]))) == 2
    found.points[100:130] = np.nan  # half a second
    assert len(find_passes(found.points, info.times_s, found.cuts)) == 1
    found.points[100:190] = np.nan
    assert len(find_passes(found.points, info.times_s, found.cuts)) == 2
    # who was not looked for has not left
    asked = np.ones(info.frames, bool)
    asked[100:190] = False
    assert len(find_passes(found.points, info.times_s, found.cuts, asked)) == 1


def test_a_turn_on_the_spot_is_seen_and_its_frames_are_in_no_pass():
    info, found, _ = there_and_back("RL", seconds=3.0)
    # between both the figure gets narrower and wider again, as one that turns round does
    frames = np.arange(150, 210)
    middle = found.points[..., 0].mean(axis=1, keepdims=True)
    width = np.abs(np.linspace(-1, 1, len(frames)))[:, None]
    found.points[frames, :, 0] = (middle + (found.points[..., 0] - middle) * 1.0)[
        frames
    ] * width + (middle[frames] * (1 - width))
    passes = find_passes(found.points, info.times_s, found.cuts)
    assert facings(passes) == "RL"
    turning = mark_turns(passes, info.frames)
    assert 3 <= turning.sum() <= 30
    assert turning[175:186].any()


@pytest.mark.parametrize("seconds", [0.1, 0.3])
def test_a_moment_in_which_the_runner_is_misread_is_no_turn(seconds: float):
    info, found, _ = there_and_back("R")
    other = there_and_back("L")[1]
    frames = slice(60, 60 + round(seconds * FPS))
    found.points[frames] = other.points[frames]
    assert facings(find_passes(found.points, info.times_s, found.cuts)) == "R"


def test_nobody_has_no_pass():
    assert find_passes(Detections.empty(30).points, np.arange(30) / 30, np.array([])) == []
    assert choose_main([]) == "right"


def test_the_main_facing_is_that_of_most_frames():
    assert choose_main([Pass(0, 50, "right"), Pass(50, 200, "left")]) == "left"
    assert choose_main([Pass(0, 50, "left"), Pass(50, 100, "right")]) == "left"


@pytest.mark.parametrize("level", [0.0, 4.0, -7.0])
def test_the_mirror_stands_upright_in_the_scene(level: float):
    size = (640, 480)
    roll = np.radians(level)
    plumb = np.array([np.sin(roll), -np.cos(roll)])
    on_axis = np.array([320, 240]) + plumb * 100
    np.testing.assert_allclose(reflect(on_axis, size, level), on_axis)
    places = np.random.default_rng(0).uniform(0, 480, (7, 2))
    back = reflect(reflect(places, size, level), size, level)
    np.testing.assert_allclose(back, places)
    up = reflect(places + plumb, size, level) - reflect(places, size, level)
    np.testing.assert_allclose(up, np.tile(plumb, (7, 1)))


def test_what_is_known_of_landmarks_changes_sides_with_them():
    seen = np.ones((4, 33), bool)
    seen[1:3, INDEX["left_heel"]] = False
    exchanged = exchange_sides(seen, np.array([False, True, False, True]))
    assert (~exchanged[:, INDEX["left_heel"]]).tolist() == [False, False, True, False]
    assert (~exchanged[:, INDEX["right_heel"]]).tolist() == [False, True, False, False]
    assert not seen[1:3, INDEX["left_heel"]].any()


def test_only_the_frames_asked_for_are_reflected():
    _, found, _ = there_and_back("R", seconds=1.0)
    frames = np.zeros(60, bool)
    assert reflect_landmarks(found.points, frames, (640, 480), 0.0) is found.points
    frames[10:20] = True
    mirrored = reflect_landmarks(found.points, frames, (640, 480), 0.0)
    np.testing.assert_array_equal(mirrored[~frames], found.points[~frames])
    assert (mirrored[frames] != found.points[frames]).any()


def means(made: Recording) -> pd.DataFrame:
    """Means of every number of the strides, by the way the runner faces."""
    used = made.strides[made.strides["rejected"] == ""]
    numbers = used.select_dtypes("number").drop(columns=["stride", "start_s", "end_s"])
    return numbers.drop(columns=["contact_far_s", "view_yaw_deg"]).groupby(used["facing"]).mean()


@pytest.mark.usefixtures("landmarks_are_joints")
@pytest.mark.parametrize("ways", ["RL", "LR", "RLRL"])
@pytest.mark.parametrize("roll", [0.0, 3.0])
def test_passes_in_both_directions_are_measured_alike(ways: str, roll: float):
    info, found, lean = there_and_back(ways, seconds=4.0, gap_s=1.5, roll_deg=roll)
    made = measure(info, found, Settings.build(level=roll), LEARNED)
    assert made.view.facing == {"R": "right", "L": "left"}[ways[0]]
    assert facings(made.passes) == ways
    by_way = means(made)
    assert set(by_way.index) == {"left", "right"}
    np.testing.assert_allclose(by_way.loc["left"], by_way.loc["right"], atol=0.06)
    np.testing.assert_allclose(by_way["trunk_lean_deg"], lean, atol=0.25)
    # what is drawn lies where it was seen
    drawn = made.poses["position"].isel(individual=0).transpose("time", "keypoint", "space")
    seen = np.isfinite(drawn.to_numpy()).all(axis=(1, 2))
    assert seen.mean() > 0.6
    np.testing.assert_allclose(drawn.to_numpy()[seen], found.points[seen], atol=6.0)


def test_shuttle_passes_mirror_each_other():
    info, found = read_case("shuttle")
    made = measure(info, found, Settings.build(), LEARNED)
    assert facings(made.passes) == "LR"
    strides = made.strides
    assert strides["rejected"].eq("").all()
    assert strides["facing"].tolist() == ["left", "left", "right", "right"]
    by_way = means(made)
    apart = (by_way.loc["left"] - by_way.loc["right"]).abs()
    assert apart["cadence_spm"] < 1.0
    details = {measure.name for measure in MEASURES if measure.detail}
    angles = [name for name in apart.index if name.endswith("_deg")]
    main = [name for name in angles if name not in details]
    assert apart[main].max() < 1.0, apart[main]
    assert apart[angles].max() < 2.5, apart[angles]
    assert made.frames["knee_angle_near_deg"].min() > -5
    assert by_way["head_forward_deg"].min() > 5
