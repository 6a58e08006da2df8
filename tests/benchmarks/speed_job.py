"""One timed job of `speed.py`, in a process of its own: the bare network or the whole analysis.

Prints its answer as one line of JSON. Started by `speed.py` in an environment in which nothing
gets out, for the native library of MediaPipe tries to reach a host while it runs.
"""

from __future__ import annotations

import importlib
import json
import resource
import sys
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

#: Frames held in memory at a time, decoded while the clock stands still.
BLOCK = 60
STEP_MS = 33

#: Where the whole analysis looks up its stages: module and name, in the order they are run.
STAGES = (
    ("posture.session", "probe_film"),
    ("posture.pipeline", "resolve"),
    ("posture.recording", "detect"),
    ("posture.recording", "measure"),
    ("posture.pipeline", "summarise"),
    ("posture.writing", "write_data"),
    ("posture.writing", "annotate"),
    ("posture.writing", "write_report"),
)


def bare(clip: Path, model: str, start: int, stop: int) -> float:
    """Seconds that the network alone takes for frames ``start`` to ``stop - 1``.

    Pose Landmarker in VIDEO mode with masks; frames are decoded before, the network is loaded
    and has seen one frame before. Waits for a line on standard input, so that several start
    together.
    """
    import mediapipe as mp
    from mediapipe.tasks.python import BaseOptions, vision

    from posture.pose.models.manifest import resolve
    from posture.video import probe, read_frames

    landmarker = vision.PoseLandmarker.create_from_options(
        vision.PoseLandmarkerOptions(
            base_options=BaseOptions(model_asset_path=str(resolve(model, offline=True).path)),
            running_mode=vision.RunningMode.VIDEO,
            output_segmentation_masks=True,
        )
    )
    frames = read_frames(probe(clip), start, stop, threads=1)
    clock, spent = 0, 0.0
    while block := [
        mp.Image(image_format=mp.ImageFormat.SRGB, data=frame.image)
        for frame in islice(frames, BLOCK)
    ]:
        if not clock:
            landmarker.detect_for_video(block[0], clock)
            print("ready", flush=True)
            sys.stdin.readline()
        began = time.perf_counter()
        for picture in block:
            clock += STEP_MS
            landmarker.detect_for_video(picture, clock)
        spent += time.perf_counter() - began
    return spent


def whole(clip: Path, model: str, workers: int, out: Path) -> dict[str, Any]:
    """Seconds of each stage of a whole analysis with clip and charts, and peaks of memory."""
    began = time.perf_counter()
    spent: dict[str, float] = {}
    for module, name in STAGES:
        _put_clock_on(module, name, spent)
    api = importlib.import_module("posture.api")
    spent["imports"] = time.perf_counter() - began
    api.analyze(clip, out=out, model=model, workers=workers, fresh=True, keep=False)
    # Linux counts in kilobytes
    own, child = (
        resource.getrusage(who).ru_maxrss / 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return {"stages": spent, "peak_mb": own, "worker_mb": child}


def _put_clock_on(module: str, name: str, spent: dict[str, float]) -> None:
    home = importlib.import_module(module)
    call: Callable[..., Any] = getattr(home, name)

    def clocked(*args: Any, **kwargs: Any) -> Any:
        began = time.perf_counter()
        try:
            return call(*args, **kwargs)
        finally:
            spent[name] = spent.get(name, 0.0) + time.perf_counter() - began

    setattr(home, name, clocked)


def main() -> None:
    """Read the job from the command line."""
    job, clip, model, *rest = sys.argv[1:]
    if job == "bare":
        answer: Any = bare(Path(clip), model, int(rest[0]), int(rest[1]))
    else:
        answer = whole(Path(clip), model, int(rest[0]), Path(rest[1]))
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
