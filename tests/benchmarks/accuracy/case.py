"""A clip of the benchmark and how it is measured; who is filmed in which condition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from posture.synthetic.bodies.library import EVALUATION
from posture.synthetic.scene.description import Scene

#: Names of all evaluation bodies. Each of the sets below is filmed in its own conditions only.
_NAMES = tuple(EVALUATION)
#: Bodies of all conditions but those below.
BODIES = _NAMES[:10]
#: Bodies of ``bodies``.
OTHERS = _NAMES[10:34]
#: Bodies of ``unseen``.
UNSEEN = _NAMES[34:58]
#: Bodies of ``nuisance``.
NUISANCE = _NAMES[58:72]
#: Bodies of ``gaits``.
GAITS = _NAMES[72:84]
#: Bodies of ``clothes``.
CLOTHES = _NAMES[84:94]
#: Bodies of ``new``.
NEW = _NAMES[94:118]

#: The windows that are compared: where a step lies in the middle, before and after it.
HALVES = {"early": "0%-50%", "late": "50%-100%"}


@dataclass(frozen=True)
class Case:
    """One clip and how it is measured.

    Attributes
    ----------
    condition, body
        Its place in the tables.
    scene
        What is filmed.
    options
        Of `posture.analyze`.
    group
        Part of the condition that it is counted in; empty where there are none.
    factors
        What changes from early to late beside lean, tilt and arch: by name of
        `nuisance_factors.FACTORS`, how much, as a share of the whole change there, with its sign.
    """

    condition: str
    body: str
    scene: Scene
    options: Mapping[str, Any] = field(default_factory=dict)
    group: str = ""
    factors: Mapping[str, float] = field(default_factory=dict)


def step(change: float, seconds: float) -> dict[str, Any]:
    """Describe a drift that leads from the first to the second half of a clip."""
    return {"change": change, "shape": "step", "start_s": seconds / 2 - 1.0}
