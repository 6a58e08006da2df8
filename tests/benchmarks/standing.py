"""By how much running and standing are read otherwise at equal posture, for each pose network.

    PYTHONPATH=tests python -m benchmarks.standing

Films the bodies ``dev_*``, on which nothing is trained or evaluated, with gaits of the training:
they stand first and run then, each held this way or that. Each film is measured with ``--standing``
by every network. What is off on average is to be added to `posture.standing.error.OFFSET_DEG`:
swinging legs have another outline than standing ones, and networks find their hips elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from benchmarks.accuracy import __main__ as accuracy
from benchmarks.accuracy.case import Case
from benchmarks.accuracy.standing_cases import STANDS_S, draw_standing
from benchmarks.standing_films import NETWORKS, measure

from models.training.training_scenes import draw_scene, find_scene
from posture.measures import RELATIVE
from posture.standing.error import OFFSET_DEG

#: Number of bodies, length of their run in seconds, and seed of all that is drawn.
BODIES, RUNS_S, SEED = 12, 9.0, [2031, 1]


def cases() -> Iterator[Case]:
    """Give every film, to be measured by every network."""
    for number in range(1, BODIES + 1):
        body = f"dev_{number:02d}"
        scene = find_scene(
            f"stands_{body}", lambda attempt, n=number, b=body: _table(n, b, attempt)
        )
        for network in NETWORKS:
            options = {"standing": f"0-{STANDS_S:g}", "model": network}
            yield Case("stands", body, scene, options)


def _table(number: int, body: str, attempt: int) -> dict[str, Any]:
    draw = np.random.default_rng([*SEED, number, attempt])
    table = draw_scene(draw, body, number, hidden=False)
    table["film"] |= {"duration_s": RUNS_S, "width": 1280, "height": 720}
    table["camera"]["roll_deg"] = 0.0
    table["run"]["drifts"] = {}
    table["standing"] = draw_standing(draw)
    return table


def main() -> None:
    """Film, measure and print."""
    todo = list(cases())
    accuracy.film(todo)
    rows = pd.DataFrame([row for case in todo for row in measure(case, again=False)])
    rows["error"] = rows["measured"] - rows["true"]
    print("running less standing, measured less true, degrees")
    for network, of_network in rows.groupby("network", sort=False):
        for name in (m.name for m in RELATIVE):
            one = of_network[of_network["measure"] == name].dropna(subset="error")
            error, now = one["error"], OFFSET_DEG[str(network)].get(name, 0.0)
            print(
                f"{network} {name}: {error.mean():+.2f} (SD {error.std():.2f}, {len(one)} of "
                f"{BODIES} films, mean of true {one['true'].mean():+.1f}); "
                f"offset {now:+.2f} -> {now + error.mean():+.2f}"
            )


if __name__ == "__main__":
    main()
