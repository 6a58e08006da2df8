"""Scenes for training: bodies run while their pelvic tilt and lordosis change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from posture.errors import UsageError
from posture.synthetic.bodies.library import TRAINING
from posture.synthetic.motion.kinematics import LEAN_OF, compute_kinematics
from posture.synthetic.motion.posing import pose
from posture.synthetic.scene.description import Scene, scene_from

#: Frames per second: what phones film, and enough for the trunk.
FPS = 30.0
#: Length of a clip in which the back is seen, seconds: enough strides for a change of posture.
SEEN_S = 7.0
#: Length of a clip in which cloth hides the back, seconds.
HIDDEN_S = 4.0
#: SD of the part of a change of lean that comes from the upper back, degrees: it takes part in a
#: change of posture too.
UPPER_BACK_DEG = 0.8
#: Number of training bodies that are filmed: more would take hours.
BODIES = 48


def make_training_scenes() -> Iterator[Scene]:
    """Make a scene of each training body with a visible back, every fourth in loose cloth too."""
    for number, body in enumerate(list(TRAINING)[:BODIES]):
        yield make_training_scene(number, body, hidden=False)
    for number, body in enumerate(list(TRAINING)[:BODIES]):
        if number % 4 == 0:
            yield make_training_scene(number, body, hidden=True)


def make_training_scene(number: int, body: str, *, hidden: bool) -> Scene:
    """Make a scene of a body whose tilt and lordosis drift independently of each other."""
    name = f"{'cloth' if hidden else 'back'}_{body}"
    for attempt in range(40):
        try:
            scene = scene_from(_drawn(number, body, attempt, hidden), name)
            plan = scene.plan
            pose(
                scene.body,
                plan,
                compute_kinematics(plan, np.arange(0.5, plan.duration_s - 0.5, 0.1)),
            )
        except UsageError:
            continue  # a posture that this body cannot take
        return scene
    raise UsageError(f"no posture was found that {body} can take")


def _drawn(number: int, body: str, attempt: int, hidden: bool) -> dict[str, Any]:
    draw = np.random.default_rng([32, number, attempt, int(hidden)])

    def choose(*options: Any) -> Any:
        return options[int(draw.integers(len(options)))]

    def colour() -> list[int]:
        return [int(c) for c in draw.integers(20, 225, 3)]

    seconds = HIDDEN_S if hidden else SEEN_S
    change = {
        "pelvic_tilt_deg": draw.uniform(-10, 10),
        "lumbar_lordosis_deg": draw.uniform(-12, 12),
    }
    lean = sum(LEAN_OF[name] * by for name, by in change.items()) + draw.normal(0, UPPER_BACK_DEG)
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
