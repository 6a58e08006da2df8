"""Numbers of strides as people say them."""

from posture.results.windows_in_words import strides_in_words


def test_one_stride_is_told_as_one():
    assert strides_in_words(1) == "1 stride"
    assert strides_in_words(2) == "2 strides"
