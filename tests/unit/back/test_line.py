"""The back line of a silhouette that is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from helpers_back import ANY_LINE, draw_edges, edge_in_picture
from shipped_models import LEARNED
from stick_runner import run_detections

from posture.back import PLACES, line_to_picture, read_trunk_line
from posture.back.limbs import ARM, SHOE, UPPER_ARM
from posture.back.line import ARMS_END, OUTSTANDING, WHOLE_ARM, mark_unbroken
from posture.pose import INDEX, middle
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
    line = read_trunk_line(*see(facing, level, lean, moved), LEARNED.prior)
    assert line.back.shape == line.front.shape == (FRAMES, len(PLACES))
    np.testing.assert_allclose(line.back, np.tile(hollow(PLACES), (FRAMES, 1)), atol=0.002)
    below_the_arms = PLACES > 0.3
    front = np.tile(belly(PLACES[below_the_arms]), (FRAMES, 1))
    np.testing.assert_allclose(line.front[:, below_the_arms], front, atol=0.002)


@pytest.mark.parametrize(("facing", "level", "lean"), WAYS)
def test_the_line_goes_back_to_the_pixels_it_came_from(facing, level, lean):
    seen = see(facing, level, lean, 0.05)
    line = read_trunk_line(*seen, LEARNED.prior)
    drawn = line_to_picture(line.back, seen[1])
    assert drawn.dtype == np.float32
    true = edge_in_picture(seen[1], PLACES, hollow(PLACES))
    np.testing.assert_allclose(drawn, true, atol=0.002 * LENGTH)
    # behind the trunk in the picture: on the left of who faces right
    hip = seen[0].points[:, INDEX["left_hip"], 0]
    assert ((drawn[:, 20, 0] < hip) == (facing == "right")).all()


def test_what_is_not_seen_is_not_drawn():
    seen = see()
    seen[0].outline[7] = np.nan
    line = read_trunk_line(*seen, LEARNED.prior)
    assert np.isnan(line.back[7]).all()
    drawn = line_to_picture(line.back, seen[1])
    assert np.isnan(drawn[7]).all()
    assert np.isfinite(np.delete(drawn, 7, axis=0)).all()


@pytest.mark.parametrize("facing", ["left", "right"])
def test_an_arm_near_the_edge_is_not_taken_for_the_back(facing):
    found, runner = see(facing)
    forearm = edge_in_picture(runner, np.array([0.45, 0.65]), np.array([0.2, 0.2]))
    for n, joint in enumerate(("elbow", "wrist")):
        runner.points[10:20, INDEX[f"left_{joint}"]] = forearm[10:20, n]
    runner.points[10:20, INDEX["left_index"]] = forearm[10:20, 1]
    line = read_trunk_line(found, runner, LEARNED.prior).back
    hidden = (PLACES > 0.45) & (PLACES < 0.65)
    assert np.isnan(line[10:20][:, hidden]).all()
    clear = PLACES > 0.65 + ARM + 0.07
    for frames, places in ((slice(10, 20), clear), (slice(0, 10), PLACES > -1)):
        true = np.broadcast_to(hollow(PLACES[places]), line[frames][:, places].shape)
        np.testing.assert_allclose(line[frames][:, places], true, atol=0.002)


@pytest.mark.parametrize("facing", ["left", "right"])
@pytest.mark.parametrize("bone", [("ankle", "heel"), ("heel", "foot_index")])
def test_a_heel_that_kicks_up_is_not_taken_for_the_buttock(facing, bone):
    found, runner = see(facing)
    # the shoe's edge lies that far above the landmarks
    behind = np.array([1.2, 1.35]), hollow(np.array([1.2, 1.35])) + 0.05
    foot = edge_in_picture(runner, *behind)
    for n, joint in enumerate(bone):
        runner.points[10:20, INDEX[f"right_{joint}"]] = foot[10:20, n]
    line = read_trunk_line(found, runner, LEARNED.prior)
    assert np.isnan(line.back[10:20][:, PLACES > 1.2 - SHOE + 0.07]).all()
    assert np.isfinite(line.back[10:20][:, PLACES < 1.2 - SHOE - 0.1]).all()
    assert np.isfinite(np.delete(line.back, np.s_[10:20], axis=0)).all()
    assert np.isfinite(line.front[:, PLACES > 1.1]).all()


def test_places_count_where_four_in_a_row_are_seen():
    seen = np.array([[1, 1, 1, 0, 1, 1, 1, 1, 1, 0, 1, 0, 0, 1, 1, 1, 1]], bool)
    kept = np.array([[0, 0, 0, 0, 1, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1]], bool)
    np.testing.assert_array_equal(mark_unbroken(seen), kept)


@pytest.mark.parametrize("facing", ["right", "left"])
def test_a_thick_upper_arm_beside_the_edge_is_left_out_and_a_shoulder_ahead_of_it_is_not(facing):
    # the edge lies further behind the arm's bone than half a forearm, less than half a shoulder
    behind = WHOLE_ARM * (ARM + UPPER_ARM) / 2
    found, runner = see(facing, back=lambda places: np.full_like(places, behind))
    shoulder = middle(found.points, "shoulder")
    forward = np.array([LENGTH if facing == "right" else -LENGTH, 0.0])

    def line_with_arms(towards: np.ndarray) -> np.ndarray:
        for side in ("left", "right"):
            for n, joint in enumerate(("shoulder", *ARMS)):
                found.points[:, INDEX[f"{side}_{joint}"]] = shoulder + 0.4 * n * towards
        return read_trunk_line(found, replace(runner, points=found.points), ANY_LINE).back

    assert np.isfinite(line_with_arms(forward)).all()
    down = line_with_arms(np.array([0.0, 0.4 * LENGTH]))
    # the arm goes down slower than the places of the trunk do
    upper = (PLACES > 0.02) & (PLACES < 0.16)
    assert np.isnan(down[:, upper]).all()
    assert np.isfinite(down[:, PLACES > 0.9]).all()


def test_what_juts_out_for_a_while_is_dropped_above_the_buttocks():
    found, runner = see()
    found.outline[30:36, :, 0] += (OUTSTANDING + 0.02) * LENGTH
    line = read_trunk_line(found, runner, LEARNED.prior).back
    above = PLACES < ARMS_END
    assert np.isnan(line[30:36][:, above]).all()
    np.testing.assert_allclose(
        line[30:36][:, ~above],
        np.tile(hollow(PLACES[~above]) + OUTSTANDING + 0.02, (6, 1)),
        atol=0.003,
    )
    assert np.isfinite(np.delete(line, range(30, 36), axis=0)).all()


def test_what_moves_with_the_trunk_by_less_is_kept():
    found, runner = see()
    found.outline[30:36, :, 0] += 0.5 * OUTSTANDING * LENGTH
    line = read_trunk_line(found, runner, ANY_LINE).back
    np.testing.assert_allclose(
        line[30:36], np.tile(hollow(PLACES), (6, 1)) + 0.5 * OUTSTANDING, atol=3e-3
    )


@pytest.mark.parametrize("facing", ["right", "left"])
def test_an_elbow_that_is_always_there_is_not_taken_for_the_back(facing):
    """No landmark tells of it and it never moves, but no back looks like that."""

    usual = LEARNED.prior.mean

    def with_elbow(places: np.ndarray) -> np.ndarray:
        elbow = 0.1 * np.exp(-(((places - 0.5) / 0.1) ** 2))
        return np.interp(places, PLACES, usual) + elbow

    found, runner = see(facing, back=with_elbow)
    elbow = (PLACES > 0.45) & (PLACES < 0.55)
    assert np.isfinite(read_trunk_line(found, runner, ANY_LINE).back[:, elbow]).all()
    line = read_trunk_line(found, runner, LEARNED.prior).back
    assert np.isnan(line[:, elbow]).all()
    low = PLACES > 0.75
    np.testing.assert_allclose(line[:, low], np.tile(usual[low], (FRAMES, 1)), atol=3e-3)


def test_an_edge_that_runs_off_ends_the_line():
    def elbow(places: np.ndarray) -> np.ndarray:
        return hollow(places) + np.where(np.abs(places - 0.5) < 0.1, 0.25, 0.0)

    line = read_trunk_line(*see(back=elbow), LEARNED.prior).back
    assert np.isnan(line[:, np.abs(PLACES - 0.4) < 0.04]).all()
    assert np.isnan(line[:, np.abs(PLACES - 0.6) < 0.04]).all()
    far = np.abs(PLACES - 0.5) > 0.26
    np.testing.assert_allclose(line[:, far], np.tile(hollow(PLACES[far]), (FRAMES, 1)), atol=2e-3)


def test_a_few_points_are_no_line():
    found, runner = see()
    found.outline[5] = np.nan
    found.outline[5, 20:23] = 0.2 * LENGTH
    found.outline[6, 20:] = np.nan
    line = read_trunk_line(found, runner, LEARNED.prior).back
    assert np.isnan(line[5]).all()
    assert np.isfinite(line[6]).sum() > 10
