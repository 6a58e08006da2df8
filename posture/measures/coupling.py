"""Coupling of pelvis and hip in a stride."""

from __future__ import annotations

import numpy as np

from posture.utils.arrays import FloatArray

#: Frames from mid-stance to toe-off from which a slope is estimated.
MIN_FRAMES = 3


def tilt_hip_coupling(
    tilt_deg: FloatArray, hip_angle_deg: FloatArray, phase: FloatArray, toe_off: float
) -> float:
    """Estimate how much the pelvis tilts forward for each degree of hip extension.

    Parameters
    ----------
    tilt_deg, hip_angle_deg, phase
        ``(n,)`` pelvic tilt (+ anterior), angle of the near hip (+ flexion) and phase of the
        stride, frame by frame.
    toe_off
        Phase of the near toe-off.

    Returns
    -------
    float
        Slope of tilt on hip extension from mid-stance to toe-off, degrees per degree: 0.3 means
        that the pelvis tilts by 3 degrees while the hip extends by 10. NaN with too few frames.
        It has no verdict: it hardly distinguishes one virtual runner from another.
    """
    part = (phase >= toe_off / 2) & (phase <= toe_off) & np.isfinite(tilt_deg + hip_angle_deg)
    if part.sum() < MIN_FRAMES:
        return float("nan")
    extension = -hip_angle_deg[part] + hip_angle_deg[part].mean()
    size = float(extension @ extension)
    return float(extension @ tilt_deg[part]) / size if size > 1.0 else float("nan")
