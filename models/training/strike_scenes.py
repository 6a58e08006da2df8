"""Scenes for training how a foot lands: from far on the heel to far on the toes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from models.training.training_scenes import draw_scene, find_scene
from posture.synthetic.bodies.library import TRAINING
from posture.synthetic.scene.description import Scene

#: Frames per second; films of fewer are made by leaving frames out.
FPS = 120.0
#: Length of a clip, seconds.
SECONDS = 2.5
#: Number of clips.
CLIPS = 24
#: Toes above where the gait has them, degrees: the gaits are of runners who land on the heel.
STRIKE_DEG = (-25.0, 10.0)


def make_strike_scenes() -> Iterator[Scene]:
    """Make the scenes, each of another body, in turn all over `STRIKE_DEG`."""
    for number in range(CLIPS):
        yield make_strike_scene(number)


def make_strike_scene(number: int) -> Scene:
    """Make one scene: a runner as for the low back, in a sharp film, who lands in one way."""
    body = list(TRAINING)[-1 - number]
    strikes = np.linspace(*STRIKE_DEG, CLIPS)

    def draw_table(attempt: int) -> dict[str, Any]:
        draw = np.random.default_rng([34, number, attempt])
        table = draw_scene(draw, body, number, hidden=False)
        table["film"] = {"fps": FPS, "duration_s": SECONDS, "crf": int(draw.integers(20, 27))}
        table["run"]["foot_strike_deg"] = float(strikes[number * 7 % CLIPS])
        for changes in ("foot_strike_deg", "cadence_spm", "legs_scale"):
            table["run"]["drifts"].pop(changes, None)
        return table

    return find_scene(f"strike_{number:03d}_{body}", draw_table)
