import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from stick_runner import run_detections

from posture.back import PLACES
from posture.errors import UsageError
from posture.pose import KEYPOINTS
from posture.results import tables
from posture.results.landmarks import require_landmarks
from posture.results.poses import read_poses, to_dataset, write_poses
from posture.results.tables import MOST_BYTES
from posture.tracks import clean

pytestmark = pytest.mark.usefixtures("landmarks_are_joints")

NETCDF = all(importlib.util.find_spec(name) for name in ("h5netcdf", "h5py"))


BACK = np.arange(60 * 28 * 2, dtype=np.float32).reshape(60, 28, 2) / 8
BACK[10:15, 8:20] = np.nan


def make_poses(back_line: np.ndarray | None = None) -> xr.Dataset:
    info, found, _ = run_detections(duration_s=2, fps=30)
    found.points[20:30] = np.nan
    tracks = clean(found, info.times_s, info.width, info.height)
    return to_dataset(tracks, found.confidence, info, 1.0, back_line)


@pytest.fixture
def poses() -> xr.Dataset:
    return make_poses()


def test_form_of_the_movement_library(poses: xr.Dataset):
    assert poses["position"].dims == ("time", "space", "keypoint", "individual")
    assert poses["confidence"].dims == ("time", "keypoint", "individual")
    assert dict(poses.sizes) == {"time": 60, "space": 2, "keypoint": 33, "individual": 1}
    assert poses["individual"].values.tolist() == ["runner"]
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
    position = poses["position"].sel(individual="runner")
    knee = position.sel(keypoint="left_knee").values
    np.testing.assert_array_equal(knee[5], found.points[5, KEYPOINTS.index("left_knee")])
    assert np.isnan(knee[20:30]).all()
    ear, hip = (
        float(position.sel(keypoint=name, space="y")[0]) for name in ("left_ear", "left_hip")
    )
    assert ear < hip  # y points down


def test_the_back_line_is_kept_as_it_is():
    poses = make_poses(BACK)
    assert poses["back_line"].dims == ("time", "place", "space")
    assert np.shares_memory(poses["back_line"].to_numpy(), BACK)
    np.testing.assert_array_equal(poses["place"], PLACES)
    row = poses["back_line"].isel(time=12, place=7).sel(space="y")
    assert float(row) == BACK[12, 7, 1]
    assert "back_line" not in make_poses()


@pytest.mark.parametrize("form", ["nc", "parquet"])
@pytest.mark.parametrize("back_line", [None, BACK], ids=["no back", "back"])
def test_what_is_written_is_read_back(
    form: str, back_line: np.ndarray | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    poses = make_poses(back_line)
    if form == "nc" and not NETCDF:
        pytest.skip("the netcdf extra is not installed")
    if form == "parquet":
        monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert write_poses(poses, tmp_path) == tmp_path / f"poses.{form}"
    stored = read_poses(tmp_path)
    xr.testing.assert_identical(stored, poses)
    if back_line is not None:
        assert stored["back_line"].dtype == np.float32


@pytest.mark.skipif(not NETCDF, reason="the netcdf extra is not installed")
@pytest.mark.parametrize("back_line", [None, BACK], ids=["no back", "back"])
def test_a_file_of_the_first_version_is_read(back_line: np.ndarray | None, tmp_path: Path):
    poses = make_poses(back_line)
    poses.isel(individual=0, drop=True).to_netcdf(tmp_path / "poses.nc", engine="h5netcdf")
    stored = read_poses(tmp_path)
    xr.testing.assert_identical(stored, poses)
    stored["position"] *= 2  # not a read-only view
    np.testing.assert_array_equal(stored["position"], 2 * poses["position"])


def test_a_table_names_the_places_of_the_back_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    table = pd.read_parquet(write_poses(make_poses(BACK), tmp_path))
    columns = [name for name in table if name.startswith("back_")]
    assert len(columns) == 56
    assert (columns[0], columns[-1]) == ("back_00_x", "back_27_y")
    np.testing.assert_array_equal(table["back_07_y"], BACK[:, 7, 1])


@pytest.mark.parametrize("name", ["h5py", "h5netcdf"])
def test_without_the_package_the_extra_is_named(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "poses.nc").write_bytes(b"landmarks")
    for one in ("h5py", "h5netcdf"):
        monkeypatch.setitem(sys.modules, one, ModuleType(one))
    monkeypatch.setitem(sys.modules, name, None)  # as if it were not installed
    says = rf"^poses\.nc needs the package {name}: pip install 'running-posture\[netcdf\]'$"
    with pytest.raises(UsageError, match=says):
        read_poses(tmp_path)


def test_frames_may_not_descend_whatever_their_type():
    poses = make_poses()
    for kind in ("int64", "uint64", "uint8", "float32"):
        frame = poses["frame"].astype(kind)
        require_landmarks(poses.assign_coords(frame=frame))
        with pytest.raises(ValueError, match="a frame twice"):
            require_landmarks(poses.assign_coords(frame=("time", frame.to_numpy()[::-1])))


def test_a_day_at_120_frames_a_second_is_within_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    poses, day = make_poses(BACK), 24 * 3600 * 120
    path = write_poses(poses, tmp_path)
    numbers = ("position", "confidence", "back_line", "time", "frame")
    unpacked = sum(poses[name].nbytes for name in numbers) / 60 * day
    assert 0.9 * MOST_BYTES < unpacked < MOST_BYTES
    for most, fits in ((60 / day, True), (59 / day * unpacked / MOST_BYTES, False)):
        monkeypatch.setattr(tables, "MOST_BYTES", MOST_BYTES * most)
        if fits:
            xr.testing.assert_identical(read_poses(tmp_path), poses)
        else:
            with pytest.raises(ValueError, match="has 60 rows, more than a film has frames"):
                tables.read_parquet(path)


@pytest.mark.skipif(not NETCDF, reason="the netcdf extra is not installed")
def test_the_back_line_is_packed(tmp_path: Path):
    import h5py

    hidden = np.full_like(BACK, np.nan)
    with h5py.File(write_poses(make_poses(hidden), tmp_path)) as stored:
        assert stored["back_line"].compression == "gzip"
        assert stored["back_line"].id.get_storage_size() < hidden.nbytes / 10
