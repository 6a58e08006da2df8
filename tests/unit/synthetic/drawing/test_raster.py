import numpy as np
import pytest

from posture.errors import UsageError
from posture.synthetic.drawing.camera import Camera
from posture.synthetic.drawing.mesh import CLOTH, Light, Mesh, to_linear, to_srgb
from posture.synthetic.drawing.raster import Canvas
from posture.synthetic.drawing.raster_kernels import compute_normals

# A metre is 100 pixels at y = 0, and (0, 0, 1) is the middle of the picture.
CAMERA = Camera(width=200, height=120, distance_m=1, fov_deg=90)
EVEN = Light(directions=np.empty((0, 3)), colours=np.empty((0, 3)), below=(1,) * 3, above=(1,) * 3)
RED, GREEN, BLUE, GREY = (200, 0, 0), (0, 200, 0), (0, 0, 200), (120, 120, 120)


def square(left, right, bottom, top, y=0.0, colour=RED, **more) -> Mesh:
    """Facing the camera; the limits are pixels from the lower left corner, for y = 0."""
    x, z = (np.array([left, right]) - 100) / 100, (np.array([bottom, top]) - 60) / 100 + 1
    corners = [(x[0], y, z[0]), (x[1], y, z[0]), (x[1], y, z[1]), (x[0], y, z[1])]
    faces = np.array([(0, 1, 2), (0, 2, 3)], np.int32)
    return Mesh(np.array(corners, np.float32), faces, more.pop("palette", [colour]), **more)


def canvas(samples: int = 2) -> Canvas:
    made = Canvas(200, 120, samples)
    made.clear(np.full((120, 200, 3), 120, np.uint8))
    return made


def test_a_square_covers_its_pixels_and_leaves_the_others():
    made = canvas()
    layer = made.draw(square(50, 90, 20, 80), CAMERA, EVEN)
    picture, mask = made.picture(), made.mask(layer)
    assert mask.sum() == pytest.approx(40 * 60)
    assert mask[40:100, 50:90].min() == 1
    assert (picture[40:100, 50:90] == RED).all()
    assert (picture[mask == 0] == GREY).all()


@pytest.mark.parametrize("samples", [2, 4])
def test_half_covered_pixels_show_half_the_light(samples):
    made = canvas(samples)
    layer = made.draw(square(50.5, 90, 20, 80, colour=(255, 255, 255)), CAMERA, EVEN)
    assert made.mask(layer)[60, 50] == pytest.approx(0.5)
    expected = 255 * to_srgb(0.5 + 0.5 * to_linear(120 / 255))
    assert made.picture()[60, 50, 0] == pytest.approx(float(expected), abs=1)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_nearer_one_wins_whatever_the_order(order):
    meshes = square(40, 160, 20, 100, y=0.5), square(80, 120, 40, 80, y=-0.2, colour=GREEN)
    made = canvas()
    for i in order:
        made.draw(meshes[i], CAMERA, EVEN)
    assert tuple(made.picture()[60, 100]) == GREEN
    assert tuple(made.picture()[60, 68]) == RED


def test_surfaces_that_cross_meet_where_they_cross():
    made = canvas()
    made.draw(square(0, 200, 0, 120), CAMERA, EVEN)
    slanted = np.array([(-0.5, 0.5, 0.5), (0.5, -0.5, 0.5), (0.5, -0.5, 1.5), (-0.5, 0.5, 1.5)])
    faces = square(0, 1, 0, 1).faces
    made.draw(Mesh(slanted.astype(np.float32), faces, [GREEN]), CAMERA, EVEN)
    row = made.picture()[60]
    assert tuple(row[98]) == RED
    assert tuple(row[102]) == GREEN


def test_the_hem_is_where_the_field_crosses_zero_and_the_last_field_wins():
    first = np.array([[-10, -1], [30, -1], [30, 3], [-10, 3]], np.float32)  # along x, along z
    made = canvas()
    mesh = square(60, 140, 20, 100, fields=first, palette=[RED, GREEN, BLUE])
    made.draw(mesh, CAMERA, EVEN)
    picture = made.picture()
    assert tuple(picture[95, 78]) == RED  # a quarter of the way from 60 to 140 is 80
    assert tuple(picture[95, 81]) == GREEN
    assert tuple(picture[81, 100]) == GREEN  # a quarter of the way up is row 80
    assert tuple(picture[78, 100]) == BLUE


def test_fields_are_linear_on_the_surface_not_in_the_picture():
    made = canvas(4)
    corners = np.array([(-0.4, 0, 0.8), (0.8, 3, 0.8), (0.8, 3, 1.2), (-0.4, 0, 1.2)], np.float32)
    fields = np.array([-1, 1, 1, -1], np.float32)[:, None]
    made.draw(Mesh(corners, square(0, 1, 0, 1).faces, [RED, GREEN], fields), CAMERA, EVEN)
    hem = CAMERA.project(np.array([[0.2, 1.5, 1.0]]))[0, 0]
    row = made.picture()[60]
    assert tuple(row[int(hem) - 1]) == RED
    assert tuple(row[int(hem) + 1]) == GREEN


