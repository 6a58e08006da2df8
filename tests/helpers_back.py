"""Backs with known truth: what the line of the back says, and outlines of a known silhouette."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from posture.back import PLACES, Back
from posture.back.likely import as_seen
from posture.pose import STATIONS, Detections, middle
from posture.tracks import Body, upright

Series = npt.NDArray[np.float64]
Curve = Callable[[Series], Series]


#: Lines that backs can have, if any line is one.
ANY_LINE = as_seen(np.zeros(len(PLACES)), np.eye(len(PLACES)))


def known_back(
    frames: int,
    tilt_deg: Series | float = np.nan,
    lordosis_deg: Series | float = np.nan,
    **how: Any,
) -> Back:
    """What a back of known angles says in every frame; nothing of it depends on a picture."""
    back = Back(
        tilt_deg=np.zeros(frames) + tilt_deg,
        lordosis_deg=np.zeros(frames) + lordosis_deg,
        tilt_shift_deg=0.0,
        lordosis_shift_deg=0.0,
        tilt_interval_deg=np.full(frames, 3.0),
        lordosis_interval_deg=np.full(frames, 4.0),
        shown=np.ones((frames, len(PLACES)), bool),
        visible=np.ones(frames, bool),
        reason=np.full(frames, "", object),
        code="",
        looseness=np.array([]),
        sacral_deg=np.array([]),
        hollow_deg=np.array([]),
        hollow_depth=np.array([]),
        thoracic_deg=np.array([]),
    )
    return replace(back, **how)


def edge_in_picture(
    body: Body, places: Series, behind: Series, facing: Any, level: float
) -> Series:
    """Pixels of points that lie so far behind the trunk, ``(places,)`` → ``(frames, places, 2)``.

    Places count from mid-shoulder (0) to mid-hip (1), distances in trunk lengths.
    """
    down = body.hip - body.shoulder
    back = np.stack([down[:, 1], -down[:, 0]], axis=1)  # x forward, y up: behind who goes down
    own = (
        body.shoulder[:, None] + places[:, None] * down[:, None] + behind[..., None] * back[:, None]
    )
    turn = upright(facing, level)
    return np.asarray(np.linalg.solve(turn, own.reshape(-1, 2).T).T.reshape(own.shape))


def draw_edges(
    found: Detections, body: Body, facing: Any, level: float, back: Curve, front: Curve
) -> None:
    """Enter the outline that the network's landmarks would measure on a known silhouette.

    The curves are distances from the trunk of `body`, whose ends need not be the landmarks.
    """
    places = np.linspace(-0.6, 1.8, 961)
    top = middle(found.points, "shoulder").astype(float)
    axis = middle(found.points, "hip").astype(float) - top
    length = np.hypot(*axis.T)
    aside = np.stack([axis[:, 1], -axis[:, 0]], axis=1) / length[:, None]  # right, head up
    for behind, curve in ((True, back), (False, front)):
        distance = curve(places) * (1 if behind else -1)
        edge = edge_in_picture(body, places, distance, facing, level) - top[:, None]
        along = np.einsum("tsk,tk->ts", edge, axis) / length[:, None] ** 2
        off = np.einsum("tsk,tk->ts", edge, aside)
        column = 0 if (facing == "right") == behind else 1
        for t in range(len(off)):
            found.outline[t, :, column] = np.abs(np.interp(STATIONS, along[t], off[t]))
