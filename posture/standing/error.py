"""The error of a value relative to standing, for each pose network."""

from __future__ import annotations

from collections.abc import Mapping

OFFSET_DEG: Mapping[str, Mapping[str, float]] = {
    "heavy": {"pelvic_tilt_deg": -0.7, "lumbar_lordosis_deg": 1.1, "head_forward_deg": 1.1},
    "full": {"pelvic_tilt_deg": -1.7, "lumbar_lordosis_deg": -0.2, "head_forward_deg": 0.1},
    "lite": {"pelvic_tilt_deg": -0.9, "lumbar_lordosis_deg": 0.1, "head_forward_deg": 1.2},
}
"""By how much running is read otherwise than standing at equal posture, degrees, by network and
measure: buttocks and thighs have another outline, and the network finds joint centres elsewhere.
Means over films of twelve bodies that nothing is trained or evaluated on, with standard errors of
0.7° of tilt, 1.6° of arch and 0.8° of head-forward (tests/benchmarks/standing.py)."""

METHOD_SD: Mapping[str, Mapping[str, float]] = {
    "heavy": {
        "trunk_lean_deg": 1.0,
        "pelvic_tilt_deg": 1.2,
        "lumbar_lordosis_deg": 2.2,
        "head_forward_deg": 2.6,
    },
    "full": {
        "trunk_lean_deg": 1.4,
        "pelvic_tilt_deg": 1.9,
        "lumbar_lordosis_deg": 3.2,
        "head_forward_deg": 3.6,
    },
    "lite": {
        "trunk_lean_deg": 1.9,
        "pelvic_tilt_deg": 2.7,
        "lumbar_lordosis_deg": 5.1,
        "head_forward_deg": 2.6,
    },
}
"""SD of the method's own error of running less standing, degrees, by network and measure: root mean
square over 16 films of virtual runners who stand first, never less than that of the default network
(tests/benchmarks/standing.md)."""
