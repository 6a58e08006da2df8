"""The measures that are compared: their units, and the smallest change worth noticing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from posture.errors import UsageError


@dataclass(frozen=True)
class Measure:
    """One measure of strides.parquet.

    Attributes
    ----------
    name
        Column of strides.parquet.
    unit
        ``"deg"``, ``"s"``, ``"steps/min"`` or ``"trunk lengths"``.
    smallest_of_interest
        A smaller change is not called a change, however certain it is. The values follow
        published effects of fatigue (lean 2-4 deg, cadence 1-3 %, contact time 2-5 %) and, for the
        low back, the error of the measure; the others are of the same order.
    method_sd
        SD of the error of a change that is not chance but the method's: how far measured and true
        changes lie apart (root mean square) in the conditions `long` and `back` of
        tests/benchmarks/accuracy, 24 clips of 8 runners, or in `bodies`, 24 others, where it is
        larger (in pelvic tilt alone). 24 more (`unseen`) are the test of it.
    """

    name: str
    unit: str
    smallest_of_interest: float
    method_sd: float


MEASURES = (
    Measure("cadence_spm", "steps/min", 3.0, 0.31),
    Measure("contact_time_near_s", "s", 0.010, 0.0030),
    Measure("contact_time_far_s", "s", 0.010, 0.0018),
    Measure("vertical_oscillation_trunk", "trunk lengths", 0.01, 0.0050),
    Measure("trunk_lean_deg", "deg", 2.0, 0.25),
    Measure("trunk_lean_range_deg", "deg", 2.0, 0.24),
    Measure("pelvic_tilt_deg", "deg", 3.0, 1.05),
    Measure("pelvic_tilt_toe_off_deg", "deg", 3.0, 1.15),
    Measure("lumbar_lordosis_deg", "deg", 5.0, 2.1),
    Measure("lumbar_lordosis_toe_off_deg", "deg", 5.0, 2.1),
    Measure("hip_extension_peak_near_deg", "deg", 3.0, 0.90),
    Measure("hip_extension_peak_far_deg", "deg", 3.0, 1.5),
    Measure("knee_lift_near_deg", "deg", 3.0, 0.62),
    Measure("knee_lift_far_deg", "deg", 3.0, 0.73),
    Measure("head_forward_deg", "deg", 3.0, 0.50),
    Measure("sway_back_trunk", "trunk lengths", 0.02, 0.0066),
)
"""Every measure of strides.parquet that is compared, in the order of its columns."""


def require_measures(names: Iterable[str]) -> None:
    """Raise `UsageError`, saying what there is, for a name that no compared measure has."""
    known = [measure.name for measure in MEASURES]
    for name in names:
        if name not in known:
            raise UsageError(
                f'option smallest: "{name}" is not a measure; choose from {", ".join(known)}'
            )
