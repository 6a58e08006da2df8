"""Clothes: where they are, and that a loose top hides what it should hide."""

from typing import get_args

import numpy as np
import pytest

from posture.errors import UsageError
from posture.synthetic.bodies.anatomy import MIDLINE
from posture.synthetic.bodies.feet import SOLE_M
from posture.synthetic.bodies.library import load_body
from posture.synthetic.bodies.skeleton import SEGMENT
from posture.synthetic.drawing.clothing import Clothes, Top, dress
from posture.synthetic.drawing.drape import BELT_LOADS, drape, make_belt_load, make_ponytail
from posture.synthetic.drawing.fields import measure_belt_height, select_vertices

TOPS = get_args(Top)
#: Shorts, socks, shoes, soles, then the top if it is painted, then the hair.
TOP_FIELD = 4


@pytest.fixture(params=["dev_01", "dev_02"])
def someone(request):
    return load_body(request.param)


def belly(body) -> np.ndarray:
    """Front of the trunk at the height of the navel."""
    x, _, z = body.vertices.T
    middle = float(body.joint("lumbar_high")[2])
    trunk = select_vertices(body, "lumbar_low", "lumbar_high", "thorax_low")
    return trunk & (np.abs(z - middle - 0.02) < 0.03) & (x > np.median(x[trunk]))


@pytest.mark.parametrize("top", TOPS)
@pytest.mark.parametrize("hair", ["none", "short", "long"])
def test_every_outfit_is_finite_and_complete(someone, top, hair):
    dressed = dress(someone, Clothes(top=top, hair=hair))
    layers = 4 + (top != "bare") + (hair != "none")
    assert dressed.fields.shape == (len(someone.vertices), layers)
    assert dressed.palette.shape == (layers + 1, 3)
    assert dressed.finish.shape == (layers + 1, 4)
    for values in (dressed.vertices, dressed.fields, dressed.palette, dressed.finish):
        assert np.isfinite(values).all()
    assert (dressed.fields.max(axis=0) > 0).all()


def test_a_bra_leaves_the_belly_bare_and_a_tight_shirt_covers_it(someone):
    here = belly(someone)
    assert here.sum() > 20
    bra, tight = (
        dress(someone, Clothes(top=top, hair="none")).fields[:, TOP_FIELD]
        for top in ("bra", "tight")
    )
    assert (bra[here] < 0).all()
    assert (tight[here] > 0).all()
    chest = select_vertices(someone, "thorax") & (
        np.abs(someone.vertices[:, 2] - someone.joint("thorax")[2]) < 0.02
    )
    assert (bra[chest] > 0).mean() > 0.9
    for field in (bra, tight):
        for bare in ("head", "hand_left", "forearm_right", "thigh_left"):
            assert (field[select_vertices(someone, bare)] < 0).mean() > 0.98, bare


def test_shorts_end_at_the_thigh_and_tights_at_the_ankle(someone):
    shanks = select_vertices(someone, "shank_right", "shank_left")
    shorts, tights = (dress(someone, Clothes(tights=long)).fields[:, 0] for long in (False, True))
    assert (shorts[shanks] < 0).mean() > 0.98
    assert (tights[shanks] > 0).mean() > 0.7
    hips = select_vertices(someone, "pelvis") & (
        someone.vertices[:, 2] < someone.joint("pelvis")[2]
    )
    assert (shorts[hips] > 0).all()
    assert (shorts[select_vertices(someone, "hand_right")] < 0).all()


def test_shoes_stand_on_flat_soles(someone):
    dressed = dress(someone, Clothes())
    for side in ("right", "left"):
        mine = select_vertices(someone, f"foot_{side}", f"toes_{side}")
        z = dressed.vertices[mine, 2]
        assert z.min() == pytest.approx(-SOLE_M, abs=1e-4)
        low = z < -SOLE_M + 0.004
        length = np.ptp(dressed.vertices[mine, 0])
        assert np.ptp(dressed.vertices[mine][low, 0]) > 0.5 * length
        assert length == pytest.approx(np.ptp(someone.vertices[mine, 0]) + 0.016, abs=0.01)
    above = someone.vertices[:, 2] > 0.2
    head = select_vertices(someone, "head", "neck")
    np.testing.assert_array_equal(dressed.vertices[above & ~head], someone.vertices[above & ~head])


def test_hair_thickens_the_head_and_nothing_else(someone):
    bald, haired = (dress(someone, Clothes(hair=hair)).vertices for hair in ("none", "short"))
    moved = np.linalg.norm(haired - bald, axis=1)
    head = select_vertices(someone, "head", "neck")
    assert moved[~head].max() < 1e-6
    assert 0.010 < moved.max() < 0.017
    face = head & (someone.vertices[:, 0] > np.quantile(someone.vertices[head, 0], 0.9))
    low = face & (someone.vertices[:, 2] < np.quantile(someone.vertices[head, 2], 0.4))
    assert moved[low].max() < 1e-6


@pytest.mark.parametrize("top", ["bare", "bra", "tight"])
def test_tight_tops_hang_nowhere(body, top):
    assert drape(body, Clothes(top=top)) is None


def rear_at(points, z) -> np.ndarray:
    """Rearmost x of the points beside the midline around each height."""
    narrow = points[np.abs(points[:, 1]) < 0.03]
    return np.array([narrow[np.abs(narrow[:, 2] - h) < 0.012][:, 0].min() for h in z])


