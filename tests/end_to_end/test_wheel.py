"""What `pip install .` puts into an environment is all that the program needs, and no more."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_a_wheel_holds_what_the_program_needs(tmp_path: Path) -> None:
    source = tmp_path / "source"  # a build in place would take up what an earlier one left
    for name in ("posture", "models", "samples"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--no-deps"]
    done = subprocess.run(
        [*pip, "--wheel-dir", tmp_path, source], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}

    code = {str(path.relative_to(ROOT)) for path in (ROOT / "posture").rglob("*.py")}
    assert {name for name in held if name.endswith(".py")} == code
    models = [path for path in (ROOT / "models").iterdir() if path.is_file()]
    weights = (ROOT / "models" / "weights").rglob("*.json")
    assert {name for name in held if name.startswith("posture/_models/")} == {
        f"posture/_models/{path.relative_to(ROOT / 'models')}" for path in (*models, *weights)
    }
    assert {
        "posture/py.typed",
        "posture/_models/manifest.toml",
        "posture/_samples/fresh_to_tired.mp4",
        "posture/report/templates/report.html.jinja",
        "posture/report/templates/page.css",
        "posture/report/templates/film.js",
        "posture/synthetic/motion/gait.toml",
        "posture/synthetic/motion/gaits_training.toml",
        "posture/synthetic/motion/gaits_evaluation.toml",
        "posture/synthetic/motion/arms_training.toml",
        "posture/synthetic/motion/arms_evaluation.toml",
    } <= held
    assert {name.split("/")[0] for name in held} == {"posture"}
