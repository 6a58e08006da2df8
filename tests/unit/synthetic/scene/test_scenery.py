from functools import lru_cache

import numpy as np
import pytest

from posture.errors import UsageError
from posture.synthetic.drawing.camera import Camera
from posture.synthetic.drawing.mesh import Mesh
from posture.synthetic.drawing.paint import Sheet, make_clouds
from posture.synthetic.drawing.raster import Canvas
from posture.synthetic.scene.rooms import Surroundings
from posture.synthetic.scene.scenery import Backdrop, cast_shadows, make_light, paint_backdrop
from posture.synthetic.scene.treadmill import make_belt, make_treadmill

SMALL = Camera(width=160, height=90)


def marked(beyond_m: float = 2.0) -> Backdrop:
    """A grey wall, 3 m high, with a red square around x = +1 m (seen from the right), z = 1 m."""
    wall = Sheet(10, 3, 240, (100, 100, 100))
    wall.rectangle(5.9, 0.9, 0.2, 0.2, (250, 0, 0))
    return Backdrop(
        Surroundings(
            ((wall, beyond_m, 0.0),), Sheet(20, 12, 20, (60, 60, 60)), (200,) * 3, (50,) * 3
        )
    )


def red_at(picture: np.ndarray) -> np.ndarray:
    excess = np.clip(picture[..., 0].astype(float) - picture[..., 1] - 60, 0, None)
    v, u = np.mgrid[: picture.shape[0], : picture.shape[1]] + 0.5
    return np.array([(excess * u).sum(), (excess * v).sum()]) / excess.sum()


@pytest.mark.parametrize(
    "camera",
    [
        Camera(width=640, height=360),
        Camera(width=640, height=360, yaw_deg=15, roll_deg=-6, height_m=1.6),
        Camera(width=640, height=360, target_x_m=0.6, pan_deg=5),
    ],
)
def test_walls_stand_where_the_camera_sees_their_points(camera):
    expected = camera.project(np.array([[1.0, 2.0, 1.0]]))[0, :2]
    np.testing.assert_allclose(red_at(marked().picture(camera)), expected, atol=0.6)


def test_from_the_left_the_wall_stands_on_the_other_side():
    camera = Camera(width=640, height=360, side="left")
    expected = camera.project(np.array([[-1.0, -2.0, 1.0]]))[0, :2]
    np.testing.assert_allclose(red_at(marked().picture(camera)), expected, atol=0.6)


def test_floor_wall_and_open_space_are_where_they_belong():
    camera = Camera(width=640, height=360, pitch_deg=0)
    picture = marked().picture(camera)
    foot = camera.project(np.array([[-1.0, 2.0, 0.0]]))[0]
    assert picture[int(foot[1]) - 6, int(foot[0]), 0] == pytest.approx(100, abs=2)
    assert picture[int(foot[1]) + 6, int(foot[0]), 0] == pytest.approx(60, abs=2)
    low = marked(beyond_m=8.0).picture(Camera(width=640, height=360, pitch_deg=30))
    assert low[0, 320, 0] == pytest.approx(200, abs=1)


@lru_cache
def view(kind: str, seed: int) -> np.ndarray:
    return paint_backdrop(kind, seed).picture(SMALL, fine=1)


@pytest.mark.parametrize("kind", ["plain", "indoor", "outdoor", "clutter"])
def test_each_seed_paints_another_place(kind):
    first = view(kind, 3)
    assert np.abs(first.astype(int) - view(kind, 4)).mean() > 1
    assert 30 < first.mean() < 230
    assert first.std() > 5


def test_the_same_seed_paints_the_same():
    np.testing.assert_array_equal(
        view("clutter", 3), paint_backdrop("clutter", 3).picture(SMALL, fine=1)
    )


def test_clutter_has_more_edges_than_a_plain_room():
    def edges(kind):
        return np.abs(np.diff(view(kind, 3).mean(axis=2), axis=1)).mean()

    assert edges("clutter") > 4 * edges("plain")


