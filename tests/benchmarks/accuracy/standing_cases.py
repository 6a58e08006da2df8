"""The condition ``standing``: runners who stand still for a few seconds before they run.

The bodies are those of ``new``, in other gaits, postures and places than there. How they stand is
drawn: arms before the belly or hanging, pelvis, low and upper back held this way or that. It is no
part of `cases`, since it asks another question: see `benchmarks.standing_films`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from benchmarks.accuracy.case import NEW, Case
from benchmarks.accuracy.real_runner import real_runner

from posture.synthetic.motion.standing import ARMS
from posture.synthetic.scene.description import scene_from

#: How many are filmed.
CLIPS = 16
#: Length of standing and of the run, seconds.
STANDS_S, RUNS_S = 4.0, 13.0
#: Of all that is drawn.
SEED = [2030, 1]
#: SD of how the pelvis, the low and the upper back are held beside their rest, degrees, and most.
HELD_SD = {"tilt_deg": 3.0, "arch_deg": 3.0, "rounding_deg": 2.0}
MOST_SD = 2.0


def standing_cases() -> Iterator[Case]:
    """Give every clip of the condition: one of each body."""
    for number, body in enumerate(NEW[:CLIPS]):
        scene = scene_from(_table(number, body), f"standing_{number:02d}_{body}")
        yield Case("standing", body, scene, {"standing": f"0-{STANDS_S:g}"})


def _table(number: int, body: str) -> dict[str, Any]:
    table = real_runner(SEED, number, body, RUNS_S)
    draw = np.random.default_rng([*SEED, 1, number])
    held = {
        name: round(float(np.clip(draw.normal(), -MOST_SD, MOST_SD) * sd), 1)
        for name, sd in HELD_SD.items()
    }
    arms = sorted(ARMS)[int(draw.integers(len(ARMS)))]
    table["standing"] = {"duration_s": STANDS_S, "arms": arms, **held}
    return table
