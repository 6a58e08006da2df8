"""The strides of a run: when each begins, how long the foot is down, and how each one varies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count

import numpy as np
from scipy.interpolate import CubicSpline
from scipy.signal import lfilter

from posture.synthetic.motion.plan import RANGES, Plan
from posture.utils.arrays import FloatArray

#: Noise beyond so many SD is a stumble, not a stride.
NOISE_LIMIT_SD = 3.0
#: Whole strides before and after the run, so that its ends are like its middle.
LEAD_STRIDES = 3
#: Number of the generator that draws where the first stride begins. The measures have the other
#: numbers in their order in `RANGES`: one that is added to its end leaves every run as it was.
START_DRAW = 9


@dataclass(frozen=True)
class Strides:
    """Events of S strides: right contacts (S + 1,), durations and contact times (S,), s."""

    contacts: FloatArray
    durations: FloatArray
    contact_times: FloatArray

    @property
    def steps(self) -> FloatArray:
        """(2S + 1,) contacts of both feet in turn, right first."""
        left = self.contacts[:-1] + self.durations / 2
        both = np.column_stack([self.contacts[:-1], left]).ravel()
        return np.append(both, self.contacts[-1])


def make_noise(plan: Plan) -> dict[str, FloatArray]:
    """Draw AR(1) noise of every measure by stride, enough strides for any cadence allowed."""
    fastest = RANGES["cadence_spm"][1] + NOISE_LIMIT_SD * RANGES["cadence_spm"][2]
    strides = int(np.ceil(plan.duration_s * fastest / 120)) + 2 * LEAD_STRIDES + 2
    memory = plan.autocorrelation
    noise = {}
    numbers = (n for n in count() if n != START_DRAW)
    for name, number in zip(RANGES, numbers, strict=False):
        # A generator for each measure: changing one leaves the others as they were.
        shocks = np.random.default_rng([plan.seed, number]).standard_normal(strides)
        shocks[1:] *= np.sqrt(1 - memory**2)  # keeps the variance at 1 from the first stride on
        series = lfilter([1.0], [1.0, -memory], shocks)
        limited = np.clip(series, -NOISE_LIMIT_SD, NOISE_LIMIT_SD)
        noise[name] = plan.stride_sd.get(name, 0.0) * limited
    return noise


def lay_strides(plan: Plan, noise: Mapping[str, FloatArray]) -> Strides:
    """Lay stride after stride from before the run until after its end."""
    usual = 120 / plan.cadence_spm
    offset = np.random.default_rng([plan.seed, START_DRAW]).random()
    contacts = [-(LEAD_STRIDES + offset) * usual]
    durations: list[float] = []
    on_ground: list[float] = []
    while contacts[-1] < plan.duration_s + LEAD_STRIDES * usual:
        k, now = len(durations), np.array(contacts[-1])
        cadence = float(plan.intended("cadence_spm", now)) + noise["cadence_spm"][k]
        duty = float(plan.intended("duty_factor", now)) + noise["duty_factor"][k]
        durations.append(120 / cadence)
        on_ground.append(duty * durations[-1])
        contacts.append(contacts[-1] + durations[-1])
    return Strides(np.array(contacts), np.array(durations), np.array(on_ground))


def smooth_noise(strides: Strides, by_stride: FloatArray, times: FloatArray) -> FloatArray:
    """Spread noise over time: smooth, and with exactly the given mean over every stride."""
    sums = np.cumsum(by_stride[: len(strides.durations)] * strides.durations)
    rate = CubicSpline(strides.contacts, np.append(0.0, sums)).derivative()
    result: FloatArray = rate(times)
    return result
