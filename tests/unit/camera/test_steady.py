import numpy as np
import pytest
from stick_runner import run_detections

from posture.camera import Steadied
from posture.tracks import clean


def test_turns_are_taken_off_and_put_back():
    info, found, _ = run_detections(duration_s=2.0)
    tracks = clean(found, info.times_s, info.width, info.height)
    steadied = Steadied(np.linspace(0.0, 5.0, info.frames), (info.width, info.height))
    steady = steadied.steady_tracks(tracks)
    across = tracks.points[:, 11] - tracks.points[:, 23]
    turned = steady.points[:, 11] - steady.points[:, 23]
    off = np.degrees(
        np.arctan2(turned[:, 1], turned[:, 0]) - np.arctan2(across[:, 1], across[:, 0])
    )
    assert (off + 180) % 360 - 180 == pytest.approx(-steadied.turn_deg, abs=1e-3)
    assert steadied.to_picture(steady.points) == pytest.approx(tracks.points, abs=1e-2)


def test_a_still_camera_changes_nothing():
    info, found, _ = run_detections(duration_s=1.0)
    still = Steadied(np.zeros(info.frames), (info.width, info.height))
    assert still.steady_detections(found).points is found.points


def test_plumb_lines_that_converge_are_taken_off_where_the_runner_is():
    info, found, _ = run_detections(duration_s=2.0, crossing_px_s=300.0)
    tracks = clean(found, info.times_s, info.width, info.height)
    steadied = Steadied(np.zeros(info.frames), (info.width, info.height)).at_places(tracks, 3.0)
    hip = tracks.points[:, 23:25, 0].mean(axis=1)
    edge = (hip - info.width / 2) / (info.width / 2)
    assert steadied.turn_deg == pytest.approx(3.0 * edge, abs=0.02)
    assert steadied.place_deg == pytest.approx(3.0 * np.ptp(edge), abs=0.02)
    assert steadied.at_places(tracks, 0.0) is steadied
