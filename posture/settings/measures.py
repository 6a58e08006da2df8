"""The option that says which measures are drawn."""

from __future__ import annotations

from posture.settings.option import OUTPUT, option
from posture.settings.readers import read_names

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
