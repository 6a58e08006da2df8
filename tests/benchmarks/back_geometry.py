"""How well plain geometry of the back line follows tilt and lordosis.

`python tests/benchmarks/back_geometry.py DIR`, DIR as in `back_ideas.py`. Each of the plain
measures is fitted to the truth of the training scenes by a straight line over runners: their
levels, and their changes from the first to the last third of the strides. Correlation, and root
mean square error in degrees about that line, which is fitted on the same runners.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import numpy as np
from back_limits import Clip, clips_in

from models.training.ridge import measure_move
from posture.back import load_learned_models
from posture.back.features import fill_edges
from posture.back.geometry import SACRUM, hollow, hollow_depth, tangent
from posture.synthetic.motion.kinematics import compute_kinematics
from posture.synthetic.motion.posing import pose
from posture.synthetic.scene.stage import compute_shot_times
from posture.synthetic.scene.truth import measure_truth

#: Names of the true angles in the table.
TILT = "tilt against the trunk"
ARCH = "lordosis"
#: Measure → how it is taken from a back line by stride, and the angle it should follow.
MEASURES: dict[str, tuple[Callable[[np.ndarray], np.ndarray], str]] = {
    "`sacral_tangent_deg` against the trunk": (lambda line: tangent(line, SACRUM), TILT),
    "`hollow_deg`": (hollow, ARCH),
    "`hollow_depth`, as the angle 4 arctan 2x": (
        lambda line: np.degrees(4 * np.arctan(2 * hollow_depth(line))),
        ARCH,
    ),
}


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path)
    seen = [by_stride(clip) for clip in clips_in(parser.parse_args().work)]
    print("| measure | of | level: r | error | change: r | error |")
    print("| --- | --- | --: | --: | --: | --: |")
    for name, (measure, of) in MEASURES.items():
        pairs_of_clips = [(measure(line), true[of]) for line, true in seen]
        cells = []
        for part in (np.mean, measure_move):
            pairs = np.array([(part(found), part(real)) for found, real in pairs_of_clips])
            found, real = pairs[np.isfinite(pairs).all(axis=1)].T
            off = np.polyval(np.polyfit(found, real, 1), found) - real
            cells += [f"{np.corrcoef(found, real)[0, 1]:.2f}", f"{np.sqrt(np.mean(off**2)):.1f}"]
        print("|", name, "|", of, "|", " | ".join(cells), "|")


def by_stride(clip: Clip) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Back line ``(strides, 28)`` and the truth ``(strides,)`` of a training scene."""
    run = compute_kinematics(clip.scene.plan, compute_shot_times(clip.scene))
    body = clip.scene.body
    real = measure_truth(body, run, pose(body, clip.scene.plan, run), clip.scene.camera.side)
    true = {
        TILT: clip.cut.means((real["pelvic_tilt_deg"] - real["trunk_lean_deg"]).to_numpy()),
        ARCH: clip.cut.means(real["lumbar_lordosis_deg"].to_numpy()),
    }
    prior = load_learned_models("heavy").prior
    return fill_edges(clip.read, clip.cut, prior)[0].by_stride, true


if __name__ == "__main__":
    main()
