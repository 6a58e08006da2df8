"""With what a run was measured: files, model, versions."""

from __future__ import annotations

import platform
from importlib.metadata import version

from posture.pose.engines import find_engine
from posture.pose.models.manifest import ModelFile
from posture.results.types import Provenance, Video
from posture.utils.text import stored_name
from posture.video import VideoInfo

PACKAGES = ("mediapipe", "av", "numpy", "scipy", "pandas", "opencv-contrib-python")
"""Packages whose versions may change a number."""


def versions() -> dict[str, str]:
    """Versions of Python, of this package and of what its numbers depend on."""
    names = ("running-posture", *PACKAGES)
    return {"python": platform.python_version()} | {name: version(name) for name in names}


def provenance_of(model: ModelFile, events: str | None = None) -> Provenance:
    """Say which model, engine and versions measured a run.

    Parameters
    ----------
    model
        The file of the pose model.
    events
        How initial contacts and toe-offs were found; None where nothing was measured.
    """
    return Provenance(
        model=model.name,
        model_sha256=model.sha256,
        weights=model.weights,
        engine=find_engine(model.path).provenance,
        versions=versions(),
        events=events,
    )


def video_of(
    info: VideoInfo,
    speed_factor: float | None = None,
    at_s: float | None = None,
    measured_s: tuple[tuple[float, float], ...] = (),
) -> Video:
    """Say what a run keeps of a video file.

    Parameters
    ----------
    info
        The file.
    speed_factor
        Seconds as played for one second of running; None where nothing was measured.
    at_s
        When in the run it begins, seconds of real running; None for a whole run.
    measured_s
        The parts that were measured, seconds as played; empty if all of it was.
    """
    return Video(
        path=stored_name(info.path),
        sha256=info.sha256,
        width=info.width,
        height=info.height,
        frames=info.frames,
        duration_s=info.duration_s,
        fps_median=info.fps_median,
        variable_frame_rate=info.variable_frame_rate,
        rotation_deg=info.rotation_deg,
        codec=info.codec,
        speed_factor=speed_factor,
        at_s=at_s,
        measured_s=measured_s,
    )
