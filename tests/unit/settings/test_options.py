import json
from pathlib import Path
from typing import get_type_hints

import pytest

from posture.errors import UsageError
from posture.settings.keywords import Options
from posture.settings.option import GROUPS
from posture.settings.options import Settings
from posture.settings.times import Window, format_time, parse_time, parse_window
from posture.settings.windows import resolve_windows


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("75", 75.0),
        ("7.25", 7.25),
        ("1:15", 75.0),
        ("1:15.5", 75.5),
        ("90:00", 5400.0),
        ("1:02:03", 3723.0),
        (" 0:05 ", 5.0),
        ("50%", 60.0),
        ("12.5%", 15.0),
        ("0", 0.0),
    ],
)
def test_time_is_read_in_every_form(text, seconds):
    assert parse_time(text, 120.0) == pytest.approx(seconds)


@pytest.mark.parametrize("text", ["", "abc", "-5", "1:75", "1:60:00", "1:2:3:4", "nan", "5s", "%"])
def test_text_that_is_no_time_is_refused_with_help(text):
    with pytest.raises(UsageError, match="is not a time"):
        parse_time(text, 120.0)


def test_share_needs_a_duration_and_ends_at_the_end():
    with pytest.raises(UsageError, match="length is not known"):
        parse_time("50%")
    with pytest.raises(UsageError, match="0% to 100%"):
        parse_time("101%", 120.0)
    assert parse_time("100%", 120.0) == 120.0


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        *((12.9, "0:12"), (3723, "1:02:03"), (600, "10:00")),
        *((-0.5, "0:00"), (-50, "-0:50"), (-3723, "-1:02:03")),
    ],
)
def test_format_time(seconds, text):
    assert format_time(seconds) == text


def test_window_resolves_in_the_file_as_played():
    assert parse_window("6:00-7:00") == Window("6:00", "7:00")
    assert parse_window("6:00-7:00").resolve(3600.0) == (360.0, 420.0)
    assert parse_window("80% – 100%").resolve(50.0) == (40.0, 50.0)
    assert parse_window("30-100%").resolve(50.0) == (30.0, 50.0)
    assert str(parse_window(" 6:00 - 7:00 ")) == "6:00-7:00"


@pytest.mark.parametrize("text", ["", "6:00", "6:00-", "-7:00", "1-2-3"])
def test_text_that_is_no_window_is_refused(text):
    with pytest.raises(UsageError, match="is not a window"):
        parse_window(text)


@pytest.mark.parametrize("text", ["7:00-6:00", "10-10", "80%-20%"])
def test_window_that_ends_before_it_starts_is_refused(text):
    with pytest.raises(UsageError, match="ends before it starts"):
        parse_window(text)


def test_mixed_window_is_checked_once_the_duration_is_known():
    window = parse_window("40-50%")
    assert window.resolve(100.0) == (40.0, 50.0)
    with pytest.raises(UsageError, match="early window 40-50% ends before it starts"):
        window.resolve(60.0, "early window")


def test_window_outside_the_video_names_the_length():
    with pytest.raises(UsageError) as error:
        parse_window("40:00-41:00").resolve(12.4, "late window")
    assert str(error.value).startswith(
        "the late window 40:00-41:00 lies outside the video, which is 0:12 long;"
    )


def test_window_may_pass_the_end_by_half_a_second_only():
    assert parse_window("10-12.9").resolve(12.4) == (10.0, 12.4)
    with pytest.raises(UsageError, match="reaches beyond the end"):
        parse_window("10-13").resolve(12.4)


def test_settings_from_texts_and_from_python_are_the_same():
    texts = Settings.build(
        early="10-20.5", late="80%-100%", level="1.5", speed_factor="8", grade="5%",
        workers="2", subject="2", video="no", csv="true", pain_onset="30",
    )  # fmt: skip
    python = Settings.build(
        early=(10, 20.5), late=("80%", "100%"), level=1.5, speed_factor=8, grade=5.0,
        workers=2, subject=2, video=False, csv=True, pain_onset=30.0,
    )  # fmt: skip
    assert texts == python
    assert texts.speed_factor == 8.0
    assert texts.workers == 2


def test_settings_default_when_left_out_or_none():
    assert Settings.build() == Settings()
    assert Settings.build(early=None, grade=None, workers=None, pain_onset=None) == Settings()


