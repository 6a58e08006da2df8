"""Learning: examples that are the same every time, errors as they are, files the pipeline reads."""

import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from models.training import train
from models.training.ridge import Example
from models.training.shapes import DIRECTIONS
from models.training.train import (
    learn,
    measure_back_errors,
    measure_centres_errors,
    write_cloth,
    write_lines,
)
from models.training.training_scenes import make_training_scene
from posture.back import PLACES
from posture.learned.joint_centres import FEATURES as LANDMARKS
from posture.learned.weights import load_model
from posture.synthetic.drawing.clothing import DRAPES

FRAMES = 90
MOVES = np.linspace(-10, 10, 41)


def fitted(**errors: object) -> SimpleNamespace:
    """What `ridge.fit` gives, as far as errors are asked for."""
    return SimpleNamespace(**errors)


def test_errors_of_both_joints_become_those_of_the_lean():
    # half of the runners with the shoulders 0.01 too far ahead, half with the hips
    shifts = np.array([[0.0, 0.01], [0.01, 0.0]] * 5)
    found = fitted(
        level_errors=shifts, move_errors=2 * shifts, motion_errors=[3 * shifts, 3 * shifts]
    )
    errors = measure_centres_errors(found)
    degrees = np.degrees(0.01)
    assert errors["lean_level_sd"] == pytest.approx(degrees)
    assert errors["lean_move_sd"] == pytest.approx(2 * degrees)
    assert errors["lean_motion_sd"] == pytest.approx(3 * degrees)


def test_errors_of_the_back_by_what_is_visible_and_how_much_moves():
    sign = np.where(np.arange(41) % 2, 1.0, -1.0)
    off = sign * np.sqrt(0.8**2 + (0.15 * MOVES) ** 2)
    visible = np.arange(FRAMES) < 30
    motion = np.where(visible, 1.0, 2.5)[:, None] * [1.0, 2.0]
    found = fitted(
        moves=np.stack([MOVES, MOVES], axis=1),
        move_errors=np.stack([off, -0.2 * MOVES], axis=1),
        level_errors=np.stack([3.0 * sign, 4.0 * sign], axis=1),
        motion_errors=[motion],
    )
    errors = measure_back_errors(found, [visible])
    assert errors["tilt_level_sd"] == pytest.approx(3.0)
    assert errors["lordosis_level_sd"] == pytest.approx(4.0)
    assert errors["tilt_move_sd"] == pytest.approx(0.8)
    assert errors["tilt_move_share"] == pytest.approx(0.15)
    assert errors["lordosis_move_sd"] == pytest.approx(0.0, abs=1e-6)
    assert errors["lordosis_move_share"] == pytest.approx(0.2)
    assert errors["tilt_slope"] == pytest.approx(1.0, abs=0.05)
    assert errors["lordosis_slope"] == pytest.approx(0.8)
    assert (errors["tilt_seen_sd"], errors["tilt_hidden_sd"]) == (1.0, 2.5)
    assert (errors["lordosis_seen_sd"], errors["lordosis_hidden_sd"]) == (2.0, 5.0)


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


def taught(rng: np.random.Generator, width: int, targets: int) -> Example:
    drift = np.linspace(-1, 1, FRAMES)[:, None] * rng.normal(0, 1, width)
    usual = rng.normal(0, 1, width) + drift
    motion = np.sin(np.arange(FRAMES)[:, None] + rng.uniform(0, 6, width))
    true, usual_true = (part[:, :targets] for part in (usual + motion, usual))
    return Example(usual + motion, usual, true, usual_true, np.arange(FRAMES))


def test_what_is_learnt_is_written_for_the_pipeline(tmp_path, monkeypatch):
    """Of 24 clips one shows nobody, and six are in cloth: joints are learnt there, no back."""
    rng = np.random.default_rng(6)
    drape = next(iter(DRAPES))
    clips, asked = [], []
    for n in range(24):
        clothes = SimpleNamespace(top=drape if n % 4 == 0 else "tight")
        runner = SimpleNamespace(clothes=clothes)
        clips.append((SimpleNamespace(name=f"clip_{n}", runner=runner), None, None))
    hangs = 0.04 * np.exp(-(((PLACES - 0.75) / 0.1) ** 2))

    def joints(scene, info, found):
        return None if scene.name == "clip_5" else taught(rng, len(LANDMARKS), 2)

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
        )  # fmt: skip

    monkeypatch.setattr(train, "make_centres_example", joints)
    monkeypatch.setattr(train, "make_back_example", backs)
    monkeypatch.setattr(
        train, "measure_back_lines", lambda scenes: 0.2 + rng.normal(0, 0.02, (20, 28))
    )
    reported: list[str] = []
    shown = [scene for scene, _, _ in clips if scene.runner.clothes.top not in DRAPES]
    known = write_lines(tmp_path / "line.json", shown)
    errors = learn(clips, tmp_path, known, reported.append)
    assert reported == ["clip_5: not usable"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "back.json", "centres.json", "cloth.json", "line.json",
    ]  # fmt: skip
    centres, back = (load_model(tmp_path / f"{name}.json") for name in ("centres", "back"))
    assert set(centres.targets) == {"hip", "shoulder"}
    assert set(back.targets) == {"tilt", "lordosis", "tilt_level", "lordosis_level"}
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
    runner = [SimpleNamespace(clothes=SimpleNamespace(top=top)) for top in ("tight", *DRAPES)]
    scenes = [SimpleNamespace(name=f"clip_{n}", runner=one) for n, one in enumerate(runner)]
    calls: list[tuple[str, object]] = []
    monkeypatch.setattr(train, "make_training_scenes", lambda: iter(scenes))
    monkeypatch.setattr(train, "film", lambda todo, work, report: calls.append(("film", todo)))
    monkeypatch.setattr(train, "write_lines", lambda path, shown: (path, shown))
    monkeypatch.setattr(
        train, "detect_in_clips", lambda todo, work, network, model, report: (network, model)
    )

    def learn_from(clips, out, known, report):
        calls.append(("learn", (clips, out, out.is_dir(), known)))
        return {"tilt_level_sd": float(len(clips[0]))}

    monkeypatch.setattr(train, "learn", learn_from)
    networks = {"heavy": Path("h.task"), "lite": Path("l.task")}
    errors = train.train(tmp_path, networks, tmp_path, lambda line: None)
    lines = (tmp_path / "line.json", scenes[:1])
    assert calls == [
        ("film", scenes),
        ("learn", (("heavy", Path("h.task")), tmp_path / "heavy", True, lines)),
        ("learn", (("lite", Path("l.task")), tmp_path / "lite", True, lines)),
    ]
    assert errors == {"heavy": {"tilt_level_sd": 5.0}, "lite": {"tilt_level_sd": 4.0}}


def test_the_same_scenes_every_time():
    first, again = (
        make_training_scene(5, "train_005", hidden=False),
        make_training_scene(5, "train_005", hidden=False),
    )
    assert first == again
    assert first != make_training_scene(6, "train_006", hidden=False)


def test_what_hides_the_back_hangs_and_what_shows_it_does_not():
    shown, hidden = (make_training_scene(4, "train_004", hidden=hidden) for hidden in (False, True))
    assert shown.runner.clothes.top not in DRAPES
    assert hidden.runner.clothes.top in DRAPES
    assert shown.name == "back_train_004"
    assert hidden.name == "cloth_train_004"
    drifts = shown.runner.plan.drifts
    assert {"pelvic_tilt_deg", "lumbar_lordosis_deg", "trunk_lean_deg"} <= set(drifts)
