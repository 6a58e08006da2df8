from dataclasses import replace

import numpy as np
import pytest
from camera_scenes import film, lawn, room, seen_by
from stick_runner import run_detections

from posture.camera.watch import choose_looks, watch_camera


def turned(turn):
    return lambda seconds: seen_by(room(), turn(seconds), 1.0, (0.002 * turn(seconds), 0.0))


@pytest.mark.parametrize(
    "turn",
    [
        lambda seconds: 3.0 * (seconds >= 4.05),
        lambda seconds: -4.0 * np.clip((seconds - 2) / 4, 0, 1),
        lambda seconds: 2.0 * (seconds > 3) - 1.0 * (seconds > 6),
    ],
    ids=["step", "drift", "knocks"],
)
def test_turns_are_found_and_when_they_were(tmp_path, turn):
    info = film(tmp_path / "film.mp4", turned(turn), 8.0)
    motion, _ = watch_camera(info)
    assert motion.turned
    assert motion.recognised == 1.0
    true = np.array([turn(seconds) for seconds in info.times_s])
    found = motion.turn_of_frames(info.frames)
    assert np.abs(found - true).mean() < 0.1
    late = slice(info.frames * 2 // 3, info.frames)
    early = slice(0, info.frames // 3)
    change = found[late].mean() - found[early].mean()
    assert change == pytest.approx(true[late].mean() - true[early].mean(), abs=0.1)
    assert 0 < motion.estimate_sd(early, late) < 0.2


def test_a_camera_that_stands_still_is_left_alone(tmp_path):
    info = film(tmp_path / "film.mp4", turned(lambda _: 0.0), 4.0)
    motion, pictures = watch_camera(info)
    assert not motion.moved
    assert not motion.turn_of_frames(info.frames).any()
    assert motion.estimate_sd(slice(0, 10), slice(20, 30)) == 0.0
    assert len(pictures) == 3


def test_a_camera_that_pans_is_followed(tmp_path):
    wide = np.hstack([room(seed) for seed in range(3)])
    width = room().shape[1]

    def pan(seconds):
        start = int(90 * seconds)
        return np.ascontiguousarray(seen_by(wide, 0.3 * seconds)[:, start : start + width])

    motion, _ = watch_camera(film(tmp_path / "film.mp4", pan, 8.0))
    assert motion.follows
    assert motion.recognised == 1.0
    assert motion.readings is not None
    assert motion.turn_deg[-1] - motion.turn_deg[0] == pytest.approx(0.3 * 7.9, abs=0.5)
    assert motion.turn_deg.mean() == pytest.approx(0.0, abs=1e-6)


def test_another_place_after_a_cut_is_not_known(tmp_path):
    info = film(tmp_path / "film.mp4", lambda s: room(1) if s < 3 else room(2), 6.0)
    motion, _ = watch_camera(info)
    assert motion.is_lost
    assert motion.estimate_sd(slice(0, 25), slice(40, 60)) == pytest.approx(1.5)


def test_a_part_that_was_mirrored_is_told_from_another_place(tmp_path):
    info = film(
        tmp_path / "film.mp4", lambda s: room(1) if s < 3 else np.fliplr(room(1)).copy(), 6.0
    )
    motion, _ = watch_camera(info)
    assert motion.is_lost
    assert motion.mirrored
    other = film(tmp_path / "other.mp4", lambda s: room(1) if s < 3 else room(2), 6.0)
    assert not watch_camera(other)[0].mirrored


def test_the_runner_is_no_background(tmp_path):
    """A person who turns about in front of a still wall does not turn the camera."""
    wall, person = room(), np.random.default_rng(5).integers(0, 255, (180, 150), np.uint8)
    points = np.array([[165.0, 45.0], [315, 45], [315, 225], [165, 225]] * 9)[:33]

    def scene(seconds):
        image = wall.copy()
        image[45:225, 165:315] = seen_by(person, 10 * seconds)
        return image

    info = film(tmp_path / "film.mp4", scene, 3.0)
    motion, _ = watch_camera(info, np.repeat(points[None], info.frames, axis=0).astype(np.float32))
    assert not motion.turned


def test_nothing_is_known_of_a_featureless_film(tmp_path):
    grey = np.full_like(lawn(), 128)
    motion, _ = watch_camera(film(tmp_path / "film.mp4", lambda _: grey, 2.0))
    assert motion.recognised == 0.0
    assert not motion.moved
    assert not motion.is_lost


def test_looks_are_half_a_second_apart(tmp_path):
    info = film(tmp_path / "film.mp4", lambda _: room(), 4.0)
    assert choose_looks(info) == list(range(0, 40, 5))
    assert choose_looks(info, np.arange(info.frames) >= 22) == [22, 25, 30, 35]


@pytest.mark.parametrize(
    "keyframes",
    [np.arange(0, 6000, 10), np.arange(0, 6000, 50), np.arange(0, 6000, 83), np.array([0, 100])],
    ids=["1 s", "5 s", "8.3 s", "only two"],
)
def test_a_long_film_is_looked_at_in_each_span_however_seldom_a_keyframe_is(keyframes):
    """Ten minutes: 120 looks, 5 s apart."""
    info = replace(run_detections(duration_s=600, fps=10)[0], keyframes=keyframes)
    looks = np.array(choose_looks(info))
    assert np.array_equal(np.unique(looks // 50), np.arange(120))
    # what is cheap to look at is taken where there is something
    with_keyframe = np.unique(info.keyframes // 50)
    assert np.isin(looks, info.keyframes).sum() == len(with_keyframe)


def test_keyframes_alone_are_looked_at_where_hardly_a_span_lacks_one():
    keyframes = np.delete(np.arange(0, 6000, 50), [40, 80])
    info = replace(run_detections(duration_s=600, fps=10)[0], keyframes=keyframes)
    assert choose_looks(info) == keyframes.tolist()


def test_a_knock_long_after_the_last_keyframe_is_found(tmp_path):
    info = film(tmp_path / "film.mp4", turned(lambda seconds: 3.0 * (seconds > 80)), 160, fps=2)
    motion, _ = watch_camera(replace(info, keyframes=np.array([0, 20])))
    assert motion.turned
    assert motion.turn_of_frames(info.frames)[200] == pytest.approx(3.0, abs=0.1)
