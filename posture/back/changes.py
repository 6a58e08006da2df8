"""How a change of the line of the back tells the change of pelvic tilt and lordosis.

From early to late the line changes where the back bends, and is read with an error where it does
not. The weights begin as those of the least mean squared error (linear minimum-mean-square
estimation; Kay 1993, chapter 12): how lines and angles of virtual runners change together, and how
the line as it is read differs from theirs. Such estimates lie nearer to "no change" than the truth;
they are divided by how much of a true change they tell on runners left out of the training
(classical calibration; Osborne 1991, Int Stat Rev 59:309), so that a true change is told in full on
average.
The weights are solved anew for each run from the places that it shows early as well as late, so
that nothing is said from a place that an arm hides in a part of the run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

import numpy as np

from posture.back.features import BACK
from posture.gait.strides import Cut
from posture.learned.weights import Model
from posture.utils.arrays import BoolArray, Float32Array, FloatArray, IntArray

#: The angles as the weights name them, in the order of `Changes.product`.
ANGLES = ("tilt", "lordosis")
#: What follows an angle's name where the weights are those of its level.
LEVEL = "_level"
#: Parts of a run that must show a place over the same phases of the stride.
THIRDS = 3
#: Parts of the stride that are told apart for this.
PHASES = 12
#: Least share of the frames of a part of the stride that show a place which is seen in it.
LEAST_SHARE = 0.34
#: Least number of parts of the stride in which all thirds of a run show a place.
FEWEST_PHASES = 3


@dataclass(frozen=True)
class Changes:
    """Second moments of changes of the line, at the k places of `features.BACK`, and of angles.

    Attributes
    ----------
    square
        ``(k, k)`` mean product of changes of two places as they are read, trunk lengths squared.
    product
        ``(k, 2)`` mean product of a place and a true angle: pelvic tilt less measured trunk lean,
        and lordosis; trunk lengths times degrees.
    slope
        ``(2,)`` of the estimates of least squared error on the true angles, on runners left out:
        they tell so many degrees of each true one.
    swing
        ``(r, k)`` what the motion within the stride adds to the changes of a run, from
        `swing.find_swing`, for each of its videos and between them, trunk lengths. How much of it
        is there is not known: it counts as an error of this standard deviation.
    """

    square: FloatArray
    product: FloatArray
    slope: FloatArray = field(default_factory=lambda: np.ones(len(ANGLES)))
    swing: FloatArray = field(default_factory=lambda: np.zeros((0, len(BACK))))

    def solve(self, known: BoolArray) -> FloatArray:
        """Solve for the weights of the places that are known.

        Parameters
        ----------
        known
            ``(k,)`` which places are seen throughout a run.

        Returns
        -------
        FloatArray
            ``(k, 2)`` degrees for each trunk length; 0 at places that are not known.
        """
        weights = np.zeros_like(self.product)
        if known.any():
            square = self.square + self.swing.T @ self.swing
            least = np.linalg.solve(square[np.ix_(known, known)], self.product[known])
            weights[known] = least / self.slope
        return weights

    def lost_sd(self, known: BoolArray) -> FloatArray:
        """Compute how much of a change is lost with what is hidden.

        With fewer places, and with places that a part of the stride shows, the estimate of least
        mean squared error tells less of each change: of its variance w over runs only a part v.
        Divided by the slope s, its mean squared error is larger by (w - v) (2 / s - 1 / s^2), for
        which (w - v) / s^2 is taken, a little more.

        Parameters
        ----------
        known
            ``(k,)`` which places are seen throughout a run.

        Returns
        -------
        FloatArray
            ``(2,)`` standard deviation over runs like those of the training, degrees of tilt and of
            lordosis; 0 where all places are known all the stride.
        """
        everything = replace(self, swing=self.swing[:0]).solve(np.ones_like(known))
        shown, whole = (
            (self.product * weights * self.slope).sum(axis=0)
            for weights in (self.solve(known), everything)
        )
        return np.asarray(np.sqrt(np.maximum(whole - shown, 0.0)) / self.slope)


@dataclass(frozen=True)
class ShownChange:
    """The line of a recording as changes are estimated from it.

    Attributes
    ----------
    line
        ``(frames, k)`` means over the stride, less the mean of the training, trunk lengths; NaN
        where there are none.
    edge, seen
        ``(frames, k)`` the line in the frame itself, trunk lengths, and whether the back is seen
        there.
    known
        ``(k,)`` places that changes were estimated from.
    moments
        What the weights are solved from.
    """

    line: Float32Array
    edge: Float32Array
    seen: BoolArray
    known: BoolArray
    moments: Changes

    def move_to(self, known: BoolArray, moments: Changes) -> FloatArray:
        """Compute by how much angles move if they are estimated from other places.

        Parameters
        ----------
        known
            ``(k,)`` which ones.
        moments
            What their weights are solved from.

        Returns
        -------
        FloatArray
            ``(frames, 2)`` degrees of tilt and of lordosis.
        """
        return np.asarray(self.line @ (moments.solve(known) - self.moments.solve(self.known)))


def find_known_places(seen: BoolArray, cut: Cut) -> BoolArray:
    """Find the places that each third of a run's strides shows over the same phases of the stride.

    Where early and late show a place at different phases only, nothing tells a change of the back
    from its motion within the stride.

    Parameters
    ----------
    seen
        ``(frames, k)`` whether the back is seen at `features.BACK`.
    cut
        The strides.

    Returns
    -------
    BoolArray
        ``(k,)``
    """
    parts = find_thirds(cut)
    return find_places_shown(*(find_shown_phases(seen[part], cut.phase[part]) for part in parts))


def find_thirds(cut: Cut) -> list[BoolArray]:
    """Mark the frames of each third of the strides, ``(frames,)``; fewer parts of fewer strides."""
    strides = len(cut.steps)
    count = min(THIRDS, strides)
    edges = [strides * part // count for part in range(count + 1)] if count else []
    return [(cut.number >= first) & (cut.number < last) for first, last in pairwise(edges)]


def number_phases(phase: FloatArray) -> IntArray:
    """Give the number of the part of the stride, of `PHASES`, that each frame lies in, ``(n,)``."""
    return np.asarray(np.floor(phase * PHASES).astype(int) % PHASES)


def find_shown_phases(seen: BoolArray, phase: FloatArray) -> BoolArray:
    """Find the phases of the stride over which a part of a run shows each place.

    Parameters
    ----------
    seen, phase
        ``(n, k)`` whether the back is seen there, and ``(n,)`` 0-1 within the stride, of the frames
        of that part.

    Returns
    -------
    BoolArray
        ``(PHASES, k)``; True at phases of which there is no frame.
    """
    shown = np.ones((PHASES, seen.shape[1]), bool)
    part = number_phases(phase)
    for number in range(PHASES):
        here = seen[part == number]
        if len(here):  # at few frames a second not every phase has one
            shown[number] = here.mean(axis=0) >= LEAST_SHARE
    return shown


def find_places_shown(*parts: BoolArray) -> BoolArray:
    """Find the places that all parts of a run show over the same phases, ``(k,)``.

    Each part is ``(PHASES, k)``, from `find_shown_phases`; without any, all places are.
    """
    shown = np.logical_and.reduce(parts) if parts else np.ones((PHASES, len(BACK)), bool)
    return np.asarray(shown.sum(axis=0) >= FEWEST_PHASES)


def use_known_places(model: Model, changes: Changes, known: BoolArray) -> Model:
    """Add to a model of the angles the weights of changes that a run's places allow.

    Parameters
    ----------
    model
        From ``back.json``; its features are `features.FEATURES`.
    changes
        From the same file.
    known
        ``(k,)`` from `find_known_places`.

    Returns
    -------
    Model
        With the targets ``tilt`` and ``lordosis``, whose changes are right, and ``tilt_level`` and
        ``lordosis_level``, whose means are.
    """
    targets = {}
    for name, column in zip(ANGLES, changes.solve(known).T, strict=True):
        level = np.zeros(len(model.level_sd))
        level[: len(BACK)] = column * model.level_sd[: len(BACK)]
        targets[name] = replace(model.targets[name], level=level)
        targets[name + LEVEL] = model.targets[name]
    return replace(model, targets=targets)


def changes_from(table: Mapping[str, Any]) -> Changes:
    """Build the moments from the content of ``back.json``."""
    moments = table["changes"]
    return Changes(*(np.array(moments[name]) for name in ("square", "product", "slope")))
