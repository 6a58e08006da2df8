"""Makes the bodies of `samples/bodies` with Anny (needs the extra `synthetic`).

The bodies are part of the repository: this is only needed to make others, or to see how these were
made. Anny's first load takes one to two minutes and about 1 GB of cache.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from posture.synthetic.bodies.library import SETS, Body, Shape, save_bodies, save_shape
from posture.synthetic.bodies.skeleton import PARENTS, SEGMENT, SEGMENTS, pitch, place_segments
from posture.synthetic.bodies.skinning import skin
from posture.utils.arrays import Float32Array, FloatArray

#: Which of Anny's bones make a segment: the bone and all below it that is not named elsewhere.
_ROOTS = {
    "pelvis": ["root"],
    "lumbar_low": ["spine04"],
    "lumbar_high": ["spine03"],
    "thorax_low": ["spine02"],
    "thorax": ["spine01"],
    "neck": ["neck01"],
    "head": ["neck03"],
} | {
    f"{part}_{side}": [f"{bone}.{side[0].upper()}"]
    for side in ("right", "left")
    for part, bone in (
        ("clavicle", "clavicle"),
        ("upper_arm", "upperarm01"),
        ("forearm", "lowerarm01"),
        ("hand", "wrist"),
        ("thigh", "upperleg01"),
        ("shank", "lowerleg01"),
        ("foot", "foot"),
    )
}
#: Anny's axes (x left, y back, z up) -> ours (x forward, y left, z up).
_AXES = np.array([[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
#: Fitzpatrick's types I-VI as sRGB, lightest first.
_SKIN = np.array(
    [[241, 205, 180], [226, 182, 150], [205, 155, 120], [172, 118, 84], [125, 80, 55], [84, 54, 40]]
)
_HAIR = np.array([[28, 22, 20], [60, 40, 28], [96, 66, 40], [150, 112, 66], [120, 58, 34]])
#: How far the fingers curl at each of their three joints, degrees: a loose fist.
_CURL_DEG = 55.0


def make_bodies(folder: Path) -> None:
    """Make all named bodies from their seeds and save them, a file for each set.

    Parameters
    ----------
    folder
        Where they go, for example ``samples/bodies``; made if it is missing.
    """
    model = _model()
    folder.mkdir(parents=True, exist_ok=True)
    save_shape(folder, _shape(model))
    for file, bodies in SETS.items():
        save_bodies(folder / file, (make_body(model, name, seed) for name, seed in bodies.items()))


def make_body(model: Any, name: str, seed: int) -> Body:
    """Draw one adult runner, standing straight with hanging arms.

    Even seeds are women; height (women 1.66 ± 0.07 m, men 1.79 ± 0.07 m), build and the spine's
    own curves vary as runners' do.
    """
    import torch

    draw = np.random.default_rng(seed)
    woman = seed % 2 == 0
    share = draw.dirichlet([1.0, 1.0, 1.0])
    phenotype = {
        "gender": 1.0 if woman else 0.0,
        "age": draw.uniform(0.48, 0.8),
        "muscle": draw.uniform(0.25, 0.85),
        "weight": draw.uniform(0.22, 0.70),
        "height": draw.uniform(0.4, 0.6),
        "proportions": draw.uniform(0.3, 0.9),
        "cupsize": draw.uniform(0.2, 0.6),
        "firmness": draw.uniform(0.5, 0.9),
        "african": share[0],
        "asian": share[1],
        "caucasian": share[2],
    }
    height_m = draw.normal(1.66 if woman else 1.79, 0.07)
    with torch.no_grad():
        rest = model(phenotype_kwargs={k: torch.tensor([float(v)]) for k, v in phenotype.items()})
    vertices = rest["rest_vertices"][0].numpy() @ _AXES.T
    heads = rest["rest_bone_heads"][0].numpy() @ _AXES.T
    vertices, heads = _fists(model, vertices, heads)
    bone = {label: i for i, label in enumerate(model.bone_labels)}
    joints = np.array([heads[bone[b]] for b in _first_bones()])
    shape = _shape(model)
    curves = {"lumbar": draw.normal(0.0, 5.0), "thoracic": draw.normal(0.0, 4.0)}
    vertices, joints = _stand(vertices.astype(np.float32), joints, shape, curves)
    scale = height_m / np.ptp(vertices[:, 2])
    floor = vertices[:, 2].min()
    vertices, joints = (vertices - [0, 0, floor]) * scale, (joints - [0, 0, floor]) * scale
    tone = draw.uniform(0, len(_SKIN) - 1)
    return Body(
        name=name,
        shape=shape,
        vertices=vertices.astype(np.float32),
        joints=joints.astype(np.float32),
        skin_rgb=tuple(int(np.interp(tone, range(len(_SKIN)), _SKIN[:, c])) for c in range(3)),
        hair_rgb=tuple(int(c) for c in _HAIR[draw.integers(len(_HAIR) if tone < 2 else 2)]),
        woman=woman,
        height_m=float(height_m),
    )


def _model() -> Any:
    import anny

    return anny.Anny(phenotypes="all")


def _first_bones() -> list[str]:
    toes = {"toes_right": "toe3-1.R", "toes_left": "toe3-1.L"}
    return [toes.get(name) or _ROOTS[name][0] for name in SEGMENTS]


def _shape(model: Any) -> Shape:
    """Give what all bodies share, with Anny's 104 bones merged into our segments."""
    segment_of: dict[str, int] = {}
    roots = {bone: SEGMENT[name] for name, bones in _ROOTS.items() for bone in bones}
    for label, parent in zip(model.bone_labels, model.bone_parents, strict=True):
        if label.startswith("toe"):
            segment_of[label] = SEGMENT["toes_right" if label.endswith(".R") else "toes_left"]
        elif label in roots:
            segment_of[label] = roots[label]
        else:
            segment_of[label] = segment_of[model.bone_labels[int(parent)]]
    merge = np.array([segment_of[label] for label in model.bone_labels])
    indices = merge[model.vertex_bone_indices.numpy().astype(int)]
    amount = np.zeros((len(indices), len(SEGMENTS)))
    rows = np.repeat(np.arange(len(indices)), indices.shape[1])
    np.add.at(amount, (rows, indices.ravel()), model.vertex_bone_weights.numpy().ravel())
    best = np.argsort(-amount, axis=1)[:, :4]
    weights = np.take_along_axis(amount, best, axis=1)
    weights /= weights.sum(axis=1, keepdims=True)
    return Shape(
        faces=model.get_triangular_faces().numpy().astype(np.int32),
        bones=best.astype(np.uint8),
        weights=weights.astype(np.float32),
    )


