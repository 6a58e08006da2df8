"""Videos of one run show one runner, and so get one level of the low back."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pytest
from helpers_back import known_back

from posture.back import Back
from posture.back.changes import Changes, ShownChange
from posture.back.features import BACK
from posture.levels import align_levels

ARCHES = ("lumbar_lordosis_deg", "lumbar_lordosis_toe_off_deg")
TILTS = ("pelvic_tilt_deg", "pelvic_tilt_toe_off_deg")


@dataclass(frozen=True)
class Video:
    """As much of a recording as has to do with levels."""

    back: Back
    frames: pd.DataFrame
    strides: pd.DataFrame
    lean_shift_deg: float = 0.0


def video(
    tilt: float, arch: float, shifts: tuple[float, float], frames: int = 40, lean_shift: float = 0.0
) -> Video:
    """Make a video with these angles, to which its own shifts of the level are added."""
    shown = np.array([tilt, arch]) + shifts
    table = pd.DataFrame(
        {
            "pelvic_tilt_deg": np.full(frames, shown[0]),
            "lumbar_lordosis_deg": np.full(frames, shown[1]),
            "pelvic_tilt_interval_deg": 5.0,
            "trunk_lean_deg": 7.0 + lean_shift,
        }
    )
    back = known_back(frames, *shown, tilt_shift_deg=shifts[0], lordosis_shift_deg=shifts[1])
    strides = table.assign(**{TILTS[1]: shown[0] + 3.0, ARCHES[1]: shown[1] + 4.0})
    return Video(back, table, strides, lean_shift)


def test_a_change_between_videos_has_no_part_of_their_own_shifts():
    """Each video by itself has its own error of the level, which is no change of the runner."""
    moved = align_levels([video(10.0, 30.0, (2.0, -5.0)), video(13.0, 28.0, (4.0, 1.0))])
    early, late = (one.strides.mean() for one in moved)
    for name in TILTS:
        assert late[name] - early[name] == pytest.approx(3.0)
    for name in ARCHES:
        assert late[name] - early[name] == pytest.approx(-2.0)


def test_a_change_of_lean_between_videos_is_that_of_the_landmarks():
    """What joint centres add to the landmarks' lean is the same for all videos of a runner."""
    early = video(10.0, 30.0, (2.0, -5.0), frames=20, lean_shift=-3.0)
    late = video(10.0, 30.0, (2.0, -5.0), frames=60, lean_shift=1.0)
    for one in align_levels([early, late]):
        assert one.lean_shift_deg == pytest.approx(0.0)  # a quarter of -3, three quarters of 1
        np.testing.assert_allclose(one.frames["trunk_lean_deg"], 7.0)
        np.testing.assert_allclose(one.strides["trunk_lean_deg"], 7.0)
        # pelvic tilt is against gravity, wherever the trunk's ends were put
        np.testing.assert_allclose(one.frames["pelvic_tilt_deg"], 12.0)


def test_the_level_is_the_mean_of_theirs_by_how_much_they_show():
    short, long = video(10.0, 30.0, (2.0, -5.0), 20), video(10.0, 30.0, (5.0, 1.0), 60)
    moved = align_levels([short, long])
    for one in moved:
        assert (one.back.tilt_shift_deg, one.back.lordosis_shift_deg) == (4.25, -0.5)
        np.testing.assert_allclose(one.back.tilt_deg, 14.25)
        np.testing.assert_allclose(one.back.lordosis_deg, 29.5)
        np.testing.assert_allclose(one.frames["pelvic_tilt_deg"], 14.25)
        np.testing.assert_allclose(one.strides["lumbar_lordosis_toe_off_deg"], 33.5)


def test_changes_between_videos_come_from_places_that_all_of_them_show():
    """An arm hides one place late; the weights that were solved without it hold for both."""
    rng = np.random.default_rng(8)
    count = len(BACK)
    half = rng.normal(0, 0.01, (count, count))
    moments = Changes(half @ half.T + 1e-5 * np.eye(count), rng.normal(0, 0.01, (count, 2)))
    every, some = np.ones(count, bool), np.arange(count) != 4
    line = np.linspace(0.1, 0.3, 40)[:, None] * rng.normal(0, 0.1, count)
    videos = []
    for known in (every, some):
        one = video(10.0, 30.0, (0.0, 0.0))
        small = line.astype(np.float32)
        shown = ShownChange(small, small, np.ones_like(line, bool), known, moments)
        stride = pd.array(np.repeat([1, 2, 3, 4], 10), dtype="Int64")
        frames = one.frames.assign(stride=stride)
        strides = frames.groupby("stride", as_index=False).mean()
        back = replace(one.back, shown_change=shown)
        videos.append(replace(one, back=back, frames=frames, strides=strides))
    first, second = align_levels(videos)
    by = line @ (moments.solve(some) - moments.solve(every))
    level = -by.mean(axis=0) / 2  # the mean of both stays
    for one, own in ((first, by), (second, 0 * by)):
        tilt, arch = (np.array([10.0, 30.0]) + own + level).T
        np.testing.assert_allclose(one.frames["pelvic_tilt_deg"], tilt, atol=1e-4)
        np.testing.assert_allclose(one.frames["lumbar_lordosis_deg"], arch, atol=1e-4)
        np.testing.assert_allclose(
            one.strides["pelvic_tilt_deg"], tilt.reshape(4, 10).mean(axis=1), atol=1e-4
        )
        np.testing.assert_allclose(one.back.tilt_deg, one.frames["pelvic_tilt_deg"])
        assert (one.back.shown_change.known == some).all()


@pytest.mark.parametrize("hidden", [slice(3, 9), slice(0, 17)])
def test_the_same_back_with_an_arm_before_it_in_one_video_does_not_change(hidden):
    """Angles are read as `measure_back` does, each video by the weights of the places it shows."""
    rng = np.random.default_rng(4)
    count = len(BACK)
    half = rng.normal(0, 0.01, (count, count))
    moments = Changes(half @ half.T + 1e-5 * np.eye(count), rng.normal(0, 0.01, (count, 2)))
    line = np.tile(rng.normal(0, 0.02, count), (40, 1))
    every = np.ones(count, bool)
    some = every.copy()
    some[hidden] = False
    levels = np.array([[12.0, 31.0], [12.6, 30.0]])  # estimated from more than the line
    videos = []
    for known, level in zip((every, some), levels, strict=True):
        one = video(*level, (0.0, 0.0))
        shifts = level - line[0] @ moments.solve(known)
        small = line.astype(np.float32)
        shown = ShownChange(small, small, np.ones_like(line, bool), known, moments)
        frames = one.frames.assign(stride=pd.array(np.repeat([1, 2], 20), dtype="Int64"))
        back = replace(
            one.back,
            shown_change=shown,
            tilt_shift_deg=shifts[0],
            lordosis_shift_deg=shifts[1],
        )
        strides = frames.groupby("stride", as_index=False).mean()
        videos.append(replace(one, back=back, frames=frames, strides=strides))
    for one in align_levels(videos):
        np.testing.assert_allclose(one.frames["pelvic_tilt_deg"], levels[:, 0].mean(), atol=1e-4)
        np.testing.assert_allclose(
            one.frames["lumbar_lordosis_deg"], levels[:, 1].mean(), atol=1e-4
        )