def back(body) -> np.ndarray:
    """Midline between buttocks and shoulder blades, in the low back's hollow."""
    line = body.vertices[list(MIDLINE)]
    low, high = body.joint("thigh_right")[2] + 0.08, body.joint("upper_arm_right")[2] - 0.12
    return line[(line[:, 2] > low) & (line[:, 2] < high)]


def test_a_wide_top_hides_the_hollow_of_the_back(someone):
    line = back(someone)
    cloth = drape(someone, Clothes(top="loose")).vertices
    rear = rear_at(cloth, line[:, 2])
    assert (rear < line[:, 0] - 0.015).all()
    # the line of the cloth is nearly straight where the skin is hollow
    chord = np.interp(line[:, 2], line[[0, -1], 2], line[[0, -1], 0])
    hollow = (line[:, 0] - chord).max()
    chord = np.interp(line[:, 2], line[[0, -1], 2], rear[[0, -1]])
    assert (rear - chord).max() < 0.5 * hollow


def test_a_t_shirt_hides_less_of_it_than_a_wide_top(someone):
    line = back(someone)
    tee, loose = (
        rear_at(drape(someone, Clothes(top=top)).vertices, line[:, 2]) for top in ("tee", "loose")
    )
    assert (tee < line[:, 0] - 0.003).all()
    assert (loose <= tee + 1e-3).all()
    assert (tee - loose).max() > 0.015


@pytest.mark.parametrize("top", ["tee", "loose"])
def test_the_hem_is_straight(someone, top):
    garment = drape(someone, Clothes(top=top))
    used = garment.vertices[np.unique(garment.faces)]
    hem = float(someone.joint("thigh_right")[2]) - 0.01 * someone.height_m / 1.75
    assert used[:, 2].min() == pytest.approx(hem, abs=1e-6)
    around = used[used[:, 2] < hem + 1e-6]
    assert len(around) > 40
    assert np.ptp(around[:, 0]) > 0.15
    assert np.isfinite(garment.loose).all()
    assert garment.faces.max() < len(garment.vertices)


def test_cloth_swings_twice_a_stride_most_at_the_hem(body):
    garment = drape(body, Clothes(top="loose"))
    rotations = np.tile(np.eye(3), (len(SEGMENT), 1, 1))
    joints = body.joints.astype(float)
    posed = np.array([garment.posed(body, rotations, joints, t) for t in np.arange(0, 1, 0.05)])
    swing = np.linalg.norm(np.ptp(posed, axis=0), axis=1)
    low = garment.vertices[:, 2] < garment.vertices[:, 2].min() + 0.05
    high = garment.vertices[:, 2] > body.joint("upper_arm_right")[2]
    assert swing[low].max() > 0.02
    assert swing[high].max() < 1e-3
    # one stride is like the next, but not the same
    again = np.abs(garment.posed(body, rotations, joints, 1.0) - posed[0]).max()
    assert 1e-4 < again < 0.015


def test_a_ponytail_hangs_behind_the_head(someone):
    rotations = np.tile(np.eye(3), (len(SEGMENT), 1, 1))
    points, faces = make_ponytail(someone, rotations, someone.joints.astype(float), 0.0)
    head = someone.vertices[select_vertices(someone, "head")]
    assert points[:, 0].min() < head[:, 0].min() - 0.03
    assert points[:, 2].max() < head[:, 2].max()
    assert points[:, 2].min() < head[:, 2].min() + 0.05
    assert faces.max() == len(points) - 1
    swung, _ = make_ponytail(someone, rotations, someone.joints.astype(float), 0.25)
    assert 0.01 < np.abs(swung - points).max() < 0.15


@pytest.mark.parametrize("wrong", [{"top": "tuxedo"}, {"hair": "blue"}, {"belt": "tool"}])
def test_what_nobody_can_wear_is_refused(wrong):
    with pytest.raises(UsageError, match=rf"cannot wear .*{next(iter(wrong.values()))}"):
        Clothes(**wrong)


@pytest.mark.parametrize("kind", ["bottle", "pack"])
def test_what_a_belt_carries_lies_across_the_low_back_and_goes_with_the_pelvis(someone, kind):
    still = np.tile(np.eye(3), (len(SEGMENT), 1, 1))
    joints = someone.joints.astype(float)
    points, faces = make_belt_load(someone, kind, still, joints)
    size = BELT_LOADS[kind]
    assert faces.max() == len(points) - 1
    assert np.ptp(points[:, 2]) == pytest.approx(2 * size.height_m, rel=0.02)
    assert np.ptp(points[:, 1]) == pytest.approx(2 * size.half_width_m, rel=0.02)
    assert points[:, 2].mean() == pytest.approx(measure_belt_height(someone), abs=1e-4)
    skin = rear_at(someone.vertices, [measure_belt_height(someone)])[0]
    assert 0.03 < skin - points[:, 0].min() < 0.09
    moved, _ = make_belt_load(someone, kind, still, joints + np.array([0.3, 0.0, 0.1]))
    there = np.tile([0.3, 0.0, 0.1], (len(points), 1))
    np.testing.assert_allclose(moved - points, there, atol=1e-6)


def test_a_belt_is_painted_on_top_of_everything_tight(someone):
    plain, belted = (
        dress(someone, Clothes(top="tight", hair="none", belt=belt)) for belt in ("none", "pack")
    )
    assert belted.fields.shape[1] == plain.fields.shape[1] + 1
    worn = belted.fields[:, -1] > 0
    assert worn.any()
    assert np.abs(someone.vertices[worn, 2] - measure_belt_height(someone)).max() < 0.025
    assert not worn[select_vertices(someone, "hand_right", "forearm_right")].any()
