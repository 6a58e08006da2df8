"""What another place of the runner in the picture does to the lean (parallax)."""

from __future__ import annotations

import numpy as np

from posture.utils.arrays import FloatArray

#: How far the trunk may lean towards the camera or away from it, degrees.
SIDE_LEAN_DEG = 5.0


def estimate_parallax_deg(lean_deg: float, early_yaw: FloatArray, late_yaw: FloatArray) -> float:
    """Estimate how much the lean in the picture may change because the runner is seen elsewhere.

    Seen from yaw ``psi``, ``tan(lean in the picture) = tan(lean) cos(psi) + tan(side) sin(psi)``,
    where ``side`` is the lean of the trunk towards the camera: its upper end is then nearer to the
    camera and moves more across the picture (both are rotations of the trunk's line about the
    vertical, projected). How far a runner leans sideways is not seen from the side; 5 degrees
    either way are taken. That gives 0.9 degrees at 10 and 1.7 at 20 degrees of yaw, about as much
    as 95 % of the errors that the views of yaw 10 and 20 add in tests/benchmarks/accuracy (SD of
    the lean's level 0.33 seen square, 0.50 and 0.73 degrees there: 0.7 and 1.3 more).

    Parameters
    ----------
    lean_deg
        Lean of the trunk, degrees.
    early_yaw, late_yaw
        Yaw of each stride of the windows, degrees, see `posture.tracks.View.measure_yaw_deg`.

    Returns
    -------
    float
        Degrees of lean, 0 or more.
    """

    def seen(yaw: FloatArray, side: float) -> float:
        psi = np.radians(yaw)
        tangent = np.tan(np.radians(lean_deg)) * np.cos(psi) + np.tan(np.radians(side)) * np.sin(
            psi
        )
        return float(np.nanmean(np.degrees(np.arctan(tangent))))

    sides = (SIDE_LEAN_DEG, -SIDE_LEAN_DEG)
    return max(abs(seen(late_yaw, side) - seen(early_yaw, side)) for side in sides)
