"""How the lean depends on where in the picture the runner is seen, within a pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from posture.utils.arrays import FloatArray

#: Least span of the viewing direction that a pass must have for its lean to be set against place,
#: degrees.
MIN_SPAN_DEG = 6.0
#: Least difference of lean between the ends of a pass that is worth a warning, degrees; steps of
#: one runner scatter by 0.5 to 1.
MIN_RANGE_DEG = 3.0
#: Fewest measured steps of a pass that show how its lean goes with the place.
FEWEST_STEPS = 3


@dataclass(frozen=True)
class LeanOverPlace:
    """Mean lean of the first and of the last step of the passes, by a line through all steps.

    Attributes
    ----------
    first_deg, last_deg
        Lean, degrees, where the runner comes into the picture and where they leave it.
    steps
        How many steps the line goes through.
    """

    first_deg: float
    last_deg: float
    steps: int

    @property
    def range_deg(self) -> float:
        """Difference between both ends, degrees, 0 or more."""
        return abs(self.last_deg - self.first_deg)


def fit_lean_over_place(
    lean_deg: FloatArray,
    yaw_deg: FloatArray,
    time_s: FloatArray,
    stretches: Sequence[slice],
    step_s: float,
) -> LeanOverPlace | None:
    """Fit the lean of whole steps against the viewing direction, over all passes.

    Parameters
    ----------
    lean_deg, yaw_deg, time_s
        ``(frames,)`` lean and viewing direction, see `posture.tracks.View.measure_yaw_deg`, degrees
        (NaN where not measured), and seconds of real running.
    stretches
        Frames without a break.
    step_s
        Length of a step, seconds of real running.

    Returns
    -------
    LeanOverPlace or None
        None where no stretch with three whole steps, each measured in a frame at least, crosses
        the picture.
    """
    yaws: list[float] = []
    leans: list[float] = []
    if not np.isfinite(step_s):
        return None
    for stretch in stretches:
        known = np.isfinite(lean_deg[stretch]) & np.isfinite(yaw_deg[stretch])
        lean, yaw, times = (values[stretch][known] for values in (lean_deg, yaw_deg, time_s))
        steps = int((times[-1] - times[0]) / step_s) if len(times) > 1 else 0
        if steps < FEWEST_STEPS or np.ptp(yaw) < MIN_SPAN_DEG:
            continue
        number = ((times - times[0]) / step_s).astype(int)
        # a stretch goes on where the runner is misread for longer than a step
        measured = np.unique(number[number < steps])
        if len(measured) < FEWEST_STEPS:
            continue
        for i in measured:
            yaws.append(float(yaw[number == i].mean()))
            leans.append(float(lean[number == i].mean()))
    if not yaws:
        return None
    slope, level = np.polyfit(yaws, leans, 1)
    first, last = (float(level + slope * end(yaws)) for end in (min, max))
    return LeanOverPlace(first, last, len(yaws))
