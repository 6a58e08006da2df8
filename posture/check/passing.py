"""Runners who pass through the picture: they come in and leave at its sides, which is no fault."""

from __future__ import annotations

import numpy as np

from posture.check.look import Looked
from posture.pose import INDEX, middle
from posture.tracks.clean import EDGE_MARGIN_TRUNKS

#: Who runs on a treadmill stays within this in a part in which the legs are watched, trunk lengths.
PASSING_TRUNKS = 1.0
#: Whatever of trunk and legs is outside shows that a body is partly outside.
_BODY = [
    INDEX[f"{side}_{joint}"]
    for joint in ("shoulder", "hip", "knee", "ankle", "heel", "foot_index")
    for side in ("left", "right")
]


def list_rows_inside(looked: Looked) -> list[int]:
    """List the rows with the runner, without those in which one who passes comes in or leaves.

    With them if there are no others: who is never wholly inside is cut off. A camera that moves has
    nobody pass: they are at its sides where it follows them badly.
    """
    found, tracks = looked.found, looked.tracks
    if found is None or tracks is None or not tracks.stretches or looked.camera.motion.moved:
        return looked.seen
    hips = middle(found.points, "hip")[:, 0]
    inside = [hips[part][np.isfinite(hips[part])] for part in looked.watched]
    if not any(one.size and np.ptp(one) > PASSING_TRUNKS * tracks.trunk_px for one in inside):
        return looked.seen
    margin = EDGE_MARGIN_TRUNKS * tracks.trunk_px
    x = found.points[:, _BODY, 0]
    at_side = (x < margin) | (x > looked.info.width - margin)
    return [row for row in looked.seen if not at_side[row].any()] or looked.seen
