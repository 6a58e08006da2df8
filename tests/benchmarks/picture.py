"""Make the picture of the README from a run of `posture demo`: a late frame beside the drift chart.

    python tests/benchmarks/picture.py runs/demo

Writes samples/annotated.png.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image

from posture.video import probe, read_frames

AT_S = 100.0
HEIGHT = 560
OUT = Path(__file__).parents[2] / "samples" / "annotated.png"


def picture(run: Path) -> Image.Image:
    """Frame of the annotated clip at `AT_S` and chart of trunk lean, side by side."""
    info = probe(run / "annotated.mp4")
    index = int(info.times_s.searchsorted(AT_S))
    frame = next(read_frames(info, index, index + 1)).image
    with Image.open(run / "charts" / "drift_trunk_lean_deg.png") as chart:
        panels = [_scaled(Image.fromarray(frame)), _scaled(chart.convert("RGB"))]
    whole = Image.new("RGB", (sum(panel.width for panel in panels), HEIGHT), "white")
    left = 0
    for panel in panels:
        whole.paste(panel, (left, 0))
        left += panel.width
    return whole


def _scaled(image: Image.Image) -> Image.Image:
    return image.resize(
        (round(image.width * HEIGHT / image.height), HEIGHT), Image.Resampling.LANCZOS
    )


if __name__ == "__main__":
    picture(Path(sys.argv[1])).save(OUT, optimize=True)
