"""The `movement` library reads, filters and saves the poses of a run (`make test-movement`)."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from stick_runner import run_detections

from posture.pose import KEYPOINTS
from posture.results.poses import to_dataset, write_poses
from posture.tracks import clean

PYTHON = os.environ.get("MOVEMENT_PYTHON") or (
    sys.executable if importlib.util.find_spec("movement") else ""
)
PROGRAM = Path(__file__).parents[2] / "fixtures" / "movement_program.py"
FPS = 30

pytestmark = [
    pytest.mark.usefixtures("landmarks_are_joints"),
    pytest.mark.skipif(not PYTHON, reason="movement is not installed: make test-movement"),
    pytest.mark.skipif(
        not all(importlib.util.find_spec(name) for name in ("h5netcdf", "h5py")),
        reason="the netcdf extra is not installed",
    ),
]


def test_movement_reads_filters_and_saves_the_poses(tmp_path: Path) -> None:
    info, found, _ = run_detections(duration_s=2, fps=FPS)
    knee = KEYPOINTS.index("left_knee")
    found.confidence[:] = 0.9
    found.confidence[12:15, knee] = 0.2  # to be left out, and bridged
    tracks = clean(found, info.times_s, info.width, info.height)
    back = np.full((60, 28, 2), 5, np.float32)
    poses = to_dataset(tracks, found.confidence, info, 1.0, back)

    done = subprocess.run(
        [PYTHON, str(PROGRAM), str(write_poses(poses, tmp_path)), str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    filtered, again = (
        xr.load_dataset(tmp_path / f"{name}.nc", engine="h5netcdf")
        for name in ("filtered", "again")
    )

    expected = poses["position"].to_numpy().copy()
    for step, frame in enumerate(range(12, 15), start=1):
        share = step / 4
        expected[frame, :, knee] = (1 - share) * expected[11, :, knee] + share * expected[
            15, :, knee
        ]
    np.testing.assert_allclose(filtered["position"], expected, rtol=1e-5)
    moved = np.abs(filtered["position"].to_numpy() - poses["position"].to_numpy()).max(axis=(0, 1))
    assert np.flatnonzero(moved[:, 0] > 1e-3).tolist() == [knee]

    np.testing.assert_allclose(again["position"], filtered["position"], rtol=1e-5)
    np.testing.assert_allclose(again["confidence"], poses["confidence"], rtol=1e-5)
    assert again["position"].sizes["time"] == 60
    names = [again[dim].values.tolist() for dim in again["position"].dims[1:]]
    assert names == [["x", "y"], list(KEYPOINTS), ["runner"]]
