"""The error of a value relative to standing, for each pose network."""

from __future__ import annotations

from collections.abc import Mapping

OFFSET_DEG: Mapping[str, Mapping[str, float]] = {
    "heavy": {"pelvic_tilt_deg": -0.6, "lumbar_lordosis_deg": 2.4},
    "full": {"pelvic_tilt_deg": -0.6, "lumbar_lordosis_deg": 2.4},
    "lite": {"pelvic_tilt_deg": -0.6, "lumbar_lordosis_deg": 2.4},
}
"""By how much running is read otherwise than standing at equal posture, degrees, by network and
measure: buttocks and thighs have another outline, and the network finds joint centres elsewhere.
Measured on twelve bodies that nothing is trained or evaluated on (tests/benchmarks/standing.py)."""

METHOD_SD: Mapping[str, Mapping[str, float]] = {
    "heavy": {
        "trunk_lean_deg": 1.0,
        "pelvic_tilt_deg": 1.2,
        "lumbar_lordosis_deg": 2.4,
        "head_forward_deg": 3.1,
    },
    "full": {
        "trunk_lean_deg": 1.0,
        "pelvic_tilt_deg": 1.2,
        "lumbar_lordosis_deg": 2.4,
        "head_forward_deg": 3.1,
    },
    "lite": {
        "trunk_lean_deg": 1.0,
        "pelvic_tilt_deg": 1.2,
        "lumbar_lordosis_deg": 2.4,
        "head_forward_deg": 3.1,
    },
}
"""SD of the method's own error of running less standing, degrees, by network and measure: root mean
square over 16 films of virtual runners who stand first (tests/benchmarks/standing.md)."""
