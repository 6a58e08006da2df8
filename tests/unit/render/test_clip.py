from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from msgspec import structs

from posture.render import annotate
from posture.render import clip as clip_module
from posture.results.run import Run
from posture.results.types import Segment, SegmentPair
from posture.video import probe

MakeRun = Callable[..., Run]
TIMES_MS = np.cumsum([0, *np.random.default_rng(3).integers(15, 90, 39)])


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """Forty grey frames of 640 × 480 at uneven times."""
    path = tmp_path / "film.mp4"
    with av.open(path, "w") as container:
        stream = container.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = 640, 480, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 1000)
        for time_ms in TIMES_MS:
            frame = av.VideoFrame.from_ndarray(np.full((480, 640, 3), 90, np.uint8), "rgb24")
            frame.pts, frame.time_base = int(time_ms), Fraction(1, 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def test_the_clip_keeps_the_timestamps_of_the_file(
    film: Path, tmp_path: Path, make_run: MakeRun
) -> None:
    info, out = probe(film), tmp_path / "annotated.mp4"
    done = []
    run = make_run(info.times_s, speed_factor=2.4)
    annotate(info, run, out, progress=lambda i, n: done.append((i, n)))
    result = probe(out)
    assert result.times_s == pytest.approx(TIMES_MS / 1000, abs=0.001)
    assert result.times_s == pytest.approx(info.times_s, abs=0.001)
    assert (result.width, result.codec) == (640, "h264")
    assert result.height > 480
    assert done == [(i, 40) for i in range(1, 41)]


def test_part_of_the_file_begins_at_zero(film: Path, tmp_path: Path, make_run: MakeRun) -> None:
    info, out = probe(film), tmp_path / "part.mp4"
    annotate(info, make_run(info.times_s), out, parts=[slice(10, 25)])
    expected = info.times_s[10:25] - info.times_s[10]
    assert probe(out).times_s == pytest.approx(expected, abs=0.001)


def test_what_was_drawn_is_in_the_clip(film: Path, tmp_path: Path, make_run: MakeRun) -> None:
    info, out = probe(film), tmp_path / "annotated.mp4"
    annotate(info, make_run(info.times_s), out)
    with av.open(out) as container:
        picture = next(container.decode(video=0)).to_ndarray(format="rgb24")
    red, green, blue = picture[200, 305].astype(int)  # on the trunk, which is yellow
    assert min(red, green) > blue + 60
    assert picture[200, 400].astype(int) == pytest.approx([90, 90, 90], abs=8)


def test_a_video_without_a_runner_is_still_shown(
    film: Path, tmp_path: Path, make_run: MakeRun
) -> None:
    info, out = probe(film), tmp_path / "annotated.mp4"
    run = make_run(info.times_s, measured=np.zeros(40, bool))
    nobody = structs.replace(run.results.runner, facing=None, near_side=None)
    nothing = SegmentPair(early=Segment(), late=Segment())
    results = structs.replace(run.results, runner=nobody, segments=nothing)
    empty = Run(run.frames, run.strides.iloc[:0], results, run.poses)
    annotate(info, empty, out)
    assert probe(out).frames == 40


def test_a_crash_in_the_middle_leaves_no_file(
    film: Path, tmp_path: Path, make_run: MakeRun
) -> None:
    info, out = probe(film), tmp_path / "out" / "annotated.mp4"
    out.parent.mkdir()

    def stop(done: int, total: int) -> None:
        if done == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        annotate(info, make_run(info.times_s), out, progress=stop)
    assert list(out.parent.iterdir()) == []


def test_a_failing_encoder_leaves_no_file_and_says_why(
    film: Path, tmp_path: Path, make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    class FullDisk(clip_module.VideoWriter):
        def write(self, image_rgb: np.ndarray, time_s: float) -> None:
            if time_s > 0.5:
                raise OSError("no space left")
            super().write(image_rgb, time_s)

    monkeypatch.setattr(clip_module, "VideoWriter", FullDisk)
    info, out = probe(film), tmp_path / "out" / "annotated.mp4"
    out.parent.mkdir()
    with pytest.raises(OSError, match="no space left"):
        annotate(info, make_run(info.times_s), out)
    assert list(out.parent.iterdir()) == []
