"""Which frames are looked at: whole chunks, those of the windows, and about as much as sampled."""

from pathlib import Path

import numpy as np
import pytest

from posture.pose.chunks import WARM_UP_FRAMES, plan_chunks
from posture.pose.plan import choose_thinning, plan_detection
from posture.settings.stretches import Asked
from posture.video import VideoInfo

FPS = 60.0


def film(duration_s: float, fps: float = FPS) -> VideoInfo:
    """What is known of a video without one: nothing but its times matters here."""
    times_s = np.arange(round(duration_s * fps)) / fps
    return VideoInfo(Path("run.mp4"), "", 1920, 1080, times_s, duration_s, fps, False, 0, "h264")


LONG = film(2700.0)


def test_without_anything_asked_every_frame():
    plan = plan_detection(LONG)
    assert plan.chunks == tuple(plan_chunks(LONG.frames))
    assert plan.frames == plan.total == LONG.frames
    assert plan.parts == [slice(0, LONG.frames)]
    assert plan.asked.all()


def test_every_frame_of_a_window_is_looked_at_and_not_much_more():
    windows = ((359.0, 421.0), (2399.0, 2461.0))
    plan = plan_detection(LONG, Asked(windows))
    inside = np.zeros(LONG.frames, bool)
    for start_s, end_s in windows:
        inside |= (LONG.times_s >= start_s) & (LONG.times_s < end_s)
    assert plan.asked[inside].all()
    longest = max(chunk.stop - chunk.start for chunk in plan.chunks)
    assert plan.frames <= inside.sum() + 2 * 1.25 * longest
    assert len(plan.parts) == 2


def test_its_chunks_begin_as_those_of_the_whole_video():
    """What the network sees depends on where it began, not on where it stops."""
    plan = plan_detection(LONG, Asked(((359.0, 421.0),), ((0.0, 30.0),)))
    whole = {chunk.start: chunk for chunk in plan_chunks(LONG.frames)}
    for chunk in plan.chunks:
        assert chunk.warm == whole[chunk.start].warm
        assert chunk.start < chunk.stop <= whole[chunk.start].stop
    assert sum(chunk.stop < whole[chunk.start].stop for chunk in plan.chunks) <= 1
    assert list(plan.chunks) == sorted(plan.chunks, key=lambda chunk: chunk.start)


def test_a_chunk_of_a_window_and_a_sample_is_whole():
    windows, samples = ((359.0, 421.0),), ((415.0, 430.0),)
    plan = plan_detection(LONG, Asked(windows, samples))
    assert set(plan.chunks) <= set(plan_chunks(LONG.frames))


@pytest.mark.parametrize("for_s", [10.0, 30.0, 47.0])
def test_samples_are_on_average_as_long_as_asked(for_s):
    spans = tuple((120.0 * i, 120.0 * i + for_s) for i in range(22))
    plan = plan_detection(LONG, Asked(samples=spans))
    assert len(plan.parts) == len(spans)
    assert plan.frames == pytest.approx(len(spans) * for_s * FPS, rel=0.12)


def test_a_sample_shorter_than_a_chunk_is_one_chunk():
    plan = plan_detection(film(2700.0, fps=25.0), Asked(samples=((601.0, 606.0),)))
    (chunk,) = plan.chunks
    assert chunk.start / 25 <= 606.0
    assert chunk.stop / 25 >= 601.0


def test_parts_say_which_frames_are_looked_at():
    plan = plan_detection(LONG, Asked(((600.0, 640.0), (620.0, 660.0), (1200.0, 1201.0))))
    marked = np.zeros(LONG.frames, bool)
    for part in plan.parts:
        marked[part] = True
    np.testing.assert_array_equal(marked, plan.asked)
    assert plan.asked.sum() == plan.frames
    assert len(plan.parts) == 2


def test_a_video_without_frames_has_no_plan():
    assert plan_detection(film(0.0), Asked(((0.0, 1.0),))).frames == 0


@pytest.mark.parametrize(
    ("fps", "every"),
    [(24, 1), (30, 1), (50, 1), (59.94, 2), (60, 2), (119.88, 2), (180, 3), (240, 4), (960, 4)],
)
def test_in_a_long_film_the_network_looks_at_no_fewer_than_thirty_a_second(fps, every):
    assert choose_thinning("auto", film(721.0, fps)) == every
    assert choose_thinning("auto", film(720.0, fps)) == 1
    assert choose_thinning(3, film(60.0, fps)) == 3


@pytest.mark.parametrize("every", [2, 3, 4])
def test_a_thinned_plan_warms_up_as_long_and_counts_its_looks(every):
    whole, thinned = plan_detection(LONG), plan_detection(LONG, every=every)
    assert thinned.frames == whole.frames
    assert thinned.looks == len(range(0, LONG.frames, every))
    assert whole.looks == LONG.frames
    assert all(c.start - c.warm == WARM_UP_FRAMES * every for c in thinned.chunks[1:])
