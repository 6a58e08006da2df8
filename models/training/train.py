"""Learn from virtual runners: writes the JSON files of `models/`.

Bodies of `bodies.TRAINING` are filmed (`make_training_scenes`), the pose network looks at the clips, and four
things are fitted: where the joint centres of hip and shoulder are beside the landmarks
(``centres.json``), what lines backs can have (``line.json``: `backline`, from the bodies alone),
pelvic tilt and lordosis from the trunk's edges (``back.json``: `ridge`), and what tells cloth from
skin (``cloth.json``: `discriminant`). The same clips give the same weights. Errors are those on
runners left out.
"""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from scipy.optimize import nnls

from models.training import ridge
from models.training.back_lines import find_directions, measure_back_lines
from models.training.discriminant import fit_discriminant
from models.training.features import BackExample, make_back_example, make_centres_example
from models.training.ridge import Example, Fit
from models.training.shapes import fit_shapes
from models.training.training_scenes import make_training_scenes
from posture.back.arm_rejection import ShapePrior, shape_prior_from
from posture.back.cloth import LOOSE
from posture.back.features import FEATURES as EDGES
from posture.learned.joint_centres import FEATURES as LANDMARKS
from posture.learned.weights import Model, model_from
from posture.pose import Detections, detect
from posture.synthetic.drawing.clothing import DRAPES
from posture.synthetic.scene.description import Scene
from posture.synthetic.scene.stage import render
from posture.utils.arrays import BoolArray, FloatArray
from posture.utils.resources import back_path, centres_path, cloth_path, line_path
from posture.video import VideoInfo, probe

SOURCE = "python -m models.training"
JOINTS, ANGLES = ("hip", "shoulder"), ("tilt", "lordosis")
#: Fewer frames of a clip tell nothing about a stride.
FEWEST = 60

Clip = tuple[Scene, VideoInfo, Detections]


def train(
    work: Path, network: Path, out: Path, tell: Callable[[str], None] = print
) -> dict[str, float]:
    """Film, look, fit and write.

    Parameters
    ----------
    work
        Folder for the clips and what the network saw in them; what is there is not made again.
    network
        Model file of the pose network.
    out
        Folder of the weights.
    tell
        Called with a line for each clip.

    Returns
    -------
    dict
        Errors on runners left out, degrees, see `centres` and `back`.
    """
    clips: list[Clip] = []
    for scene in make_training_scenes():
        clip = work / f"{scene.name}.mp4"
        if not clip.is_file():
            render(scene, work)
        clips.append((scene, probe(clip), _watched(clip, network)))
        tell(scene.name)
    return learn(clips, out, tell)


def _watched(clip: Path, network: Path) -> Detections:
    """Let the network look at a clip, once."""
    note = clip.with_suffix(".seen")
    if not note.is_file():
        part = note.with_suffix(".part")
        part.write_bytes(pickle.dumps(detect(probe(clip), network)))
        part.replace(note)
    seen: Detections = pickle.loads(note.read_bytes())
    return seen


def learn(clips: Sequence[Clip], out: Path, tell: Callable[[str], None]) -> dict[str, float]:
    """Fit and write what was seen in the clips; the joint centres first, for the back needs them.

    Cloth tells nothing about the back, but hides no joints from the network.
    """
    bodies = {scene.name: make_centres_example(scene, info, found) for scene, info, found in clips}
    for name in _unusable(bodies):
        tell(f"{name}: not usable")
        del bodies[name]
    found = ridge.fit([lesson for lesson in bodies.values() if lesson])
    errors = centres_errors(found)
    centres = write(out / centres_path().name, found, JOINTS, LANDMARKS, errors)
    shown = [scene for scene, _, _ in clips if scene.runner.clothes.top not in DRAPES]
    known = write_line(out / line_path().name, shown)
    backs = [
        (back, scene.runner.clothes.top in DRAPES)
        for scene, info, seen in clips
        if (back := make_back_example(scene, info, seen, centres, known))
    ]
    kept = [back for back, loose in backs if not loose and len(back.lesson.seen) >= FEWEST]
    errors |= write_cloth(
        out / cloth_path().name,
        np.array([back.line for back, _ in backs]),
        np.array([loose for _, loose in backs]),
    )
    found = ridge.fit([back.lesson for back in kept], postures=[back.posture for back in kept])
    told = back_errors(found, [back.visible for back in kept])
    told |= geometry_errors(kept)
    write(out / back_path().name, found, ANGLES, EDGES, told)
    return errors | told


