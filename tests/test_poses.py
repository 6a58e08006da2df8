import importlib.util
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from stick_runner import run_detections

from posture.pose import KEYPOINTS
from posture.poses import read_poses, to_dataset, write_poses
from posture.tracks import clean

pytestmark = pytest.mark.usefixtures("landmarks_are_joints")

NETCDF = all(importlib.util.find_spec(name) for name in ("h5netcdf", "h5py"))


@pytest.fixture
def poses() -> xr.Dataset:
    info, found, _ = run_detections(duration_s=2, fps=30)
    found.points[20:30] = np.nan
    tracks = clean(found, info.times_s, info.width, info.height)
    return to_dataset(tracks, found.confidence, info, 1.0)


def test_form_of_the_movement_library(poses: xr.Dataset):
    assert poses["position"].dims == ("time", "space", "keypoint")
    assert poses["confidence"].dims == ("time", "keypoint")
    assert dict(poses.sizes) == {"time": 60, "space": 2, "keypoint": 33}
    assert poses["space"].values.tolist() == ["x", "y"]
    assert poses["keypoint"].values.tolist() == list(KEYPOINTS)
    assert poses.attrs["ds_type"] == "poses"
    assert poses.attrs["time_unit"] == "seconds"
    assert poses.attrs["fps"] == pytest.approx(30)
    assert poses.attrs["source_file"] == "stick.mp4"
    np.testing.assert_allclose(poses["time"], np.arange(60) / 30)
    assert poses["frame"].values.tolist() == list(range(60))


def test_positions_are_pixels_of_the_picture(poses: xr.Dataset):
    found = run_detections(duration_s=2, fps=30)[1]
    knee = poses["position"].sel(keypoint="left_knee").values
    np.testing.assert_array_equal(knee[5], found.points[5, KEYPOINTS.index("left_knee")])
    assert np.isnan(knee[20:30]).all()
    ear, hip = (
        float(poses["position"].sel(keypoint=name, space="y")[0])
        for name in ("left_ear", "left_hip")
    )
    assert ear < hip  # y points down


@pytest.mark.parametrize("form", ["nc", "parquet"])
def test_what_is_written_is_read_back(
    poses: xr.Dataset, form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    if form == "nc" and not NETCDF:
        pytest.skip("the netcdf extra is not installed")
    if form == "parquet":
        monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert write_poses(poses, tmp_path) == tmp_path / f"poses.{form}"
    xr.testing.assert_identical(read_poses(tmp_path), poses)
