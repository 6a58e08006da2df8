"""True edges of a back, against the drawn picture and against plain geometry."""

from __future__ import annotations

import numpy as np
import pytest

from models.training.back_edge.truth import TrueEdges
from posture.pose.back_edge import DEPTHS
from posture.pose.types import INDEX, KEYPOINTS, STATIONS, Person
from posture.synthetic.bodies.skeleton import SEGMENT
from posture.synthetic.scene.description import scene_from
from posture.synthetic.scene.stage import compute_shot_times, make_actor, render

FRAMES = 12


def scene_of(**run):
    return scene_from(
        {
            "seed": 4,
            "body": "dev_01",
            "film": {"fps": 15, "duration_s": FRAMES / 15, "width": 640, "height": 360,
                     "noise": 0.0, "crf": 12},
            "camera": {"side": "right", "distance_m": 4.0},
            "place": {"kind": "plain"},
            "clothes": {"top": "tight", "top_rgb": [200, 30, 30], "hair": "short"},
            "run": run,
        },
        "edges",
    )  # fmt: skip


def person_at(scene, index: int) -> Person:
    """Landmarks of hips and shoulders at the joints."""
    actor = make_actor(scene, compute_shot_times(scene))
    joints = actor._poses.joints[index] + actor._offset[index]
    seen = scene.camera.project(joints)[:, :2]
    points = np.zeros((len(KEYPOINTS), 2), np.float32)
    for joint, segment in (("shoulder", "upper_arm"), ("hip", "thigh")):
        for side in ("left", "right"):
            points[INDEX[f"{side}_{joint}"]] = seen[SEGMENT[f"{segment}_{side}"]]
    return Person(
        points, np.ones(len(KEYPOINTS), np.float32), np.full((len(STATIONS), 2), np.nan, np.float32)
    )


@pytest.fixture(scope="module")
def plain():
    scene = scene_of()
    return scene, TrueEdges(scene)


def test_the_back_is_a_smooth_line_with_a_hollow_above_the_buttocks(plain):
    scene, true = plain
    edge = true.measure(5, person_at(scene, 5))
    assert edge.shape == (len(STATIONS), 2)
    at = edge[:, 0]
    assert np.isfinite(at[(STATIONS > 0) & (STATIONS < 1.2)]).all()
    trunk = (STATIONS > 0.2) & (STATIONS < 1.1)
    assert np.abs(np.diff(at[trunk], 2)).max() < 0.01
    loin = at[(STATIONS > 0.55) & (STATIONS < 0.85)].min()
    assert loin < at[np.abs(STATIONS - 1.0).argmin()]


@pytest.mark.slow
def test_it_lies_where_the_picture_changes_from_shirt_to_wall(plain, tmp_path):
    scene, true = plain
    from posture.pose.back_edge import cut_strip
    from posture.video import probe, read_frames

    info = probe(render(scene, tmp_path))
    off = []
    for frame in read_frames(info, 0, info.frames):
        person = person_at(scene, frame.index)
        edge = true.measure(frame.index, person)
        strip = cut_strip(frame.image, person).astype(float)
        red = strip[..., 0] - strip[..., 1:].mean(axis=2) > 0.5 * strip[..., 0]
        for k in np.flatnonzero((STATIONS > 0.25) & (STATIONS < 0.7) & (edge[:, 1] > 0)):
            # the far arm is of skin, so the outermost red is the shirt's
            if red[k].any():
                off.append(DEPTHS[np.flatnonzero(red[k])[-1]] - edge[k, 0])
    assert len(off) > 40
    assert np.median(np.abs(off)) < 2 * (DEPTHS[1] - DEPTHS[0])


def test_it_moves_with_the_line_it_is_measured_from(plain):
    scene, true = plain
    person = person_at(scene, 3)
    moved = person.points.copy()
    for joint in ("left_hip", "right_hip", "left_shoulder", "right_shoulder"):
        moved[INDEX[joint], 0] += 0.05 * person.trunk
    there = Person(moved, person.confidence, person.outline)
    by = (true.measure(3, there) - true.measure(3, person))[:, 0]
    trunk = (STATIONS > 0.2) & (STATIONS < 1.0)
    np.testing.assert_allclose(by[trunk], 0.05, atol=0.01)


def test_a_hand_on_the_back_on_the_near_side_hides_a_part_of_it():
    scene = scene_of(shoulder_flexion_right_deg=-45.0, elbow_flexion_right_deg=20.0)
    true = TrueEdges(scene)
    edges = np.array([true.measure(k, person_at(scene, k)) for k in range(FRAMES)])
    back = (STATIONS > 0.3) & (STATIONS < 1.0)
    hidden = (edges[:, back, 1] == 0).mean()
    assert 0.02 < hidden < 0.9
    # what is hidden has a true place all the same
    assert np.isfinite(edges[:, back, 0]).all()


def test_cloth_that_hangs_over_the_back_is_the_edge_that_is_seen():
    tight, loose = (
        scene_from(
            {"seed": 4, "body": "dev_01", "film": {"fps": 15, "duration_s": 0.4},
             "camera": {"side": "right"}, "clothes": {"top": top}},
            "cloth",
        )
        for top in ("tight", "hoodie")
    )  # fmt: skip
    by = TrueEdges(loose).measure(2, person_at(loose, 2)) - TrueEdges(tight).measure(
        2, person_at(tight, 2)
    )
    loin = (STATIONS > 0.55) & (STATIONS < 0.85)
    assert np.nanmedian(by[loin, 0]) > 0.02
