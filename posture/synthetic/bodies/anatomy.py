"""Where the landmarks of the definitions are on a virtual body.

All bodies share one mesh, so a landmark is the same vertex on each of them. They were found on one
body by their place (ASIS: foremost of the front of the pelvis at its width; PSIS: two fingers
beside the midline over the sacroiliac joints; midline: gluteal cleft to neck; tragus: tip of the
flap in front of the opening of the ear).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from posture.synthetic.bodies.library import Body
from posture.utils.arrays import FloatArray

#: Anterior superior iliac spines, right and left.
ASIS = (4305, 10918)
#: Posterior superior iliac spines, right and left.
PSIS = (4176, 10799)
#: Tips of the tragus, the flap in front of the opening of the ear, right and left.
TRAGI = (5462, 12045)
# fmt: off
#: Midline of the back from the top of the gluteal cleft up to the lower neck.
MIDLINE = (
    4189, 4371, 4179, 4172, 4165, 4044, 4132, 4029, 4014, 4000, 3986, 3972, 3958, 3944, 3930, 3916,
    1600, 1599, 1598, 3827, 3764, 1597, 1596, 1595, 1550, 1539, 1467, 1491, 1496, 858, 857, 856,
)
# fmt: on
#: Upper end of the low back on the midline: above it the line bends the other way.
_LOW_BACK = 18


@dataclass(frozen=True)
class Anatomy:
    """Angles of a body at rest, degrees, that its motion adds to.

    Attributes
    ----------
    pelvic_tilt_deg
        Line from PSIS to ASIS against the horizontal, + ASIS lower.
    lumbar_lordosis_deg
        Of the bare skin's midline, see `measure_skin_lordosis`.
    """

    pelvic_tilt_deg: float
    lumbar_lordosis_deg: float


def measure_anatomy(body: Body) -> Anatomy:
    """Measure the rest angles of a body."""
    front = body.vertices[list(ASIS)].astype(float).mean(axis=0)
    back = body.vertices[list(PSIS)].astype(float).mean(axis=0)
    line = body.vertices[list(MIDLINE)].astype(float)
    return Anatomy(
        pelvic_tilt_deg=float(np.degrees(np.arctan2(back[2] - front[2], front[0] - back[0]))),
        lumbar_lordosis_deg=float(measure_skin_lordosis(line[None, :, [0, 2]])[0]),
    )


def measure_skin_lordosis(midline: FloatArray) -> FloatArray:
    """Measure the angle between the tangents at the two inflections around the low back.

    Parameters
    ----------
    midline
        ``(T, 32, 2)`` x forward and z up of `MIDLINE`, metres.

    Returns
    -------
    lordosis
        ``(T,)`` degrees: at the lower inflection the line leans furthest forward, at the upper
        one furthest back (the definition of rasterstereography, e.g. Lippold 2012).
    """
    low = midline[:, : _LOW_BACK + 1]
    step = np.diff(low, axis=1)
    lean = np.degrees(np.arctan2(step[..., 0], step[..., 1]))
    # three neighbours: single steps of the mesh are rough
    smooth = (lean[:, :-2] + lean[:, 1:-1] + lean[:, 2:]) / 3
    half = smooth.shape[1] // 2
    return np.asarray(smooth[:, :half].max(axis=1) - smooth[:, half:].min(axis=1), dtype=float)
