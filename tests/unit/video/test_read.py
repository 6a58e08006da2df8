"""Every frame has the right index, time and place, whatever the codec and the container."""

from __future__ import annotations

import weakref
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from video_clips import number_in, numbered, write_clip, write_late_sound

from posture.errors import VideoError
from posture.video import VideoInfo, probe, read_frames, read_some
from posture.video.seek import FrameIndex, decode_from

UNEVEN = [0, 3, 4, 9, 10, 11, 17, 19, 30, 31, 33, 40, 41, 50, 55, 56, 57, 58, 70, 71, 73, 75, 80]
OPEN_GOP = {"x264-params": "open-gop=1:bframes=3:keyint=8:min-keyint=8:scenecut=0"}
QUIET_HEVC = {"x265-params": "log-level=none:open-gop=1:keyint=8"}

CLIPS: dict[str, dict[str, Any]] = {
    "h264.mp4": {},
    "h264_b.mkv": {"b_frames": 3},
    "h264_open_gop.mp4": {"options": OPEN_GOP},
    "h264_open_gop.mkv": {"options": OPEN_GOP},
    "h264_open_gop.ts": {"options": OPEN_GOP},
    "h264_tiny_gop.mp4": {"gop": 2, "b_frames": 3},
    "h264_intra.mp4": {"gop": 1, "b_frames": 0},
    "h264_refresh.mkv": {"options": {"x264-params": "intra-refresh=1:keyint=8"}},
    "h264_fragments.mp4": {"container_options": {"movflags": "frag_keyframe+empty_moov"}},
    "h264_422.mp4": {"pix_fmt": "yuv422p"},
    "h264_odd.mkv": {"pix_fmt": "yuv444p", "size": (131, 97)},
    "h264_no_times.h264": {},
    "h264_b.avi": {},
    "hevc_10bit.mp4": {"codec": "libx265", "pix_fmt": "yuv420p10le", "options": QUIET_HEVC},
    "mpeg4.avi": {"codec": "mpeg4"},
    "mpeg4_b.avi": {"codec": "mpeg4", "b_frames": 2},
    "mpeg2_b.mpg": {"codec": "mpeg2video", "b_frames": 2},
    "vp9_odd.webm": {"codec": "libvpx-vp9", "size": (131, 97)},
    "vp8_hidden.webm": {
        "codec": "libvpx",
        "options": {"auto-alt-ref": "1", "lag-in-frames": "16"},
    },
    "mjpeg.mov": {"codec": "mjpeg", "pix_fmt": "yuvj422p"},
    "prores.mov": {"codec": "prores_ks", "pix_fmt": "yuv422p10le"},
    "uneven.mp4": {"ticks": UNEVEN, "clock": Fraction(1, 30)},
    "uneven.mkv": {"ticks": [7 * t for t in UNEVEN], "clock": Fraction(1, 1000)},
}


@pytest.mark.parametrize("name", CLIPS)
def test_a_range_holds_the_same_frames_as_the_whole(tmp_path: Path, name: str) -> None:
    settings = CLIPS[name]
    ticks = settings.get("ticks", range(40))
    clock = settings.get("clock", Fraction(1, 25))
    info = probe(write_clip(tmp_path / name, **settings))
    whole = list(read_frames(info))

    assert [number_in(frame.image) for frame in whole] == list(range(len(ticks)))
    assert [frame.index for frame in whole] == list(range(len(ticks)))
    assert [frame.time_s for frame in whole] == info.times_s.tolist()
    np.testing.assert_allclose(info.times_s, [t * float(clock) for t in ticks], atol=0.6e-3)
    assert info.damage == ""

    for start in range(0, len(ticks), 3):
        part = list(read_frames(info, start, start + 2, threads=1))
        assert [frame.index for frame in part] == [*range(start, min(start + 2, len(ticks)))]
        for frame in part:
            np.testing.assert_array_equal(frame.image, whole[frame.index].image)

    few = range(1, len(ticks), 7)
    for part, indices in (
        (list(read_frames(info, 4, every=3, threads=2)), range(6, len(ticks), 3)),
        (list(read_some(info, few)), few),
    ):
        assert [frame.index for frame in part] == list(indices)
        for frame in part:
            np.testing.assert_array_equal(frame.image, whole[frame.index].image)


@pytest.mark.parametrize("name", ["h264_b.mkv", "h264_open_gop.mp4"])
def test_frames_that_nobody_wants_and_no_other_needs_are_not_decoded(tmp_path, name):
    info = probe(write_clip(tmp_path / name, **CLIPS[name]))
    timeline = FrameIndex(info.ticks, info.keyframes)
    found = [i for i, _ in decode_from(info.path, timeline, wanted=lambda index: index == 30)]
    assert 30 in found
    assert len(found) < 0.9 * info.frames


@pytest.mark.parametrize("layers", [1, 2])
def test_of_hevc_all_are_decoded_as_frames_of_a_higher_temporal_layer_may_need_any(
    tmp_path, layers
):
    """The decoder asks of its own layer alone; no film that x265 makes here is spoilt by that."""
    options = {"x265-params": f"log-level=none:keyint=24:temporal-layers={layers - 1}"}
    clip = write_clip(tmp_path / "a.mp4", codec="libx265", options=options, gop=24)
    info = probe(clip)
    timeline = FrameIndex(info.ticks, info.keyframes)
    found = [i for i, _ in decode_from(info.path, timeline, wanted=lambda index: index == 30)]
    assert found == list(range(info.frames))


