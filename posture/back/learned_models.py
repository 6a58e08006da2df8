"""All models that were learnt on virtual runners, as they belong to one pose network."""

from __future__ import annotations

from dataclasses import dataclass

from posture.back.changes import Changes, changes_from
from posture.back.cloth import Discriminant, discriminant_from
from posture.back.novelty import BackShapes, back_shapes_from
from posture.back.shape_prior import ShapePrior, shape_prior_from
from posture.learned.weights import Model, build_model, load_model, read_weights
from posture.utils.resources import model_file


@dataclass(frozen=True)
class LearnedModels:
    """What was learnt from what a pose network sees of virtual runners.

    Every network sets its landmarks and its outline a little differently, so that each needs
    weights of its own. Only the lines that backs can have are those of the bodies themselves, and
    the same for all.

    Attributes
    ----------
    network
        Name of the network.
    centres
        Where the joint centres of hip and shoulder are, see `posture.learned.joint_centres`.
    prior
        The lines that backs can have, see `shape_prior`.
    angles, changes
        Pelvic tilt and lumbar lordosis, and how their changes are told, see `measure`.
    discriminant
        What separates loose cloth from skin, see `cloth`.
    shapes
        The lines of virtual backs as the network shows them, see `novelty`.
    """

    network: str
    centres: Model
    prior: ShapePrior
    angles: Model
    changes: Changes
    discriminant: Discriminant
    shapes: BackShapes


def load_learned_models(weights: str) -> LearnedModels:
    """Load what was learnt for a network.

    Parameters
    ----------
    weights
        The folder in ``models/weights``, named after the network that the training used; see
        `posture.pose.models.manifest.ModelFile`.
    """
    folder = model_file("weights")
    back, cloth = (read_weights(folder / weights / name) for name in ("back.json", "cloth.json"))
    return LearnedModels(
        network=weights,
        centres=load_model(folder / weights / "centres.json"),
        prior=shape_prior_from(read_weights(folder / "line.json")),
        angles=build_model(back),
        changes=changes_from(back),
        discriminant=discriminant_from(cloth),
        shapes=back_shapes_from(cloth),
    )
