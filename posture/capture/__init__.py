"""Can this clip be measured, and what does it cost: level, view, light, clothing, movement."""

from posture.capture.warnings import (
    MeasuredClip,
    warn_of_clip,
    warn_of_shifts,
    warn_of_windows,
)

__all__ = ["MeasuredClip", "warn_of_clip", "warn_of_shifts", "warn_of_windows"]
