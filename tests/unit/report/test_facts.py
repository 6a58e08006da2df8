"""What the page says of the recording itself."""

import pytest
from helpers_run import make_run, reread

from posture.report.facts import flatten, list_facts, list_provenance, write_sentence


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
    ("factor", "fact"),
    [
        (8.0, "slow motion, 8× slower than real"),
        (0.5, "fast motion, 2× faster than real"),
        (0.3, "fast motion, 3.33× faster than real"),
    ],
)
def test_a_film_that_plays_faster_than_life_is_no_slow_motion(factor, fact):
    run = make_run()
    run.summary["video"]["speed_factor"] = factor
    assert fact in list_facts(reread(run))
    run.summary["video"]["speed_factor"] = 1.0
    assert not any("motion" in text for text in list_facts(reread(run)))


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
