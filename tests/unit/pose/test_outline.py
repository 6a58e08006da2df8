"""The trunk's outline on made-up silhouettes of known width."""

from __future__ import annotations

import numpy as np
import pytest

from posture.pose.outline import SEARCH_REACH_TRUNKS, measure_outline
from posture.pose.types import INDEX, KEYPOINTS, STATIONS

SIZE = 320
MIDDLE = np.array([160.0, 160.0])
LENGTH = 120.0


def landmarks(tilt_deg: float, length: float = LENGTH) -> np.ndarray:
    """A trunk around the middle of the picture, the shoulders ``tilt_deg`` right of the hips."""
    up = np.array([np.sin(np.radians(tilt_deg)), -np.cos(np.radians(tilt_deg))])
    points = np.zeros((len(KEYPOINTS), 2), np.float32)
    for joint, sign in (("shoulder", 0.5), ("hip", -0.5)):
        for side, aside in (("left", 7.0), ("right", -7.0)):
            points[INDEX[f"{side}_{joint}"]] = MIDDLE + sign * length * up + aside
    for joint in ("shoulder", "hip"):  # mid-points are exactly on the trunk line
        pair = points[[INDEX[f"left_{joint}"], INDEX[f"right_{joint}"]]]
        np.testing.assert_allclose(
            pair.mean(axis=0),
            MIDDLE + (0.5 if joint == "shoulder" else -0.5) * length * up,
            atol=1e-4,
        )
    return points


def coordinates(tilt_deg: float) -> tuple[np.ndarray, np.ndarray]:
    """Of every pixel: to the right of the trunk line, and down along it from mid-shoulder."""
    y, x = np.mgrid[:SIZE, :SIZE] + 0.5  # a pixel is where its centre is
    angle = np.radians(tilt_deg)
    dx, dy = x - MIDDLE[0], y - MIDDLE[1]
    return dx * np.cos(angle) + dy * np.sin(angle), (
        dy * np.cos(angle) - dx * np.sin(angle) + LENGTH / 2
    )


def silhouette(inside_px: np.ndarray) -> np.ndarray:
    """Soft mask from the signed distance to the edge, 0.5 at the edge."""
    return np.clip(0.5 + inside_px / 4, 0, 1).astype(np.float32)


@pytest.mark.parametrize("tilt", [-35.0, -8.0, 0.0, 12.5, 30.0, 90.0, 180.0])
def test_distances_of_a_straight_trunk_to_a_tenth_of_a_pixel(tilt):
    right, _ = coordinates(tilt)
    mask = silhouette(np.minimum(right + 20.25, 33.6 - right))
    outline = measure_outline(mask, landmarks(tilt))
    assert outline.shape == (48, 2)
    np.testing.assert_allclose(outline[:, 0], 20.25, atol=0.1)
    np.testing.assert_allclose(outline[:, 1], 33.6, atol=0.1)


@pytest.mark.parametrize("tilt", [0.0, 15.0])
def test_a_curved_back_is_followed_station_by_station(tilt):
    right, down = coordinates(tilt)
    back = 25 - 6 * np.sin(np.pi * down / LENGTH)  # hollow in the middle
    mask = silhouette(np.minimum(right + back, 30 - right))
    outline = measure_outline(mask, landmarks(tilt))
    np.testing.assert_allclose(outline[:, 0], 25 - 6 * np.sin(np.pi * STATIONS), atol=0.15)
    np.testing.assert_allclose(outline[:, 1], 30, atol=0.1)


def test_a_hard_mask_is_right_to_half_a_pixel():
    right, _ = coordinates(10.0)
    mask = (np.abs(right) < 25).astype(np.float32)
    np.testing.assert_allclose(measure_outline(mask, landmarks(10.0)), 25, atol=0.75)


def test_the_first_edge_counts_not_an_arm_behind_a_gap():
    right, _ = coordinates(0.0)
    mask = silhouette(np.maximum(25 - np.abs(right), 5 - np.abs(right - 40)))
    np.testing.assert_allclose(measure_outline(mask, landmarks(0.0))[:, 1], 25, atol=0.1)


def test_stations_off_the_silhouette_are_not_measured():
    right, down = coordinates(0.0)
    mask = silhouette(np.minimum(25 - np.abs(right), down - LENGTH / 2))  # no shoulders
    outline = measure_outline(mask, landmarks(0.0))
    assert np.isnan(outline[STATIONS < 0.49]).all()
    np.testing.assert_allclose(outline[STATIONS > 0.53], 25, atol=0.1)


