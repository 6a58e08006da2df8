"""Clips made from a saved run of a stick figure: its landmarks are known, its film is grey."""

from __future__ import annotations

import shutil
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest
from msgspec import structs
from pipeline_fakes import FPS, film, network, see, tiring
from video_clips import write_clip

import posture
from posture.errors import NoRunnerError, UsageError, VideoError
from posture.render.excerpt import find_strides, find_time, on_own_clock
from posture.render.films import Film, list_films
from posture.render.find_videos import find_videos
from posture.render.make import Wanted, make_clip
from posture.results import run as runs
from posture.utils.resources import sample_path
from posture.video import probe, read_comment, read_frames

#: Trunk of the stick figure, pixels: large enough for a ghost.
TRUNK_PX = 46.0
#: Size of the picture that it runs in.
SIZE = (368, 208)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the video and, below it, its run; another with two videos of one run."""
    place = tmp_path_factory.mktemp("clips")

    def film(name: str, seconds: float) -> Path:
        ticks = range(round(seconds * FPS))
        return write_clip(place / name, ticks, Fraction(1, FPS), size=SIZE, gop=50)

    clip = film("run.mp4", 16.0)
    early, late = film("fresh.mp4", 9.0), film("tired.mp4", 9.5)
    with network(lambda info: see(info, lean_deg=tiring, trunk_px=TRUNK_PX)):
        posture.analyze(clip, out=place / "runs" / "run", video=False)
        posture.compare(early, late, out=place / "runs" / "two", video=False)
    return place


@pytest.fixture
def run(folder: Path) -> runs.Run:
    return runs.load_run(folder / "runs" / "run")


@pytest.fixture
def two(folder: Path) -> runs.Run:
    return runs.load_run(folder / "runs" / "two")


def films_of(run: runs.Run) -> list[Film]:
    return list_films(run, find_videos(run))


def test_videos_are_found_beside_the_folder_of_runs(folder: Path, run: runs.Run) -> None:
    (info,) = find_videos(run)
    assert info.path.resolve() == (folder / "run.mp4").resolve()


def test_the_sample_of_the_demo_is_found(two: runs.Run) -> None:
    sample = probe(sample_path("two_people.mp4"))
    video = structs.replace(two.results.video, path="two_people.mp4", sha256=sample.sha256)
    results = structs.replace(two.results, video=video, videos=())
    (info,) = find_videos(runs.Run(two.frames, two.strides, results, two.poses, two.path))
    assert info.path == sample.path


def test_a_video_that_has_moved(folder: Path, two: runs.Run, tmp_path: Path) -> None:
    moved = shutil.copytree(two.path, tmp_path / "somewhere" / "else" / "two")
    two = runs.load_run(moved)
    with pytest.raises(VideoError, match=r"the video fresh\.mp4 of this run was not found; say"):
        find_videos(two)
    given = [folder / "tired.mp4", folder / "fresh.mp4"]  # in any order
    assert [info.path.name for info in find_videos(two, given)] == ["fresh.mp4", "tired.mp4"]


def test_a_file_that_is_another_one(folder: Path, run: runs.Run, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"fresh\.mp4 is not a video that this run was measured"):
        find_videos(run, [folder / "fresh.mp4"])
    renamed = shutil.copy(folder / "run.mp4", tmp_path / "new name.mp4")
    assert find_videos(run, [renamed])[0].path == renamed
    changed = shutil.copytree(run.path, tmp_path / "run")
    shutil.copy(folder / "fresh.mp4", tmp_path / "run.mp4")
    with pytest.raises(VideoError, match=r"run\.mp4 is not the file any more that this run was"):
        find_videos(runs.load_run(changed))


def test_strides_are_found_by_their_numbers(run: runs.Run) -> None:
    films = films_of(run)
    excerpt = find_strides(films, "3-5")
    rows = run.frames[run.frames["stride"].isin([3, 4, 5])]
    assert excerpt.name == "stride-3-5"
    assert (excerpt.frames.start, excerpt.frames.stop) == (
        rows["frame"].min(), rows["frame"].max() + 1,
    )  # fmt: skip
    assert find_strides(films, " 4 ").name == "stride-4"
    for text, why in {
        "99": "no stride 99; its strides are 1 to",
        "3-99": "no stride 99",
        "0": "no stride 0",
        "5-3": "backwards",
        "x": "is no stride",
        "1-2-3": "is no stride",
    }.items():
        with pytest.raises(UsageError, match=why):
            find_strides(films, text)


def test_a_time_gives_the_stride_at_it(run: runs.Run) -> None:
    films = films_of(run)
    for text, time_s in {"8": 8.0, "0:08": 8.0, "50%": 8.0}.items():
        excerpt = find_time(films, text)
        row = run.strides[(run.strides["start_s"] <= time_s) & (run.strides["end_s"] > time_s)]
        frames = run.frames["frame"][run.frames["stride"] == int(row["stride"].iloc[0])]
        assert (excerpt.frames.start, excerpt.frames.stop - 1) == (frames.min(), frames.max())
    before_the_first = find_time(films, "0")
    assert before_the_first.frames.stop - before_the_first.frames.start <= FPS
    for text, why in {"20": "lies outside of run.mp4, which is 0:16", "x": "is not a time"}.items():
        with pytest.raises(UsageError, match=why):
            find_time(films, text)


def test_of_two_videos_a_time_says_which(two: runs.Run) -> None:
    films = films_of(two)
    early, late = find_time(films, "early=4"), find_time(films, "late=0:04")
    assert (early.film.number, late.film.number) == (0, 1)
    assert early.frames.start <= 4 * FPS <= early.frames.stop
    assert late.frames.start <= 4 * FPS <= late.frames.stop
    with pytest.raises(UsageError, match=r"write --at early=4 or --at late=4"):
        find_time(films, "4")
    with pytest.raises(UsageError, match=r'no video "mid"; its videos are: early, late'):
        find_time(films, "mid=4")
    with pytest.raises(UsageError, match=r"lies outside of fresh\.mp4"):
        find_time(films, "early=9.2")
    ends = [
        int(film.run.strides["stride"].iloc[at]) for film, at in zip(films, (-1, 0), strict=True)
    ]
    with pytest.raises(UsageError, match="from two videos"):
        find_strides(films, f"{ends[0]}-{ends[1]}")


def test_each_video_has_its_own_rows_and_clock(two: runs.Run) -> None:
    early, late = films_of(two)
    assert len(early.run.frames) + len(late.run.frames) == len(two.frames)
    for one in (early, late):
        assert one.run.frames["frame"].tolist() == list(range(one.info.frames))
        assert one.run.poses["frame"].to_numpy().tolist() == list(range(one.info.frames))
    own = on_own_clock(late)
    assert own.frames["time_s"].to_numpy() == pytest.approx(late.info.times_s)
    assert own.results.segments.early.start_s is None
    assert own.results.segments.late.start_s == pytest.approx(0, abs=0.1)
    at = own.poses["position"].isel(time=3, individual=0).to_numpy()
    there = two.poses["position"].isel(time=early.info.frames + 3, individual=0).to_numpy()
    assert np.array_equal(at, there, equal_nan=True)


@pytest.mark.parametrize("ghost", [False, True])
def test_loops_play_one_stride_slowly(two: runs.Run, tmp_path: Path, ghost: bool) -> None:
    out = tmp_path / "loop.mp4"
    wanted = Wanted(side_by_side=not ghost, ghost=ghost, slow=6)
    assert make_clip(two, wanted, out) == out
    clip = probe(out)
    stride_s = float((two.strides["end_s"] - two.strides["start_s"]).mean())
    assert clip.duration_s == pytest.approx(6 * stride_s, rel=0.08)
    assert np.diff(clip.keyframes).max() <= 15
    assert (clip.width > clip.height) != ghost


def test_only_a_clip_of_posture_is_replaced(folder: Path, run: runs.Run, tmp_path: Path) -> None:
    wanted, out = Wanted(stride="4", slow=2), tmp_path / "a.mp4"
    make_clip(run, wanted, out)
    before = out.read_bytes()
    assert make_clip(run, Wanted(side_by_side=True), out) == out
    assert out.read_bytes() != before
    assert make_clip(run, wanted, out).read_bytes() == before
    other = shutil.copy(folder / "fresh.mp4", tmp_path / "other.mp4")
    (tmp_path / "empty.mp4").touch()
    (tmp_path / "text.mp4").write_bytes(b"clip by posture")
    (tmp_path / "link.mp4").symlink_to("other.mp4")
    for name in ("other.mp4", "empty.mp4", "text.mp4", "link.mp4"):
        content = (tmp_path / name).read_bytes()
        with pytest.raises(UsageError, match=f"^{name} is there already and is no clip"):
            make_clip(run, wanted, tmp_path / name)
        assert (tmp_path / name).read_bytes() == content
    assert (tmp_path / "link.mp4").is_symlink()
    assert read_comment(Path(other)) == ""


def test_an_excerpt_has_the_frames_of_its_strides(run: runs.Run, tmp_path: Path) -> None:
    out = make_clip(run, Wanted(stride="4", crop=True, slow=2), tmp_path / "four.mp4")
    frames = run.frames["frame"][run.frames["stride"] == 4]
    assert probe(out).frames == len(frames)
    assert probe(out).times_s[1] == pytest.approx(2 / FPS, abs=1e-3)


def test_a_new_file_in_the_current_folder_by_default(
    run: runs.Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = sorted(path.name for path in run.path.iterdir())
    for name in ("run-stride-2.mp4", "run-stride-2-2.mp4"):
        assert make_clip(run, Wanted(stride="2")) == Path(name)
        assert (tmp_path / name).is_file()
    assert sorted(path.name for path in run.path.iterdir()) == before


def test_a_blurred_run_gives_blurred_clips(run: runs.Run, tmp_path: Path) -> None:
    settings = run.results.settings | {"blur_face": True}
    hidden = replace(run, results=structs.replace(run.results, settings=settings))
    wanted = Wanted(side_by_side=True)
    images = [
        next(read_frames(probe(make_clip(one, wanted, tmp_path / f"{i}.mp4")))).image
        for i, one in enumerate((run, hidden))
    ]
    assert cv2.absdiff(*images).max() > 20


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        ({}, "choose one of"),
        ({"ghost": True, "side_by_side": True}, "choose one of"),
        ({"ghost": True, "at": "3"}, "choose one of"),
        ({"stride": "3", "slow": 0.0}, "cannot play 0 times slower"),
        ({"stride": "3", "slow": float("nan")}, "cannot play nan times slower"),
        ({"ghost": True, "slow": 1e6}, "cannot play"),
    ],
)
def test_what_cannot_be_asked_for(wanted: dict[str, object], why: str) -> None:
    with pytest.raises(UsageError, match=why):
        Wanted(**wanted)  # type: ignore[arg-type]


def test_what_a_run_cannot_give(run: runs.Run, two: runs.Run, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"written as \.mp4, not as a\.gif"):
        make_clip(run, Wanted(ghost=True), tmp_path / "a.gif")
    with pytest.raises(UsageError, match="this run has several videos; choose"):
        make_clip(two, Wanted(crop=True), tmp_path / "a.mp4")
    with pytest.raises(UsageError, match=r"the landmarks of this run .* are missing"):
        make_clip(runs.load_run(run.path, poses=False), Wanted(ghost=True), tmp_path / "a.mp4")
    failed = replace(run, results=structs.replace(run.results, failure="nobody runs in it"))
    with pytest.raises(NoRunnerError, match="nobody was measured in this run: nobody runs in it"):
        make_clip(failed, Wanted(ghost=True), tmp_path / "a.mp4")
    run.strides["contact_time_near_s"] = np.nan
    with pytest.raises(UsageError, match="no early and late stride whose toe-off was found"):
        make_clip(run, Wanted(ghost=True), tmp_path / "a.mp4")
    assert list(tmp_path.iterdir()) == []


def test_no_ghost_of_a_small_runner(tmp_path: Path) -> None:
    small = film(tmp_path / "small.mp4", 10.0)
    with network(lambda info: see(info, trunk_px=30.0)):
        posture.analyze(small, out=tmp_path / "run", video=False)
    run = runs.load_run(tmp_path / "run")
    with pytest.raises(UsageError, match=r"too small in the picture for a ghost: .* 3\.7 times"):
        make_clip(run, Wanted(ghost=True), tmp_path / "a.mp4")
    assert make_clip(run, Wanted(side_by_side=True), tmp_path / "b.mp4").is_file()
