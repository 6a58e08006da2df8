"""The back line of a silhouette that is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from helpers_back import draw_edges, edge_in_picture
from stick_runner import run_detections

from posture.back import PLACES, line_to_picture, read_trunk_line
from posture.back.limbs import ARM, SHOE
from posture.back.line import ARMS_END, LEAST_SEEN, OUTSTANDING, mark_unbroken
from posture.pose import INDEX, STATIONS
from posture.tracks import clean
from posture.tracks.body import build_body
from posture.tracks.view import View

LENGTH = 200.0
ARMS = ("elbow", "wrist", "pinky", "index", "thumb")
FRAMES = 45


def hollow(places: np.ndarray) -> np.ndarray:
    """A back with shoulder blades, a hollow and buttocks."""
    return 0.2 + 0.04 * np.cos(2 * np.pi * (places - 0.1) / 1.1)


def belly(places: np.ndarray) -> np.ndarray:
    return 0.24 + 0.02 * places


def see(facing="right", level=0.0, lean=6.0, moved=0.0, back=hollow, front=belly):
    """Everything about a runner whose arms are stretched out ahead, clear of the back."""
    info, found, _ = run_detections(
        duration_s=FRAMES / 30, fps=30, facing=facing, roll_deg=level, lean_deg=lean,
        trunk_px=LENGTH,
    )  # fmt: skip
    ahead = LENGTH * (1.0 if facing == "right" else -1.0)
    for side in ("left", "right"):
        for n, joint in enumerate(ARMS, start=1):
            shoulder = found.points[:, INDEX[f"{side}_shoulder"]]
            found.points[:, INDEX[f"{side}_{joint}"]] = shoulder + np.array([0.4 * n * ahead, 0])
    tracks = clean(found, info.times_s, info.width, info.height)
    runner = build_body(tracks, View(facing, info.width, info.height, level))
    # joint centres are not where the network has its landmarks
    trunk = runner.shoulder - runner.hip
    square = np.stack([trunk[:, 1], -trunk[:, 0]], axis=1)
    runner = replace(runner, hip=runner.hip - moved * square)
    found = replace(found, outline=found.outline.astype(np.float64))
    draw_edges(found, runner, back, front)
    return found, runner


WAYS = [("right", 0.0, 6.0), ("left", 0.0, 6.0), ("right", 8.0, -9.0), ("left", -7.0, 18.0)]


@pytest.mark.parametrize(("facing", "level", "lean"), WAYS)
@pytest.mark.parametrize("moved", [0.0, 0.05])
def test_a_known_back_is_read_back_at_its_places(facing, level, lean, moved):
    line = read_trunk_line(*see(facing, level, lean, moved))
    assert line.back.shape == line.front.shape == (FRAMES, len(PLACES))
    np.testing.assert_allclose(line.back, np.tile(hollow(PLACES), (FRAMES, 1)), atol=0.002)
    below_the_arms = PLACES > 0.3
    front = np.tile(belly(PLACES[below_the_arms]), (FRAMES, 1))
    np.testing.assert_allclose(line.front[:, below_the_arms], front, atol=0.002)


@pytest.mark.parametrize(("facing", "level", "lean"), WAYS)
def test_the_line_goes_back_to_the_pixels_it_came_from(facing, level, lean):
    seen = see(facing, level, lean, 0.05)
    line = read_trunk_line(*seen)
    drawn = line_to_picture(line.back, seen[1])
    assert drawn.dtype == np.float32
    true = edge_in_picture(seen[1], PLACES, hollow(PLACES))
    np.testing.assert_allclose(drawn, true, atol=0.002 * LENGTH)
    # behind the trunk in the picture: on the left of who faces right
    hip = seen[0].points[:, INDEX["left_hip"], 0]
    assert ((drawn[:, 20, 0] < hip) == (facing == "right")).all()


def test_what_is_not_seen_is_not_drawn():
    seen = see()
    seen[0].trunk_edge[7] = np.nan
    line = read_trunk_line(*seen)
    assert np.isnan(line.back[7]).all()
    drawn = line_to_picture(line.back, seen[1])
    assert np.isnan(drawn[7]).all()
    assert np.isfinite(np.delete(drawn, 7, axis=0)).all()


def test_places_count_where_four_in_a_row_are_seen():
    seen = np.array([[1, 1, 1, 0, 1, 1, 1, 1, 1, 0, 1, 0, 0, 1, 1, 1, 1]], bool)
    kept = np.array([[0, 0, 0, 0, 1, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1]], bool)
    np.testing.assert_array_equal(mark_unbroken(seen), kept)


def test_an_edge_that_is_likely_hidden_is_not_taken_for_the_back():
    found, runner = see()
    hidden = (STATIONS > 0.45) & (STATIONS < 0.65)
    found.trunk_edge[10:20, hidden, 1] = LEAST_SEEN - 0.01
    found.trunk_edge[20:30, hidden, 1] = LEAST_SEEN
    line = read_trunk_line(found, runner).back
    assert np.isnan(line[10:20][:, (PLACES > 0.5) & (PLACES < 0.6)]).all()
    clear = (PLACES < 0.40) | (PLACES > 0.70)
    for frames, places in ((slice(10, 20), clear), (slice(20, 30), PLACES > -1)):
        true = np.broadcast_to(hollow(PLACES[places]), line[frames][:, places].shape)
        np.testing.assert_allclose(line[frames][:, places], true, atol=0.002)


@pytest.mark.parametrize("facing", ["left", "right"])
def test_what_the_silhouette_or_a_landmark_of_an_arm_says_does_not_move_the_back(facing):
    found, runner = see(facing)
    before = read_trunk_line(found, runner).back
    found.outline[10:20] += 0.1 * LENGTH
    forearm = edge_in_picture(runner, np.array([0.45, 0.65]), np.array([0.2, 0.2]))
    for n, joint in enumerate(("elbow", "wrist")):
        runner.points[10:20, INDEX[f"left_{joint}"]] = forearm[10:20, n]
    np.testing.assert_array_equal(read_trunk_line(found, runner).back, before)


@pytest.mark.parametrize("facing", ["left", "right"])
@pytest.mark.parametrize("bone", [("ankle", "heel"), ("heel", "foot_index")])
def test_a_heel_that_kicks_up_is_not_taken_for_the_buttock(facing, bone):
    found, runner = see(facing)
    # the shoe's edge lies that far above the landmarks
    behind = np.array([1.2, 1.35]), hollow(np.array([1.2, 1.35])) + 0.05
    foot = edge_in_picture(runner, *behind)
    for n, joint in enumerate(bone):
        runner.points[10:20, INDEX[f"right_{joint}"]] = foot[10:20, n]
    line = read_trunk_line(found, runner)
    assert np.isnan(line.back[10:20][:, PLACES > 1.2 - SHOE + 0.07]).all()
    assert np.isfinite(line.back[10:20][:, PLACES < 1.2 - SHOE - 0.1]).all()
    assert np.isfinite(np.delete(line.back, np.s_[10:20], axis=0)).all()
    assert np.isfinite(line.front[:, PLACES > 1.1]).all()


@pytest.mark.parametrize("facing", ["left", "right"])
def test_an_arm_before_the_belly_is_not_taken_for_the_front(facing):
    found, runner = see(facing)
    forearm = edge_in_picture(runner, np.array([0.45, 0.65]), np.array([-0.25, -0.25]))
    for n, joint in enumerate(("elbow", "wrist")):
        runner.points[10:20, INDEX[f"left_{joint}"]] = forearm[10:20, n]
    runner.points[10:20, INDEX["left_index"]] = forearm[10:20, 1]
    line = read_trunk_line(found, runner).front
    assert np.isnan(line[10:20][:, (PLACES > 0.45) & (PLACES < 0.65)]).all()
    clear = PLACES > 0.65 + ARM + 0.07
    true = np.broadcast_to(belly(PLACES[clear]), line[10:20][:, clear].shape)
    np.testing.assert_allclose(line[10:20][:, clear], true, atol=0.002)


def test_what_juts_out_in_front_for_a_while_is_dropped_above_the_hips():
    found, runner = see()
    found.outline[30:36, :, 1] += (OUTSTANDING + 0.02) * LENGTH
    line = read_trunk_line(found, runner).front
    above = (PLACES < ARMS_END) & (PLACES > 0.3)
    assert np.isnan(line[30:36][:, above]).all()
    assert np.isfinite(np.delete(line, range(30, 36), axis=0)[:, above]).all()


def test_what_juts_out_in_front_by_less_is_kept():
    found, runner = see()
    found.outline[30:36, :, 1] += 0.5 * OUTSTANDING * LENGTH
    line = read_trunk_line(found, runner).front
    low = PLACES > 0.3
    np.testing.assert_allclose(
        line[30:36][:, low], np.tile(belly(PLACES[low]), (6, 1)) + 0.5 * OUTSTANDING, atol=3e-3
    )


def test_an_edge_that_runs_off_ends_the_line():
    def elbow(places: np.ndarray) -> np.ndarray:
        return hollow(places) + np.where(np.abs(places - 0.5) < 0.1, 0.25, 0.0)

    line = read_trunk_line(*see(back=elbow)).back
    assert np.isnan(line[:, np.abs(PLACES - 0.4) < 0.04]).all()
    assert np.isnan(line[:, np.abs(PLACES - 0.6) < 0.04]).all()
    far = np.abs(PLACES - 0.5) > 0.26
    np.testing.assert_allclose(line[:, far], np.tile(hollow(PLACES[far]), (FRAMES, 1)), atol=2e-3)


def test_a_few_points_are_no_line():
    found, runner = see()
    found.trunk_edge[5, :, 1] = 0.0
    found.trunk_edge[5, 20:23, 1] = 1.0
    found.trunk_edge[6, 20:, 1] = 0.0
    line = read_trunk_line(found, runner).back
    assert np.isnan(line[5]).all()
    assert np.isfinite(line[6]).sum() > 10