def test_unknown_places_and_handrails_are_refused():
    with pytest.raises(UsageError, match="beach"):
        paint_backdrop("beach", 0)
    with pytest.raises(UsageError, match="rope"):
        make_treadmill("rope")


def test_the_lamp_stands_where_it_is_told():
    lamp = make_light("outdoor", from_deg=180).arrays()[0][0]
    assert lamp[0] < -0.5
    assert abs(lamp[1]) < 1e-6
    brighter = make_light("indoor", strength=2).arrays()[1] / make_light("indoor").arrays()[1]
    np.testing.assert_allclose(brighter, 2, rtol=1e-6)


def test_a_handrail_hides_what_is_behind_it():
    camera = Camera(width=320, height=180)
    body = np.array([(-0.2, 0, 0.2), (0.3, 0, 0.2), (0.3, 0, 1.8), (-0.2, 0, 1.8)], np.float32)
    mesh = Mesh(body, np.array([(0, 1, 2), (0, 2, 3)], np.int32), [(200, 160, 130)])
    shown = {}
    for handrail in ("none", "side"):
        canvas = Canvas(320, 180)
        canvas.draw(make_treadmill(handrail), camera, make_light("indoor"))
        shown[handrail] = canvas.mask(canvas.draw(mesh, camera, make_light("indoor")))
    u, v, _ = camera.project(np.array([[0.1, -0.42, 1.005]]))[0]
    assert shown["none"][int(v), int(u)] == 1
    assert shown["side"][int(v), int(u)] == 0


def test_faces_of_the_treadmill_point_outwards():
    mesh = make_treadmill("front")
    a, b, c = (mesh.vertices[mesh.faces[:, i]].astype(float) for i in range(3))
    assert np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6 > 0.05  # volume, cubic metres
    deck_top = (np.cross(b - a, c - a)[:, 2] > 0) & (np.abs(a[:, 2] - 0.012) < 1e-6)
    assert deck_top.sum() >= 4


def test_the_belt_carries_its_seam_backwards():
    def seam(travel):
        mesh = make_belt(travel)
        return mesh.vertices[mesh.fields[:, 0] > 0, 0].mean()

    assert seam(0.25) - seam(0.0) == pytest.approx(-0.25, abs=0.011)
    assert (make_belt(0.3).vertices[:, 2] == 0).all()


def test_a_body_shades_the_ground_on_the_far_side_of_the_lamp():
    camera = Camera(width=640, height=360, height_m=3, target_z_m=0)
    post = [(-0.1, -0.1, 0), (0.1, 0.1, 0), (0.1, 0.1, 1.5), (-0.1, -0.1, 1.5)]
    faces = np.array([(0, 1, 2), (0, 2, 3)], np.int32)
    mesh = Mesh(np.array(post, np.float32), faces, [(200, 160, 130)])
    canvas = Canvas(640, 360)
    canvas.clear(np.full((360, 640, 3), 180, np.uint8))
    cast_shadows(canvas, mesh, camera, np.array([-0.6, 0, 0.8]), 0.0)
    picture = canvas.picture()
    at = camera.project(np.array([(0.6, 0, 0), (-0.6, 0, 0), (0, 0, 0), (1.4, 0, 0)])).astype(int)
    shaded, lit, foot, beyond = (int(picture[v, u, 0]) for u, v, _ in at)
    assert lit == beyond == 180
    assert max(foot, shaded) < 160


def test_grain_is_centred_and_of_unit_size():
    cloud = make_clouds((200, 300), 20, np.random.default_rng(0))
    assert abs(cloud.mean()) < 0.15
    assert 0.5 < cloud.std() < 1.6


def test_shapes_cover_their_area():
    sheet = Sheet(2, 1, 100, solid=False)
    sheet.ellipse(1, 0.5, 0.4, 0.2, (255, 0, 0))
    assert sheet.alpha.sum() / 100**2 == pytest.approx(np.pi * 0.4 * 0.2, rel=0.05)
    sheet.rectangle(0.1, 0.1, 0.2, 0.2, (0, 255, 0))
    assert sheet.rgb[80, 20, 1] == 255
