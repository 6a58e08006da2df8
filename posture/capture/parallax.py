"""Parallax: the lean seems to change where the runner is seen elsewhere in the picture."""

from __future__ import annotations

import numpy as np

from posture.utils.arrays import FloatArray

#: Assumed largest lean of the trunk towards the camera or away from it, degrees.
SIDE_LEAN_DEG = 5.0


def estimate_parallax_deg(lean_deg: float, early_yaw: FloatArray, late_yaw: FloatArray) -> float:
    """Estimate how much the apparent lean may change because of another place in the picture.

    Seen from yaw ``psi``, ``tan(lean in the picture) = tan(lean) cos(psi) + tan(side) sin(psi)``,
    where ``side`` is the lean of the trunk towards the camera: its upper end is then nearer to the
    camera and moves more across the picture (both are rotations of the trunk's line about the
    vertical, projected). The sideways lean cannot be seen from the side; 5 degrees
    in either direction are assumed. That gives 0.9 degrees at 10 and 1.7 at 20 degrees of yaw,
    about as much as 95 % of the errors that the views of yaw 10 and 20 add in
    tests/benchmarks/accuracy (the standard deviation of the error of the mean lean is 0.33 degrees
    seen square from the side, 0.50 and 0.73 degrees there: 0.7 and 1.3 degrees more).

    Parameters
    ----------
    lean_deg
        Lean of the trunk, degrees.
    early_yaw, late_yaw
        Yaw of the view of each stride of the window, degrees, see
        `posture.tracks.View.measure_yaw_deg`.

    Returns
    -------
    float
        Change of the apparent lean, degrees, 0 or more.
    """

    def lean_seen(yaw: FloatArray, side: float) -> float:
        psi = np.radians(yaw)
        tangent = np.tan(np.radians(lean_deg)) * np.cos(psi) + np.tan(np.radians(side)) * np.sin(
            psi
        )
        return float(np.nanmean(np.degrees(np.arctan(tangent))))

    sides = (SIDE_LEAN_DEG, -SIDE_LEAN_DEG)
    return max(abs(lean_seen(late_yaw, side) - lean_seen(early_yaw, side)) for side in sides)
