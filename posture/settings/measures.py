"""Options about measures: which are drawn, and lengths of the body that give others a scale."""

from __future__ import annotations

from posture.settings.option import OUTPUT, RUN, option
from posture.settings.readers import number_from, read_names

MEASURES = option(
    read=read_names,
    group=OUTPUT,
    metavar="NAME,NAME",
    help="Measures that charts and curves are drawn of, or groups such as legs,arms.",
    details="Names as in strides.parquet; trunk, low-back, head, whole-body, arms, legs, steps; "
    "all; usual, which is what is drawn without it. Trunk lean, pelvic tilt and low-back arch are "
    "always drawn, and the tables hold every measure.",
    examples=("legs,arms", "foot_strike_angle_near_deg"),
    repeatable=True,
)

HEIGHT = option(
    read=number_from(1.0, 2.5),
    group=RUN,
    metavar="M",
    help="Height of the runner in metres: lengths are then given in metres too.",
    details="Without it, or --leg-length, no length is given in metres: none is guessed.",
    examples=("1.75",),
)

LEG_LENGTH = option(
    read=number_from(0.4, 1.4),
    group=RUN,
    metavar="M",
    help="Length of the leg in metres, from the bone at the side of the hip to the floor.",
    details="Instead of the height, or beside it for lengths as a share of the leg.",
    examples=("0.92",),
)
