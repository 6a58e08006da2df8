"""Which features may say what: joint centres and low back fitted by `ridge`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.training.axis_errors import BETWEEN_FILMS, WITHIN_A_FILM, describe_axis_errors
from models.training.back_lines import BodyLines
from models.training.ridge import MOST_BACK_SD, Example, Fit, average, fit
from models.training.rows import Asked, InputErrors, Rows
from posture.back.features import BACK, FEATURES, FRONT
from posture.back.places import PLACES
from posture.learned.joint_centres import FEATURES as LANDMARKS
from posture.utils.arrays import FloatArray

#: Below this place (share of the trunk from shoulder to hip) arms are seldom before the back.
#: Changes are learnt from there down: with the places above, errors on training clips left out are
#: larger, because what is read there changes with the arms.
FREE_FROM = 0.67
#: How the back is read, by the place up to which it holds: the share of a change of the line that
#: is read there (where arms pass, a part of what is read is theirs), and the error (SD) of what is
#: read, trunk lengths. Measured on the training clips against the lines of their bodies, windows of
#: three strides, while arms, shoulders and head changed too.
READING = (
    (0.62, 0.42, 0.009),
    (0.77, 0.7, 0.0055),
    (1.12, 0.8, 0.004),
    (1.18, 0.75, 0.006),
    (1.3, 0.8, 0.011),
)
#: How far along the trunk these errors are alike, trunk lengths, and which share of their variance.
ALIKE, SHARE_ALIKE = 0.2, 0.7


def fit_centres(examples: Sequence[Example]) -> Fit:
    """Fit joint centres: one level a run, from all landmarks, and the motion within the stride."""
    return fit(examples, Asked(np.ones(len(LANDMARKS), bool)))


def fit_back(examples: Sequence[Example], bodies: BodyLines) -> Fit:
    """Fit pelvic tilt and lordosis.

    Levels use both edges of the trunk. Changes use the line of the back alone: arms, legs and head
    move on their own when a runner tires, and the belly is seen between them only. They are
    learnt from the bodies themselves, because a film of some seconds is too short for a change:
    what arms hide early is filled from late.

    Parameters
    ----------
    examples
        Clips in which the back is seen.
    bodies
        Runs that changes are learnt from.
    """
    mean = average(np.array([average(one.mean_features) for one in examples]))
    between, within = (describe_axis_errors(mean, size) for size in (BETWEEN_FILMS, WITHIN_A_FILM))
    number = np.arange(len(FEATURES))
    back, edges = number < len(BACK), number < len(BACK) + len(FRONT)
    free = np.zeros(len(FEATURES), bool)
    free[: len(BACK)] = PLACES[BACK] > FREE_FROM
    lines = np.zeros((len(bodies.lines), len(FEATURES)))
    lines[:, back] = bodies.lines[:, BACK] * _read_table(1)
    return fit(
        examples,
        Asked(edges, between),
        Asked(free, _add_edge_errors(within), Rows(lines, bodies.angles, bodies.runners)),
        at_most_sd=MOST_BACK_SD,
    )


def _add_edge_errors(axis: InputErrors) -> InputErrors:
    """Add to errors of the axis those of reading the back, alike at places near each other."""
    apart = np.abs(PLACES[BACK][:, None] - PLACES[BACK])
    alike = SHARE_ALIKE * np.exp(-apart / ALIKE) + (1 - SHARE_ALIKE) * np.eye(len(BACK))
    size = _read_table(2)
    edges = np.zeros((len(BACK), axis.features.shape[1]))
    edges[:, : len(BACK)] = np.linalg.cholesky(size[:, None] * alike * size).T
    still = np.zeros((len(BACK), axis.targets.shape[1]))
    return InputErrors(
        np.concatenate([axis.features, edges]), np.concatenate([axis.targets, still])
    )


def _read_table(column: int) -> FloatArray:
    """Read a column of `READING` at the places of the back that are used."""
    row = np.searchsorted([line[0] for line in READING], PLACES[BACK])
    return np.array([line[column] for line in READING])[row]
