"""The grid of simulated runs, and what the package says about each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from benchmarks.decisions.made import (
    DISTURBANCES,
    IN_DEGREES,
    ar1,
    course,
    filmed_at,
    in_parts,
    rng_of,
    windows,
)

from posture.comparison import (
    Estimate,
    Verdict,
    compare_waves,
    estimate_difference,
    family_confidence,
    judge_change,
)
from posture.comparison.onset import find_onset
from posture.comparison.series import make_series
from posture.measures import COMPARED, Measure

STRIDES = (10, 25, 50, 100, 300)
RHOS = (0.0, 0.3, 0.5, 0.7)
SDS = (0.5, 1.5, 3.0)
CHANGES = (0.0, 1.0, 2.0, 3.0, 5.0)
LEAN = next(m for m in COMPARED if m.name == "trunk_lean_deg")

#: Lean is judged as one of the three measures of posture.
OF_THREE = family_confidence(3)

COURSES = ("flat", "steady", "settles", "begins halfway", "middle third")
#: Courses that have an onset, and when, as a share of the run.
BEGINS = {"begins halfway": 0.5, "middle third": 1 / 3}
#: Degrees that a run of stride SD 1 moves by.
COURSE_DEG = 5.0


def changes(runs: int) -> list[dict[str, Any]]:
    """Verdicts on trunk lean: one cell for each number, correlation, disturbance and SD."""
    cells = []
    for n in STRIDES:
        for rho in RHOS:
            for disturbance in DISTURBANCES:
                fixed = disturbance in IN_DEGREES
                for made_sd in SDS if fixed else (1.0,):
                    rng = rng_of("changes", n, rho, disturbance, made_sd)
                    found = [_found(rng, n, rho, disturbance, made_sd) for _ in range(runs)]
                    cells += [
                        _change_cell(found, n, rho, disturbance, sd, 1.0 if fixed else sd)
                        for sd in ((made_sd,) if fixed else SDS)
                    ]
    return cells


def _found(
    rng: np.random.Generator, n: int, rho: float, disturbance: str, sd: float
) -> tuple[Any, float, float]:
    made = windows(rng, n, rho, disturbance, sd)
    estimated = estimate_difference(made.early, made.late)
    return estimated, estimated.half_width(), made.truth


def _change_cell(
    found: list[Any], n: int, rho: float, disturbance: str, sd: float, scale: float
) -> dict[str, Any]:
    """Count over the runs of a cell; a pure scaling of strides scales all that was found."""
    covered = [abs(estimated.value - truth) <= half for estimated, half, truth in found]
    changed = dict.fromkeys(CHANGES, 0)
    for estimated, _, _ in found:
        scaled = replace(
            estimated, value=scale * estimated.value, variance=scale**2 * estimated.variance
        )
        for change, says in verdicts(scaled.with_error(LEAN.method_error), LEAN, CHANGES).items():
            changed[change] += says in (("increased",) if change else ("increased", "decreased"))
    return {
        "strides": n,
        "rho": rho,
        "disturbance": disturbance,
        "sd": sd,
        "runs": len(found),
        "coverage": float(np.mean(covered)),
        "interval_excludes_0": float(
            np.mean([abs(estimated.value) > half for estimated, half, _ in found])
        ),
        "changed": {f"{change:g}": count / len(found) for change, count in changed.items()},
    }


def verdicts(found: Estimate, measure: Measure, changes: Sequence[float]) -> dict[float, Verdict]:
    """Judge a change that is 0 but for its error, and the same with true changes added to it.

    It is judged as one of the three measures of posture.
    """
    own, corrected = found.half_width(), found.half_width(OF_THREE)
    assert measure.smallest_change is not None
    says = {}
    for change in changes:
        value = found.value + change
        ci95, family = ((value - half, value + half) for half in (own, corrected))
        says[change] = judge_change(
            measure.unit, value, measure.smallest_change, ci95=ci95, ci95_family=family
        ).verdict
    return says


def onsets(runs: int) -> list[dict[str, Any]]:
    """Onsets found: one cell for each number, correlation, course and way of filming."""
    cells = []
    for n in (60, 200):
        for rho in (0.0, 0.3, 0.7):
            for kind in COURSES:
                for pieces in (False, True):
                    rng = rng_of("onsets", n, rho, kind, pieces)
                    found = [_onset(rng, n, rho, kind, pieces) for _ in range(runs)]
                    some = [one for one in found if one is not None]
                    cells.append(
                        {
                            "strides": n,
                            "rho": rho,
                            "course": kind,
                            "in_pieces": pieces,
                            "runs": runs,
                            "found": len(some) / runs,
                            "coverage": float(np.mean([c for c, _ in some])) if some else None,
                            "off_share": float(np.median([o for _, o in some])) if some else None,
                        }
                    )
    return cells


def _onset(
    rng: np.random.Generator, n: int, rho: float, kind: str, pieces: bool
) -> tuple[bool, float] | None:
    """Whether the interval of the onset covers the true one, and how far off it is."""
    times = filmed_at(n, pieces)
    noise = in_parts(rng, n, rho) if pieces else ar1(rng, n, rho)
    whole = times[-1]
    true = whole * BEGINS.get(kind, 0.5)
    values = np.interp(times / whole, np.linspace(0, 1, 1001), course(kind, 1001, COURSE_DEG))
    found = find_onset(make_series(values + noise, times), times)
    if isinstance(found, str):
        return None
    low, high = found.ci95
    return low <= true <= high, abs(found.time_s - true) / whole


def waves(runs: int) -> list[dict[str, Any]]:
    """Clusters found over the stride where nothing, or a bump of 2 degrees, sets late apart."""
    phase = np.linspace(0.0, 1.0, 101)
    bump = 2.0 * np.exp(-(((phase - 0.4) / 0.08) ** 2))
    cells = []
    for n in (25, 50, 100):
        for rho in (0.0, 0.3, 0.7):
            rng = rng_of("waves", n, rho)
            false = found = 0
            for _ in range(runs):
                early, late = _curves(rng, n, rho, phase), _curves(rng, n, rho, phase)
                false += bool(compare_waves(early, late).clusters)
                found += bool(compare_waves(early, late + bump).clusters)
            cells.append(
                {
                    "strides": n,
                    "rho": rho,
                    "runs": runs,
                    "false": false / runs,
                    "power": found / runs,
                }
            )
    return cells


def _curves(rng: np.random.Generator, n: int, rho: float, phase: Any) -> Any:
    """Strides whose level and first two waves wander, SD 1 and 0.5, and fine noise of SD 0.3."""
    shapes = [np.ones_like(phase)]
    shapes += [0.5 * wave(2 * np.pi * k * phase) for k in (1, 2) for wave in (np.sin, np.cos)]
    slow = sum(np.outer(ar1(rng, n, rho), shape) for shape in shapes)
    return slow + 0.3 * rng.standard_normal((n, len(phase)))
