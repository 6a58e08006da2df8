"""What is written plays back: frames, times, colours; and nothing is left of a failure."""

from __future__ import annotations

import errno
import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import pytest
from video_clips import number_in, numbered

from posture.errors import OutputError, UsageError, VideoError
from posture.video import VideoWriter, probe, read_comment, read_frames

TIMES = [5.0, 5.04, 5.1, 5.11, 5.3, 5.333, 5.366]


def test_frames_and_times_come_back(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    with VideoWriter(path, 128, 96, crf=10) as writer:
        for number, time_s in enumerate(TIMES):
            writer.write(numbered(number), time_s)
            assert not path.exists()
    info = probe(path)
    frames = list(read_frames(info))
    assert [number_in(frame.image) for frame in frames] == list(range(len(TIMES)))
    np.testing.assert_allclose(info.times_s, np.array(TIMES) - 5, atol=1 / 90_000)
    with av.open(path) as container:
        shown_s = [float(p.duration * p.time_base) for p in container.demux(video=0) if p.size]
    gaps_s = np.diff(TIMES)
    np.testing.assert_allclose(shown_s, [*gaps_s, np.median(gaps_s)], atol=2 / 90_000)
    for frame in frames:  # the same colours, within what compression costs
        error = frame.image.astype(int) - numbered(frame.index)
        assert np.abs(error.mean(axis=(0, 1))).max() < 2
    assert [p.name for p in tmp_path.iterdir()] == ["a.mp4"]


def test_a_browser_can_play_it(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    with VideoWriter(path, 129, 97) as writer:  # odd: cut to even
        for number in range(5):
            writer.write(numbered(number, 129, 97), number / 30)
    data = path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    with av.open(path) as container:
        stream = container.streams.video[0]
        assert (stream.codec_context.name, stream.pix_fmt) == ("h264", "yuv420p")
        assert (stream.width, stream.height) == (128, 96)
        assert stream.start_time == 0
        assert "mp4" in container.format.name
        picture = next(container.decode(video=0))
        assert (picture.colorspace, picture.color_range) == (5, 1)  # BT.601, limited


def test_a_comment_and_nothing_else_is_in_the_file(tmp_path: Path) -> None:
    for comment in ("", "clip by posture"):
        with VideoWriter(tmp_path / "a.mp4", 128, 96, comment=comment) as writer:
            writer.write(numbered(3), 2.0)
        assert read_comment(tmp_path / "a.mp4") == comment
        with av.open(tmp_path / "a.mp4") as container:
            named = set(container.metadata) - {"comment"}
        assert named == {"major_brand", "minor_version", "compatible_brands", "encoder"}
        assert str(tmp_path).encode() not in (tmp_path / "a.mp4").read_bytes()
    (tmp_path / "b.mp4").write_bytes(b"no film")
    with pytest.raises(VideoError, match="not a video"):
        read_comment(tmp_path / "b.mp4")


def test_one_frame_is_shown_for_a_while(tmp_path: Path) -> None:
    with VideoWriter(tmp_path / "a.mp4", 128, 96) as writer:
        writer.write(numbered(3), 2.0)
    info = probe(tmp_path / "a.mp4")
    assert info.frames == 1
    assert info.duration_s == pytest.approx(1 / 30, abs=1e-3)


def _write_many(path: Path, times: list[float]) -> None:
    with VideoWriter(path, 128, 96) as writer:
        for number, time_s in enumerate(times):
            writer.write(numbered(number), time_s)


def test_an_exception_leaves_nothing_and_spares_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(b"old")
    with pytest.raises(UsageError, match="does not follow"):
        _write_many(path, [*np.arange(40) / 25, 0.0])
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_no_frame_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="no frame"), VideoWriter(tmp_path / "a.mp4", 128, 96):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_said_on_entering(tmp_path: Path) -> None:
    entered = False
    with pytest.raises(OutputError, match="folder does not exist"):  # noqa: SIM117
        with VideoWriter(tmp_path / "nowhere" / "a.mp4", 128, 96):
            entered = True
    assert not entered


def test_a_folder_in_the_way_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.mkdir()
    with (
        pytest.raises(OutputError, match="a folder of that name"),
        VideoWriter(path, 128, 96) as writer,
    ):
        writer.write(numbered(0), 0)
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, target: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with (
        pytest.raises(OutputError, match="the disk is full; make room"),
        VideoWriter(tmp_path / "a.mp4", 128, 96) as writer,
    ):
        writer.write(numbered(0), 0)
    assert list(tmp_path.iterdir()) == []


LIMITED = """
import resource, signal, sys
import numpy as np
from posture.errors import OutputError
from posture.video import VideoWriter
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
noise = np.random.default_rng(0).integers(0, 255, (20, 96, 128, 3), dtype=np.uint8)
try:
    with VideoWriter(sys.argv[1], 128, 96) as writer:
        for number, image in enumerate(noise):
            writer.write(image, number / 25)
except OutputError as error:
    sys.exit(f"said: {error}")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of file size are POSIX")
@pytest.mark.parametrize("limit", [10, 60_000])
def test_a_file_that_cannot_grow_is_said(tmp_path: Path, limit: int) -> None:
    """A true write error inside the native library, in its own process."""
    ended = subprocess.run(
        [sys.executable, "-c", LIMITED, str(tmp_path / "a.mp4"), str(limit)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[3],
    )
    assert ended.stderr.startswith("said: ")
    assert "a.mp4 cannot be written: File too large." in ended.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "image",
    [numbered(0).astype(float), numbered(0)[:-1], numbered(0)[:, :, 0]],
    ids=["float", "short", "gray"],
)
def test_a_wrong_image_is_said(tmp_path: Path, image: np.ndarray) -> None:
    with (
        pytest.raises(UsageError, match=r"give \(96, 128, 3\) uint8"),
        VideoWriter(tmp_path / "a.mp4", 128, 96) as writer,
    ):
        writer.write(image, 0)
    assert list(tmp_path.iterdir()) == []


def test_time_must_ascend(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not follow"):
        _write_many(tmp_path / "a.mp4", [1.0, 1.0])


def test_no_size_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="0×96 pixels"):
        VideoWriter(tmp_path / "a.mp4", 0, 96)
