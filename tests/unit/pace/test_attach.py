import numpy as np
import pandas as pd
import pytest

from posture.errors import UsageError
from posture.pace import add_pace, load_pace
from posture.settings.options import Settings


@pytest.fixture
def file(tmp_path):
    """100 seconds of acceleration from 2 to 4 m/s."""
    path = tmp_path / "pace.csv"
    path.write_text("time_s,speed_m_s\n0,2.0\n100,4.0\n")
    return path


@pytest.fixture
def strides():
    start = np.arange(0.0, 40.0, 10.0)
    return pd.DataFrame(
        {"start_s": start, "end_s": start + 0.8, "segment": ["early", "early", "", "late"]}
    )


def test_each_stride_gets_the_speed_in_its_middle(file, strides):
    settings = Settings.build(pace=file, pace_offset=70)
    found = add_pace(strides, settings, load_pace(settings, 40.0))
    # the last stride lies after the end of the file
    assert found["speed_m_s"].to_numpy() == pytest.approx(
        [3.408, 3.608, 3.808, np.nan], nan_ok=True
    )
    assert found["grade_percent"].isna().all()


def test_values_by_window_leave_the_rest_open(strides):
    settings = Settings.build(speed=["early=3.1", "late=2.9"], grade=["1.5"])
    found = add_pace(strides, settings, load_pace(settings, 40.0))
    assert found["speed_m_s"].to_numpy() == pytest.approx([3.1, 3.1, np.nan, 2.9], nan_ok=True)
    assert found["grade_percent"].tolist() == [1.5] * 4


def test_a_grade_that_is_given_goes_before_that_of_the_file(tmp_path, strides):
    path = tmp_path / "pace.csv"
    path.write_text("time_s,speed_m_s,grade_percent\n0,3,7\n100,3,7\n")
    settings = Settings.build(pace=path)
    pace = load_pace(settings, 40.0)
    assert add_pace(strides, settings, pace)["grade_percent"].tolist() == [7.0] * 4
    settings = Settings.build(pace=path, grade=0)
    assert add_pace(strides, settings, pace)["grade_percent"].tolist() == [0.0] * 4


def test_without_pace_the_columns_are_there_and_empty(strides):
    found = add_pace(strides, Settings.build(), None)
    assert found[["speed_m_s", "grade_percent"]].isna().all(axis=None)


@pytest.mark.parametrize("offset", [100, 5000, -40])
def test_a_file_of_another_time_is_refused(file, offset):
    with pytest.raises(UsageError, match=r"ends at 1:40; give with --pace-offset"):
        load_pace(Settings.build(pace=file, pace_offset=offset), 40.0)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"speed": ["early=3.1"]}, "option speed: give one value, or one for each window"),
        ({"speed": {"early": 3, "middle": 3}}, "option speed: give one value"),
        ({"speed": ["early=3", "late=fast"]}, "option speed: 'fast' is not a number"),
        ({"speed": 20}, "option speed: 20 is not a number from 0.5 to 12.5"),
        ({"grade": ["1", "2"]}, "option grade: give one value"),
        ({"grade": "steep"}, "option grade: 'steep' is not a number"),
        ({"pace": 3}, "option pace: 3 is not the path of a file"),
        ({"pace_offset": "late"}, "option pace_offset"),
        ({"pace": "a.csv", "speed": 3}, "option speed: a pace file says the speed too"),
    ],
)
def test_wrong_options_are_named(options, said):
    with pytest.raises(UsageError, match=f"^{said}"):
        Settings.build(**options)


def test_settings_with_windows_are_plain_and_read_back():
    settings = Settings.build(speed=["early=3.1", "late=2.9"], grade={"early": 0, "late": 2})
    values = settings.as_dict()
    assert values["speed"] == {"early": 3.1, "late": 2.9}
    assert values["grade"] == {"early": 0.0, "late": 2.0}
    assert Settings.build(**values) == settings
    assert Settings.build(grade=[], speed=[]) == Settings()
