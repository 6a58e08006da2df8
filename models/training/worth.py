"""How large the errors of fitted models are on runners left out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import nnls

from models.training.features import BackExample
from models.training.ridge import Fit, measure_move
from posture.back.changes import ANGLES
from posture.utils.arrays import BoolArray, FloatArray


def measure_centres_errors(found: Fit) -> dict[str, float]:
    """Measure the errors of lean, degrees, that those of hip and shoulder (trunk lengths) cause."""

    def lean(shifts: FloatArray) -> FloatArray:
        return np.degrees(shifts[..., 1] - shifts[..., 0])

    motion = np.concatenate([lean(part) for part in found.motion_errors])
    return {
        "lean_level_sd": float(lean(found.level_errors).std()),
        "lean_move_sd": float(lean(found.move_errors).std()),
        "lean_motion_sd": float(motion.std()),
    }


def measure_back_errors(found: Fit, visible: Sequence[BoolArray]) -> dict[str, float]:
    """Measure the errors of tilt (against the trunk) and lordosis, degrees.

    ``level``: of a runner's mean; ``move``: of a change, an SD that is always there and a
    ``share`` of the change; ``slope``: measured on true changes (both of the estimates of least
    squared error, before `posture.back.changes` divides them by this slope);
    ``seen`` and ``hidden``: within the stride, in frames that show the low back or do not.
    """
    shown = np.concatenate(list(visible))
    motion = np.concatenate(found.motion_errors)
    errors: dict[str, float] = {}
    for i, name in enumerate(ANGLES):
        moves, off = found.moves[:, i], found.move_errors[:, i]
        errors |= {
            f"{name}_level_sd": float(np.sqrt((found.level_errors[:, i] ** 2).mean())),
            **_fit_growing_error(name, moves, off),
            f"{name}_slope": float(1 + (off @ moves) / (moves @ moves)),
            f"{name}_seen_sd": float(np.sqrt((motion[shown, i] ** 2).mean())),
            f"{name}_hidden_sd": float(np.sqrt((motion[~shown, i] ** 2).mean())),
        }
    return errors


def measure_geometry_errors(backs: Sequence[BackExample]) -> dict[str, float]:
    """Measure how well plain geometry shows changes: ``slope`` of the true on it, ``sd`` left over.

    Tilt (against the trunk) by the tangent over the sacrum, lordosis by the hollow; degrees.
    """
    worth: dict[str, float] = {}
    for i, (name, measure) in enumerate(zip(ANGLES, ("sacral_deg", "hollow_deg"), strict=True)):
        plain = np.array([measure_move(getattr(back, measure)[:, None])[0] for back in backs])
        true = np.array([measure_move(back.example.targets)[i] for back in backs])
        known = np.isfinite(plain)
        plain, true = plain[known], true[known]
        slope = float(plain @ true / (plain @ plain))
        worth[f"{name}_geometry_slope"] = slope
        worth[f"{name}_geometry_sd"] = float(np.sqrt(np.mean((true - slope * plain) ** 2)))
    return worth


def _fit_growing_error(name: str, moves: FloatArray, off: FloatArray) -> dict[str, float]:
    """Fit the errors' variance: a constant, and a part that grows with the change's square."""
    parts = np.stack([np.ones_like(moves), moves**2], axis=1)
    fixed, grows = nnls(parts, off**2)[0]
    return {f"{name}_move_sd": float(np.sqrt(fixed)), f"{name}_move_share": float(np.sqrt(grows))}
