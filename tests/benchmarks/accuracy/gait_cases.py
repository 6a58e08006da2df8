"""The condition ``gaits``: runners who run as runners of whom nothing was learnt.

``gaits_full`` and ``gaits_lite`` are the same clips, looked at by the smaller networks.

Lean, tilt and arch change alone, together, or not at all; the arms are carried high, low, wide or
across the body all the while, and the foot comes down with the heel or the forefoot.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from benchmarks.accuracy.case import GAITS, HALVES, Case, step
from benchmarks.accuracy.real_runner import real_runner

from posture.synthetic.motion.arm_postures import set_arms
from posture.synthetic.motion.gait import LEAN_OF
from posture.synthetic.scene.description import scene_from

#: Length of a clip, seconds.
SECONDS = 17.0
#: Of all that is drawn.
SEED = [2028, 2]
#: What the second half adds to tilt, arch, and, beside what follows from these, to the lean. Each
#: body has two of them.
CHANGES = (
    (0.0, 0.0, 0.0),
    (0.0, -9.2, 0.0),
    (6.0, 9.2, 0.0),
    (0.0, 7.0, 0.0),
    (6.0, 4.0, 0.0),
    (0.0, 0.0, 0.0),
    (0.0, 6.2, 0.0),
    (-5.0, -7.7, 0.0),
    (0.0, 4.5, 2.9),
    (-5.0, -4.0, 0.0),
    (8.0, 0.0, 0.0),
    (0.0, -6.0, 0.0),
)
#: Ways to carry the arms, of `arm_postures`, and how far each goes; the gait's own among them.
CARRIED = ("", "carried_high", "carried_low", "wide", "across")
CARRIED_SHARE = 0.7
#: Foot strikes, degrees of the toes above their usual height at contact.
STRIKES_DEG = (0.0, 8.0, -12.0)


def gait_cases(network: str = "") -> Iterator[Case]:
    """Give every clip of the condition, two of each body, for heavy or another network."""
    condition, options = "gaits", dict(HALVES)
    if network:
        condition, options = f"gaits_{network}", options | {"model": network}
    # backwards the second time, so that nobody's changes are of one kind
    for number, change in enumerate((*CHANGES, *CHANGES[::-1])):
        body = GAITS[number % len(GAITS)]
        scene = scene_from(_table(number, body, change), f"gaits_{number:02d}_{body}")
        yield Case(condition, body, scene, options, "none" if not any(change) else "changed")


def _table(number: int, body: str, change: tuple[float, float, float]) -> dict[str, Any]:
    table = real_runner(SEED, number, body, SECONDS)
    *back, own = change
    added = dict(zip(LEAN_OF, back, strict=True))
    added["trunk_lean_deg"] = own + sum(LEAN_OF[name] * by for name, by in added.items())
    run = table["run"]
    run["drifts"] = {name: step(round(by, 4), SECONDS) for name, by in added.items() if by}
    draw = np.random.default_rng([*SEED, 1, number])
    posture = CARRIED[number % len(CARRIED)]
    if posture:
        run |= {name: CARRIED_SHARE * value for name, value in set_arms(posture).items()}
    run["foot_strike_deg"] = STRIKES_DEG[int(draw.integers(len(STRIKES_DEG)))]
    return table
