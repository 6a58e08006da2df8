"""What the pose network saw in each clip, kept: it takes most of the time and seldom changes."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.measuring import read_code

import posture.pose
import posture.recording
import posture.video
from posture.pose import Detections
from posture.utils.files import whole_file
from posture.video import VideoInfo

FOUND = Path("runs/accuracy/found")


@contextmanager
def detections_kept(made_from: str, *, again: bool, folder: Path = FOUND) -> Iterator[None]:
    """Within, the network looks at a clip once; the rest of the pipeline runs as always.

    Parameters
    ----------
    made_from
        What the clip was made from.
    again
        Look anew, whatever is kept.
    folder
        Where it is kept.
    """
    detect: Callable[..., Detections] = posture.recording.detect

    def kept(info: VideoInfo, model: Path, **options: Any) -> Detections:
        whole = hashlib.sha256(made_from.encode())
        for package in (posture.pose, posture.video):
            for path in sorted(Path(str(package.__file__)).parent.rglob("*.py")):
                whole.update(read_code(path))
        whole.update(hashlib.sha256(model.read_bytes()).digest())
        note = folder / f"{info.path.stem}-{whole.hexdigest()[:16]}.pkl"
        if note.is_file() and not again:
            found: Detections = pickle.loads(note.read_bytes())
            return found
        found = detect(info, model, **options)
        folder.mkdir(parents=True, exist_ok=True)
        with whole_file(note) as unfinished:
            unfinished.write_bytes(pickle.dumps(found))
        return found

    posture.recording.detect = kept
    try:
        yield
    finally:
        posture.recording.detect = detect
