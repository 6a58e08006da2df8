"""The condition ``new``: runners who were made and described when all else was settled.

New bodies in gaits that nothing is trained on; cadence, levels, arms and what changes are drawn.
Nobody looked at these clips before their numbers were in the table, and no rule was made after
them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from benchmarks.accuracy.case import HALVES, NEW, Case, step
from benchmarks.accuracy.real_runner import real_runner

from posture.synthetic.motion.arm_postures import set_arms
from posture.synthetic.motion.gait import LEAN_OF
from posture.synthetic.scene.description import scene_from

#: Length of a clip, seconds.
SECONDS = 17.0
#: Of all that is drawn.
SEED = [2029, 3]
#: One clip in so many has no change.
STEADY_EVERY = 4
#: Most that the second half adds to tilt and lordosis, and SD of what it adds to the lean beside
#: what follows from these, degrees.
MOST_DEG = {"pelvic_tilt_deg": 8.0, "lumbar_lordosis_deg": 9.0}
LEAN_SD = 1.0
#: Ways to carry the arms, of `arm_postures`; the gait's own among them.
CARRIED = ("", "carried_high", "carried_low", "wide", "across")


def new_cases() -> Iterator[Case]:
    """Give every clip of the condition: one of each body."""
    for number, body in enumerate(NEW):
        scene = scene_from(_table(number, body), f"new_{number:02d}_{body}")
        steady = number % STEADY_EVERY == STEADY_EVERY - 1
        yield Case("new", body, scene, HALVES, "none" if steady else "changed")


def _table(number: int, body: str) -> dict[str, Any]:
    table = real_runner(SEED, number, body, SECONDS)
    run = table["run"]
    draw = np.random.default_rng([*SEED, 1, number])
    added = {name: draw.uniform(-most, most) for name, most in MOST_DEG.items()}
    added["trunk_lean_deg"] = draw.normal(0.0, LEAN_SD)
    added["trunk_lean_deg"] += sum(LEAN_OF[name] * added[name] for name in MOST_DEG)
    posture, share = CARRIED[int(draw.integers(len(CARRIED)))], draw.uniform(0.3, 0.8)
    if posture:
        run |= {name: round(share * value, 2) for name, value in set_arms(posture).items()}
    run["foot_strike_deg"] = round(float(draw.uniform(-12.0, 8.0)), 1)
    if number % STEADY_EVERY < STEADY_EVERY - 1:
        run["drifts"] = {name: step(round(float(by), 4), SECONDS) for name, by in added.items()}
    return table
