"""Changes beside the posture over many scored clips: what each of them does to lean, tilt, arch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from benchmarks.accuracy.agreement import Numbers, agreement
from benchmarks.accuracy.back_table import ARCH, LEAN, TILT
from benchmarks.accuracy.score import CHANGED, OF_INTEREST, CaseScore

#: What must not follow.
POSTURE = (LEAN, TILT, ARCH)
#: Weight that draws effects to nothing where few clips tell them apart, in clips.
RIDGE = 0.5
#: By how much the lean's change has to be worse than the landmarks' own to count, degrees.
WORSE_DEG = 0.1


class Clip(Protocol):
    """What is read of `table.Case`."""

    @property
    def score(self) -> CaseScore: ...
    @property
    def factors(self) -> Mapping[str, float]: ...
    @property
    def group(self) -> str: ...


def nuisance_over(clips: Sequence[Clip]) -> Numbers:
    """Put the errors of the changes together by what changed beside the posture.

    Parameters
    ----------
    clips
        Of a condition, those in which a runner was found.

    Returns
    -------
    dict
        ``groups``: by group, see `_group`. ``alone``: by factor and measure, error of the change
        where nothing else changes, degrees. ``effects``: by measure and factor, see `_effects`.
        ``called``: ``n`` clips, in how many of them a change of lean, tilt or arch is ``called``
        that is none, and their ``share``.
    """
    groups = dict.fromkeys(clip.group for clip in clips)
    factors = dict.fromkeys(name for clip in clips for name in clip.factors)
    return {
        "groups": {group: _group([c for c in clips if c.group == group]) for group in groups},
        "alone": {
            name: {measure: _alone(clips, name, measure) for measure in POSTURE} for name in factors
        },
        "effects": {measure: _effects(clips, list(factors), measure) for measure in POSTURE},
        "called": _called(clips),
    }


def landmarks_over(scores: Sequence[CaseScore]) -> Numbers:
    """Compare the lean's changes with those of the landmarks alone.

    Returns
    -------
    dict
        ``change, level``: of the landmarks' errors, see `agreement.agreement`. ``worse``: in how
        many clips the lean's own change is off by more than the landmarks' and `WORSE_DEG`;
        None where none has landmarks.
    """
    pairs = [
        (abs(error), abs(score.landmarks["change"]["error"]))
        for score in scores
        if score.landmarks and (error := _error(score, LEAN)) is not None
    ]
    found = [score.landmarks for score in scores if score.landmarks]
    return {
        part: agreement([one[part]["error"] for one in found]) for part in ("change", "level")
    } | {"worse": sum(own > other + WORSE_DEG for own, other in pairs) if pairs else None}


def _error(score: CaseScore, measure: str) -> float | None:
    change = score.measures[measure]["change"]
    return change["error"] if change else None


def _group(clips: Sequence[Clip]) -> Numbers:
    """``called`` as of all clips, and by measure the errors of the change."""
    errors = {
        measure: [e for clip in clips if (e := _error(clip.score, measure)) is not None]
        for measure in POSTURE
    }
    return {"called": _called(clips)} | {name: agreement(found) for name, found in errors.items()}


def _called(clips: Sequence[Clip]) -> Numbers:
    """Count the clips in which a change is reported that is none."""
    judged = [
        any(
            change["verdict"] in CHANGED
            for measure in POSTURE
            if (change := clip.score.measures[measure]["change"])
            and abs(change["true"]) < OF_INTEREST[measure] / 2
        )
        for clip in clips
    ]
    return {
        "n": len(judged),
        "called": sum(judged),
        "share": sum(judged) / len(judged) if judged else None,
    }


def _alone(clips: Sequence[Clip], name: str, measure: str) -> float | None:
    """Mean error of the change where nothing but this factor changes; None if never."""
    errors = [
        error
        for clip in clips
        if set(clip.factors) == {name} and (error := _error(clip.score, measure)) is not None
    ]
    return float(np.mean(errors)) if errors else None


def _effects(clips: Sequence[Clip], names: list[str], measure: str) -> Numbers:
    """Regress the errors of the change on the factors.

    Returns
    -------
    dict
        By factor, ``effect`` of the whole of it and its standard error ``se``, degrees; None
        where there are fewer clips than factors.
    """
    found = [(c, e) for c in clips if (e := _error(c.score, measure)) is not None]
    if len(found) <= len(names):
        return {name: {"effect": None, "se": None} for name in names}
    x = np.array([[clip.factors.get(name, 0.0) for name in names] for clip, _ in found])
    y = np.array([error for _, error in found])
    inverse = np.linalg.inv(x.T @ x + RIDGE * np.eye(len(names)))
    effect = inverse @ x.T @ y
    left = float(np.sum((y - x @ effect) ** 2)) / (len(y) - len(names))
    se = np.sqrt(left * np.diag(inverse @ (x.T @ x) @ inverse))
    return {name: {"effect": float(effect[k]), "se": float(se[k])} for k, name in enumerate(names)}
