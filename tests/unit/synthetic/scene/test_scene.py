"""Scene files: what they say is what is filmed, and what cannot be is refused in one sentence."""

import numpy as np
import pytest

from posture.errors import UsageError
from posture.synthetic.bodies.anatomy import measure_anatomy
from posture.synthetic.bodies.library import load_body
from posture.synthetic.scene.description import Film, load_scene, scene_from
from posture.synthetic.scene.run_table import LEAD_S

WHOLE = """
seed = 7
body = "dev_03"

[run]
trunk_lean_deg = 9.0
cadence_spm = 176
tilt_deg = 2.0
stride_sd = { trunk_lean_deg = 0.4 }

[run.drifts]
trunk_lean_deg = { change = 4.0 }
pelvic_tilt_deg = { change = 3.0, start_s = 5.0, shape = "step" }
lumbar_lordosis_deg = { change = -2.0, start_s = 2, end_s = 8, shape = "late" }

[film]
width = 640
height = 360
fps = 25
duration_s = 10
rotation_deg = 90

[camera]
side = "left"
distance_m = 3.5
pitch_deg = -2

[place]
kind = "outdoor"
treadmill = false

[clothes]
top = "bra"
top_rgb = [10, 20, 30]

[other]
body = "dev_02"
x_m = -1.0
clothes = { top = "tee", tights = true }
"""


@pytest.fixture
def whole(tmp_path):
    path = tmp_path / "evening.toml"
    path.write_text(WHOLE, encoding="utf-8")
    return load_scene(path)


def test_a_scene_file_says_everything(whole):
    assert (whole.name, whole.seed, whole.body.name) == ("evening", 7, "dev_03")
    assert (whole.camera.width, whole.camera.height, whole.camera.side) == (640, 360, "left")
    assert whole.camera.pitch_deg == -2
    assert whole.film.rotation_deg == 90
    assert (whole.place.kind, whole.place.treadmill) == ("outdoor", False)
    assert whole.runner.clothes.top_rgb == (10, 20, 30)
    assert (whole.other.body, whole.other.x_m, whole.other.clothes.tights) == ("dev_02", -1.0, True)
    assert whole.plan.trunk_lean_deg == 9.0
    assert whole.plan.cadence_spm == 176
    assert whole.plan.stride_sd == {"trunk_lean_deg": 0.4}


def test_the_same_file_is_the_same_scene(whole, tmp_path):
    again = load_scene(tmp_path / "evening.toml")
    assert again == whole
    assert again.plan == whole.plan


def test_drifts_run_on_the_films_own_clock(whole):
    plan = whole.plan
    assert plan.duration_s == 10 + 2 * LEAD_S
    film = LEAD_S + np.array([0.0, 5.0, 7.0, 10.0])
    for name, added in (
        ("trunk_lean_deg", [0, 2, 2.8, 4]),
        ("pelvic_tilt_deg", [0, 0, 3, 3]),
        ("lumbar_lordosis_deg", [0, -2 / 8, -2 * (5 / 6) ** 3, -2]),
    ):
        np.testing.assert_allclose(plan.intended(name, film) - getattr(plan, name), added)
    # before the film nothing has drifted, and after it nothing goes on
    ends = plan.intended("trunk_lean_deg", np.array([0.0, plan.duration_s]))
    np.testing.assert_allclose(ends, [9, 13])


def test_what_the_run_leaves_out_is_drawn_from_the_seed():
    plans = [scene_from({"seed": seed, "body": "dev_01"}, "a").plan for seed in range(12)]
    assert plans[3] == scene_from({"seed": 3, "body": "dev_01"}, "b").plan
    for name in ("trunk_lean_deg", "pelvic_tilt_deg", "lumbar_lordosis_deg", "cadence_spm"):
        assert np.std([getattr(plan, name) for plan in plans]) > 0.5


