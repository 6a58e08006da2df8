import dataclasses

import numpy as np
import pytest
from stick_recording import recording

from posture.camera import PUT_UP_AGAIN_SD_DEG, Camera, CameraMotion
from posture.camera.level import Level
from posture.camera.registration import CameraChange
from posture.capture.camera import (
    AGAINST_VERTICAL,
    WatchedClip,
    add_camera_error,
    estimate_camera_drift_sd,
    estimate_camera_sd,
    warn_of_camera,
)
from posture.measures import COMPARED
from posture.measures.measure import DEGREES
from posture.settings import Settings

LOOKS = np.arange(0, 100, 10)


def motion(turn=0.0, shift=0.0, sd=0.05) -> CameraMotion:
    turns = np.broadcast_to(turn, 10).astype(float)
    shifts = np.stack([np.linspace(0, shift, 10), np.zeros(10)], axis=1)
    return CameraMotion(LOOKS, turns, np.full(10, sd), np.ones(10), shifts)


def clip(camera: Camera, name: str = "") -> WatchedClip:
    return WatchedClip(name, camera, np.arange(100) / 10, slice(0, 40), slice(60, 100))


def one(*clips: WatchedClip):
    (warning,) = warn_of_camera(clips)
    return warning


@pytest.mark.usefixtures("landmarks_are_joints")
def test_a_turned_camera_moves_the_measures_against_the_vertical_and_no_others():
    level, turned = (
        recording(Settings.build(level=level), duration_s=6, facing="right").strides
        for level in (0.0, 3.0)
    )
    in_degrees = [m.name for m in COMPARED if m.unit == DEGREES and m.name in level]
    moved = {name for name in in_degrees if abs(turned[name].mean() - level[name].mean()) > 1.5}
    seen = {name for name in in_degrees if level[name].notna().any()}
    assert moved == set(AGAINST_VERTICAL) & seen


def test_a_camera_that_stood_still_adds_nothing():
    clips = [clip(Camera(motion()))]
    assert warn_of_camera(clips) == []
    assert estimate_camera_sd(clips) == 0.0
    assert add_camera_error({"pelvic_tilt_deg": 0.5}, 0.0) == {"pelvic_tilt_deg": 0.5}


def test_a_turn_during_the_film_is_named_with_its_direction_and_cost():
    clips = [clip(Camera(motion(np.repeat([0.0, 3.0], 5))))]
    warning = one(*clips)
    assert warning.code == "camera_moved"
    assert "turned by up to 3.0°, 3.0° anticlockwise from early to late" in warning.message
    assert "taken off" in warning.message
    assert warning.cost_deg == 0.1
    assert estimate_camera_sd(clips) == pytest.approx(0.05 * np.sqrt(2))


def test_a_camera_that_goes_along_is_named():
    assert "goes along with the runner" in one(clip(Camera(motion(shift=0.6)))).message


def test_a_camera_of_which_no_picture_shows_the_level_is_named_so():
    sway = np.tile([1.0, -1.0], 5)
    known, unknown = (
        one(clip(Camera(dataclasses.replace(motion(sway, sd=sd), readings=count))))
        for count, sd in ((8, 0.3), (0, 1.2))
    )
    assert "swayed, by up to 2.0°" in known.message
    assert "nothing upright" not in known.message
    assert "nothing upright shows how level it was held" in unknown.message
    assert known.cost_deg < unknown.cost_deg


def test_a_picture_of_another_place_is_named_with_its_time():
    turns = np.r_[np.zeros(4), np.full(6, np.nan)]
    warning = one(clip(Camera(motion(turns))))
    assert warning.code == "camera_lost"
    assert "from 0:04 on" in warning.message
    assert warning.cost_deg == pytest.approx(2.9)


@pytest.mark.parametrize("mirrored", [False, True])
def test_the_time_is_that_of_the_part_that_was_never_recognised_again(mirrored: bool):
    """Somebody who walks by hides the background at 0:01; the other place begins at 0:06."""
    turns = np.r_[0.0, np.nan, np.zeros(4), np.full(4, np.nan)]
    lost = dataclasses.replace(motion(turns), mirrored=mirrored)
    assert lost.lost_from == 60
    warning = one(clip(Camera(lost)))
    assert warning.code == ("picture_mirrored" if mirrored else "camera_lost")
    assert warning.message.startswith("from 0:06 on ")


