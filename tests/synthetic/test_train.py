"""Learning joint centres: a rule that is put in comes out."""

import numpy as np
import pytest

from posture.synthetic.lessons import lesson
from posture.synthetic.train import Lesson, fit
from posture.tracks.centres import FEATURES

COUNT = len(FEATURES)


def made_up(bodies: int, noise: float, seed: int = 0) -> list[Lesson]:
    """Runners whose hip lies 0.05 behind, and more so the further the first feature is ahead."""
    rng = np.random.default_rng(seed)
    taken = []
    for _ in range(bodies):
        usual = np.tile(rng.normal(0, 1, COUNT), (60, 1))
        seen = usual + rng.normal(0, 0.5, (60, COUNT))
        hip = -0.05 - 0.02 * usual[:, 0] + 0.01 * (seen - usual)[:, 1]
        true = np.stack([hip, np.zeros(60)], axis=1) + rng.normal(0, noise, (60, 2))
        taken.append(Lesson(seen, usual, true))
    return taken


def test_a_rule_is_found():
    table, errors = fit(made_up(200, 0.0005))
    hip = table["hip"]
    assert hip["bias"] == pytest.approx(-0.05, abs=0.004)
    assert hip["level"][0] == pytest.approx(-0.02, rel=0.15)
    assert hip["motion"][1] == pytest.approx(0.005, rel=0.1)
    assert np.abs(hip["level"][1:]).max() < 0.002
    assert np.abs(table["shoulder"]["level"]).max() < 0.001
    assert errors["level_after_deg"] < 0.35 * errors["level_before_deg"]
    assert errors["motion_after_deg"] < 0.2 * errors["motion_before_deg"]


def test_where_there_is_no_rule_the_strongest_ridge_holds_back():
    rng = np.random.default_rng(3)
    taken = [
        Lesson(one.seen, one.usual, rng.normal(0, 0.02, one.true.shape) + rng.normal(0, 0.02, 2))
        for one in made_up(40, 0.0)
    ]
    table, errors = fit(taken)
    assert errors["level_strength"] == 2.0
    assert errors["level_after_deg"] < 1.35 * errors["level_before_deg"]
    assert np.abs(table["hip"]["motion"]).max() < 0.003


def test_the_same_lessons_every_time():
    first, again = lesson(5, "train_005"), lesson(5, "train_005")
    assert first == again
    assert first != lesson(6, "train_006")
