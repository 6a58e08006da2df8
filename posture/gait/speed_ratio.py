"""How many times slower one part of a film plays than another, from how the legs move.

A part that plays eight times slower shows the same motion in eight times as many frames, and often
less than a stride of it. So its legs are laid over the other part's, stretched in time: the ratio
at which they fit best is the one of the speeds. How far the feet move in a second does not tell it,
for that depends on where in the stride a part begins and ends.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from posture.pose import INDEX, middle
from posture.utils.arrays import FloatArray

#: Ratios that are tried: slower by up to so much, and steps of their natural logarithm.
LARGEST_RATIO = 40.0
STEP = 0.05
#: Offsets in time that are tried, of frames of the part that is laid over.
OFFSETS_PER_FRAME = 2
#: Longest stretch that is laid over the other part, as a share of that: a step has room then.
LAID_OVER = 0.6
#: Largest distance of the legs, root mean square in trunk lengths, that still fits: strides of one
#: runner differ by half of it, a wrong ratio leaves more than twice as much.
LARGEST_MISS = 0.15
#: Ratios that fit nearly as well, as a ratio of misses, are as probable.
AS_GOOD = 1.15
#: Where ratios that differ by more than this fit as well, as a ratio, none is known.
WIDEST = 2.5
#: Ratios that phones bake into a film: rates of film are multiples of one another.
BAKED = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
#: One of these is taken if it is so near to the best fit, natural logarithm.
NEAR = 0.2
#: Fewest frames of a part, and how many of a longer one are compared at most.
LEAST_FRAMES, MOST_FRAMES = 8, 48

_LEGS = [INDEX[f"{side}_{joint}"] for side in ("left", "right") for joint in ("knee", "ankle")]
_MIRROR = np.array([-1.0, 1.0])


def estimate_speed_ratio(
    first: npt.NDArray[np.floating],
    first_s: FloatArray,
    second: npt.NDArray[np.floating],
    second_s: FloatArray,
) -> float | None:
    """Estimate how many times slower the second part of a film plays than the first.

    Parameters
    ----------
    first, second
        ``(frames, 33, 2)`` landmarks of one runner in each part, pixels; NaN where not seen.
    first_s, second_s
        ``(frames,)`` seconds as played.

    Returns
    -------
    float or None
        Below 1 where the first part is the slower one; a ratio that phones bake into films where
        one fits as well as any. None where too little is seen, or no ratio fits.
    """
    a, b = _read_legs(first, first_s), _read_legs(second, second_s)
    if a is None or b is None:
        return None
    grid = np.exp(np.arange(0.0, np.log(LARGEST_RATIO), STEP))
    later = [_lay_over(b, a, ratio) for ratio in grid]
    earlier = [_lay_over(a, b, ratio) for ratio in grid]
    ratios = np.r_[1 / grid[::-1], grid]
    misses = np.r_[earlier[::-1], later]
    best = float(misses.min())
    if not best < LARGEST_MISS:
        return None
    good = ratios[misses <= AS_GOOD * best]
    if good.max() > WIDEST * good.min():
        return None
    baked = [one for ratio in BAKED for one in (ratio, 1 / ratio)]
    found = float(ratios[misses.argmin()])
    nearest = min(baked, key=lambda one: abs(np.log(one / found)))
    return nearest if abs(np.log(nearest / found)) < NEAR else found


def _read_legs(
    points: npt.NDArray[np.floating], times_s: FloatArray
) -> tuple[FloatArray, FloatArray] | None:
    """Read knees and ankles from mid-hip, ``(n, 4, 2)`` trunk lengths, and their times."""
    hip = middle(points, "hip")
    legs = (points[:, _LEGS] - hip[:, None]).astype(float)
    across = (middle(points, "shoulder") - hip).astype(float)
    known = np.isfinite(legs).all(axis=(1, 2)) & np.isfinite(across).all(axis=1)
    if known.sum() < LEAST_FRAMES:
        return None
    trunk = float(np.median(np.hypot(*across[known].T)))
    rows = np.flatnonzero(known)[:: -(-int(known.sum()) // MOST_FRAMES)]
    return legs[rows] / trunk, times_s[rows] - times_s[rows[0]]


def _lay_over(
    slow: tuple[FloatArray, FloatArray], fast: tuple[FloatArray, FloatArray], ratio: float
) -> float:
    """Lay a part over one that plays so many times faster; the smallest distance of the legs."""
    legs, times_s = slow
    under, under_s = fast
    wanted_s = times_s / ratio
    # only as much of it as leaves room to be shifted
    inside = wanted_s <= LAID_OVER * under_s[-1]
    legs, wanted_s = legs[inside], wanted_s[inside]
    if len(legs) < LEAST_FRAMES:
        return np.inf
    room_s = under_s[-1] - wanted_s[-1]
    step_s = float(np.median(np.diff(under_s))) / OFFSETS_PER_FRAME
    at = np.arange(0.0, room_s + step_s / 2, step_s)[:, None] + wanted_s
    flat = under.reshape(len(under), -1)
    seen = np.stack([np.interp(at, under_s, column) for column in flat.T], axis=-1)
    seen = seen.reshape(*at.shape, len(_LEGS), 2)
    misses = []
    for facing in (seen, seen * _MIRROR):
        # the network may take the left leg for the right one, in any frame
        either = [((one - legs) ** 2).sum(axis=-1).mean(axis=-1) for one in _both_ways(facing)]
        misses.append(np.sqrt(np.minimum(*either).mean(axis=1)).min())
    return float(min(misses))


def _both_ways(legs: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return legs as they are, and with left and right swapped; joints before the last axis."""
    half = len(_LEGS) // 2
    return legs, np.roll(legs, half, axis=-2)
