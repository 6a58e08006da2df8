"""What must not follow, real gaits and clothing on the page of results."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks.accuracy.back_table import ARCH, DIRECTED_DEG, LEAN, TILT
from benchmarks.accuracy.cells import Bar, Table, bars, grid, number, percent
from benchmarks.accuracy.nuisance_factors import FACTORS
from benchmarks.accuracy.nuisance_table import POSTURE, WORSE_DEG

from posture.results.names import name_of

NUISANCE, GAITS, CLOTHES = "nuisance", "gaits", "clothes"
HEAD = "head_forward_deg"
#: Largest errors of changes in `nuisance` that are accepted, degrees: on average and at worst.
MOST_NUISANCE = {LEAN: (0.3, 0.8), TILT: (0.7, 2.0), ARCH: (1.2, 3.0)}
#: The same on average in `gaits`: of changes and of levels.
MOST_GAITS = {LEAN: (0.25, 0.8), TILT: (0.6, 1.8), ARCH: (1.3, 3.5)}
#: Conditions with many bodies, in which the level of the head is asked for.
MANY_BODIES = ("bodies", "unseen", NUISANCE, GAITS)
NOTES = f"""\
In `{NUISANCE}` 14 bodies run with the legs of 6 measured runners and the arms of another, none of
whom anything was learnt from. From the first to the second half one thing or several change beside
the posture, which stays as it is or changes on its own. A change is **called** that is none where
the true one is less than half of the smallest of interest. The lean's change is worse than that of
the landmarks alone where it is off by more than {WORSE_DEG:g}° more. **Alone** is the error of the
change in the clip in which nothing else changes; **effect** is what the whole factor adds to the
error in all clips, from a regression, ± standard error, degrees. In `{GAITS}` 12 other bodies run
with these gaits. In `{CLOTHES}` 10 others wear one thing after the other for 5 seconds; a low back
in loose clothes is measured **by mistake** where the interval of a level misses the truth."""


def _error(name: str, part: str, which: str, most: float, condition: str) -> Bar:
    words = {"mae": "mean absolute error", "worst": "worst error"}[which]
    text = f"{name_of(name).title}: {words} of {part}, degrees"
    return Bar(text, condition, ("measures", name, part, which), 0.0, most)


BARS = (
    *(
        _error(name, "change", which, most, NUISANCE)
        for name, limits in MOST_NUISANCE.items()
        for which, most in zip(("mae", "worst"), limits, strict=True)
    ),
    *(
        Bar(
            f"{name_of(name).title}: {words} of change where one thing alone changes, degrees",
            NUISANCE,
            ("nuisance", "groups", "one factor", name, which),
            0.0,
            most,
        )
        for name, limits in MOST_NUISANCE.items()
        for words, which, most in zip(
            ("mean absolute error", "worst error"), ("mae", "worst"), limits, strict=True
        )
    ),
    Bar(
        "share of clips in which a change is called that is none",
        NUISANCE,
        ("nuisance", "called", "share"),
        0.0,
        0.05,
    ),
    Bar(
        "clips in which the lean's change is worse than the landmarks' own",
        NUISANCE,
        ("landmark_lean", "worse"),
        0.0,
        0.0,
    ),
    *(
        _error(name, part, "mae", most, GAITS)
        for name, limits in MOST_GAITS.items()
        for part, most in zip(("change", "level"), limits, strict=True)
    ),
    *(
        Bar(
            f"{name_of(name).title}: share of changes of {DIRECTED_DEG:g}° and more with the "
            "right direction",
            GAITS,
            ("low_back", "direction", name, "share"),
            0.95,
            1.0,
        )
        for name in (TILT, ARCH)
    ),
    Bar(
        "share of 95 % intervals that hold the truth: changes of tilt and arch",
        GAITS,
        ("low_back", "change", "both", "share"),
        0.92,
        0.98,
    ),
    Bar("trunk lean within the stride: correlation", GAITS, ("waves", LEAN, "r"), 0.85, 1.0),
    Bar(
        "share of clips in loose clothes measured by mistake",
        CLOTHES,
        ("clothing", "loose_by_mistake", "share"),
        0.0,
        0.02,
    ),
    Bar(
        "share of clips in tight clothes that are refused",
        CLOTHES,
        ("clothing", "tight_refused", "share"),
        0.0,
        0.02,
    ),
    Bar(
        "Trunk lean: mean absolute error of level in loose clothes, degrees",
        CLOTHES,
        ("clothing", "loose_lean", "mae"),
        0.0,
        1.5,
    ),
    *(_error(HEAD, "level", "mae", 2.0, condition) for condition in MANY_BODIES),
)


def change_section(table: Table) -> str:
    """Write what is asked of these three conditions and their tables."""
    parts = ["## What must not follow, real gaits, clothing", NOTES, bars(BARS, table)]
    if NUISANCE in table:
        reported = table[NUISANCE]["nuisance"]
        parts += ["### By group of clips", _groups(reported)]
        parts += ["### By what changes beside the posture", _factors(reported)]
        parts.append(_landmarks(table[NUISANCE]))
    if GAITS in table:
        parts += ["### Within the stride of real gaits", _shapes(table[GAITS])]
    if CLOTHES in table:
        parts += ["### By clothing", _clothing(table[CLOTHES]["clothing"])]
    return "\n\n".join(parts)


def _groups(reported: Mapping[str, Any]) -> str:
    rows = []
    for group, row in reported["groups"].items():
        cells = [f"{row['called']['called']}/{row['called']['n']}"]
        for name in POSTURE:
            cells += [number(row[name][which]) for which in ("mae", "worst")]
        rows.append([group, *cells])
    return grid(
        "what changes beside the posture | called that is none | lean: mean error, ° | worst "
        "| tilt: mean error | worst | arch: mean error | worst",
        rows,
    )


def _factors(reported: Mapping[str, Any]) -> str:
    rows = []
    for factor, alone in reported["alone"].items():
        cells = [FACTORS[factor].text]
        for name in POSTURE:
            effect = reported["effects"][name][factor]
            told = number(effect["effect"], signed=True)
            told += "" if effect["se"] is None else f" ± {number(effect['se'])}"
            cells += [number(alone[name], signed=True), told]
        rows.append(cells)
    return grid(
        "factor | lean: alone, ° | effect | tilt: alone | effect | arch: alone | effect", rows
    )


def _landmarks(row: Mapping[str, Any]) -> str:
    own, other = row["measures"][LEAN]["change"], row["landmark_lean"]["change"]
    return (
        f"The lean's change is off by {number(own['mae'])}° on average and {number(own['worst'])}° "
        f"at worst, that of the landmarks alone by {number(other['mae'])} and "
        f"{number(other['worst'])}°."
    )


def _shapes(row: Mapping[str, Any]) -> str:
    rows = []
    for name in POSTURE:
        wave = row["waves"][name]
        cells = [number(wave[key]) for key in ("r", "r_lowest", "size")]
        rows.append([name_of(name).title, *cells, number(wave["true_sd"], 1)])
    return grid("within the stride | r | lowest r | size, × true | true SD, °", rows)


def _clothing(reported: Mapping[str, Any]) -> str:
    rows = []
    for kind, row in reported["kinds"].items():
        refused = ", ".join(f"{count} {code}" for code, count in row["refused"].items())
        cells = [f"{row['measured']}/{row['clips']}", percent(row["measured"] / row["clips"])]
        cells += [refused or "–", str(row["mistakes"]), number(row["lean"]["mae"])]
        for name in (TILT, ARCH):
            cells += [number(row[part][name]["mae"]) for part in ("level", "change")]
        rows.append([kind, *cells])
    return grid(
        "clothing | low back measured | share | refused | by mistake | lean level, ° (MAE) "
        "| tilt level | tilt change | arch level | arch change",
        rows,
    )
