"""The trunk's axis of a run: how far joint centres lie from the landmarks, one constant a run.

The line of the back is measured beside the axis, and lean is its angle. To compare standing with
running, the axis must lie alike in both: by the run's own constants, whatever the joint centres
would be estimated to be when standing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from posture.tracks.body import Body
from posture.utils.arrays import FloatArray

#: All frames.
_EVERY = slice(None)


@dataclass(frozen=True)
class TrunkAxis:
    """How a run shows the trunk.

    Attributes
    ----------
    hip, shoulder
        How far its ends lie ahead of the landmarks, at right angles to it, trunk lengths.
    legs
        Length of the legs, see `measure_legs`; NaN where it is not known.
    """

    hip: float = 0.0
    shoulder: float = 0.0
    legs: float = float("nan")

    def apply(self, body: Body) -> Body:
        """Move the ends of the trunk, and both legs' hips, of a body from landmarks alone."""
        ahead = _ahead_of(body)
        hip = self.hip * ahead
        return replace(
            body,
            hip=body.hip + hip,
            shoulder=body.shoulder + self.shoulder * ahead,
            near=replace(body.near, hip=body.near.hip + hip),
            far=replace(body.far, hip=body.far.hip + hip),
        )

    @classmethod
    def mean(cls, axes: Sequence[TrunkAxis], weights: Sequence[float]) -> TrunkAxis:
        """Average the axes of several videos of a run; evenly where all weights are 0."""
        shares = np.array(weights, float) if any(weights) else np.ones(len(axes))
        return cls(
            float(np.average([one.hip for one in axes], weights=shares)),
            float(np.average([one.shoulder for one in axes], weights=shares)),
            float(np.average([one.legs for one in axes], weights=shares)),
        )


def measure_axis(landmarks: Body, joints: Body) -> TrunkAxis:
    """Measure how far the trunk's ends were moved on average.

    Parameters
    ----------
    landmarks, joints
        The same runner, before and after the joint centres were estimated.
    """
    ahead = _ahead_of(landmarks)
    size = np.einsum("tk,tk->t", ahead, ahead)

    def average(moved: FloatArray) -> float:
        shares = np.einsum("tk,tk->t", moved, ahead) / size
        known = np.concatenate([[], *(shares[part] for part in landmarks.stretches)])
        known = known[np.isfinite(known)]
        return float(known.mean()) if known.size else 0.0

    return TrunkAxis(
        average(joints.hip - landmarks.hip),
        average(joints.shoulder - landmarks.shoulder),
        measure_legs(landmarks),
    )


def measure_legs(landmarks: Body, part: slice = _EVERY) -> float:
    """Measure both legs from hip to ankle along the knee, median of frames, trunk lengths."""
    hip = landmarks.hip[part]
    lengths = []
    for leg in (landmarks.near, landmarks.far):
        knee, ankle = leg.knee[part], leg.ankle[part]
        lengths.append(np.hypot(*(knee - hip).T) + np.hypot(*(ankle - knee).T))
    trunk = np.hypot(*(landmarks.shoulder[part] - hip).T)
    return float(np.nanmedian(np.mean(lengths, axis=0) / trunk))


def _ahead_of(body: Body) -> FloatArray:
    """Give the direction square to the trunk, as long as it, ``(frames, 2)``, + forward."""
    trunk = body.shoulder - body.hip
    return np.stack([trunk[:, 1], -trunk[:, 0]], axis=1)
