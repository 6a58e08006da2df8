"""What pelvic tilt and lordosis are estimated from: the trunk's edges and the landmarks."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from posture.back.completion import complete_line
from posture.back.line import Line
from posture.back.phases import FilledEdge, fill_phases
from posture.back.places import PLACES
from posture.back.shape_prior import ShapePrior
from posture.gait.strides import Cut
from posture.learned.joint_centres import FEATURES as LANDMARKS
from posture.learned.joint_centres import iterate_features
from posture.tracks.body import Body
from posture.utils.arrays import FloatArray

#: Places at which an arm hides the belly in more than three quarters of the frames of training
#: runners; the edge there is often the arm's.
BEHIND_ARMS = (PLACES > 0.42) & (PLACES < 0.57)
#: Places of the back that are used, from the shoulder blades down. Above, shoulders and hair move
#: on their own.
BACK = np.flatnonzero(PLACES > 0.2)
#: Places of the front that are used, from the chest to the hip.
FRONT = np.flatnonzero((PLACES > 0.27) & (PLACES < 1.12) & ~BEHIND_ARMS)
#: Names, in order.
FEATURES = (
    *(f"back_{PLACES[j]:.2f}" for j in BACK),
    *(f"front_{PLACES[j]:.2f}" for j in FRONT),
    *LANDMARKS,
)


def fill_edges(line: Line, cut: Cut, prior: ShapePrior) -> tuple[FilledEdge, FilledEdge]:
    """Fill the gaps of both edges, the back and the front; the back's from `prior` too."""
    strides = len(cut.steps)
    back, front = (
        fill_phases(edge, cut.number, cut.phase, strides) for edge in (line.back, line.front)
    )
    return complete_line(back, prior), front


def describe(
    back: FilledEdge, front: FilledEdge, body: Body, stretch: slice
) -> Iterator[FloatArray]:
    """Give the features of one stretch one by one, ``(n,)`` each, in the order of `FEATURES`.

    None of them depends on the picture's level or on how the trunk leans.
    """
    for j in BACK:
        yield back.values[stretch, j].astype(float)
    for j in FRONT:
        yield front.values[stretch, j].astype(float)
    yield from iterate_features(body.points[stretch], body.view.facing)
