"""Angles by frame: trunk, pelvis and lumbar spine, limbs, head."""

from posture.measures.frames import LOW_BACK, NO_BACK_LINE, measure_frames

__all__ = ["LOW_BACK", "NO_BACK_LINE", "measure_frames"]
