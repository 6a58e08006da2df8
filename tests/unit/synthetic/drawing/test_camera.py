import numpy as np
import pytest

from posture.errors import UsageError
from posture.synthetic.drawing.camera import Camera


def pixel(camera: Camera, *point: float) -> np.ndarray:
    return camera.project(np.array([point]))[0]


def test_a_known_point_lands_on_the_known_pixel():
    camera = Camera(width=1000, height=600, distance_m=5, fov_deg=90, height_m=1, target_z_m=1)
    assert camera.focal_px == pytest.approx(500)
    np.testing.assert_allclose(pixel(camera, 0, 0, 1), [500, 300, 5], atol=1e-4)
    np.testing.assert_allclose(pixel(camera, 1, 0, 1.5), [600, 250, 5], atol=1e-4)
    np.testing.assert_allclose(pixel(camera, 0, 5, 1.5), [500, 275, 10], atol=1e-4)


def test_the_longer_side_has_the_angle_of_view():
    assert Camera(width=720, height=1280).focal_px == Camera(width=1280, height=720).focal_px


@pytest.mark.parametrize(("side", "sign"), [("right", 1), ("left", -1)])
def test_the_runner_faces_right_seen_from_the_right_and_left_from_the_left(side, sign):
    camera = Camera(side=side)
    ahead, behind = pixel(camera, 1, 0, 1), pixel(camera, -1, 0, 1)
    assert sign * (ahead[0] - behind[0]) > 100
    near = pixel(camera, 0, -1 if side == "right" else 1, 1)
    assert near[2] == pytest.approx(3, abs=1e-4)


@pytest.mark.parametrize("side", ["right", "left"])
def test_yaw_moves_the_camera_to_the_front(side):
    camera = Camera(side=side, yaw_deg=30, distance_m=4)
    assert camera.eye_m[0] == pytest.approx(2)
    assert pixel(camera, 1, 0, 1)[2] == pytest.approx(3.5, abs=1e-4)  # what is ahead is nearer
    np.testing.assert_allclose(pixel(camera, 0, 0, 1)[:2], [640, 360], atol=1e-3)


def test_roll_turns_the_picture_clockwise():
    up = pixel(Camera(roll_deg=10), 0, 0, 1.5) - pixel(Camera(roll_deg=10), 0, 0, 1)
    assert np.degrees(np.arctan2(up[0], -up[1])) == pytest.approx(10, abs=1e-3)


def test_it_looks_at_the_target_unless_told_a_pitch():
    high = Camera(height_m=2, target_z_m=1)
    np.testing.assert_allclose(pixel(high, 0, 0, 1)[:2], [640, 360], atol=1e-3)
    level = Camera(height_m=2, target_z_m=1, pitch_deg=0)
    assert pixel(level, 0, 0, 2)[1] == pytest.approx(360, abs=1e-3)
    rising = Camera(height_m=2, pitch_deg=5)
    fall = np.degrees(np.arctan((pixel(rising, 0, 0, 2)[1] - 360) / rising.focal_px))
    assert fall == pytest.approx(5, abs=1e-3)


@pytest.mark.parametrize(("side", "sign"), [("right", -1), ("left", 1)])
def test_pan_swings_to_the_front(side, sign):
    shift = pixel(Camera(side=side, pan_deg=10), 0, 0, 1)[0] - 640
    assert sign * np.degrees(np.arctan(shift / Camera().focal_px)) == pytest.approx(10, abs=1e-3)


def test_points_behind_the_camera_have_no_pixel():
    behind = pixel(Camera(), 0, -6, 1)
    assert np.isnan(behind[:2]).all()
    assert behind[2] == pytest.approx(-2, abs=1e-4)


def test_rays_go_through_the_pixels_they_belong_to():
    camera = Camera(width=64, height=36, yaw_deg=20, roll_deg=7, height_m=1.6, side="left")
    points = camera.eye_m + 3.0 * camera.rays().reshape(-1, 3)
    seen = camera.project(points).reshape(36, 64, 3)
    np.testing.assert_allclose(seen[..., 0] - np.arange(64)[None] - 0.5, 0, atol=1e-3)
    np.testing.assert_allclose(seen[..., 1] - np.arange(36)[:, None] - 0.5, 0, atol=1e-3)
    np.testing.assert_allclose(seen[..., 2], 3, atol=1e-4)


@pytest.mark.parametrize(
    "wrong", [{"width": 1}, {"distance_m": 0}, {"fov_deg": 180}, {"side": "front"}]
)
def test_impossible_cameras_are_refused(wrong):
    with pytest.raises(UsageError):
        Camera(**wrong)
