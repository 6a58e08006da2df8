"""Which way the runner faces: decided once for the whole clip."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from posture.pose import INDEX, middle
from posture.tracks.clean import Tracks

Facing = Literal["left", "right"]


def detect_facing(tracks: Tracks) -> Facing:
    """Tell which way the runner faces in the picture.

    Nose ahead of the ears, toes ahead of the heels and, for a runner who crosses the picture, the
    way travelled vote together, each in pixels over the whole clip: a single frame would
    turn round when the toe passes the heel in late swing.
    """
    x = tracks.points[..., 0]
    nose = x[:, INDEX["nose"]] - middle(tracks.points, "ear")[:, 0]
    toes = [
        x[:, INDEX[f"{side}_foot_index"]] - x[:, INDEX[f"{side}_heel"]]
        for side in ("left", "right")
    ]
    vote = _median(nose) + _median(np.concatenate(toes))
    hip = middle(tracks.points, "hip")[:, 0]
    for stretch in tracks.stretches:
        way = float(hip[stretch.stop - 1] - hip[stretch.start])
        share = (stretch.stop - stretch.start) / len(hip)
        if abs(way) > 2 * tracks.trunk_px:
            vote += np.sign(way) * share * tracks.trunk_px
    return "right" if vote > 0 else "left"


def _median(values: npt.NDArray[np.floating]) -> float:
    """Median of what was seen; no vote where nothing was, as with the head out of the picture."""
    seen = values[np.isfinite(values)]
    return float(np.median(seen)) if seen.size else 0.0
