"""Landmarks as the `movement` library loads and saves them: netCDF, times of real running."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from posture.exchange.motion import real_times
from posture.results.poses import HEADROOM
from posture.results.run import Run
from posture.utils.files import require_space
from posture.utils.needed import require_package


def write_movement(run: Run, path: Path) -> None:
    """Write positions and confidences, pixels of the upright frame, x right and y down.

    Unlike in ``poses.nc`` of the run itself, ``time`` counts real running, so that velocities are
    true in slow motion too, and there is nothing but what `movement` knows.

    Parameters
    ----------
    run
        With its landmarks.
    path
        File to write.

    Raises
    ------
    UsageError
        `h5netcdf` is not installed.
    """
    require_package("h5netcdf", "netcdf", "movement")
    times_s = real_times(run)
    poses = run.poses[["position", "confidence"]].drop_vars(["frame", "clip"], errors="ignore")
    poses = poses.assign_coords(time=times_s)
    poses.attrs = {
        **{key: run.poses.attrs[key] for key in ("source_file", "log") if key in run.poses.attrs},
        "source_software": "posture (MediaPipe Pose Landmarker)",
        "ds_type": "poses",
        "time_unit": "seconds",
        "fps": float(1 / np.median(np.diff(times_s))) if len(times_s) > 1 else 1.0,
    }
    require_space(path.parent, poses.nbytes + HEADROOM)  # the HDF5 library may crash
    poses.to_netcdf(path, engine="h5netcdf")
