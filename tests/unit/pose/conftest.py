"""Pieces of a real clip, where they are needed."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from posture.utils.resources import sample_path
from posture.video import VideoInfo, VideoWriter, probe, read_frames


@pytest.fixture(scope="session")
def runner_clip(tmp_path_factory) -> VideoInfo:
    """The first 120 frames of the sample: a rendered runner from the side."""
    return _cut(tmp_path_factory.mktemp("clip") / "runner.mp4", 120)


@pytest.fixture(scope="session")
def short_clip(tmp_path_factory) -> Path:
    """The first 60 frames of the sample."""
    return _cut(tmp_path_factory.mktemp("clip") / "short.mp4", 60).path


def _cut(path: Path, frames: int) -> VideoInfo:
    sample = probe(sample_path("fresh_to_tired.mp4"))
    with VideoWriter(path, sample.width, sample.height, crf=16) as video:
        for frame in islice(read_frames(sample), frames):
            video.write(frame.image, frame.time_s)
    return probe(path)
