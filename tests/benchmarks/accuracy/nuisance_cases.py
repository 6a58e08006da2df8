"""The condition ``nuisance``: all that tires or slips beside the posture, from early to late.

In `ONE` clips a single factor of `nuisance_factors` changes and the posture stays; in `SEVERAL`
two to four do; in `POSTURE` two to four do and lean, tilt or arch change as well. Which factors go
together, how far each goes and which way, is drawn from a seed: each comes equally often, both
ways where it can, and none goes with another or with the posture.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
from benchmarks.accuracy.case import HALVES, NUISANCE, Case, step
from benchmarks.accuracy.nuisance_factors import FACTORS
from benchmarks.accuracy.real_runner import real_runner

from posture.synthetic.motion.gait import LEAN_OF
from posture.synthetic.scene.description import scene_from

#: Names of the three groups of clips.
ONE, SEVERAL, POSTURE = "one factor", "several", "several and posture"
#: Length of a clip, seconds: ten strides in each half, at a cadence of 155 too.
SECONDS = 18.0
#: Of all that is drawn.
SEED = [2028, 1]
#: How many factors change in a clip of the last two groups, in turn.
HANDS = (2, 3, 4, 3)
#: Clips of the group `SEVERAL`.
SEVERAL_CLIPS = 16
#: What the second half adds to tilt and arch in the group `POSTURE`; the lean follows as on a spine
#: whose upper back stays as it is.
CHANGES = (
    (3.0, 3.0),
    (0.0, -9.2),
    (6.0, 9.2),
    (0.0, 6.0),
    (-6.0, 0.0),
    (8.0, 6.0),
    (-3.0, -3.0),
    (0.0, 8.0),
    (6.0, 0.0),
    (-6.0, -9.2),
    (0.0, -6.0),
    (4.0, -3.0),
    (-3.0, 5.0),
    (7.0, 9.2),
    (-7.0, -6.0),
    (3.0, 7.7),
)

Amounts = dict[str, float]


def nuisance_cases() -> Iterator[Case]:
    """Give every clip of the condition."""
    number = 0
    for group, hands in _groups().items():
        for index, amounts in enumerate(hands):
            change = CHANGES[index] if group == POSTURE else (0.0, 0.0)
            body = NUISANCE[number % len(NUISANCE)]
            table = _table(number, body, amounts, change)
            scene = scene_from(table, f"nuisance_{number:02d}_{body}")
            yield Case("nuisance", body, scene, HALVES, group, amounts)
            number += 1


def _groups() -> dict[str, list[Amounts]]:
    """Draw which factors change in which clip, and how far."""
    draw = np.random.default_rng([*SEED, 0])
    used: Counter[str] = Counter()
    first = {name: int(draw.integers(2)) for name in FACTORS}

    def amount(name: str, low: float) -> float:
        factor = FACTORS[name]
        back = factor.least < 0 and (used[name] + first[name]) % 2
        used[name] += 1
        if True in factor.clothes.values():
            return 1.0
        return round(float(draw.uniform(low, 1.0)) * (factor.least if back else 1.0), 2)

    def deal(size: int) -> Amounts:
        """Take the factors that have come least often, of these any."""
        chosen: list[str] = []
        for name in sorted(FACTORS, key=lambda name: (used[name], draw.random())):
            taken = {part for other in chosen for part in FACTORS[other].uses}
            if len(chosen) < size and taken.isdisjoint(FACTORS[name].uses):
                chosen.append(name)
        return {name: amount(name, 0.5) for name in chosen}

    return {
        ONE: [{name: amount(name, 0.9)} for name in FACTORS],
        SEVERAL: [deal(HANDS[k % len(HANDS)]) for k in range(SEVERAL_CLIPS)],
        POSTURE: [deal(HANDS[k % len(HANDS)]) for k in range(len(CHANGES))],
    }


def _table(number: int, body: str, amounts: Amounts, change: tuple[float, float]) -> dict[str, Any]:
    """Describe the scene: the runner, the change of posture, and what changes beside it."""
    table = real_runner(SEED, number, body, SECONDS)
    side = ("right", "left")[int(np.random.default_rng([*SEED, 1, number]).integers(2))]
    added: Counter[str] = Counter()
    for name, by in zip(LEAN_OF, change, strict=True):
        added[name] += by
        added["trunk_lean_deg"] += LEAN_OF[name] * by
    for name, amount in amounts.items():
        factor = FACTORS[name]
        for measure, whole in factor.moves.items():
            added[measure.format(side=side)] += whole * amount
        table["clothes"] |= {
            part: whole if isinstance(whole, bool) else round(whole * amount, 3)
            for part, whole in factor.clothes.items()
        }
        if factor.needs_shirt:
            table["clothes"]["top"] = "tight"
        if factor.exposure != 1.0:
            table["film"]["exposure_change"] = round(factor.exposure**amount, 3)
    table["run"]["drifts"] = {name: step(round(by, 4), SECONDS) for name, by in added.items() if by}
    return table
