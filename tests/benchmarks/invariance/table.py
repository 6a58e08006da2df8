"""All comparisons put together and written: one row a clip, variant and measure, and summaries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from benchmarks.accuracy.table import rounded
from benchmarks.invariance import page
from benchmarks.invariance.bounds import ask
from benchmarks.invariance.clips import Clip
from benchmarks.invariance.measured import COLUMNS
from benchmarks.invariance.score import EVENTS, Numbers
from benchmarks.tables import write_json, write_table, write_text

from posture.results.plain import plain

Row = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """A variant of a clip, compared with the clip itself by `score.compare`."""

    clip: str
    variant: str
    numbers: Numbers


def write_results(
    cases: Sequence[Case], clips: Sequence[Clip], about: Mapping[str, str], folder: Path
) -> Numbers:
    """Write ``results.md``, ``results.json`` and ``cases.parquet``.

    Parameters
    ----------
    cases
        All comparisons.
    clips
        What they are of.
    about
        How it was measured, to be reported; nothing of the machine.
    folder
        Where to.

    Returns
    -------
    dict
        From `aggregate`, with ``about`` and ``clips``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    used = {
        clip.name: {"first_frame": clip.start, "frames": clip.stop - clip.start} for clip in clips
    }
    results = rounded({"about": dict(about), "clips": used, **aggregate(cases)})
    write_json(folder / "results.json", results)
    write_table(folder / "cases.parquet", pd.DataFrame(rounded(list(case_rows(cases)))))
    write_text(folder / "results.md", page.page(results))
    return results


def case_rows(cases: Iterable[Case]) -> Iterable[Row]:
    """Give one row a clip, variant and measure.

    Returns
    -------
    iterable of dict
        ``clip, variant, measure, strides`` (that both have), ``level_itself, level_variant,
        level_difference, level_percent`` and the same of ``change``; None where not known.
    """
    for case in cases:
        for measure in COLUMNS:
            found = case.numbers["measures"].get(measure) or {}
            change = found.get("change") or {}
            yield plain(
                {
                    "clip": case.clip,
                    "variant": case.variant,
                    "measure": measure,
                    "strides": found.get("n", 0),
                    **{f"level_{key}": found.get(key) for key in PARTS},
                    **{f"change_{key}": change.get(key) for key in PARTS},
                }
            )


PARTS = ("itself", "variant", "difference", "percent")


def aggregate(cases: Sequence[Case]) -> Numbers:
    """Put all comparisons together.

    Returns
    -------
    dict
        ``asked``: see `bounds.Asked`. ``refusals``: see `_refusals`. ``differences``: part (level,
        change) -> variant -> measure -> ``n, mean, mean_abs, worst`` of the difference; cadence in
        per cent. ``events``: variant -> event -> pooled numbers. ``strides``, ``by_clip``: clip ->
        variant -> numbers. ``warnings``: variant -> code -> ``added`` and ``lost`` in so many
        clips.
    """
    rows = list(case_rows(cases))
    variants = list(dict.fromkeys(case.variant for case in cases))
    return {
        "asked": [asdict(asked) | {"met": asked.met} for asked in ask(rows)],
        "refusals": _refusals(cases),
        "differences": {
            part: {
                variant: {measure: _spread(rows, part, variant, measure) for measure in COLUMNS}
                for variant in variants
            }
            for part in ("level", "change")
        },
        "events": {
            variant: _events([c.numbers["events"] for c in cases if c.variant == variant])
            for variant in variants
        },
        "strides": _by_clip((c.clip, c.variant, c.numbers["strides"]) for c in cases),
        "by_clip": _by_clip(
            (row["clip"], row["variant"], {row["measure"]: _differences(row)}) for row in rows
        ),
        "warnings": {
            variant: _warnings([c.numbers for c in cases if c.variant == variant])
            for variant in variants
        },
    }


def _by_clip(entries: Iterable[tuple[str, str, Row]]) -> Numbers:
    found: Numbers = {}
    for clip, variant, numbers in entries:
        found.setdefault(clip, {}).setdefault(variant, {}).update(numbers)
    return found


def _differences(row: Row) -> Row:
    return {
        "itself": row["level_itself"],
        "level": row["level_difference"],
        "change": row["change_difference"],
    }


def kind_of(refusal: str) -> str:
    """A refusal without the numbers in its sentence."""
    return re.sub(r"[\d.,]+", "…", refusal)


def _refusals(cases: Sequence[Case]) -> Numbers:
    """Count pairs of clip and variant that are refused, or not, as the clip itself is.

    Returns
    -------
    dict
        ``pairs``, ``same``, ``others`` (list of ``clip, variant, itself, variant_is``), ``itself``
        (clip -> how it is).
    """
    others = [
        {
            "clip": case.clip,
            "variant": case.variant,
            "itself": case.numbers["refusal_itself"],
            "variant_is": case.numbers["refusal"],
        }
        for case in cases
        if kind_of(case.numbers["refusal"]) != kind_of(case.numbers["refusal_itself"])
    ]
    return {
        "pairs": len(cases),
        "same": len(cases) - len(others),
        "others": others,
        "itself": {case.clip: case.numbers["refusal_itself"] for case in cases},
    }


def _spread(rows: Sequence[Row], part: str, variant: str, measure: str) -> Numbers:
    of_it = "percent" if measure == "cadence_spm" else "difference"
    values = np.array(
        [
            row[f"{part}_{of_it}"]
            for row in rows
            if (row["variant"], row["measure"]) == (variant, measure)
            and row[f"{part}_{of_it}"] is not None
        ],
        float,
    )
    if not values.size:
        return {"n": 0, "mean": None, "mean_abs": None, "worst": None}
    size = np.abs(values)
    return plain(
        {
            "n": len(values),
            "mean": values.mean(),
            "mean_abs": size.mean(),
            "worst": values[size.argmax()],
        }
    )


def _events(clips: Sequence[Numbers]) -> Numbers:
    """Pool the events of clips."""
    found = {}
    for name in EVENTS:
        events = [clip[name] for clip in clips]
        counts = {key: sum(e[key] for e in events) for key in ("itself", "matched", "extra")}
        weights = [e["matched"] for e in events if e["matched"]]
        found[name] = counts | {
            key: float(np.average([e[key] for e in events if e["matched"]], weights=weights))
            if weights
            else None
            for key in ("mean_ms", "mae_ms")
        }
    return found


def _warnings(numbers: Sequence[Numbers]) -> Numbers:
    found: Numbers = {}
    for which in ("added", "lost"):
        for one in numbers:
            for code in one[f"warnings_{which}"]:
                counts = found.setdefault(code, {"added": 0, "lost": 0})
                counts[which] += 1
    return found
