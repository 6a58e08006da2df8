"""Training scenes: real gaits, and nothing that is no posture goes with a change of posture."""

from types import SimpleNamespace

import numpy as np
import pytest

from models.training import training_scenes
from models.training.training_scenes import (
    HIDING,
    hides_back,
    make_training_scene,
)
from posture.errors import UsageError
from posture.synthetic.bodies.library import TRAINING
from posture.synthetic.drawing.clothing import DRAPES
from posture.synthetic.motion.gait import TRAINING_ARMS, TRAINING_GAITS

#: Number of scenes that are drawn.
DRAWN = 400
#: What makes up a posture; the lean follows the others of them.
POSTURE = ("pelvic_tilt_deg", "lumbar_lordosis_deg")


@pytest.fixture(scope="module")
def drawn():
    """Tables of scenes as they are drawn, before a body tries whether it can take the posture."""
    return [
        training_scenes.draw_scene(np.random.default_rng([1, n]), "dev_01", n, hidden=False)
        for n in range(DRAWN)
    ]


def test_the_same_scene_every_time_and_another_for_another_number():
    first, again, other = (make_training_scene(n, hidden=False) for n in (5, 5, 6))
    assert first == again
    assert first != other
    body = list(TRAINING)[5 % len(TRAINING)]
    assert first.name == f"back_005_{body}"
    assert first.runner.body == body


def test_gaits_and_arms_are_those_for_training(drawn):
    assert {scene["run"]["gait"] for scene in drawn} == set(TRAINING_GAITS)
    assert {scene["run"]["arms"] for scene in drawn} == set(TRAINING_ARMS)
    assert {scene["camera"]["side"] for scene in drawn} == {"right"}


def test_no_factor_goes_with_posture(drawn):
    plans = [scene["run"]["drifts"] for scene in drawn]
    names = sorted({name for plan in plans for name in plan} - {"trunk_lean_deg"})
    changes = np.array([[plan[n]["change"] if n in plan else 0.0 for n in names] for plan in plans])
    assert len(names) > 15
    together = np.abs(np.corrcoef(changes.T))
    for name in POSTURE:
        row = together[names.index(name)]
        # chance alone gives 1 / √400 = 0.06 (SD)
        assert np.delete(row, names.index(name)).max() < 0.25
    # postures change in all of them, every other factor in some
    moving = (changes != 0).mean(axis=0)
    for name, share in zip(names, moving, strict=True):
        assert share == 1.0 if name in POSTURE else 0.35 < share < 0.85, name


def test_a_posture_that_a_body_cannot_take_is_drawn_anew(monkeypatch):
    refused = []

    def refuse_twice(body, plan, run):
        if len(refused) < 2:
            refused.append(plan)
            raise UsageError("cannot")

    monkeypatch.setattr(training_scenes, "compute_kinematics", lambda plan, times: None)
    monkeypatch.setattr(training_scenes, "pose", refuse_twice)
    taken = make_training_scene(7, hidden=False)
    assert len(refused) == 2
    assert taken.plan not in refused


def wearing(**worn):
    clothes = {"top": "tight", "waist": "plain", "pack": False} | worn
    return SimpleNamespace(runner=SimpleNamespace(clothes=SimpleNamespace(**clothes)))


def test_what_hides_the_back():
    assert not hides_back(wearing())
    assert not hides_back(wearing(top="bare"))
    for worn in HIDING:
        known = worn.get("top") not in {"hoodie", "singlet"} - set(DRAPES)
        assert hides_back(wearing(**worn)) or not known
    for worn in ({"top": next(iter(DRAPES))}, {"waist": "jacket"}, {"pack": True}):
        assert hides_back(wearing(**worn))


def test_what_is_seen_hides_nothing(drawn):
    for scene in drawn:
        assert scene["clothes"]["top"] not in DRAPES
