"""Warnings about passes: both directions in one run, and a lean that depends on the place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import pandas as pd
from msgspec.structs import replace

from posture.capture.place import MIN_RANGE_DEG, LeanOverPlace
from posture.comparison import used_strides
from posture.measures import COMPARED
from posture.results.types import PassOfRunner, QualityWarning
from posture.utils.stats import NORMAL_QUANTILE
from posture.utils.text import join_words

#: Least difference of the windows in their share of one direction that is given a cost.
MIN_SHARE_APART = 0.1
#: A lean of uprights that differs by less between the places of the runner is not named, degrees.
LEAST_PLACE_DEG = 1.0
#: Share of it that may be left after it was taken off: the error of how uprights converge, one
#: degree at a convergence of three and more.
CONVERGING_LEFT = 0.3
#: From this difference on the windows show mostly opposite sides.
OTHER_SIDE = 0.5
OTHER_LEG = (
    "early and late show mostly opposite sides, so it would compare the right leg with the left one"
)


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


def measure_share_apart(strides: pd.DataFrame) -> float:
    """Measure how far early and late differ in the share of strides that face right, 0-1.

    0 where either is empty.

    Parameters
    ----------
    strides
        Columns of strides.parquet with ``segment`` filled in.
    """
    used = used_strides(strides)
    if "facing" not in used:
        return 0.0
    right = used["facing"] == "right"
    early, late = (right[used["segment"] == name] for name in ("early", "late"))
    if not (len(early) and len(late)):
        return 0.0
    return float(abs(late.mean() - early.mean()))


def explain_other_legs(strides: pd.DataFrame) -> dict[str, str]:
    """Say of which measures early and late are not compared, because the near leg is another one.

    Parameters
    ----------
    strides
        Columns of strides.parquet with ``segment`` filled in.

    Returns
    -------
    dict
        Why, by the name of the measure; empty where both windows show mostly the same side.
    """
    if measure_share_apart(strides) < OTHER_SIDE:
        return {}
    return {m.name: OTHER_LEG for m in COMPARED if m.is_of_a_leg}


def warn_of_passes(
    passes: Sequence[PassOfRunner], strides: pd.DataFrame, level_sd_deg: float = 0.0
) -> list[QualityWarning]:
    """Warn where a run shows the runner from both sides: near and far leg change places.

    Parameters
    ----------
    passes
        Of the run.
    strides
        Columns of strides.parquet with ``segment`` filled in; ``clip`` if there are several.
    level_sd_deg
        Standard deviation of the error of the camera's level, degrees.
    """
    counts = {way: sum(one.facing == way for one in passes) for way in ("right", "left")}
    if not all(counts.values()):
        return []
    used = used_strides(strides)
    cost = _estimate_cost_deg(used, level_sd_deg)
    legs = (
        "; what is measured on one leg is not compared, because the near leg is another one"
        if explain_other_legs(strides)
        else ""
    )
    if sides := _name_sides(used):
        return [
            QualityWarning(
                code="opposite_sides",
                message=f"the videos show opposite sides of the runner, {sides}; each is measured "
                "from its own, and a camera that is off level by one degree makes two degrees of "
                f"difference{legs}",
                cost_deg=cost,
                advice="film both from the same side, or with something upright in the picture by "
                "which the level is read",
            )
        ]
    ways = " and ".join(f"{count} to the {way}" for way, count in counts.items())
    apart = (
        ""
        if cost is None
        else "; early and late hold different shares of them, and what differs between the "
        "directions counts as change"
    )
    return [
        QualityWarning(
            code="both_sides",
            message=f"the runner goes by in both directions ({ways}), so the near leg is the right "
            f"one in some strides and the left one in others{apart}{legs}",
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
        "posture looks different, and a wide lens bends what is upright; one number for the lean "
        "cannot be told",
        cost_deg=round(found.range_deg / 2, 1),
        advice="film from farther away with zoom, the camera square to the path and level, and "
        "compare strides from the same place in the picture",
    )


def warn_of_converging(place_deg: float) -> QualityWarning | None:
    """Say that plumb lines lean otherwise where the runner is seen than in the middle."""
    if place_deg < LEAST_PLACE_DEG:
        return None
    return QualityWarning(
        code="uprights_converge",
        message="the camera looks down or up, so that uprights lean otherwise at one side of the "
        f"picture than at the other, by {place_deg:.1f}° between the places at which the runner is "
        "seen; that was taken off, frame by frame",
        cost_deg=round(CONVERGING_LEFT * place_deg, 1),
        advice="put the camera at hip height and point it level",
    )


def _name_sides(used: pd.DataFrame) -> str:
    """Name the side that each clip shows; empty where one shows both, or there is only one."""
    if "clip" not in used or used.groupby("clip")["facing"].nunique().max() > 1:
        return ""
    sides = used.groupby("clip", sort=False)["facing"].first()
    return join_words([f"the {side} one in the {clip} clip" for clip, side in sides.items()])


def _estimate_cost_deg(used: pd.DataFrame, level_sd_deg: float) -> float | None:
    """Estimate how much the windows differ by direction alone, degrees of lean.

    Where a window shows both directions, that is seen; else it is as much as the level may be off.
    """
    apart = measure_share_apart(used)
    if apart < MIN_SHARE_APART:
        return None
    if apart > 1 - MIN_SHARE_APART:
        return round(NORMAL_QUANTILE * 2 * apart * level_sd_deg, 1)
    lean, right = used["trunk_lean_deg"], used["facing"] == "right"
    return round(abs(float(lean[right].mean() - lean[~right].mean()) * apart), 1)
