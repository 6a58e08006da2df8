"""Clips to learn from: training bodies run, tilting pelvis and arching low back on the way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import numpy as np

from posture.errors import UsageError
from posture.synthetic.bodies import TRAINING
from posture.synthetic.posing import pose
from posture.synthetic.programme import LEAN_OF, programme
from posture.synthetic.scene import Scene, scene_from

FPS = 30.0
#: Seconds of a clip in which the back is seen, and of one in which cloth hides it.
SEEN_S, HIDDEN_S = 7.0, 4.0
#: The upper back takes part in a change of posture too: SD of the lean that is not pelvis and low
#: back, degrees; and in the lessons of a back that rounds, without which that is taken for a low
#: back that flattens.
UPPER_BACK_DEG, ROUNDS_DEG = 1.5, 5.0


Kind = Literal["back", "round", "cloth"]
#: Each so many bodies are filmed in each kind of lesson, and what its chance begins from.
KINDS: dict[Kind, int] = {"back": 1, "round": 2, "cloth": 4}
SEEDS: dict[Kind, int] = {"back": 0, "cloth": 1, "round": 2}


def lessons() -> Iterator[Scene]:
    """Film each body of `bodies.TRAINING`.

    With a visible back, every second once more with an upper back that rounds or straightens, every
    fourth once more in loose cloth.
    """
    for kind, every in KINDS.items():
        for number, body in enumerate(TRAINING):
            if number % every == 0:
                yield lesson(number, body, kind)


def lesson(number: int, body: str, kind: Kind) -> Scene:
    """Film a body whose tilt and lordosis drift independently of each other."""
    name = f"{kind}_{body}"
    for attempt in range(40):
        try:
            scene = scene_from(_drawn(number, body, attempt, kind), name)
            plan = scene.plan
            pose(scene.body, plan, programme(plan, np.arange(0.5, plan.duration_s - 0.5, 0.1)))
        except UsageError:
            continue  # a posture that this body cannot take
        return scene
    raise UsageError(f"no posture was found that {body} can take")


def _drawn(number: int, body: str, attempt: int, kind: Kind) -> dict[str, Any]:
    draw = np.random.default_rng([32, number, attempt, SEEDS[kind]])
    hidden = kind == "cloth"
    upper_back_deg = ROUNDS_DEG if kind == "round" else UPPER_BACK_DEG

    def choose(*options: Any) -> Any:
        return options[int(draw.integers(len(options)))]

    def colour() -> list[int]:
        return [int(c) for c in draw.integers(20, 225, 3)]

    seconds = HIDDEN_S if hidden else SEEN_S
    change = {
        "pelvic_tilt_deg": draw.uniform(-10, 10),
        "lumbar_lordosis_deg": draw.uniform(-12, 12),
    }
    lean = sum(LEAN_OF[name] * by for name, by in change.items()) + draw.normal(0, upper_back_deg)
    change["trunk_lean_deg"] = lean
    return {
        "seed": 9000 + 40 * number + attempt,
        "body": body,
        "film": {
            "fps": FPS,
            "duration_s": seconds,
            "crf": int(draw.integers(20, 30)),
            "noise": float(draw.uniform(1, 5)),
        },
        "camera": {
            "side": choose("right", "left"),
            "distance_m": float(draw.uniform(4.0, 5.2)),
            "height_m": float(draw.uniform(0.7, 1.35)),
            "yaw_deg": float(draw.normal(0, 4)),
        },
        "place": {
            "kind": choose("indoor", "plain", "clutter", "outdoor"),
            "light_from_deg": float(draw.uniform(-170, -10)),
        },
        "run": {
            "trunk_lean_deg": float(draw.uniform(2, 14) - lean / 2),
            "tilt_deg": float(draw.normal(0, 4)),
            "rounding_deg": float(draw.normal(0, 6)),
            "arms_scale": float(draw.uniform(0.5, 1.4)),
            "drifts": {name: {"change": float(by)} for name, by in change.items()},
        },
        "clothes": {
            "top": choose("tee", "tee", "loose") if hidden else choose("tight", "bare", "bra"),
            "hair": choose("short", "short", "long", "none"),
            "tights": bool(draw.random() < 0.3),
            "top_rgb": colour(),
            "shorts_rgb": colour(),
            "shoes_rgb": colour(),
        },
    }
