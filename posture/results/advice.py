"""What runners do about a change that was measured, and only in the direction it was measured.

From the project's documents (docs/research.md): lean, tilt and arch that grow are answered with
the endurance of trunk and glutes, mobile hip flexors, calm breathing and attention to the moment
when the leg goes behind. For other directions nothing is suggested but how to look at them. Nothing
here says why a change came, or that it does harm.
"""

from __future__ import annotations

from posture.measures import find_measure

_NOTHING = "No exercise is suggested for this direction"
_OF_A_DETAIL = (
    "A detail that also moves with pace, slope, shoes and tiredness: compare parts of the same "
    f"pace, and look at it in the clip. {_NOTHING}."
)

NO_ADVICE = f"{_NOTHING}."
"""All that goes with some changes: nothing that is worth a line of its own."""

ADVICE: dict[str, tuple[str, str]] = {
    "trunk_lean_deg": (
        "First check that pace and slope were the same. Runners who want to stay taller often "
        "train the endurance of trunk and glutes, and practise running tall with calm, deep "
        "breaths.",
        "A slower pace makes the trunk more upright by itself, so compare parts of the same pace. "
        f"{_NOTHING}.",
    ),
    "trunk_lean_range_deg": (
        "Runners who want a steadier trunk often train the strength of the core.",
        f"{_NOTHING}.",
    ),
    "pelvic_tilt_deg": (
        "Watch in the clip the moment the leg goes behind. Runners who want to work on it often "
        "train core and glutes, and keep the hip flexors mobile.",
        f"Look at the clip first: a waistband that slips reads the same way. {_NOTHING}.",
    ),
    "pelvic_tilt_toe_off_deg": (
        "Watch in the clip the moment the leg goes behind. Runners who want to work on it often "
        "keep the hip flexors mobile, and train the glutes.",
        f"Look at the clip first: a waistband that slips reads the same way. {_NOTHING}.",
    ),
    "lumbar_lordosis_deg": (
        "Look at the line on the back in the clip first. Runners who want to work on it often "
        "train core and glutes, keep the hip flexors mobile, and breathe calmly and deeply.",
        f"Look at the clip first: a top that slips or sticks reads the same way. {_NOTHING}.",
    ),
    "lumbar_lordosis_toe_off_deg": (
        "Watch in the clip the moment the leg goes behind. Runners who want to work on it often "
        "keep the hip flexors mobile, and train core and glutes.",
        f"Look at the clip first: a top that slips or sticks reads the same way. {_NOTHING}.",
    ),
    "hip_extension_peak": (
        "A quicker pace takes the leg further behind by itself; see whether the pelvis tips with "
        f"it at toe-off. {_NOTHING}.",
        "A slower pace shortens the swing behind the body by itself. Runners who want to work on "
        "it often keep the hip flexors mobile, and train the glutes.",
    ),
    "knee_lift": (
        f"A quicker pace or a climb lifts the knees by itself. {_NOTHING}.",
        "A slower pace lowers the knees by itself. Runners who want to work on it often run short, "
        "quick stretches, some of them uphill, while fresh.",
    ),
    "head_forward_deg": (
        "Runners who want to work on it often look ahead instead of down, and let the shoulders "
        "drop.",
        f"{_NOTHING}.",
    ),
    "contact_time": (
        "A slower pace lengthens the contact by itself, so compare parts of the same pace. If the "
        "two feet differ, film the other side too.",
        "A quicker pace shortens the contact by itself, so compare parts of the same pace. If the "
        "two feet differ, film the other side too.",
    ),
    "cadence_spm": (
        f"A quicker pace raises the cadence by itself, so compare parts of the same pace. "
        f"{_NOTHING}.",
        f"A slower pace lowers the cadence by itself, so compare parts of the same pace. "
        f"{_NOTHING}.",
    ),
    "vertical_oscillation_trunk": (
        f"Rise and fall go with pace and cadence, so compare parts of the same pace. {_NOTHING}.",
        f"Rise and fall go with pace and cadence, so compare parts of the same pace. {_NOTHING}.",
    ),
    "sway_back_trunk": (
        "Runners who want to work on it often train glutes and core, and practise running tall.",
        f"{_NOTHING}.",
    ),
}
"""For each measure, or pair of legs, what goes with a larger and with a smaller value."""

SEE_SOMEBODY = (
    "A change is an observation, not a fault: this film cannot tell why it is there or whether it "
    "matters for you. If something hurts, show the clip to a physiotherapist or a doctor."
)
"""Stands below all advice."""


def advise(measure: str, *, larger: bool) -> str:
    """Return what goes with a change of a measure; empty for a measure that has no advice.

    Parameters
    ----------
    measure
        Its name; both legs of a pair have the same advice.
    larger
        Whether the value is larger late than early.
    """
    known = find_measure(measure)
    name = known.pair.name if known is not None and known.pair else measure
    if known is not None and known.detail:
        return ADVICE.get(name, (_OF_A_DETAIL, _OF_A_DETAIL))[0 if larger else 1]
    return ADVICE.get(name, ("", ""))[0 if larger else 1]
