"""Plain geometry of the back line: its tangents, and the angles between them."""

from __future__ import annotations

import numpy as np

from posture.back.places import PLACES
from posture.utils.arrays import BoolArray, FloatArray

#: Places of the line over the sacrum, along the trunk.
SACRUM = (PLACES > 0.77) & (PLACES < 1.0)
#: Over the thoracolumbar region.
THORACOLUMBAR = (PLACES > 0.42) & (PLACES < 0.63)
#: Between neck and shoulder blades.
UPPER_BACK = (PLACES > -0.12) & (PLACES < 0.22)
#: Places among which the line stands out furthest above the hollow of the low back.
ABOVE = np.flatnonzero((PLACES > 0.3) & (PLACES < 0.58))
#: The same below the hollow, at the buttocks.
BELOW = np.flatnonzero((PLACES > 0.85) & (PLACES < 1.15))
#: A place between the two, at which edges are compared.
MIDDLE = 0.72


def tangent(line: FloatArray, part: BoolArray) -> FloatArray:
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


def hollow(line: FloatArray) -> FloatArray:
    """Angle between the tangents over sacrum and thoracolumbar region, degrees, + hollow.

    The angle of Lippold (2012) and of rasterstereography, but at fixed places: inflections cannot
    be found on a noisy line.
    """
    return tangent(line, SACRUM) - tangent(line, THORACOLUMBAR)


def hollow_depth(line: FloatArray) -> FloatArray:
    """Depth of the hollow of the low back over its length, 0 where there is none.

    A straight edge is laid against the back so that it touches above the low back and at the
    buttocks. The depth is the largest distance of the line from the edge, the length the distance
    between the two places (Hart and Rose 1986, with a flexible ruler). Over many runners it
    follows the level of lordosis better than `hollow`, see docs/low-back.md.

    Parameters
    ----------
    line
        As in `tangent`; a gap between the two places gives NaN.
    """
    above, below = (part.ravel() for part in np.meshgrid(ABOVE, BELOW, indexing="ij"))
    apart = PLACES[below] - PLACES[above]
    slopes = (line[:, below] - line[:, above]) / apart
    # the edge touches the pair of places that puts it furthest out between them
    heights = line[:, above] + slopes * (MIDDLE - PLACES[above])
    touched = np.argmax(np.nan_to_num(heights, nan=-np.inf), axis=1)
    each = np.arange(len(line))
    slope, height, upper, lower = (
        slopes[each, touched], heights[each, touched], above[touched], below[touched],
    )  # fmt: skip
    edge = height[:, None] + slope[:, None] * (PLACES - MIDDLE)
    places = np.arange(len(PLACES))
    between = (places >= upper[:, None]) & (places <= lower[:, None])
    depth = np.where(between, edge - line, 0.0).max(axis=1)  # NaN with a gap
    # both are measured along the edge, which leans: its length grows as much as depth shrinks
    stretched = 1 + slope**2
    return np.asarray(depth / (PLACES[lower] - PLACES[upper]) / stretched)


def thoracic_curve(line: FloatArray) -> FloatArray:
    """Angle between the tangents over upper back and thoracolumbar region, degrees, + rounder.

    The kyphotic angle of rasterstereography (Lippold 2012) at fixed places. On 45 training bodies
    it grows by 0.84° for each degree by which the upper back is held rounder (r 0.42, because backs
    differ by 12° in shape). How well it follows changes has not been measured.
    """
    return tangent(line, UPPER_BACK) - tangent(line, THORACOLUMBAR)
