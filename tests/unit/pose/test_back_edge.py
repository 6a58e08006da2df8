"""Strips of the picture behind the trunk, and what the network's answer means."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from posture.pose.back_edge import (
    CHANNELS,
    DEPTHS,
    LONGEST_TRUNK_PX,
    BackEdgeReader,
    cut_strip,
    decode,
    describe_body,
    describe_strip,
    join_channels,
)
from posture.pose.types import INDEX, KEYPOINTS, STATIONS, UNKNOWN_EDGE, Person
from posture.utils.arrays import Image
from posture.utils.resources import model_file

WALL, SHIRT = (200, 180, 160), (30, 60, 120)
#: How far behind the trunk line the shirt ends, trunk lengths.
BEHIND = 0.15


def upright(trunk_px: float = 200.0, at: tuple[float, float] = (300.0, 150.0)) -> Person:
    """Somebody whose trunk is a vertical line, arms far ahead."""
    points = np.full((len(KEYPOINTS), 2), (at[0] + 3 * trunk_px, at[1]), np.float32)
    for joint, y in (("shoulder", 0.0), ("hip", trunk_px)):
        for side in ("left", "right"):
            points[INDEX[f"{side}_{joint}"]] = at[0], at[1] + y
    outline = np.full((len(STATIONS), 2), BEHIND * trunk_px, np.float32)
    return Person(points, np.ones(len(KEYPOINTS), np.float32), outline)


def turn(person: Person, image: Image, degrees: float) -> tuple[Person, Image]:
    """Turn a picture and who is in it about its middle."""
    matrix = cv2.getRotationMatrix2D((320, 240), degrees, 1.0)
    # landmarks count from the picture's corner, pixels from their centres
    by_pixel = matrix.copy()
    by_pixel[:, 2] += matrix[:, :2] @ [0.5, 0.5] - 0.5
    turned = cv2.warpAffine(image, by_pixel, image.shape[1::-1], borderMode=cv2.BORDER_REPLICATE)
    points = person.points @ matrix[:, :2].T + matrix[:, 2]
    return replace(person, points=points.astype(np.float32)), np.asarray(turned, np.uint8)


def picture(person: Person) -> Image:
    """A wall, and a shirt that ends straight behind the trunk."""
    image = np.full((480, 640, 3), WALL, np.uint8)
    image[:, round(float(person.hip[0]) - BEHIND * person.trunk) :] = SHIRT
    return image


@pytest.mark.parametrize("degrees", [0.0, 7.0, -12.0])
@pytest.mark.parametrize("trunk_px", [80.0, 200.0, LONGEST_TRUNK_PX * 1.8])
def test_a_strip_runs_from_the_trunk_line_backwards_whichever_way_the_trunk_leans(
    degrees: float, trunk_px: float
):
    person = upright(trunk_px, (300.0, 60.0))
    person, image = turn(person, picture(person), degrees)
    strip = cut_strip(image, person)
    assert strip.shape == (len(STATIONS), len(DEPTHS), 3)
    inside = strip[5:28].astype(float)  # all of it is in the picture
    shirt = np.abs(inside - SHIRT).sum(axis=2) < np.abs(inside - WALL).sum(axis=2)
    ends = DEPTHS[shirt.sum(axis=1) - 1]
    np.testing.assert_allclose(ends, BEHIND, atol=1.5 * (DEPTHS[1] - DEPTHS[0]))


def test_many_strips_are_described_as_each_by_itself():
    draw = np.random.default_rng(3)
    strips = draw.integers(0, 255, (3, len(STATIONS), len(DEPTHS), 3)).astype(np.uint8)
    person = upright()
    bodies = np.repeat(describe_body(person)[None], 3, axis=0)
    for strip, channels in zip(strips, join_channels(strips, bodies), strict=True):
        assert channels.shape == (CHANNELS, len(STATIONS), len(DEPTHS))
        np.testing.assert_array_equal(channels, describe_strip(strip, person))


def test_the_light_of_a_strip_does_not_matter():
    strip = np.random.default_rng(4).integers(20, 120, (len(STATIONS), len(DEPTHS), 3))
    bright = describe_strip((2 * strip).astype(np.uint8), upright())
    np.testing.assert_allclose(bright, describe_strip(strip.astype(np.uint8), upright()), atol=0.15)


def test_outside_the_picture_a_strip_is_black():
    person = upright(at=(-400.0, 100.0))
    assert (cut_strip(np.full((480, 640, 3), 90, np.uint8), person) == 0).all()
    half = cut_strip(np.full((480, 640, 3), 90, np.uint8), upright(at=(30.0, 100.0)))
    assert (half[:, -1] == 0).all()
    assert (half[10:40, 10] == 90).all()


def test_the_network_gets_no_brightness_but_where_silhouette_and_arms_are():
    person = upright()
    strip = cut_strip(picture(person), person)
    described = describe_strip(strip, person)
    assert described.shape == (CHANNELS, len(STATIONS), len(DEPTHS))
    darker = describe_strip((strip * 0.6).astype(np.uint8), person)
    np.testing.assert_allclose(darker[:3], described[:3], atol=0.1)
    np.testing.assert_array_equal(darker[3:], described[3:])
    inside = described[3]
    assert (inside[:, DEPTHS < BEHIND - 0.03] == 1).all()
    assert (inside[:, DEPTHS > BEHIND + 0.03] == -1).all()
    # arms begin at the shoulder and go forward
    assert described[4:6, STATIONS > 0.4].max() < 0.01
    assert described[4:6, :, DEPTHS > 0.25].max() < 0.01


def test_an_arm_behind_the_back_is_marked_on_its_side():
    person = upright()
    points = person.points.copy()
    for joint, y in (("elbow", 0.45), ("wrist", 0.65), ("index", 0.7)):
        points[INDEX[f"right_{joint}"]] = 300 - 0.2 * 200, 150 + y * 200
    near, far = describe_body(replace(person, points=points))[1:3]
    forearm = np.abs(STATIONS - 0.55).argmin(), np.abs(DEPTHS - 0.2).argmin()
    beside = forearm[0], np.abs(DEPTHS - 0.38).argmin()
    assert near[forearm] > 0.95
    assert near[beside] < 0.1
    assert far[forearm] < 0.01


def test_an_unknown_silhouette_says_neither_inside_nor_outside():
    person = replace(upright(), outline=np.full((len(STATIONS), 2), np.nan, np.float32))
    assert (describe_body(person)[0] == 0).all()


@pytest.mark.parametrize("at", [0.02, 0.151, 0.3])
def test_what_is_likeliest_around_a_place_is_averaged(at: float):
    logits = np.zeros((len(DEPTHS) + 1, len(STATIONS)), np.float32)
    logits[:-1] = (-((DEPTHS - at) ** 2) / (2 * 0.007**2))[:, None]
    logits[-1, :10], logits[-1, 10:] = 4.0, -4.0
    found = decode(logits)
    assert found.shape == (len(STATIONS), 2)
    np.testing.assert_allclose(found[:, 0], at, atol=0.0005)
    np.testing.assert_allclose(found[:10, 1], 1 / (1 + np.exp(-4)), rtol=1e-5)
    assert (found[10:, 1] < 0.02).all()


def test_a_second_likely_place_far_away_does_not_count():
    logits = np.full((len(DEPTHS) + 1, len(STATIONS)), -20.0, np.float32)
    logits[20], logits[50] = 5.0, 4.9
    np.testing.assert_allclose(decode(logits)[:, 0], DEPTHS[20], atol=1e-6)


def test_several_answers_are_decoded_at_once():
    logits = np.random.default_rng(2).normal(0, 3, (5, len(DEPTHS) + 1, len(STATIONS)))
    together = decode(logits.astype(np.float32))
    for one, whole in zip(logits, together, strict=True):
        np.testing.assert_array_equal(decode(one.astype(np.float32)), whole)


def test_the_network_reads_the_end_of_a_plain_shirt_in_pixels_of_the_picture():
    reader = BackEdgeReader(model_file("back_edge.onnx"))
    for trunk_px in (90.0, 180.0):
        person = upright(trunk_px, (300.0, 80.0))
        edge = reader.read(picture(person), person)
        back = (STATIONS > 0.3) & (STATIONS < 1.0)
        assert (edge[back, 1] > 0.5).mean() > 0.9
        assert np.median(np.abs(edge[back, 0] / trunk_px - BEHIND)) < 0.01


def test_nobody_has_no_back():
    reader = BackEdgeReader(model_file("back_edge.onnx"))
    person = replace(upright(), points=np.full((len(KEYPOINTS), 2), np.nan, np.float32))
    edge = reader.read(np.zeros((480, 640, 3), np.uint8), person)
    np.testing.assert_array_equal(edge, UNKNOWN_EDGE)
