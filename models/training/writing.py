"""The files of `models/weights/`, as the pipeline reads them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from models.training import ridge
from models.training.back_lines import find_directions, measure_back_lines
from models.training.discriminant import fit_discriminant
from models.training.ridge import Fit
from models.training.shapes import fit_shapes
from posture.back.changes import Changes
from posture.back.cloth import LOOSEST_BACK
from posture.back.shape_prior import ShapePrior, shape_prior_from
from posture.learned.weights import Model, build_model
from posture.synthetic.scene.description import Scene
from posture.utils.arrays import BoolArray, FloatArray

#: The source that the files of weights state.
SOURCE = "python -m models.training"


def write_weights(
    path: Path,
    found: Fit,
    targets: Sequence[str],
    features: Sequence[str],
    errors: dict[str, float],
    changes: Changes | None = None,
) -> Model:
    """Write weights, of changes too if given, and return them as the pipeline reads them."""
    table = {
        "source": SOURCE,
        "features": list(features),
        "bodies": len(found.level_errors),
        "errors": {name: round(value, 4) for name, value in errors.items()},
        **ridge.make_table(found, targets),
    }
    if changes is not None:
        table["changes"] = {
            name: [[float(f"{value:.6g}") for value in row] for row in moments]
            for name, moments in (("square", changes.square), ("product", changes.product))
        } | {"slope": [round(float(value), 4) for value in changes.slope]}
    path.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    return build_model(table)


def write_lines(path: Path, scenes: Sequence[Scene]) -> ShapePrior:
    """Write the lines that backs can have, and return them as the pipeline reads them."""
    mean, ways = find_directions(measure_back_lines(scenes))
    table = {
        "source": SOURCE,
        "bodies": len(scenes),
        "mean": ridge.round_weights(mean),
        "directions": [ridge.round_weights(way) for way in ways],
    }
    path.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    return shape_prior_from(table)


def write_cloth(path: Path, lines: FloatArray, loose: BoolArray) -> dict[str, float]:
    """Learn to distinguish cloth from skin, and what shapes backs have.

    ``cloth_recognised, skin_recognised``: shares of clips left out that are recognised;
    ``largest_novelty``: of a back left out, trunk lengths.
    """
    found, left = fit_discriminant(lines, loose)
    backs, novelties = fit_shapes(lines[~loose])
    errors = {
        "cloth_recognised": float((left[loose] > LOOSEST_BACK).mean()),
        "skin_recognised": float((left[~loose] <= LOOSEST_BACK).mean()),
        "largest_novelty": round(float(novelties.max()), 4),
    }
    table = {
        "source": SOURCE,
        "clips": {"cloth": int(loose.sum()), "skin": int((~loose).sum())},
        "errors": errors,
        "mean": ridge.round_weights(found.mean),
        "weights": ridge.round_weights(found.weights),
        "bias": round(found.bias, 6),
        "backs": {
            "mean": ridge.round_weights(backs.mean),
            "directions": [ridge.round_weights(way) for way in backs.directions],
        },
    }
    path.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    return errors
