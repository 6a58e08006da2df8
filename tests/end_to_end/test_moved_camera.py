"""A camera that was moved is not called a change of the runner: the whole pipeline."""

from functools import partial

import numpy as np
import pytest
from moved_camera import Move, MovedNetwork
from pipeline_fakes import MODEL, network
from shipped_models import LEARNED

from posture import pipeline
from posture import recording as recordings
from posture.camera import read_camera
from posture.session import build_comparison, build_single
from posture.settings.options import Settings
from posture.utils.resources import sample_path
from posture.video import probe

pytestmark = pytest.mark.usefixtures("landmarks_are_joints")


@pytest.fixture
def filmed():
    made = MovedNetwork()
    with network(made, camera=True):
        yield made


def measure(session):
    return pipeline.measure(session, MODEL)[1].results


def test_a_phone_that_was_put_up_anew(tmp_path, filmed):
    change = 3.0
    first = filmed.film(tmp_path / "a.mp4", "unlevel", Move.constant(300, zoom=0.85), width=480)
    moved = Move.constant(300, -2.0, 0.85 * 1.1, (0.02, -0.01))
    second = filmed.film(tmp_path / "b.mp4", "unlevel", moved, width=480, lean_deg=change)
    found = measure(build_comparison(first, second, {}))
    lean = found.measures["trunk_lean_deg"]
    assert lean.change == pytest.approx(change, abs=0.3)
    assert lean.is_changed
    assert found.quality.warnings[0].code == "camera_changed"
    assert "clockwise" in found.quality.warnings[0].message
    assert found.quality.level_deg == pytest.approx(4.0, abs=0.5)


def test_a_tripod_that_slips(tmp_path, filmed):
    frames = 660
    late = np.arange(frames) > frames / 2
    move = Move(3.0 * late, np.full(frames, 0.9), np.zeros((frames, 2)))
    clip = filmed.film(tmp_path / "a.mp4", "steady", move, width=480)
    found = measure(build_single(clip, {}))
    lean = found.measures["trunk_lean_deg"]
    assert lean.change == pytest.approx(0.0, abs=0.5)
    assert not lean.is_changed
    warning = found.quality.warnings[0]
    assert warning.code == "camera_moved"
    assert "° anticlockwise from early to late" in warning.message


@pytest.mark.slow
def test_a_camera_that_sinks_slowly_gives_no_slope(tmp_path, filmed):
    """Beside the same film by a camera that stands still."""
    frames = 660

    def film(name, turn_deg):
        move = Move(turn_deg, np.full(frames, 0.9), np.zeros((frames, 2)))
        clip = filmed.film(tmp_path / name, "steady", move, width=480)
        return measure(build_single(clip, {})).drift["trunk_lean_deg"]

    still = film("still.mp4", np.zeros(frames))
    sinking = film("sinking.mp4", np.linspace(0.0, 3.0, frames))
    low, high = sinking.ci95
    assert low < 0.0 < high
    # three degrees in 22 seconds are 82 in ten minutes
    assert sinking.slope_per_10min == pytest.approx(still.slope_per_10min, abs=4.0)
    assert sinking.onset_s is None
    assert high - low > still.ci95[1] - still.ci95[0]


def measure_lean(path, filmed, *, watched):
    """Lean of each frame, degrees, and the camera."""
    info = probe(path)
    look = partial(read_camera, info, level="auto") if watched else None
    made = recordings.measure(info, filmed(info), Settings.build(), LEARNED, look)
    return made.frames["trunk_lean_deg"].to_numpy(float), made.camera


@pytest.mark.slow
def test_a_camera_that_pans_with_the_runner_has_its_level_in_each_frame(tmp_path, filmed):
    """Beside the same film by a camera that pans and neither sways nor looks down."""
    info = probe(sample_path("overground_left.mp4"))
    pan = np.linspace(14.0, -14.0, info.frames)
    sway = 2.0 * np.sin(2 * np.pi * 0.8 * info.times_s) + 1.5 * (info.times_s > 1.2)
    steady = filmed.pan(tmp_path / "a.mp4", "overground_left", pan, 0.0, 0.0 * pan, 1.15)
    swaying = filmed.pan(tmp_path / "b.mp4", "overground_left", pan, 5.0, sway, 1.15)
    true, _ = measure_lean(steady, filmed, watched=False)
    found, camera = measure_lean(swaying, filmed, watched=True)
    untouched, _ = measure_lean(swaying, filmed, watched=False)
    assert camera.motion.follows
    assert np.isfinite(found - true).sum() > 60
    assert abs(np.nanmean(found - true)) < 0.4
    assert np.nanstd(found - true) < 0.5
    assert np.nanstd(untouched - true) > 1.0
