"""Linear models with weights that were learned on virtual runners."""

from posture.learned.joint_centres import describe, to_joint_centres
from posture.learned.weights import Model, average_over_stride, load_model, predict, read_weights

__all__ = [
    "Model",
    "average_over_stride",
    "describe",
    "load_model",
    "predict",
    "read_weights",
    "to_joint_centres",
]
