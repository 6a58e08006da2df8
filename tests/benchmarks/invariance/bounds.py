"""What is asked of the variants, and whether it is met.

The issue asks for levels within 0.2° of lean, 0.3 % of cadence, 0.6° of tilt and 1.2° of arch on
average over all clips, and twice that at worst, "half that again for changes", and twice these
where the picture loses something. It is read so: a change may differ by half of what a level may,
since an error that stays the same all along a run falls out of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.invariance.variants import VARIANTS, Variant

#: Measure -> what is compared of it, its name on the page, and the bound of the mean difference of
#: its level.
ASKED: Mapping[str, tuple[str, str, float]] = {
    "trunk_lean_deg": ("difference", "trunk lean, °", 0.2),
    "cadence_spm": ("percent", "cadence, %", 0.3),
    "pelvic_tilt_deg": ("difference", "pelvic tilt, °", 0.6),
    "lumbar_lordosis_deg": ("difference", "low-back arch, °", 1.2),
}
#: The worst clip may differ by so many times the mean.
WORST = 2.0
#: Changes may differ by this share of what levels may.
OF_CHANGES = 0.5
#: So many times as much is allowed where the picture itself loses something.
OF_HARD = 2.0
#: Whether it sets in, whether the picture loses something -> name of the group of variants.
GROUPS: Mapping[tuple[bool, bool], str] = {
    (False, False): "the same posture",
    (False, True): "a worse picture",
    (True, False): "sets in",
    (True, True): "sets in, a worse picture",
}


@dataclass(frozen=True)
class Asked:
    """One bound and what was measured of it.

    Attributes
    ----------
    measure, part, variants
        Name on the page, level or change, and in which variants.
    n
        Pairs of a clip and a variant in which both have it.
    mean, worst
        Mean and largest absolute difference; None without any.
    mean_bound, worst_bound
        What they may be.
    where
        Clip and variant of the worst.
    """

    measure: str
    part: str
    variants: str
    n: int
    mean: float | None
    worst: float | None
    mean_bound: float
    worst_bound: float
    where: str

    @property
    def met(self) -> str:
        """Whether it is met, as the page says it."""
        if self.mean is None or self.worst is None:
            return "not measured"
        return "yes" if self.mean <= self.mean_bound and self.worst <= self.worst_bound else "no"


def ask(rows: Iterable[Mapping[str, Any]]) -> list[Asked]:
    """Compare with all bounds.

    Parameters
    ----------
    rows
        From `table.case_rows`.
    """
    listed = list(rows)
    return [
        _ask_one(listed, measure, part, late, hard)
        for part in ("level", "change")
        for late, hard in GROUPS
        if part == "change" or not late  # what sets in has no level to keep
        for measure in ASKED
    ]


def name_groups() -> dict[str, str]:
    """Name the groups of variants and what is in each."""
    return {
        words: ", ".join(variant.name for variant in _variants(late, hard))
        for (late, hard), words in GROUPS.items()
    }


def _variants(late: bool, hard: bool) -> list[Variant]:
    # the clip itself is no variant
    return [v for v in list(VARIANTS.values())[1:] if (v.late, v.hard) == (late, hard)]


def _ask_one(
    rows: list[Mapping[str, Any]], measure: str, part: str, late: bool, hard: bool
) -> Asked:
    of_it, name, bound = ASKED[measure]
    bound *= (OF_CHANGES if part == "change" else 1.0) * (OF_HARD if hard else 1.0)
    names = {variant.name for variant in _variants(late, hard)}
    found = [
        (abs(row[f"{part}_{of_it}"]), f"{row['clip']}, {row['variant']}")
        for row in rows
        if row["measure"] == measure
        and row["variant"] in names
        and row[f"{part}_{of_it}"] is not None
    ]
    worst, where = max(found, default=(None, ""))
    mean = sum(value for value, _ in found) / len(found) if found else None
    words = GROUPS[late, hard]
    return Asked(name, part, words, len(found), mean, worst, bound, WORST * bound, where)
