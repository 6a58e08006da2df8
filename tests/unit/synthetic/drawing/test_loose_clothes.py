"""Clothes that hang, stand off, are carried, and change within a film."""

import numpy as np
import pytest

from posture.errors import UsageError
from posture.synthetic.bodies.anatomy import MIDLINE
from posture.synthetic.bodies.library import load_body
from posture.synthetic.bodies.skeleton import SEGMENT
from posture.synthetic.drawing.changes import untuck
from posture.synthetic.drawing.clothing import DRAPES, Clothes, dress
from posture.synthetic.drawing.drape import drape
from posture.synthetic.drawing.fields import (
    measure_tight_hem,
    measure_untucked_hem,
    select_vertices,
    soak,
)
from posture.synthetic.drawing.garment import bounce
from posture.synthetic.drawing.hoodie import RIB_M, add_ribs, make_hood
from posture.synthetic.drawing.pack import find_bag
from posture.synthetic.drawing.waist import make_waistband, measure_waistband_height
from posture.synthetic.drawing.wardrobe import put_on

STILL = np.tile(np.eye(3), (len(SEGMENT), 1, 1))


@pytest.fixture(params=["dev_01", "dev_02"])
def someone(request):
    return load_body(request.param)


def rear_at(points, heights, reach=0.03) -> np.ndarray:
    """Rearmost x of the points beside the midline around each height."""
    narrow = points[np.abs(points[:, 1]) < reach]
    return np.array([narrow[np.abs(narrow[:, 2] - h) < 0.012][:, 0].min() for h in heights])


def hollow(heights, line) -> float:
    """How far a line of the back lies in front of the chord between its ends, metres."""
    return float((line - np.interp(heights, heights[[0, -1]], line[[0, -1]])).max())


def low_back(body) -> np.ndarray:
    low, high = body.joint("thigh_right")[2] + 0.08, body.joint("upper_arm_right")[2] - 0.12
    line = body.vertices[list(MIDLINE)]
    return line[(line[:, 2] > low) & (line[:, 2] < high)]


def worn(body, **clothes) -> list:
    return put_on(body, Clothes(**clothes))


def test_a_hoodie_hides_the_hollow_of_the_low_back(someone):
    line = low_back(someone)
    (hoodie, _) = worn(someone, top="hoodie")
    rear = rear_at(hoodie.vertices, line[:, 2])
    assert (rear < line[:, 0] - 0.02).all()
    assert hollow(line[:, 2], rear) < 0.5 * hollow(line[:, 2], line[:, 0])


def test_a_hoodie_has_sleeves_to_the_wrists_and_hangs_over_the_hips(someone):
    hoodie, hood = worn(someone, top="hoodie")
    used = np.unique(hoodie.faces)
    wrist, shoulder = someone.joint("hand_right")[2], someone.joint("upper_arm_right")
    sleeve = hoodie.vertices[used[hoodie.depth[used] == 0]]
    arm = sleeve[sleeve[:, 1] < shoulder[1] - 0.03]
    assert 0 < arm[:, 2].min() - wrist < 0.05
    trunk = hoodie.vertices[hoodie.depth > 0]
    assert 0.03 < someone.joint("thigh_right")[2] - trunk[:, 2].min() < 0.09
    neck = someone.joint("neck")
    skin = rear_at(someone.vertices, [neck[2] - 0.02])[0]
    assert 0.04 < skin - hood.vertices[:, 0].min() < 0.12
    assert np.abs(hood.vertices[:, 2] - neck[2]).max() < 0.12


def test_ribs_draw_the_hem_of_a_hoodie_in(someone):
    plain = drape(someone, Clothes(top="hoodie"))
    ribbed = add_ribs(someone, plain)
    inward = np.linalg.norm(plain.vertices - ribbed.vertices, axis=1)
    height = plain.vertices[:, 2] - plain.vertices[plain.depth > 0, 2].min()
    hanging = plain.depth > 0
    assert np.median(inward[hanging & (height < 0.5 * RIB_M)]) > 0.01
    assert inward[hanging & (height > 2.5 * RIB_M)].max() == 0.0
    assert (ribbed.fields[hanging & (height < 0.5 * RIB_M), 0] > 0).all()


def test_a_singlet_leaves_the_arms_bare(someone):
    (singlet,) = worn(someone, top="singlet")
    used = singlet.vertices[np.unique(singlet.faces)]
    shoulder = someone.joint("upper_arm_right")
    high = used[:, 2] > shoulder[2] - 0.05
    assert np.abs(used[high, 1]).max() < abs(shoulder[1])
    arms = select_vertices(someone, "upper_arm_right", "upper_arm_left")
    assert not np.isin(singlet.bones[:, 0], someone.shape.owner[arms]).all()
    tee = rear_at(drape(someone, Clothes(top="tee")).vertices, low_back(someone)[:, 2])
    assert (rear_at(singlet.vertices, low_back(someone)[:, 2]) > tee - 1e-3).all()


