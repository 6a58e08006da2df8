import numpy as np
import pytest

from posture.tracks.filters import choose_cutoff, low_pass


def response(times: np.ndarray, wave_hz: float, cut_hz: float) -> complex:
    """Gain and lag of the filter for one sine wave, away from the ends."""
    turn = np.exp(2j * np.pi * wave_hz * times)
    out = low_pass(turn.real, times, cut_hz) + 1j * low_pass(turn.imag, times, cut_hz)
    inside = (times > times[0] + 1) & (times < times[-1] - 1)
    return complex((out / turn)[inside].mean())


def frames(kind: str, fps: float) -> np.ndarray:
    even = np.arange(0, 6, 1 / fps)
    if kind == "milliseconds":
        return np.round(even, 3)
    if kind == "jitter":
        return even + np.random.default_rng(1).uniform(-0.15, 0.15, len(even)) / fps
    if kind == "dropped":
        return np.delete(even, np.arange(20, len(even) - 20, 23))
    return even


@pytest.mark.parametrize("kind", ["even", "milliseconds", "jitter", "dropped"])
@pytest.mark.parametrize("fps", [24.0, 30.0, 60.0, 120.0])
def test_the_beat_of_the_steps_passes_without_lag(kind: str, fps: float):
    gain = response(frames(kind, fps), 2.8, choose_cutoff(fps, foot=False))
    assert abs(gain) == pytest.approx(0.997, abs=0.003)
    assert np.angle(gain) / (2 * np.pi * 2.8) == pytest.approx(0, abs=2e-4)


@pytest.mark.parametrize("kind", ["even", "milliseconds", "jitter", "dropped"])
def test_shaking_of_20_hz_is_taken_out(kind: str):
    assert abs(response(frames(kind, 60.0), 20.0, 8.0)) < 0.05


@pytest.mark.parametrize("fps", [30.0, 50.0, 60.0, 120.0, 240.0])
@pytest.mark.parametrize("hz", [8.0, 10.0])
def test_the_cut_off_is_3_db_down_after_both_passes(fps: float, hz: float):
    assert abs(response(frames("even", fps), hz, hz)) == pytest.approx(2**-0.5, abs=0.002)


def test_fourth_order_in_effect():
    # far above the cut-off each octave takes 24 dB; 960 fps keeps the warping of the digital
    # filter small
    times = frames("even", 960.0)
    octave = abs(response(times, 80.0, 8.0)) / abs(response(times, 40.0, 8.0))
    assert 20 * np.log10(octave) == pytest.approx(-24.3, abs=1.0)


def test_cut_offs_follow_the_frame_rate():
    assert [choose_cutoff(f, foot=False) for f in (30, 60, 120)] == [8.0, 8.0, 10.0]
    assert [choose_cutoff(f, foot=True) for f in (30, 60, 120)] == [10.0, 14.0, 14.0]
    assert choose_cutoff(12.0, foot=True) < 6.0


@pytest.mark.parametrize("n", [1, 2, 5])
def test_a_few_frames_stay_as_they_are(n: int):
    values = np.arange(n) ** 2.0
    np.testing.assert_array_equal(low_pass(values, np.arange(n) / 60, 8.0), values)


@pytest.mark.parametrize("n", [6, 8, 12])
@pytest.mark.parametrize("kind", ["even", "uneven"])
def test_a_straight_line_stays_straight_in_short_stretches(n: int, kind: str):
    times = np.arange(n) / 60
    if kind == "uneven":
        times = times + np.where(np.arange(n) % 2, 0.003, 0.0)
    line = 5 - 3 * times
    smooth = low_pass(np.stack([line, -line], axis=1), times, 8.0)
    np.testing.assert_allclose(smooth[:, 0], line, atol=2e-3)
    np.testing.assert_allclose(smooth[:, 1], -line, atol=2e-3)
