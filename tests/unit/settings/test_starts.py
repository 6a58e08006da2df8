"""When the videos of a run begin: read, checked, and moved where they touch."""

import pytest

from posture.errors import UsageError
from posture.settings.starts import place_on_clock, read_starts


def test_pieces_may_touch_but_not_overlap():
    assert place_on_clock([0.0, 9.5, 60.0], [10.0, 20.0, 5.0]) == [0.0, 10.0, 60.0]
    with pytest.raises(UsageError, match="begins at 0:05 of the run overlaps"):
        place_on_clock([0.0, 5.0], [10.0, 10.0])


@pytest.mark.parametrize(
    ("at", "said"),
    [(["0"], "2 videos of one run need 2 times"), (["5:00", "0"], "do not go up"),
     (["0", "soon"], "is not a time")],
)  # fmt: skip
def test_wrong_times_are_refused(at, said):
    with pytest.raises(UsageError, match=said):
        read_starts(at, 2)