@pytest.mark.parametrize(("top", "least_m"), [("singlet", 0.008), ("tee", 0.01), ("loose", 0.02)])
def test_the_back_of_a_loose_top_moves_within_the_stride(someone, top, least_m):
    cloth = drape(someone, Clothes(top=top))
    joints = someone.joints.astype(float)
    height = someone.joint("thigh_right")[2] + 0.06
    rest = cloth.vertices
    near = (np.abs(rest[:, 1]) < 0.03) & (np.abs(rest[:, 2] - height) < 0.012)
    point = np.flatnonzero(near)[rest[near, 0].argmin()]
    turns = np.arange(0, 8, 0.1)
    rear = np.array([cloth.posed(someone, STILL, joints, t)[point, 0] for t in turns])
    assert np.ptp(rear[:10]) > least_m
    assert rear.mean() == pytest.approx(rest[point, 0], abs=0.2 * DRAPES[top].billow_m)
    assert rear.max() < rear_at(someone.vertices, [height])[0] + 0.002


def test_cloth_bounces_twice_a_stride_the_hem_later_and_on_average_not_at_all():
    turns = np.linspace(0, 20, 4000, endpoint=False)
    early, late = (np.array([bounce(t, lag) for t in turns]) for lag in (0.0, 0.07))
    assert abs(early.mean()) < 0.01
    assert np.abs(early).max() <= 1.15
    power = np.abs(np.fft.rfft(early))
    assert power.argmax() == 40
    shifts = np.arange(-30, 31)
    best = shifts[np.argmax([np.dot(np.roll(early, s), late) for s in shifts])]
    assert best / 200 == pytest.approx(0.07, abs=0.01)


@pytest.mark.parametrize("gap_m", [0.01, 0.018, 0.025])
def test_a_waistband_stands_off_the_back_by_what_is_asked(someone, gap_m):
    band = make_waistband(someone, Clothes(waist="loose", waist_gap_m=gap_m))
    edge = measure_waistband_height(someone)
    assert band.vertices[:, 2].max() == pytest.approx(edge, abs=1e-5)
    tight = make_waistband(someone, Clothes(waist="loose", waist_gap_m=0.005))
    rim, rim_before = (
        points[(points[:, 2] > edge - 1e-4) & (np.abs(points[:, 1]) < 0.03), 0].min()
        for points in (band.vertices, tight.vertices)
    )
    off = rim_before - rim
    assert off == pytest.approx(gap_m - 0.005, abs=1e-4)
    # the spine lies in a furrow, which a band bridges
    trunk = someone.vertices[select_vertices(someone, "pelvis", "lumbar_low", "lumbar_high")]
    skin = rear_at(trunk, [edge], reach=0.08)[0]
    assert skin - rim == pytest.approx(gap_m + 0.004, abs=0.008)
    front = band.vertices[band.vertices[:, 2] > edge - 1e-4][:, 0].max()
    front_before = tight.vertices[tight.vertices[:, 2] > edge - 1e-4][:, 0].max()
    assert front == pytest.approx(front_before, abs=1e-4)


def test_a_jacket_round_the_waist_hides_the_buttocks(someone):
    back, *_ = worn(someone, top="tight", waist="jacket")
    hip = float(someone.joint("thigh_right")[2])
    heights = hip + np.array([-0.05, 0.0, 0.05, 0.1])
    trunk = select_vertices(someone, "pelvis", "lumbar_low", "thigh_right", "thigh_left")
    skin = rear_at(someone.vertices[trunk], heights, reach=0.12)
    assert (rear_at(back.vertices, heights, reach=0.12) < skin - 0.008).all()
    assert 0.2 < hip - back.vertices[:, 2].min() < 0.3


def test_a_backpack_covers_the_middle_of_the_back_and_not_the_low_back(someone):
    bag, *straps = worn(someone, top="tight", pack=True)
    low, high = find_bag(someone)
    assert bag.vertices[:, 2].min() == pytest.approx(low, abs=1e-3)
    assert low > someone.joint("lumbar_high")[2]
    middle = [(low + high) / 2]
    trunk = ~select_vertices(
        someone, *(f"{p}_{s}" for p in ("upper_arm", "forearm", "hand") for s in ("right", "left"))
    )
    skin = someone.vertices[trunk]
    assert 0.05 < rear_at(skin, middle)[0] - rear_at(bag.vertices, middle)[0] < 0.15
    for strap in straps:
        gap = np.linalg.norm(strap.vertices[::10, None] - skin[None], axis=2).min(axis=1)
        assert gap.max() < 0.05
        assert np.ptp(strap.vertices[:, 0]) > 0.12


