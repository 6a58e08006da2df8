"""What pelvis and legs do together in a stride."""

from __future__ import annotations

import numpy as np

from posture.utils.arrays import FloatArray

#: Frames from mid-stance to toe-off that a slope takes.
MIN_FRAMES = 3


def tilt_hip_coupling(
    tilt_deg: FloatArray, hip_angle_deg: FloatArray, phase: FloatArray, toe_off: float
) -> float:
    """How much the pelvis tips forward for each degree that the leg goes behind.

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
        Slope of tilt on hip extension from mid-stance to toe-off, degrees a degree: 0.3 says that
        the pelvis tips 3 degrees while the thigh goes back by 10. NaN with too few frames. It is
        kept by stride but not judged: on virtual runners it hardly tells one from another.
    """
    part = (phase >= toe_off / 2) & (phase <= toe_off) & np.isfinite(tilt_deg + hip_angle_deg)
    if part.sum() < MIN_FRAMES:
        return float("nan")
    extension = -hip_angle_deg[part] + hip_angle_deg[part].mean()
    size = float(extension @ extension)
    return float(extension @ tilt_deg[part]) / size if size > 1.0 else float("nan")
