"""Which features may say what: joint centres and low back fitted by `ridge`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from models.training.axis_errors import BETWEEN_FILMS, describe_axis_errors
from models.training.back_lines import BodyLines
from models.training.changes import fit_changes, leave_out, measure_slope
from models.training.features import BackExample
from models.training.ridge import MOST_BACK_SD, Example, Fit, average, fit
from models.training.rows import Asked
from posture.back.changes import Changes
from posture.back.features import BACK, FEATURES, FRONT
from posture.learned.joint_centres import FEATURES as LANDMARKS


def fit_centres(examples: Sequence[Example]) -> Fit:
    """Fit joint centres: one level a run, from all landmarks, and the motion within the stride."""
    return fit(examples, Asked(np.ones(len(LANDMARKS), bool)))


def fit_back(backs: Sequence[BackExample], bodies: BodyLines) -> tuple[Fit, Changes]:
    """Fit pelvic tilt and lordosis: levels and motion, and changes.

    Levels use both edges of the trunk. Changes use the line of the back alone: arms, legs and head
    move on their own when a runner tires, and the belly is seen between them only. They are
    learnt from the bodies themselves and from how films show them, see `changes`.

    Parameters
    ----------
    backs
        Clips in which the back is seen.
    bodies
        Runs that changes are learnt from.
    """
    examples = [one.example for one in backs]
    mean = average(np.array([average(one.mean_features) for one in examples]))
    edges = np.arange(len(FEATURES)) < len(BACK) + len(FRONT)
    between = describe_axis_errors(mean, BETWEEN_FILMS)
    found = fit(examples, Asked(edges, between), at_most_sd=MOST_BACK_SD)
    moves = [one.move for one in backs]
    true = np.array([one.angles for one in moves])
    estimated = leave_out(moves, bodies)
    found = replace(found, moves=true, move_errors=estimated - true)
    return found, replace(fit_changes(moves, bodies), slope=measure_slope(true, estimated))