def test_light_falls_by_the_cosine_and_the_back_is_dark():
    lamp = Light(directions=[(0, -1, 0)], colours=[(0.5, 0.5, 0.5)], below=(0,) * 3, above=(0,) * 3)
    made = canvas()
    made.draw(square(50, 90, 20, 80, colour=(255, 255, 255)), CAMERA, lamp)
    shown = float(to_linear(made.picture()[60, 70, 0] / 255))
    assert shown == pytest.approx(0.5, abs=0.01)
    made.restart()
    behind = Light(directions=[(0, 1, 0)], colours=[(1, 1, 1)], below=(0,) * 3, above=(0,) * 3)
    made.draw(square(50, 90, 20, 80), CAMERA, behind)
    assert tuple(made.picture()[60, 70]) == (0, 0, 0)


def test_the_inner_side_is_lit_from_within():
    mesh = square(50, 90, 20, 80, colour=(255, 255, 255))
    turned = Mesh(mesh.vertices, mesh.faces[:, ::-1], mesh.palette)
    lamp = Light(directions=[(0, -1, 0)], colours=[(0.5, 0.5, 0.5)], below=(0,) * 3, above=(0,) * 3)
    made = canvas()
    made.draw(turned, CAMERA, lamp)
    assert float(to_linear(made.picture()[60, 70, 0] / 255)) == pytest.approx(0.5, abs=0.01)


def test_normals_of_a_ball_point_outwards():
    ball = np.array(
        [(1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1)], np.float32
    )
    faces = [(0, 2, 4), (2, 1, 4), (1, 3, 4), (3, 0, 4), (2, 0, 5), (1, 2, 5), (3, 1, 5), (0, 3, 5)]
    np.testing.assert_allclose(compute_normals(ball, np.array(faces, np.int32)), ball, atol=1e-6)


def test_folds_cling_to_the_rest_position():
    made = canvas()
    mesh = square(40, 100, 20, 100, finish=[CLOTH])
    made.draw(mesh, CAMERA, Light())
    before = made.picture()[20:100, 40:100].astype(int)
    made.restart()
    moved = square(70, 130, 20, 100, finish=[CLOTH], rest=mesh.vertices)
    made.draw(moved, CAMERA, Light())
    after = made.picture()[20:100, 70:130].astype(int)
    assert before.std() > 2
    assert np.abs(before - after).mean() < 0.3 * before.std()


def test_restart_brings_back_what_was_kept():
    made = canvas()
    made.draw(square(20, 60, 20, 100), CAMERA, EVEN)
    made.keep()
    kept = made.picture()
    mesh = square(40, 120, 30, 90, y=-0.1, colour=GREEN)
    made.shadow(mesh.vertices, mesh.faces, np.full(4, 0.5, np.float32), CAMERA, 3)
    layer = made.draw(mesh, CAMERA, EVEN)
    assert layer == 2
    assert (made.picture() != kept).any()
    made.restart()
    np.testing.assert_array_equal(made.picture(), kept)
    assert made.draw(mesh, CAMERA, EVEN) == 2


def test_a_shadow_dims_its_area_but_not_what_is_nearer():
    made = canvas()
    made.draw(square(20, 100, 0, 120, y=-0.3), CAMERA, EVEN)
    mesh = square(60, 160, 30, 90)
    made.shadow(mesh.vertices, mesh.faces, np.full(4, 0.5, np.float32), CAMERA, 0)
    picture = made.picture()
    half = float(255 * to_srgb(0.5 * to_linear(120 / 255)))
    assert picture[60, 140, 0] == pytest.approx(half, abs=1)
    assert tuple(picture[60, 70]) == RED
    assert tuple(picture[60, 180]) == GREY


def test_nothing_is_drawn_of_what_lies_behind_the_camera():
    made = canvas()
    layer = made.draw(square(50, 90, 20, 80, y=-2.0), CAMERA, EVEN)
    assert made.mask(layer).sum() == 0
    assert (made.picture() == 120).all()


def test_colour_codes_survive_the_way_to_light_and_back():
    codes = np.arange(256) / 255
    np.testing.assert_allclose(to_srgb(to_linear(codes)), codes, atol=1e-5)
    assert float(to_linear(0.5)) == pytest.approx(0.2140, abs=1e-4)


def test_a_background_of_another_size_is_refused():
    with pytest.raises(UsageError, match="background"):
        canvas().clear(np.zeros((10, 10, 3), np.uint8))


def test_too_many_meshes_are_refused():
    made = canvas(1)
    mesh = square(50, 52, 20, 22)
    for _ in range(255):
        made.draw(mesh, CAMERA, EVEN)
    with pytest.raises(UsageError, match="255"):
        made.draw(mesh, CAMERA, EVEN)
