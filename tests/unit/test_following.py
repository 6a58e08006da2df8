"""What is refused before anything is measured, and why."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from case_clips import read_case
from falling_runner import film_falling
from shipped_models import LEARNED
from stick_runner import run_detections

from posture.errors import NoRunnerError
from posture.measures import TIMED
from posture.pose import INDEX
from posture.recording import measure
from posture.settings import Settings


def test_feet_that_leave_the_picture_are_named():
    info, found = read_case("feetcut")
    with pytest.raises(NoRunnerError, match=r"feet are below the picture's edge.*camera lower"):
        measure(info, found, Settings.build(), LEARNED)


def test_a_sprint_plays_at_the_speed_of_life_and_its_strides_count():
    info, found = read_case("sprint280_60")
    made = measure(info, found, Settings.build(), LEARNED)
    assert (made.view.speed_factor, made.playback.known) == (1.0, True)
    used = made.strides[made.strides["rejected"] == ""]
    assert len(used) == len(made.strides) == 8
    assert used["cadence_spm"].median() == pytest.approx(280, abs=3)
    assert used["contact_time_near_s"].notna().all()


def test_a_film_that_turns_into_slow_motion_has_two_speeds():
    info, found = read_case("ramp2")
    made = measure(info, found, Settings.build(), LEARNED)
    assert [speed.factor for speed in made.playback.speeds] == [1.0, 8.0]
    assert made.playback.edges_s[1] == pytest.approx(8.0, abs=0.25)
    assert made.duration_s == pytest.approx(8.0 + 6.0 / 8.0, abs=0.25)
    used = made.strides[made.strides["rejected"] == ""]
    assert len(used) >= 10
    assert used["cadence_spm"].between(176, 190).all()
    # the slow part shows less than two strides: no phantom ones
    assert (made.strides["end_s"] <= made.duration_s).all()
    assert (made.strides["start_s"] > 8.2).sum() == 0


def test_a_foot_that_is_not_seen_on_the_way_back_is_that_foot():
    info, found = read_case("shuttle")
    first, second = (
        one for one in measure(info, found, Settings.build(), LEARNED).passes if one.facing
    )
    assert first.facing != second.facing
    points = found.points.copy()
    middle = int(np.searchsorted(info.times_s, (second.start_s + second.end_s) / 2))
    points[middle, INDEX[f"{second.facing}_heel"]] -= (0.0, 60.0)  # the near foot of that pass
    frames = measure(info, replace(found, points=points), Settings.build(), LEARNED).frames
    assert np.isnan(frames["foot_angle_near_deg"][middle])
    assert np.isfinite(frames["foot_angle_far_deg"][middle])


@pytest.mark.parametrize("factor", [16.0, 25.0])
def test_strong_slow_motion_of_less_than_a_stride_is_named(factor: float):
    info, found, _ = run_detections(
        duration_s=16.0 * 0.55 / (16.0 / factor), fps=30, cadence=170, speed_factor=factor
    )
    with pytest.raises(NoRunnerError, match="less than one stride: strong slow motion"):
        measure(info, found, Settings.build(), LEARNED)


@pytest.mark.usefixtures("landmarks_are_joints")
def test_where_the_speed_of_play_is_open_angles_are_given_and_times_are_not():
    # 86 steps a minute at 50 frames a second: 100 or 120 were taken, and the fall is in between
    info, found, factor = film_falling(cadence=190, capture_fps=110, playback_fps=50, strides=16)
    made = measure(info, found, Settings.build(), LEARNED)
    assert not made.playback.known
    assert made.speed_factor is None
    used = made.strides[made.strides["rejected"] == ""]
    assert len(used) > 5
    assert used["trunk_lean_deg"].notna().all()
    assert isinstance(used, pd.DataFrame)
    assert np.isnan(used[list(TIMED)].to_numpy(float)).all()
    # landing and toe-off are read with delays of real running
    assert used["duty_factor_percent"].isna().all()
    known = measure(info, found, Settings.build(speed_factor=factor), LEARNED)
    assert known.strides["cadence_spm"].median() == pytest.approx(190, abs=2)
