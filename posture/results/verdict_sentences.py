"""One sentence for each measure of the family: what became of it from early to late, or its level.

Certain, probable, shown to stay and unknown never share their words: what cannot be told is never
said as if nothing had changed.
"""

from __future__ import annotations

from posture.comparison.types import CHANGED, PROBABLE, Change
from posture.results.names import name_of
from posture.results.phrases import PHRASES, TOE_OFF, Amount, Phrase, sentence

_LEVEL_HALF_DEG = {"trunk_lean_deg": 1.9}
"""Half of the 95 % interval of the level of lean, degrees: 1.96 times the standard deviation of its
error in the condition `gaits` of tests/benchmarks/accuracy, 0.93. Those of the low back are in the
summary."""


def describe_change(measure: str, found: Change, detail: Change | None, when: str) -> str:
    """Say what became of a measure that was compared.

    Parameters
    ----------
    measure
        Its name, a key of `PHRASES`.
    found
        Early against late.
    detail
        The same around toe-off; None where there is none.
    when
        Where late is, such as "at the end".
    """
    phrase, amount = PHRASES[measure], _amount(measure, found)
    if amount is None:
        return sentence(f"{phrase.noun} was measured, but not compared: {found.reason}")
    toe_off = _amount(TOE_OFF.get(measure, ""), detail)
    pace = "at equal pace, " if _at_equal_pace(found) else ""
    if found.verdict in CHANGED:
        text = f"{pace}{_clause(phrase, amount, size=amount.size)} {when} ({amount.span(phrase)})"
        also = _also_around_toe_off(phrase, amount, toe_off)
        return f"{sentence(text + also)} That is more than we can put down to chance."
    if found.verdict in PROBABLE:
        clause = _clause(phrase, amount, maybe="probably ")
        text = f"{pace}{clause} {when}: {amount.size}(from {amount.span(phrase)})"
        also = _also_around_toe_off(phrase, amount, toe_off)
        return f"{sentence(text + also)} Chance is not ruled out."
    text = _describe_open(phrase, amount, found, when, alone=toe_off is None)
    if toe_off is None:
        return sentence(f"{pace}{text}")
    only = _clause(phrase, toe_off, size=toe_off.size).replace(phrase.subject, "it")
    return sentence(
        f"{pace}over the whole stride {text}; but around toe-off {only} ({toe_off.span(phrase)})"
    )


def _describe_open(phrase: Phrase, amount: Amount, found: Change, when: str, *, alone: bool) -> str:
    """Say that a measure stayed, or that it cannot be told, in fewer words beside a detail."""
    least = f"{amount.threshold(found.smallest_of_interest or 0.0)}"
    way = phrase.further if amount.up else phrase.short
    size = amount.number(amount.change)
    none = not float(size)
    guess = f"our best guess is {'no difference' if none else f'{size}{amount.name.unit} {way}'}"
    if found.verdict == "no relevant change":
        if not alone:
            return f"{phrase.same} {when}, within {least}"
        return (
            f"{phrase.same} {when}: if it changed at all, then by less than {least}, too little to "
            "matter"
        )
    if found.counts_from is None:
        why = "the pace changed too and may explain it"
        if not alone:
            return f"we cannot tell whether {phrase.changed} {when}: {why}"
        return f"we cannot tell whether {phrase.changed} {when}: {guess}, but {why}"
    if amount.low * amount.high > 0:
        some = f"{_clause(phrase, amount, size='a little ')} {when} ({amount.span(phrase)})"
        if not alone:
            return f"{some[:-1]}; from {least} on it matters)"
        return f"{some}, but we cannot tell whether that reaches {least}, the least that matters"
    if not alone:
        span = amount.span(phrase)
        return f"we cannot tell whether {phrase.changed} {when} (anything from {span} fits)"
    return (
        f"we cannot tell whether {phrase.changed} {when}: {guess}, but anything from "
        f"{amount.span(phrase)} fits"
    )


def describe_level(measure: str, found: Change, half_deg: float | None) -> str:
    """Say the level of a measure in a clip in which nothing is compared.

    Parameters
    ----------
    measure
        Its name, a key of `PHRASES`.
    found
        Of the summary; its two means are taken together.
    half_deg
        Half of the 95 % interval of the level; None where it is not known.
    """
    mean = mean_level(found)
    if mean is None:
        return ""
    phrase, name = PHRASES[measure], name_of(measure)
    half_deg = _LEVEL_HALF_DEG.get(measure, half_deg)
    clause = (phrase.level if mean >= 0 else phrase.below).format(
        size=f"about {abs(mean) * name.scale:.0f}{name.unit} "
    )
    give_or_take = "" if half_deg is None else f", give or take {half_deg:.0f}{name.unit}"
    return sentence(f"{clause.strip()}{give_or_take}")


def mean_level(found: Change) -> float | None:
    """Mean of all strides of both windows; None where neither has a value."""
    parts = [
        (level, count)
        for level, count in ((found.early, found.strides_early), (found.late, found.strides_late))
        if level is not None and count
    ]
    strides = sum(count for _, count in parts)
    return sum(level * count for level, count in parts) / strides if strides else None


def _amount(measure: str, found: Change | None) -> Amount | None:
    """Take the change that decides; None without one, and for a detail that did not change."""
    decided = None if found is None else found.decided
    if found is None or decided is None or decided.interval is None:
        return None
    if found.family != "posture" and found.verdict not in CHANGED:
        return None
    exact = found.verdict not in CHANGED
    return Amount(name_of(measure), decided.change, *decided.interval, exact=exact)


def _at_equal_pace(found: Change) -> bool:
    return found.decided is not None and found.decided.at_equal_pace


def _clause(phrase: Phrase, amount: Amount, *, size: str = "", maybe: str = "") -> str:
    clause = phrase.more if amount.up else phrase.less
    return clause.format(size=size, maybe=maybe)


def _also_around_toe_off(phrase: Phrase, amount: Amount, toe_off: Amount | None) -> str:
    """Write what changed around toe-off behind a change of the whole stride."""
    if toe_off is None:
        return ""
    if toe_off.up == amount.up:
        return f"; around toe-off by {toe_off.size}({toe_off.span(phrase)})"
    way = phrase.further if toe_off.up else phrase.short
    return f"; but {toe_off.size}{way} around toe-off ({toe_off.span(phrase)})"
