"""What a page asks for becomes words of the command line, and nothing else does."""

import pytest

from posture.app.asked import MODELS, list_fields, read_about, read_options, to_flags
from posture.errors import UsageError
from posture.settings.options import Settings


def test_options_become_flags_each_in_one_word():
    form = {
        "early": "0:00-0:10",
        "pain_onset": "0:30",
        "level": "-1.5",
        "video": "on",
        "csv": "on",
        "smallest": "trunk_lean_deg=1.5 pelvic_tilt_deg=2",
        "model": "lite",
        "film": "x",
        "runner": "Ada",
    }
    assert sorted(to_flags(read_options(form, 60.0))) == sorted(
        [
            "--early=0:00-0:10",
            "--pain-onset=0:30",
            "--level=-1.5",
            "--no-video",
            "--csv",
            "--smallest=trunk_lean_deg=1.5",
            "--smallest=pelvic_tilt_deg=2",
            "--model=lite",
        ]
    )


def test_what_is_empty_or_as_usual_is_left_out():
    assert read_options({"early": " ", "model": "heavy", "facing": "auto"}, 60.0) == {}


@pytest.mark.parametrize(
    "form",
    [
        {"model": "/etc/passwd"},
        {"standing": "/etc/passwd"},
        {"standing": "other.mp4"},
        {"early": "0:00-2:00"},
        {"standing": "0:30-1:30"},
        {"early": "x"},
        {"early": "0:30-0:40", "late": "0:10-0:20"},
        {"pain_onset": "5:00"},
        {"level": "90"},
        {"facing": "up"},
        {"subject": "0"},
        {"smallest": "--out=x"},
    ],
)
def test_what_is_wrong_or_names_a_file_is_refused(form):
    with pytest.raises(UsageError):
        read_options(form, 60.0)


def test_no_word_of_a_form_becomes_an_option_of_its_own():
    form = {"pace": "/etc/passwd", "out": "/tmp/x", "--out": "/tmp/x", "one_file": "on"}
    assert read_options(form, 60.0) == {}
    with pytest.raises(UsageError):
        read_options({"facing": "left --out=/tmp/x"}, 60.0)


def test_of_two_films_no_time_is_asked():
    form = {"early": "0:00-0:10", "standing": "x", "pain_onset": "5:00", "pace": "on", "csv": "on"}
    form |= {"pace_offset": "30", "facing": "left"}
    assert read_options(form, 60.0, "a.csv", two_films=True) == {"facing": "left", "csv": "on"}


def test_every_option_has_a_place_or_is_left_out_on_purpose():
    from posture.app.asked import ELSEWHERE, NOT_ASKED, ON_TIMELINE

    shown = {field.name for _, fields in list_fields() for field in fields}
    assert shown | {*ELSEWHERE, *NOT_ASKED, *ON_TIMELINE} == set(Settings.options())
    kinds = {field.name: field.kind for _, fields in list_fields() for field in fields}
    assert kinds["csv"] == "switch"
    assert kinds["facing"] == kinds["model"] == "choice"
    assert MODELS == ("heavy", "full", "lite")


def test_fields_are_not_called_as_options_of_a_command_line():
    fields = {field.name: field for _, listed in list_fields() for field in listed}
    assert fields["video"].label == "No annotated clip"
    assert fields["csv"].label == "Tables as CSV"
    assert fields["smallest"].help.endswith("several with a space between.")
    assert len({field.label for field in fields.values()}) == len(fields)


def test_notes_are_cut_and_a_date_that_is_none_is_left_out():
    about = read_about({"runner": "  Ada \n L. ", "date": "yesterday", "note": "x" * 5000})
    assert (about.runner, about.date, len(about.note)) == ("Ada L.", "", 2000)
    assert read_about({"date": "2026-11-20"}).date == "2026-11-20"
