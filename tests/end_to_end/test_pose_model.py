"""The real network on a real clip."""

from __future__ import annotations

import pickle
import socket
import subprocess
import sys
from functools import partial

import numpy as np
import pytest

from posture.pose import Detections, detect, middle
from posture.pose.chunks import Chunk, plan_chunks
from posture.pose.pool import SERVE_PROGRAM, Pool, build_sealed_environment
from posture.pose.types import STATIONS
from posture.pose.worker import Task
from posture.tracks import clean

pytestmark = [pytest.mark.model, pytest.mark.slow]


@pytest.fixture(scope="module")
def found(heavy, runner_clip) -> Detections:
    return detect(runner_clip, heavy, workers=2)


def lean_deg(points: np.ndarray) -> np.ndarray:
    """Trunk line against the picture's vertical, positive to the right."""
    dx, dy = (middle(points, "shoulder") - middle(points, "hip")).T
    return np.degrees(np.arctan2(dx, -dy))


def test_the_runner_is_found_in_every_frame(found, runner_clip):
    assert runner_clip.frames == 120
    assert np.isfinite(found.points).all()
    assert found.subjects_seen == 1
    assert found.cuts.tolist() == []
    assert found.points[..., 0].min() > 0
    assert found.points[..., 0].max() < runner_clip.width


def test_what_is_found_is_a_runner_from_the_side(found, runner_clip):
    """Upright, head above hips above feet, leaning by a plausible angle, trunk filled out."""
    heights = [np.median(found.points[:, i, 1]) for i in (0, 11, 23, 25, 27)]
    assert heights == sorted(heights)
    assert np.abs(lean_deg(found.points)).max() < 30
    tracks = clean(found, runner_clip.times_s, runner_clip.width, runner_clip.height)
    trunk = (STATIONS > 0.15) & (STATIONS < 0.85)
    width = np.nansum(found.outline.astype(float), axis=2)[:, trunk]
    assert np.median(width) == pytest.approx(0.4 * tracks.trunk_px, rel=0.5)


def test_the_number_of_workers_changes_not_a_bit(found, heavy, runner_clip):
    alone = detect(runner_clip, heavy, workers=1)
    for name in ("points", "confidence", "outline", "trunk_edge"):
        np.testing.assert_array_equal(getattr(alone, name), getattr(found, name), name)


def test_a_seam_does_not_show(found, runner_clip, heavy):
    """A tracker that ran through, against one that began shortly before each chunk."""
    through = Detections.empty(runner_clip.frames)
    with Pool(heavy, 1) as pool:
        task = Task(runner_clip, Chunk(0, 0, runner_clip.frames))
        pool.map([task], lambda seen: through.put(seen.index, seen.runner))
    off = lean_deg(found.points) - lean_deg(through.points)
    for chunk in plan_chunks(runner_clip.frames)[1:]:
        part = off[chunk.start : chunk.stop]
        # Measured 0.04-0.11 in the median, 0.02-0.05 in the mean.
        assert np.median(np.abs(part)) < 0.3
        assert abs(part.mean()) < 0.1
        assert np.abs(part[:4]).max() < 0.5, "the tracker has not settled at the seam"


def test_a_worker_forgets_between_chunks_and_looks_for_everybody_without_memory(heavy, runner_clip):
    """Over its own pipes, and let go at the end as the parent's death would."""
    tasks = [Task(runner_clip, Chunk(at, at, at + 6), look_every=3) for at in (0, 90, 0)]
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        worker = subprocess.Popen(
            [sys.executable, "-c", SERVE_PROGRAM],
            env=build_sealed_environment(closed.getsockname()[1]),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        with worker:
            for message in (heavy, *tasks):
                pickle.dump(message, worker.stdin)
                worker.stdin.flush()
            first, _, again = ([*iter(partial(pickle.load, worker.stdout), None)] for _ in tasks)
            worker.stdin.close()
            assert worker.wait(20) == 0
    assert [seen.index for seen in first] == list(range(6))
    for one, other in zip(first, again, strict=True):
        for name in ("points", "confidence", "outline", "trunk_edge"):
            np.testing.assert_array_equal(getattr(one.runner, name), getattr(other.runner, name))
    assert [seen.index for seen in first if seen.everybody is not None] == [0, 3]
    (alone,) = first[3].everybody
    assert np.hypot(*(alone.hip - first[3].runner.hip)) < 0.15 * alone.trunk
    assert np.isnan(alone.outline).all()
    assert np.isfinite(first[3].runner.outline).mean() > 0.7
