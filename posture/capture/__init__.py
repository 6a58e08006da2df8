"""Quality of the recording: warnings about what limits the accuracy of the measures."""

from posture.capture.camera import (
    WatchedClip,
    add_camera_error,
    estimate_camera_drift_sd,
    estimate_camera_sd,
    warn_of_camera,
)
from posture.capture.clips_differ import FilmedClip, warn_of_clips_that_differ
from posture.capture.passes import (
    explain_other_legs,
    measure_share_apart,
    place_passes,
    warn_of_passes,
)
from posture.capture.speed import SPEED_UNKNOWN
from posture.capture.warnings import (
    MeasuredClip,
    warn_of_clip,
    warn_of_shifts,
    warn_of_windows,
)

__all__ = [
    "SPEED_UNKNOWN",
    "FilmedClip",
    "MeasuredClip",
    "WatchedClip",
    "add_camera_error",
    "estimate_camera_drift_sd",
    "estimate_camera_sd",
    "explain_other_legs",
    "measure_share_apart",
    "place_passes",
    "warn_of_camera",
    "warn_of_clip",
    "warn_of_clips_that_differ",
    "warn_of_passes",
    "warn_of_shifts",
    "warn_of_windows",
]
