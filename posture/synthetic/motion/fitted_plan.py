"""Fits a plan to a body: the pelvic tilt and lordosis with which it leans as planned."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from posture.synthetic.bodies.anatomy import measure_anatomy
from posture.synthetic.bodies.library import Body
from posture.synthetic.bodies.skeleton import SEGMENT, SEGMENTS, pitch, place_segments
from posture.synthetic.motion.plan import Plan
from posture.synthetic.motion.posing import LUMBAR
from posture.synthetic.motion.trunk_lean import measure_trunk_lean

#: Share of the lean, beyond the body's own when standing, that comes from the pelvis; the rest
#: comes from the spine.
FROM_PELVIS = 0.5


def fit_plan_to_body(
    body: Body, plan: Plan, *, tilt_deg: float = 0.0, rounding_deg: float = 0.0
) -> Plan:
    """Give a plan the pelvic tilt and lordosis with which this body leans as planned.

    Parameters
    ----------
    body, plan
        Who runs, and how; its lean is kept.
    tilt_deg
        How much further forward than usual this runner tips the pelvis, degrees.
    rounding_deg
        How much rounder than at rest the upper back is held, degrees.
    """
    shape = measure_anatomy(body)

    def lean(pelvis: float, arch: float) -> float:
        local = np.tile(np.eye(3), (1, len(SEGMENTS), 1, 1))
        local[:, SEGMENT["pelvis"]] = pitch(pelvis)
        for name, share in LUMBAR.items():
            local[:, SEGMENT[name]] = pitch(-share * arch)
        local[:, SEGMENT["thorax"]] = pitch(rounding_deg)
        placed = place_segments(body.joints, local, np.zeros((1, 3)))
        return float(measure_trunk_lean(body, *placed)[0])

    upright = lean(0.0, 0.0)
    pelvis = FROM_PELVIS * (plan.trunk_lean_deg - upright) + tilt_deg
    arch = 0.0
    for _ in range(4):
        here = lean(pelvis, arch)
        arch += (plan.trunk_lean_deg - here) / (lean(pelvis, arch + 1.0) - here)
    return replace(
        plan,
        pelvic_tilt_deg=shape.pelvic_tilt_deg + pelvis,
        lumbar_lordosis_deg=shape.lumbar_lordosis_deg + arch,
    )
