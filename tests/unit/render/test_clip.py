from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import av
import cv2
import numpy as np
import pytest
import xarray as xr
from msgspec import structs

from posture.render import annotate
from posture.render import clip as clip_module
from posture.render.cover import choose_cover
from posture.render.follow import FollowedTimeline, follow_runner
from posture.render.painter import prepare_painter
from posture.results.run import Run
from posture.results.types import Segment, SegmentPair
from posture.video import VideoWriter, probe, read_frames

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


def test_key_frames_are_near_and_no_frame_waits_for_a_later_one(
    film: Path, tmp_path: Path, make_run: MakeRun
) -> None:
    info, out = probe(film), tmp_path / "annotated.mp4"
    annotate(info, make_run(info.times_s), out)
    assert np.diff(probe(out).keyframes).max() <= 15
    with av.open(str(out)) as container:
        packets = [p for p in container.demux(video=0) if p.pts is not None]
    assert [p.pts for p in packets] == [p.dts for p in packets]


def test_the_clip_plays_slower_if_asked(film: Path, tmp_path: Path, make_run: MakeRun) -> None:
    info, out = probe(film), tmp_path / "slow.mp4"
    annotate(info, make_run(info.times_s), out, slower=2.5)
    assert probe(out).times_s == pytest.approx(2.5 * info.times_s, abs=0.001)


def test_the_poster_shows_the_runner_at_mid_stance(
    film: Path, tmp_path: Path, make_run: MakeRun
) -> None:
    info, out = probe(film), tmp_path / "annotated.mp4"
    run = make_run(info.times_s)
    run.strides["contact_time_near_s"] = 0.1
    whole = [slice(0, info.frames)]
    frame = choose_cover(run, whole)
    middle = run.strides.iloc[5]  # of ten strides
    assert run.frames["time_s"][frame] == pytest.approx(middle["start_s"] + 0.05, abs=0.05)
    annotate(info, run, out, poster=True)
    cover = cv2.imread(str(out.with_suffix(".jpg")))[..., ::-1]
    shown = next(read_frames(probe(out), frame, frame + 1)).image
    assert np.abs(cover.astype(int) - shown).mean() < 4
    run.strides["rejected"] = "hidden"
    assert choose_cover(run, [slice(7, 20)]) == 7
    assert choose_cover(make_run(info.times_s, measured=np.zeros(40, bool)), whole) is None


def test_a_window_follows_the_runner(tmp_path: Path, make_run: MakeRun) -> None:
    """A runner who crosses the picture stays in the middle of the window."""
    count, path = 60, tmp_path / "across.mp4"
    across = np.linspace(0, 250, count)
    with VideoWriter(path, 640, 480, crf=8) as writer:
        for i in range(count):
            image = np.full((480, 640, 3), 90, np.uint8)
            x = round(300 + across[i])
            image[340:350, x - 5 : x + 5] = (0, 0, 255)  # between the legs
            writer.write(image, i / 30)
    run = make_run(np.arange(count) / 30)
    run.poses["position"] += xr.DataArray(across, dims="time") * xr.DataArray(
        [1.0, 0.0], dims="space"
    )
    out = tmp_path / "crop.mp4"
    annotate(probe(path), run, out, crop=True)
    clip = probe(out)
    assert clip.width < 600
    places = []
    for frame in read_frames(clip):
        blue = (frame.image[..., 2].astype(int) - frame.image[..., 1] > 130).nonzero()
        places.append((np.mean(blue[1]), np.mean(blue[0])))
    held = np.array(places[12:-12])  # at the ends the path is averaged over less
    assert np.ptp(held, axis=0).max() < 6


def test_the_face_is_blurred_where_the_window_shows_it(make_run: MakeRun) -> None:
    run = make_run(np.arange(60) / 30, shift=(150, 20))
    info = SimpleNamespace(width=640, height=480)
    whole = [slice(0, 60)]
    noise = np.random.default_rng(2).integers(0, 255, (480, 640, 3)).astype(np.uint8)
    plain, blurred = (
        prepare_painter(info, run, blur_face=blur, crop_parts=whole) for blur in (False, True)
    )
    image = cv2.resize(noise, plain.read_size)
    changed = (plain.paint(image, 3, 0.1) != blurred.paint(image, 3, 0.1)).any(axis=2)
    timeline = FollowedTimeline(run, follow_runner(run, 640, 480, whole))
    state = timeline.state(3, 0.1)
    x, y = state.points["left_ear"]
    rows, columns = np.nonzero(changed)
    assert changed[round(y), round(x)]
    assert np.hypot(columns - x, rows - y).max() < 0.6 * timeline.trunk_px


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
