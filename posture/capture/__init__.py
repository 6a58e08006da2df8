"""Quality of the recording: warnings about what limits the accuracy of the measures."""

from posture.capture.warnings import (
    MeasuredClip,
    warn_of_clip,
    warn_of_shifts,
    warn_of_windows,
)

__all__ = ["MeasuredClip", "warn_of_clip", "warn_of_shifts", "warn_of_windows"]
