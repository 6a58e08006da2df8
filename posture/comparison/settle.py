"""What would settle a change of which this video says too little: more film, or better film."""

from __future__ import annotations

import math
from dataclasses import dataclass

from posture.comparison.estimate import Estimate
from posture.comparison.types import Settle
from posture.comparison.verdict import in_words
from posture.measures import Measure

MOST_STRIDES = 400
"""Nobody films longer windows than this, about five minutes each, for a single question."""

_ASSURANCE = 1.4
"""An interval that is narrower by this factor than just enough settles the question in four of
five videos, not in half of them: (1.96 + 0.84) / 1.96 normal quantiles."""

_LEAST_SHARE = 0.25
"""A change that is nearer to the smallest that matters than this share of it will hardly ever be
told from it."""

_BETTER_FILM = {
    "back line": "a bare or closely dressed back, arms that swing clear of it and a camera square "
    "to the runner would help",
    "events": "more frames a second would help",
}
"""What makes the method's own error smaller, by the source of the measure."""

_SQUARE_CAMERA = "a camera square to the runner, at hip height and closer, would help"


@dataclass(frozen=True)
class Plan:
    """What is known of a change that has not been settled.

    Attributes
    ----------
    measure
        The measure.
    chance
        The change with the error of chance alone.
    method_sd
        Standard deviation of the method's own error, doubts about this video included.
    smallest
        Smallest change that matters.
    confidence
        Of the interval that decides.
    strides
        Strides of the window that has fewer.
    stride_s
        Length of a stride, seconds; NaN where it is not known.
    """

    measure: Measure
    chance: Estimate
    method_sd: float
    smallest: float
    confidence: float
    strides: int
    stride_s: float


def settle(plan: Plan) -> Settle:
    """Say how many strides a window, and how much film, would settle a change.

    The change is taken to be what this video shows. A change that matters is settled by an
    interval that leaves out 0, a smaller one by an interval that does not reach the smallest that
    matters. Chance shrinks with the number of strides, the method's own error does not.
    """
    size = abs(plan.chance.value)
    is_large = size >= plan.smallest
    wanted = size if is_large else plan.smallest - size
    if not is_large and wanted < _LEAST_SHARE * plan.smallest:
        return Settle(
            strides=None,
            text=f"it lies so near to {in_words(plan.smallest, plan.measure.unit)}, the smallest "
            "that matters, that more film would hardly tell on which side of it",
        )
    wanted /= _ASSURANCE
    if _half_width(plan, MOST_STRIDES) > wanted:
        return _settle_by_better_film(plan)
    few, enough = plan.strides, MOST_STRIDES
    while enough - few > 1:
        middle = (few + enough) // 2
        if _half_width(plan, middle) > wanted:
            few = middle
        else:
            enough = middle
    strides = 5 * math.ceil(enough / 5)
    return Settle(strides=strides, text=_film(f"about {strides}", strides, plan.stride_s))


def settle_too_few(least: int, stride_s: float) -> Settle:
    """Say how much film a comparison needs at all."""
    return Settle(strides=least, text=_film(f"at least {least}", least, stride_s))


def _film(number: str, strides: int, stride_s: float) -> str:
    text = f"{number} strides in each window"
    if not math.isfinite(stride_s):
        return text
    return f"{text}, {5 * math.ceil(strides * stride_s / 5)} s of film each"


def _half_width(plan: Plan, strides: int) -> float:
    chance = plan.chance.with_strides(strides / plan.strides)
    return chance.with_error(plan.method_sd).half_width(plan.confidence)


def _settle_by_better_film(plan: Plan) -> Settle:
    better = _BETTER_FILM.get(plan.measure.source, _SQUARE_CAMERA)
    by_method = _half_width(plan, 1000 * MOST_STRIDES)
    by_chance = plan.chance.with_strides(MOST_STRIDES / plan.strides).half_width(plan.confidence)
    if by_method < by_chance:
        return Settle(
            strides=None,
            text="the strides vary too much for more film of this run to settle it; an even pace "
            "in both windows would help",
        )
    return Settle(
        strides=None,
        text=f"more film will not settle it, since the method itself may err by "
        f"{in_words(by_method, plan.measure.unit)}; {better}",
    )
