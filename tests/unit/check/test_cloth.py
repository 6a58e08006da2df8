"""What the scores of a few strides say of clothing over the low back."""

import pytest

from posture.check.cloth import is_doubtful, may_hang


@pytest.mark.parametrize(
    ("scores", "hangs", "doubtful"),
    [
        ((), False, False),
        ((-9.0, -9.5), False, False),  # tight
        ((-2.6, -2.3), False, True),  # tight or a hoodie: more strides must tell
        ((-2.7, -2.4, -2.0, -2.3), False, True),  # tight after all, as more of them say the same
        ((-2.6, -2.3, -3.8, 0.4), True, False),  # a hoodie
        ((-7.0, -3.5), True, False),  # it moves
        ((9.2, 9.1), True, False),  # a loose top
    ],
)
def test_cloth_moves_or_looks_like_cloth(scores, hangs, doubtful):
    assert may_hang(scores) == hangs
    assert is_doubtful(scores) == doubtful
