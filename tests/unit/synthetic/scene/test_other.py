"""The second person of a scene runs: where, how fast, which way, and not like the runner."""

from dataclasses import replace

import numpy as np
import pytest

from posture.errors import UsageError
from posture.synthetic.bodies.library import load_body
from posture.synthetic.scene.description import scene_from
from posture.synthetic.scene.other import make_other, read_other
from posture.synthetic.scene.run_table import LEAD_S

TABLE = {
    "body": "dev_02",
    "x_m": -3.0,
    "behind_m": -0.8,
    "run": {"speed_m_s": 3.4, "cadence_spm": 184, "stride_sd": {}},
    "clothes": {"top": "tight"},
}
DURATION_S = 1.0
TIMES = LEAD_S + np.arange(0.0, DURATION_S, 0.05)


@pytest.fixture(scope="module")
def other():
    return read_other(TABLE, seed=5, duration_s=DURATION_S, treadmill=False)


@pytest.fixture(scope="module")
def along(other):
    return make_other(other, TIMES, away=1.0, ground_m=0.0)


def test_they_run_from_where_the_scene_says_at_their_own_speed(along):
    hips = along.hips_m
    assert hips[0, :2] == pytest.approx([-3.0, -0.8], abs=0.15)
    standing_m = load_body(TABLE["body"]).joint("thigh_right")[2]
    assert 0.8 * standing_m < hips[0, 2] < standing_m
    speed = np.polyfit(TIMES, hips[:, 0], 1)[0]
    assert speed == pytest.approx(3.4, abs=0.1)
    assert np.ptp(hips[:, 2]) > 0.03  # they rise and fall, which nobody does who is moved by


def test_toward_is_the_same_run_turned_about(other, along):
    toward = make_other(replace(other, toward=True), TIMES, away=1.0, ground_m=0.0).hips_m
    way = along.hips_m - [-3.0, 0.0, 0.0]
    np.testing.assert_allclose(toward - [-3.0, 0.0, 0.0], way * [-1, 1, 1], atol=0.12)
    assert np.polyfit(TIMES, toward[:, 0], 1)[0] == pytest.approx(-3.4, abs=0.1)


def test_whose_run_is_drawn_does_not_run_like_the_runner():
    scene = scene_from(
        {
            "seed": 5,
            "body": "dev_02",
            "place": {"treadmill": False},
            "film": {"duration_s": 1.0},
            "other": {"body": "dev_02", "run": {}},
        },
        "two",
    )
    assert scene.other.plan.cadence_spm != scene.runner.plan.cadence_spm
    assert scene.other.plan.duration_s == 1.0


def test_beside_a_treadmill_nobody_runs():
    with pytest.raises(UsageError, match="there is one treadmill"):
        read_other(TABLE, seed=5, duration_s=1.0, treadmill=True)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"run": {"lean": 3}}, "other.run has no 'lean'"),
        ({"run": 3}, "other.run"),
        ({"plan": {}}, "other has no 'plan'"),
        ({"toward": 1}, "other.toward is 1"),
    ],
)
def test_what_another_cannot_be_is_refused_by_name(change, words):
    with pytest.raises(UsageError, match=words):
        read_other({**TABLE, **change}, seed=5, duration_s=1.0, treadmill=False)
