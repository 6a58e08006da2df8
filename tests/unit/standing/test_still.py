"""Who stands still, and who does not."""

import numpy as np
import pytest
from standing_runner import stand_then_run
from stick_runner import run_detections

from posture.errors import UsageError
from posture.standing import StandingClip, find_still

SECONDS, FPS = 6.0, 20


def look(**runner):
    info, found, _ = run_detections(**({"duration_s": SECONDS, "fps": FPS} | runner))
    return StandingClip(info, (0.0, SECONDS), True), found


@pytest.mark.parametrize("facing", ["left", "right"])
def test_all_of_standing_is_still(facing):
    clip, found = look(gait="standing", facing=facing, noise_px=0.5)
    still = find_still(clip, found)
    assert (still.part.start, still.part.stop) == (0, 120)
    assert still.facing == facing
    assert still.span == (0.0, pytest.approx(SECONDS - 1 / FPS))


def test_only_the_frames_before_the_run_are_still():
    clip, _ = look()
    found = stand_then_run(clip.info, 4.0, standing_lean_deg=2.0, lean_deg=8.0)
    still = find_still(clip, found)
    assert still.part.start == 0
    assert 3.0 <= still.span[1] <= 4.2


def test_only_frames_of_the_window_count():
    clip, found = look(gait="standing")
    still = find_still(StandingClip(clip.info, (2.0, 5.0), True), found)
    assert len(still.found.points) == 60
    assert still.span == (2.0, pytest.approx(4.95))


def test_the_edge_of_the_back_is_kept():
    clip, found = look(gait="standing")
    found.trunk_edge[:] = np.arange(len(found.points))[:, None, None]
    still = find_still(StandingClip(clip.info, (2.0, 5.0), True), found)
    assert still.found.trunk_edge[:, 0, 0].tolist() == list(range(40, 100))


@pytest.mark.parametrize(
    ("runner", "why"),
    [
        ({"gait": "running"}, "walks or runs"),
        ({"gait": "walking"}, "walks or runs"),
        ({"gait": "standing", "crossing_px_s": 60.0}, "the person moves"),
        ({"gait": "standing", "lean_deg": lambda s: 10 * np.sin(3 * s)}, "the person moves"),
        ({"gait": "standing", "view": "rear"}, "not seen square from the side"),
        ({"gait": "standing", "trunk_px": 15.0}, "too small"),
    ],
)
def test_what_is_not_standing_still_side_on_is_refused_in_a_sentence(runner, why):
    clip, found = look(**runner)
    with pytest.raises(UsageError, match=why) as error:
        find_still(clip, found)
    assert str(error.value).startswith("standing window 0:00-0:06: ")
    assert "\n" not in str(error.value)


def test_nobody():
    clip, found = look(gait="standing")
    found.points[:] = np.nan
    with pytest.raises(UsageError, match="nobody is seen"):
        find_still(clip, found)