def test_tilt_and_lordosis_suit_the_body_unless_they_are_given():
    for name in ("dev_01", "dev_02"):
        table = {"body": name, "run": {"trunk_lean_deg": 6.0}}
        suited = scene_from(table, "a").plan
        rest = measure_anatomy(load_body(name))
        assert abs(suited.pelvic_tilt_deg - rest.pelvic_tilt_deg) < 8
        tipped = scene_from({"body": name, "run": {"trunk_lean_deg": 6.0, "tilt_deg": 3}}, "a").plan
        assert tipped.pelvic_tilt_deg == pytest.approx(suited.pelvic_tilt_deg + 3)
        table["run"]["pelvic_tilt_deg"] = 15.5
        given = scene_from(table, "a").plan
        assert given.pelvic_tilt_deg == 15.5
        assert given.trunk_lean_deg == 6.0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"colour": 1}, r"a scene has no 'colour'; choose from body, camera"),
        ({"body": "dev_77"}, "no virtual body 'dev_77'"),
        ({"body": 3}, "needs a body"),
        ({"seed": "one"}, "the seed is 'one'"),
        ({"seed": -1}, "whole number from 0"),
        ({"film": 3}, "film is 3; it must be a table"),
        ({"film": {"zoom": 2}}, "film has no 'zoom'; choose from crf"),
        ({"film": {"fps": "fast"}}, "film.fps is 'fast'; it must be a number"),
        ({"film": {"fps": 1.0}}, r"film.fps is 1.0; it must be from 5.0 to 1000.0"),
        ({"film": {"fps": float("nan")}}, "film.fps is nan"),
        ({"film": {"crf": 23.5}}, "film.crf is 23.5; it must be a whole number"),
        ({"film": {"crf": True}}, "it must be a whole number"),
        ({"film": {"width": 321}}, "film.width is 321; H.264 needs an even one"),
        ({"film": {"rotation_deg": 45}}, "film.rotation_deg is 45; choose one of 0, 90, 180, 270"),
        ({"camera": {"lens": 1}}, "camera has no 'lens'"),
        ({"camera": {"width": 640}}, "camera has no 'width'"),
        ({"camera": {"side": "front"}}, "camera.side is 'front'; choose one of right, left"),
        ({"camera": {"pitch_deg": "up"}}, "camera.pitch_deg is 'up'; it must be a number"),
        ({"place": {"kind": "moon"}}, "place.kind is 'moon'; choose one of"),
        ({"place": {"treadmill": 1}}, "place.treadmill is 1; it must be true or false"),
        ({"clothes": {"top": "coat"}}, "clothes.top is 'coat'; choose one of bare, bra"),
        ({"clothes": {"top_rgb": [1, 2]}}, "clothes.top_rgb is .* a list of 3"),
        ({"clothes": {"top_rgb": ["r", "g", "b"]}}, "it must be a whole number"),
        ({"other": {"x_m": 1.0}}, "other needs a body"),
        ({"other": {"body": "dev_99"}}, "no virtual body 'dev_99'"),
        ({"run": {"lean": 3}}, "run has no 'lean'"),
        ({"run": {"seed": 3}}, "run has no 'seed'"),
        ({"run": {"trunk_lean_deg": "much"}}, "run.trunk_lean_deg is 'much'; it must be a number"),
        ({"run": {"tilt_deg": "much"}}, "run.tilt_deg is 'much'"),
        ({"run": {"stride_sd": 1}}, "run.stride_sd is 1; it must be a table"),
        ({"run": {"stride_sd": {"trunk_lean_deg": "x"}}}, "run.stride_sd.trunk_lean_deg is 'x'"),
        ({"run": {"drifts": {"knee": {}}}}, "run.drifts has no 'knee'"),
        ({"run": {"drifts": {"trunk_lean_deg": {}}}}, "run.drifts.trunk_lean_deg needs a change"),
        (
            {"run": {"drifts": {"trunk_lean_deg": {"change": 1, "shape": "wave"}}}},
            "run.drifts.trunk_lean_deg.shape is 'wave'; choose one of none, linear",
        ),
        ({"run": {"duty_factor": 0.6}}, "duty_factor is 0.6"),
    ],
)
def test_what_a_scene_cannot_be_is_refused_by_name(change, words):
    with pytest.raises(UsageError, match=words):
        scene_from({"body": "dev_01"} | change, "a")


def test_a_scene_without_a_body_says_how_to_name_one():
    with pytest.raises(UsageError, match=r'body = "dev_01"'):
        scene_from({}, "a")


def test_a_file_that_cannot_be_read_is_refused(tmp_path):
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        load_scene(tmp_path / "none.toml")
    bad = tmp_path / "bad.toml"
    bad.write_text("seed = ")
    with pytest.raises(UsageError, match=r"bad\.toml is not TOML"):
        load_scene(bad)
    bad.write_bytes(b'body = "\xff"')
    with pytest.raises(UsageError, match=r"bad\.toml is not TOML"):
        load_scene(bad)
    bad.write_text('body = "dev_01"\nfilms = 3\n')
    with pytest.raises(UsageError, match=r"^bad\.toml: a scene has no 'films'"):
        load_scene(bad)


def test_a_film_has_sensible_defaults():
    film = Film()
    assert (film.width, film.height, film.fps) == (1280, 720, 60.0)
