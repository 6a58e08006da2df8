"""Virtual bodies: skin, joints and colours of people who never were.

The bodies in `samples/bodies` were made with Anny from seeds, see `make_bodies`. Those named
``eval_*`` are for evaluation: nothing is trained on them. Models are trained on ``train_*``,
everything else uses ``dev_*``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from posture.errors import UsageError
from posture.synthetic.bodies.skeleton import SEGMENT
from posture.utils.arrays import Float32Array, Image
from posture.utils.resources import sample_path

#: Bodies that the pipeline may be mended with, and their seeds.
DEVELOPMENT = {f"dev_{i:02d}": 1000 + i for i in range(1, 25)}
#: Bodies that its models are trained on.
TRAINING = {f"train_{i:03d}": 20000 + i for i in range(64)}
#: Bodies kept for `make accuracy`: nothing is trained on them.
EVALUATION = {f"eval_{i:02d}": 9000 + i for i in range(1, 59)}

#: Vertices are stored in steps of 0.1 mm.
_STEP_M = 1e-4


@dataclass(frozen=True)
class Shape:
    """What all bodies share.

    Attributes
    ----------
    faces
        ``(F, 3)`` triangles.
    bones, weights
        ``(V, 4)`` segments each vertex follows and how much, see `skeleton.SEGMENTS`.
    """

    faces: npt.NDArray[np.int32]
    bones: Image
    weights: Float32Array

    @property
    def owner(self) -> Image:
        """``(V,)`` segment that each vertex follows most."""
        return np.asarray(self.bones[:, 0])


@dataclass(frozen=True)
class Body:
    """One body standing straight, arms hanging, soles at z = 0, metres; x forward, y left, z up.

    Attributes
    ----------
    vertices
        ``(V, 3)`` skin.
    joints
        ``(segments, 3)`` where each segment begins.
    skin_rgb, hair_rgb
        sRGB, 0-255.
    """

    name: str
    shape: Shape
    vertices: Float32Array
    joints: Float32Array
    skin_rgb: tuple[int, ...]
    hair_rgb: tuple[int, ...]
    woman: bool
    height_m: float

    def joint(self, segment: str) -> Float32Array:
        """``(3,)`` where a segment begins, metres."""
        return np.asarray(self.joints[SEGMENT[segment]])


def load_body(name: str) -> Body:
    """Load one of the bodies of `samples/bodies`.

    Raises
    ------
    UsageError
        There is no body of this name.
    """
    folder = sample_path("bodies/shape.npz").parent
    path = folder / f"{name}.npz"
    if "_" not in name or not path.is_file():
        there = ", ".join(sorted(p.stem for p in folder.glob("*_*.npz")))
        raise UsageError(f"there is no virtual body {name!r}; choose one of {there}")
    with np.load(path) as data:
        about = json.loads(str(data["about"]))
        return Body(
            name=name,
            shape=_load_shape(folder),
            vertices=np.cumsum(data["vertices"], axis=0, dtype=np.int32).astype(np.float32)
            * np.float32(_STEP_M),
            joints=data["joints"],
            skin_rgb=tuple(about["skin_rgb"]),
            hair_rgb=tuple(about["hair_rgb"]),
            woman=about["woman"],
            height_m=about["height_m"],
        )


def save_body(folder: Path, body: Body) -> None:
    """Write one body; neighbours in the mesh are near, so that steps between them pack well."""
    steps = np.round(body.vertices / _STEP_M).astype(np.int32)
    about = {
        "skin_rgb": body.skin_rgb,
        "hair_rgb": body.hair_rgb,
        "woman": body.woman,
        "height_m": round(body.height_m, 4),
    }
    np.savez_compressed(
        folder / f"{body.name}.npz",
        vertices=np.diff(steps, axis=0, prepend=np.zeros((1, 3), np.int32)).astype(np.int16),
        joints=body.joints.astype(np.float32),
        about=json.dumps(about),
    )


def save_shape(folder: Path, shape: Shape) -> None:
    """Write what all bodies share."""
    np.savez_compressed(
        folder / "shape.npz",
        faces=shape.faces.astype(np.uint16),
        bones=shape.bones,
        weights=np.round(shape.weights * 255).astype(np.uint8),
    )


@lru_cache(maxsize=1)
def _load_shape(folder: Path) -> Shape:
    with np.load(folder / "shape.npz") as data:
        weights = data["weights"].astype(np.float32)
        return Shape(
            faces=data["faces"].astype(np.int32),
            bones=data["bones"],
            weights=weights / weights.sum(axis=1, keepdims=True),
        )
