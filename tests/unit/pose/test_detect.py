"""From video to the runner, with real worker processes and a made-up engine (`pose_scene`)."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from pose_scene import COACH, FPS, OTHER, RUNNER, Figure, write_scene

from posture.errors import NoRunnerError, UsageError
from posture.pose import Detections, detect, middle
from posture.pose.chunks import plan_chunks
from posture.pose.plan import plan_detection
from posture.pose.pool import Pool
from posture.settings.stretches import Asked
from posture.settings.subject import Spot
from posture.video import VideoInfo

FAKE = [sys.executable, str(Path(__file__).parents[2] / "fixtures" / "fake_worker.py")]
MODEL = Path("no-model.task")


def find(info: VideoInfo, *, fake: tuple[str, ...] = (), workers: int = 2, **options) -> Detections:
    return detect(
        info, MODEL, workers=workers, pool=partial(Pool, command=[*FAKE, *fake]), **options
    )


def tracked(found: Detections) -> np.ndarray:
    """Grey of the person tracked in each frame, NaN for nobody."""
    return found.confidence[:, 1]


RUN = Figure(RUNNER, lambda i: 160 + 2 * (i % 5), swing=12)
STAND = Figure(COACH, lambda i: 40, trunk=36)


@pytest.fixture(scope="module")
def alone(tmp_path_factory) -> VideoInfo:
    return write_scene(tmp_path_factory.mktemp("scene") / "alone.mp4", [RUN], 70)


@pytest.fixture(scope="module")
def reported(alone) -> tuple[Detections, list[tuple[int, int]]]:
    """What is found of one runner by two workers, and the progress told meanwhile."""
    steps: list[tuple[int, int]] = []
    return find(alone, progress=lambda *step: steps.append(step)), steps


@pytest.fixture(scope="module")
def accompanied(tmp_path_factory) -> VideoInfo:
    """Somebody larger stands there all the time."""
    return write_scene(tmp_path_factory.mktemp("scene") / "two.mp4", [STAND, RUN], 80)


def test_every_frame_holds_what_is_in_that_frame(reported):
    found, _ = reported
    hips = middle(found.points, "hip")
    np.testing.assert_allclose(hips[:, 0], [RUN.hip_x(i) for i in range(70)], atol=1)
    np.testing.assert_allclose(hips[:, 1], RUN.hip_y)
    assert found.subjects_seen == 1
    assert (found.most_at_once, found.crowded) == (1, 0)
    assert found.searches > 1
    assert found.points.shape == (70, 33, 2)
    assert found.outline.shape == (70, 48, 2)
    assert found.points.dtype == found.confidence.dtype == np.float32
    assert found.outline.dtype == np.float16
    assert found.cuts.tolist() == []


def test_the_number_of_workers_changes_not_a_bit(accompanied):
    one, two, three = (find(accompanied, workers=n) for n in (1, 2, 3))
    for other in (two, three):
        for name in ("points", "confidence", "outline", "trunk_edge", "cuts"):
            np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
        assert one.subjects_seen == other.subjects_seen == 2


def test_each_chunk_begins_with_a_fresh_tracker_and_its_warm_up(alone, reported):
    frames = reported[0].confidence[:, 0]
    for chunk in plan_chunks(alone.frames):
        wanted = np.arange(chunk.start, chunk.stop) - chunk.warm + 1
        np.testing.assert_array_equal(frames[chunk.start : chunk.stop], wanted)


def test_the_runner_is_measured_though_another_is_larger(accompanied):
    steps: list[tuple[int, int]] = []
    found = find(accompanied, progress=lambda *step: steps.append(step))
    assert found.subjects_seen == 2
    np.testing.assert_array_equal(tracked(found), RUNNER)
    assert len(steps) > 80, "no chunk was done again"
    assert steps == sorted(steps)
    assert steps[-1] == (80, 80)


@pytest.fixture
def searched_once(monkeypatch):
    """No second search with those found hidden: the made-up engine sees figures in what is left."""
    module = sys.modules["posture.pose.detect"]
    plan = module.plan_tasks

    def plan_tasks(*given):
        return [replace(task, look_again=False) for task in plan(*given)]

    monkeypatch.setattr(module, "plan_tasks", plan_tasks)


@pytest.mark.usefixtures("searched_once")
def test_who_is_seen_once_beside_the_runner_has_no_number_and_shifts_none(tmp_path):
    """Then the numbers of few looks are those of many, which leave such people out."""
    once = Figure(OTHER, lambda i: 290 if i < 10 else None, trunk=24)
    late = replace(STAND, hip_x=lambda i: None if i < 20 else 40)
    info = write_scene(tmp_path / "once.mp4", [once, late, RUN], 80)
    found = find(info, search_gap=20)
    numbers = sorted(((one.number or 0), one.measured) for one in found.people)
    assert numbers == [(0, False), (1, True), (2, False)]
    np.testing.assert_array_equal(tracked(find(info, subject=1, search_gap=20)), RUNNER)
    assert COACH in tracked(find(info, subject=2, search_gap=20))
    with pytest.raises(UsageError, match="no subject 3: 2 people were seen"):
        find(info, subject=3, search_gap=20)
    pair = write_scene(tmp_path / "pair.mp4", [once, RUN], 80)
    alone = find(pair, search_gap=20)
    assert [(one.number, one.measured) for one in alone.people] == [(1, True), (None, False)]
    with pytest.raises(UsageError, match="no subject 2"):
        find(pair, subject=2, search_gap=20)


def test_another_can_be_asked_for(accompanied):
    # Both are there from the start; then the order counts in which the engine names them.
    np.testing.assert_array_equal(tracked(find(accompanied, subject=2)), COACH)


def test_who_is_in_a_place_is_measured(accompanied, alone):
    found = find(accompanied, subject=Spot(33, 44, 97))
    np.testing.assert_array_equal(tracked(found), COACH)
    np.testing.assert_allclose([one.hip for one in found.people if one.measured], [[40, 100]])
    for info in (accompanied, alone):
        with pytest.raises(UsageError, match="nobody was seen at 280,97 in frame 33"):
            find(info, subject=Spot(33, 280, 97))


def test_a_subject_that_is_not_there(accompanied, alone):
    with pytest.raises(UsageError, match=r"no subject 3: 2 people were seen.*--subject 1 to 2"):
        find(accompanied, subject=3)
    with pytest.raises(UsageError, match="no subject 2: 1 person was seen"):
        find(alone, subject=2)


def test_a_subject_that_is_not_there_in_a_clip_too_short_to_look_around_twice(tmp_path):
    info = write_scene(tmp_path / "one.mp4", [RUN], 1)
    assert find(info, subject=1).subjects_seen == 1
    assert find(info, subject=Spot(0, 40, 100)).subjects_seen == 1
    with pytest.raises(UsageError, match="no subject 2: 1 person was seen"):
        find(info, subject=2)


def test_before_the_runner_comes_nobody_is_measured(tmp_path):
    """The bystander of the beginning is not the runner, so there is no number."""
    late = replace(RUN, hip_x=lambda i: None if i < 50 else 330 - 2 * (i - 50))
    found = find(write_scene(tmp_path / "late.mp4", [STAND, late], 140))
    assert np.isnan(tracked(found)[:50]).all()
    assert np.isnan(found.points[:50]).all()
    assert np.isnan(found.outline[:50]).all()
    np.testing.assert_array_equal(tracked(found)[60:], RUNNER)


def test_a_bystander_within_reach_of_the_runner_mask_is_not_taken_for_the_runner(tmp_path):
    near = replace(STAND, hip_x=lambda i: 118, trunk=30)
    found = find(write_scene(tmp_path / "near.mp4", [near, RUN], 80))
    assert found.subjects_seen == 2
    assert COACH not in tracked(found)


def test_a_runner_who_passes_behind_somebody(tmp_path):
    across = replace(RUN, hip_x=lambda i: 20 + 2.5 * i)
    stand = replace(STAND, hip_x=lambda i: 160, trunk=30)
    grey = tracked(find(write_scene(tmp_path / "across.mp4", [across, stand], 112)))
    apart = np.abs(20 + 2.5 * np.arange(112) - 160)
    assert COACH not in grey[apart > across.trunk]
    np.testing.assert_array_equal(grey[:44], RUNNER)
    np.testing.assert_array_equal(grey[84:], RUNNER)  # the tracker starts anew in the next chunk


def test_the_picture_jumps_at_a_cut_and_the_tracker_starts_anew(tmp_path):
    """From frame 40 on another place and a runner elsewhere, with a bright wall behind."""
    before = replace(RUN, hip_x=lambda i: 60 if i < 40 else 250)
    wall = Figure(150, lambda i: None if i < 40 else 160, hip_y=70, trunk=70, swing=0)
    wide = replace(wall, grey=100)
    object.__setattr__(wide, "apart", lambda i: 320)
    info = write_scene(tmp_path / "cut.mp4", [wide, before], 90)
    found = find(info)
    assert found.cuts.tolist() == [40]
    np.testing.assert_array_equal(tracked(found), RUNNER)
    (chunk,) = (c for c in plan_chunks(90) if c.start <= 40 < c.stop)
    assert found.confidence[39, 0] == 39 - chunk.warm + 1
    assert found.confidence[40, 0] == 1


def test_nobody(tmp_path):
    with pytest.raises(NoRunnerError, match="nobody was found"):
        find(write_scene(tmp_path / "empty.mp4", [], 20))


@pytest.mark.parametrize("frames", [1, 2, 3, 17, 33])
def test_the_shortest_clips(tmp_path, frames):
    found = find(write_scene(tmp_path / "short.mp4", [RUN], frames))
    np.testing.assert_array_equal(tracked(found), [RUNNER] * frames)


def test_somebody_for_part_of_the_clip(tmp_path):
    leaves = replace(RUN, hip_x=lambda i: 160 if 20 <= i < 60 else None)
    found = find(write_scene(tmp_path / "part.mp4", [leaves], 80))
    seen = np.arange(80) // 20 % 3 > 0
    np.testing.assert_array_equal(tracked(found), np.where(seen, RUNNER, np.nan))


def test_frames_that_the_file_does_not_give_are_missing(alone):
    """The probe counted 90 frames, the file gives 70: no fault, the rest is not measured."""
    more = np.arange(70, 90)
    step = int(np.diff(alone.ticks)[0])
    promised = replace(
        alone,
        times_s=np.r_[alone.times_s, more / FPS],
        ticks=np.r_[alone.ticks, alone.ticks[0] + more * step],
        duration_s=90 / FPS,
    )
    steps: list[tuple[int, int]] = []
    found = find(promised, progress=lambda *step: steps.append(step))
    np.testing.assert_array_equal(tracked(found), [RUNNER] * 70 + [np.nan] * 20)
    assert steps == [(i, 90) for i in range(1, 71)]


def test_progress_counts_up_to_the_end(reported):
    assert reported[1] == [(i, 70) for i in range(1, 71)]


def test_three_people(tmp_path):
    third = Figure(OTHER, lambda i: 280, trunk=16)
    found = find(write_scene(tmp_path / "three.mp4", [STAND, third, RUN], 80))
    assert found.subjects_seen == 3
    assert found.most_at_once == 3
    assert found.crowded == found.searches > 1
    np.testing.assert_array_equal(tracked(found), RUNNER)


def test_only_every_third_frame_is_looked_at_and_all_are_counted(alone):
    steps: list[tuple[int, int]] = []
    found = find(
        alone, plan=plan_detection(alone, every=3), progress=lambda *step: steps.append(step)
    )
    looked = np.arange(70) % 3 == 0
    hips = middle(found.points, "hip")
    np.testing.assert_allclose(hips[looked, 0], [RUN.hip_x(i) for i in range(0, 70, 3)], atol=1)
    assert np.isfinite(found.points[:70]).all()  # those between are filled
    assert found.every == 3
    assert steps[-1] == (70, 70)
    assert len(steps) == 70


def test_only_what_a_plan_names_is_looked_at(alone):
    plan = plan_detection(alone, Asked(((0.0, 0.5),)))
    found = find(alone, plan=plan)
    whole = find(alone)
    assert found.asked is not None
    assert 12 < found.asked.sum() < 70
    np.testing.assert_array_equal(found.points[found.asked], whole.points[found.asked])
    assert np.isnan(found.points[~found.asked]).all()
    assert whole.asked is None
