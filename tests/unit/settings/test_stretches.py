"""Which stretches of a video are measured, for what is asked and how long the video is."""

import pytest

from posture.settings import Settings
from posture.settings.stretches import (
    LONGEST_WHOLE_S,
    MARGIN_S,
    Asked,
    choose_stretches,
    choose_stretches_of_pieces,
)

LONG_S = 45 * 60.0
USUAL = Settings.build()
EARLY, LATE = (360.0, 420.0), (2400.0, 2460.0)


def widened(window, factor=1.0):
    return window[0] - factor * MARGIN_S, window[1] + factor * MARGIN_S


def test_a_short_video_is_measured_whole():
    assert choose_stretches(USUAL, LONGEST_WHOLE_S, None, None) is None
    assert choose_stretches(USUAL, 100.0, (10.0, 20.0), None) is None


def test_of_a_longer_one_half_a_minute_every_two_minutes():
    asked = choose_stretches(USUAL, LONG_S, None, None)
    assert asked is not None
    assert not asked.windows
    assert asked.samples == tuple((120.0 * i, 120.0 * i + 30.0) for i in range(23))


def test_the_end_of_the_run_is_seen_too():
    late = choose_stretches(USUAL, 1310.0, None, None)
    assert late is not None
    assert late.samples[-1] == (1280.0, 1310.0)
    assert late.samples[-2] == (1200.0, 1230.0)


def test_a_sample_that_the_video_ends_in_is_cut_short():
    asked = choose_stretches(USUAL, 1210.0, None, None)
    assert asked is not None
    assert asked.samples[-1] == (1200.0, 1210.0)


@pytest.mark.parametrize("duration_s", [3000.0, 112.0 + LATE[1]])
def test_both_windows_given_nothing_else_is_measured(duration_s):
    asked = choose_stretches(USUAL, duration_s, EARLY, LATE)
    assert asked == Asked((widened(EARLY), widened(LATE)))


def test_the_margin_of_slow_motion_is_longer_as_played_and_stays_inside_the_video():
    slow = Settings.build(speed_factor=8)
    asked = choose_stretches(slow, 100.0, (3.0, 20.0), (60.0, 99.0))
    assert asked == Asked(((0.0, 24.8), (55.2, 100.0)))


def test_one_window_of_a_long_video_is_whole_and_the_rest_sampled():
    asked = choose_stretches(USUAL, LONG_S, EARLY, None)
    assert asked is not None
    assert asked.windows == (widened(EARLY),)
    assert len(asked.samples) == 23


def test_all_is_all():
    assert choose_stretches(Settings.build(sample="all"), LONG_S, EARLY, LATE) is None


def test_a_sampling_of_ones_own_holds_for_short_videos_and_with_both_windows():
    asked = choose_stretches(Settings.build(sample="60:20"), 170.0, (10.0, 20.0), (100.0, 110.0))
    assert asked == Asked(((9.4, 20.6), (99.4, 110.6)), ((0.0, 20.0), (60.0, 80.0), (120.0, 140.0)))


def test_of_pieces_only_the_windows_and_a_glance_at_those_without_one():
    settings = Settings.build(early="0:10-0:40", late="20:30-21:00")
    asked = choose_stretches_of_pieces(settings, [60.0, 60.0, 60.0], [0.0, 600.0, 1200.0])
    assert asked == [
        Asked(((9.4, 40.6),)),
        Asked(samples=((0.0, 30.0),)),
        Asked(((29.4, 60.0),)),
    ]


def test_a_window_over_two_pieces_is_measured_in_both():
    settings = Settings.build(early="0:00-0:10", late="0:50-1:10")
    first, second = choose_stretches_of_pieces(settings, [60.0, 60.0], [0.0, 60.0])
    assert first == Asked(((0.0, 10.6), (49.4, 60.0)))
    assert second == Asked(((0.0, 10.6),))


def test_pieces_without_windows_or_with_one_are_measured_whole():
    for options in ({}, {"early": "0-10"}):
        settings = Settings.build(**options)
        assert choose_stretches_of_pieces(settings, [60.0, 60.0], [0.0, 600.0]) == [None, None]


def test_windows_that_fit_no_piece_are_left_to_be_refused_later():
    settings = Settings.build(early="0-10", late="50:00-51:00")
    assert choose_stretches_of_pieces(settings, [60.0], [0.0]) == [None]
