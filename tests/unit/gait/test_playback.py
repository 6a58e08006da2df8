"""Changes of the speed of play within a file, and time of real running with them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from shipped_models import LEARNED
from stick_runner import run_detections

from posture.capture import warn_of_clip
from posture.following import follow
from posture.gait.playback import Playback
from posture.gait.speed_changes import find_speed_changes
from posture.gait.speed_of_play import SpeedOfPlay
from posture.pose import Detections
from posture.quality import _select_for_warnings
from posture.recording import measure
from posture.settings import Settings
from posture.video import VideoInfo

FPS = 30.0


def ramp(
    *parts: tuple[float, float], cadence: float = 175.0, noise_px: float = 1.0
) -> tuple[VideoInfo, Detections]:
    """One runner through parts of so many seconds as played and so many times slower than life."""
    played = np.arange(round(sum(seconds for seconds, _ in parts) * FPS)) / FPS
    edges = np.cumsum([0.0, *(seconds for seconds, _ in parts)])
    real_edges = np.cumsum([0.0, *(seconds / factor for seconds, factor in parts)])
    real = np.interp(played, edges, real_edges)
    info, found, _ = run_detections(times_s=real, cadence=cadence, noise_px=noise_px)
    shown = replace(info, times_s=played, duration_s=float(edges[-1]), fps_median=FPS)
    return shown, found


@pytest.mark.parametrize("cadence", [160.0, 190.0])
@pytest.mark.parametrize(
    "parts",
    [
        ((8.0, 1.0), (6.0, 8.0)),
        ((8.0, 8.0), (6.0, 1.0)),
        ((6.0, 1.0), (8.0, 4.0), (5.0, 1.0)),
        ((6.0, 1.0), (8.0, 8.0)),
    ],
)
def test_each_part_has_its_factor(parts: tuple[tuple[float, float], ...], cadence: float):
    info, found = ramp(*parts, cadence=cadence)
    runner = follow(info, found, Settings.build())
    assert [speed.factor for speed in runner.playback.speeds] == [factor for _, factor in parts]
    assert runner.playback.known
    edges = np.cumsum([seconds for seconds, _ in parts])
    np.testing.assert_allclose(runner.playback.edges_s[1:], edges, atol=0.25)
    real_s = sum(seconds / factor for seconds, factor in parts)
    assert runner.playback.to_real(info.duration_s) == pytest.approx(real_s, abs=0.3)
    # what is drawn keeps the time of the file
    np.testing.assert_array_equal(runner.seen.times_s, info.times_s)


@pytest.mark.parametrize("factor", [1.0, 8.0])
def test_a_film_of_one_speed_has_no_change(factor: float):
    info, found = ramp((12.0 * min(factor, 2.0), factor))
    assert find_speed_changes(found.points, info.times_s).tolist() == []


def test_who_stands_and_then_runs_is_no_change_of_speed():
    info, found = ramp((12.0, 1.0))
    found.points[:150] = found.points[150] + np.random.default_rng(0).normal(0, 1, (150, 33, 2))
    assert len(follow(info, found, Settings.build()).playback.speeds) == 1


def test_a_factor_that_is_given_holds_for_all():
    info, found = ramp((8.0, 1.0), (6.0, 8.0))
    runner = follow(info, found, Settings.build(speed_factor=2.0))
    assert runner.playback == Playback((0.0, 14.0), (SpeedOfPlay(2.0, True, "given"),))


def test_time_of_real_running():
    speeds = (SpeedOfPlay(1.0, True, "rates"), SpeedOfPlay(8.0, True, "rates"))
    playback = Playback((0.0, 8.0, 16.0), speeds)
    assert playback.to_real(4.0) == 4.0
    assert playback.to_real(12.0) == pytest.approx(8.5)
    np.testing.assert_allclose(playback.to_real(np.array([0.0, 8.0, 16.0])), [0.0, 8.0, 9.0])
    assert playback.main.factor == playback.least_factor == 1.0
    assert playback.factors_at(np.array([0.0, 7.9, 8.1, 8.9])).tolist() == [1.0, 1.0, 8.0, 8.0]


@pytest.mark.usefixtures("landmarks_are_joints")
@pytest.mark.parametrize("parts", [((10.0, 8.0), (6.0, 1.0)), ((14.0, 8.0), (16.0, 1.0))])
def test_each_part_is_measured_by_its_own_frame_rate(parts: tuple[tuple[float, float], ...]):
    """A phone's slow motion, 240 frames a second, and then 30; whichever part is longer."""
    info, found = ramp(*parts)
    made = measure(info, found, Settings.build(), LEARNED)
    assert made.frame_rate == FPS
    strides = made.strides
    slow = strides["end_s"] < made.playback.to_real(made.playback.edges_s[1]) + 0.1
    assert slow.any()
    assert (~slow).any()
    for name in ("foot_strike_angle_near_deg", "step_time_near_s"):
        assert strides.loc[slow, name].notna().any()
        assert strides.loc[~slow, name].isna().all()
    warned = [one for one in warn_of_clip(_select_for_warnings(made)) if "frame" in one.code]
    assert [one.code for one in warned] == ["low_frame_rate"]
    assert warned[0].message == (
        "at 30 frames per second in a part of the film contact times are rough (a frame every "
        "33 ms)"
    )
