"""How often the speed of play is right, unknown or wrong, in films nothing was chosen with.

`PYTHONPATH=tests/fixtures python tests/benchmarks/speed_of_play.py` writes speed_of_play.md beside
this file. Cadence, size of the body, contact, noise and length of each film are drawn from a seed
with which no constant of `posture.gait.speed_of_play` was set; the stick runner that falls as
gravity makes it (`falling_runner`) is the one they were set with.
"""

from __future__ import annotations

from collections import Counter
from itertools import product
from pathlib import Path

import numpy as np
from falling_runner import film_falling

from posture.gait.check import estimate_gait
from posture.gait.fall import estimate_fall
from posture.gait.speed_of_play import estimate_speed_of_play
from posture.tracks import clean

CAPTURES = (60, 100, 120, 240, 480, 960)
PLAYBACKS = (24, 25, 30, 50, 60)
#: Of all that is drawn.
SEED = 20261129
#: Films of each pair of rates.
ROUNDS = 8
#: Largest share by which a factor may be off and still be right.
RIGHT = 0.01


def judge(capture: int, playback: int, draw: np.random.Generator) -> str:
    """Film one runner and say ``right``, ``unknown`` or what came out."""
    cadence = float(draw.uniform(150.0, 290.0))
    info, found, factor = film_falling(
        cadence=cadence,
        capture_fps=capture,
        playback_fps=playback,
        height_m=float(draw.normal(1.72, 0.09)),
        contact_share=float(draw.uniform(0.55, 0.9)),
        noise_px=float(draw.uniform(0.5, 2.0)),
        strides=float(draw.uniform(3.5, 8.0)),
        seed=int(draw.integers(2**31)),
    )
    tracks = clean(found, info.times_s, info.width, info.height)
    step_hz = 2 * estimate_gait(tracks).stride_hz
    fall = estimate_fall(tracks, step_hz, faces_right=True)
    speed = estimate_speed_of_play(step_hz, info.fps_median, fall)
    if not speed.known:
        return "unknown"
    if abs(speed.factor / factor - 1) < RIGHT:
        return "right"
    return f"{speed.factor:.2f} instead of {factor:.2f} at {cadence:.0f} steps/min"


def main() -> None:
    """Film, judge, count, write."""
    rows, total = [], Counter[str]()
    wrong: list[str] = []
    pairs = [pair for pair in product(CAPTURES, PLAYBACKS) if pair[0] >= pair[1]]
    for number, (capture, playback) in enumerate(pairs):
        draw = np.random.default_rng([SEED, number])
        answers = [judge(capture, playback, draw) for _ in range(ROUNDS)]
        counted = Counter(a if a in ("right", "unknown") else "wrong" for a in answers)
        total += counted
        wrong += [f"- {capture} played at {playback}: {a}" for a in answers if "instead" in a]
        counts = " | ".join(str(counted[name]) for name in ("right", "unknown", "wrong"))
        rows.append(f"| {capture} | {playback} | {counts} |")
    films = total.total()
    text = "\n".join(
        [
            "# Speed of play",
            "",
            "`PYTHONPATH=tests/fixtures python tests/benchmarks/speed_of_play.py`",
            "",
            f"{films} made films of a runner who falls as gravity says: {total['right']} right, "
            f"{total['unknown']} unknown, {total['wrong']} wrong "
            f"({100 * total['wrong'] / films:.1f} %).",
            "",
            "| taken at (frames/s) | played at | right | unknown | wrong |",
            "| --: | --: | --: | --: | --: |",
            *rows,
            "",
            *(["What came out wrong:", "", *wrong, ""] if wrong else []),
        ]
    )
    Path(__file__).with_suffix(".md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
