"""The error of a value relative to standing."""

from __future__ import annotations

#: By how much the weights of changes take the swinging legs of a run for another tilt and arch
#: than standing, degrees: buttocks and thighs have another outline. Measured on the lines of ten
#: bodies that nothing is trained or evaluated on, at equal posture.
LEGS_DEG = {"pelvic_tilt_deg": -0.6, "lumbar_lordosis_deg": 2.4}
#: SD of the method's own error of running less standing, degrees, by measure. Of tilt and arch:
#: what was left on those lines (0.5 and 1.1), half of the shift above, and the error of reading a
#: change in pictures (`posture.measures.registry`). Of lean and head-forward it has not been
#: measured on films: that of their levels stands for it, which holds the body's own error too.
METHOD_SD = {
    "trunk_lean_deg": 1.0,
    "pelvic_tilt_deg": 1.2,
    "lumbar_lordosis_deg": 2.4,
    "head_forward_deg": 1.5,
}
