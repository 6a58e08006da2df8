"""Annotated clips: what was measured, drawn onto the runner."""

from posture.render.clip import annotate

__all__ = ["annotate"]
