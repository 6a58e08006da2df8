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
#: Pose networks that look at each clip; the first is the default.
NETWORKS = ("heavy", "full", "lite")
#: Length of standing and of the run, seconds.
STANDS_S, RUNS_S = 4.0, 13.0
#: Of all that is drawn.
SEED = [2030, 1]
#: SD of how the pelvis, the low and the upper back are held beside their rest, degrees, and most.
HELD_SD = {"tilt_deg": 3.0, "arch_deg": 3.0, "rounding_deg": 2.0}
MOST_SD = 2.0


def standing_cases() -> Iterator[Case]:
    """Give every clip of the condition, one of each body, to be measured by every network."""
    for number, body in enumerate(NEW[:CLIPS]):
        scene = scene_from(_table(number, body), f"standing_{number:02d}_{body}")
        for network in NETWORKS:
            options = {"standing": f"0-{STANDS_S:g}", "model": network}
            yield Case("standing", body, scene, options)


def _table(number: int, body: str) -> dict[str, Any]:
    table = real_runner(SEED, number, body, RUNS_S)
    table["standing"] = draw_standing(np.random.default_rng([*SEED, 1, number]))
    return table


def draw_standing(draw: np.random.Generator) -> dict[str, Any]:
    """Draw how a runner stands, see `posture.synthetic.motion.standing.Standing`."""
    held = {
        name: round(float(np.clip(draw.normal(), -MOST_SD, MOST_SD) * sd), 1)
        for name, sd in HELD_SD.items()
    }
    arms = sorted(ARMS)[int(draw.integers(len(ARMS)))]
    return {"duration_s": STANDS_S, "arms": arms, **held}
