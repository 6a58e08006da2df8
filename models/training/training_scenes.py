"""Scenes for training: bodies run with the gaits of real runners while their posture changes.

Within each clip pelvic tilt, lordosis and the upper back change, and independently of them what
must not be taken for such a change: arms, shoulders, head, steps, foot strike, light, and how the
runner is turned. All are drawn independently of each other, so that no two go together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from posture.errors import UsageError
from posture.synthetic.bodies.library import TRAINING
from posture.synthetic.drawing.clothing import DRAPES
from posture.synthetic.motion.gait import TRAINING_ARMS, TRAINING_GAITS
from posture.synthetic.motion.kinematics import (
    LEAN_OF,
    compute_kinematics,
)
from posture.synthetic.motion.posing import pose
from posture.synthetic.scene.description import Scene, scene_from

#: Frames per second: what phones film, and enough for the trunk.
FPS = 30.0
#: Length of a clip in which the back is seen, seconds: enough strides for a change of posture.
SEEN_S = 6.0
#: Length of a clip in which cloth hides the back, seconds.
HIDDEN_S = 3.6
#: Number of clips in which the back is seen, and in which cloth hides it.
SEEN, HIDDEN = 96, 48
#: Number of runs of which only the bodies are used: to pose them takes a hundredth of the time.
POSED = 640
#: Share of clips in a small picture, where the trunk is about 70 pixels long.
SMALL = 0.2
#: SD of the part of a change of lean that comes from the upper back, degrees; it turns by about
#: three times as much.
UPPER_BACK_DEG = 2.0
#: Share of clips in which a factor that is no posture changes.
CHANGES = 0.5
#: SD of level and of change of what both arms do alike, degrees.
ARMS_DEG = {
    "shoulder_flexion": (8.0, 8.0),
    "shoulder_abduction": (5.0, 6.0),
    "shoulder_rotation": (8.0, 8.0),
    "elbow_flexion": (12.0, 15.0),
}
#: SD of what each arm does for itself, as a share of the above.
OWN_SHARE = 0.5
#: SD of level and of change of the other factors, in their own units.
FACTORS = {
    "head_pitch_deg": (6.0, 7.0),
    "shoulder_protraction_deg": (4.0, 5.0),
    "shoulder_elevation_deg": (3.0, 4.0),
    "turn_deg": (0.0, 4.0),
    "foot_strike_deg": (5.0, 4.0),
    "legs_scale": (0.0, 0.08),
    "cadence_spm": (0.0, 7.0),
    "duty_factor": (0.0, 0.02),
}
#: Clothes that hide the line of the back, in turn.
HIDING: tuple[dict[str, Any], ...] = (
    {"top": "tee"},
    {"top": "hoodie"},
    {"top": "loose"},
    {"top": "singlet"},
    {"top": "hoodie"},
    {"top": "tee"},
    {"top": "tight", "waist": "jacket"},
    {"top": "bare", "waist": "loose"},
    {"top": "tight", "pack": True},
    {"top": "loose", "waist": "loose"},
    {"top": "bra", "waist": "jacket"},
    {"top": "tight", "waist": "loose"},
)


def make_training_scenes() -> Iterator[Scene]:
    """Make the scenes with a visible back, then those in which cloth hides it."""
    for number in range(SEEN):
        yield make_training_scene(number, hidden=False)
    for number in range(HIDDEN):
        yield make_training_scene(number, hidden=True)


def make_posture_scenes() -> Iterator[Scene]:
    """Make further scenes with a visible back, which are not filmed: only their bodies are used."""
    for number in range(SEEN, SEEN + POSED):
        yield make_training_scene(number, hidden=False)


def hides_back(scene: Scene) -> bool:
    """Say whether what the runner wears hides any of the line of the back."""
    clothes = scene.runner.clothes
    return hides_low_back(scene) or clothes.waist != "plain" or clothes.pack


def hides_low_back(scene: Scene) -> bool:
    """Say whether it hangs over the low back: a pack and a waistband hide less of it."""
    clothes = scene.runner.clothes
    return clothes.top in DRAPES or clothes.waist == "jacket"


def make_training_scene(number: int, *, hidden: bool) -> Scene:
    """Make one scene of those in which the back is seen, or is hidden."""
    bodies = list(TRAINING)
    body = bodies[number % len(bodies)]

    def draw_table(attempt: int) -> dict[str, Any]:
        draw = np.random.default_rng([33, number, attempt, int(hidden)])
        return draw_scene(draw, body, number, hidden=hidden)

    return find_scene(f"{'cloth' if hidden else 'back'}_{number:03d}_{body}", draw_table)


def find_scene(name: str, draw_table: Callable[[int], dict[str, Any]]) -> Scene:
    """Make a scene of the first table whose runner can take the posture.

    Parameters
    ----------
    name
        Of the scene.
    draw_table
        Draws the table of an attempt, counted from 0.

    Raises
    ------
    UsageError
        If none of 60 can be taken.
    """
    for attempt in range(60):
        try:
            scene = scene_from(draw_table(attempt), name)
            plan = scene.plan
            pose(
                scene.body,
                plan,
                compute_kinematics(plan, np.arange(0.5, plan.duration_s - 0.5, 0.1)),
            )
        except UsageError:
            continue  # a posture that this body cannot take
        return scene
    raise UsageError(f"no posture was found that the runner of {name} can take")


def draw_scene(
    draw: np.random.Generator, body: str, number: int, *, hidden: bool
) -> dict[str, Any]:
    """Draw the table of a scene, see `posture.synthetic.scene.description.scene_from`."""
    small = {"width": 640, "height": 360} if draw.random() < SMALL else {}
    return {
        "seed": int(draw.integers(2**31)),
        "body": body,
        "film": {
            "fps": FPS,
            "duration_s": HIDDEN_S if hidden else SEEN_S,
            "crf": int(draw.integers(20, 30)),
            "noise": float(draw.uniform(1, 5)),
            **small,
        },
        "camera": {
            # the network sees every runner facing right
            "side": "right",
            "distance_m": float(draw.uniform(3.9, 5.4)),
            "height_m": float(draw.uniform(0.7, 1.35)),
            "yaw_deg": float(draw.normal(0, 4)),
            "roll_deg": float(draw.normal(0, 2)),
        },
        "place": {
            "kind": _choose(draw, "indoor", "plain", "clutter", "outdoor"),
            "light_from_deg": float(draw.uniform(-170, -10)),
        },
        "run": _draw_run(draw),
        "clothes": _draw_clothes(draw, number, hidden=hidden),
    }


def _draw_run(draw: np.random.Generator) -> dict[str, Any]:
    """Draw gait, levels, and what changes how far."""
    change = {
        "pelvic_tilt_deg": draw.uniform(-10, 10),
        "lumbar_lordosis_deg": draw.uniform(-12, 12),
    }
    lean = sum(LEAN_OF[name] * by for name, by in change.items()) + draw.normal(0, UPPER_BACK_DEG)
    run: dict[str, Any] = {
        "gait": _choose(draw, *TRAINING_GAITS),
        "arms": _choose(draw, *TRAINING_ARMS),
        "tilt_deg": draw.normal(0, 4),
        "rounding_deg": draw.normal(0, 6),
    }
    for name, (level, by) in FACTORS.items():
        if level:
            run[name] = draw.normal(0, level)
        change[name] = _draw_change(draw, by)
    change["trunk_lean_deg"] = lean
    run["trunk_lean_deg"] = draw.uniform(2, 14) - lean / 2
    for joint, (level, by) in ARMS_DEG.items():
        both, both_change = draw.normal(0, level), _draw_change(draw, by)
        for side in ("right", "left"):
            name = f"{joint}_{side}_deg"
            run[name] = both + OWN_SHARE * draw.normal(0, level)
            change[name] = both_change + OWN_SHARE * _draw_change(draw, by)
    for side in ("right", "left"):
        run[f"arm_swing_{side}"] = draw.uniform(0.6, 1.3)
        change[f"arm_swing_{side}"] = _draw_change(draw, 0.2)
    run = {name: value if isinstance(value, str) else float(value) for name, value in run.items()}
    return run | {"drifts": {name: {"change": float(by)} for name, by in change.items() if by}}


def _draw_change(draw: np.random.Generator, sd: float) -> float:
    """Draw a change that is there in a part of the clips."""
    by = draw.normal(0, sd)
    return float(by) if draw.random() < CHANGES else 0.0


def _draw_clothes(draw: np.random.Generator, number: int, *, hidden: bool) -> dict[str, Any]:
    def colour() -> list[int]:
        return [int(c) for c in draw.integers(20, 225, 3)]

    worn = {
        "top": _choose(draw, "tight", "tight", "bare", "bra"),
        "hair": _choose(draw, "short", "short", "long", "none"),
        "tights": bool(draw.random() < 0.3),
        "top_rgb": colour(),
        "shorts_rgb": colour(),
        "shoes_rgb": colour(),
    }
    return worn | HIDING[number % len(HIDING)] if hidden else worn


def _choose(draw: np.random.Generator, *options: Any) -> Any:
    return options[int(draw.integers(len(options)))]
