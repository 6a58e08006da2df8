"""Parts of a film at two speeds: the stick runner, and the film whose second part plays slower."""

import numpy as np
import pytest
from case_clips import read_case
from stick_runner import run_detections

from posture.gait.speed_ratio import estimate_speed_ratio


def film(duration_s: float, fps: float = 30.0, slower: float = 1.0, seed: int = 0):
    """Landmarks of a runner, and seconds as played."""
    info, found, _ = run_detections(
        duration_s=duration_s, fps=fps * slower, cadence=172, noise_px=1.0, seed=seed
    )
    return found.points, info.times_s * slower


@pytest.mark.parametrize("slower", [2.0, 4.0, 8.0])
@pytest.mark.parametrize("start", [0, 9])
def test_less_than_a_stride_tells_how_much_slower_it_plays(slower, start):
    life, life_s = film(1.5)
    slow, slow_s = film((45 + start) / 30 / slower, slower=slower, seed=1)
    slow, slow_s = slow[start:], slow_s[start:]
    assert estimate_speed_ratio(life, life_s, slow, slow_s) == pytest.approx(slower, rel=0.02)
    assert estimate_speed_ratio(slow, slow_s, life, life_s) == pytest.approx(1 / slower, rel=0.02)


def test_one_speed_is_one():
    life, life_s = film(3.0)
    half = len(life) // 2
    ratio = estimate_speed_ratio(life[:half], life_s[:half], life[half:], life_s[half:])
    assert ratio == pytest.approx(1.0, abs=0.06)


def test_where_nobody_moves_or_is_seen_nothing_is_known():
    life, life_s = film(1.5)
    still = np.repeat(life[:1], len(life), axis=0)
    assert estimate_speed_ratio(still, life_s, still, life_s) is None
    assert estimate_speed_ratio(life, life_s, np.full_like(life, np.nan), life_s) is None
    apart = np.array([0.0, 40.0], np.float32) * np.arange(33)[:, None]
    assert estimate_speed_ratio(life, life_s, still + apart, life_s) is None


@pytest.mark.parametrize(("early", "late"), [(60, 300), (126, 315), (0, 360)])
def test_the_film_whose_second_part_plays_eight_times_slower(early, late):
    info, found = read_case("ramp2")
    parts = [slice(early, early + 45), slice(late, late + 45)]
    first, second = ((found.points[part], info.times_s[part]) for part in parts)
    assert estimate_speed_ratio(*first, *second) == 8.0
