from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from posture.render.crop import Cutter, fit_crop
from posture.render.films import Film
from posture.results.run import Run
from posture.video import VideoInfo, VideoWriter, probe

MakeRun = Callable[..., Run]
HIP, SHOULDER = np.array([300.0, 250.0]), np.array([310.0, 150.0])
TRUNK = float(np.hypot(10, 100))


@pytest.fixture(scope="module")
def dots(tmp_path_factory: pytest.TempPathFactory) -> VideoInfo:
    """Three frames with a white dot at the hip and a blue one at the shoulder of the runner."""
    path = tmp_path_factory.mktemp("dots") / "dots.mp4"
    y, x = np.mgrid[:480, :640]
    image = np.full((480, 640, 3), 60, np.uint8)
    image[np.hypot(x - HIP[0], y - HIP[1]) < 6] = 255
    image[np.hypot(x - SHOULDER[0], y - SHOULDER[1]) < 6] = (0, 0, 255)
    with VideoWriter(path, 640, 480, crf=4) as writer:
        for i in range(3):
            writer.write(image, i / 30)
    return probe(path)


def cut_one(dots: VideoInfo, run: Run, height: int, *, blur_face: bool = False) -> Any:
    cutter = Cutter(Film(0, dots, run), blur_face=blur_face)
    crop = fit_crop([cutter.measure_extent([1])], height, 1e9)
    (cutout,) = cutter.cut([1], crop, cutter.measure_trunk([1]))
    return crop, cutout


def centre(image: np.ndarray, colour: tuple[int, int, int]) -> np.ndarray:
    near = np.abs(image.astype(int) - colour).max(axis=2) < 70
    rows, columns = np.nonzero(near)
    return np.array([columns.mean(), rows.mean()])


@pytest.mark.parametrize("height", [900, 300, 96])
@pytest.mark.parametrize("level_deg", [None, 8.0, -12.0])
def test_hip_on_one_point_level_and_of_one_size(
    dots: VideoInfo, make_run: MakeRun, height: int, level_deg: float | None
) -> None:
    lean = float(np.degrees(np.arctan2(10, 100))) - (level_deg or 0.0)
    run = make_run(np.arange(3) / 30, level_deg=level_deg, lean_deg=lean)
    crop, cutout = cut_one(dots, run, height)
    assert cutout.image.shape == (crop.height, crop.width, 3)
    hip, shoulder = centre(cutout.image, (255, 255, 255)), centre(cutout.image, (0, 0, 255))
    assert hip == pytest.approx(np.array(crop.hip), abs=1)
    assert cutout.state.middle("hip") == pytest.approx(crop.hip, abs=0.05)
    assert shoulder == pytest.approx(
        np.array(cutout.state.middle("shoulder")), abs=1 + crop.trunk_px / 200
    )
    trunk = shoulder - hip
    assert np.hypot(*trunk) == pytest.approx(crop.trunk_px, rel=0.03, abs=1)
    assert np.degrees(np.arctan2(trunk[0], -trunk[1])) == pytest.approx(lean, abs=2.5)


def test_the_whole_runner_is_in_the_crop(dots: VideoInfo, make_run: MakeRun) -> None:
    crop, cutout = cut_one(dots, make_run(np.arange(3) / 30), 600)
    points = np.array(list(cutout.state.points.values()))
    assert (points > 0.15 * crop.trunk_px).all()
    assert (points < np.array([crop.width, crop.height]) - 0.15 * crop.trunk_px).all()
    assert abs(crop.height - 600) <= 2


def test_a_small_runner_is_not_enlarged_beyond_the_limit(
    dots: VideoInfo, make_run: MakeRun
) -> None:
    cutter = Cutter(Film(0, dots, make_run(np.arange(3) / 30)))
    crop = fit_crop([cutter.measure_extent([0])], 5000, 2.5 * TRUNK)
    assert crop.trunk_px == pytest.approx(2.5 * TRUNK, rel=0.01)
    assert crop.height < 1500


def test_the_face_is_blurred_if_asked(dots: VideoInfo, make_run: MakeRun) -> None:
    run = make_run(np.arange(3) / 30, shift=(0, 40))  # the dot of the shoulder is near the face
    crop, plain = cut_one(dots, run, 480)
    _, blurred = cut_one(dots, run, 480, blur_face=True)
    changed = (plain.image != blurred.image).any(axis=2)
    x, y = plain.state.points["left_ear"]
    rows, columns = np.nonzero(changed)
    assert changed.any()
    assert np.hypot(columns - x, rows - y).max() < 0.6 * crop.trunk_px


def test_a_frame_without_a_hip_is_left_out(dots: VideoInfo, make_run: MakeRun) -> None:
    run = make_run(np.arange(3) / 30, measured=[True, False, True])
    cutter = Cutter(Film(0, dots, run))
    crop = fit_crop([cutter.measure_extent([0, 1, 2])], 300, 1e9)
    assert [cutout.frame for cutout in cutter.cut([0, 1, 2], crop, TRUNK)] == [0, 2]


def test_a_pass_the_other_way_is_mirrored(dots: VideoInfo, make_run: MakeRun) -> None:
    run = make_run(np.arange(3) / 30, facing="right")
    crop, plain = cut_one(dots, run, 400)
    run.frames["facing"] = ["right", "left", "right"]
    run.frames["trunk_lean_deg"] = -run.frames["trunk_lean_deg"]  # the same picture, seen from left
    cutter = Cutter(Film(0, dots, run))
    (mirrored,) = cutter.cut([1], crop, TRUNK)
    assert mirrored.state.middle("hip") == pytest.approx(crop.hip, abs=0.05)
    assert centre(mirrored.image, (255, 255, 255)) == pytest.approx(np.array(crop.hip), abs=1)
    ahead = [cut.state.middle("shoulder")[0] - crop.hip[0] for cut in (plain, mirrored)]
    assert ahead[1] == pytest.approx(-ahead[0], abs=0.1)
    assert centre(mirrored.image, (0, 0, 255))[0] - crop.hip[0] == pytest.approx(ahead[1], abs=1.5)
