"""The run cut into strides, from one near-side initial contact to the next."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from posture.gait.events import Steps, find_steps
from posture.tracks.body import Body
from posture.utils.arrays import FloatArray, IndexArray


@dataclass(frozen=True)
class Cut:
    """A run cut into strides.

    Attributes
    ----------
    times_s
        ``(frames,)`` seconds of real running.
    number
        ``(frames,)`` number of the stride, from 0; -1 outside strides.
    phase
        ``(frames,)`` 0-1 from near-side initial contact to the next; NaN outside strides.
    steps
        By stride: the near foot's contacts in its stretch, the index of the one that begins the
        stride, and the far foot's contacts.
    """

    times_s: FloatArray
    number: IndexArray
    phase: FloatArray
    steps: list[tuple[Steps, int, Steps]]

    def start_end(self, stride: int) -> tuple[float, float]:
        """Give the first and the last moment of a stride, seconds."""
        near, i, _ = self.steps[stride]
        return float(near.contact_s[i]), float(near.contact_s[i + 1])

    def means(self, values: FloatArray) -> FloatArray:
        """Average finite values, ``(frames,)``, over the frames of each stride, ``(strides,)``."""
        known = (self.number >= 0) & np.isfinite(values)
        strides = self.number[known]
        sums = np.bincount(strides, values[known], minlength=len(self.steps))
        counts = np.bincount(strides, minlength=len(self.steps))
        means = np.full(len(self.steps), np.nan)
        np.divide(sums, counts, out=means, where=counts > 0)
        return means


def cut_strides(body: Body) -> Cut:
    """Cut the run into strides, from one near-side initial contact to the next."""
    number = np.full(len(body.times_s), -1)
    phase = np.full(len(body.times_s), np.nan)
    steps: list[tuple[Steps, int, Steps]] = []
    for stretch in body.stretches:
        near, far = find_steps(body, stretch)
        times = body.times_s[stretch]
        for i in range(len(near.contact_s) - 1):
            start, end = near.contact_s[i], near.contact_s[i + 1]
            inside = np.flatnonzero((times >= start) & (times < end)) + stretch.start
            if not len(inside):
                continue
            number[inside] = len(steps)
            phase[inside] = (body.times_s[inside] - start) / (end - start)
            steps.append((near, i, far))
    return Cut(body.times_s, number, phase, steps)
