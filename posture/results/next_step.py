"""What to do about an answer, or what to film next."""

from __future__ import annotations

from posture.comparison.types import CHANGED, PROBABLE, Change
from posture.measures import KEY_MEASURES
from posture.results.advice import advise
from posture.results.phrases import PHRASES, sentence
from posture.results.types import Summary
from posture.utils.text import join_words

_SQUARE = "film square from the side, with the camera at hip height"
_TIGHT = (
    "wear a tight top, or none, tucked into close-fitting shorts or tights, and leave off a belt "
    "or a pack"
)
_NEARER = "come nearer with the camera, or film at a higher resolution"

_FREE_ARMS = (
    "let both arms swing as they do, without a hand at a rail or at the hip, and choose an early "
    "and a late part in which they do"
)

FILM_THE_BACK = {
    "back_cloth": _TIGHT,
    "back_pixels": _NEARER,
    "back_view": _SQUARE,
    "back_shape": "leave off a belt, a bottle or a pack, and film where nothing stands close "
    "behind the back",
    "back_hidden": "film more strides, tie up long hair, and leave off a belt, a backpack and "
    "whatever is carried in the hand",
    "back_hidden_early": _FREE_ARMS,
    "back_hidden_late": _FREE_ARMS,
    "back_hidden_both": _FREE_ARMS,
    "back_changed": "wear the same tight top, or none, from start to end: cloth that slips, or "
    "sticks with sweat, must not pass for a change of the back",
}
"""What helps where the low back is not measured, by its code (`posture.back.WHY`)."""

FILM_ANY_BACK = (
    "film square from the side, come nearer with the camera, and wear a tight top, or none, with "
    "nothing over it"
)
"""What helps where the reason is not known."""

NO_RUNNER = (
    "Film one runner from the side, head to feet in the picture, with a level camera that stands "
    "still at hip height."
)
COMPARE = (
    "To see what tiring does, film a minute while fresh and a minute late in the run: same place, "
    "pace and clothes."
)
SAME_SIDE = (
    "film both videos from the same side: a camera that is not level then changes nothing between "
    "them"
)
NOTHING_OPEN = (
    "If pain or tiring comes later than this film, film again then: same place, pace and clothes."
)

Step = tuple[tuple[str, ...], str]


def choose_next_step(summary: Summary) -> Step:
    """Say what to do next: names of the measures that it is about, and a sentence.

    A change comes first, with what people do about it; then what would settle a question that
    stayed open, then how to film what could not be measured.
    """
    if not summary.measures:
        return (), NO_RUNNER
    family = {name: summary.measures[name] for name in KEY_MEASURES if name in summary.measures}
    if all(found.change is None for found in family.values()):
        return (), _film_to_compare(family)
    return (
        _act(family)
        or _settle(summary, family)
        or _film_the_back(summary, family)
        or ((), NOTHING_OPEN)
    )


def _act(family: dict[str, Change]) -> Step | None:
    """Say what people do about the first change, a sure one before a probable one."""
    for verdicts in (CHANGED, PROBABLE):
        for name, found in family.items():
            if found.verdict in verdicts and found.decided is not None:
                return (name,), advise(name, larger=found.decided.change > 0)
    return None


def _settle(summary: Summary, family: dict[str, Change]) -> Step | None:
    """Say what would settle what stayed uncertain, where more film would by how much."""
    known = {name: found.settle for name, found in family.items() if found.settle is not None}
    by_film = {name: plan for name, plan in known.items() if plan.strides is not None}
    if by_film:
        text = max(by_film.values(), key=lambda plan: plan.strides or 0).text
        nouns = join_words([PHRASES[name].noun for name in by_film])
        return tuple(by_film), sentence(f"to settle {nouns}, film longer: {text}")
    opposite = any(found.code == "opposite_sides" for found in summary.quality.warnings)
    for name, plan in known.items():
        helps = SAME_SIDE if opposite else plan.text
        return (name,), sentence(f"{PHRASES[name].noun}: {helps}")
    return None


def _film_the_back(summary: Summary, family: dict[str, Change]) -> Step | None:
    names = tuple(name for name, found in family.items() if found.verdict == "not measurable")
    if summary.back.measured or not names:
        return None
    helps = FILM_THE_BACK.get(summary.back.code or "", FILM_ANY_BACK)
    return names, sentence(f"for the low back, {helps}")


def _film_to_compare(family: dict[str, Change]) -> str:
    plans = [found.settle for found in family.values() if found.settle is not None]
    if not plans:
        return COMPARE
    needs = max(plans, key=lambda plan: plan.strides or 0).text
    return f"{COMPARE} A comparison needs {needs}."
