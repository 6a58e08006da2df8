"""The low back over many scored clips: intervals, directions, cross-talk, refusals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from benchmarks.accuracy.agreement import Numbers, mean
from benchmarks.accuracy.back_score import BACK_FRAMES, BACK_STRIDES
from benchmarks.accuracy.score import CHANGED, CaseScore

TILT = BACK_FRAMES[0]
ARCH = BACK_FRAMES[1]
LEAN = "trunk_lean_deg"
#: True changes of this much and more have a direction, degrees.
DIRECTED_DEG = 4.0
#: True changes of less are none, degrees: what chance moves between two halves of a clip. It is
#: less for the tilt, where the measured change itself is reported and not its error.
STILL_DEG = {LEAN: 1.0, TILT: 0.5, ARCH: 1.0}
#: True changes of this much and more are changes, degrees.
MOVED_DEG = 2.0
#: Group of clips -> what changes in them and what stays. Lean cannot change without tilt, nor tilt
#: without lean, unless the low back makes up for it: the arch is free there.
GROUPS: Mapping[str, tuple[set[str], set[str]]] = {
    "lean_alone": ({LEAN}, {TILT}),
    "tilt_alone": ({TILT}, {LEAN}),
    "none": (set(), {LEAN, TILT, ARCH}),
}


def back_over(scores: Sequence[CaseScore]) -> Numbers:
    """Put the results of the low back together.

    Parameters
    ----------
    scores
        Clips of a condition in which a runner was found.

    Returns
    -------
    dict
        ``reported``: clips that say whether the back was measured; ``refused``: clips by code;
        ``refused_clips``. ``level, change, frames``: by measure, and as ``both`` for tilt and arch
        together, how many intervals hold the truth: ``n, held, share`` and mean ``half`` width.
        ``direction``: by measure, of the true changes of `DIRECTED_DEG` and more that were
        measured: ``n, right, share``; ``not_measured`` beside them. ``cross_talk``: by group and
        measure, see `_moved`.
    """
    reported = [score.low_back for score in scores if score.low_back["measured"] is not None]
    codes = Counter(back["code"] for back in reported if not back["measured"])
    changes = {name: [score.measures[name]["change"] for score in scores] for name in BACK_STRIDES}
    return {
        "reported": len(reported),
        "refused": dict(sorted(codes.items())),
        "refused_clips": codes.total() if reported else None,
        "level": _held({n: [s.low_back["level"][n] for s in scores] for n in BACK_STRIDES}),
        "change": _held({name: map(_interval, found) for name, found in changes.items()}),
        "frames": _held({n: [s.low_back["frames"][n] for s in scores] for n in BACK_FRAMES}),
        "direction": {name: _direction(found) for name, found in changes.items()},
        "cross_talk": _cross_talk(scores),
    }


def by_runner(clips: Iterable[tuple[str, CaseScore]]) -> Numbers:
    """Count for each runner how many intervals hold the truth.

    Returns
    -------
    dict
        By body as `back_over` has it: ``level, change`` of tilt and arch together, and ``frames``
        by measure.
    """
    scores: dict[str, list[CaseScore]] = {}
    for body, score in clips:
        scores.setdefault(body, []).append(score)
    whole = {body: back_over(own) for body, own in scores.items()}
    return {
        body: {
            "level": {"both": found["level"]["both"]},
            "change": {"both": found["change"]["both"]},
            "frames": {name: found["frames"][name] for name in BACK_FRAMES},
        }
        for body, found in whole.items()
    }


def _interval(change: Numbers | None) -> Numbers | None:
    """Whether a change's interval holds the truth, and half its width."""
    if change is None or change["holds"] is None:
        return None
    return {"holds": change["holds"], "half": (change["ci95"][1] - change["ci95"][0]) / 2}


def _held(reported: Mapping[str, Iterable[Numbers | None]]) -> Numbers:
    """Count intervals that hold the truth, by measure and for tilt and arch together."""
    groups = {name: [one for one in found if one] for name, found in reported.items()}
    groups["both"] = groups[TILT] + groups[ARCH]
    return {name: _share(found) for name, found in groups.items()}


def _share(found: Sequence[Numbers]) -> Numbers:
    """Of single intervals, ``holds``, or of many together: ``n`` and how many ``held``."""
    sizes = [one.get("n", 1) for one in found]
    held = sum(one["held"] if "held" in one else int(one["holds"]) for one in found)
    half = np.average([one["half"] for one in found], weights=sizes) if found else None
    return {"n": sum(sizes), "held": held, "share": _part(held, sum(sizes)), "half": half}


def _direction(changes: Iterable[Numbers | None]) -> Numbers:
    clear = [change for change in changes if change and abs(change["true"]) >= DIRECTED_DEG]
    measured = [change for change in clear if change["measured"] is not None]
    right = sum(change["measured"] * change["true"] > 0 for change in measured)
    return {
        "n": len(measured),
        "right": right,
        "share": _part(right, len(measured)),
        "not_measured": len(clear) - len(measured),
    }


def _cross_talk(scores: Sequence[CaseScore]) -> Numbers:
    clips = [{name: score.measures[name]["change"] for name in STILL_DEG} for score in scores]
    clips = [clip for clip in clips if all(clip.values())]
    return {
        group: {
            name: _moved([clip[name] for clip in clips if _is_of(clip, moving, still)])
            for name in STILL_DEG
        }
        for group, (moving, still) in GROUPS.items()
    }


def _is_of(clip: Mapping[str, Numbers], moving: set[str], still: set[str]) -> bool:
    """Whether the first change in truth and the others do not."""
    return all(abs(clip[name]["true"]) >= MOVED_DEG for name in moving) and all(
        abs(clip[name]["true"]) < STILL_DEG[name] for name in still
    )


def _moved(changes: Sequence[Numbers]) -> Numbers:
    """Sizes of a measure's changes, degrees: as ``measured``, ``true``, and of the ``error``.

    Each has ``mean`` and ``worst``, over the ``n`` clips that were measured; ``called_changed`` is
    how many of these have a verdict of change.
    """
    measured = [change for change in changes if change["measured"] is not None]

    def sizes(which: str) -> list[float]:
        return [abs(change[which]) for change in measured]

    reported: Numbers = {
        which: {"mean": mean(sizes(which)), "worst": max(sizes(which), default=None)}
        for which in ("measured", "true", "error")
    }
    called = sum(change["verdict"] in CHANGED for change in measured)
    return {"n": len(measured), "called_changed": called if measured else None, **reported}


def _part(count: int, of: int) -> float | None:
    return count / of if of else None
