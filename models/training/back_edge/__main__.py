"""`python -m models.training.back_edge`: train `models/back_edge.onnx` on virtual runners.

Needs PyTorch and onnx beside what the project installs. The clips and what the pose network saw in
them are those of `python -m models.training`. A fifth of the bodies is left out to measure errors.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import torch
import typer

from models.training.back_edge.fit import join, measure_errors, train_network
from models.training.back_edge.network import write_onnx
from models.training.back_edge.strips import Strips, cut_clips
from models.training.clips import detect_in_clips, film
from models.training.training_scenes import make_training_scenes
from posture.pose.back_edge import EDGE_NETWORK
from posture.pose.models.manifest import resolve
from posture.synthetic.scene.description import Scene

#: The pose network whose landmarks strips are cut along; the ends of the trunk are moved, so that
#: the others may be used as well.
NETWORK = "heavy"
#: Every so many bodies, one is left out to measure errors on.
LEFT_OUT_EVERY = 5
#: Of weights, order and variation.
SEED = 18


def main(
    work: Annotated[Path, typer.Option(help="Folder for clips and strips; those there are kept.")],
    out: Annotated[Path, typer.Option(help="Folder for the network.")] = Path("models"),
) -> None:
    """Train the network that reads the edge of the back (an hour on 2 cores)."""

    def say(line: str) -> None:
        typer.echo(line, err=True)

    scenes = list(make_training_scenes())
    film(scenes, work, say)
    clips = detect_in_clips(scenes, work, NETWORK, resolve(NETWORK).path, say)
    strips = cut_clips(clips, work, say)
    learnt, left = _split(scenes, strips)
    torch.use_deterministic_algorithms(mode=True)
    network = train_network(learnt, SEED, say)
    write_onnx(network, out / EDGE_NETWORK)
    errors = {
        "strips": len(learnt.edge),
        **{name: round(value, 4) for name, value in measure_errors(network, left).items()},
    }
    path = (out / EDGE_NETWORK).with_suffix(".json")
    path.write_text(json.dumps(errors, indent=1) + "\n", encoding="utf-8")
    say(path.read_text(encoding="utf-8"))


def _split(scenes: list[Scene], strips: dict[str, Strips]) -> tuple[Strips, Strips]:
    """Split strips into those to learn from and those of bodies left out."""
    bodies = sorted({scene.runner.body for scene in scenes})
    left = set(bodies[::LEFT_OUT_EVERY])
    of = {scene.name: scene.runner.body in left for scene in scenes}
    return (
        join([one for name, one in strips.items() if not of[name]]),
        join([one for name, one in strips.items() if of[name]]),
    )


if __name__ == "__main__":
    typer.run(main)
