"""Which features may say what: joint centres and low back fitted by `ridge`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from models.training.axis_errors import BETWEEN_FILMS, WITHIN_A_FILM, describe_axis_errors
from models.training.back_lines import BodyLines
from models.training.ridge import MOST_BACK_SD, Example, Fit, fit
from models.training.rows import Asked, InputErrors, Rows
from posture.back.features import BACK, FEATURES
from posture.back.places import PLACES
from posture.learned.joint_centres import FEATURES as LANDMARKS
from posture.utils.arrays import FloatArray

#: Error (SD) of the change of an edge in a film, trunk lengths, and how far along the trunk it is
#: alike: what the lines of bodies lack.
EDGE_SD, EDGE_ALIKE = 0.004, 0.15
#: Weight of a run of which only the body is known, against one that was filmed.
BODY_WEIGHT = 0.3


def fit_centres(examples: Sequence[Example]) -> Fit:
    """Fit joint centres: one level a run, from all landmarks, and the motion within the stride."""
    return fit(examples, Asked(np.ones(len(LANDMARKS), bool)))


def fit_back(examples: Sequence[Example], bodies: BodyLines) -> Fit:
    """Fit pelvic tilt and lordosis.

    Levels may use everything. Changes use the line of the back alone: arms, legs and head move on
    their own when a runner tires, and the belly is seen between them only.

    Parameters
    ----------
    examples
        Clips in which the back is seen.
    bodies
        Further runs, which changes are learnt from too.
    """
    mean = np.nanmean([np.nanmean(one.mean_features, axis=0) for one in examples], axis=0)
    between, within = (describe_axis_errors(mean, size) for size in (BETWEEN_FILMS, WITHIN_A_FILM))
    back = np.arange(len(FEATURES)) < len(BACK)
    lines = np.full((len(bodies.lines), len(FEATURES)), np.nan)
    lines[:, back] = bodies.lines[:, BACK]
    more = Rows(lines, bodies.angles, bodies.runners, BODY_WEIGHT, _add_edge_errors(within))
    return fit(
        examples,
        Asked(np.ones(len(FEATURES), bool), between),
        Asked(back, within, [more], whole=True),
        at_most_sd=MOST_BACK_SD,
    )


def _add_edge_errors(axis: InputErrors) -> InputErrors:
    """Add to errors of the axis those of reading the edge, alike at places near each other."""
    apart = np.abs(PLACES[BACK][:, None] - PLACES[BACK])
    alike = 0.5 * np.exp(-apart / EDGE_ALIKE) + 0.5 * np.eye(len(BACK))
    edges = np.zeros((len(BACK), axis.features.shape[1]))
    edges[:, : len(BACK)] = EDGE_SD * np.linalg.cholesky(alike).T
    still: FloatArray = np.zeros((len(BACK), axis.targets.shape[1]))
    return replace(
        axis,
        features=np.concatenate([axis.features, edges]),
        targets=np.concatenate([axis.targets, still]),
    )
