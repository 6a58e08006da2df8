"""Plain geometry of the back line: its tangents, and the angles between them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from posture.back.places import PLACES

Series = npt.NDArray[np.float64]

#: The line over the sacrum, over the thoracolumbar region, and between neck and shoulder blades,
#: along the trunk.
SACRUM = (PLACES > 0.77) & (PLACES < 1.0)
THORACOLUMBAR = (PLACES > 0.42) & (PLACES < 0.63)
UPPER_BACK = (PLACES > -0.12) & (PLACES < 0.22)


def tangent(line: Series, part: npt.NDArray[np.bool_]) -> Series:
    """Lean of the line's tangent against the trunk, degrees, + forward.

    Parameters
    ----------
    line
        ``(n, places)`` distance behind the line from mid-shoulder to mid-hip, trunk lengths.
    part
        Which places; a straight line is laid through them.
    """
    along = PLACES[part] - PLACES[part].mean()
    slope = line[:, part] @ along / (along @ along)
    # going up, the line comes forward as much as its distance behind grows going down
    return np.asarray(np.degrees(np.arctan(slope)))


def hollow(line: Series) -> Series:
    """Angle between the tangents over sacrum and thoracolumbar region, degrees, + hollow.

    The angle of Lippold (2012) and rasterstereography at fixed places instead of the inflections,
    which a noisy line does not have.
    """
    return tangent(line, SACRUM) - tangent(line, THORACOLUMBAR)


def thoracic_curve(line: Series) -> Series:
    """Angle between the tangents over upper back and thoracolumbar region, degrees, + rounder.

    The kyphotic angle of rasterstereography (Lippold 2012) at fixed places. On 45 training bodies
    it grows by 0.84° for each degree that the upper back is held rounder (r 0.42, for backs differ
    by 12° in shape); nothing is known of how well it tells changes.
    """
    return tangent(line, UPPER_BACK) - tangent(line, THORACOLUMBAR)
