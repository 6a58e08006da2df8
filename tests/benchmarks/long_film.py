"""A 45-minute film of 1920x1080 at 60 frames a second, and how long the answer takes.

    python tests/benchmarks/long_film.py [--minutes M] [--codec libx264|libx265] [--keep FOLDER]

The film is the sample that gets tired, each of its thirty parts (its frames twice over at 60 a
second) encoded once and then repeated by copying packets, so that the lean grows slowly over the
whole film as it does in the sample. It is answered as sampled by default, then with `--sample all
--no-video`, then with other windows from what was kept; seconds, peak memory and the slope of the
lean against the truth are printed as a table.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pandas as pd

import posture
from posture.utils.resources import sample_path
from posture.video import VideoInfo, probe, read_frames

#: Parts that the sample is cut into; each is repeated.
PARTS = 30
#: Frames a second of the film, of which the sample has half.
FPS = 60
SIZE = (1920, 1080)
QUALITY = {"libx264": "23", "libx265": "26"}


def encode_part(info: VideoInfo, start: int, stop: int, out: Path, codec: str) -> int:
    """Encode frames of the sample twice over, as a part that can be repeated; its frames."""
    with av.open(str(out), "w") as container:
        options = {"preset": "ultrafast", "crf": QUALITY[codec], "bf": "0"}
        stream: Any = container.add_stream(codec, rate=FPS, options=options)
        stream.width, stream.height = SIZE
        stream.pix_fmt = "yuv420p"
        stream.codec_context.gop_size = FPS
        number = 0
        for frame in read_frames(info, start, stop):
            picture = av.VideoFrame.from_ndarray(cv2.resize(frame.image, SIZE), format="rgb24")
            for _ in range(2):
                picture.pts, picture.time_base = number, Fraction(1, FPS)
                container.mux(stream.encode(picture))
                number += 1
        container.mux(stream.encode(None))
    return number


def splice(parts: list[tuple[Path, int]], times: int, out: Path) -> None:
    """Write every part so many times in a row, by copying packets."""
    with av.open(str(out), "w") as container:
        stream: Any = None
        begin = 0
        for path, frames in parts:
            for _ in range(times):
                with av.open(str(path)) as source:
                    coded = source.streams.video[0]
                    if stream is None:
                        stream = container.add_stream_from_template(coded)
                        stream.time_base = Fraction(1, FPS)
                    _copy(container, source, coded, stream, begin)
                begin += frames


def _copy(container: Any, source: Any, coded: Any, stream: Any, begin: int) -> None:
    """Copy the packets of a part to its place, a frame a tick."""
    for packet in source.demux(coded):
        if packet.dts is None:
            continue
        for name in ("pts", "dts"):
            ticks = round(getattr(packet, name) * packet.time_base * FPS)
            setattr(packet, name, begin + ticks)
        packet.time_base = Fraction(1, FPS)
        packet.stream = stream
        container.mux(packet)


def make_film(minutes: float, codec: str, folder: Path) -> Path:
    """Make the film."""
    info = probe(sample_path("fresh_to_tired.mp4"))
    edges = np.linspace(0, info.frames, PARTS + 1).astype(int)
    parts = []
    for number, (start, stop) in enumerate(pairwise(edges)):
        path = folder / f"part_{number}.mp4"
        parts.append((path, encode_part(info, int(start), int(stop), path, codec)))
    times = max(1, round(minutes * 60 / info.duration_s))
    film = folder / f"film_{codec}.mp4"
    splice(parts, times, film)
    return film


def true_slope(minutes: float) -> float:
    """Slope of the lean over the film, degrees in 10 minutes."""
    truth = pd.read_parquet(sample_path("fresh_to_tired.truth.parquet"))
    share = truth["time_s"] / truth["time_s"].iloc[-1]
    return float(np.polyfit(share, truth["trunk_lean_deg"], 1)[0]) * 10 / minutes


def answer(film: Path, folder: Path, minutes: float) -> Iterator[str]:
    """Ask in three ways; a line of the table for each."""
    later = {"early": "10%-12%", "late": "90%-92%"}
    questions: dict[str, dict[str, Any]] = {
        "sampled, clip and page": {},
        "--sample all --no-video": {"sample": "all", "video": False, "fresh": True},
        "other windows, --no-video": {**later, "video": False},
    }
    for name, options in questions.items():
        began = time.perf_counter()
        run = posture.analyze(film, out=folder / "run", **options)
        seconds = time.perf_counter() - began
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        drift = run.summary["drift"]["trunk_lean_deg"]
        low, high = drift["ci95"]
        true = true_slope(minutes)
        held = "held" if low <= true <= high else "missed"
        yield (
            f"| {name} | {seconds:.0f} | {peak_mb:.0f} | {drift['slope_per_10min']:.2f} "
            f"({low:.2f} to {high:.2f}) | {true:.2f}, {held} |"
        )


def main() -> None:
    """Make the film, ask and print."""
    parser = argparse.ArgumentParser(description="How long the answer about a long film takes.")
    parser.add_argument("--minutes", type=float, default=45.0)
    parser.add_argument("--codec", choices=sorted(QUALITY), default="libx264")
    parser.add_argument("--keep", type=Path, help="where to leave the film; nowhere by default")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        os.environ["POSTURE_CACHE"] = f"{name}/kept"  # what is kept of real films stays
        folder = asked.keep or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        film = make_film(asked.minutes, asked.codec, folder)
        info = probe(film)
        print(
            f"{info.codec}, {info.frames} frames of {info.width}×{info.height}, "
            f"{info.duration_s / 60:.1f} minutes, {film.stat().st_size / 1e6:.0f} MB"
        )
        print("| question | seconds | peak, MB | slope of lean, °/10 min | true |")
        print("| --- | --: | --: | --- | --- |")
        for line in answer(film, Path(name), info.duration_s / 60):
            print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
