"""The tables of `benchmarks.measures` as a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from posture.measures import find_measure
from posture.measures.foot_strike import name_strike

Numbers = dict[str, Any]
#: Conditions whose clips are long enough for a change, of 30 frames a second.
LONG = ("gaits", "new", "nuisance")
#: Between runners the measured level must follow the true one with a slope in this range and at
#: least this correlation: else a true change would be reported as a smaller one, or as none.
SLOPES, LEAST_R = (0.6, 1.4), 0.7
#: Where true changes are larger than this share of the smallest that matters (root mean square),
#: the measured ones must follow them with at least this slope.
LEAST_CHANGE, LEAST_SLOPE_OF_CHANGES = 0.35, 0.7


def pool(scores: Sequence[Numbers], measure: str) -> Numbers | None:
    """Pool a measure over clips: bias, SD of levels about it, and root mean square of changes."""
    found = [s["measures"][measure] for s in scores if measure in s["measures"]]
    if not found:
        return None
    level = np.array([one["measured"] - one["true"] for one in found])
    changes = [one for one in found if "true_change" in one]
    change = np.array([one["measured_change"] - one["true_change"] for one in changes])
    size = np.array([one["true_change"] for one in changes])
    return {
        "clips": len(found),
        "true": float(np.mean([one["true"] for one in found])),
        "bias": float(level.mean()),
        "level_sd": float(level.std(ddof=1)) if len(level) > 1 else None,
        "change_rms": float(np.sqrt((change**2).mean())) if len(change) else None,
        "change_worst": float(np.abs(change).max()) if len(change) else None,
        "true_change_rms": float(np.sqrt((size**2).mean())) if len(size) else None,
        "r": float(np.nanmean([np.nan if one["r"] is None else one["r"] for one in found])),
    }


def change_error(scores: Sequence[Numbers], measure: str) -> float | None:
    """Give the error of a change that verdicts count with; None where it was not measured.

    That of 30 frames a second and the heavy network, the largest one of the conditions.
    """
    found = [
        known["change_rms"]
        for condition in LONG
        if (known := pool([s for s in scores if s["condition"] == condition], measure))
    ]
    return max((one for one in found if one is not None), default=None)


def follow_runners(scores: Sequence[Numbers], measure: str) -> tuple[float, float] | None:
    """Give slope and correlation of measured on true levels over clips; None without any."""
    found = [
        s["measures"][measure]
        for s in scores
        if s["condition"] in LONG and measure in s["measures"]
    ]
    if len(found) < 3:
        return None
    true, measured = (np.array([one[key] for one in found]) for key in ("true", "measured"))
    return float(np.polyfit(true, measured, 1)[0]), float(np.corrcoef(true, measured)[0, 1])


def follow_changes(scores: Sequence[Numbers], measure: str) -> tuple[float, float] | None:
    """Give the size of true changes, root mean square, and the slope of measured on true ones."""
    found = [
        known
        for s in scores
        if s["condition"] in LONG and "true_change" in (known := s["measures"].get(measure, {}))
    ]
    if not found:
        return None
    true, measured = (
        np.array([one[key] for one in found]) for key in ("true_change", "measured_change")
    )
    return float(np.sqrt((true**2).mean())), float(true @ measured / (true @ true))


def is_judged(scores: Sequence[Numbers], measure: str, smallest: float) -> bool:
    """Whether changes of a measure are near enough to the truth for a verdict."""
    error, followed = change_error(scores, measure), follow_runners(scores, measure)
    if error is None or followed is None:
        return False
    slope, r = followed
    size, of_changes = follow_changes(scores, measure) or (0.0, 1.0)
    if size > LEAST_CHANGE * smallest and of_changes < LEAST_SLOPE_OF_CHANGES:
        return False
    return error <= smallest / 2 and SLOPES[0] <= slope <= SLOPES[1] and r >= LEAST_R


def write_page(scores: Sequence[Numbers]) -> str:
    """Write all tables."""
    names = list(dict.fromkeys(name for score in scores for name in score["measures"]))
    groups = dict.fromkeys((s["condition"], s["fps"], s["model"]) for s in scores)
    parts = [
        "# Details of legs, arms and steps on virtual runners",
        "Written by `make measures`. Bias is measured less true, mean over clips; level the SD of "
        "clips about it; change the root mean square of measured less true changes from the first "
        "to the second half of a clip, chance of its few strides included; r the correlation of "
        "single strides. Units are those of the tables.",
    ]
    for condition, fps, model in groups:
        chosen = [
            s for s in scores if (s["condition"], s["fps"], s["model"]) == (condition, fps, model)
        ]
        strides = sum(s["strides"] for s in chosen)
        parts.append(f"## {condition}: {fps} frames/s, {model}, {len(chosen)} clips")
        older = " Measured with an earlier version." if chosen[0].get("older") else ""
        parts.append(f"{strides} strides.{older}")
        rows = [(name, found) for name in names if (found := pool(chosen, name))]
        parts.append(_table(rows))
    parts += ["## Over runners, and which get a verdict", _verdicts(scores, names)]
    strikes = _strikes(scores)
    if strikes:
        parts += ["## Foot strike told from its angle, contact by contact", strikes]
    return "\n\n".join(parts) + "\n"


def _table(rows: Sequence[tuple[str, Numbers]]) -> str:
    lines = [
        "| Measure | true mean | bias | level | change | at worst | true change | matters | r |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, found in rows:
        known = find_measure(name)
        unit = known.unit if known else None
        digits = 1 if unit is not None and unit.stored in ("deg", "%") else 4
        matters = known.smallest_change if known else None
        cells = [
            "–" if value is None else f"{value:.{digits}f}"
            for value in (
                *(found[key] for key in ("true", "bias", "level_sd", "change_rms")),
                found["change_worst"],
                found["true_change_rms"],
                matters,
            )
        ]
        lines.append(f"| `{name}` | {' | '.join(cells)} | {found['r']:.2f} |")
    return "\n".join(lines)


def _verdicts(scores: Sequence[Numbers], names: Sequence[str]) -> str:
    lines = [
        "| Measure | error of a change | matters | slope over clips | r over clips | verdict |",
        "| --- | ---: | ---: | ---: | ---: | --- |",
    ]
    for name in names:
        known, error = find_measure(name), change_error(scores, name)
        followed = follow_runners(scores, name)
        if known is None or known.smallest_change is None or error is None or followed is None:
            continue
        says = "yes" if is_judged(scores, name, known.smallest_change) else "no"
        lines.append(
            f"| `{name}` | {error:.4g} | {known.smallest_change:g} | {followed[0]:.2f} | "
            f"{followed[1]:.2f} | {says} |"
        )
    return "\n".join(lines)


def _strikes(scores: Sequence[Numbers]) -> str:
    lines = [
        "| frames/s | model | truly | contacts | named | of these right | right if all were named "
        "| error of the angle |",
        "| ---: | --- | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    of_strike = [s for s in scores if s["condition"] == "strike"]
    for fps, model in dict.fromkeys((s["fps"], s["model"]) for s in of_strike):
        chosen = [s for s in of_strike if (s["fps"], s["model"]) == (fps, model)]
        pairs = [pair for s in chosen for pair in s["strikes"]]
        for kind in ("rearfoot", "midfoot", "forefoot", ""):
            of_kind = [p for p in pairs if kind in ("", name_strike(p[1], 0.0))]
            if not of_kind:
                continue
            named = [(name_strike(a), name_strike(b, 0.0)) for a, b in of_kind if name_strike(a)]
            right = np.mean([told == true for told, true in named])
            whole = np.mean([name_strike(a, 0.0) == name_strike(b, 0.0) for a, b in of_kind])
            off = np.array([a - b for a, b in of_kind])
            lines.append(
                f"| {fps} | {model} | {kind or 'all'} | {len(of_kind)} | "
                f"{100 * len(named) / len(of_kind):.0f} % | {100 * right:.1f} % | "
                f"{100 * whole:.1f} % | "
                f"{off.mean():+.1f} ± {off.std():.1f}° |"
            )
        unseen = sum(s["strikes_unseen"] for s in chosen)
        if pairs:
            lines.append(f"| {fps} | {model} | foot not seen | {unseen} | | | | |")
    return "\n".join(lines) if len(lines) > 2 else ""
