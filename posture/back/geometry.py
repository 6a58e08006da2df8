"""Plain geometry of the back line: the tangent over the sacrum, the hollow of the low back."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from posture.back.line import PLACES

Series = npt.NDArray[np.float64]

#: The line over the sacrum, and over the thoracolumbar region, along the trunk.
SACRUM = (PLACES > 0.77) & (PLACES < 1.0)
THORACOLUMBAR = (PLACES > 0.42) & (PLACES < 0.63)


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