def _fists(model: Any, vertices: FloatArray, heads: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Curl the fingers as runners do."""
    labels = list(model.bone_labels)
    at = {label: i for i, label in enumerate(labels)}
    turned = np.tile(np.eye(3), (len(labels), 1, 1))
    placed = heads.copy()
    for i, (label, parent) in enumerate(zip(labels, model.bone_parents, strict=True)):
        if int(parent) < 0:
            continue
        p = int(parent)
        local = np.eye(3)
        if label.startswith("finger"):
            side, finger = label[-1], label[6]
            across = heads[at[f"finger5-1.{side}"]] - heads[at[f"finger2-1.{side}"]]
            axis = across / np.linalg.norm(across) * (-1.0 if side == "R" else 1.0)
            local = _about_axis(axis, _CURL_DEG * (0.6 if finger == "1" else 1.0))
        turned[i] = turned[p] @ local
        placed[i] = placed[p] + turned[p] @ (heads[i] - heads[p])
    weights = np.zeros((len(vertices), len(labels)))
    indices = model.vertex_bone_indices.numpy().astype(int)
    np.add.at(
        weights,
        (np.repeat(np.arange(len(vertices)), indices.shape[1]), indices.ravel()),
        model.vertex_bone_weights.numpy().ravel(),
    )
    curled = np.zeros_like(vertices)
    for b in np.flatnonzero(weights.any(axis=0)):
        moved = (vertices - heads[b]) @ turned[b].T + placed[b]
        curled += weights[:, b, None] * moved
    return curled / weights.sum(axis=1, keepdims=True), placed


def _stand(
    vertices: Float32Array, joints: FloatArray, shape: Shape, curves: Mapping[str, float]
) -> tuple[FloatArray, FloatArray]:
    """Turn Anny's spread arms and legs into straight legs and hanging arms, soles on the floor.

    `curves` are degrees of lumbar arch and upper-back rounding that this body stands with: Anny's
    spines are all alike. Pelvis and chest share the turn, so that the trunk stays upright.
    """
    local = np.tile(np.eye(3), (len(SEGMENTS), 1, 1))
    arch, rounding = curves["lumbar"], curves["thoracic"]
    bends = {"pelvis": arch / 2, "lumbar_low": -0.40 * arch, "lumbar_high": -0.35 * arch}
    bends |= {"thorax_low": -0.25 * arch - rounding / 2, "thorax": arch / 2 + rounding}
    bends |= {"neck": -rounding / 2}
    for name, degrees in bends.items():
        local[SEGMENT[name]] = pitch(degrees)
    trunk = {name: pitch(sum(list(bends.values())[: i + 1])) for i, name in enumerate(bends)}
    for side, sign in (("right", -1.0), ("left", 1.0)):
        wanted = {
            ("thigh", "shank"): _leaning(-sign * 0.05),
            ("shank", "foot"): _leaning(-sign * 0.02),
            ("upper_arm", "forearm"): _leaning(sign * 0.20),
            ("forearm", "hand"): _leaning(sign * 0.10),
        }
        above = {"pelvis": trunk["pelvis"], f"clavicle_{side}": trunk["thorax"]}
        for (part, end), direction in wanted.items():
            name = f"{part}_{side}"
            parent = PARENTS[name] or ""
            carried = above[parent]
            bone = carried @ (joints[SEGMENT[f"{end}_{side}"]] - joints[SEGMENT[name]])
            align = _between(bone, direction)
            above[name] = align @ carried
            local[SEGMENT[name]] = carried.T @ align @ carried
        # the foot points forward and lies flat, whatever the shank did
        shank = above[f"shank_{side}"]
        points = joints[SEGMENT[f"toes_{side}"]] - joints[SEGMENT[f"foot_{side}"]]
        heading = np.array([points[0], points[1], 0.0])
        outward = np.array([1.0, sign * 0.09, 0.0])
        local[SEGMENT[f"foot_{side}"]] = shank.T @ _between(heading, outward)
    turned, placed = place_segments(joints, local[None], np.array([[0.0, 0.0, joints[0, 2]]]))
    posed = skin(
        vertices,
        shape.bones,
        shape.weights,
        joints.astype(np.float32),
        turned[0].astype(np.float32),
        placed[0].astype(np.float32),
    )
    return posed.astype(float), placed[0]


def _leaning(left: float) -> FloatArray:
    """Point down, and a little to the left."""
    return np.array([0.0, left, -1.0])


def _between(a: FloatArray, b: FloatArray) -> FloatArray:
    """Give the smallest rotation that brings direction `a` to direction `b`."""
    a, b = a / np.linalg.norm(a), b / np.linalg.norm(b)
    axis = np.cross(a, b)
    sine = float(np.linalg.norm(axis))
    if sine < 1e-9:
        return np.eye(3)
    return _about_axis(axis / sine, float(np.degrees(np.arctan2(sine, a @ b))))


def _about_axis(axis: FloatArray, degrees: float) -> FloatArray:
    """Rotate about an axis (Rodrigues' formula)."""
    angle = np.radians(degrees)
    cross = np.array(
        [[0, -axis[2], axis[1]], [axis[2], 0, -axis[0]], [-axis[1], axis[0], 0]], dtype=float
    )
    return np.asarray(np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross)