def test_what_was_recognised_again_is_not_lost():
    assert motion(np.r_[0.0, np.nan, np.zeros(8)]).lost_from is None
    assert motion(np.full(10, np.nan)).lost_from is None


def test_a_mirrored_part_is_not_called_another_place():
    lost = motion(np.r_[np.zeros(4), np.full(6, np.nan)])
    warning = one(clip(Camera(dataclasses.replace(lost, mirrored=True))))
    assert warning.code == "picture_mirrored"
    assert "from 0:04 on" in warning.message


def test_a_camera_that_was_put_up_anew_is_named_first():
    change = CameraChange(-2.0, 0.06, 1.1, (0.03, 0.04), 80)
    early = clip(Camera(motion()), "early")
    late = clip(Camera(motion(), change=change, change_sd_deg=0.06), "late")
    warning = one(early, late)
    assert warning.code == "camera_changed"
    assert "is turned by 2.0° clockwise, sees everything 10 % larger and is shifted by 5 %" in (
        warning.message
    )
    assert warning.cost_deg == 0.1
    assert estimate_camera_sd([early, late]) == 0.06


def test_a_place_that_was_not_recognised_widens_the_interval_and_says_that_it_is_assumed():
    early = clip(Camera(motion()), "early")
    late = clip(Camera(motion(), change_sd_deg=PUT_UP_AGAIN_SD_DEG), "late")
    warning = one(early, late)
    assert warning.code == "camera_unmatched"
    assert "assumed, not measured" in warning.message
    assert warning.cost_deg == pytest.approx(2.9)
    doubts = add_camera_error({"trunk_lean_deg": 2.0}, estimate_camera_sd([early, late]))
    assert doubts["trunk_lean_deg"] == pytest.approx(2.5)
    assert "lumbar_lordosis_deg" not in doubts


def test_a_slope_has_the_error_of_the_camera_from_the_first_to_the_last_third():
    turns, sds = np.linspace(0.0, 3.0, 10), np.linspace(0.1, 1.0, 10)
    film = clip(Camera(dataclasses.replace(motion(turns), turn_sd_deg=sds)))
    # middles of the thirds of 100 frames, looked at every tenth
    assert estimate_camera_drift_sd([film]) == pytest.approx(np.hypot(0.265, 0.935), abs=0.01)
    windows = dataclasses.replace(film, early=slice(0, 10), late=slice(10, 20))
    assert estimate_camera_sd([windows]) < 0.4
    assert estimate_camera_drift_sd([windows]) == estimate_camera_drift_sd([film])
    assert estimate_camera_drift_sd([clip(Camera(motion()))]) == 0.0


def test_the_level_counts_twice_from_one_direction_to_the_other():
    film = clip(Camera(motion(), level_sd_deg=1.5))
    assert estimate_camera_sd([film], share_apart=1.0) == 3.0
    assert estimate_camera_sd([film], share_apart=0.5) == 1.5
    change = CameraChange(-2.0, 0.06, features=80)
    known = clip(Camera(motion(), change=change, change_sd_deg=0.06), "late")
    assert estimate_camera_sd([film, known], share_apart=1.0) == pytest.approx(3.0, abs=0.01)
    # cameras that have nothing to do with one another err apart in either case
    other = clip(Camera(motion(), change_sd_deg=PUT_UP_AGAIN_SD_DEG), "late")
    assert estimate_camera_sd([film, other], share_apart=1.0) == PUT_UP_AGAIN_SD_DEG


def test_clips_at_which_nobody_looked_are_not_warned_of():
    assert warn_of_camera([clip(Camera.still("auto"), name) for name in ("early", "late")]) == []


def test_a_level_that_was_taken_off_and_one_in_doubt_are_named():
    sure = Level(4.0, 0.3, sure=True, uprights=1.0, horizontals=1.0)
    assert one(clip(Camera(motion(), sure, 4.0))).code == "level_corrected"
    unsure = Level(-3.0, 2.0, sure=False, uprights=0.0, horizontals=1.0)
    warning = one(clip(Camera(motion(), unsure)))
    assert warning.code == "level_unsure"
    assert "--level -3" in warning.advice
    # who gave the level knows it
    assert warn_of_camera([clip(Camera(motion(), unsure, 1.5))]) == []
