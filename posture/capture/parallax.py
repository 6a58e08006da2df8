"""Where the runner is in the picture, and what another place does to the lean (parallax)."""

from __future__ import annotations

import numpy as np

from posture.tracks import Body
from posture.tracks.body import upright
from posture.tracks.view import Facing
from posture.utils.arrays import FloatArray

#: Focal length in lengths of the picture's longer side: the main lens of a telephone while it
#: films, 28 mm for 36 mm. A zoomed picture has a longer one, and the angles are smaller.
FOCAL_LENGTH = 28 / 36
#: How far the trunk may lean towards the camera or away from it, degrees.
SIDE_LEAN_DEG = 5.0


def place(
    body: Body, width: int, height: int, facing: Facing, level_deg: float
) -> tuple[FloatArray, FloatArray]:
    """Direction and size in which the runner is seen.

    Parameters
    ----------
    body
        The runner.
    width, height
        Of the upright picture, pixels.
    facing, level_deg
        As for `posture.tracks.body.build_body`.

    Returns
    -------
    (yaw, size)
        ``(frames,)`` each. Yaw: degrees between the middle of the picture and mid-hip, + ahead in
        the running direction, ``atan(x / f)`` with the focal length `FOCAL_LENGTH`; the runner is
        seen so far from the side even by a camera that stands square. Size: trunk length as a
        share of the picture's height.
    """
    middle = upright(facing, level_deg) @ np.array([width / 2, height / 2])
    ahead = body.hip[:, 0] - middle[0]
    yaw = np.degrees(np.arctan(ahead / (FOCAL_LENGTH * max(width, height))))
    trunk = body.shoulder - body.hip
    return yaw, np.hypot(trunk[:, 0], trunk[:, 1]) / height


def parallax_deg(lean_deg: float, early_yaw: FloatArray, late_yaw: FloatArray) -> float:
    """Return how much the lean in the picture may change because the runner is seen elsewhere.

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
        Yaw of each stride of the windows, degrees, from `place`.

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
