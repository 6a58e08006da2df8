"""Frame rates: of playback without the rounding of a clock, of capture as the camera wrote it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import av
import numpy as np
import pytest
from video_clips import write_clip

from posture.video import probe, shape
from posture.video.rate import estimate_fps, read_capture_fps


@pytest.mark.parametrize("rate", [24.0, 25.0, 29.97, 50.0, 60.0, 120.0, 240.0])
def test_a_clock_of_milliseconds_does_not_change_the_rate(rate: float):
    times_s = np.round(np.arange(300) / rate, 3)
    gaps_s = np.diff(times_s)
    assert estimate_fps(gaps_s, Fraction(1, 1000), Fraction(25)) == pytest.approx(rate, rel=1e-3)
    # nor where a few frames are missing
    fewer = np.delete(times_s, [50, 51, 120])
    assert estimate_fps(np.diff(fewer), Fraction(1, 1000), Fraction(25)) == pytest.approx(
        rate, rel=0.01
    )


def test_60_frames_a_second_in_matroska(tmp_path: Path):
    info = probe(write_clip(tmp_path / "a.mkv", range(60), Fraction(1, 60)))
    assert info.fps_median == pytest.approx(60.0, rel=2e-3)
    assert info.duration_s == pytest.approx(1.0, abs=2e-3)


def test_a_rate_that_varies_is_that_of_most_frames():
    gaps_s = np.where(np.arange(200) % 10, 1 / 30, 1 / 12)
    assert estimate_fps(gaps_s, Fraction(1, 90000), Fraction(25)) == pytest.approx(30.0)


def test_a_single_frame_has_the_rate_of_the_header():
    assert estimate_fps(np.array([]), Fraction(1, 1000), Fraction(24)) == 24.0


@pytest.mark.parametrize(
    ("text", "rate"),
    [("240.000000", 240.0), ("120", 120.0), ("", None), ("nan", None), ("fast", None), ("1", None)],
)
def test_what_telephones_write(text: str, rate: float | None):
    assert read_capture_fps({"title": "x"}, {"com.android.capture.fps": text}) == rate


def test_the_capture_rate_of_a_file(tmp_path: Path):
    plain = write_clip(tmp_path / "a.mp4")
    assert probe(plain).capture_fps is None
    with (
        av.open(str(plain)) as source,
        av.open(str(tmp_path / "b.mp4"), "w", options={"movflags": "use_metadata_tags"}) as target,
    ):
        target.metadata["com.android.capture.fps"] = "240.000000"
        stream = target.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                target.mux(packet)
    assert probe(tmp_path / "b.mp4").capture_fps == 240.0


def test_an_interlaced_file_is_seen(tmp_path: Path):
    assert not probe(write_clip(tmp_path / "a.mp4")).interlaced
    combed = write_clip(
        tmp_path / "b.mp4", options={"flags": "+ilme+ildct", "x264-params": "interlaced=1:tff=1"}
    )
    assert probe(combed).interlaced


@pytest.mark.parametrize(("combed", "interlaced"), [(0, True), (2, True), (None, False)])
def test_one_of_the_first_frames_says_that_a_file_is_interlaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, combed: int | None, interlaced: bool
):
    def decode(*_: object) -> Iterator[SimpleNamespace]:
        for i in range(5):
            yield SimpleNamespace(
                width=128, height=96, side_data={}, interlaced_frame=i in (combed, 4)
            )

    clip = write_clip(tmp_path / "a.mp4")
    monkeypatch.setattr(shape, "decode", decode)
    assert probe(clip).interlaced == interlaced


def test_gaps_of_which_none_is_usual_have_a_rate_all_the_same() -> None:
    gaps_s = np.array([0.04, 864_000.0])
    assert estimate_fps(gaps_s, Fraction(1, 1000), Fraction(25)) == pytest.approx(1 / 432_000.02)
