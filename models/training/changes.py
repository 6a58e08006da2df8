"""Second moments of changes, from posed bodies and from how films of them are read.

Many posed bodies say how the line of the back and the angles change together. Films of fewer say
how the line that is read differs from the body's: a part follows the posture (the network's hips
and shoulders move with it), the rest does not (arms, shoulders, head, steps, errors of the edge).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.training.back_lines import BodyLines
from posture.back.changes import Changes
from posture.back.features import BACK
from posture.utils.arrays import BoolArray, FloatArray

#: Error (SD) of an edge by itself, trunk lengths, added to what films show.
EDGE_SD = 0.0014


@dataclass(frozen=True)
class Move:
    """What changes from the first to the last third of a training clip.

    Attributes
    ----------
    runner
        Name of the body.
    line, known
        ``(k,)`` the line as it is read at `features.BACK`, trunk lengths, and which places are
        known.
    angles
        ``(2,)`` true pelvic tilt less measured trunk lean, and lordosis, degrees.
    body_line, body_angles
        The same of the body itself: its true line, and tilt less true lean.
    """

    runner: str
    line: FloatArray
    known: BoolArray
    angles: FloatArray
    body_line: FloatArray
    body_angles: FloatArray


def fit_changes(moves: Sequence[Move], bodies: BodyLines) -> Changes:
    """Put posed bodies and films together.

    Parameters
    ----------
    moves
        Of the clips.
    bodies
        Further runs, whose bodies alone were measured.
    """
    off = np.array(
        [
            np.append(
                np.where(one.known, one.line - one.body_line, np.nan), one.angles - one.body_angles
            )
            for one in moves
        ]
    )
    posture = np.array([one.body_angles for one in moves])
    follows, rest = _split(off, posture)
    places = len(BACK)
    lines = bodies.lines[:, BACK] + bodies.angles @ follows[:, :places]
    angles = bodies.angles + bodies.angles @ follows[:, places:]
    runs = len(lines)
    square = lines.T @ lines / runs + rest[:places, :places] + EDGE_SD**2 * np.eye(places)
    return Changes(square, lines.T @ angles / runs + rest[:places, places:])


def leave_out(moves: Sequence[Move], bodies: BodyLines) -> FloatArray:
    """Estimate the changes of each clip without its runner, ``(clips, 2)`` degrees."""
    runners = np.array([one.runner for one in moves])
    posed = np.array(bodies.runners)
    estimated = np.empty((len(moves), 2))
    for name in np.unique(runners):
        others = posed != name
        kept = BodyLines(posed[others].tolist(), bodies.lines[others], bodies.angles[others])
        fitted = fit_changes([one for one in moves if one.runner != name], kept)
        for number in np.flatnonzero(runners == name):
            one = moves[number]
            estimated[number] = np.nan_to_num(one.line) @ fitted.solve(one.known)
    return estimated


def measure_slope(true: FloatArray, estimated: FloatArray) -> FloatArray:
    """Measure how much of the true changes estimates tell, ``(2,)``, see `Changes.slope`.

    Parameters
    ----------
    true, estimated
        ``(clips, 2)`` changes of tilt (against the trunk) and of lordosis, degrees; the estimates
        of runners left out.
    """
    return np.asarray((true * estimated).sum(axis=0) / (true**2).sum(axis=0))


def _split(off: FloatArray, posture: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Split errors, with gaps, into what follows the posture, and the covariance of the rest."""
    follows = np.zeros((posture.shape[1], off.shape[1]))
    rest = np.full_like(off, np.nan)
    for j in range(off.shape[1]):
        good = np.isfinite(off[:, j])
        if good.sum() > posture.shape[1]:
            follows[:, j] = np.linalg.lstsq(posture[good], off[good, j])[0]
            rest[good, j] = off[good, j] - posture[good] @ follows[:, j]
    both = np.isfinite(rest).astype(float)
    filled = np.nan_to_num(rest)
    covariance = filled.T @ filled / np.maximum(both.T @ both, 1)
    # gaps can make it indefinite
    size, ways = np.linalg.eigh(covariance)
    return follows, (ways * np.maximum(size, 0)) @ ways.T
