"""Cut pieces out of a video, as any video editor would."""

from fractions import Fraction
from pathlib import Path

import av


def cut(video: str | Path, start_s: float, end_s: float, out: Path) -> Path:
    """Write the seconds from ``start_s`` to ``end_s`` of a video as a file of their own."""
    with av.open(str(video)) as source, av.open(str(out), "w") as target:
        recorded = source.streams.video[0]
        rate = Fraction(recorded.average_rate or 30)
        stream = target.add_stream("libx264", rate=rate, options={"crf": "12"})
        stream.width, stream.height, stream.pix_fmt = recorded.width, recorded.height, "yuv420p"
        number = 0
        for frame in source.decode(recorded):
            if frame.time >= end_s:
                break
            if frame.time >= start_s:
                frame.pts, frame.time_base, frame.pict_type = number, 1 / rate, 0
                target.mux(stream.encode(frame))
                number += 1
        target.mux(stream.encode(None))
    return out
