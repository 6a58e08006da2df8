"""How well other estimators do on the same training scenes.

`python tests/benchmarks/back_ideas.py DIR`: DIR is the folder of `python -m models.training --work
DIR`, which keeps the clips and what the network saw. Needs scikit-learn, which nothing else here
does. All estimators get the same features averaged over the stride; an eighth of the bodies is left
out in turn. Changes are those from the first to the last third of a clip; tilt is that against the
trunk.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from kept_scenes import read_kept_scenes
from sklearn.cross_decomposition import PLSRegression
from sklearn.decomposition import PCA
from sklearn.ensemble import ExtraTreesRegressor, GradientBoostingRegressor
from sklearn.kernel_ridge import KernelRidge
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.multioutput import MultiOutputRegressor
from sklearn.neural_network import MLPRegressor
from sklearn.pipeline import make_pipeline

from models.training.features import make_back_example
from models.training.ridge import MOST_BACK_SD, measure_move
from models.training.train import FEWEST
from posture.back import load_learned_models
from posture.learned.weights import standardise

#: Groups of bodies, each left out in turn.
FOLDS = 8
#: Every so many frames are used: neighbours are nearly alike.
EVERY = 6

IDEAS: dict[str, Callable[[], Any]] = {
    "ridge": lambda: Ridge(300),
    "low-dimensional body and back (12 principal components)": lambda: make_pipeline(
        PCA(12), LinearRegression()
    ),
    "partial least squares (8)": lambda: PLSRegression(8, scale=False),
    "kernel ridge (Gaussian)": lambda: KernelRidge(kernel="rbf", gamma=0.0005, alpha=0.1),
    "network, one layer of 32": lambda: MLPRegressor(
        hidden_layer_sizes=(32,), alpha=1.0, max_iter=150, random_state=0
    ),
    "network, layers of 64 and 32": lambda: MLPRegressor(
        hidden_layer_sizes=(64, 32), alpha=3.0, max_iter=150, random_state=0
    ),
    "extra trees": lambda: ExtraTreesRegressor(
        150, min_samples_leaf=5, max_features=0.3, random_state=0
    ),
    "boosted trees": lambda: MultiOutputRegressor(
        GradientBoostingRegressor(
            n_estimators=150, max_depth=3, subsample=0.5, max_features=0.2, random_state=0
        )
    ),
}


def main() -> None:
    """Fit each idea on the other bodies and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path)
    bodies, x, y = read_examples(parser.parse_args().work)
    print("| estimator | change: tilt | arch | level: tilt | arch | slope: tilt | arch |")
    print("| --- | --: | --: | --: | --: | --: | --: |")
    for name, make in IDEAS.items():
        level, change, true = left_out(make, bodies, x, y)
        slope = 1 + (change * true).sum(axis=0) / (true**2).sum(axis=0)
        numbers = [*np.abs(change).mean(axis=0), *np.abs(level).mean(axis=0), *slope]
        print(f"| {name} | {' | '.join(f'{number:.2f}' for number in numbers)} |", flush=True)


def read_examples(work: Path) -> tuple[list[str], list[np.ndarray], list[np.ndarray]]:
    """Read body, features and targets of each scene that shows the back, means over the stride."""
    learned = load_learned_models("heavy")
    bodies, seen, true = [], [], []
    for scene, info, found in read_kept_scenes(work):
        found = make_back_example(scene, info, found, learned.centres, learned.prior)
        if found is None or len(found.example.features) < FEWEST:
            continue
        bodies.append(scene.runner.body)
        seen.append(found.example.mean_features[::EVERY])
        true.append(found.example.mean_targets[::EVERY])
    means = np.array([np.nanmean(part, axis=0) for part in seen])
    mean, sd = np.nanmean(means, axis=0), np.nanstd(means, axis=0)
    return bodies, [standardise(part - mean, sd, MOST_BACK_SD) for part in seen], true


def left_out(
    make: Callable[[], Any], bodies: list[str], x: list[np.ndarray], y: list[np.ndarray]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Errors of level and change, and the true changes, ``(scenes, 2)``, of bodies left out."""
    names = sorted(set(bodies))
    rows: list[tuple[np.ndarray, ...]] = []
    for fold in range(FOLDS):
        out = set(names[fold::FOLDS])
        inside = [i for i, body in enumerate(bodies) if body not in out]
        bias = np.concatenate([y[i] for i in inside]).mean(axis=0)
        model = make().fit(
            np.concatenate([x[i] for i in inside]), np.concatenate([y[i] for i in inside]) - bias
        )
        for i in set(range(len(bodies))) - set(inside):
            off = model.predict(x[i]) + bias - y[i]
            rows.append((off.mean(axis=0), measure_move(off), measure_move(y[i])))
    level, change, true = (np.array(part) for part in zip(*rows, strict=True))
    return level, change, true


if __name__ == "__main__":
    main()
