"""What a check says is written for people without a command line."""

import pytest

from posture.app.examine import name_fields, say_place
from posture.check.types import Somebody
from posture.settings.subject import Spot, parse_subject


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (
            "film when nobody else is near, or give --subject",
            "film when nobody else is near, or set “Who is measured”",
        ),
        (
            "give --speed-factor: capture rate over playback rate",
            "set “Times slowed down”: capture rate over playback rate",
        ),
        (
            "lock the camera, or give --level if a door leans",
            "lock the camera, or set “Level” if a door leans",
        ),
        ("film at 60 frames per second", "film at 60 frames per second"),
    ],
)
def test_options_go_by_the_names_of_their_fields(said, shown):
    assert name_fields(said) == shown


def test_where_somebody_is_is_said_as_the_option_takes_it():
    box = (300.0, 100.0, 340.0, 300.0)
    one = Somebody(number=2, frame=40, box=box, hip=(321.6, -0.7), measured=False)
    assert parse_subject(say_place(one)) == Spot(40, 322, 0)
