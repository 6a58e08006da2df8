"""What is filmed for the benchmark: evaluation bodies, conditions, and how each one runs.

The bodies are ``eval_*``: nothing of `posture` is trained on them. A condition differs from
``reference`` in the things that its name says (``outdoor_blur_left`` in several: place, side, two
exposures a picture, coarser compression, more noise); all share the runners and their motion, so
that its cost can be separated from differences between runners. ``long`` and ``back`` are filmed in
good conditions too: one for the lean's whole range, one in which lean, tilt and arch change each
alone and together. In ``bodies`` everyone runs once, each filmed a little differently, as people
film: it shows how far the stated errors hold over runners. ``unseen`` is the same with yet others,
who were made, filmed and measured when the weights and all else had been settled on the ones
before. ``nuisance``, ``gaits``, ``clothes`` and ``new`` have runners, gaits and arms of their own,
see `nuisance_cases`, `gait_cases`, `clothes_cases` and `new_cases`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import partial
from typing import Any

import numpy as np
from benchmarks.accuracy.case import BODIES, HALVES, OTHERS, UNSEEN, Case, step
from benchmarks.accuracy.clothes_cases import clothes_cases
from benchmarks.accuracy.gait_cases import gait_cases
from benchmarks.accuracy.new_cases import new_cases
from benchmarks.accuracy.nuisance_cases import nuisance_cases

from posture.synthetic.motion.gait import LEAN_OF
from posture.synthetic.scene.description import scene_from

#: Lean of each body in the first and in the second half of its long clip, degrees: 0 to 20.
LEANS = ((1, 6), (5, 5), (9, 19), (4, 7), (14, 6), (8, 10), (0, 12), (17, 20))
#: Length of a clip with an early and a late part, seconds: enough strides for an interval.
LONG_S = 17.0
#: Length of a clip that shows what a way of filming costs, seconds.
SHORT_S = 5.0
#: The two clips of each body in ``back``: what the second half adds to pelvic tilt and lordosis,
#: degrees. The lean follows from them as it does on a spine whose upper back stays as it is.
BACK_CHANGE = (
    ((0.0, 0.0), (10.0, 10.0)),
    ((0.0, -9.2), (-3.0, -3.0)),
    ((0.0, 6.0), (6.0, 9.2)),
    ((0.0, -6.0), (3.0, 3.0)),
    ((3.0, 10.0), (-6.0, -9.2)),
    ((0.0, 0.0), (6.0, 6.0)),
    ((0.0, 7.7), (10.0, 4.0)),
    ((6.0, -3.0), (-6.0, 3.0)),
)
#: Of the seeds: with these, chance leaves tilt as it was where the lean alone shall change.
BACK_FIRST = 320
#: Lean of each body in the first half of its clips of ``back``.
BACK_LEANS = ((5, 5), (4, 8), (8, 6), (6, 7), (9, 6), (8, 6), (10, 6), (6, 13))
#: What the second half adds to tilt and lordosis in ``bodies`` and ``unseen``, in turn: a third
#: unchanged.
OTHERS_CHANGE = (
    (0.0, 0.0),
    (3.0, 3.0),
    (6.0, 0.0),
    (0.0, 0.0),
    (10.0, 6.0),
    (0.0, 10.0),
    (0.0, 0.0),
    (-3.0, 0.0),
    (0.0, -6.0),
    (0.0, 0.0),
    (6.0, 10.0),
    (-6.0, -6.0),
)
#: What the second half of a short clip adds: lean, tilt.
SHORT_CHANGE = ((3.0, 2.0), (0.0, 3.0), (-3.0, -2.0), (4.0, 2.5))


#: Condition -> what differs in the scene, and what in the options.
CONDITIONS: dict[str, tuple[dict[str, dict[str, Any]], dict[str, Any]]] = {
    "reference": ({}, {}),
    "model_full": ({}, {"model": "full"}),
    "model_lite": ({}, {"model": "lite"}),
    "fps_30": ({"film": {"fps": 30.0}}, {}),
    "fps_120": ({"film": {"fps": 120.0}}, {}),
    "640x360": ({"film": {"width": 640, "height": 360}}, {}),
    "yaw_10": ({"camera": {"yaw_deg": 10.0}}, {}),
    "yaw_20": ({"camera": {"yaw_deg": 20.0}}, {}),
    "roll_3": ({"camera": {"roll_deg": 3.0}}, {}),
    "t_shirt": ({"clothes": {"top": "tee"}}, {}),
    "clutter": ({"place": {"kind": "clutter"}}, {}),
    "outdoor_blur_left": (
        {
            "place": {"kind": "outdoor"},
            "camera": {"side": "left"},
            "film": {"exposures": 2, "shutter": 0.5, "crf": 30, "noise": 5.0},
        },
        {},
    ),
}
#: Conditions in which everyone runs as a measured runner does, and who films them.
OF_REAL_GAITS: dict[str, Callable[[], Iterator[Case]]] = {
    "nuisance": nuisance_cases,
    "gaits": gait_cases,
    "gaits_full": partial(gait_cases, "full"),
    "gaits_lite": partial(gait_cases, "lite"),
    "clothes": clothes_cases,
    "new": new_cases,
}
#: Conditions that look at the very clips of another one.
SAME_CLIP = {"model_full": "reference", "model_lite": "reference"}


def cases(only: str = "") -> Iterator[Case]:
    """Give all cases, or those of the conditions whose names begin with `only`."""
    for part in (_in_good_conditions, _of_many_bodies, _of_conditions):
        yield from part(only)
    for condition, film in OF_REAL_GAITS.items():
        if condition.startswith(only):
            yield from film()


def _in_good_conditions(only: str) -> Iterator[Case]:
    for number, body in enumerate(BODIES[: len(LEANS)]):
        if "long".startswith(only):
            scene = scene_from(_long(number, body), f"long_{body}")
            yield Case("long", body, scene, HALVES)
        if "back".startswith(only):
            for index, clip in enumerate("ab"):
                scene = scene_from(_back(number, index), f"back_{body}_{clip}")
                yield Case("back", body, scene, HALVES)


def _of_many_bodies(only: str) -> Iterator[Case]:
    for condition, bodies, first in (("bodies", OTHERS, 0), ("unseen", UNSEEN, len(OTHERS))):
        if condition.startswith(only):
            for number, body in enumerate(bodies, first):
                scene = scene_from(_other(number, body), f"{condition}_{body}")
                yield Case(condition, body, scene, HALVES)


def _of_conditions(only: str) -> Iterator[Case]:
    for condition, (changes, options) in CONDITIONS.items():
        if not condition.startswith(only):
            continue
        for number in range(len(SHORT_CHANGE)):
            body = BODIES[(2 * number + number // 2) % len(BODIES)]
            table = _short(number, body)
            for part, values in changes.items():
                table[part] = {**table.get(part, {}), **values}
            filmed = SAME_CLIP.get(condition, condition)
            scene = scene_from(table, f"{filmed}_{body}")
            yield Case(condition, body, scene, {**HALVES, **options})


def _runner(number: int, body: str, seconds: float, lean: float) -> dict[str, Any]:
    """A scene in good conditions: side-on, 1280x720, 60 fps, tight clothes, even background."""
    draw = np.random.default_rng([2026, number])
    return {
        "seed": 500 + number,
        "body": body,
        "film": {"fps": 60.0, "duration_s": seconds},
        "camera": {"distance_m": 4.0, "height_m": 1.0},
        "place": {"kind": "indoor"},
        "clothes": {
            "top": "bare" if number % 4 == 2 else "tight",
            "top_rgb": [int(c) for c in draw.integers(40, 210, 3)],
            "shorts_rgb": [int(c) for c in draw.integers(20, 110, 3)],
            "hair": "short",
        },
        "run": {
            "trunk_lean_deg": lean,
            "tilt_deg": float(np.round(draw.normal(0, 2.5), 1)),
            "rounding_deg": float(np.round(draw.normal(0, 3.0), 1)),
            "drifts": {},
        },
    }


def _long(number: int, body: str) -> dict[str, Any]:
    first, second = LEANS[number]
    table = _runner(number, body, LONG_S, float(first))
    change = float(second - first)
    # the trunk tips from the hips, most of it with the pelvis
    table["run"]["drifts"] = {
        "trunk_lean_deg": step(change, LONG_S),
        "pelvic_tilt_deg": step(0.8 * change, LONG_S),
    }
    return table


def _back(number: int, index: int) -> dict[str, Any]:
    lean = float(BACK_LEANS[number][index])
    table = _runner(BACK_FIRST + 2 * number + index, BODIES[number], LONG_S, lean)
    table["clothes"]["top"] = ("tight", "bare")[index]
    change = dict(zip(LEAN_OF, BACK_CHANGE[number][index], strict=True))
    change["trunk_lean_deg"] = round(sum(LEAN_OF[name] * by for name, by in change.items()), 2)
    table["run"]["drifts"] = {name: step(by, LONG_S) for name, by in change.items() if by}
    return table


def _other(number: int, body: str) -> dict[str, Any]:
    """Film one of many, as people film: from nearly the side, now here, now there."""
    draw = np.random.default_rng([2027, number])
    table = _runner(100 + number, body, LONG_S, float(draw.integers(4, 11)))
    # backwards the second time: every other body is a woman's
    changes = (*OTHERS_CHANGE, *OTHERS_CHANGE[::-1])
    change = dict(zip(LEAN_OF, changes[number % len(changes)], strict=True))
    change["trunk_lean_deg"] = round(sum(LEAN_OF[name] * by for name, by in change.items()), 2)
    table["run"]["drifts"] = {name: step(by, LONG_S) for name, by in change.items() if by}
    table["run"]["arms_scale"] = round(float(draw.uniform(0.6, 1.3)), 2)
    table["run"]["cadence_spm"] = float(draw.integers(160, 186))
    table["camera"] = {
        "side": ("right", "left")[number // 2 % 2],
        "distance_m": round(float(draw.uniform(3.8, 5.0)), 2),
        "height_m": round(float(draw.uniform(0.8, 1.3)), 2),
        "yaw_deg": round(float(draw.normal(0, 4)), 1),
    }
    table["place"] = {"kind": ("indoor", "outdoor", "plain")[number % 3]}
    table["film"] |= {
        "crf": int(draw.integers(20, 28)),
        "noise": round(float(draw.uniform(1, 4)), 1),
    }
    table["clothes"]["hair"] = ("short", "long", "short", "none")[number // 2 % 4]
    table["clothes"]["tights"] = bool(number % 5 == 0)
    return table


def _short(number: int, body: str) -> dict[str, Any]:
    table = deepcopy(_runner(10 + number, body, SHORT_S, (6.0, 3.0, 10.0, 7.0)[number]))
    lean, tilt = SHORT_CHANGE[number]
    table["run"]["drifts"] = {
        "trunk_lean_deg": step(lean, SHORT_S),
        "pelvic_tilt_deg": step(tilt, SHORT_S),
    }
    return table
