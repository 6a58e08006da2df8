from dataclasses import fields, replace

import numpy as np
import pytest
from shipped_models import LEARNED
from stick_runner import run_detections

from posture.capture import MeasuredClip, warn_of_clip
from posture.gait import Playback
from posture.gait.speed_of_play import SpeedOfPlay
from posture.recording import Recording, measure
from posture.results.types import QualityWarning
from posture.settings.options import Settings

pytestmark = pytest.mark.usefixtures("landmarks_are_joints")


@pytest.fixture(scope="module")
def good() -> Recording:
    info, found, _ = run_detections(duration_s=6)
    return measure(info, found, Settings.build(), LEARNED)


def warnings(recording: Recording) -> list[QualityWarning]:
    names = [field.name for field in fields(MeasuredClip)]
    return warn_of_clip(MeasuredClip(**{name: getattr(recording, name) for name in names}))


def codes(recording: Recording) -> list[str]:
    return [warning.code for warning in warnings(recording)]


def told(recording: Recording, code: str) -> QualityWarning:
    """The one warning of that code; all give advice."""
    (warning,) = [warning for warning in warnings(recording) if warning.code == code]
    assert warning.advice
    return warning


def leaning(good: Recording, mean: float) -> Recording:
    lean = good.frames["trunk_lean_deg"]
    return replace(good, frames=good.frames.assign(trunk_lean_deg=lean - lean.mean() + mean))


def test_a_good_clip_has_no_warning(good: Recording):
    assert warnings(good) == []


def test_damage(good: Recording):
    broken = replace(good, info=replace(good.info, damage="the file ends early, at 0:05"))
    warning = told(broken, "damaged_file")
    assert warning.message == "the file ends early, at 0:05"
    assert warning.cost_deg is None


def played(factor: float, source: str) -> Playback:
    return Playback((0.0, 10.0), (SpeedOfPlay(factor, True, source),))


@pytest.mark.parametrize(
    ("factor", "source", "words"),
    [
        (8.0, "rates", "looks like slow motion"),
        (8.0, "file", "the file says"),
        (8.0, "given", None),
        (1.0, "rates", None),
    ],
)
def test_speed(good: Recording, factor: float, source: str, words: str | None):
    rhythm = replace(good.gait, stride_hz=good.gait.stride_hz / factor)
    view = replace(good.view, speed_factor=factor)
    clip = replace(good, view=view, playback=played(factor, source), gait=rhythm)
    clip = replace(clip, info=replace(good.info, fps_median=60 / factor))
    if words is None:
        assert codes(clip) == []
    else:
        assert words in told(clip, "speed_factor").message


@pytest.mark.parametrize("lean", [2.5, 6.0, 19.5])
def test_a_lean_of_running_is_no_reason_to_doubt_the_camera(good: Recording, lean: float):
    assert codes(leaning(good, lean)) == []


@pytest.mark.parametrize(("lean", "cost"), [(-3.0, 7.0), (26.0, 8.0)])
def test_a_rare_lean_costs_what_it_is_off(good: Recording, lean: float, cost: float):
    warning = told(leaning(good, lean), "camera_level")
    assert f"{lean:.1f}°" in warning.message
    assert warning.cost_deg == pytest.approx(cost, abs=0.1)
    # who gave the level knows it
    level = replace(good.view, level_deg=1.5)
    assert codes(replace(leaning(good, lean), view=level)) == []


@pytest.mark.parametrize(("shoulder_width", "warned"), [(0.15, False), (0.24, False), (0.26, True)])
def test_view(good: Recording, shoulder_width: float, warned: bool):
    clip = replace(good, gait=replace(good.gait, shoulder_width=shoulder_width))
    assert ("oblique_view" in codes(clip)) == warned


@pytest.mark.parametrize(("trunk", "cost"), [(30.0, 1.9), (59.0, 1.0), (60.0, None)])
def test_size(good: Recording, trunk: float, cost: float | None):
    clip = replace(good, trunk_px=trunk)
    if cost is None:
        assert codes(clip) == []
    else:
        assert told(clip, "small_runner").cost_deg == cost
        assert f"trunk {trunk:.0f} pixels" in told(clip, "small_runner").message


@pytest.mark.parametrize(
    ("fps", "factor", "words"),
    [(25.0, 1.0, "25 frames per second contact times are rough (a frame every 40 ms)"),
     (30.0, 1.0, "every 33 ms"), (50.0, 1.0, None), (30.0, 8.0, None), (60.0, 0.5, "every 33 ms")],
)  # fmt: skip
def test_frame_rate_is_that_of_real_running(
    good: Recording, fps: float, factor: float, words: str | None
):
    clip = replace(
        good,
        info=replace(good.info, fps_median=fps),
        view=replace(good.view, speed_factor=factor),
        playback=played(factor, "given"),
    )
    if words is None:
        assert codes(clip) == []
    else:
        assert words in told(clip, "low_frame_rate").message


def test_few_looks_of_the_network_are_named(good):
    fast = replace(good, info=replace(good.info, fps_median=60.0))
    assert codes(replace(fast, every=2)) == codes(fast)
    assert "looked at 20 frames" in told(replace(fast, every=3), "few_looks").message


def test_a_runner_seldom_seen():
    info, found, _ = run_detections(duration_s=8)
    found.points[200:] = np.nan
    clip = measure(info, found, Settings.build(), LEARNED)
    warning = told(clip, "seldom_measured")
    assert "42 % of the frames" in warning.message
    assert "no runner found in this frame" in warning.message
    found.points[:] = run_detections(duration_s=8)[1].points
    found.points[300:] = np.nan
    assert "seldom_measured" not in codes(measure(info, found, Settings.build(), LEARNED))


def test_several_people(good: Recording):
    warning = told(replace(good, subjects_seen=3), "several_people")
    assert warning.message.startswith(
        "3 people were seen; the one who was asked for, else the one who runs, was measured, and"
    )
