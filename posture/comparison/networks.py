"""How much less surely a smaller network shows a change.

The method's own error in the registry of measures is that of the default network, ``heavy``. What
``full`` and ``lite`` err beside it was measured in the same clips (the conditions ``gaits``,
``gaits_full`` and ``gaits_lite`` of tests/benchmarks/accuracy).
"""

from __future__ import annotations

import math
from collections.abc import Mapping

FURTHER_SD: Mapping[str, Mapping[str, float]] = {
    "full": {
        "cadence_spm": 1.2,
        "contact_time_near_s": 0.0067,
        "contact_time_far_s": 0.0049,
        "vertical_oscillation_trunk": 0.0027,
        "trunk_lean_deg": 0.24,
        "trunk_lean_range_deg": 0.19,
        "pelvic_tilt_deg": 0.64,
        "pelvic_tilt_toe_off_deg": 0.62,
        "lumbar_lordosis_deg": 1.1,
        "lumbar_lordosis_toe_off_deg": 1.2,
        "hip_extension_peak_near_deg": 0.67,
        "hip_extension_peak_far_deg": 1.3,
        "knee_lift_near_deg": 0.38,
        "knee_lift_far_deg": 0.57,
        "head_forward_deg": 0.84,
        "sway_back_trunk": 0.0062,
        "shank_angle_contact_near_deg": 1.5,
        "shank_angle_contact_far_deg": 0.52,
        "knee_angle_stance_near_deg": 0.55,
        "knee_angle_swing_near_deg": 1.0,
        "thigh_range_near_deg": 0.85,
        "knee_angle_swing_far_deg": 1.2,
        "thigh_range_far_deg": 0.58,
        "upper_arm_angle_deg": 0.81,
        "elbow_angle_deg": 1.5,
    },
    "lite": {
        "cadence_spm": 0.49,
        "contact_time_near_s": 0.0072,
        "contact_time_far_s": 0.0094,
        "trunk_lean_deg": 0.37,
        "trunk_lean_range_deg": 0.21,
        "lumbar_lordosis_deg": 1.4,
        "lumbar_lordosis_toe_off_deg": 1.6,
        "hip_extension_peak_near_deg": 1.2,
        "hip_extension_peak_far_deg": 2.2,
        "knee_lift_near_deg": 1.9,
        "knee_lift_far_deg": 1.1,
        "sway_back_trunk": 0.015,
        "shank_angle_contact_near_deg": 3.0,
        "foot_ahead_contact_far_trunk": 0.016,
        "shank_angle_contact_far_deg": 0.89,
        "knee_angle_stance_near_deg": 7.2,
        "knee_angle_swing_near_deg": 1.9,
        "thigh_range_near_deg": 2.5,
        "knee_angle_swing_far_deg": 4.1,
        "thigh_range_far_deg": 1.8,
        "upper_arm_angle_deg": 0.92,
        "elbow_angle_deg": 1.1,
        "hand_height_trunk": 0.0072,
    },
}
"""Standard deviation of the further error of a change, by network and measure, in the unit of the
measure: root of the difference of the mean squared errors."""


def add_network_error(errors: Mapping[str, float], network: str) -> dict[str, float]:
    """Add the further error of a network to other errors of changes.

    Parameters
    ----------
    errors
        Standard deviations by name of the measure, in its unit.
    network
        Name of the folder of weights, see `posture.pose.models.manifest.ModelFile`.
    """
    further = FURTHER_SD.get(network, {})
    return {
        name: math.hypot(errors.get(name, 0.0), further.get(name, 0.0))
        for name in {**errors, **further}
    }
