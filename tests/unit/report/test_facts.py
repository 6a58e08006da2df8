"""What the page says of the recording itself."""

import pytest
from helpers_run import make_run

from posture.report.facts import flatten, list_provenance, write_sentence


def test_settings_are_written_as_people_write_them():
    found = {"blur_face": False, "csv": True, "late": None, "runner": {"trunk_px": 178.0175018}}
    assert flatten(found) == [
        ("blur_face", "no"),
        ("csv", "yes"),
        ("late", "–"),
        ("runner.trunk_px", "178.018"),
    ]


def test_no_list_of_places_in_the_picture_is_shown():
    names = [name for name, _ in list_provenance(make_run())]
    assert "runner.facing" in names
    assert "runner.people" not in names


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("the camera turned by 0.3 degrees", "The camera turned by 0.3 degrees."),
        ("cut.mkv is cut off", "cut.mkv is cut off."),
        ("my run.mp4: at 30 frames", "my run.mp4: at 30 frames."),
        ("is it?", "Is it?"),
        ("  ", ""),
    ],
)
def test_a_sentence_begins_with_a_capital_unless_a_file_is_called_otherwise(text, written):
    assert write_sentence(text) == written
