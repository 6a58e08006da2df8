"""What is said of the film itself, with the options of the analysis that is to follow."""

from types import SimpleNamespace

import pytest

from posture.camera.level import Level
from posture.check import glance, points
from posture.check.film_points import check_level, check_speed
from posture.check.types import Point

TURNED = Level(3.0, 0.3, sure=True, uprights=1.0, horizontals=1.0)
SOUND = Point(code="file", title="File", verdict="pass", message="")


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("none", "taken to be level, as was asked"),
        (1.0, "taken to be turned by 1.0°, as given"),
        (-2.5, "taken to be turned by −2.5°, as given"),
    ],
)
def test_a_level_that_is_given_is_not_promised_to_be_taken_off(monkeypatch, option, message):
    read = check_level(TURNED)
    assert "turned by 3.0°" in read.message
    assert "it will be taken off" in read.message
    given = check_level(TURNED, option=option)
    assert (given.verdict, given.message, given.cost_deg) == ("pass", message, None)
    monkeypatch.setattr(glance, "_read_level", lambda info: TURNED)
    monkeypatch.setattr(glance, "check_file", lambda info: SOUND)
    assert glance.glance(None).code == "level"
    assert glance.glance(None, option) is None


@pytest.mark.parametrize(
    ("factor", "said"),
    [
        (8.0, "taken to play 8 times slower than life: 168 steps a minute"),
        (0.5, "taken to play 2 times faster than life: 168 steps a minute"),
        (1.0, "the speed of life, 168 steps a minute"),
    ],
)
def test_a_film_that_plays_faster_than_life_is_not_called_slower(factor, said):
    gait = SimpleNamespace(stride_hz=1.4 / factor)
    recording = SimpleNamespace(speed_factor=factor, gait=gait)
    looked = SimpleNamespace(speed_ratio=None, found=None, tracks=None, recording=recording)
    assert check_speed(looked).message == said


@pytest.mark.parametrize(
    ("subject", "who", "advice"),
    [
        ("auto", "the one who runs is measured", "or give --subject"),
        (2, "the one who was asked for is measured", "film when nobody else is near"),
    ],
)
def test_who_is_measured_is_who_was_asked_for(subject, who, advice):
    found = SimpleNamespace(most_at_once=3, crowded=2, searches=8)
    point = points.check_people(SimpleNamespace(found=found, best_frame=7), subject)
    assert who in point.message
    assert point.advice.endswith(advice)
