"""Refuse landmarks of a saved run that are of no film, and files that are damaged or hostile."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from posture.pose import KEYPOINTS
from posture.results.tables import MOST_BYTES, require_plain_file
from posture.utils.needed import require_package

#: Dimensions of the positions, as `movement` orders them.
POSITION_DIMS = ("time", "space", "keypoint", "individual")
#: Dimensions of the confidences.
CONFIDENCE_DIMS = ("time", "keypoint", "individual")
#: Furthest that a landmark lies from the corner of a picture, pixels; pictures end at 16,384.
FURTHEST_PX = 1e6


def require_netcdf(path: Path) -> None:
    """Refuse a file before it is read as landmarks.

    It may fill the memory, since few packed bytes can stand for many, or send the library to other
    files of this machine.

    Raises
    ------
    UsageError
        A package that reads it is not installed; the message says how to install it.
    OSError, LookupError, ValueError
        It is damaged, or holds something else than the landmarks of a film.
    """
    require_package("h5netcdf", "netcdf", path.name)
    h5py = require_package("h5py", "netcdf", path.name)
    require_plain_file(path)
    size = 0
    try:
        with h5py.File(path, "r") as file:
            for name in file:
                size += _require_own(h5py, file, name).nbytes
    except RuntimeError as error:  # the library has no other name for damage
        raise ValueError(f"{path.name} is damaged") from error
    if size > MOST_BYTES:
        raise ValueError(f"{path.name} holds more than the landmarks of a film")


def _require_own(h5py: Any, file: Any, name: str) -> Any:
    """Return a variable whose values lie in the file itself."""
    variable = None
    if isinstance(file.get(name, getlink=True), h5py.HardLink):
        variable = file[name]
    if not isinstance(variable, h5py.Dataset) or variable.external or variable.is_virtual:
        raise ValueError(f"{name} lies elsewhere")
    return variable


def require_landmarks(poses: xr.Dataset) -> None:
    """Raise `ValueError` where something that a run has is missing, or is of no film."""
    if poses["position"].dims != POSITION_DIMS or poses["confidence"].dims != CONFIDENCE_DIMS:
        raise ValueError("landmarks of other dimensions")
    if list(poses["keypoint"].to_numpy()) != list(KEYPOINTS) or poses["frame"].dims != ("time",):
        raise ValueError("other landmarks")
    places = [name for name in ("position", "back_line") if name in poses]
    numbers = (*places, "confidence", "frame", "time")
    if any(poses[name].dtype.kind not in "fiu" for name in numbers):
        raise ValueError("landmarks that are no numbers")
    if any((abs(poses[name].to_numpy()) > FURTHEST_PX).any() for name in places):
        raise ValueError("landmarks far outside of the picture")
    frame = poses["frame"].to_numpy()  # compared: numbers without a sign have no difference below 0
    if not np.isfinite(poses["time"]).all() or (frame[1:] <= frame[:-1]).any():
        raise ValueError("landmarks of no time, or of a frame twice")
