"""The error of a value relative to standing."""

from __future__ import annotations

#: SD of the method's own error of running less standing, degrees, by measure: not measured yet.
METHOD_SD = {
    "trunk_lean_deg": 1.0,
    "pelvic_tilt_deg": 2.0,
    "lumbar_lordosis_deg": 4.0,
    "head_forward_deg": 2.0,
}