def test_images_are_rgb_and_contiguous(tmp_path: Path) -> None:
    info = probe(write_clip(tmp_path / "a.mp4", range(3), options={"crf": "5"}))
    for frame in read_frames(info):
        assert frame.image.dtype == np.uint8
        assert frame.image.shape == (info.height, info.width, 3) == (96, 128, 3)
        assert frame.image.flags.c_contiguous
        error = frame.image.astype(int) - numbered(frame.index)
        assert np.abs(error).mean() < 6


@pytest.mark.parametrize(("start", "stop", "expected"), [(-5, 2, [0, 1]), (3, 3, []), (5, 99, [5])])
def test_ranges_are_cut_to_the_file(
    tmp_path: Path, start: int, stop: int, expected: list[int]
) -> None:
    info = probe(write_clip(tmp_path / "a.mp4", range(6)))
    assert [frame.index for frame in read_frames(info, start, stop)] == expected


def test_frames_before_an_edit_list_are_not_counted(tmp_path: Path) -> None:
    info = probe(write_clip(tmp_path / "a.mp4", range(-20, 20)))  # the muxer hides times below 0
    assert info.frames == 20
    assert info.damage == ""
    for start in (0, 1, 7, 19):
        frame = next(read_frames(info, start))
        assert (frame.index, number_in(frame.image)) == (start, start + 20)


@pytest.mark.parametrize("suffix", ["mp4", "mkv"])
@pytest.mark.parametrize("flip", [False, True])
@pytest.mark.parametrize("ccw", [0, 90, 180, -90])
def test_frames_come_upright(tmp_path: Path, suffix: str, flip: bool, ccw: int) -> None:
    sideways = ccw in (90, -90)

    def stored(number: int, width: int, height: int) -> np.ndarray:
        upright = numbered(number, *((height, width) if sideways else (width, height)))
        before_flip = upright[:, ::-1] if flip else upright
        return np.ascontiguousarray(np.rot90(before_flip, k=-ccw // 90))

    path = tmp_path / f"a.{suffix}"
    info = probe(write_clip(path, range(4), rotation_ccw=ccw, flip=flip, make=stored))
    assert info.rotation_deg == -ccw % 360
    assert info.mirrored is flip
    assert (info.width, info.height) == ((96, 128) if sideways else (128, 96))
    assert [number_in(frame.image) for frame in read_frames(info)] == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("ccw", "sar", "size"),
    [
        (None, Fraction(4, 3), (171, 96)),
        (None, Fraction(3, 4), (96, 96)),
        (90, Fraction(2), (96, 256)),
    ],
)
def test_pixels_come_square(
    tmp_path: Path, ccw: int | None, sar: Fraction, size: tuple[int, int]
) -> None:
    info = probe(write_clip(tmp_path / "a.mp4", range(3), sar=sar, rotation_ccw=ccw))
    assert (info.width, info.height) == size
    for frame in read_frames(info):
        assert frame.image.shape == (size[1], size[0], 3)


def test_a_gap_keeps_index_and_time_together(tmp_path: Path) -> None:
    """Frames lost in the middle are left out; the others keep their place."""
    path = write_clip(tmp_path / "a.mov", codec="mjpeg", pix_fmt="yuvj420p")
    with av.open(path) as container:
        lost = [p for p in container.demux(video=0) if p.pos is not None][10:13]
        places = [(packet.pos, packet.size) for packet in lost]
    data = bytearray(path.read_bytes())
    for position, size in places:
        data[position : position + size] = bytes(size)
    path.write_bytes(data)

    info = probe(path)
    frames = list(read_frames(info))
    kept = [*range(10), *range(13, 40)]
    assert [frame.index for frame in frames] == kept
    assert [number_in(frame.image) for frame in frames] == kept
    assert [frame.time_s for frame in frames] == [info.times_s[i] for i in kept]
    assert [frame.index for frame in read_frames(info, 11, 15)] == [13, 14]


def test_reading_holds_one_frame_at_a_time(tmp_path: Path) -> None:
    info = probe(write_clip(tmp_path / "a.mp4", range(100)))
    images = []
    most_alive = 0
    for frame in read_frames(info):
        images.append(weakref.ref(frame.image))
        most_alive = max(most_alive, sum(image() is not None for image in images))
    assert len(images) == 100
    assert most_alive <= 2  # this one, and the last until the loop variable is bound anew


def test_a_file_that_vanished_is_said_so(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mp4", range(3))
    info = probe(path)
    path.unlink()
    with pytest.raises(VideoError, match="does not exist"):
        next(read_frames(info))


def test_colours_that_cannot_be_converted_are_said_so(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    with av.open(path, "w") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 128, 96, "yuv420p"
        stream.codec_context.colorspace = 14  # ICtCp
        for number in range(2):
            frame = av.VideoFrame.from_ndarray(numbered(number), format="rgb24")
            frame = frame.reformat(format="yuv420p")
            frame.colorspace = 14
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    info: VideoInfo = probe(path)
    with pytest.raises(VideoError, match="colours"):
        next(read_frames(info))


def test_a_stream_that_begins_in_the_middle_does_not_hinder(tmp_path: Path) -> None:
    info = probe(write_late_sound(tmp_path / "a.ts"))
    assert (info.frames, info.damage) == (152, "")
    assert [frame.index for frame in read_frames(info, 140)] == list(range(140, 152))
