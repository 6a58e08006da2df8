"""Limits of what a file may make the decoder do."""

from __future__ import annotations

from pathlib import Path

import pytest
from video_clips import write_clip

from posture.errors import VideoError
from posture.video import probe_film, read_frames, source


def test_a_picture_of_an_absurd_size_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    """A GIF states the size of its picture in four bytes; 16,000 a side would be a gigabyte."""
    path = write_clip(tmp_path / "a.gif", codec="gif", pix_fmt="rgb8")
    data = bytearray(path.read_bytes())
    assert data[6:10] == bytes([128, 0, 96, 0])
    data[6:10] = (16_000).to_bytes(2, "little") * 2
    path.write_bytes(data)
    with pytest.raises(VideoError, match="16000×16000 pixels, more than can be read; export"):
        probe_film(path)


def test_8k_is_a_picture_that_is_read(tmp_path: Path) -> None:
    assert 7680 * 4320 < source.LARGEST_PIXELS < 16_000 * 16_000


def test_a_picture_that_becomes_too_large_on_the_way_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = [
        write_clip(tmp_path / f"{height}.ts", range(20), codec="mpeg2video", size=(128, height))
        for height in (96, 480)
    ]
    both = tmp_path / "both.ts"
    both.write_bytes(b"".join(part.read_bytes() for part in parts))
    whole = probe_film(both)
    seen = sum(1 for _ in read_frames(whole))
    monkeypatch.setattr(source, "LARGEST_PIXELS", 128 * 97)
    small = sum(1 for _ in read_frames(whole))
    assert seen > 30
    assert 15 < small <= 20
