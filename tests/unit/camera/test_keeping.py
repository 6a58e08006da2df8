"""A camera is read once; what decides it decides whether it is read again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from code_homes import homes_of_imports
from pose_scene import RUNNER, Figure, write_scene

from posture.camera import keeping
from posture.camera.background import Background
from posture.camera.camera import Camera, Place
from posture.camera.keeping import DECIDING, read_camera_once
from posture.camera.level import Level
from posture.camera.motion import CameraMotion
from posture.camera.registration import CameraChange
from posture.kept import Store, hash_code, pack
from posture.pose import Detections
from posture.pose.keeping import DECIDING as READING
from posture.pose.keeping import Keeper


@pytest.fixture
def read(tmp_path, monkeypatch):
    """Read the camera of a small film with all fields filled; returns how often it was read."""
    info = write_scene(tmp_path / "run.mp4", [Figure(RUNNER, lambda i: 160)], 8)
    place = Place(((Background(np.ones((3, 2)), np.ones((3, 128), np.float32), (320, 128)), 0.5),))
    made = Camera(
        CameraMotion.still(),
        Level(1.5, 0.2, True, 0.3, 0.4),
        1.5,
        0.4,
        CameraChange(0.1, 0.2, 1.0, (0.1, 0.2), 12),
        0.3,
        place,
    )
    reads = []
    monkeypatch.setattr(keeping, "read_camera", lambda *_, **how: reads.append(how) or made)
    store = Store(tmp_path / "kept", limit=10_000_000)

    def once(*, points: float = 0.0, write: bool = True, fresh: bool = False, **how):
        keeper = Keeper(Path("m.task"), "ab" * 32, store, read=not fresh, write=write)
        found = Detections.empty(info.frames)
        found.points[:] = points
        camera = read_camera_once(info, found, keeper=keeper, **({"level": "auto"} | how))
        assert pack(camera) == pack(made)
        return len(reads)

    return once


def test_it_is_read_once(read):
    assert [read(), read()] == [1, 1]


@pytest.mark.parametrize(
    "other", [{"points": 1.0}, {"level": 2.0}, {"others": []}, {"fresh": True}]
)
def test_what_decides_it_lets_it_be_read_again(read, other):
    read()
    assert read(**other) == 2


def test_without_keeping_it_is_read_each_time(read):
    assert [read(write=False), read(write=False)] == [1, 2]


#: Modules that those of `DECIDING` import, and that decide nothing of what is read of a camera.
UNDECIDING = {
    "posture.utils.arrays",
    "posture.pose.detections",  # what the network saw is part of the key
    "posture.video.apart",  # passes on what is read
    "posture.tracks.clean",  # a type, of which no camera is read
}


def test_every_module_that_decides_what_is_read_is_part_of_the_key():
    """A new module must be entered in `DECIDING`, or here if no camera depends on it."""
    imported = {home for module in DECIDING for home in homes_of_imports(module)}
    assert "posture.video.read" in imported  # by way of the package that names what is in it
    assert imported - {*DECIDING, *READING} - UNDECIDING == set()
    assert hash_code(DECIDING) is not None
