"""Where the runner stands: what is refused before anything is looked at."""

from dataclasses import replace

import numpy as np
import pytest
from stick_runner import run_detections

from posture.errors import UsageError
from posture.settings.times import parse_window
from posture.standing import ask
from posture.standing.ask import find_standing_clip, leave_out


@pytest.fixture(scope="module")
def film():
    """Thirty seconds of film, and what is seen in them."""
    info, found, _ = run_detections(duration_s=30.0, fps=10)
    return info, found


def test_a_window_is_a_part_of_the_first_video(film):
    info, _ = film
    clip = find_standing_clip(parse_window("0:01-0:05"), info, [(5.0, 20.0)])
    assert (clip.span, clip.in_run, clip.frames) == ((1.0, 5.0), True, slice(10, 50))
    assert clip.name == "0:01-0:05"
    assert find_standing_clip(None, info) is None


@pytest.mark.parametrize(
    ("window", "why"),
    [
        ("0:00-0:01", r"is 1\.0 s long; give at least 2 seconds"),
        ("0:10-0:15", "overlaps with 0:12-0:20"),
        ("0:40-0:50", "lies outside the video"),
    ],
)
def test_windows_that_cannot_be(film, window, why):
    with pytest.raises(UsageError, match=why):
        find_standing_clip(parse_window(window), film[0], [(12.0, 20.0)])


def test_of_a_long_video_the_middle_is_looked_at(film, monkeypatch):
    info, _ = film
    other = replace(info, sha256="1" * 64, duration_s=60.0)
    monkeypatch.setattr(ask, "probe", lambda path: other)
    clip = find_standing_clip("still.mp4", info)
    assert (clip.span, clip.in_run) == ((20.0, 40.0), False)


def test_the_video_of_the_run_itself_needs_a_window(film, monkeypatch):
    info, _ = film
    monkeypatch.setattr(ask, "probe", lambda path: info)
    with pytest.raises(UsageError, match="give the window"):
        find_standing_clip("stick.mp4", info)


def test_the_run_is_measured_without_the_frames_of_standing(film):
    info, _ = film
    _, found, _ = run_detections(duration_s=30.0, fps=10)
    kept = leave_out(found, info.times_s, (1.0, 3.0))
    out = np.zeros(300, bool)
    out[10:30] = True
    np.testing.assert_array_equal(~kept.asked, out)
    np.testing.assert_array_equal(np.isnan(kept.points[:, 0, 0]), out)
    assert leave_out(found, info.times_s, None) is found
