"""The whole pipeline without the pose network: small clips, and what a network would see."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from stick_runner import run_detections
from video.video_clips import write_clip

from posture import pipeline, recording
from posture.pose import Detections
from posture.pose.registry import ModelFile
from posture.video import VideoInfo

FPS, SIZE, TRUNK_PX, CADENCE = 25, (320, 180), 40.0, 168.0
MODEL = ModelFile("heavy", Path("heavy.task"), "ab" * 32, "Apache-2.0")


def film(path: Path, seconds: float, start: int = 0) -> Path:
    """Write a clip of the right size; nobody looks at its pictures but the clip that is drawn."""
    ticks = range(start, start + round(seconds * FPS))
    return write_clip(path, ticks, Fraction(1, FPS), size=SIZE, gop=50)


def see(info: VideoInfo, start_s: float = 0.0, **runner: Any) -> Detections:
    """What a perfect network sees in a clip that begins `start_s` into the run."""
    times: npt.NDArray[np.float64] = info.times_s
    options: dict[str, Any] = {"cadence": CADENCE, "trunk_px": TRUNK_PX, "times_s": times} | runner
    if callable(lean := options.get("lean_deg")):
        options["lean_deg"] = lambda seconds: lean(seconds + start_s)
    return run_detections(**options)[1]


def tiring(seconds: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Lean that is 6 degrees at first and 10 from second 15 on."""
    return 8.0 + 2.0 * np.tanh(2.0 * (seconds - 15.0))


class NoCharts:
    """A charts' process that has nothing to do; charts take seconds and have their own tests."""

    returncode = 0

    def __init__(self, *_: Any, **__: Any) -> None:
        pass

    def communicate(self) -> tuple[str, str]:
        return "", ""

    def kill(self) -> None:
        pass

    def wait(self) -> int:
        return 0


@contextmanager
def network(
    seen: Callable[[VideoInfo], Detections], *, charts: bool = False
) -> Iterator[pytest.MonkeyPatch]:
    """Let the pipeline see what `seen` says, and draw charts only if asked to."""

    def detect(info: VideoInfo, model: Path, *, progress: Any = None, **_: Any) -> Detections:
        assert model == MODEL.path
        if progress is not None:
            progress(info.frames, info.frames)
        return seen(info)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recording, "detect", detect)
        patch.setattr(pipeline, "resolve", lambda name, progress: MODEL)
        if not charts:
            patch.setattr(pipeline, "subprocess", SimpleNamespace(Popen=NoCharts, PIPE=None))
        yield patch


def left_in(folder: Path) -> list[str]:
    """Everything in a folder, hidden files too."""
    return sorted(path.name for path in folder.iterdir())
