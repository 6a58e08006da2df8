"""Frames that were not asked for, told apart from those that cannot be measured."""

import numpy as np
from stick_runner import run_detections

from posture.tracks.clean import NOBODY, clean
from posture.tracks.parts import NOT_ASKED, find_asked, find_parts


def test_parts_lie_between_what_was_not_asked_for():
    reason = np.array(["", NOBODY, NOT_ASKED, NOT_ASKED, "", NOT_ASKED, NOBODY], object)
    assert find_parts(reason) == [slice(0, 2), slice(4, 5), slice(6, 7)]
    assert find_asked(reason).tolist() == [True, True, False, False, True, False, True]


def test_all_or_nothing():
    assert find_parts(np.full(5, "", object)) == [slice(0, 5)]
    assert find_parts(np.full(5, NOT_ASKED, object)) == []


def test_no_stretch_spans_what_was_not_asked_for_and_it_is_not_filled():
    info, found, _ = run_detections(times_s=np.arange(180) / 30)
    found.asked = np.ones(info.frames, bool)
    found.asked[70:72] = found.asked[100:130] = False
    for values in (found.points, found.confidence, found.outline):
        values[~found.asked] = np.nan
    tracks = clean(found, info.times_s, info.width, info.height)
    assert (tracks.reason[100:130] == NOT_ASKED).all()
    assert NOBODY not in tracks.reason
    for stretch in tracks.stretches:
        assert stretch.stop <= 100 or stretch.start >= 130
    assert np.isnan(tracks.points[100:130]).all()
