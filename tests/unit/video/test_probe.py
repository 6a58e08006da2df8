"""What a file is, and one clear sentence when it is not a video."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from video_clips import number_in, numbered, write_clip, write_sound

from posture.errors import VideoError
from posture.video import probe, probe_film, read_frames
from posture.video.probe import _to_seconds
from posture.video.source import to_fraction


def test_what_a_file_is(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mp4")
    info = probe(str(path))
    assert info.path == path
    assert info.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (info.codec, info.frames, info.rotation_deg) == ("h264", 40, 0)
    assert info.duration_s == pytest.approx(40 / 25)
    assert info.fps_median == pytest.approx(25)
    assert info.keyframes.tolist() == [0, 8, 16, 24, 32]
    np.testing.assert_allclose(info.times_s, np.arange(40) / 25, atol=1e-9)


@pytest.mark.parametrize(
    ("rate", "suffix"),
    [("30000/1001", "mp4"), ("30000/1001", "mkv"), ("60", "mkv"), ("240", "mkv"), ("24", "mp4")],
)
def test_rounding_of_the_clock_is_not_a_variable_rate(
    tmp_path: Path, rate: str, suffix: str
) -> None:
    info = probe(write_clip(tmp_path / f"a.{suffix}", range(30), 1 / Fraction(rate)))
    assert not info.variable_frame_rate
    np.testing.assert_allclose(info.times_s, np.arange(30) / float(Fraction(rate)), atol=1.01e-3)


@pytest.mark.parametrize(("rate", "name"), [(25, "a.mp4"), (25, "a.mkv"), (240, "b.mkv")])
def test_one_missing_frame_is_a_variable_rate(tmp_path: Path, rate: int, name: str) -> None:
    ticks = [*range(12), *range(13, 30)]
    info = probe(write_clip(tmp_path / name, ticks, Fraction(1, rate)))
    assert info.variable_frame_rate
    assert info.times_s[12] == pytest.approx(13 / rate, abs=1e-3)


def test_a_single_frame_is_a_video_but_no_film(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mp4", range(1))
    info = probe(path)
    assert info.frames == 1
    assert info.duration_s == pytest.approx(1 / 25)
    assert not info.variable_frame_rate
    with pytest.raises(VideoError, match=r"a\.mp4 holds a single picture"):
        probe_film(path)


@pytest.mark.parametrize(
    ("ticks", "says"),
    [
        (range(0, 6000, 500), r"shows 0\.05 frames a second"),
        (range(0, 48, 4), r"shows 6\.2 frames"),
    ],
)
def test_frames_too_far_apart_are_no_film(tmp_path: Path, ticks: range, says: str) -> None:
    with pytest.raises(VideoError, match=says):
        probe_film(write_clip(tmp_path / "a.mkv", ticks))


def test_a_clock_that_leaps_by_days_is_refused(tmp_path: Path) -> None:
    day = 24 * 3600 * 25
    with pytest.raises(VideoError, match=r"lasts 24 hours by its own clock"):
        probe_film(write_clip(tmp_path / "a.mkv", [0, 1, 2, day, day + 1]))


@pytest.mark.parametrize("fps", [7, 8])
def test_seven_frames_a_second_are_enough(tmp_path: Path, fps: int) -> None:
    info = probe_film(write_clip(tmp_path / "a.mp4", range(20), Fraction(1, fps)))
    assert info.fps_median == pytest.approx(fps)


def test_a_length_in_no_header_is_not_needed(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mkv", container_options={"live": "1"})
    info = probe(path)
    assert info.frames == 40
    assert info.duration_s == pytest.approx(1.6)
    assert info.damage == ""


def test_odd_names_are_just_names(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "plain.mp4", range(3))
    odd = path.rename(tmp_path / "http: 50%d ü.mp4")
    assert probe(odd).frames == 3


@pytest.mark.parametrize(
    ("name", "clip", "share"),
    [
        ("front.mp4", {"container_options": {"movflags": "faststart"}}, 0.6),
        ("front.mp4", {"container_options": {"movflags": "faststart"}}, 0.98),
        ("fragments.mp4", {"container_options": {"movflags": "frag_keyframe+empty_moov"}}, 0.6),
        ("a.mkv", {}, 0.6),
        ("a.webm", {"codec": "libvpx-vp9"}, 0.6),
        ("a.avi", {"codec": "mpeg4"}, 0.6),
    ],
)
def test_what_is_left_of_a_cut_file_is_used(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], name: str, clip: dict, share: float
) -> None:
    path = write_clip(tmp_path / name, **clip)
    data = path.read_bytes()
    path.write_bytes(data[: int(share * len(data))])
    capfd.readouterr()

    info = probe(path)
    frames = list(read_frames(info))
    assert 0 < info.frames < 40
    assert "cut off" in info.damage
    assert [frame.index for frame in frames] == list(range(info.frames))
    # The order of storing is not that of showing, so late frames may lack; times tell which.
    numbers = [number_in(frame.image) for frame in frames]
    assert numbers == np.round(info.times_s * 25).astype(int).tolist()
    assert capfd.readouterr() == ("", "")


def test_a_damaged_end_is_left_out(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mp4", container_options={"movflags": "faststart"})
    data = bytearray(path.read_bytes())
    data[-1500:] = bytes(1500)
    path.write_bytes(data)
    info = probe(path)
    assert 0 < info.frames < 40
    assert f"{info.frames} of its 40 frames" in info.damage
    assert [f.index for f in read_frames(info)] == list(range(info.frames))


def _write(data: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(data)


def _picture(path: Path) -> None:
    cv2.imwrite(str(path), numbered(1))


def _without_index(path: Path) -> None:
    data = write_clip(path, range(10)).read_bytes()
    path.write_bytes(data[: data.index(b"moov") - 4])


def _with_half_an_index(path: Path) -> None:
    data = write_clip(path, range(10)).read_bytes()
    path.write_bytes(data[: data.index(b"moov") + 200])


def _all_zeros(path: Path) -> None:
    data = bytearray(write_clip(path, range(10)).read_bytes())
    start, stop = data.index(b"mdat") + 4, data.index(b"moov") - 4
    data[start:stop] = bytes(stop - start)
    path.write_bytes(data)


def _small(size: int) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        black = np.zeros((size, size, 3), np.uint8)
        write_clip(
            path,
            range(3),
            codec="ffv1",
            pix_fmt="yuv444p",
            size=(size, size),
            make=lambda *_: black,
        )

    return write


PLAYLIST = b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nhttp://127.0.0.1:9/a.ts\n"


@pytest.mark.parametrize(
    ("name", "write", "sentence"),
    [
        ("missing.mp4", lambda path: None, "does not exist"),
        ("folder.mp4", lambda path: path.mkdir(), "is a folder"),
        ("empty.mp4", _write(b""), "0 bytes"),
        ("words.mp4", _write(b"left right left right\n" * 50), "is not a video"),
        ("words.txt", _write(b"left right left right\n" * 50), "is not a video"),
        ("words.nfo", _write(b"left right left right\n" * 50), "is not a video"),
        ("list.m3u8", _write(PLAYLIST), "is not a video"),
        ("photo.jpg", _picture, "is not a video"),
        ("photo.png", _picture, "is not a video"),
        ("huge.y4m", _write(b"YUV4MPEG2 W99999999 H99999999 F1:1\nFRAME\n"), "is not a video"),
        ("sound.m4a", write_sound, "sound but no picture"),
        ("no_moov.mp4", _without_index, "no complete index"),
        ("half_moov.mp4", _with_half_an_index, "no complete index"),
        ("zeros.mp4", _all_zeros, "no frame that can be decoded"),
        ("pipe.mp4", os.mkfifo, "is a pipe"),
        ("device.mp4", lambda path: path.symlink_to("/dev/zero"), "is a device"),
        ("loop.mp4", lambda path: path.symlink_to(path), "does not exist|cannot be read"),
        ("one.mkv", _small(1), "1×1 pixels, too small"),
        ("small.mkv", _small(63), "63×63 pixels, too small"),
    ],
)
def test_one_sentence_says_what_is_wrong(
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    name: str,
    write: Callable[[Path], object],
    sentence: str,
) -> None:
    path = tmp_path / name
    write(path)
    capfd.readouterr()
    with pytest.raises(VideoError, match=sentence) as caught:
        probe(path)
    message = str(caught.value)
    assert name in message
    assert message.endswith(".")
    assert "\n" not in message
    assert caught.value.exit_code == 3
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads all")
def test_a_file_that_must_not_be_read(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "locked.mp4")
    path.chmod(0)
    with pytest.raises(VideoError, match=r"locked\.mp4 cannot be read; check its name and perm"):
        probe(path)


def test_64_pixels_are_enough(tmp_path: Path) -> None:
    path = tmp_path / "a.mkv"
    _small(64)(path)
    assert probe(path).width == 64


FOOTAGE = sorted((Path(__file__).parents[4] / "shared/footage").glob("*.mp4"))


@pytest.mark.footage
@pytest.mark.skipif(not FOOTAGE, reason="no footage here")
@pytest.mark.parametrize("path", FOOTAGE, ids=lambda path: path.stem)
def test_real_footage_is_whole(path: Path) -> None:
    info = probe(path)
    assert info.damage == ""
    assert sum(1 for _ in read_frames(info)) == info.frames > 100
    assert np.all(np.diff(info.times_s) > 0)


def test_frames_that_share_a_time_are_told_apart() -> None:
    times_s = _to_seconds(np.array([0, 40, 40, 40, 80]), Fraction(1, 1000))
    assert (np.diff(times_s) > 0).all()
    assert times_s == pytest.approx([0, 0.04, 0.04, 0.04, 0.08], abs=1e-3)


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv"])
def test_a_title_in_an_odd_encoding_does_not_hinder(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with av.open(path, "w") as container:
        container.metadata["title"] = "Lauferin"
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 128, 96, "yuv420p"
        for number in range(5):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(numbered(number), "rgb24")))
        container.mux(stream.encode(None))
    written = path.read_bytes()
    assert written.count(b"Lauferin") == 1
    path.write_bytes(written.replace(b"Lauferin", "Läuferin".encode("latin-1")))
    info = probe(path)
    assert (info.frames, info.damage) == (5, "")


class _Unstated:
    """0/1, what PyAV 19 gives for a ratio that the file does not state."""

    numerator, denominator = 0, 1


def test_ratios_become_pythons_own() -> None:
    given = to_fraction(Fraction(30_000, 1001))
    assert (given, type(given)) == (Fraction(30_000, 1001), Fraction)
    assert to_fraction(_Unstated()) is None
    assert to_fraction(None) is None


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv", "a.avi"])
def test_the_clock_is_a_fraction_whatever_pyav_gives(tmp_path: Path, name: str) -> None:
    assert type(probe(write_clip(tmp_path / name, range(5))).clock) is Fraction
