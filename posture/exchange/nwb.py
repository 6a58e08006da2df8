"""Neurodata Without Borders: landmarks by `ndx-pose`, the rest by `pynwb`."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from posture.errors import OutputError
from posture.exchange.motion import Motion
from posture.results.run import Run
from posture.utils.files import require_space
from posture.utils.needed import require_package
from posture.utils.text import stored_name

#: A file needs a date; films do not tell theirs.
UNKNOWN_DATE = datetime(1970, 1, 1, tzinfo=UTC)
#: Size of a file beyond that of its numbers, at most: it holds the definition of the format.
_HEADROOM = 5_000_000
_BONES = (
    *(("shoulder", "elbow"), ("elbow", "wrist"), ("shoulder", "hip"), ("hip", "knee")),
    *(("knee", "ankle"), ("ankle", "heel"), ("heel", "foot_index"), ("ear", "shoulder")),
)


def _require_pynwb() -> Any:
    """Import pynwb, which makes a folder in the user's cache, where that cannot be written to too.

    It gets a folder of its own then, for as long as that takes.

    Raises
    ------
    OutputError
        Nor is there room for that.
    """
    with suppress(OSError):
        return require_package("pynwb", "export", "nwb")
    try:
        return _import_with_own_cache()
    except OSError as error:
        raise OutputError(
            "the package pynwb needs a cache, and neither the user's nor the folder for temporary "
            f"files can be written to ({error.strerror or error}); make room there, or set TMPDIR "
            "to a folder that can"
        ) from error


def _import_with_own_cache() -> Any:
    with tempfile.TemporaryDirectory() as folder:
        own = {"XDG_CACHE_HOME": folder, "PYNWB_NO_CACHE_DIR": "1"}
        before = {name: os.environ.get(name) for name in own}
        os.environ.update(own)
        try:
            return require_package("pynwb", "export", "nwb")
        finally:
            for name, value in before.items():
                os.environ.pop(name)
                if value is not None:
                    os.environ[name] = value


def write_nwb(run: Run, motion: Motion, path: Path) -> None:
    """Write a session: ``PoseEstimation``, the angles, and a table of events.

    Parameters
    ----------
    run
        Its summary says what was filmed and how it was measured.
    motion
        Of the run. Positions are in its unit, x right and y up.
    path
        File to write.

    Raises
    ------
    UsageError
        `pynwb` or `ndx-pose` is not installed.
    OutputError
        `pynwb` has no folder for its cache.
    """
    pynwb = _require_pynwb()
    ndx_pose = require_package("ndx_pose", "export", "nwb")
    video = stored_name(run.results.video.path)
    file = pynwb.NWBFile(
        session_description=f"Running, filmed from the side: {video}. The date is not known.",
        identifier=f"{run.results.video.sha256}-{run.results.posture_version}",
        session_start_time=UNKNOWN_DATE,
        source_script=f"posture {run.results.posture_version}",
        source_script_file_name="posture export",
    )
    file.subject = pynwb.file.Subject(subject_id="runner", species="Homo sapiens")
    module = file.create_processing_module("behavior", "Landmarks, angles and events of the feet")
    camera = file.create_device(name="camera", description="Side view, one camera")
    timing = {"rate": motion.rate_hz, "starting_time": float(motion.times_s[0])}
    skeleton = _skeleton(ndx_pose, motion.marker_names)
    film = _film(pynwb, run, video, motion)
    file.add_acquisition(film)
    module.add(ndx_pose.Skeletons(skeletons=[skeleton]))
    module.add(
        ndx_pose.PoseEstimation(
            name="PoseEstimation",
            pose_estimation_series=_landmarks(ndx_pose, motion, timing),
            description="One runner, landmarks of BlazePose",
            source_video=film,
            source_software=f"posture {run.results.posture_version}",
            skeleton=skeleton,
            device=camera,
        )
    )
    for name, series in motion.angles.items():
        module.add(pynwb.TimeSeries(name=name, data=series, unit="degrees", **timing))
    if motion.events:
        _add_events(file, motion)
    numbers = motion.markers.nbytes + motion.confidence.nbytes
    numbers += sum(series.nbytes for series in motion.angles.values())
    require_space(path.parent, numbers + _HEADROOM)  # the HDF5 library may crash
    with pynwb.NWBHDF5IO(str(path), "w") as target:
        target.write(file)


def _landmarks(ndx_pose: Any, motion: Motion, timing: dict[str, float]) -> list[Any]:
    return [
        ndx_pose.PoseEstimationSeries(
            name=name,
            description=f"{name.replace('_', ' ')}, cleaned and smoothed",
            data=motion.markers[:, i, :2],
            unit={"px": "pixels", "mm": "millimeters"}[motion.unit],
            reference_frame="x right, y up, from the lower left corner of the picture",
            confidence=motion.confidence[:, i],
            confidence_definition="Visibility by the network, 0-1",
            **timing,
        )
        for i, name in enumerate(motion.marker_names)
    ]


def _film(pynwb: Any, run: Run, name: str, motion: Motion) -> Any:
    """Name the video; it is not copied into the file."""
    video = run.results.video
    return pynwb.image.ImageSeries(
        name="video",
        external_file=[name],
        format="external",
        starting_frame=[0],
        dimension=[video.width, video.height],
        timestamps=motion.times_s,
        unit="n.a.",
    )


def _skeleton(ndx_pose: Any, names: tuple[str, ...]) -> Any:
    index = {name: i for i, name in enumerate(names)}
    edges = [
        [index[f"{side}_{start}"], index[f"{side}_{end}"]]
        for side in ("left", "right")
        for start, end in _BONES
    ]
    return ndx_pose.Skeleton(
        name="blazepose", nodes=list(names), edges=np.array(edges, dtype=np.uint8)
    )


def _add_events(file: Any, motion: Motion) -> None:
    """Add a table of events, the side as a column of its own."""
    table = file.create_events_table(
        name="gait_events",
        description="Initial contacts and toe-offs of used strides, and the windows compared",
    )
    table.add_column(name="side", description="Left, Right or General")
    for event in motion.events:
        table.add_event(timestamp=event.time_s, annotation=event.label, side=event.side)
