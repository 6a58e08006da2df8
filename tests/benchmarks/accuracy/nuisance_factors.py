"""What may change within a run while lean, tilt and arch do not, or change on their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from posture.synthetic.motion.arm_postures import set_arms

#: What an upper back that rounds by 8 degrees adds to the lean, degrees.
ROUNDING_LEAN = 1.8


@dataclass(frozen=True)
class Factor:
    """One thing that changes from the first to the second half of a clip.

    Attributes
    ----------
    text
        What the whole change is, in words.
    moves
        What it adds to measures of a plan. ``{side}`` is drawn: the right or the left.
    least
        How far it goes the other way, as a share of the whole change: -1 as far, 0 not at all.
    exposure
        By how much the light changes: times so much.
    clothes
        What of the clothes changes.
    uses
        What it takes: a clip has at most one factor that uses the same.
    needs_shirt
        Whether there has to be a tight shirt to change.
    """

    text: str
    moves: Mapping[str, float] = field(default_factory=dict)
    least: float = -1.0
    exposure: float = 1.0
    clothes: Mapping[str, float | bool] = field(default_factory=dict)
    uses: tuple[str, ...] = ()
    needs_shirt: bool = False


def _arms(posture: str, share: float = 1.0) -> dict[str, float]:
    """Go to a way of carrying both arms, or a part of the way."""
    moves = set_arms(posture)
    return {name: round(share * value, 2) for name, value in moves.items()}


def _hand(posture: str) -> dict[str, float]:
    """Put one hand somewhere; the arm swings no longer."""
    there = set_arms(posture, ["{side}"])
    return {name: value - 1.0 if "swing" in name else value for name, value in there.items()}


#: What a factor uses that puts one arm somewhere: it has no swing of its own any more.
_HAND = ("arms", "swing")
#: By name; degrees, metres, steps a minute, shares of a stride and factors, as in a plan.
FACTORS: Mapping[str, Factor] = {
    "arms_lower": Factor("arms carried lower", _arms("carried_low"), 0.0, uses=("arms",)),
    "arms_higher": Factor("arms carried higher", _arms("carried_high", 0.7), 0.0, uses=("arms",)),
    "arms_wider": Factor("arms carried wider", _arms("wide", 0.6), 0.0, uses=("arms",)),
    "arms_closer": Factor(
        "arms carried closer",
        {f"shoulder_abduction_{side}_deg": -8.0 for side in ("right", "left")},
        0.0,
        uses=("arms",),
    ),
    "arms_across": Factor("arms across the body", _arms("across", 0.8), 0.0, uses=("arms",)),
    "elbows": Factor(
        "elbows straighter by 30°",
        {f"elbow_flexion_{side}_deg": -30.0 for side in ("right", "left")},
        least=-0.5,
        uses=("arms",),
    ),
    "arm_swing": Factor(
        "arms swing more", {"arm_swing_right": 0.45, "arm_swing_left": 0.45}, uses=("swing",)
    ),
    "one_arm": Factor(
        "one arm hangs lower",
        {
            "elbow_flexion_{side}_deg": -30.0,
            "shoulder_abduction_{side}_deg": 12.0,
            "arm_swing_{side}": -0.3,
        },
        least=0.0,
        uses=_HAND,
    ),
    "hand_at_rail": Factor("one hand at the rail", _hand("on_front_rail"), 0.0, uses=_HAND),
    "hand_at_hip": Factor("one hand at the hip", _hand("on_hip"), 0.0, uses=_HAND),
    "rounding": Factor("upper back rounds by 8°", {"trunk_lean_deg": ROUNDING_LEAN}, least=-0.5),
    "protraction": Factor(
        "shoulders forward",
        {"shoulder_protraction_deg": 8.0},
        least=-0.5,
    ),
    "elevation": Factor("shoulders up", {"shoulder_elevation_deg": 10.0}, least=-0.5),
    "head": Factor("face down by 18°", {"head_pitch_deg": 18.0}),
    "creep": Factor(
        "shirt creeps up by 8 cm",
        least=0.0,
        clothes={"creep_m": 0.08},
        uses=("hem",),
        needs_shirt=True,
    ),
    "untucked": Factor(
        "shirt comes out of the shorts",
        least=0.0,
        clothes={"untucks": True},
        uses=("hem",),
        needs_shirt=True,
    ),
    "sweat": Factor(
        "back of the shirt dark with sweat", least=0.0, clothes={"sweat": 1.0}, needs_shirt=True
    ),
    "knees": Factor("knees higher", {"legs_scale": 0.12}),
    "steps": Factor("shorter, quicker steps at the same speed", {"cadence_spm": 14.0}),
    "strike": Factor("toes 12° higher at contact", {"foot_strike_deg": 12.0}),
    "bounce": Factor("longer in the air", {"duty_factor": -0.03}),
    "light": Factor("twice as bright by the end", exposure=2.0),
    "place": Factor("30 cm ahead on the belt", {"belt_position_m": 0.3}),
    "turn": Factor("turned by 8° to the left", {"turn_deg": 8.0}),
}