def test_an_edge_out_of_reach_is_not_measured():
    right, _ = coordinates(0.0)
    mask = silhouette(np.minimum(right + 20, SEARCH_REACH_TRUNKS * LENGTH + 5 - right))
    outline = measure_outline(mask, landmarks(0.0))
    np.testing.assert_allclose(outline[:, 0], 20, atol=0.1)
    assert np.isnan(outline[:, 1]).all()


def test_a_silhouette_cut_by_the_edge_of_the_picture_is_not_measured_there():
    points = landmarks(0.0) - np.array([140, 0], np.float32)  # 20 px from the left edge
    right, _ = coordinates(0.0)
    mask = silhouette(30 - np.abs(right + 140))
    outline = measure_outline(mask, points)
    assert np.isnan(outline[:, 0]).all()
    np.testing.assert_allclose(outline[:, 1], 30, atol=0.1)


@pytest.mark.parametrize("length", [0.0, 7.0, np.nan])
def test_a_trunk_of_no_length_has_no_outline(length):
    points = landmarks(0.0)
    points[INDEX["left_hip"]] = points[INDEX["left_shoulder"]] + [0, length]
    points[INDEX["right_hip"]] = points[INDEX["right_shoulder"]] + [0, length]
    assert np.isnan(measure_outline(np.ones((SIZE, SIZE), np.float32), points)).all()


def seen(inside_px: np.ndarray, blur_px: float = 1.0) -> np.ndarray:
    """A picture of a bright runner before a dark wall, the edge as wide as asked."""
    share = np.clip(0.5 + inside_px / blur_px, 0, 1)[..., None]
    return (70 + 130 * share * np.array([1.0, 0.9, 0.8])).astype(np.uint8)


@pytest.mark.parametrize("tilt", [0.0, -20.0, 90.0])
@pytest.mark.parametrize("off", [-1.5, 0.0, 1.5])
def test_the_edge_is_moved_onto_the_picture(tilt, off):
    right, down = coordinates(tilt)
    back = 25 - 6 * np.sin(np.pi * down / LENGTH)
    true = np.minimum(right + back, 30 - right)
    mask = np.clip(0.5 + (true + off) / 8, 0, 1).astype(np.float32)  # soft, and beside the edge
    found = measure_outline(mask, landmarks(tilt), seen(true))
    plain = measure_outline(mask, landmarks(tilt))
    curve = 25 - 6 * np.sin(np.pi * STATIONS)
    for column, edge in ((0, curve), (1, np.full(48, 30.0))):
        wrong = np.median(np.abs(plain[:, column] - edge))
        error = np.median(np.abs(found[:, column] - edge))
        assert wrong == pytest.approx(abs(off), abs=0.2)
        assert error < max(0.36 * wrong, 0.15)


def test_without_contrast_the_mask_stays():
    right, _ = coordinates(0.0)
    mask = silhouette(25 - np.abs(right))
    grey = np.full((SIZE, SIZE, 3), 90, np.uint8)
    np.testing.assert_allclose(measure_outline(mask, landmarks(0.0), grey), 25, atol=0.3)


def test_a_blurred_edge_is_not_measured():
    right, _ = coordinates(0.0)
    # from inside to outside in 40 px, a third of the trunk, on the left, and in 2 on the right
    soft = np.where(right < 0, 0.5 + (right + 25) / 40, 0.5 + (25 - right) / 2)
    mask = np.clip(soft, 0, 1).astype(np.float32)
    picture = np.repeat((200 * mask[..., None]).astype(np.uint8), 3, axis=2)
    outline = measure_outline(mask, landmarks(0.0), picture)
    assert np.isnan(outline[:, 0]).all()
    np.testing.assert_allclose(outline[:, 1], 25, atol=0.3)


def test_the_edge_of_the_picture_shifts_nothing():
    """The mask is refined only around the trunk, which may reach out of the picture."""
    right, _ = coordinates(0.0)
    shift = np.array([110.0, 0.0], np.float32)  # 50 px from the right edge
    true = 25 - np.abs(right - shift[0])
    outline = measure_outline(silhouette(true), landmarks(0.0) + shift, seen(true))
    np.testing.assert_allclose(outline, 25, atol=0.1)
    beyond = landmarks(0.0) + np.array([3 * SIZE, 0], np.float32)
    assert np.isnan(measure_outline(silhouette(true), beyond, seen(true))).all()
