"""The named bodies, and who may use them."""

import ast
import subprocess
import sys
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

import posture
from posture.errors import UsageError
from posture.synthetic.bodies import library
from posture.synthetic.bodies.library import (
    DEVELOPMENT,
    EVALUATION,
    TRAINING,
    load_body,
    read_body_bytes,
    save_bodies,
)
from posture.synthetic.bodies.skeleton import SEGMENT, SEGMENTS
from posture.utils.resources import sample_path

PACKAGE = Path(posture.__file__).parent


def test_development_training_and_evaluation_share_no_body():
    sets = (DEVELOPMENT, TRAINING, EVALUATION)
    for one, other in combinations(sets, 2):
        assert not set(one) & set(other)
        assert not set(one.values()) & set(other.values())


@pytest.mark.parametrize(("file", "bodies"), library.SETS.items())
def test_each_set_is_one_file_with_its_own_bodies(file, bodies):
    with np.load(sample_path(f"bodies/{file}")) as data:
        stored = {name.split("/")[0] for name in data.files}
        assert len(data.files) == 3 * len(bodies)
    assert stored == set(bodies)


def test_all_named_bodies_stand_upright_on_the_floor():
    heights = {True: [], False: []}
    seeds = DEVELOPMENT | EVALUATION
    for name, seed in seeds.items():
        body = load_body(name)
        assert body.woman == (seed % 2 == 0)
        assert body.vertices.shape == (len(body.shape.bones), 3)
        assert body.joints.shape == (len(SEGMENTS), 3)
        z = body.vertices[:, 2]
        assert z.min() == pytest.approx(0, abs=0.002)
        assert np.ptp(z) == pytest.approx(body.height_m, abs=0.002)
        assert body.joint("head")[2] > body.joint("pelvis")[2] > body.joint("foot_left")[2]
        assert body.joint("upper_arm_left")[1] > 0.08 > -0.08 > body.joint("upper_arm_right")[1]
        assert body.joint("toes_left")[0] > body.joint("foot_left")[0]
        assert all(0 <= c <= 255 for c in (*body.skin_rgb, *body.hair_rgb))
        heights[body.woman].append(body.height_m)
    assert 1.45 < min(heights[True]) < max(heights[False]) < 2.05
    assert np.mean(heights[False]) - np.mean(heights[True]) > 0.05


def test_the_skin_hangs_on_segments_of_its_own_place(body):
    shape = body.shape
    np.testing.assert_allclose(shape.weights.sum(axis=1), 1.0, atol=1e-6)
    assert shape.faces.max() < len(body.vertices)
    head = shape.owner == SEGMENT["head"]
    assert body.vertices[head, 2].min() > body.joint("upper_arm_left")[2]
    assert body.vertices[shape.owner == SEGMENT["foot_right"], 1].max() < 0


def test_a_body_comes_back_as_it_was_saved(body, tmp_path, monkeypatch):
    save_bodies(tmp_path / "development.npz", [body])
    library.save_shape(tmp_path, body.shape)
    monkeypatch.setattr(library, "sample_path", lambda name: tmp_path / Path(name).name)
    again = load_body(body.name)
    np.testing.assert_allclose(again.vertices, body.vertices, atol=0.6e-4)
    np.testing.assert_allclose(again.joints, body.joints, atol=1e-6)
    np.testing.assert_array_equal(again.shape.faces, body.shape.faces)
    np.testing.assert_allclose(again.shape.weights, body.shape.weights, atol=0.005)
    assert (again.skin_rgb, again.hair_rgb) == (body.skin_rgb, body.hair_rgb)
    assert (again.woman, again.height_m) == (body.woman, pytest.approx(body.height_m, abs=1e-4))


def test_an_unknown_body_says_which_there_are():
    with pytest.raises(UsageError, match=r"'dev_99'; choose one of dev_01, .*eval_58"):
        load_body("dev_99")


def test_an_installed_package_has_only_the_bodies_of_development(tmp_path, monkeypatch):
    for file in ("shape.npz", "development.npz"):
        (tmp_path / file).write_bytes(sample_path(f"bodies/{file}").read_bytes())
    monkeypatch.setattr(library, "sample_path", lambda name: tmp_path / Path(name).name)
    assert load_body("dev_03").name == "dev_03"
    with pytest.raises(UsageError, match=r"'eval_01'; choose one of dev_01, .*dev_24$"):
        load_body("eval_01")


def test_the_bytes_of_a_body_change_with_it_and_with_the_shape_of_all(body, tmp_path, monkeypatch):
    kept = read_body_bytes(body.name)
    assert kept == read_body_bytes(body.name) != read_body_bytes("dev_02")
    monkeypatch.setattr(library, "sample_path", lambda name: tmp_path / Path(name).name)
    taller = replace(body, height_m=body.height_m + 0.01)
    found = []
    for someone, shape in (
        (body, body.shape),
        (taller, body.shape),
        (body, replace(body.shape, faces=body.shape.faces[::-1])),
    ):
        save_bodies(tmp_path / "development.npz", [someone])
        library.save_shape(tmp_path, shape)
        found.append(read_body_bytes(body.name))
    assert len(set(found)) == 3


def test_nothing_else_in_the_package_imports_it():
    for path in PACKAGE.rglob("*.py"):
        if path.is_relative_to(PACKAGE / "synthetic"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or "", *(f"{node.module}.{a.name}" for a in node.names)]
            assert not [n for n in names if n.startswith(("posture.synthetic", "numba"))], path


def test_posture_is_imported_without_numba():
    code = "import sys, posture; assert 'numba' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.slow
def test_a_named_body_can_be_made_anew():
    pytest.importorskip("anny", reason="making bodies needs anny (the extra `synthetic`)")
    pytest.importorskip("torch", reason="making bodies needs torch (the extra `synthetic`)")
    from posture.synthetic.bodies import make

    model = make._model()
    kept = load_body("dev_02")
    made = make.make_body(model, "dev_02", DEVELOPMENT["dev_02"])
    np.testing.assert_allclose(made.vertices, kept.vertices, atol=1e-3)
    np.testing.assert_allclose(made.joints, kept.joints, atol=1e-3)
    assert made.skin_rgb == kept.skin_rgb
