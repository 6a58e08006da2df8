import pytest

from posture.utils.text import file_name, join_words, readable, stored_name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("läuft 走 🏃.mp4", "läuft 走 🏃.mp4"),
        ('<b>"$x$" & {{1}}.mp4', '<b>"$x$" & {{1}}.mp4'),
        ("two\nlines\r.mp4", r"two\nlines\r.mp4"),
        ("\x1b[31mred.mp4", r"\x1b[31mred.mp4"),
        ("four.\u202e4pm", r"four.\u202e4pm"),
        ("a\u2028b\udcff.mp4", r"a\u2028b\udcff.mp4"),
    ],
)
def test_a_name_is_one_line_of_text(name, shown):
    assert readable(name) == shown
    assert file_name(f"folder/{name}") == shown


def test_a_name_from_right_to_left_keeps_its_direction_to_itself():
    assert file_name("ריצה.mp4") == "\u2068ריצה.mp4\u2069"
    assert file_name("\u2069ריצה.mp4") == "\u2068\\u2069ריצה.mp4\u2069"
    assert readable("\u2068ריצה.mp4\u2069") == "\u2068ריצה.mp4\u2069"


def test_a_stored_name_can_be_written_as_utf_8():
    assert stored_name("home/me/a\nb\udcff.mp4") == "a\nb\ufffd.mp4"
    stored_name("\udcff.mp4").encode()


def test_words_are_joined_as_they_are_spoken():
    assert join_words(["lean"]) == "lean"
    assert join_words(["lean", "tilt"]) == "lean and tilt"
    assert join_words(["heavy", "full", "lite"], "or") == "heavy, full or lite"
