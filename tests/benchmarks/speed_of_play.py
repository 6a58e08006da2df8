"""How often the speed of play is right, unknown or wrong, in films nothing was chosen with.

`PYTHONPATH=tests/fixtures python tests/benchmarks/speed_of_play.py` writes speed_of_play.md beside
this file; 15 minutes. Cadence, size of the body, contact, noise and length of each film are drawn
from seeds with which no constant of `posture.gait.speed_of_play` was set (the first was looked at
before three of them were set, with two other seeds); the stick runner that falls as gravity makes
it (`falling_runner`) is the one they were set with.
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
PAIRS = [pair for pair in product(CAPTURES, PLAYBACKS) if pair[0] >= pair[1]]
#: Pairs that have a neighbour 1.2 or 1.25 times as large, which the fall alone does not tell apart.
HARD = [
    *((100, 60), (120, 60), (60, 50), (100, 50), (120, 50)),
    *((60, 30), (100, 30), (60, 25), (60, 24), (60, 60)),
]
#: Title, pairs of rates, seed of all that is drawn, and films of each pair.
SETS = (
    ("Any rates", PAIRS, 20261129, 8),
    ("Any rates, drawn anew", PAIRS, 31415, 8),
    ("Rates that are hard to tell apart", HARD, 999, 30),
)
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


def write_set(title: str, answers: dict[tuple[int, int], list[str]]) -> str:
    """Count the answers of one set, a row for each pair of rates."""
    rows, total = [], Counter[str]()
    wrong: list[str] = []
    for (capture, playback), given in answers.items():
        counted = Counter(a if a in ("right", "unknown") else "wrong" for a in given)
        total += counted
        wrong += [f"- {capture} played at {playback}: {a}" for a in given if "instead" in a]
        counts = " | ".join(str(counted[name]) for name in ("right", "unknown", "wrong"))
        rows.append(f"| {capture} | {playback} | {counts} |")
    films = total.total()
    return "\n".join(
        [
            f"## {title}",
            "",
            f"{films} films: {total['right']} right, {total['unknown']} unknown, {total['wrong']} "
            f"wrong ({100 * total['wrong'] / films:.1f} %).",
            "",
            "| taken at (frames/s) | played at | right | unknown | wrong |",
            "| --: | --: | --: | --: | --: |",
            *rows,
            "",
            *(["What came out wrong:", "", *wrong, ""] if wrong else []),
        ]
    )


def main() -> None:
    """Film, judge, count, write."""
    parts = [
        "# Speed of play\n\n"
        "`PYTHONPATH=tests/fixtures python tests/benchmarks/speed_of_play.py`\n\n"
        "Made films of a runner who falls as gravity says. No sound, no capture rate in the file: "
        "both would settle most of what is unknown here.\n"
    ]
    for title, pairs, seed, rounds in SETS:
        answers = {}
        for number, pair in enumerate(pairs):
            draw = np.random.default_rng([seed, number])
            answers[pair] = [judge(*pair, draw) for _ in range(rounds)]
        parts.append(write_set(title, answers))
    text = "\n".join(parts)
    Path(__file__).with_suffix(".md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
