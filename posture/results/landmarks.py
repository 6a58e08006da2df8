"""Refuse landmarks of a saved run that are of no film, and files that are damaged or hostile."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from posture.pose import KEYPOINTS
from posture.results.tables import require_plain_file

#: Dimensions of the positions, as `movement` orders them.
POSITION_DIMS = ("time", "space", "keypoint", "individual")
#: Dimensions of the confidences.
CONFIDENCE_DIMS = ("time", "keypoint", "individual")
#: Most bytes of landmarks: those of a film of 24 hours, the longest that is measured, are fewer.
MOST_BYTES = 5_000_000_000
#: Furthest that a landmark lies from the corner of a picture, pixels; pictures end at 16,384.
FURTHEST_PX = 1e6


def require_netcdf(path: Path) -> None:
    """Refuse a file before it is read as landmarks.

    It may fill the memory, since few packed bytes can stand for many, or send the library to other
    files of this machine.

    Raises
    ------
    OSError, LookupError, ValueError
        It is damaged, or holds something else than the landmarks of a film.
    """
    h5py = import_module("h5py")
    require_plain_file(path)
    size = 0
    try:
        with h5py.File(path, "r") as file:
            for name in file:
                size += _require_own(file, name).nbytes
    except RuntimeError as error:  # the library has no other name for damage
        raise ValueError(f"{path.name} is damaged") from error
    if size > MOST_BYTES:
        raise ValueError(f"{path.name} holds more than the landmarks of a film")


def _require_own(file: Any, name: str) -> Any:
    """Return a variable whose values lie in the file itself."""
    h5py = import_module("h5py")
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
    if not np.isfinite(poses["time"]).all() or (np.diff(poses["frame"]) <= 0).any():
        raise ValueError("landmarks of no time, or of a frame twice")
