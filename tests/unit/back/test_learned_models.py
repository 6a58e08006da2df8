"""Each network gets what was learnt for it."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest

from posture.back import PLACES, learned_models, load_learned_models
from posture.back.cloth import COVERED
from posture.back.features import BACK
from posture.pose.models.manifest import read_models
from posture.utils.resources import model_file


@pytest.mark.parametrize("network", read_models())
def test_every_network_of_the_manifest_has_weights(network):
    learned = load_learned_models(read_models()[network].weights)
    assert set(learned.centres.targets) == {"hip", "shoulder"}
    assert set(learned.angles.targets) == {"tilt", "lordosis"}
    assert learned.changes.square.shape == (len(BACK), len(BACK))
    assert learned.changes.product.shape == (len(BACK), 2)
    assert learned.prior.mean.shape == (len(PLACES),)
    assert learned.discriminant.mean.shape == learned.shapes.mean.shape == (COVERED.sum(),)


def test_no_weights_lie_about_that_no_network_uses():
    folders = {path.name for path in model_file("weights").iterdir() if path.is_dir()}
    assert folders == {model.weights for model in read_models().values()}


def test_weights_come_from_the_folder_that_is_named_and_the_prior_from_beside_it(
    tmp_path, monkeypatch
):
    shutil.copytree(model_file("weights"), tmp_path / "weights")
    shutil.copytree(tmp_path / "weights" / "heavy", tmp_path / "weights" / "light")
    changes = {
        "centres": lambda table: table["targets"]["hip"].update(bias=0.5),
        "back": lambda table: table["errors"].update(tilt_level_sd=7.5),
        "cloth": lambda table: table.update(bias=3.5),
    }
    for name, change in changes.items():
        path = tmp_path / "weights" / "light" / f"{name}.json"
        table = json.loads(path.read_text(encoding="utf-8"))
        change(table)
        path.write_text(json.dumps(table), encoding="utf-8")
    monkeypatch.setattr(learned_models, "model_file", lambda name: tmp_path / name)
    heavy, light = load_learned_models("heavy"), load_learned_models("light")
    found = (
        light.centres.targets["hip"].bias, light.angles.errors["tilt_level_sd"],
        light.discriminant.bias,
    )  # fmt: skip
    assert found == (0.5, 7.5, 3.5)
    assert heavy.centres.targets["hip"].bias != 0.5
    assert heavy.angles.errors["tilt_level_sd"] != 7.5
    np.testing.assert_array_equal(light.prior.covariance, heavy.prior.covariance)
