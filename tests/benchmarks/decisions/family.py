"""The three measures of posture together: is a run called changed that did not change?

Each run has lean, tilt and arch in two windows of strides. Chance is an autoregression of the
strides, the method's own error a shift of each change; those of tilt and arch are correlated, as
both come from one line of the back.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from benchmarks.accuracy.cells import grid
from benchmarks.decisions.cells import verdicts
from benchmarks.decisions.made import STRIDE_S, ar1, rng_of

from posture.comparison import CHANGED, PROBABLE, Series, estimate_difference
from posture.measures import COMPARED
from posture.utils.arrays import FloatArray

POSTURE = tuple(m for m in COMPARED if m.family == "posture")
#: SD of strides, degrees, and their correlation, as in a filmed virtual runner; real runners' tilt
#: by markers has 0.6 degrees and 0.3.
SDS = {"trunk_lean_deg": 1.0, "pelvic_tilt_deg": 1.0, "lumbar_lordosis_deg": 1.5}
RHOS = {"trunk_lean_deg": 0.3, "pelvic_tilt_deg": 0.5, "lumbar_lordosis_deg": 0.5}
#: Correlation of the errors of tilt and arch.
TOGETHER = 0.7
#: Strides in each window, thirds of a film.
STRIDES = (10, 14, 28, 57, 140)
#: True changes, in multiples of the smallest that matters.
TIMES = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0)

Cell = dict[str, Any]


def cells(runs: int) -> list[Cell]:
    """One cell for each number of strides."""
    return [_cell(n, runs) for n in STRIDES]


def _cell(n: int, runs: int) -> Cell:
    rng = rng_of("family", n)
    alarms, overlooked = 0, dict.fromkeys(TIMES, 0)
    says: dict[str, dict[float, list[str]]] = {m.name: {t: [] for t in TIMES} for m in POSTURE}
    for _ in range(runs):
        found = _run(rng, n)
        alarms += any(told[0.0] in CHANGED for told in found.values())
        for times in TIMES:
            overlooked[times] += any(told[times] == "no relevant change" for told in found.values())
            for name, told in found.items():
                says[name][times].append(told[times])
    return {
        "strides": n,
        "runs": runs,
        "alarms": alarms / runs,
        "overlooked": {f"{times:g}": count / runs for times, count in overlooked.items()},
        "shares": {
            name: {f"{times:g}": share_out(told) for times, told in by_size.items()}
            for name, by_size in says.items()
        },
    }


def _run(rng: np.random.Generator, n: int) -> dict[str, dict[float, str]]:
    """Verdicts of one run by measure and size of the true change, with its direction."""
    errors = _correlated(rng, 1)[:, 0]
    noise = [_windows(rng, n) for _ in range(2)]
    found = {}
    for row, measure in enumerate(POSTURE):
        early, late = (Series(window[row], np.arange(n)) for window in noise)
        assert measure.method_error is not None
        assert measure.smallest_change is not None
        off = Series(late.values + measure.method_error * errors[row], late.places)
        estimated = estimate_difference(early, off).with_error(measure.method_error)
        changes = [times * measure.smallest_change for times in TIMES]
        told = verdicts(estimated, measure, changes)
        found[measure.name] = {t: told[c] for t, c in zip(TIMES, changes, strict=True)}
    return found


def _windows(rng: np.random.Generator, n: int) -> FloatArray:
    """Strides of one window, ``(3, n)`` degrees; tilt and arch vary together."""
    own = np.array([SDS[m.name] * ar1(rng, n, RHOS[m.name]) for m in POSTURE])
    tilt, arch = own[1] / SDS["pelvic_tilt_deg"], own[2] / SDS["lumbar_lordosis_deg"]
    mixed = TOGETHER * tilt + np.sqrt(1 - TOGETHER**2) * arch
    own[2] = SDS["lumbar_lordosis_deg"] * mixed
    return own


def _correlated(rng: np.random.Generator, count: int) -> FloatArray:
    """Errors of SD 1, ``(3, count)``; those of tilt and arch are correlated."""
    errors = rng.standard_normal((len(POSTURE), count))
    errors[2] = TOGETHER * errors[1] + np.sqrt(1 - TOGETHER**2) * errors[2]
    return errors


def share_out(told: list[str]) -> dict[str, float]:
    """Share of each kind of verdict."""
    kinds = {
        "sure": sum(one in CHANGED for one in told),
        "probable": sum(one in PROBABLE for one in told),
        "no relevant change": told.count("no relevant change"),
        "uncertain": told.count("uncertain"),
    }
    return {kind: count / max(len(told), 1) for kind, count in kinds.items()}


def section(found: list[Cell]) -> str:
    """Write what was found as Markdown."""
    rows = []
    for measure in POSTURE:
        assert measure.smallest_change is not None
        for cell in found:
            told = cell["shares"][measure.name]
            texts = [_shares(told[f"{times:g}"]) for times in TIMES]
            film = f"{3 * cell['strides'] * STRIDE_S:.0f} s"
            rows.append([measure.words.title, str(cell["strides"]), film, *texts])
    sizes = [f"{times:g} ×" for times in TIMES]
    head = ["measure", "strides a window", "film", *sizes]
    smallest = ", ".join(
        f"{m.words.title.lower()} {m.smallest_change:g}° (method's error {m.method_error:g}°)"
        for m in POSTURE
    )
    alarms = [
        [
            str(c["strides"]),
            f"{100 * c['alarms']:.1f}",
            *(f"{100 * c['overlooked'][f'{times:g}']:.1f}" for times in TIMES if times >= 1),
        ]
        for c in found
    ]
    overlooked = [f"overlooked at {times:g} ×, %" for times in TIMES if times >= 1]
    return (
        f"{found[0]['runs']} runs a row, with lean, tilt and arch. **False**: any of the three "
        "called increased or decreased where nothing changed. **Overlooked**: any of the three "
        'called "no relevant change" where all three changed by so many times the smallest that '
        "matters.\n\n"
        + grid(" | ".join(["strides a window", "false, %", *overlooked]), alarms)
        + "\n\nBy measure and true change, in multiples of the smallest that matters ("
        + smallest
        + "): % sure + probable / no relevant change; the rest is uncertain. Film is three times "
        "the window.\n\n" + grid(" | ".join(head), rows)
    )


def _shares(told: dict[str, float]) -> str:
    sure, probable, none = (
        f"{100 * told[kind]:.0f}" for kind in ("sure", "probable", "no relevant change")
    )
    return f"{sure} + {probable} / {none}"
