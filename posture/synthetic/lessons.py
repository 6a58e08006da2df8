"""Short clips to learn from: every training body runs once, in conditions drawn at random."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from posture.errors import UsageError
from posture.synthetic.bodies import TRAINING
from posture.synthetic.posing import pose
from posture.synthetic.programme import programme
from posture.synthetic.scene import Scene, scene_from

DURATION_S, FPS = 2.2, 30.0


def lessons() -> Iterator[Scene]:
    """One scene for each body of `bodies.TRAINING`; the same every time."""
    for number, body in enumerate(TRAINING):
        yield lesson(number, body)


def lesson(number: int, body: str) -> Scene:
    """Film a body in a posture, clothes, place and light drawn from its number."""
    for attempt in range(20):
        scene = scene_from(_drawn(number, body, attempt), f"lesson_{body}")
        plan = scene.plan
        try:
            pose(scene.body, plan, programme(plan, np.arange(0.5, plan.duration_s - 0.5, 0.1)))
        except UsageError:
            continue  # a posture that this body cannot take
        return scene
    raise UsageError(f"no posture was found that {body} can take")


def _drawn(number: int, body: str, attempt: int) -> dict[str, Any]:
    draw = np.random.default_rng([31, number, attempt])

    def choose(*options: Any) -> Any:
        return options[int(draw.integers(len(options)))]

    def colour() -> list[int]:
        return [int(c) for c in draw.integers(20, 225, 3)]

    return {
        "seed": 7000 + 20 * number + attempt,
        "body": body,
        "film": {
            "fps": FPS,
            "duration_s": DURATION_S,
            "crf": int(draw.integers(20, 30)),
            "noise": float(draw.uniform(1, 5)),
        },
        "camera": {
            "side": choose("right", "left"),
            "distance_m": float(draw.uniform(3.4, 4.8)),
            "height_m": float(draw.uniform(0.7, 1.35)),
            "yaw_deg": float(draw.normal(0, 4)),
        },
        "place": {
            "kind": choose("indoor", "plain", "clutter", "outdoor"),
            "light_from_deg": float(draw.uniform(-170, -10)),
        },
        "run": {
            "trunk_lean_deg": float(draw.uniform(-2, 21)),
            "tilt_deg": float(draw.normal(0, 4)),
            "rounding_deg": float(draw.normal(0, 6)),
        },
        "clothes": {
            "top": choose("tight", "tight", "bare", "bra", "tee"),
            "hair": choose("short", "short", "long", "none"),
            "tights": bool(draw.random() < 0.3),
            "top_rgb": colour(),
            "shorts_rgb": colour(),
            "shoes_rgb": colour(),
        },
    }
