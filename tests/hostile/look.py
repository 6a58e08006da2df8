"""Read videos as an analysis does, and print for each what came of it; run as a process.

A native library may crash or never return, which must not end the tests. `python look.py FILE...`
prints one line a file, ``right`` or ``wrong`` with the reason, as soon as it is read.
"""

from __future__ import annotations

import sys
from pathlib import Path

from posture.errors import VideoError
from posture.video import probe_film, read_frames


def look(path: Path) -> str:
    """Read a file to its end; ``""`` if it can be read or is refused in one sentence."""
    try:
        info = probe_film(path)
        frames = sum(1 for _ in read_frames(info))
    except VideoError as error:
        text = str(error)
        return "" if "\n" not in text and len(text) < 600 else f"no sentence: {text!r}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    # the frames of a keyframe that is damaged are missing; strides there are left out
    return "" if frames <= info.frames else f"{frames} frames of {info.frames}"


if __name__ == "__main__":
    for name in sys.argv[1:]:
        found = look(Path(name))
        print(f"wrong {found!r}" if found else "right", flush=True)