def write(
    path: Path,
    found: Fit,
    targets: Sequence[str],
    features: Sequence[str],
    errors: dict[str, float],
) -> Model:
    """Write weights, and give them as the pipeline reads them."""
    table = {
        "source": SOURCE,
        "features": list(features),
        "bodies": len(found.level_errors),
        "errors": {name: round(value, 4) for name, value in errors.items()},
        **ridge.table(found, targets),
    }
    path.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    return model_from(table)


def write_line(path: Path, scenes: Sequence[Scene]) -> ShapePrior:
    """Write what lines backs can have, and give them as the pipeline reads them."""
    mean, ways = find_directions(measure_back_lines(scenes))
    table = {
        "source": SOURCE,
        "bodies": len(scenes),
        "mean": ridge.short(mean),
        "directions": [ridge.short(way) for way in ways],
    }
    path.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    return shape_prior_from(table)


def write_cloth(path: Path, lines: FloatArray, loose: BoolArray) -> dict[str, float]:
    """Learn to tell cloth from skin, and what forms backs have.

    ``cloth_told, skin_told``: shares of clips left out that are told right; ``oddest_skin``: the
    largest oddness of a back left out, trunk lengths.
    """
    told_by, left = fit_discriminant(lines, loose)
    backs, odd = fit_shapes(lines[~loose])
    errors = {
        "cloth_told": float((left[loose] > LOOSE).mean()),
        "skin_told": float((left[~loose] <= LOOSE).mean()),
        "oddest_skin": round(float(odd.max()), 4),
    }
    table = {
        "source": SOURCE,
        "clips": {"cloth": int(loose.sum()), "skin": int((~loose).sum())},
        "errors": errors,
        "mean": ridge.short(told_by.mean),
        "weights": ridge.short(told_by.weights),
        "bias": round(told_by.bias, 6),
        "backs": {
            "mean": ridge.short(backs.mean),
            "directions": [ridge.short(way) for way in backs.directions],
        },
    }
    path.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    return errors


def centres_errors(found: Fit) -> dict[str, float]:
    """Errors of the lean, degrees, that those of hip and shoulder (in trunk lengths) amount to."""

    def lean(shifts: FloatArray) -> FloatArray:
        return np.degrees(shifts[..., 1] - shifts[..., 0])

    motion = np.concatenate([lean(part) for part in found.motion_errors])
    return {
        "lean_level_sd": float(lean(found.level_errors).std()),
        "lean_move_sd": float(lean(found.move_errors).std()),
        "lean_motion_sd": float(motion.std()),
    }


def back_errors(found: Fit, visible: Sequence[BoolArray]) -> dict[str, float]:
    """Errors of tilt (against the trunk) and lordosis, degrees.

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
            **_growing(name, moves, off),
            f"{name}_slope": float(1 + (off @ moves) / (moves @ moves)),
            f"{name}_seen_sd": float(np.sqrt((motion[shown, i] ** 2).mean())),
            f"{name}_hidden_sd": float(np.sqrt((motion[~shown, i] ** 2).mean())),
        }
    return errors


def geometry_errors(backs: Sequence[BackExample]) -> dict[str, float]:
    """How plain geometry tells changes: ``slope`` of the true one on it, ``sd`` of what is left.

    Tilt (against the trunk) by the tangent over the sacrum, lordosis by the hollow; degrees.
    """
    told: dict[str, float] = {}
    for i, (name, seen) in enumerate(zip(ANGLES, ("sacral_deg", "hollow_deg"), strict=True)):
        plain = np.array([ridge.move(getattr(back, seen)[:, None])[0] for back in backs])
        true = np.array([ridge.move(back.lesson.true)[i] for back in backs])
        known = np.isfinite(plain)
        plain, true = plain[known], true[known]
        slope = float(plain @ true / (plain @ plain))
        told[f"{name}_geometry_slope"] = slope
        told[f"{name}_geometry_sd"] = float(np.sqrt(np.mean((true - slope * plain) ** 2)))
    return told


def _growing(name: str, moves: FloatArray, off: FloatArray) -> dict[str, float]:
    """Fit the errors' variance as a fixed part and one that grows with the change's square."""
    parts = np.stack([np.ones_like(moves), moves**2], axis=1)
    fixed, grows = nnls(parts, off**2)[0]
    return {f"{name}_move_sd": float(np.sqrt(fixed)), f"{name}_move_share": float(np.sqrt(grows))}


def _unusable(lessons: Mapping[str, Example | None]) -> list[str]:
    return [name for name, one in lessons.items() if one is None or len(one.seen) < FEWEST]
