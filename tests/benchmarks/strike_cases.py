"""Runners who land on the heel, flat and on the ball of the foot, filmed at 120 frames a second."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.accuracy.case import GAITS, NUISANCE, Case
from benchmarks.accuracy.real_runner import real_runner

from posture.synthetic.scene.description import scene_from

#: Length of a clip, seconds.
SECONDS = 2.5
#: How the foot lands, and degrees of the toes above where the gait has them.
STRIKES_DEG = {"rearfoot": 6.0, "midfoot": -14.0, "forefoot": -20.0}
#: Clips of each kind.
OF_EACH = 6
#: Of all that is drawn.
SEED = [2028, 20]


def strike_cases() -> Iterator[Case]:
    """Give the clips, each of another body and gait; each kind at each speed as often."""
    kinds = list(STRIKES_DEG)
    for number in range(OF_EACH * len(kinds)):
        kind = kinds[(number + number // len(kinds)) % len(kinds)]
        body = (*NUISANCE, *GAITS)[number]
        table = real_runner(SEED, number, body, SECONDS)
        table["film"] |= {"fps": 120.0}
        table["place"] = {"kind": "indoor"}
        table["run"]["foot_strike_deg"] = STRIKES_DEG[kind]
        yield Case("strike", body, scene_from(table, f"strike_{number:02d}_{kind}"), {}, kind)
