"""Learn from virtual runners: writes the JSON files of `models/weights/`.

Bodies of `library.TRAINING` are filmed (`training_scenes`), and each pose network runs on the clips
(`clips`). Which lines backs can have is learnt from the bodies alone (``line.json``: `back_lines`).
Three models are fitted for each network: where the joint centres of hip and shoulder are relative
to the landmarks (``centres.json``), pelvic tilt and lordosis from the trunk's edges (``back.json``:
`fits`), and what distinguishes cloth from skin (``cloth.json``: `discriminant`, `shapes`). The
same clips give the same weights. Errors are those on runners left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from models.training.back_lines import BodyLines, measure_body_lines
from models.training.clips import Clip, detect_in_clips, film
from models.training.features import make_back_example, make_centres_example
from models.training.fits import fit_back, fit_centres
from models.training.ridge import Example
from models.training.training_scenes import (
    hides_back,
    hides_low_back,
    make_posture_scenes,
    make_training_scenes,
)
from models.training.worth import (
    measure_back_errors,
    measure_centres_errors,
    measure_geometry_errors,
)
from models.training.writing import write_cloth, write_lines, write_weights
from posture.back.changes import ANGLES
from posture.back.features import FEATURES as EDGES
from posture.back.shape_prior import ShapePrior
from posture.learned.joint_centres import FEATURES as LANDMARKS
from posture.learned.joint_centres import JOINTS

#: Least number of frames of a clip that can be used: fewer show too few strides.
FEWEST = 60
#: A landmark further than this from where it is on average, against the joint, trunk lengths, is
#: somewhere else.
LOST = 0.5


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
    known = write_lines(out / "line.json", [one for one in scenes if not hides_back(one)])
    bodies = measure_body_lines(make_posture_scenes())
    errors = {}
    for name, model in networks.items():
        clips = detect_in_clips(scenes, work, name, model, report)
        folder = out / name
        folder.mkdir(exist_ok=True)
        errors[name] = learn(clips, folder, known, bodies, report)
    return errors


def learn(
    clips: Sequence[Clip],
    out: Path,
    known: ShapePrior,
    bodies: BodyLines,
    report: Callable[[str], None],
) -> dict[str, float]:
    """Fit and write the models of one network; joint centres first, because the back needs them.

    Parameters
    ----------
    clips
        What the network found in each clip.
    out
        Folder of the weights.
    known
        The lines that backs can have.
    bodies
        Lines of further runs, measured on the bodies themselves.
    report
        Called with a line for each clip that shows too little. A clip in loose cloth shows nothing
        of the back, but hides no joints from the network.
    """
    joints = {scene.name: make_centres_example(scene, info, found) for scene, info, found in clips}
    for name in _list_unusable(joints):
        report(f"{name}: not usable")
        del joints[name]
    found = fit_centres([example for example in joints.values() if example])
    errors = measure_centres_errors(found)
    centres = write_weights(out / "centres.json", found, JOINTS, LANDMARKS, errors)
    backs = [
        (scene, back)
        for scene, info, seen in clips
        if (back := make_back_example(scene, info, seen, centres, known))
    ]
    # what hides a part of the low back is neither cloth nor skin
    clear = [
        (back.line, hides_low_back(scene))
        for scene, back in backs
        if hides_low_back(scene) or not hides_back(scene)
    ]
    errors |= write_cloth(
        out / "cloth.json",
        np.array([line for line, _ in clear]),
        np.array([loose for _, loose in clear]),
    )
    kept = [
        back
        for scene, back in backs
        if not hides_back(scene) and len(back.example.features) >= FEWEST
    ]
    found, changes = fit_back(kept, bodies)
    back_worth = measure_back_errors(found, [back.visible for back in kept])
    back_worth |= measure_geometry_errors(kept)
    write_weights(out / "back.json", found, ANGLES, EDGES, back_worth, changes)
    return errors | back_worth


def _list_unusable(examples: Mapping[str, Example | None]) -> list[str]:
    """List clips that show too few strides, or in which the network lost the runner."""
    return [
        name
        for name, one in examples.items()
        if one is None
        or len(one.features) < FEWEST
        or np.abs(one.targets - one.mean_targets).max() > LOST
    ]
