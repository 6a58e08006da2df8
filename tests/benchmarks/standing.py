"""How well the weights of changes follow the line of the back from standing to running.

    python tests/benchmarks/standing.py

On the bodies ``dev_*``, on which nothing is trained or evaluated, the true line of the back is
taken standing and over a stride, and what the weights make of the difference is compared with the
truth. What is off on average is `posture.standing.error.LEGS_DEG`: swinging legs have another
outline than standing ones. Reading the line in pictures is not part of it.
"""

from __future__ import annotations

import numpy as np

from models.training.back_lines import measure_back_line
from posture.back import LearnedModels, load_learned_models
from posture.back.features import BACK
from posture.synthetic.motion.kinematics import Kinematics, compute_kinematics
from posture.synthetic.motion.posing import Poses, pose
from posture.synthetic.motion.standing import Standing, stand, stand_still_of
from posture.synthetic.scene.description import Scene, scene_from
from posture.synthetic.scene.truth import measure_truth
from posture.utils.arrays import FloatArray

ANGLES = ("tilt", "lordosis")
#: Number of bodies, and of phases of the stride.
BODIES, PHASES = 10, 8


def estimate(line: FloatArray, learned: LearnedModels) -> FloatArray:
    """Give what the weights of changes say of a mean line, ``(2,)`` degrees from their zero."""
    weights = learned.changes.solve(np.ones(len(BACK), bool))
    return np.asarray((line[BACK] - learned.angles.mean[: len(BACK)]) @ weights)


def measure(scene: Scene, run: Kinematics, poses: Poses, learned: LearnedModels) -> FloatArray:
    """Estimated and true tilt less lean, and lordosis, means of the frames, ``(2, 2)``."""
    line = measure_back_line(scene.body, poses)
    true = measure_truth(scene.body, run, poses, "right").mean(numeric_only=True)
    tilt = true["pelvic_tilt_deg"] - true["trunk_lean_deg"]
    mean = np.where(np.isfinite(line), line, np.nan).mean(axis=0)
    return np.array([estimate(mean, learned), [tilt, true["lumbar_lordosis_deg"]]])


def compare(number: int, learned: LearnedModels) -> FloatArray:
    """Estimated and true running less standing of one body, ``(2, 2)`` degrees."""
    rng = np.random.default_rng(700 + number)
    how = {
        "trunk_lean_deg": float(rng.uniform(3, 12)),
        "speed_m_s": 3.0,
        "stride_sd": {},
        "tilt_deg": float(rng.normal(0, 3)),
        "rounding_deg": float(rng.normal(0, 3)),
    }
    body, film = f"dev_{number:02d}", {"duration_s": 1.0}
    scene = scene_from({"seed": number, "body": body, "run": how, "film": film}, body)
    stride_s = 120 / scene.plan.cadence_spm
    run = compute_kinematics(scene.plan, 1.0 + np.arange(PHASES) / PHASES * stride_s)
    held = np.clip(rng.normal(0, 1, 3), -2, 2) * [3.0, 4.0, 2.0]
    times_s = np.array([0.0, 1.2])
    stood = stand(scene.body, Standing(2.5, "in_front", *map(float, held)), times_s)
    running = measure(scene, run, pose(scene.body, scene.plan, run), learned)
    return running - measure(scene, stand_still_of(times_s), stood, learned)


if __name__ == "__main__":
    learned = load_learned_models("heavy")
    found = np.array([compare(number, learned) for number in range(1, BODIES + 1)])
    off = found[:, 0] - found[:, 1]
    print("running less standing, degrees: true, estimated less true")
    for number, (true, error) in enumerate(zip(found[:, 1], off, strict=True), start=1):
        print(f"dev_{number:02d}  {true.round(1)}  {error.round(1)}")
    for i, name in enumerate(ANGLES):
        slope, at_equal = np.polyfit(found[:, 1, i], found[:, 0, i], 1)
        left = found[:, 0, i] - slope * found[:, 1, i] - at_equal
        print(
            f"{name}: {off[:, i].mean():+.1f} on average (SD {off[:, i].std(ddof=1):.1f}); at "
            f"equal posture {at_equal:+.1f}, slope {slope:.2f} (SD {left.std(ddof=2):.1f})"
        )
