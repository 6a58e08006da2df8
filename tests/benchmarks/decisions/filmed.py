"""Verdicts through the whole pipeline: changes of filmed virtual runners, judged anew.

`make accuracy` keeps measured and true changes of its clips and no intervals, so the method's own
error alone is the interval here. Chance would widen it: fewer would be called, either way.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
from benchmarks import accuracy
from benchmarks.accuracy.cells import grid
from benchmarks.accuracy.table import load_cases
from benchmarks.decisions.cells import verdicts
from benchmarks.decisions.family import POSTURE

from posture.comparison import CHANGED, Estimate
from posture.comparison.noise import RHOS
from posture.measures import Measure

#: Conditions whose windows are long enough for a verdict; the first three made the method's error,
#: the others are the test of it.
LEARNT, TEST = ("long", "back", "bodies"), ("unseen", "gaits", "nuisance", "clothes")
CASES = Path(accuracy.__path__[0])
#: A true change of less than this share of the smallest that matters is none.
NONE_SHARE = 0.5


def section() -> str:
    """Write what was found as Markdown."""
    cases = load_cases(CASES, *LEARNT, *TEST)
    rows = [
        [kind, *_row(part, [measure])]
        for kind, names in (("learnt", LEARNT), ("test", TEST))
        for part in [cases[cases["condition"].isin(names)]]
        for measure in POSTURE
    ]
    runs = _by_run(cases[cases["condition"].isin(TEST)])
    return (
        "Changes of virtual runners that were filmed and measured, of "
        "[accuracy](../accuracy/results.md), judged by the rules above. Its tables hold no "
        "intervals, so they are those of the method's own error alone; chance would widen them. "
        f"**Learnt**: {', '.join(LEARNT)}, from which the method's error comes; **test**: "
        f"{', '.join(TEST)}. **False**: called increased or decreased where the true change is "
        "less than half of the smallest that matters; **called**: where it is that smallest or "
        'more, in the true direction; **overlooked**: of these, called "no relevant change".\n\n'
        + grid("clips | measure | changes | false | called | overlooked", rows)
        + f"\n\nOf {runs['unchanged']} test clips in which none of the three changes by half of "
        f"the smallest, {runs['alarms']} are called changed in any; of {runs['changed']} in which "
        f"any changes by the smallest or more, {runs['overlooked']} have one of these overlooked."
    )


def _row(part: pd.DataFrame, measures: list[Measure]) -> list[str]:
    (measure,) = measures
    told = judged(part, measure)
    limit = measure.smallest_change or 0.0
    still = told[told["change_true"].abs() < NONE_SHARE * limit]
    moved = told[told["change_true"].abs() >= limit]
    up = moved["change_true"] > 0
    right = moved["verdict"].eq("increased") & up | moved["verdict"].eq("decreased") & ~up
    return [
        measure.words.title,
        str(len(told)),
        f"{still['verdict'].isin(CHANGED).sum()}/{len(still)}",
        f"{right.sum()}/{len(moved)}",
        f"{moved['verdict'].eq('no relevant change').sum()}/{len(moved)}",
    ]


def judged(part: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    """Give the changes of a measure that were measured, each with its verdict."""
    rows = part[part["measure"] == measure.name].dropna(subset=["change_measured", "change_true"])
    nothing = pd.Series(0.0, index=range(len(RHOS))).to_numpy()
    sure = Estimate(0.0, nothing, nothing + 1e9, nothing + 1.0 / len(RHOS))
    sure = sure.with_error(measure.method_error or 0.0)
    told = verdicts(sure, measure, list(rows["change_measured"]))
    return rows.assign(verdict=[told[change] for change in rows["change_measured"]])


def _by_run(part: pd.DataFrame) -> dict[str, Any]:
    """Count clips in which any of the three is called, or overlooked."""
    tables = []
    for measure in POSTURE:
        told = judged(part, measure)
        share = told["change_true"].abs() / (measure.smallest_change or 1.0)
        tables.append(
            told.assign(
                small=share < NONE_SHARE,
                large=share >= 1.0,
                called=told["verdict"].isin(CHANGED),
                missed=(share >= 1.0) & told["verdict"].eq("no relevant change"),
            )
        )
    clips = pd.concat(tables).groupby(["condition", "clip", "group"])
    still, moved = clips["small"].all(), clips["large"].any()
    return {
        "unchanged": int(still.sum()),
        "alarms": int((still & clips["called"].any()).sum()),
        "changed": int(moved.sum()),
        "overlooked": int((moved & clips["missed"].any()).sum()),
    }
