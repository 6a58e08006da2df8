"""The option that says where the runner stands."""

from pathlib import Path

import pytest

from posture.errors import UsageError
from posture.settings.options import Settings
from posture.settings.standing import read_standing
from posture.settings.times import Window


@pytest.mark.parametrize("value", ["0:00-0:05", (0, 5), "0 - 5", "0%-10%", Window("0", "5")])
def test_a_window(value):
    assert isinstance(read_standing(value), Window)


@pytest.mark.parametrize("value", ["standing.mp4", Path("a-b/still 0-5.mov"), "1-2.mp4"])
def test_a_video(value):
    assert read_standing(value) == str(value)


@pytest.mark.parametrize("value", ["", "0:05-0:01", 7])
def test_neither(value):
    with pytest.raises(UsageError, match="window"):
        read_standing(value)


def test_results_hold_the_window_or_the_name_of_the_file():
    assert Settings.build(standing="0:00-0:05").as_dict()["standing"] == "0:00-0:05"
    assert Settings.build(standing="films/still.mp4").as_dict()["standing"] == "still.mp4"
    assert Settings.build().as_dict()["standing"] is None
