"""Zero-lag filters for landmark time series on true timestamps."""

from __future__ import annotations

import numpy as np

from posture.utils.arrays import FloatArray

#: Cut-off of trunk and pelvis, Hz of real running. The 4-6 Hz that are usual for walking would
#: take a fifth of the trunk's motion within the stride.
TRUNK_HZ = 8.0
#: The same from `TRUNK_FAST_FPS` on.
TRUNK_HZ_FAST = 10.0
#: Frames per second from which the trunk's tracks allow the higher cut-off.
TRUNK_FAST_FPS = 120.0
#: Cut-off of feet and ankles, which move faster, Hz of real running.
FOOT_HZ = 10.0
#: The same from `FOOT_FAST_FPS` on.
FOOT_HZ_FAST = 14.0
#: Frames per second from which the feet's tracks allow the higher cut-off.
FOOT_FAST_FPS = 60.0
#: Highest cut-off as a share of the Nyquist frequency: a filter cannot be designed above 1.
NYQUIST_SHARE = 0.9
#: A filter run forwards and backwards is 3 dB down at a lower frequency than its design says
#: (Winter 2009): for two passes of a second-order Butterworth the tangent of the design's angle
#: is divided by this.
TWO_PASSES = (2**0.5 - 1) ** 0.25


def choose_cutoff(fps: float, *, foot: bool) -> float:
    """Choose the cut-off for a frame rate, Hz, at most `NYQUIST_SHARE` of the Nyquist frequency."""
    if foot:
        wanted = FOOT_HZ_FAST if fps >= FOOT_FAST_FPS else FOOT_HZ
    else:
        wanted = TRUNK_HZ_FAST if fps >= TRUNK_FAST_FPS else TRUNK_HZ
    return min(wanted, 0.5 * TWO_PASSES * NYQUIST_SHARE * fps)


def low_pass(values: FloatArray, times: FloatArray, hz: float) -> FloatArray:
    """Filter by a zero-lag Butterworth, fourth order in effect, for one stretch without gaps.

    Parameters
    ----------
    values
        ``(n, ...)`` samples, filtered along the first axis.
    times
        ``(n,)`` seconds, ascending. Uneven samples are put onto an even grid by cubic splines and
        back (straight lines would remove a tenth of the rise and fall of a step at 24 Hz).
    hz
        Frequency at which the result is 3 dB down.
    """
    from scipy.interpolate import CubicSpline  # slow to load, and charts do without it
    from scipy.signal import butter, sosfiltfilt  # slow to load, and charts do without it

    n = len(times)
    if n < 6:
        return values
    step = float(np.median(np.diff(times)))
    even = np.abs(np.diff(times) - step).max() < 0.02 * step
    grid = times if even else np.linspace(times[0], times[-1], round(np.ptp(times) / step) + 1)
    samples = values if even else CubicSpline(times, values)(grid)
    step = float(grid[-1] - grid[0]) / (len(grid) - 1)
    design = np.arctan(np.tan(np.pi * hz * step) / TWO_PASSES) / np.pi
    sos = butter(2, 2 * design, output="sos")
    pad = min(len(grid) - 1, int(3 / (hz * step)) + 3)
    smooth = sosfiltfilt(sos, samples, axis=0, padtype="odd", padlen=pad)
    return np.asarray(smooth if even else CubicSpline(grid, smooth)(times))
