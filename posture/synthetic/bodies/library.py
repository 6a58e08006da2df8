"""Virtual bodies: skin, joints and colours of people who do not exist.

The bodies in `samples/bodies` were made with Anny from seeds, see `make`; each set is one file.
Those named ``eval_*`` are for evaluation: nothing is trained on them. Models are trained on
``train_*``, everything else uses ``dev_*``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from posture.errors import UsageError
from posture.synthetic.bodies.skeleton import SEGMENT
from posture.utils.arrays import Float32Array, Image
from posture.utils.resources import sample_path

#: Bodies for developing the pipeline, and their seeds.
DEVELOPMENT = {f"dev_{i:02d}": 1000 + i for i in range(1, 25)}
#: Bodies that its models are trained on.
TRAINING = {f"train_{i:03d}": 20000 + i for i in range(64)}
#: Bodies kept for `make accuracy`: nothing is trained on them.
EVALUATION = {f"eval_{i:02d}": 9000 + i for i in range(1, 119)}
#: Where the second and the third of their files begin.
_SECOND, _THIRD = 58, 94
#: Files of `samples/bodies`, and the bodies in each.
SETS: Mapping[str, Mapping[str, int]] = {
    "development.npz": DEVELOPMENT,
    "training.npz": TRAINING,
    "evaluation.npz": dict(islice(EVALUATION.items(), _SECOND)),
    "evaluation_2.npz": dict(islice(EVALUATION.items(), _SECOND, _THIRD)),
    "evaluation_3.npz": dict(islice(EVALUATION.items(), _THIRD, None)),
}

#: What all bodies share.
_SHAPE_FILE = "shape.npz"
#: Vertices are stored in steps of 0.1 mm, metres.
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
    """Load one of the bodies of `samples/bodies`; of its file no other body is read.

    Raises
    ------
    UsageError
        There is no body of this name.
    """
    with np.load(_file_of(name)) as data:
        about = json.loads(str(data[f"{name}/about"]))
        steps = np.cumsum(data[f"{name}/vertices"], axis=0, dtype=np.int32)
        return Body(
            name=name,
            shape=_load_shape(_folder()),
            vertices=steps.astype(np.float32) * np.float32(_STEP_M),
            joints=data[f"{name}/joints"],
            skin_rgb=tuple(about["skin_rgb"]),
            hair_rgb=tuple(about["hair_rgb"]),
            woman=about["woman"],
            height_m=about["height_m"],
        )


def read_body_bytes(name: str) -> bytes:
    """Read all that is stored of a body, and of what it shares with the others, as bytes.

    A clip of this body is the same as long as these bytes are.
    """
    with np.load(_file_of(name)) as data:
        own = [data[f"{name}/{part}"].tobytes() for part in ("vertices", "joints", "about")]
    return b"".join([*own, (_folder() / _SHAPE_FILE).read_bytes()])


def save_bodies(path: Path, bodies: Iterable[Body]) -> None:
    """Write bodies into one file, each of which can be read without the others."""
    stored: dict[str, npt.NDArray[Any]] = {}
    for body in bodies:
        steps = np.round(body.vertices / _STEP_M).astype(np.int32)
        # neighbours in the mesh are near each other, so that differences compress well
        steps = np.diff(steps, axis=0, prepend=np.zeros((1, 3), np.int32))
        about = {
            "skin_rgb": body.skin_rgb,
            "hair_rgb": body.hair_rgb,
            "woman": body.woman,
            "height_m": round(body.height_m, 4),
        }
        stored[f"{body.name}/vertices"] = steps.astype(np.int16)
        stored[f"{body.name}/joints"] = body.joints.astype(np.float32)
        stored[f"{body.name}/about"] = np.array(json.dumps(about))
    np.savez_compressed(path, **stored)  # type: ignore[arg-type]


def save_shape(folder: Path, shape: Shape) -> None:
    """Write what all bodies share."""
    np.savez_compressed(
        folder / _SHAPE_FILE,
        faces=shape.faces.astype(np.uint16),
        bones=shape.bones,
        weights=np.round(shape.weights * 255).astype(np.uint8),
    )


@lru_cache(maxsize=1)
def _load_shape(folder: Path) -> Shape:
    with np.load(folder / _SHAPE_FILE) as data:
        weights = data["weights"].astype(np.float32)
        return Shape(
            faces=data["faces"].astype(np.int32),
            bones=data["bones"],
            weights=weights / weights.sum(axis=1, keepdims=True),
        )


def _folder() -> Path:
    return sample_path(f"bodies/{_SHAPE_FILE}").parent


def _file_of(name: str) -> Path:
    """Find the file that holds a body; an installed package has those of development only."""
    files = {file: bodies for file, bodies in SETS.items() if (_folder() / file).is_file()}
    for file, bodies in files.items():
        if name in bodies:
            return _folder() / file
    there = ", ".join(sorted(name for bodies in files.values() for name in bodies))
    raise UsageError(f"there is no virtual body {name!r}; choose one of {there}")
