"""Runners who land on the heel, flat and on the ball of the foot, filmed at 120 frames a second."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.accuracy.case import NEW, Case
from benchmarks.accuracy.real_runner import real_runner
from benchmarks.true_details import true_details

from posture.synthetic.scene.description import Scene, scene_from

#: Length of a clip, seconds.
SECONDS = 2.5
#: How the foot lands: foot strike angle, degrees. Those of Altman & Davis (2012) are above 8 for a
#: rearfoot strike and below -1.6 for a forefoot strike.
STRIKES_DEG = {"rearfoot": 15.0, "midfoot": 3.2, "forefoot": -9.0}
#: Clips of each kind.
OF_EACH = 6
#: Of all that is drawn.
SEED = [2028, 22]


def strike_cases() -> Iterator[Case]:
    """Give the clips, each of another body and gait; each kind at each speed as often."""
    kinds = list(STRIKES_DEG)
    for number in range(OF_EACH * len(kinds)):
        kind = kinds[(number + number // len(kinds)) % len(kinds)]
        table = real_runner(SEED, number, NEW[number], SECONDS)
        table["film"] |= {"fps": 120.0}
        table["place"] = {"kind": "indoor"}
        scene = _land(table, f"strike_{number:02d}_{kind}", STRIKES_DEG[kind])
        yield Case("strike", NEW[number], scene, {}, kind)


def _land(table: dict[str, Any], name: str, wanted_deg: float) -> Scene:
    """Let the toes be so high at contact that the true foot strike angle is the one wanted."""
    added = 0.0
    for _ in range(2):  # the foot also turns with the leg, so it is not quite straight
        table["run"]["foot_strike_deg"] = added
        added += wanted_deg - _measure_strike(scene_from(table, name))
    table["run"]["foot_strike_deg"] = round(added, 2)
    return scene_from(table, name)


def _measure_strike(scene: Scene) -> float:
    """True foot strike angle, mean of both feet over the strides, degrees."""
    truth = true_details(scene)
    return float(truth[[f"foot_strike_angle_{side}_deg" for side in ("near", "far")]].mean().mean())
