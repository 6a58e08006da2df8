"""What an analysis of the whole clip will say, as far as a check can tell."""

from __future__ import annotations

import math

from posture.capture.camera import AGAINST_VERTICAL
from posture.check.cloth import may_hang
from posture.check.film_points import expect_strides
from posture.check.look import Looked
from posture.check.types import Expectation
from posture.comparison.networks import add_network_error
from posture.comparison.windows import MIN_STRIDES
from posture.measures import COMPARED, KEY_MEASURES
from posture.measures.measure import Measure
from posture.utils.stats import NORMAL_QUANTILE

#: Measures of steps that are expected too.
STEPS = ("cadence_spm", "contact_time_near_s")
#: Scatter of single strides about a runner's mean, standard deviation in the measure's unit. That
#: of the virtual runner `steady` (lean 0.6) and more, because people are less even.
STRIDE_SD = {"cadence_spm": 2.0, "contact_time_near_s": 0.008}
STRIDE_SD_DEG = 1.5
#: Strides resemble their neighbours: so many count as one.
STRIDES_AS_ONE = 2.0


def expect_measures(looked: Looked, network: str) -> tuple[Expectation, ...]:
    """Say for the key measures and the steps whether and how well a network will measure them."""
    made = looked.recording
    if made is None:
        return ()
    strides = expect_strides(looked) or 0
    found = []
    for measure in COMPARED:
        if measure.name not in KEY_MEASURES and measure.name not in STEPS:
            continue
        low_back = measure.back_angle is not None
        hidden = low_back and bool(made.back.code)
        reason, smallest = "", None
        if hidden:
            reason = "the low back cannot be read"
        elif strides // 3 < MIN_STRIDES:
            reason = "too few strides to compare early with late; a level only"
        elif measure.method_error is None:
            reason = "how far the method errs is not known"
        else:
            third = strides / 3
            smallest = expect_change(measure, third, third, estimate_camera_sd(looked), network)
        if low_back and not hidden and may_hang(looked.cloth_scores):
            reason = f"{reason}{', ' if reason else ''}if the low back can be read at all"
        found.append(
            Expectation(
                name=measure.name,
                title=measure.words.title.replace("{near}", "near-side"),
                unit=measure.unit.stored,
                measured=not hidden,
                smallest_change=smallest,
                reason=reason,
            )
        )
    return tuple(found)


def expect_change(
    measure: Measure,
    early: float,
    late: float,
    camera_sd_deg: float = 0.0,
    network: str = "heavy",
) -> float | None:
    """Expect the smallest change that could be called one, in the measure's unit.

    The method's error, chance (from the scatter of strides) and the camera's turning add as
    variances; half the width of a 95 % interval is returned, or the smallest change that matters
    where that is larger.

    Parameters
    ----------
    measure
        Which.
    early, late
        How many strides each window holds.
    camera_sd_deg
        How far the camera turns between them, standard deviation, degrees.
    network
        With which it is measured.

    Returns
    -------
    float or None
        None where the method's error is not known.
    """
    if measure.method_error is None:
        return None
    sd = STRIDE_SD.get(measure.name, STRIDE_SD_DEG)
    by_chance = sd * math.sqrt(STRIDES_AS_ONE * (1 / early + 1 / late))
    camera = camera_sd_deg if measure.name in AGAINST_VERTICAL else 0.0
    method = add_network_error({measure.name: measure.method_error}, network)[measure.name]
    noticed = NORMAL_QUANTILE * math.hypot(method, by_chance, camera)
    return round(max(noticed, measure.smallest_change or 0.0), 3)


def estimate_camera_sd(looked: Looked) -> float:
    """Estimate how far the camera turns between first and last third, SD in degrees."""
    frames = looked.info.frames
    third = frames // 3
    return looked.camera.motion.estimate_sd(slice(0, third), slice(frames - third, frames))
