"""The error of a value relative to standing."""

from __future__ import annotations

#: By how much the weights of changes take the swinging legs of a run for another tilt and arch
#: than standing, degrees: buttocks and thighs have another outline. Measured on the lines of ten
#: bodies that nothing is trained or evaluated on, at equal posture.
LEGS_DEG = {"pelvic_tilt_deg": -0.6, "lumbar_lordosis_deg": 2.4}
#: SD of the method's own error of running less standing, degrees, by measure: root mean square over
#: 16 films of virtual runners who stand first (`tests/benchmarks/standing.md`), rounded up.
METHOD_SD = {
    "trunk_lean_deg": 1.0,
    "pelvic_tilt_deg": 1.2,
    "lumbar_lordosis_deg": 2.4,
    "head_forward_deg": 3.1,
}
