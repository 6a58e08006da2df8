"""Weights that were learned on virtual runners, and the linear models that use them."""

from posture.learned.joint_centres import describe, to_joint_centres
from posture.learned.weights import Model, load_model, predict, read_weights, stride_mean

__all__ = [
    "Model",
    "describe",
    "load_model",
    "predict",
    "read_weights",
    "stride_mean",
    "to_joint_centres",
]
