import numpy as np
import pytest
from stick_runner import run_detections

from posture.pose import INDEX
from posture.tracks import clean
from posture.tracks.repair import fill_gaps, find_outliers, repair_sides, swap_sides

ANKLE, KNEE, EAR = INDEX["left_ankle"], INDEX["right_knee"], INDEX["left_ear"]


def swapped(points: np.ndarray, where: np.ndarray) -> np.ndarray:
    """Exchange the legs as the network does when it takes one for the other."""
    flags = np.zeros(len(points), bool)
    flags[where] = True
    return swap_sides(points, flags)


def crossings(points: np.ndarray) -> np.ndarray:
    """First frame after each moment at which the ankles pass each other."""
    apart = points[:, INDEX["left_ankle"], 0] - points[:, INDEX["right_ankle"], 0]
    return np.flatnonzero(np.diff(np.sign(apart))) + 1


def test_swapping_twice_is_nothing_and_only_legs_move():
    points = run_detections(duration_s=1)[1].points
    once = swapped(points, np.arange(10, 20))
    np.testing.assert_array_equal(swapped(once, np.arange(10, 20)), points)
    np.testing.assert_array_equal(once[:, : INDEX["left_hip"]], points[:, : INDEX["left_hip"]])
    np.testing.assert_array_equal(once[15, ANKLE], points[15, INDEX["right_ankle"]])


@pytest.mark.parametrize("fps", [30.0, 60.0])
@pytest.mark.parametrize("noise_px", [0.0, 1.5])
def test_clean_legs_are_left_alone(fps: float, noise_px: float):
    info, found, truth = run_detections(duration_s=8, fps=fps, noise_px=noise_px)
    assert not repair_sides(found.points, info.times_s, truth.cadence / 60).any()


@pytest.mark.parametrize("fps", [30.0, 60.0])
@pytest.mark.parametrize("fault", ["single frames", "long run", "from crossing to crossing"])
def test_exchanged_legs_are_put_back(fps: float, fault: str):
    info, found, truth = run_detections(duration_s=8, fps=fps, noise_px=0.5)
    passing = crossings(found.points)
    where = {
        "single frames": np.arange(17, len(found.points) - 5, 31),
        "long run": np.arange(passing[4] + 3, passing[4] + 3 + int(2.2 * fps)),
        "from crossing to crossing": np.r_[
            passing[3] : passing[4], passing[8] : passing[9], passing[14] : passing[17]
        ],
    }[fault]
    fixed = clean_points(swapped(found.points, where), info.times_s, truth.cadence / 60)
    # where the legs lie on each other it does not matter which is which
    for joint in ("ankle", "knee"):
        off = np.abs(fixed - found.points)[:, INDEX[f"left_{joint}"]].max(axis=1)
        apart = np.abs(
            found.points[:, INDEX[f"left_{joint}"]] - found.points[:, INDEX[f"right_{joint}"]]
        ).max(axis=1)
        assert not (off > 0)[apart > 40].any()


def clean_points(points: np.ndarray, times: np.ndarray, rate: float) -> np.ndarray:
    return swap_sides(points, repair_sides(points, times, rate))


def test_a_stretch_without_a_beat_believes_the_network():
    info, found, _ = run_detections(duration_s=0.4)
    assert not repair_sides(found.points, info.times_s, float("nan")).any()
    one = swapped(found.points, np.array([12]))
    assert repair_sides(one, info.times_s, float("nan")).nonzero()[0].tolist() == [12]
    assert not repair_sides(found.points[:3], info.times_s[:3], 2.8).any()


@pytest.mark.parametrize("fps", [30.0, 60.0])
def test_a_runner_who_moves_as_usual_has_no_outliers(fps: float):
    assert not find_outliers(run_detections(duration_s=6, fps=fps)[1].points).any()


def test_a_leap_of_one_point_is_an_outlier_and_its_neighbours_are_not():
    points = run_detections(duration_s=6, noise_px=0.5)[1].points
    points[100, EAR] += (25, 0)
    points[200, ANKLE] += (0, 120)
    bad = find_outliers(points)
    assert {(int(t), int(k)) for t, k in zip(*bad.nonzero(), strict=True)} == {
        (100, EAR),
        (200, ANKLE),
        # and what hangs on a shank that is much too long or too short
        *((200, INDEX[f"left_{part}"]) for part in ("heel", "foot_index")),
    }


def test_a_folded_trunk_spoils_the_frame_and_a_folded_limb_its_lower_end():
    points = run_detections(duration_s=6)[1].points
    for side in ("left", "right"):
        points[50:53, INDEX[f"{side}_shoulder"], 1] += 60
    points[150:153, KNEE] = points[150:153, INDEX["right_hip"]] + (5, 20)
    bad = find_outliers(points)
    assert bad[50:53].all()
    assert bad[150:153, KNEE].all()
    assert not bad[150:153, [ANKLE, EAR, INDEX["left_shoulder"]]].any()


def test_outliers_are_replaced_by_the_line_between_their_neighbours():
    info, found, _ = run_detections(duration_s=4)
    true = found.points[100, ANKLE].copy()
    found.points[100, ANKLE] += (0, -90)
    tracks = clean(found, info.times_s, info.width, info.height)
    assert np.abs(tracks.points[100, ANKLE] - true).max() < 6.0
    assert tracks.reason[100] == ""


def test_short_gaps_are_filled_in_time_and_long_ones_stay_open():
    times = np.array([0.0, 0.02, 0.08, 0.1, 0.12, 0.2, 0.24, 0.26])
    points = np.zeros((8, 33, 2), np.float32)
    points[:, ANKLE] = np.stack([times, -times], axis=1) * 100
    line = points[:, ANKLE].copy()
    points[1:3, ANKLE] = np.nan
    points[5, ANKLE] = np.nan
    filled = fill_gaps(points, times, 0.1)
    np.testing.assert_allclose(filled[:5, ANKLE], line[:5], atol=1e-5)
    assert np.isnan(filled[5, ANKLE]).all()
    assert np.isnan(points[1, ANKLE]).all()
