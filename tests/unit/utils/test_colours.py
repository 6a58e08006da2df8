from posture.charts import style
from posture.render import palette
from posture.utils.colours import to_rgb


def test_a_colour_is_three_numbers():
    assert to_rgb("#0072B2") == (0, 114, 178)


def test_early_and_late_look_the_same_in_charts_and_clips():
    assert {name: to_rgb(colour) for name, colour in style.COLOURS.items()} == palette.SEGMENTS
    assert palette.LATE == (213, 94, 0)
