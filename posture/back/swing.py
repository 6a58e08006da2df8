"""What a place takes of the motion within the stride for a change, where it is seldom seen.

Arms that swing otherwise late than early, as when a hand goes to a rail, move the network's
shoulders and hips otherwise within the stride. Over a whole stride that cancels. Of a place that
arms leave free in a part of the stride only, a part of it is left, and looks like a change of the
back. How large it is follows from places that are seen all the stride: the motion of two ends of a
line, the shoulder and the hip, at the frequency of the stride.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from posture.back.changes import (
    LEAST_SHARE,
    PHASES,
    THIRDS,
    find_shown_phases,
    find_thirds,
    number_phases,
)
from posture.back.features import BACK
from posture.back.places import PLACES
from posture.gait.strides import Cut
from posture.utils.arrays import BoolArray, FloatArray

#: Lowest place that moves with the trunk's ends; below it thighs move the edge.
LOWEST = 1.08
#: Error (SD) of the motion at a place, trunk lengths: some times that of an edge by itself, for the
#: back is not stiff.
PLACE_SD = 0.004
#: Largest usual change (SD) of the motion of a trunk's end, trunk lengths: some times the error of
#: a joint centre.
END_SD = 0.03
#: Least number of places that are seen all the stride.
FEWEST_PLACES = 3
#: Turns of the stride's frequency in its phases, ``(PHASES,)``.
_TURNS = np.exp(2j * np.pi * (np.arange(PHASES) + 0.5) / PHASES)


@dataclass(frozen=True)
class Part:
    """A part of a run, of n frames.

    Attributes
    ----------
    line, seen
        ``(n, k)`` the line at `features.BACK`, trunk lengths, and whether it is seen there.
    phase
        ``(n,)`` 0-1 within the stride.
    """

    line: npt.NDArray[np.floating]
    seen: BoolArray
    phase: FloatArray


def find_swing(line: npt.NDArray[np.floating], seen: BoolArray, cut: Cut) -> FloatArray:
    """Find what a change of the motion within the stride adds to a change at each place.

    Parameters
    ----------
    line, seen
        As in `Part`, of all frames.
    cut
        The strides.

    Returns
    -------
    FloatArray
        As from `compare_swing`, from the first to the last third of the strides.
    """
    thirds = find_thirds(cut)
    if len(thirds) < THIRDS:
        return np.zeros(seen.shape[1])
    return compare_swing([Part(line[here], seen[here], cut.phase[here]) for here in thirds])


def compare_swing(parts: Sequence[Part]) -> FloatArray:
    """Find what a change of the motion within the stride adds to a change at each place.

    Parameters
    ----------
    parts
        Those of a run whose first and last are compared, at the phases that all of them show.

    Returns
    -------
    FloatArray
        ``(k,)`` trunk lengths, from the first to the last part; 0 where all of the stride is seen,
        and everywhere if too few places are.
    """
    throughout = np.logical_and.reduce([find_shown_phases(one.seen, one.phase) for one in parts])
    early, late = _median_by_phase(parts[0]), _median_by_phase(parts[-1])
    moved = np.where(throughout, late - early, np.nan)
    return _take_part(_extend(moved), throughout)


def _median_by_phase(part: Part) -> FloatArray:
    """Take the median of what is seen at each phase, ``(PHASES, k)``; NaN where that is little."""
    found = np.full((PHASES, part.line.shape[1]), np.nan)
    numbers = number_phases(part.phase)
    for number in range(PHASES):
        line, seen = part.line[numbers == number], part.seen[numbers == number]
        for place in np.flatnonzero(len(seen) and seen.mean(axis=0) >= LEAST_SHARE):
            found[number, place] = np.median(line[seen[:, place], place])
    return found


def _extend(moved: FloatArray) -> npt.NDArray[np.complex128]:
    """Estimate the change of the motion at all places, ``(k,)``, as that of a line with two ends.

    Its real and imaginary part are those of the cosine and the sine of the phase.
    """
    along = PLACES[BACK]
    whole = np.isfinite(moved).all(axis=0) & (along < LOWEST)
    if whole.sum() < FEWEST_PLACES:
        return np.zeros(len(along), complex)
    motion = 2 * (moved[:, whole] * _TURNS[:, None]).mean(axis=0)
    ends = np.stack([1 - along, along], axis=1)
    square = ends[whole].T @ ends[whole] + (PLACE_SD / END_SD) ** 2 * np.eye(2)
    return np.asarray(ends @ np.linalg.solve(square, ends[whole].T @ motion))


def _take_part(motion: npt.NDArray[np.complex128], shown: BoolArray) -> FloatArray:
    """Average the motion over the phases that are shown, ``(k,)``; 0 where none is."""
    at_phases = (np.conj(_TURNS)[:, None] * motion).real
    return np.asarray((at_phases * shown).sum(axis=0) / np.maximum(shown.sum(axis=0), 1))
