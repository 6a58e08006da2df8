"""Clips are filmed once, and each network looks once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from stick_runner import run_detections

from models.training import clips
from models.training.clips import detect_in_clips, film, find_clip, find_detections
from models.training.training_scenes import make_training_scene
from posture.synthetic.scene.description import Scene
from posture.video import probe


@pytest.fixture
def scenes() -> list[Scene]:
    """Two scenes of six small frames each."""
    whole = make_training_scene(4, hidden=False)
    short = replace(whole.film, fps=30.0, duration_s=0.2, width=160, height=90)
    small = replace(whole.camera, width=160, height=90)
    return [replace(whole, name=name, film=short, camera=small) for name in ("one", "two")]


@pytest.mark.slow
def test_what_is_missing_is_filmed(scenes, tmp_path):
    reported: list[str] = []
    film(scenes[:1], tmp_path, reported.append)
    there = find_clip(scenes[0], tmp_path).stat().st_mtime_ns
    film(scenes, tmp_path, reported.append)
    assert reported == ["filmed one, 0 left", "filmed two, 0 left"]
    assert find_clip(scenes[0], tmp_path).stat().st_mtime_ns == there
    assert [probe(find_clip(scene, tmp_path)).frames for scene in scenes] == [6, 6]


def test_nothing_is_done_where_nothing_is_missing(scenes, tmp_path, monkeypatch):
    for scene in scenes:
        find_clip(scene, tmp_path).touch()
    monkeypatch.delattr(clips, "ProcessPoolExecutor")
    film(scenes, tmp_path, pytest.fail)


def test_each_network_looks_once_at_each_clip(scenes, tmp_path, monkeypatch):
    looked, reported = [], []

    def detect(info, model):
        looked.append((info, model.name))
        found = run_detections(duration_s=1, fps=30)[1]
        return replace(found, subjects_seen=len(looked))

    monkeypatch.setattr(clips, "probe", lambda clip: clip.name)
    monkeypatch.setattr(clips, "detect", detect)
    heavy, lite = tmp_path / "h.task", tmp_path / "l.task"
    first = detect_in_clips(scenes, tmp_path, "heavy", heavy, reported.append)
    other = detect_in_clips(scenes, tmp_path, "lite", lite, reported.append)
    again = detect_in_clips(scenes, tmp_path, "heavy", heavy, reported.append)
    assert looked == [
        ("one.mp4", "h.task"), ("two.mp4", "h.task"), ("one.mp4", "l.task"), ("two.mp4", "l.task"),
    ]  # fmt: skip
    assert reported == ["heavy: one", "heavy: two", "lite: one", "lite: two"]
    for made, number in ((first, 1), (other, 3), (again, 1)):
        assert [found.subjects_seen for _, _, found in made] == [number, number + 1]
    np.testing.assert_array_equal(first[0][2].points, again[0][2].points)
    assert find_detections(find_clip(scenes[0], tmp_path), "lite").name == "one.lite.seen"
