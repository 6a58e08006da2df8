"""How many times slower than life: by the file, by rates that exist, by the fall of the trunk."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from falling_runner import film_falling

from posture.gait.check import estimate_gait
from posture.gait.fall import Fall, estimate_fall, first_harmonic
from posture.gait.speed_of_play import SpeedOfPlay, estimate_speed_of_play, list_factors
from posture.tracks import clean


def see(**how: float) -> tuple[SpeedOfPlay, Fall | None, float]:
    """Speed of play of a made film, its fall, and the true factor."""
    info, found, factor = film_falling(**how)  # type: ignore[arg-type]
    tracks = clean(found, info.times_s, info.width, info.height)
    step_hz = 2 * estimate_gait(tracks).stride_hz
    fall = estimate_fall(tracks, step_hz, faces_right=True)
    return estimate_speed_of_play(step_hz, info.fps_median, fall), fall, factor


@pytest.mark.parametrize("share", [0.5, 0.6, 0.75, 0.9, 1.0])
def test_the_push_of_the_ground_has_the_first_harmonic_that_is_given(share: float):
    phase = (np.arange(100000) + 0.5) / 100000
    push = np.where(phase < share, np.sin(np.pi * phase / share), 0.0)
    g = push / push.mean() - 1.0
    assert 2 * abs(np.mean(g * np.exp(-2j * np.pi * phase))) == pytest.approx(
        first_harmonic(share), rel=1e-3
    )


@pytest.mark.parametrize(("capture", "playback"), [(60, 60), (120, 30), (240, 30), (480, 24)])
@pytest.mark.parametrize("cadence", [160, 200, 270])
def test_the_fall_tells_the_factor_at_any_cadence(capture: int, playback: int, cadence: int):
    _, fall, factor = see(cadence=cadence, capture_fps=capture, playback_fps=playback, strides=5)
    assert fall is not None
    assert fall.estimate_factor(factor) == pytest.approx(factor, rel=0.12)


@pytest.mark.parametrize(("height_m", "off"), [(1.55, 0.941), (1.75, 1.0), (1.95, 1.056)])
def test_a_body_of_another_size_falls_faster_or_slower_in_its_own_lengths(
    height_m: float, off: float
):
    (usual, other) = (
        see(cadence=175, capture_fps=240, playback_fps=30, height_m=h, noise_px=0.2)[1]
        for h in (1.75, height_m)
    )
    assert usual is not None
    assert other is not None
    ratio = other.estimate_factor(8.0) / usual.estimate_factor(8.0)
    assert ratio == pytest.approx(off, abs=0.02)


CAPTURES = (60, 100, 120, 240, 480, 960)
PLAYBACKS = (24, 25, 30, 50, 60)
MADE = (
    [
        (capture, playback, cadence)
        for i, (capture, playback) in enumerate(product(CAPTURES, PLAYBACKS))
        for cadence in ((150, 230), (170, 270), (190, 290), (210, 250))[i % 4]
        if capture >= playback
    ]
    + [(120, 30, c) for c in (185, 195, 200, 205)]
    + [(240, 30, c) for c in (195, 230, 255, 270)]
)


def test_of_many_films_none_is_given_a_wrong_factor():
    rng = np.random.default_rng(2)
    right = unknown = 0
    wrong = []
    for capture, playback, cadence in MADE:
        found, _, factor = see(
            cadence=cadence,
            capture_fps=capture,
            playback_fps=playback,
            height_m=float(rng.normal(1.74, 0.09)),
            noise_px=1.5,
            strides=3.5,
            seed=int(rng.integers(1000)),
        )
        if not found.known:
            unknown += 1
        elif abs(found.factor / factor - 1) < 0.01:
            right += 1
        else:
            wrong.append((capture, playback, cadence, found.factor))
    print(f"{len(MADE)} films: {right} right, {unknown} unknown, wrong: {wrong}")
    assert len(MADE) >= 60
    assert wrong == []
    assert right >= 0.5 * len(MADE)


@pytest.mark.parametrize("cadence", [185, 195, 205, 210])
def test_120_frames_a_second_are_not_taken_for_100_because_167_is_usual(cadence: int):
    # the nearest factor to the usual cadence would be 3.33
    found, _, _ = see(cadence=cadence, capture_fps=120, playback_fps=30, noise_px=0.5)
    assert found.factor == 4.0


@pytest.mark.parametrize("cadence", [195, 230, 270])
def test_240_frames_a_second_of_sprints(cadence: int):
    assert estimate_speed_of_play(cadence / 60 / 8, 30) == SpeedOfPlay(8.0, True, "rates")


@pytest.mark.parametrize("cadence", range(150, 300, 10))
@pytest.mark.parametrize("fps", [24.0, 25.0, 29.97, 50.0, 59.94, 120.0, 240.0])
def test_running_that_can_be_life_is_life(cadence: int, fps: float):
    found = estimate_speed_of_play(cadence / 60, fps, sound=True)
    assert found == SpeedOfPlay(1.0, True, "rates")


@pytest.mark.parametrize(("seed", "share"), [(31, 0.8), (32, 0.87)])
def test_what_the_fall_contradicts_is_not_known_however_usual(seed: int, share: float):
    # 270 steps a minute, filmed at 100 and played at 60, look like 162 at the speed of life
    found, fall, factor = see(
        cadence=270, capture_fps=100, playback_fps=60, contact_share=share, strides=5, seed=seed
    )
    assert fall is not None
    assert fall.estimate_factor(1.0) > 1.5
    assert not found.known or found.factor == pytest.approx(factor, rel=0.01)


@pytest.mark.parametrize(
    ("factor", "playback", "step_hz", "acceleration"),
    [(5 / 3, 60.0, 1.95, 6.1), (10 / 3, 30.0, 0.90, 1.54), (1.2, 50.0, 2.11, 23.1)],
)
def test_a_fall_that_is_off_towards_more_usual_rates_does_not_settle_it(
    factor: float, playback: float, step_hz: float, acceleration: float
):
    """Three of 600 films made to be hard, whose falls are off by two standard deviations."""
    fall = Fall(acceleration, 0.54, step_hz)
    assert abs(np.log(fall.estimate_factor(factor) / factor)) > 0.15
    found = estimate_speed_of_play(step_hz, playback, fall)
    assert not found.known


def test_a_sprint_is_not_played_too_fast_though_its_trunk_hardly_falls():
    # 182 steps a minute speeded up to 280: gravity says 0.7, and no camera makes that
    fall = Fall(acceleration=57.0, backward_share=0.53, step_hz=4.67)
    assert fall.estimate_factor(1.0) < 0.8
    assert estimate_speed_of_play(4.67, 60, fall) == SpeedOfPlay(1.0, True, "rates")


def test_without_the_fall_two_factors_that_fit_leave_it_unknown():
    # 90 steps a minute as played at 50: 100 or 120 frames a second
    found = estimate_speed_of_play(1.5, 50)
    assert not found.known
    assert found.factor in (2.0, 2.4)


def test_what_no_camera_makes_is_unknown():
    found = estimate_speed_of_play(6.5, 30)  # 390 steps a minute
    assert (found.known, found.source) == (False, "guess")


def test_the_file_is_believed():
    assert estimate_speed_of_play(0.5, 30, None, 240.0) == SpeedOfPlay(8.0, True, "file")
    # timestamps of the camera's own rate: the file plays at the speed of life
    assert estimate_speed_of_play(3.0, 240, None, 240.0) == SpeedOfPlay(1.0, True, "rates")


def test_an_unknown_step_rate_counts_as_life():
    assert estimate_speed_of_play(float("nan"), 30) == SpeedOfPlay(1.0, True, "rates")


def test_factors_are_those_of_capture_and_playback():
    assert set(list_factors(30)) == {1.0, 1.67, 2.0, 3.33, 4.0, 8.0, 16.0, 32.0}
    assert set(list_factors(59.94)) >= {1.0, 2.0, 4.0, 8.01}
