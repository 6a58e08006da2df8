"""The line of a posed body's back."""

import numpy as np
import pytest

from models.training import back_lines
from models.training.back_lines import (
    find_directions,
    measure_back_line,
    measure_back_lines,
    measure_body_lines,
)
from posture.back import PLACES
from posture.synthetic.bodies.anatomy import MIDLINE
from posture.synthetic.bodies.library import load_body
from posture.synthetic.bodies.skeleton import SEGMENT, pitch, place_segments
from posture.synthetic.motion.posing import stand_at_ease
from posture.synthetic.scene.description import scene_from


def posed(body, **turned):
    """One frame of a standing body, segments turned by degrees."""
    poses = stand_at_ease(body, np.array([0.0]))
    local = np.tile(np.eye(3), (1, len(SEGMENT), 1, 1))
    for name, degrees in turned.items():
        local[:, SEGMENT[name]] = pitch(np.array([degrees]))
    rotations, joints = place_segments(body.joints, local, body.joints[[SEGMENT["pelvis"]]])
    return type(poses)(rotations, joints, poses.down, poses.rounding_deg)


@pytest.fixture(scope="module")
def body():
    return load_body("dev_01")


def test_it_is_the_rearmost_skin_between_hips_and_shoulders(body):
    line = measure_back_line(body, posed(body))[0]
    hips, shoulders = (
        (body.joint(f"{part}_right") + body.joint(f"{part}_left"))[[0, 2]] / 2
        for part in ("thigh", "upper_arm")
    )
    length = np.linalg.norm(shoulders - hips)
    at = shoulders + PLACES[:, None] * (hips - shoulders)
    midline = body.vertices[list(MIDLINE)][:, [0, 2]]
    for j in np.flatnonzero((PLACES > 0.5) & (PLACES < 0.9)):
        spine = np.interp(at[j, 1], midline[:, 1], midline[:, 0])
        # muscles to both sides stand behind the furrow of the spine, by some millimetres
        assert -0.004 < line[j] * length - (at[j, 0] - spine) < 0.02
    # buttocks stand out, the loin lies in
    assert line[np.abs(PLACES - 1.0).argmin()] > line[np.abs(PLACES - 0.7).argmin()]


def test_arms_are_left_out(body):
    behind = posed(body, upper_arm_right=50.0, upper_arm_left=50.0)
    middle = (PLACES > 0.3) & (PLACES < 1.2)
    still = measure_back_line(body, posed(body))[0][middle]
    np.testing.assert_allclose(measure_back_line(body, behind)[0][middle], still, atol=1e-6)


def test_leaning_as_a_whole_moves_nothing_of_it(body):
    upright, leaning = posed(body), posed(body, pelvis=12.0)
    np.testing.assert_allclose(
        measure_back_line(body, leaning), measure_back_line(body, upright), atol=2e-3
    )


def test_an_arching_back_has_a_deeper_hollow(body):
    arched = posed(body, pelvis=8.0, lumbar_low=-8.0, lumbar_high=-8.0)

    def hollow(line: np.ndarray) -> float:
        low, loin, chest = (line[np.abs(PLACES - at).argmin()] for at in (1.0, 0.7, 0.4))
        return float((low + chest) / 2 - loin)

    assert (
        hollow(measure_back_line(body, arched)[0])
        > hollow(measure_back_line(body, posed(body))[0]) + 0.02
    )


def test_lines_of_clips_differ_along_a_few_directions():
    scenes = [
        scene_from({"body": name, "film": {"duration_s": 3.0}}, name)
        for name in ("dev_01", "dev_02", "dev_03")
    ]
    lines = measure_back_lines(scenes)
    assert lines.shape == (9, len(PLACES))
    assert np.isfinite(lines).all()
    mean, ways = find_directions(lines)
    np.testing.assert_allclose(mean, lines.mean(axis=0))
    np.testing.assert_allclose(ways.T @ ways, np.cov(lines.T, bias=True), atol=1e-6)


class Here:
    """An executor that works in this process."""

    def __init__(self, *args, **kwargs):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *args):
        pass

    def map(self, work, todo, chunksize):
        return map(work, todo)


def test_changes_of_line_and_angles_belong_together(monkeypatch):
    """The lordosis of one runner grows by 8°, that of the other one stays."""
    monkeypatch.setattr(back_lines, "ProcessPoolExecutor", Here)
    scenes = [
        scene_from(
            {
                "body": "dev_01",
                "film": {"duration_s": 4.0},
                "run": {
                    "stride_sd": {},
                    "drifts": {name: {"change": by} for name, by in changes.items()},
                },
            },
            "run",
        )
        for changes in ({"lumbar_lordosis_deg": 8.0}, {})
    ]
    found = measure_body_lines(iter(scenes))
    assert found.runners == ["dev_01", "dev_01"]
    lines = measure_back_lines(scenes).reshape(2, 3, len(PLACES))
    np.testing.assert_allclose(found.lines, lines[:, -1] - lines[:, 0])
    # from 15 to 85 % of the run with its lead before and after the film, in which nothing changes
    assert found.angles[0, 1] == pytest.approx(7.0, abs=1.0)
    assert np.abs(found.angles[1]).max() < 0.3
    assert np.abs(found.lines[0]).max() > 4 * np.abs(found.lines[1]).max()
