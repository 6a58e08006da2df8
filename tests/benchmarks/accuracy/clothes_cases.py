"""The condition ``clothes``: short clips of what runners wear, near and far.

Each kind of clothing is worn by several bodies. In `TIGHT` the low back has to be measured; in
`LOOSE` it cannot be seen, and a number is a mistake unless its interval holds the truth; what is
neither, `BESIDE`, is only counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from benchmarks.accuracy.case import CLOTHES, HALVES, Case
from benchmarks.accuracy.real_runner import real_runner

from posture.synthetic.bodies.library import load_body
from posture.synthetic.drawing.camera import Camera
from posture.synthetic.scene.description import scene_from

#: Length of a clip, seconds.
SECONDS = 5.0
#: Of all that is drawn.
SEED = [2028, 3]
#: Bodies that wear each kind.
WEARERS = 3
#: Size of a small picture, pixels, and of the trunk in it.
SMALL = {"width": 640, "height": 360}
SMALL_TRUNK_PX = 70.0

#: Dark colours of top and shorts.
_DARK = {"top_rgb": [24, 26, 30], "shorts_rgb": [20, 20, 24]}
#: Clothes in which the low back is measured.
TIGHT: dict[str, dict[str, Any]] = {
    "tight": {"top": "tight"},
    "bare": {"top": "bare"},
    "bra": {"top": "bra"},
    "tight, small": {"top": "tight"},
    "bare, small": {"top": "bare"},
    "bra, small": {"top": "bra"},
}
#: Clothes that hide it.
LOOSE: dict[str, dict[str, Any]] = {
    "T-shirt": {"top": "tee"},
    "wide top": {"top": "loose"},
    "hoodie": {"top": "hoodie"},
    "singlet": {"top": "singlet"},
    "jacket round the waist": {"top": "tight", "waist": "jacket"},
    "backpack": {"top": "tight", "pack": True},
    "loose waistband": {"top": "tight", "waist": "loose"},
    "dark hoodie, dark shorts": {"top": "hoodie", **_DARK},
}
#: Clothes that hide a part of the back, or are hard to see.
BESIDE: dict[str, dict[str, Any]] = {
    "long hair": {"top": "tight", "hair": "long"},
    "race number": {"top": "tight", "race_number": True},
    "dark on dark": {"top": "tight", **_DARK},
}


def clothes_cases() -> Iterator[Case]:
    """Give every clip of the condition."""
    number = 0
    for kind, worn in {**TIGHT, **LOOSE, **BESIDE}.items():
        for _ in range(WEARERS):
            body = CLOTHES[number % len(CLOTHES)]
            table = _table(number, body, kind, worn)
            scene = scene_from(table, f"clothes_{number:02d}_{body}")
            yield Case("clothes", body, scene, HALVES, kind)
            number += 1


def _table(number: int, body: str, kind: str, worn: dict[str, Any]) -> dict[str, Any]:
    table = real_runner(SEED, number, body, SECONDS)
    hair = ("short", "none")[int(np.random.default_rng([*SEED, 1, number]).integers(2))]
    table["clothes"] |= {"hair": hair, **worn}
    if kind.startswith("dark"):
        table["place"]["strength"] = 0.6
    if kind.endswith("small"):
        table["film"] |= SMALL
        table["camera"]["distance_m"] = _distance_for(body, SMALL_TRUNK_PX)
    return table


def _distance_for(name: str, trunk_px: float) -> float:
    """Distance from which a body's trunk is so long in a small picture, metres."""
    body = load_body(name)
    trunk_m = float(body.joint("upper_arm_right")[2] - body.joint("thigh_right")[2])
    return round(Camera(**SMALL).focal_px * trunk_m / trunk_px, 2)
