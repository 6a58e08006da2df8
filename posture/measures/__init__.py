"""Angles by frame: trunk, pelvis and lumbar spine, limbs, head."""

from posture.measures.frames import LOW_BACK, measure_frames

__all__ = ["LOW_BACK", "measure_frames"]
