"""The line of the back of a posed body, arms left out, as `posture.back.line` reads it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

import numpy as np
from numba import njit

from posture.back.places import PLACES
from posture.synthetic.bodies.library import Body
from posture.synthetic.bodies.skeleton import SEGMENT
from posture.synthetic.bodies.skinning import skin
from posture.synthetic.motion.kinematics import compute_kinematics
from posture.synthetic.motion.posing import Poses, pose
from posture.synthetic.motion.trunk_lean import find_trunk_ends
from posture.synthetic.scene.description import Scene
from posture.synthetic.scene.truth import measure_truth
from posture.utils.arrays import FloatArray, IntArray

#: Parts of the body whose rear edge is the back.
TRUNK = ("pelvis", "lumbar", "thorax", "neck", "clavicle", "thigh")
#: Parts that may hide it.
ARMS = ("clavicle", "upper", "forearm", "hand")
#: Times of a clip at which lines are measured, as shares of it.
TIMES = (1 / 6, 0.5, 5 / 6)
#: Phases of the stride around each of them.
PHASES = 8
#: Number of processes that measure bodies.
AT_ONCE = 2
#: Number of directions kept: further ones are smaller than the error of an edge.
DIRECTIONS = 10


@dataclass(frozen=True)
class BodyLines:
    """Lines of the back of n runs, measured on the bodies, and what the posture truly was.

    Attributes
    ----------
    runners
        ``(n,)`` names of the bodies.
    lines
        ``(n, 28)`` by how much the mean line over the stride changes from the first third of a
        run to the last, trunk lengths.
    angles
        ``(n, 2)`` by how much pelvic tilt less trunk lean, and lordosis, truly change, degrees.
    """

    runners: Sequence[str]
    lines: FloatArray
    angles: FloatArray


def measure_back_line(body: Body, poses: Poses, parts: Sequence[str] = TRUNK) -> FloatArray:
    """Measure how far the skin lies behind the line from mid-shoulder to mid-hip.

    Parameters
    ----------
    body, poses
        Who runs, and the poses of T frames.
    parts
        First words of the segments whose skin counts.

    Returns
    -------
    line
        ``(T, 28)`` rearmost skin of these parts in the sagittal plane at `back.PLACES`, in
        lengths of that line, see `find_trunk_ends`; minus infinity where they have none.
    """
    pairs = _edges(body, parts)
    line = np.empty((len(poses.joints), len(PLACES)))
    hips, shoulders = find_trunk_ends(body, poses.rotations, poses.joints)
    for t, (rotations, joints) in enumerate(zip(poses.rotations, poses.joints, strict=True)):
        posed = skin(
            body.vertices, body.shape.bones, body.shape.weights, body.joints,
            rotations.astype(np.float32), joints.astype(np.float32),
        )  # fmt: skip
        hip, trunk = hips[t, [0, 2]], (shoulders - hips)[t, [0, 2]]
        away = (posed[:, [0, 2]] - hip) / (trunk @ trunk)
        behind = away @ np.array([-trunk[1], trunk[0]])
        line[t] = _furthest(1 - away @ trunk, behind, pairs, PLACES)
    return line


def measure_back_lines(scenes: Iterable[Scene]) -> FloatArray:
    """Measure mean lines over the stride at some times of each clip, ``(clips · times, 28)``."""
    return np.concatenate([_measure_run(scene)[0] for scene in scenes])


def measure_body_lines(scenes: Iterable[Scene]) -> BodyLines:
    """Measure how the line of the back changes in each run, without a film."""
    todo = list(scenes)
    with ProcessPoolExecutor(AT_ONCE, mp_context=get_context("spawn")) as pool:
        lines, angles = zip(*pool.map(_measure_run, todo, chunksize=8), strict=True)
    return BodyLines(
        [scene.runner.body for scene in todo],
        np.array([one[-1] - one[0] for one in lines]),
        np.array([one[-1] - one[0] for one in angles]),
    )


def _measure_run(scene: Scene) -> tuple[FloatArray, FloatArray]:
    """Mean lines ``(times, 28)``, and pelvic tilt less lean and lordosis ``(times, 2)``."""
    plan = scene.plan
    inside = np.linspace(0.5, plan.duration_s - 0.5, 1000)
    turns = compute_kinematics(plan, inside).turns
    middles = turns[0] + np.array(TIMES) * (turns[-1] - turns[0])
    phases = (np.arange(PHASES) + 0.5) / PHASES - 0.5
    run = compute_kinematics(plan, np.interp((middles[:, None] + phases).ravel(), turns, inside))
    poses = pose(scene.body, plan, run)
    line = measure_back_line(scene.body, poses).reshape(len(TIMES), PHASES, -1).mean(axis=1)
    true = measure_truth(scene.body, run, poses, scene.camera.side)
    angles = np.stack(
        [true["pelvic_tilt_deg"] - true["trunk_lean_deg"], true["lumbar_lordosis_deg"]], axis=1
    )
    return line, angles.reshape(len(TIMES), PHASES, 2).mean(axis=1)


def find_directions(lines: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Find the mean ``(28,)`` and the directions ``(k, 28)`` in which lines differ, each one SD."""
    mean = lines.mean(axis=0)
    _, size, ways = np.linalg.svd((lines - mean) / np.sqrt(len(lines)), full_matrices=False)
    return mean, (size[:, None] * ways)[:DIRECTIONS]


def _edges(body: Body, parts: Sequence[str]) -> IntArray:
    """Pairs of neighbours in the mesh of some parts, ``(edges, 2)``."""
    numbers = [i for name, i in SEGMENT.items() if name.split("_")[0] in parts]
    inside = np.isin(body.shape.owner, numbers)
    faces = body.shape.faces[inside[body.shape.faces].all(axis=1)]
    pairs = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [0, 2]]])
    return np.unique(np.sort(pairs, axis=1), axis=0).astype(np.int64)


@njit(cache=True, nogil=True)
def _furthest(
    along: FloatArray, outward: FloatArray, pairs: IntArray, places: FloatArray
) -> FloatArray:
    """Furthest of all edges of a mesh that cross each place; compiled, for there are thousands."""
    furthest = np.full(len(places), -np.inf)
    for k in range(len(pairs)):
        a, b = pairs[k, 0], pairs[k, 1]
        if along[a] > along[b]:
            a, b = b, a
        for j in range(len(places)):
            if along[a] <= places[j] < along[b]:
                share = (places[j] - along[a]) / (along[b] - along[a])
                furthest[j] = max(furthest[j], outward[a] + share * (outward[b] - outward[a]))
    return furthest
