"""What the page says of the recording itself."""

from helpers_run import make_run

from posture.report.facts import flatten, list_provenance


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
