"""Learn from virtual runners: writes the JSON files of `models/weights/`.

Bodies of `library.TRAINING` are filmed (`training_scenes`), and each pose network runs on the clips
(`clips`). Which lines backs can have is learnt from the bodies alone (``line.json``: `back_lines`).
Three models are fitted for each network: where the joint centres of hip and shoulder are relative
to the landmarks (``centres.json``), pelvic tilt and lordosis from the trunk's edges (``back.json``:
`ridge`), and what distinguishes cloth from skin (``cloth.json``: `discriminant`, `shapes`). The
same clips give the same weights. Errors are those on runners left out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from scipy.optimize import nnls

from models.training import ridge
from models.training.back_lines import find_directions, measure_back_lines
from models.training.clips import Clip, detect_in_clips, film
from models.training.discriminant import fit_discriminant
from models.training.features import BackExample, make_back_example, make_centres_example
from models.training.ridge import Example, Fit
from models.training.shapes import fit_shapes
from models.training.training_scenes import make_training_scenes
from posture.back.arm_rejection import ShapePrior, shape_prior_from
from posture.back.cloth import LOOSEST_BACK
from posture.back.features import FEATURES as EDGES
from posture.learned.joint_centres import FEATURES as LANDMARKS
from posture.learned.weights import Model, build_model
from posture.synthetic.drawing.clothing import DRAPES
from posture.synthetic.scene.description import Scene
from posture.utils.arrays import BoolArray, FloatArray

#: The source that the files of weights state.
SOURCE = "python -m models.training"
#: Joints whose centres are estimated.
JOINTS = ("hip", "shoulder")
#: Angles of the back that are estimated.
ANGLES = ("tilt", "lordosis")
#: Least number of frames of a clip that can be used: fewer show too few strides.
FEWEST = 60


def train(
    work: Path, networks: Mapping[str, Path], out: Path, report: Callable[[str], None] = print
) -> dict[str, dict[str, float]]:
    """Film the scenes, detect poses with each network, fit its models and write their weights.

    Parameters
    ----------
    work
        Folder for the clips and the networks' detections; what is there is not made again.
    networks
        Model files of the pose networks by name.
    out
        Folder of the weights: each network gets a folder in it that is called like the network.
    report
        Called with a line for each clip.

    Returns
    -------
    dict
        By network: errors on runners left out, degrees, see `measure_centres_errors` and
        `measure_back_errors`.
    """
    scenes = list(make_training_scenes())
    film(scenes, work, report)
    shown = [scene for scene in scenes if scene.runner.clothes.top not in DRAPES]
    known = write_lines(out / "line.json", shown)
    errors = {}
    for name, model in networks.items():
        clips = detect_in_clips(scenes, work, name, model, report)
        folder = out / name
        folder.mkdir(exist_ok=True)
        errors[name] = learn(clips, folder, known, report)
    return errors


def learn(
    clips: Sequence[Clip], out: Path, known: ShapePrior, report: Callable[[str], None]
) -> dict[str, float]:
    """Fit and write the models of one network; joint centres first, because the back needs them.

    ``known`` are the lines that backs can have. A clip in loose cloth shows nothing of the back,
    but hides no joints from the network.
    """
    bodies = {scene.name: make_centres_example(scene, info, found) for scene, info, found in clips}
    for name in _list_unusable(bodies):
        report(f"{name}: not usable")
        del bodies[name]
    found = ridge.fit([example for example in bodies.values() if example])
    errors = measure_centres_errors(found)
    centres = write_weights(out / "centres.json", found, JOINTS, LANDMARKS, errors)
    backs = [
        (back, scene.runner.clothes.top in DRAPES)
        for scene, info, seen in clips
        if (back := make_back_example(scene, info, seen, centres, known))
    ]
    kept = [back for back, loose in backs if not loose and len(back.example.features) >= FEWEST]
    errors |= write_cloth(
        out / "cloth.json",
        np.array([back.line for back, _ in backs]),
        np.array([loose for _, loose in backs]),
    )
    found = ridge.fit([back.example for back in kept], postures=[back.posture for back in kept])
    back_worth = measure_back_errors(found, [back.visible for back in kept])
    back_worth |= measure_geometry_errors(kept)
    write_weights(out / "back.json", found, ANGLES, EDGES, back_worth)
    return errors | back_worth


def write_weights(
    path: Path,
    found: Fit,
    targets: Sequence[str],
    features: Sequence[str],
    errors: dict[str, float],
) -> Model:
    """Write weights, and return them as the pipeline reads them."""
    table = {
        "source": SOURCE,
        "features": list(features),
        "bodies": len(found.level_errors),
        "errors": {name: round(value, 4) for name, value in errors.items()},
        **ridge.make_table(found, targets),
    }
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


def measure_centres_errors(found: Fit) -> dict[str, float]:
    """Measure the errors of lean, degrees, that those of hip and shoulder (trunk lengths) cause."""

    def lean(shifts: FloatArray) -> FloatArray:
        return np.degrees(shifts[..., 1] - shifts[..., 0])

    motion = np.concatenate([lean(part) for part in found.motion_errors])
    return {
        "lean_level_sd": float(lean(found.level_errors).std()),
        "lean_move_sd": float(lean(found.move_errors).std()),
        "lean_motion_sd": float(motion.std()),
    }


def measure_back_errors(found: Fit, visible: Sequence[BoolArray]) -> dict[str, float]:
    """Measure the errors of tilt (against the trunk) and lordosis, degrees.

    ``level``: of a runner's mean; ``move``: of a change, an SD that is always there and a
    ``share`` of the change; ``slope``: measured on true changes;
    ``seen`` and ``hidden``: within the stride, in frames that show the low back or do not.
    """
    shown = np.concatenate(list(visible))
    motion = np.concatenate(found.motion_errors)
    errors: dict[str, float] = {}
    for i, name in enumerate(ANGLES):
        moves, off = found.moves[:, i], found.move_errors[:, i]
        errors |= {
            f"{name}_level_sd": float(np.sqrt((found.level_errors[:, i] ** 2).mean())),
            **_fit_growing_error(name, moves, off),
            f"{name}_slope": float(1 + (off @ moves) / (moves @ moves)),
            f"{name}_seen_sd": float(np.sqrt((motion[shown, i] ** 2).mean())),
            f"{name}_hidden_sd": float(np.sqrt((motion[~shown, i] ** 2).mean())),
        }
    return errors


def measure_geometry_errors(backs: Sequence[BackExample]) -> dict[str, float]:
    """Measure how well plain geometry shows changes: ``slope`` of the true on it, ``sd`` left over.

    Tilt (against the trunk) by the tangent over the sacrum, lordosis by the hollow; degrees.
    """
    worth: dict[str, float] = {}
    for i, (name, measure) in enumerate(zip(ANGLES, ("sacral_deg", "hollow_deg"), strict=True)):
        plain = np.array([ridge.measure_move(getattr(back, measure)[:, None])[0] for back in backs])
        true = np.array([ridge.measure_move(back.example.targets)[i] for back in backs])
        known = np.isfinite(plain)
        plain, true = plain[known], true[known]
        slope = float(plain @ true / (plain @ plain))
        worth[f"{name}_geometry_slope"] = slope
        worth[f"{name}_geometry_sd"] = float(np.sqrt(np.mean((true - slope * plain) ** 2)))
    return worth


def _fit_growing_error(name: str, moves: FloatArray, off: FloatArray) -> dict[str, float]:
    """Fit the errors' variance: a constant, and a part that grows with the change's square."""
    parts = np.stack([np.ones_like(moves), moves**2], axis=1)
    fixed, grows = nnls(parts, off**2)[0]
    return {f"{name}_move_sd": float(np.sqrt(fixed)), f"{name}_move_share": float(np.sqrt(grows))}


def _list_unusable(examples: Mapping[str, Example | None]) -> list[str]:
    return [name for name, one in examples.items() if one is None or len(one.features) < FEWEST]
