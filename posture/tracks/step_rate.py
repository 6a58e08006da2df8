"""The step rate, estimated without knowing left from right."""

from __future__ import annotations

import numpy as np

from posture.utils.arrays import FloatArray

#: Lowest step rate looked for, Hz as played: running slowed down forty times.
SLOWEST_HZ = 0.05
#: Below this step rate, Hz as played, slow changes of the view may look like steps: running slowed
#: down eight times.
SLOW_HZ = 0.3
#: So many times the power of the strongest faster rate must a slow one have to be the step rate.
SLOW_POWER = 2.0
#: Highest step rate looked for, Hz as played: running played too fast.
FASTEST_HZ = 8.0
#: A long run is analysed in parts of so many seconds, because its step rate varies slowly.
PART_S = 20.0


def estimate_step_hz(apart: FloatArray, times: FloatArray) -> float:
    """Estimate the steps per second, as played, from how far the ankles are apart.

    The distance grows and shrinks once a step whichever leg is ahead, so that it does not
    matter if the network confuses left and right.

    Parameters
    ----------
    apart
        ``(n,)`` distance of the ankles, any unit, NaN allowed; its sign is not used.
    times
        ``(n,)`` seconds.

    Returns
    -------
    float
        NaN if the stretch holds less than one and a half of the slowest steps that fit in it.
    """
    from scipy.signal import lombscargle  # slow to load, and charts do without it

    good = np.isfinite(apart)
    legs, times = np.abs(apart[good]), times[good]
    if len(legs) < 8:
        return float("nan")
    slow = np.arange(SLOWEST_HZ, SLOW_HZ, 0.002)
    rates = np.r_[slow, np.arange(SLOW_HZ, FASTEST_HZ, 0.01)]
    fps = 1 / float(np.median(np.diff(times)))
    power = np.zeros_like(rates)
    for part in np.array_split(np.arange(len(times)), max(1, int(np.ptp(times) // PART_S))):
        seen = (rates > 1.5 / np.ptp(times[part])) & (rates < 0.4 * fps)
        if seen.any():
            values = legs[part] - legs[part].mean()
            power[seen] += lombscargle(times[part], values, 2 * np.pi * rates[seen])
    power[: len(slow)] /= SLOW_POWER
    return float(rates[power.argmax()]) if power.any() else float("nan")


def estimate_stride_phase(apart: FloatArray, times: FloatArray, rate: float) -> FloatArray:
    """Estimate the phase of the stride, without saying which leg leads.

    Parameters
    ----------
    apart
        ``(n,)`` distance of the ankles without gaps; its sign is not used.
    times
        ``(n,)`` seconds.
    rate
        Steps per second, from `estimate_step_hz`.

    Returns
    -------
    FloatArray
        ``(n,)`` radians, growing by 2π a stride; the legs are furthest apart at multiples of π
        and pass each other half-way between.
    """
    from scipy.signal import butter, hilbert, sosfiltfilt  # slow to load, and charts do without it

    fps = 1 / float(np.median(np.diff(times)))
    band = np.array([0.6 * rate, min(1.4 * rate, 0.49 * fps)])
    sos = butter(2, band, btype="band", fs=fps, output="sos")
    legs = np.abs(apart) - np.abs(apart).mean()
    pad = min(len(legs) - 1, int(2 * fps / rate))
    beat = sosfiltfilt(sos, np.pad(legs, pad, mode="reflect"))
    return np.asarray(np.unwrap(np.angle(hilbert(beat)))[pad : len(beat) - pad] / 2)
