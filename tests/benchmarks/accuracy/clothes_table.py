"""Clothing over many scored clips: what is refused, and how good is what is measured."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from benchmarks.accuracy.agreement import Numbers, agreement, known
from benchmarks.accuracy.back_table import ARCH, LEAN, TILT
from benchmarks.accuracy.clothes_cases import LOOSE, TIGHT
from benchmarks.accuracy.score import CaseScore

#: Measures of the low back whose errors are given.
ANGLES = (TILT, ARCH)


def clothing_over(worn: Mapping[str, Sequence[CaseScore]]) -> Numbers:
    """Put the clips of each kind of clothing together.

    Parameters
    ----------
    worn
        Scores of all clips by kind, see `clothes_cases`.

    Returns
    -------
    dict
        ``kinds``: by kind, see `_kind`. ``tight_refused`` and ``loose_by_mistake``: ``n`` clips,
        how many ``wrong``, ``share``. ``loose_lean``: errors of the lean's level in loose clothes,
        see `agreement.agreement`.
    """
    loose = [score for kind in LOOSE for score in worn.get(kind, ())]
    tight = [score for kind in TIGHT for score in worn.get(kind, ())]
    return {
        "kinds": {kind: _kind(scores) for kind, scores in worn.items()},
        "tight_refused": _share([not _is_measured(score) for score in tight]),
        "loose_by_mistake": _share([is_mistake(score) for score in loose]),
        "loose_lean": agreement(_errors(loose, LEAN, "level")),
    }


def is_mistake(score: CaseScore) -> bool:
    """Whether the low back is measured and the interval of one of its levels misses the truth."""
    stated = [score.low_back["level"][name] for name in ANGLES] if _is_measured(score) else []
    return any(not level["holds"] for level in stated if level)


def _kind(scores: Sequence[CaseScore]) -> Numbers:
    """Count a kind's clips.

    Returns
    -------
    dict
        ``clips``; ``measured``; ``refused`` by reason, "no runner" among them; ``mistakes``; errors
        of the ``lean`` level, and by angle of the ``level`` and the ``change`` that were measured.
    """
    measured = [score for score in scores if _is_measured(score)]
    codes = Counter(
        "no runner" if score.failure else score.low_back["code"]
        for score in scores
        if not _is_measured(score)
    )
    return {
        "clips": len(scores),
        "measured": len(measured),
        "refused": dict(sorted(codes.items())),
        "mistakes": sum(map(is_mistake, scores)),
        "lean": agreement(_errors(scores, LEAN, "level")),
        "level": {name: agreement(_errors(measured, name, "level")) for name in ANGLES},
        "change": {name: agreement(_errors(measured, name, "change")) for name in ANGLES},
    }


def _is_measured(score: CaseScore) -> bool:
    return not score.failure and bool(score.low_back["measured"])


def _errors(scores: Sequence[CaseScore], name: str, part: str) -> list[float]:
    found = [score.measures[name][part] for score in scores if not score.failure]
    return known(one["error"] for one in found if one)


def _share(wrong: Sequence[bool]) -> Numbers:
    share = sum(wrong) / len(wrong) if wrong else None
    return {"n": len(wrong), "wrong": sum(wrong), "share": share}
