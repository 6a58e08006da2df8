"""Landmarks as an `xarray.Dataset` in the form of the `movement` library, and on disk."""

from __future__ import annotations

import importlib.util
import json
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from posture.back.places import PLACES
from posture.pose import KEYPOINTS
from posture.results.landmarks import (
    CONFIDENCE_DIMS,
    POSITION_DIMS,
    require_landmarks,
    require_netcdf,
)
from posture.results.tables import read_parquet
from posture.tracks import Tracks
from posture.tracks.filters import choose_cutoff
from posture.utils.arrays import Float32Array, FloatArray
from posture.utils.files import require_space
from posture.utils.text import stored_name
from posture.video import VideoInfo

#: Axes of a position: x to the right, y down.
SPACE = ["x", "y"]
#: Name of the one individual: `movement` wants a dimension of them, and one runner is measured.
RUNNER = "runner"
#: Dimensions of the line of the back.
BACK_DIMS = ("time", "place", "space")
#: Size of a file of landmarks beyond that of the landmarks, bytes, at most.
HEADROOM = 500_000


def to_dataset(
    tracks: Tracks,
    confidence: Float32Array,
    info: VideoInfo,
    speed_factor: float,
    back_line: Float32Array | None = None,
) -> xr.Dataset:
    """Build the dataset of landmarks, in pixels of the upright frame, x to the right, y down.

    ``position`` has the dimensions ``(time, space, keypoint, individual)`` and ``confidence``
    ``(time, keypoint, individual)``, as `movement` names and orders them from its version 0.17 on
    (before, it called them ``keypoints`` and ``individuals``). There is one individual, the runner.
    ``time`` is in seconds as played; the coordinate ``frame`` numbers the frames. The attribute
    ``log`` lists as JSON, as `movement` does, what was done to them.

    Parameters
    ----------
    tracks
        Landmarks, cleaned and smoothed.
    confidence
        ``(frames, 33)`` the network's own visibility.
    info
        The video.
    speed_factor
        Seconds as played for one second of running.
    back_line
        ``(frames, 28, 2)`` the line over the back, pixels of the upright frame, NaN where it is
        not seen; kept, not copied, as ``back_line`` with dims ``(time, place, space)``. ``place``
        counts along the trunk, from mid-shoulder (0) to mid-hip (1).
    """
    fps = info.fps_median * speed_factor
    log = [
        {"operation": "posture.pose.detect"},
        {"operation": "posture.tracks.clean"},
        {
            "operation": "posture.tracks.smooth",
            "trunk_hz": choose_cutoff(fps, foot=False),
            "foot_hz": choose_cutoff(fps, foot=True),
            "speed_factor": speed_factor,
        },
    ]
    return _dataset(
        tracks.points.transpose(0, 2, 1),
        confidence,
        tracks.times_s,
        {"fps": info.fps_median, "source_file": stored_name(info.path), "log": json.dumps(log)},
        back_line,
    )


def _dataset(
    position: Float32Array,
    confidence: Float32Array,
    times_s: FloatArray,
    attributes: dict[str, object],
    back_line: Float32Array | None,
) -> xr.Dataset:
    """Build the dataset from ``(frames, 2, 33)`` positions and ``(frames, 33)`` confidences."""
    poses = xr.Dataset(
        {
            "position": (POSITION_DIMS, position[..., np.newaxis]),
            "confidence": (CONFIDENCE_DIMS, confidence[..., np.newaxis]),
        },
        coords={
            "time": times_s,
            "space": SPACE,
            "keypoint": list(KEYPOINTS),
            "individual": [RUNNER],
            "frame": ("time", np.arange(len(times_s))),
        },
        attrs={
            "source_software": "posture (MediaPipe Pose Landmarker)",
            "ds_type": "poses",
            "time_unit": "seconds",
            **attributes,
        },
    )
    if back_line is None:
        return poses
    return poses.assign_coords(place=PLACES).assign(back_line=(BACK_DIMS, back_line))


def write_poses(poses: xr.Dataset, folder: Path) -> Path:
    """Write ``poses.nc`` if a netCDF library is there (extra ``netcdf``), else a Parquet table."""
    if all(importlib.util.find_spec(name) for name in ("h5netcdf", "h5py")):
        path = folder / "poses.nc"
        require_space(folder, poses.nbytes + HEADROOM)  # the HDF5 library may crash
        packed = {name: {"zlib": True, "complevel": 1} for name in poses.data_vars}
        poses.to_netcdf(path, engine="h5netcdf", encoding=packed)
        return path
    path = folder / "poses.parquet"
    tabulate_poses(poses).to_parquet(path)
    return path


def tabulate_poses(poses: xr.Dataset) -> pd.DataFrame:
    """Make a table of landmarks: a row a frame, columns such as ``left_knee_x``.

    Parameters
    ----------
    poses
        As `to_dataset` gives them.
    """
    table = {"frame": poses["frame"].to_numpy(), "time_s": poses["time"].to_numpy()}
    runner = poses.isel(individual=0)
    for k, name in enumerate(KEYPOINTS):
        for s, axis in enumerate(SPACE):
            table[f"{name}_{axis}"] = runner["position"].to_numpy()[:, s, k]
        table[f"{name}_confidence"] = runner["confidence"].to_numpy()[:, k]
    if "back_line" in poses:
        back = poses["back_line"].transpose(*BACK_DIMS).to_numpy()
        table |= {name: back[:, p, s] for p, s, name in _back_columns()}
    frame = pd.DataFrame(table)
    frame.attrs = dict(poses.attrs)
    return frame


def _back_columns() -> list[tuple[int, int, str]]:
    """Columns of the back line in a table: place, axis and name of each."""
    return [
        (p, s, f"back_{p:02d}_{axis}") for p in range(len(PLACES)) for s, axis in enumerate(SPACE)
    ]


def read_poses(folder: Path) -> xr.Dataset:
    """Read what `write_poses` wrote, in this version or an earlier one.

    Raises
    ------
    UsageError
        It is netCDF, and a package of the extra ``netcdf`` is missing.
    OSError, LookupError, ValueError
        It cannot be read, or holds something else.
    """
    path = folder / "poses.nc"
    if path.exists():
        require_netcdf(path)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what is odd about a file is found below
            try:
                with xr.open_dataset(path, engine="h5netcdf") as stored:
                    poses = _with_individual(stored.load())
            except RuntimeError as error:  # the library has no other name for damage
                raise ValueError(f"{path.name} is damaged") from error
        require_landmarks(poses)
        return poses
    table = read_parquet(folder / "poses.parquet")
    position = np.stack(
        [table[[f"{name}_{axis}" for name in KEYPOINTS]].to_numpy() for axis in SPACE], axis=1
    )
    confidence = table[[f"{name}_confidence" for name in KEYPOINTS]].to_numpy()
    back = [name for _, _, name in _back_columns()]
    back_line = None
    if back[0] in table:
        back_line = table[back].to_numpy().reshape(len(table), len(PLACES), len(SPACE))
    poses = _dataset(
        position,
        confidence,
        table["time_s"].to_numpy(),
        {str(k): v for k, v in table.attrs.items()},
        back_line,
    )
    require_landmarks(poses)
    return poses


def _with_individual(poses: xr.Dataset) -> xr.Dataset:
    """Add the dimension that files of the first version lack."""
    if "individual" in poses.dims:
        return poses
    return poses.assign(
        position=(POSITION_DIMS, poses["position"].to_numpy()[..., np.newaxis]),
        confidence=(CONFIDENCE_DIMS, poses["confidence"].to_numpy()[..., np.newaxis]),
    ).assign_coords(individual=[RUNNER])
