"""Made-up strides with known truth: noise that resembles its neighbours, and what disturbs it."""

from __future__ import annotations

import zlib
from typing import NamedTuple

import numpy as np
from scipy.signal import lfilter

from posture.comparison import Series, make_series
from posture.utils.arrays import FloatArray

#: Length of a stride, seconds.
STRIDE_S = 0.7
#: Strides in each piece of a run that is filmed in pieces.
PIECE = 25
#: Time between two pieces, seconds.
GAP_S = 240.0
#: Share of strides that are outliers.
OUTLIERS = 0.03
#: Distance of an outlier from its stride, SDs of strides.
OFF_SD = 5.0
#: Share of strides that are missing singly.
SINGLY = 0.1
#: Share of strides that are missing in one gap.
HOLE = 0.2
#: Degrees by which the early window starts off, settling with a third of the window.
WARM_UP_DEG = 2.0
#: Degrees by which a step of cadence within the early window moves the lean.
STEP_DEG = 1.0

#: What disturbs the strides. Those that are in degrees do not scale with the SD of strides.
DISTURBANCES = ("none", "outliers", "missing strides", "warm-up drift", "cadence step")
#: Disturbances that are in degrees.
IN_DEGREES = ("warm-up drift", "cadence step")


class Made(NamedTuple):
    """Two windows of strides in which only chance and the disturbance act, and the true change."""

    early: Series
    late: Series
    truth: float


def ar1(rng: np.random.Generator, n: int, rho: float) -> FloatArray:
    """Autoregression of first order with SD 1, ``(n,)``."""
    noise = lfilter([1.0], [1.0, -rho], rng.standard_normal(n + 60))[60:]
    return np.asarray(np.sqrt(1 - rho**2) * noise)


def windows(
    rng: np.random.Generator, n: int, rho: float, disturbance: str, sd: float = 1.0
) -> Made:
    """Make an early and a late window of `n` strides each, in degrees."""
    mean = np.zeros(n)
    if disturbance == "warm-up drift":
        mean = WARM_UP_DEG * np.exp(-3.0 * np.arange(n) / n)
    elif disturbance == "cadence step":
        mean = np.where(np.arange(n) < n // 2, 0.0, STEP_DEG)
    made = []
    for of in (mean, np.zeros(n)):
        values = of + sd * ar1(rng, n, rho)
        if disturbance == "outliers":
            out = rng.random(n) < OUTLIERS
            values += np.where(out, OFF_SD * sd * rng.choice([-1.0, 1.0], n), 0.0)
        elif disturbance == "missing strides":
            gone = rng.random(n) < SINGLY
            hole = int(HOLE * n)
            first = int(rng.integers(1, n - hole))
            gone[first : first + hole] = True
            values[gone] = np.nan
        made.append(make_series(values))
    return Made(made[0], made[1], -float(mean.mean()))


def course(kind: str, n: int, size: float) -> FloatArray:
    """Mean of each stride of a run that moves by `size` until its end."""
    share = np.linspace(0.0, 1.0, n)
    shapes = {
        "flat": 0.0 * share,
        "steady": share,
        "settles": np.minimum(2.0 * share, 1.0),
        "begins halfway": np.maximum(2.0 * share - 1.0, 0.0),
        "middle third": np.clip(3.0 * share - 1.0, 0.0, 1.0),
    }
    return size * shapes[kind]


def filmed_at(n: int, pieces: bool) -> FloatArray:
    """When each stride of a run starts, seconds, ``(n,)``: filmed through, or in pieces."""
    times = STRIDE_S * np.arange(n)
    return np.asarray(times + GAP_S * (np.arange(n) // PIECE) if pieces else times)


def in_parts(rng: np.random.Generator, n: int, rho: float) -> FloatArray:
    """Noise of a run filmed in pieces, which know nothing of each other, ``(n,)``."""
    return np.concatenate([ar1(rng, PIECE, rho) for _ in range(n // PIECE + 1)])[:n]


def rng_of(*names: object) -> np.random.Generator:
    """Give each cell its own chance, whatever other cells there are."""
    return np.random.default_rng(zlib.crc32(repr(names).encode()))