@pytest.mark.parametrize("top", ["singlet", "tee", "loose", "hoodie"])
def test_the_hem_of_a_loose_top_creeps_up_by_what_is_asked(someone, top):
    cloth = worn(someone, top=top, creep_m=0.06)[0]
    hanging = cloth.depth > 0
    first, last = (points[hanging, 2].min() for points in (cloth.vertices, cloth.end.vertices))
    assert last - first == pytest.approx(0.06, abs=1e-4)
    joints = someone.joints.astype(float)
    sleeves = ~hanging
    np.testing.assert_array_equal(cloth.end.vertices[sleeves], cloth.vertices[sleeves])
    begin, half, end = (cloth.posed(someone, STILL, joints, 3.0, done) for done in (0.0, 0.5, 1.0))
    np.testing.assert_allclose(half, (begin + end) / 2, atol=1e-5)


def hem_of(body, field) -> float:
    trunk = select_vertices(body, "pelvis", "lumbar_low", "lumbar_high", "thorax_low")
    return float(body.vertices[trunk & (field > 0), 2].min())


def test_the_hem_of_a_tight_top_creeps_up_and_bares_the_low_back(someone):
    dressed = dress(someone, Clothes(top="tight", hair="none", creep_m=0.06))
    first, last = (hem_of(someone, f[:, -1]) for f in (dressed.fields, dressed.end_fields))
    assert last - first == pytest.approx(0.06, abs=0.015)
    still = dress(someone, Clothes(top="tight", hair="none"))
    np.testing.assert_array_equal(still.end_fields, still.fields)
    np.testing.assert_array_equal(still.fields, dressed.fields)


def test_a_tight_top_comes_out_of_the_shorts(someone):
    flap = untuck(someone, Clothes(top="tight", untucks=True))
    used = np.unique(flap.faces)
    first, last = flap.vertices[used, 2].min(), flap.end.vertices[used, 2].min()
    assert first == pytest.approx(measure_tight_hem(someone), abs=0.01)
    assert last == pytest.approx(measure_untucked_hem(someone), abs=1e-3)
    heights = [last + 0.06, last + 0.09]
    skin = rear_at(someone.vertices, heights)
    assert (skin - rear_at(flap.end.vertices[used], heights) > 0.008).all()


def test_sweat_darkens_the_back_of_the_top_and_not_its_front(someone):
    dressed = dress(someone, Clothes(top="tight", hair="none", sweat=0.5))
    x, y, z = someone.vertices.T
    chest = float(someone.joint("thorax")[2])
    trunk = select_vertices(someone, "thorax", "thorax_low") & (np.abs(z - chest) < 0.05)
    middle = trunk & (np.abs(y) < 0.08)
    assert dressed.wet[middle & (x < -0.06)].min() == pytest.approx(0.3, abs=0.01)
    assert dressed.wet[middle & (x > 0.05)].max() == 0.0
    assert dressed.wet[dressed.fields[:, -1] <= 0].max() == 0.0
    tee = worn(someone, top="tee", sweat=0.5)[0]
    np.testing.assert_allclose(tee.wet, soak(someone, tee.vertices, 0.5))


def test_race_numbers_are_on_chest_and_back(someone):
    for top in ("tee", "tight"):
        if top == "tee":
            cloth = worn(someone, top=top, race_number=True)[0]
            points, paper = cloth.vertices, cloth.fields[:, -1] > 0
        else:
            dressed = dress(someone, Clothes(top=top, hair="none", race_number=True))
            points, paper = dressed.vertices, dressed.fields[:, -1] > 0
        for side in (points[:, 0] < 0, points[:, 0] > 0):
            number = points[paper & side]
            assert 0.12 < np.ptp(number[:, 1]) < 0.25
            assert 0.06 < np.ptp(number[:, 2]) < 0.2


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"waist": "corset"}, "cannot wear waist"),
        ({"waist_gap_m": 0.1}, r"waist_gap_m is 0.1; it must be from"),
        ({"creep_m": -0.1}, r"creep_m is -0.1; it must be from"),
        ({"sweat": 2.0}, r"sweat is 2.0; it must be from"),
        ({"top": "bra", "creep_m": 0.05}, "no hem and cannot creep up"),
        ({"top": "bare", "race_number": True}, "cannot bear a race number"),
        ({"top": "bare", "sweat": 0.5}, "cannot get dark with sweat"),
        ({"top": "tee", "untucks": True}, "only a tight top"),
    ],
)
def test_clothes_that_cannot_be_are_refused_in_a_sentence(wrong, words):
    with pytest.raises(UsageError, match=words):
        Clothes(**wrong)


def test_tops_that_are_worn_tight_need_no_surface_of_their_own(someone):
    for top in ("bare", "bra", "tight"):
        assert worn(someone, top=top) == []


def test_a_hood_is_thicker_behind_than_at_the_throat(someone):
    hood = make_hood(someone, (90, 90, 90)).vertices.reshape(41, 16, 3)
    thick = np.ptp(hood[..., 2], axis=1)
    assert thick[20] > 2 * thick[0]
