import numpy as np
import pytest
from compare_data import strides_at

from posture.capture import warn_of_windows
from posture.comparison import choose_segments, label_strides
from posture.settings.options import Settings


def test_default_is_first_and_last_third_by_count():
    strides = strides_at(30, stride_s=1.0)
    segments = choose_segments(strides, Settings(), 1.0, 30.0)
    assert segments.early == (0.0, 10.0)
    assert segments.late == (20.0, 30.0)
    assert segments.settled_strides is None
    labels = label_strides(strides, segments)
    assert labels.value_counts().to_dict() == {"early": 10, "": 10, "late": 10}
    assert (labels[:10] == "early").all()
    assert (labels[20:] == "late").all()


def test_rejected_strides_neither_count_nor_are_labelled():
    strides = strides_at(41, stride_s=1.0)
    strides.loc[:9, "rejected"] = "the runner is hidden"
    strides.loc[12, "rejected"] = "too long"
    segments = choose_segments(strides, Settings(), 1.0, 41.0)
    # 30 strides are used, so a third is 10 of them; 12 lies inside early and is skipped.
    assert segments.early == (10.0, 21.0)
    assert segments.late == (31.0, 41.0)
    labels = label_strides(strides, segments)
    assert (labels == "early").sum() == 10
    assert labels[5] == ""
    assert labels[12] == ""


@pytest.mark.parametrize(("count", "each"), [(29, 14), (20, 10), (17, 8), (2, 1)])
def test_halves_are_taken_where_thirds_have_fewer_than_ten(count, each):
    strides = strides_at(count, stride_s=0.7)
    segments = choose_segments(strides, Settings(), 1.0, 0.7 * count)
    assert segments.early == pytest.approx((0.0, 0.7 * each))
    assert segments.late == pytest.approx((0.7 * (count - each), 0.7 * count))
    labels = label_strides(strides, segments)
    assert labels.value_counts().reindex(["early", "late"]).to_list() == [each, each]


def test_long_run_leaves_out_the_warm_up():
    strides = strides_at(1800, stride_s=1.0)  # 30 minutes
    segments = choose_segments(strides, Settings(), 1.0, 1800.0)
    assert segments.early == (360.0, 900.0)  # to the middle
    assert segments.late == (1200.0, 1800.0)
    assert segments.settled_strides is None
    longer = choose_segments(strides_at(6000, stride_s=1.0), Settings(), 1.0, 6000.0)
    assert longer.early == (360.0, 2360.0)  # no more than a third


def test_run_too_short_to_leave_out_the_warm_up_says_so():
    strides = strides_at(738, stride_s=1.0)  # 12:18; 9 strides from 6:00 to the middle
    segments = choose_segments(strides, Settings(), 1.0, 738.0)
    assert segments.early == (0.0, 246.0)
    (warning,) = warn_of_windows(segments)
    assert warning.code == "warm_up"
    assert "only 9 measured strides" in warning.message
    assert warning.advice


def test_ten_minutes_are_of_real_running():
    # 16 minutes of file are 2 minutes of running at 8 times slow motion.
    segments = choose_segments(strides_at(120, stride_s=1.0), Settings(), 8.0, 960.0)
    assert segments.early == (0.0, 40.0)


def test_windows_of_the_file_become_real_time():
    settings = Settings.build(early="0-8", late="50%-100%")
    segments = choose_segments(strides_at(20, stride_s=0.5), settings, 4.0, 40.0)
    assert segments.early == (0.0, 2.0)
    assert segments.late == (5.0, 10.0)


def test_pain_onset_splits_the_run():
    settings = Settings.build(pain_onset="15:00")
    strides = strides_at(2400, stride_s=0.7)
    segments = choose_segments(strides, settings, 1.0, 1680.0)
    assert segments.early == (0.0, 300.0)
    assert segments.late == (900.0, 1680.0)
    labels = label_strides(strides, segments)
    late = strides[labels == "late"]
    assert late["start_s"].min() >= 900.0
    assert labels[strides["end_s"].between(900.01, 900.69)].eq("").all()  # across the onset


def test_one_given_window_keeps_the_other_default():
    segments = choose_segments(
        strides_at(30, stride_s=1.0), Settings.build(late="25-30"), 1.0, 30.0
    )
    assert segments.early == (0.0, 10.0)
    assert segments.late == (25.0, 30.0)


@pytest.mark.parametrize(
    ("asked", "early", "late"),
    [
        ({"early": "15-25"}, (15.0, 25.0), (25.0, 30.0)),
        ({"late": "5-15"}, (0.0, 5.0), (5.0, 15.0)),
        ({"early": "0-28"}, (0.0, 28.0), (28.0, 30.0)),
    ],
)
def test_a_default_window_gives_way_to_a_given_one(asked, early, late):
    segments = choose_segments(strides_at(30, stride_s=1.0), Settings.build(**asked), 1.0, 30.0)
    assert (segments.early, segments.late) == (early, late)


def test_without_strides_thirds_of_the_time_are_taken():
    strides = strides_at(0, stride_s=1.0)
    segments = choose_segments(strides, Settings(), 2.0, 24.0)
    assert segments.early == pytest.approx((0.0, 4.0))
    assert segments.late == pytest.approx((8.0, 12.0))
    assert len(label_strides(strides, segments)) == 0


def test_the_only_stride_has_levels_wherever_it_lies():
    strides = strides_at(13, stride_s=1.0)
    strides.loc[strides.index != 6, "rejected"] = "the runner is hidden"
    segments = choose_segments(strides, Settings(), 1.0, 13.0)
    assert (segments.early, segments.late) == ((0.0, 7.0), (7.0, 13.0))
    assert label_strides(strides, segments)[6] == "early"


def test_a_stride_belongs_only_if_it_lies_wholly_inside():
    settings = Settings.build(early="0.5-3.5", late="6-9.2")
    strides = strides_at(10, stride_s=1.0)
    labels = label_strides(strides, choose_segments(strides, settings, 1.0, 10.0))
    assert list(np.flatnonzero(labels == "early")) == [1, 2]
    assert list(np.flatnonzero(labels == "late")) == [6, 7, 8]
