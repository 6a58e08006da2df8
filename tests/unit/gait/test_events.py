import numpy as np
import pytest
from stick_runner import run_detections

from posture.gait.events import find_steps
from posture.tracks import clean, smooth
from posture.tracks.body import build_body
from posture.tracks.view import View


def steps_of(**how: object):
    info, found, truth = run_detections(**how)
    tracks = smooth(clean(found, info.times_s, info.width, info.height), truth.speed_factor)
    facing, factor = how.get("facing", "right"), truth.speed_factor
    made = build_body(tracks, View(facing, info.width, info.height, speed_factor=factor))
    assert len(made.stretches) == 1
    return *find_steps(made, made.stretches[0]), truth


def off(found: np.ndarray, true: np.ndarray) -> np.ndarray:
    """Seconds from each found event to the nearest true one, late events positive."""
    found = found[np.isfinite(found)]
    return found - true[np.abs(found[:, None] - true).argmin(axis=1)]


@pytest.mark.parametrize("facing", ["left", "right"])
@pytest.mark.parametrize(
    ("fps", "noise", "worst_s"),
    [(60, 0.0, 0.002), (60, 0.5, 0.006), (30, 0.0, 0.002), (30, 1.0, 0.012)],
)
@pytest.mark.parametrize("cadence", [155.0, 185.0])
def test_contacts_and_toe_offs_are_found_when_they_happen(
    facing: str, fps: float, noise: float, worst_s: float, cadence: float
):
    near, far, truth = steps_of(
        duration_s=8, fps=fps, noise_px=noise, cadence=cadence, facing=facing
    )
    pairs = (
        (near.contact_s, truth.contact_near_s),
        (near.toe_off_s, truth.toe_off_near_s),
        (far.contact_s, truth.contact_far_s),
        (far.toe_off_s, truth.toe_off_far_s),
    )
    for found, true in pairs:
        # at the very ends the filter has one side only
        inside = found[(found > 0.1) & (found < 7.85)]
        assert np.abs(off(inside, true)).max() < worst_s
        # nothing is missed but at the ends of the clip, nothing found twice
        assert len(true) - 2 <= np.isfinite(found).sum() <= len(true)
        assert np.diff(found[np.isfinite(found)]).min() > 100 / cadence


def test_contacts_in_slow_motion_are_in_real_time():
    near, _, truth = steps_of(duration_s=30, fps=30, speed_factor=8)
    assert np.abs(off(near.contact_s, truth.contact_near_s)).max() < 0.002
    assert np.abs(off(near.toe_off_s, truth.toe_off_near_s)).max() < 0.002


def test_contacts_with_a_varying_frame_rate():
    times = np.delete(np.arange(0, 8, 1 / 60), np.arange(30, 450, 17))
    times[1:-1] += np.random.default_rng(0).uniform(-0.002, 0.002, len(times) - 2)
    near, far, truth = steps_of(times_s=times)
    assert np.abs(off(near.contact_s, truth.contact_near_s)).max() < 0.004
    assert np.abs(off(far.toe_off_s, truth.toe_off_far_s)).max() < 0.006


@pytest.mark.parametrize("how", [{"duration_s": 0.4, "fps": 15}, {"gait": "standing"}])
def test_no_steps_without_a_beat(how: dict[str, object]):
    near, far, _ = steps_of(**how)
    assert not near.contact_s.size
    assert not far.toe_off_s.size
