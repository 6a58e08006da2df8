import numpy as np
import pytest
from stick_runner import run_detections

from posture.gait.check import Gait, estimate_gait
from posture.tracks import clean
from posture.tracks.step_rate import estimate_step_hz, estimate_stride_phase
from posture.tracks.view import detect_facing


def estimate_from_runner(**how: object) -> Gait:
    info, found, _ = run_detections(**how)
    return estimate_gait(clean(found, info.times_s, info.width, info.height))


@pytest.mark.parametrize(
    ("cadence", "factor"), [(140, 0.5), (140, 1), (200, 1), (170, 2), (150, 8), (190, 8)]
)
def test_running_at_any_playback_speed(cadence: float, factor: float):
    found = estimate_from_runner(
        cadence=cadence, speed_factor=factor, duration_s=4 * factor, fps=30
    )
    assert found.kind == "running"
    assert found.stride_hz == pytest.approx(cadence / 120 / factor, abs=0.012)


@pytest.mark.parametrize("factor", [0.5, 1.0, 2.0, 8.0])
def test_walking_at_any_playback_speed(factor: float):
    # played twice as fast a walk has the cadence of a run, and is still a walk
    found = estimate_from_runner(
        gait="walking", cadence=110, speed_factor=factor, duration_s=5 * factor, fps=24
    )
    assert found.kind == "walking"


def test_standing():
    found = estimate_from_runner(gait="standing", noise_px=1)
    assert found.kind == "standing"
    assert np.isnan(found.stride_hz)


def test_breadth_tells_the_view():
    assert estimate_from_runner().shoulder_width < 0.2
    assert estimate_from_runner(view="rear").shoulder_width == pytest.approx(0.72, abs=0.01)


def test_a_breath_of_running_too_short_for_a_beat_has_no_rate():
    found = estimate_from_runner(duration_s=0.4, fps=15)
    assert np.isnan(found.stride_hz)
    assert found.kind == "running"


@pytest.mark.parametrize("hz", [0.16, 0.36, 2.5, 2.83, 3.4])
@pytest.mark.parametrize("fps", [24.0, 60.0])
def test_step_rate(hz: float, fps: float):
    times = np.arange(0, max(12, 4 / hz), 1 / fps)
    apart = np.sin(np.pi * hz * times) + 0.2 * np.sin(2 * np.pi * hz * times)
    assert estimate_step_hz(apart, times) == pytest.approx(hz, abs=0.011)
    uneven = times + np.random.default_rng(0).uniform(-0.2, 0.2, len(times)) / fps
    apart = np.sin(np.pi * hz * uneven)
    apart[50:60] = np.nan
    # which leg is called left does not matter
    assert estimate_step_hz(apart * np.where(times % 0.7 < 0.3, -1, 1), uneven) == pytest.approx(
        hz, abs=0.011
    )


def test_step_rate_of_next_to_nothing_is_unknown():
    assert np.isnan(estimate_step_hz(np.arange(7.0), np.arange(7) / 60))
    assert np.isnan(estimate_step_hz(np.full(30, np.nan), np.arange(30) / 60))


def test_stride_phase_grows_with_the_beat():
    times = np.arange(0, 8, 1 / 60)
    apart = np.cos(2 * np.pi * 1.4 * times + 0.5)
    phase = estimate_stride_phase(apart, times, 2.8)[60:-60]
    true = (2 * np.pi * 1.4 * times + 0.5)[60:-60]
    off = np.angle(np.exp(2j * (phase - true))) / 2  # but for which leg leads
    assert np.abs(off).max() < 0.05


@pytest.mark.parametrize("way", ["left", "right"])
@pytest.mark.parametrize("crossing", [0, 200])
@pytest.mark.parametrize("noise", [0.0, 4.0])
def test_facing(way: str, crossing: float, noise: float):
    info, found, _ = run_detections(
        duration_s=4, facing=way, crossing_px_s=crossing, noise_px=noise
    )
    assert detect_facing(clean(found, info.times_s, info.width, info.height)) == way


@pytest.mark.parametrize("way", ["left", "right"])
def test_facing_is_one_for_the_clip_though_feet_and_face_point_back_at_times(way: str):
    info, found, _ = run_detections(duration_s=6, facing=way)
    other = run_detections(duration_s=6, facing="left" if way == "right" else "right")[1]
    found.points[100:200] = other.points[100:200]
    tracks = clean(found, info.times_s, info.width, info.height)
    assert detect_facing(tracks) == way


@pytest.mark.parametrize("way", ["left", "right"])
def test_the_way_travelled_outvotes_a_misread_face(way: str):
    info, found, _ = run_detections(duration_s=4, facing=way, crossing_px_s=250)
    sign = -1 if way == "right" else 1
    found.points[:, 0, 0] += sign * 0.8 * 160  # the nose behind the ears
    assert detect_facing(clean(found, info.times_s, info.width, info.height)) == way
