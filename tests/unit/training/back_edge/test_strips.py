"""Strips beside a trunk line that is moved."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models.training.back_edge.strips import move_trunk
from posture.pose.types import INDEX, KEYPOINTS, STATIONS, Person, middle

TRUNK = 200.0


def somebody() -> Person:
    points = np.zeros((len(KEYPOINTS), 2), np.float32)
    for joint, at in (("shoulder", (320.0, 100.0)), ("hip", (300.0, 100.0 + TRUNK))):
        for side in ("left", "right"):
            points[INDEX[f"{side}_{joint}"]] = at
    outline = np.full((len(STATIONS), 2), np.nan, np.float32)
    outline[3:40] = 0.2 * TRUNK, 0.15 * TRUNK
    return Person(points, np.ones(len(KEYPOINTS), np.float32), outline)


def edge_of(person: Person, side: int) -> np.ndarray:
    """Points of one edge of the outline in the picture."""
    top = middle(person.points, "shoulder").astype(float)
    axis = middle(person.points, "hip") - top
    out = np.array([-axis[1], axis[0]]) / np.hypot(*axis) * (1 if side == 0 else -1)
    return top + STATIONS[:, None] * axis + person.outline[:, side, None] * out


@pytest.mark.parametrize("side", [0, 1])
def test_the_silhouette_stays_where_it_is_in_the_picture(side):
    person = somebody()
    moved = move_trunk(person, np.array([[0.03, -0.02], [-0.02, 0.01]]))
    assert np.hypot(*(moved.hip - person.hip)) > 5
    before, after = edge_of(person, side), edge_of(moved, side)
    seen = np.isfinite(before).all(axis=1) & np.isfinite(after).all(axis=1)
    assert seen.sum() > 30
    inside = seen.copy()
    inside[[np.flatnonzero(seen)[0], np.flatnonzero(seen)[-1]]] = False
    # the same straight edge: distance of the new points from the line through the old ones
    start, way = before[seen][0], before[seen][-1] - before[seen][0]
    away = after[inside] - start
    off = (away[:, 0] * way[1] - away[:, 1] * way[0]) / np.hypot(*way)
    assert np.abs(off).max() < 0.5


def test_the_person_looked_at_is_not_changed():
    person = somebody()
    before = person.points.copy(), person.outline.copy()
    move_trunk(person, np.full((2, 2), 0.05))
    np.testing.assert_array_equal(person.points, before[0])
    np.testing.assert_array_equal(person.outline, before[1])


def test_without_a_silhouette_there_is_none_after_it():
    person = somebody()
    unknown = replace(person, outline=np.full_like(person.outline, np.nan))
    assert np.isnan(move_trunk(unknown, np.full((2, 2), 0.02)).outline).all()
