"""Learning: clips in, files that the pipeline reads out."""

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from models.training import train, writing
from models.training.back_lines import BodyLines
from models.training.changes import Move
from models.training.ridge import Example
from models.training.train import learn
from models.training.writing import write_lines
from posture.back import PLACES
from posture.back.changes import changes_from as load_changes
from posture.back.features import BACK
from posture.learned.joint_centres import FEATURES as LANDMARKS
from posture.learned.weights import load_model
from posture.synthetic.drawing.clothing import DRAPES

FRAMES = 90


def worn(top: str) -> SimpleNamespace:
    """Clothes of which only the top can hide the back."""
    return SimpleNamespace(top=top, waist="plain", pack=False)


def taught(rng: np.random.Generator, width: int, targets: int) -> Example:
    drift = np.linspace(-1, 1, FRAMES)[:, None] * rng.normal(0, 1, width)
    usual = rng.normal(0, 1, width) + drift
    motion = np.sin(np.arange(FRAMES)[:, None] + rng.uniform(0, 6, width))
    true, usual_true = (part[:, :targets] for part in (usual + motion, usual))
    name = f"runner_{rng.integers(2**31)}"
    return Example(name, usual + motion, usual, true, usual_true, np.arange(FRAMES))


def test_what_is_learnt_is_written_for_the_pipeline(tmp_path, monkeypatch):
    """Of 24 clips one shows nobody, and six are in cloth: joints are learnt there, no back."""
    rng = np.random.default_rng(6)
    drape = next(iter(DRAPES))
    clips, asked = [], []
    for n in range(24):
        clothes = worn(drape if n % 4 == 0 else "tight")
        runner = SimpleNamespace(clothes=clothes)
        clips.append((SimpleNamespace(name=f"clip_{n}", runner=runner), None, None))
    turning = 0.003 * rng.normal(0, 1, (2, len(BACK)))
    hangs = 0.04 * np.exp(-(((PLACES - 0.75) / 0.1) ** 2))

    def joints(scene, info, found):
        if scene.name == "clip_5":
            return None
        made = taught(rng, len(LANDMARKS), 2)
        # joints are some hundredths of the trunk away
        return replace(made, targets=0.1 * made.targets, mean_targets=0.1 * made.mean_targets)

    def move(name):
        angles = rng.normal(0, 5.0, 2)
        line = angles @ turning + rng.normal(0, 0.001, len(BACK))
        return Move(name, line, np.ones(len(BACK), bool), angles, angles @ turning, angles)

    def backs(scene, info, found, centres, forms):
        if scene.name == "clip_5":
            return None
        asked.append((centres, forms))
        cloth = scene.runner.clothes.top == drape
        line = 0.2 + rng.normal(0, 0.003, len(PLACES)) + (hangs if cloth else 0.0)
        made = taught(rng, len(train.EDGES), 2)
        return SimpleNamespace(
            example=made, posture=made.mean_targets, visible=np.arange(FRAMES) % 2 == 0, line=line,
            sacral_deg=made.targets[:, 0], hollow_deg=2.0 * made.targets[:, 1],
            move=move(made.runner),
        )  # fmt: skip

    monkeypatch.setattr(train, "make_centres_example", joints)
    monkeypatch.setattr(train, "make_back_example", backs)
    monkeypatch.setattr(
        writing, "measure_back_lines", lambda scenes: 0.2 + rng.normal(0, 0.02, (20, 28))
    )
    reported: list[str] = []
    shown = [scene for scene, _, _ in clips if scene.runner.clothes.top not in DRAPES]
    known = write_lines(tmp_path / "line.json", shown)
    turned = rng.normal(0, 5.0, (30, 2))
    bodies = BodyLines(
        [f"body_{n}" for n in range(30)], 0.001 * turned @ rng.normal(0, 1, (2, 28)), turned
    )
    errors = learn(clips, tmp_path, known, bodies, reported.append)
    assert reported == ["clip_5: not usable"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "back.json", "centres.json", "cloth.json", "line.json",
    ]  # fmt: skip
    centres, back = (load_model(tmp_path / f"{name}.json") for name in ("centres", "back"))
    assert set(centres.targets) == {"hip", "shoulder"}
    assert set(back.targets) == {"tilt", "lordosis"}
    changes = load_changes(json.loads((tmp_path / "back.json").read_text()))
    assert changes.product.shape == (len(BACK), 2)
    # the back is seen with the joint centres just learnt
    np.testing.assert_array_equal(asked[0][0].mean, centres.mean)
    # and the lines that backs can have, as they were just written
    line = json.loads((tmp_path / "line.json").read_text())
    np.testing.assert_array_equal(asked[0][1].mean, line["mean"])
    assert line["bodies"] == 24 - 6
    # plain geometry was made up: the tilt itself, and twice the lordosis
    for name, slope in (("tilt", 1.0), ("lordosis", 0.5)):
        assert errors[f"{name}_geometry_slope"] == pytest.approx(slope)
        assert errors[f"{name}_geometry_sd"] == pytest.approx(0.0, abs=1e-9)
    tables = [json.loads((tmp_path / f"{name}.json").read_text()) for name in ("centres", "back")]
    assert [table["bodies"] for table in tables] == [23, 23 - 6]
    assert tables[1]["features"] == list(train.EDGES)
    assert back.errors["tilt_geometry_sd"] == pytest.approx(0.0, abs=1e-9)
    assert errors["cloth_recognised"] == errors["skin_recognised"] == 1.0
    assert set(back.errors) | set(centres.errors) < set(errors)


def test_every_network_learns_from_its_own_detections_and_all_from_the_same_lines(
    tmp_path, monkeypatch
):
    runner = [SimpleNamespace(clothes=worn(top)) for top in ("tight", *DRAPES)]
    scenes = [SimpleNamespace(name=f"clip_{n}", runner=one) for n, one in enumerate(runner)]
    calls: list[tuple[str, object]] = []
    monkeypatch.setattr(train, "make_training_scenes", lambda: iter(scenes))
    monkeypatch.setattr(train, "make_posture_scenes", lambda: iter(["posed"]))
    monkeypatch.setattr(train, "measure_body_lines", list)
    monkeypatch.setattr(train, "film", lambda todo, work, report: calls.append(("film", todo)))
    monkeypatch.setattr(train, "write_lines", lambda path, shown: (path, shown))
    monkeypatch.setattr(
        train, "detect_in_clips", lambda todo, work, network, model, report: (network, model)
    )

    def learn_from(clips, out, known, bodies, report):
        calls.append(("learn", (clips, out, out.is_dir(), known, bodies)))
        return {"tilt_level_sd": float(len(clips[0]))}

    monkeypatch.setattr(train, "learn", learn_from)
    networks = {"heavy": Path("h.task"), "lite": Path("l.task")}
    errors = train.train(tmp_path, networks, tmp_path, lambda line: None)
    lines = (tmp_path / "line.json", scenes[:1])
    assert calls == [
        ("film", scenes),
        ("learn", (("heavy", Path("h.task")), tmp_path / "heavy", True, lines, ["posed"])),
        ("learn", (("lite", Path("l.task")), tmp_path / "lite", True, lines, ["posed"])),
    ]
    assert errors == {"heavy": {"tilt_level_sd": 5.0}, "lite": {"tilt_level_sd": 4.0}}
