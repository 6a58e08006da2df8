from __future__ import annotations

import json
import tomllib
from pathlib import Path, PurePath

import pytest
from shipped_models import ALL_WEIGHTS

from posture.errors import UsageError
from posture.utils import resources

ROOT = Path(__file__).parents[3]


def test_the_manifest_and_the_metadata_are_found():
    assert resources.model_file("manifest.toml").is_file()
    assert resources.model_file("pose_detector.metadata").is_file()
    assert resources.model_file("pose_landmarks_detector.metadata").is_file()


def test_an_installed_package_uses_its_own_copies(tmp_path, monkeypatch):
    monkeypatch.setattr(resources, "__file__", str(tmp_path / "posture" / "utils" / "resources.py"))
    beside = tmp_path / "models" / "manifest.toml"
    assert resources.model_file("manifest.toml") == beside  # a checkout
    inside = tmp_path / "posture" / "_models"
    inside.mkdir(parents=True)
    assert resources.model_file("manifest.toml") == inside / "manifest.toml"


WEIGHTS = ["weights/line.json"] + [
    f"weights/{network}/{name}.json"
    for network in ALL_WEIGHTS
    for name in ("back", "centres", "cloth")
]


@pytest.mark.parametrize("name", WEIGHTS)
def test_what_was_learnt_is_found_small_and_installed(name, tmp_path, monkeypatch):
    path = resources.model_file(name)
    assert path == ROOT / "models" / name
    assert set(json.loads(path.read_text(encoding="utf-8"))) > {"mean", "source"}
    assert path.stat().st_size < 2_000_000
    setuptools = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    assert setuptools["package-dir"]["posture._models"] == "models"
    carried = setuptools["package-data"]["posture._models"]
    assert any(PurePath(name).match(pattern) for pattern in carried)
    monkeypatch.setattr(resources, "__file__", str(tmp_path / "posture" / "utils" / "resources.py"))
    inside = tmp_path / "posture" / "_models"
    inside.mkdir(parents=True)
    assert resources.model_file(name) == inside / name


def test_samples_are_found_by_name(tmp_path, monkeypatch):
    monkeypatch.setattr(resources, "__file__", str(tmp_path / "posture" / "utils" / "resources.py"))
    samples = tmp_path / "posture" / "_samples"
    samples.mkdir(parents=True)
    (samples / "a.mp4").touch()
    assert resources.sample_path("a.mp4") == samples / "a.mp4"
    with pytest.raises(UsageError, match=r"no sample called 'b\.mp4'"):
        resources.sample_path("b.mp4")
