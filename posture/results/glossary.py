"""What the words of the answer and of the page mean: one plain definition a term."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """One word and what it means.

    Attributes
    ----------
    name
        The word as headings write it, without a capital.
    meaning
        One or two sentences that need no other knowledge.
    also
        Other forms of the word in texts.
    """

    name: str
    meaning: str
    also: tuple[str, ...] = ()


GLOSSARY: tuple[Term, ...] = (
    # what is measured
    Term(
        "trunk lean",
        "How far the line from the hips to the shoulders tips away from upright. Plus is forward, "
        "in the direction of running.",
        ("lean", "trunk"),
    ),
    Term(
        "pelvic tilt",
        "How far the pelvis tips when seen from the side. Plus means that its front is lower than "
        "its back (anterior tilt).",
        ("tilt", "anterior tilt"),
    ),
    Term(
        "low-back arch",
        "How much the low back curves inwards between the lower ribs and the pelvis (lumbar "
        "lordosis). Plus is more arched; read from the outline of the back, not from the bones.",
        ("lumbar lordosis", "lordosis", "arch"),
    ),
    Term(
        "hip extension",
        "How far the thigh swings behind the line of the trunk when the leg is furthest back.",
    ),
    Term("knee lift", "How high the thigh comes up in front, measured from straight down."),
    Term(
        "head forward",
        "How far the line from the shoulder to the ear tips forward from upright.",
        ("head-forward angle",),
    ),
    Term(
        "rise and fall",
        "How far the hips go up and down in a stride, as a share of the length of the trunk.",
        ("vertical oscillation",),
    ),
    Term("cadence", "Steps a minute, both feet counted."),
    Term("contact time", "How long a foot is on the ground in one step."),
    # the stride
    Term(
        "stride",
        "Two steps: from one landing of the foot nearer to the camera to its next one.",
        ("strides",),
    ),
    Term("initial contact", "The moment a foot first touches the ground.", ("landing",)),
    Term("stance", "The time a foot is on the ground, from initial contact to toe-off."),
    Term("mid-stance", "Half-way through stance, when the body passes over the foot."),
    Term("toe-off", "The moment the foot leaves the ground, with the leg behind the body."),
    Term(
        "near side",
        "The side of the body nearer to the camera. The far side is often hidden and known less "
        "well.",
        ("far side",),
    ),
    # the comparison
    Term(
        "early and late",
        "The two parts of the run that are compared: early is the fresh one, late the tired one.",
        ("early", "late", "window"),
    ),
    Term("change", "Late minus early: the mean of the late strides less that of the early ones."),
    Term(
        "level",
        "The mean over all strides of a part. Camera, clothes and build shift a level, so trust "
        "changes more.",
    ),
    Term(
        "95 % interval",
        "The range that holds the true value in 95 of 100 such videos. It covers chance between "
        "strides and the known error of the method.",
        ("95 % CI", "interval"),
    ),
    Term(
        "counts from",
        "The size from which a change counts in this video: the larger of the smallest change that "
        "matters and half the width of the interval that decides.",
    ),
    Term(
        "smallest change that matters",
        "Anything smaller is not called a change, however sure it is.",
    ),
    # verdicts
    Term(
        "increased, decreased",
        "The change counts: it is large enough to matter and more than chance and error explain, "
        "also when lean, tilt and arch are all looked at together.",
        ("increased", "decreased"),
    ),
    Term(
        "probably",
        "Large enough, and by itself more than chance explains; but when lean, tilt and arch are "
        "all looked at together, chance is not ruled out.",
        ("probably increased", "probably decreased"),
    ),
    Term(
        "no relevant change",
        "Shown, not assumed: whatever change there may be is smaller than the smallest change that "
        "matters.",
    ),
    Term(
        "uncertain",
        "This video cannot tell: a change that matters may be there, and none may be there. It is "
        "not the same as no change.",
    ),
    Term(
        "not compared",
        "It was measured, but early and late could not be set against each other; the reason "
        "stands beside it.",
    ),
    Term("not measurable", "This video cannot show it; the reason stands beside it."),
    Term(
        "onset",
        "The time from which a measure that was steady began to change.",
        ("begins to change",),
    ),
    Term(
        "drift",
        "How fast a measure changes over the run, for example degrees in ten minutes.",
    ),
    Term(
        "at equal pace",
        "What is left of a change once the part that speed or slope explains is taken off.",
        ("at equal speed", "at equal cadence"),
    ),
    Term(
        "ghost",
        "The tired runner drawn over the fresh one, hip on hip, at the same moment of the stride.",
    ),
)
"""All terms, in the order in which a reader meets them."""


def define(word: str) -> str:
    """Return what a word means: the name of a term or another form of it, in any case.

    Raises
    ------
    KeyError
        The glossary has no such word.
    """
    return _MEANINGS[word.lower()]


_MEANINGS = {word.lower(): term.meaning for term in GLOSSARY for word in (*term.also, term.name)}
