"""Files of weights: what is written is what the pipeline reads."""

import json
from types import SimpleNamespace

import numpy as np
import pytest

from models.training import writing
from models.training.ridge import Fit
from models.training.shapes import DIRECTIONS
from models.training.writing import write_cloth, write_lines, write_weights
from posture.back import PLACES
from posture.back.changes import Changes, changes_from
from posture.back.features import BACK
from posture.back.shape_prior import shape_prior_from
from posture.learned.weights import load_model


def test_weights_are_read_as_they_are_returned(tmp_path):
    rng = np.random.default_rng(3)
    mean, sd, moving = rng.uniform(0.5, 2.0, (3, 4))
    level, motion = rng.normal(0, 1, (2, 4, 2))
    errors = np.zeros((9, 2))
    found = Fit(
        mean, sd, moving, np.array([4.0, -3.0]), level, motion, errors, errors, errors,
        [errors], 3.0,
    )  # fmt: skip
    path = tmp_path / "weights.json"
    returned = write_weights(path, found, ["a", "b"], list("wxyz"), {"a_sd": 0.123456})
    read, table = load_model(path), json.loads(path.read_text(encoding="utf-8"))
    assert table["features"] == list("wxyz")
    assert table["bodies"] == 9
    assert read.errors == {"a_sd": 0.1235}
    assert read.at_most_sd == 3.0
    for model in (returned, read):
        assert list(model.targets) == ["a", "b"]
        np.testing.assert_allclose(model.mean, mean, atol=1e-6)
        np.testing.assert_allclose(model.level_sd, sd, atol=1e-6)
        np.testing.assert_allclose(model.motion_sd, moving, atol=1e-6)
        for i, name in enumerate("ab"):
            weights = model.targets[name]
            assert weights.bias == found.bias[i]
            np.testing.assert_allclose(weights.level, level[:, i], atol=1e-6)
            np.testing.assert_allclose(weights.motion, motion[:, i], atol=1e-6)


def test_moments_of_changes_are_written_with_six_digits(tmp_path):
    rng = np.random.default_rng(4)
    half = rng.normal(0, 0.01, (len(BACK), len(BACK)))
    slope = np.array([0.9, 0.8])
    changes = Changes(half @ half.T, rng.normal(0, 0.1, (len(BACK), 2)), slope)
    errors, one = np.zeros((9, 2)), np.ones(len(BACK))
    weights = np.zeros((len(BACK), 2))
    found = Fit(one, one, one, np.zeros(2), weights, weights, errors, errors, errors, [errors], 3.0)
    path = tmp_path / "back.json"
    write_weights(path, found, ["tilt", "lordosis"], ["a"] * len(BACK), {}, changes)
    read = changes_from(json.loads(path.read_text(encoding="utf-8")))
    np.testing.assert_allclose(read.square, changes.square, rtol=1e-5)
    np.testing.assert_allclose(read.product, changes.product, rtol=1e-5)
    np.testing.assert_array_equal(read.slope, slope)


def test_lines_are_written_by_their_mean_and_how_they_differ(tmp_path, monkeypatch):
    rng = np.random.default_rng(5)
    lines = 0.2 + rng.normal(0, 0.02, (20, len(PLACES)))
    monkeypatch.setattr(writing, "measure_back_lines", lambda scenes: lines)
    returned = write_lines(tmp_path / "line.json", [SimpleNamespace()] * 7)
    table = json.loads((tmp_path / "line.json").read_text(encoding="utf-8"))
    assert table["bodies"] == 7
    np.testing.assert_allclose(table["mean"], lines.mean(axis=0), atol=1e-6)
    np.testing.assert_array_equal(returned.mean, shape_prior_from(table).mean)


def test_cloth_is_written_with_what_it_is_worth(tmp_path):
    rng = np.random.default_rng(2)
    loose = np.arange(40) >= 30
    hangs = 0.04 * np.exp(-(((PLACES - 0.75) / 0.1) ** 2))
    lines = 0.2 + rng.normal(0, 0.004, (40, len(PLACES))) + loose[:, None] * hangs
    errors = write_cloth(tmp_path / "cloth.json", lines, loose)
    assert errors.pop("largest_novelty") == pytest.approx(0.004, rel=0.5)
    assert errors == {"cloth_recognised": 1.0, "skin_recognised": 1.0}
    table = json.loads((tmp_path / "cloth.json").read_text(encoding="utf-8"))
    assert table["clips"] == {"cloth": 10, "skin": 30}
    assert table["errors"].keys() - errors.keys() == {"largest_novelty"}
    assert np.shape(table["backs"]["directions"]) == (DIRECTIONS, np.size(table["backs"]["mean"]))
