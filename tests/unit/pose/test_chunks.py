"""The plan covers every frame once and depends on nothing but the number of frames."""

from __future__ import annotations

import inspect
from itertools import pairwise

import pytest

from posture.pose.chunks import FEWEST_CHUNKS, LONGEST_CHUNK_FRAMES, WARM_UP_FRAMES, plan_chunks

LENGTHS = [*range(1, 41), 63, 64, 65, 150, 399, 1600, 1601, 3200, 54_000]


@pytest.mark.parametrize("frames", LENGTHS)
def test_every_frame_is_in_one_chunk(frames):
    chunks = plan_chunks(frames)
    assert [i for chunk in chunks for i in range(chunk.start, chunk.stop)] == list(range(frames))
    assert all(chunk.stop > chunk.start for chunk in chunks)


@pytest.mark.parametrize("frames", LENGTHS)
def test_all_but_the_first_chunk_warm_up(frames):
    first, *rest = plan_chunks(frames)
    assert first.warm == first.start == 0
    assert all(chunk.start - chunk.warm == WARM_UP_FRAMES for chunk in rest)


@pytest.mark.parametrize("frames", LENGTHS)
def test_warming_up_costs_at_most_half_as_much_as_the_work(frames):
    chunks = plan_chunks(frames)
    assert all(2 * (c.start - c.warm) <= c.stop - c.start for c in chunks)


@pytest.mark.parametrize("frames", LENGTHS)
def test_chunks_are_short_and_nearly_equal(frames):
    sizes = [chunk.stop - chunk.start for chunk in plan_chunks(frames)]
    assert max(sizes) <= LONGEST_CHUNK_FRAMES
    assert max(sizes) - min(sizes) <= 1
    if (
        frames >= 2 * FEWEST_CHUNKS * WARM_UP_FRAMES
    ):  # shared out evenly among one, two or four workers
        assert len(sizes) % FEWEST_CHUNKS == 0


def test_a_clip_too_short_for_two_is_one_chunk():
    lengths = [
        1,
        2 * WARM_UP_FRAMES - 1,
        4 * WARM_UP_FRAMES - 1,
        4 * WARM_UP_FRAMES,
        6 * WARM_UP_FRAMES,
        8 * WARM_UP_FRAMES,
    ]
    assert [len(plan_chunks(frames)) for frames in lengths] == [1, 1, 1, 2, 3, 4]


def test_no_frames_no_chunks():
    assert plan_chunks(0) == []


def test_half_an_hour_is_cut_finely_enough_to_lose_little_to_a_crash():
    chunks = plan_chunks(54_000)
    assert len(chunks) == 136
    assert all(before.stop == after.start for before, after in pairwise(chunks))


def test_the_workers_are_no_part_of_the_plan():
    assert list(inspect.signature(plan_chunks).parameters) == ["frames"]