def test_settings_as_dict_is_plain_json():
    settings = Settings.build(early="6:00-7:00", model=Path("my.task"), level="none")
    values = settings.as_dict()
    assert json.loads(json.dumps(values, allow_nan=False)) == values
    assert values["early"] == "6:00-7:00"
    assert values["model"] == "my.task"
    assert values["late"] is None
    assert Settings.build(**values) == settings


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("early", "soon"),
        ("late", (1, 2, 3)),
        ("late", (5, 1)),
        ("early", 5),
        ("pain_onset", "later"),
        ("facing", "up"),
        ("level", "nan"),
        ("level", 90),
        ("speed_factor", 0),
        ("speed_factor", "fast"),
        ("grade", True),
        ("model", ""),
        ("workers", 0),
        ("workers", 1.5),
        ("subject", "first"),
        ("video", "maybe"),
        ("facing", None),
    ],
)
def test_wrong_option_is_named(option, value):
    with pytest.raises(UsageError, match=f"^option {option}: ") as error:
        Settings.build(**{option: value})
    assert "\n" not in str(error.value)


def test_unknown_option_is_named():
    with pytest.raises(UsageError, match='no option "erly"'):
        Settings.build(erly="1-2")


def test_windows_resolve_together():
    settings = Settings.build(early="0%-20%", late="80-100", pain_onset="50%")
    resolved = resolve_windows(settings, 100.0)
    assert (resolved.early, resolved.late) == ((0.0, 20.0), (80.0, 100.0))
    assert resolved.pain_onset_s == 50.0
    nothing = resolve_windows(Settings(), 100.0)
    assert (nothing.early, nothing.late, nothing.pain_onset_s) == (None, None, None)


@pytest.mark.parametrize(("early", "late"), [("50-60", "10-20"), ("10-30", "20-40")])
def test_late_before_or_over_early_is_refused(early, late):
    with pytest.raises(UsageError, match="the early window must come before the late one"):
        resolve_windows(Settings.build(early=early, late=late), 100.0)


def test_touching_windows_are_allowed():
    resolved = resolve_windows(Settings.build(early="0-50%", late="50%-100%"), 100.0)
    assert resolved.late == (50.0, 100.0)


@pytest.mark.parametrize("onset", ["0", "100", "2:00"])
def test_pain_onset_lies_inside_the_video(onset):
    with pytest.raises(UsageError, match="pain onset"):
        resolve_windows(Settings.build(pain_onset=onset), 100.0)


def test_smallest_changes_are_read_from_texts_and_from_python():
    read = Settings.build(smallest=["trunk_lean_deg=1.5", " cadence_spm = 2 "]).smallest
    assert read == {"trunk_lean_deg": 1.5, "cadence_spm": 2.0}
    assert Settings.build(smallest=read) == Settings.build(smallest=list(read.items()))
    assert Settings.build(smallest="trunk_lean_deg=1.5").smallest == {"trunk_lean_deg": 1.5}
    assert Settings.build(smallest=None).smallest == {}
    assert Settings.build(smallest=read).as_dict()["smallest"] == read


@pytest.mark.parametrize("wrong", ["trunk_lean_deg", "a=b=c", ["a=x"], ["a=-1"], 3])
def test_a_smallest_change_that_cannot_be_read_is_refused(wrong):
    with pytest.raises(UsageError, match="option smallest: "):
        Settings.build(smallest=wrong)


def test_the_typed_options_are_the_fields_of_the_settings():
    assert list(get_type_hints(Options)) == list(Settings.options())
    assert list(Settings().as_dict()) == list(Settings.options())


def test_each_option_is_described():
    for name, option in Settings.options().items():
        assert option.name == name
        assert option.group in GROUPS, name
        assert option.help.endswith("."), name
        assert option.default == getattr(Settings(), name), name


@pytest.mark.parametrize("option", Settings.options().values(), ids=lambda option: option.name)
def test_the_examples_of_an_option_can_be_read(option):
    assert option.examples or option.written is bool
    for example in option.examples:
        given = [example] if option.repeatable else example
        built = getattr(Settings.build(**{option.name: given}), option.name)
        assert built != option.default
        assert built not in (None, "")


def test_an_option_has_the_name_of_its_flag():
    options = Settings.options()
    assert options["pain_onset"].flag == "--pain-onset"
    assert (options["video"].flag, options["csv"].flag) == ("--no-video", "--csv")
    assert [name for name, option in options.items() if option.may_be_left_empty] == [
        *("early", "late", "pain_onset", "standing"),
        *("pace", "speed", "grade", "height", "leg_length", "smallest", "measures", "workers"),
    ]


def test_settings_do_not_share_their_smallest_changes():
    assert Settings().smallest == {}
    assert Settings().smallest is not Settings().smallest
