"""A runner with the legs of one measured runner and the arms of another, as a table of a scene."""

from __future__ import annotations

from typing import Any

import numpy as np

from posture.synthetic.bodies.library import load_body
from posture.synthetic.motion.gait import EVALUATION_ARMS, EVALUATION_GAITS
from posture.synthetic.motion.plan import STRIDE_SD

#: How far the pelvis is tipped from where lean and body would put it, mean and SD, degrees: brings
#: the tilt to the 14.3 ± 4 of real runners at 2.5 m/s (Fukuchi et al. 2017).
TIPPED_DEG = (-1.8, 2.0)
#: SD of the stride means of the tilt, degrees, and of neighbouring strides the lowest and highest
#: correlation (the same source).
TILT_STRIDE_SD = 0.65
AUTOCORRELATION = (0.28, 0.39)


def real_runner(seed: list[int], number: int, body: str, seconds: float) -> dict[str, Any]:
    """Describe a runner in good conditions: side-on, 1280x720, 30 frames per second, tight clothes.

    Parameters
    ----------
    seed
        Of all that is drawn.
    number
        Which one of the condition's clips; gaits and arms take turns.
    body
        Who.
    seconds
        Length of the clip.
    """
    draw = np.random.default_rng([*seed, number])
    gait = EVALUATION_GAITS[(number + number // len(EVALUATION_GAITS)) % len(EVALUATION_GAITS)]
    low, high = AUTOCORRELATION
    bare = "bra" if load_body(body).woman else "bare"
    return {
        "seed": 1000 * seed[-1] + number,
        "body": body,
        "film": {
            "fps": 30.0,
            "duration_s": seconds,
            "crf": int(draw.integers(20, 27)),
            "noise": round(float(draw.uniform(1, 3.5)), 1),
        },
        "camera": {
            "side": ("right", "left")[int(draw.integers(2))],
            "distance_m": round(float(draw.uniform(3.8, 4.8)), 2),
            "height_m": round(float(draw.uniform(0.85, 1.25)), 2),
            "yaw_deg": round(float(draw.normal(0, 3)), 1),
        },
        "place": {"kind": ("indoor", "outdoor", "plain")[int(draw.integers(3))]},
        "clothes": {
            "top": ("tight", bare)[int(draw.integers(2))],
            "top_rgb": [int(c) for c in draw.integers(40, 210, 3)],
            "shorts_rgb": [int(c) for c in draw.integers(20, 110, 3)],
            "hair": ("short", "long", "none")[int(draw.integers(3))],
        },
        "run": {
            "gait": gait,
            "arms": EVALUATION_ARMS[number // 2 % len(EVALUATION_ARMS)],
            "speed_m_s": speed_of(gait),
            "cadence_spm": float(draw.integers(168, 184)),
            "trunk_lean_deg": round(float(draw.uniform(3, 11)), 1),
            "tilt_deg": round(float(draw.normal(*TIPPED_DEG)), 1),
            "rounding_deg": round(float(draw.normal(0, 3)), 1),
            "arms_scale": round(float(draw.uniform(0.8, 1.2)), 2),
            "stride_sd": {**STRIDE_SD, "pelvic_tilt_deg": TILT_STRIDE_SD},
            "autocorrelation": round(float(draw.uniform(low, high)), 2),
            "drifts": {},
        },
    }


def speed_of(gait: str) -> float:
    """Speed at which a gait was measured, m/s: its name ends with ten times that."""
    return int(gait.rpartition("_")[2]) / 10
