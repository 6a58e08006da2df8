"""Warnings about passes: both directions in one run, and a lean that depends on the place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import pandas as pd
from msgspec.structs import replace

from posture.capture.place import MIN_RANGE_DEG, LeanOverPlace
from posture.comparison import used_strides
from posture.results.types import PassOfRunner, QualityWarning

MIN_SHARE_APART = 0.1
"""Least difference of the windows in their share of one direction that is given a cost."""


class _Clip(Protocol):
    """What is asked of a recording."""

    @property
    def passes(self) -> tuple[PassOfRunner, ...]: ...

    @property
    def duration_s(self) -> float: ...


def place_passes(
    clips: Sequence[_Clip], starts_s: Sequence[float] | None
) -> tuple[PassOfRunner, ...]:
    """Collect the passes of all clips of a run, in the times of the run.

    Parameters
    ----------
    clips
        With the passes in the times of each.
    starts_s
        When each begins; None where that is not known, and then each follows the one before.
    """
    placed, end_s = [], 0.0
    for i, clip in enumerate(clips):
        start_s = end_s if starts_s is None else starts_s[i]
        end_s = start_s + clip.duration_s
        placed += [
            replace(one, start_s=one.start_s + start_s, end_s=one.end_s + start_s)
            for one in clip.passes
        ]
    return tuple(placed)


def warn_of_passes(passes: Sequence[PassOfRunner], strides: pd.DataFrame) -> list[QualityWarning]:
    """Warn where a run shows the runner from both sides: near and far leg change places.

    Parameters
    ----------
    passes
        Of the run.
    strides
        Columns of strides.parquet with ``segment`` filled in.
    """
    counts = {way: sum(one.facing == way for one in passes) for way in ("right", "left")}
    if not all(counts.values()):
        return []
    cost = _estimate_cost_deg(used_strides(strides))
    ways = " and ".join(f"{count} to the {way}" for way, count in counts.items())
    return [
        QualityWarning(
            code="both_sides",
            message=f"the runner goes by in both directions ({ways}), so the near leg is the right "
            "one in some strides and the left one in others"
            + (
                ""
                if cost is None
                else "; early and late hold different shares of them, and what differs between "
                "the directions counts as change"
            ),
            cost_deg=cost,
            advice="choose windows with as many passes of each direction, or film one direction; "
            "what a camera that is not level adds in one direction it takes off in the other",
        )
    ]


def warn_of_place(found: LeanOverPlace | None) -> QualityWarning | None:
    """Warn where the lean depends on the place in the picture: one number cannot be told."""
    if found is None or found.range_deg < MIN_RANGE_DEG:
        return None
    return QualityWarning(
        code="lean_over_place",
        message=f"the lean goes from {found.first_deg:.1f}° to {found.last_deg:.1f}° while the "
        "runner crosses the picture: seen from ahead, from the side and from behind the same "
        "posture looks different, so that one number for the lean cannot be told",
        cost_deg=round(found.range_deg / 2, 1),
        advice="film from farther away with zoom, the camera square to the path and level, and "
        "compare strides from the same place in the picture",
    )


def _estimate_cost_deg(used: pd.DataFrame) -> float | None:
    """Estimate how much the windows differ by direction alone, degrees of lean."""
    right = used["facing"] == "right"
    shares = [
        float(right[used["segment"] == name].mean()) if (used["segment"] == name).any() else None
        for name in ("early", "late")
    ]
    early, late = shares
    if early is None or late is None or abs(late - early) < MIN_SHARE_APART:
        return None
    lean = used["trunk_lean_deg"]
    apart = float(lean[right].mean() - lean[~right].mean())
    return round(abs(apart * (late - early)), 1)
