"""A number with its intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from posture.utils.arrays import FloatArray

#: Floor of a share of variance, against a division by zero in the degrees of freedom.
_MIN_SHARE = 1e-9


@dataclass(frozen=True)
class Estimate:
    """A number, and the variance of its error under each possible correlation of strides.

    The error follows a mixture of Student's t distributions, one for each correlation, weighted
    by the probability of that correlation.

    Attributes
    ----------
    value
        The number.
    variance, dof, share
        ``(23,)`` each, for the correlations of `noise.RHOS`: variance of the error, its degrees
        of freedom, and the weight of this correlation (sum 1).
    """

    value: float
    variance: FloatArray
    dof: FloatArray
    share: FloatArray

    def with_error(self, sd: float) -> Estimate:
        """Add an independent error with a known standard deviation.

        The degrees of freedom are those of Welch and Satterthwaite (JCGM 100:2008, G.4).
        """
        total = self.variance + sd**2
        share = np.divide(self.variance, total, out=np.ones_like(total), where=total > 0)
        return replace(self, variance=total, dof=self.dof / np.maximum(share**2, _MIN_SHARE))

    def with_strides(self, times: float) -> Estimate:
        """Give the error that so many times as many strides would have had, chance alone."""
        return replace(self, variance=self.variance / times, dof=self.dof * times)

    def half_width(self, confidence: float = 0.95) -> float:
        """Half of the interval that holds the truth with this probability."""
        from scipy.special import stdtrit  # slow to load, and workers do without it

        missed = 1.0 - confidence
        # so much of even the widest component of the mixture lies beyond this
        high = 1.001 * float((stdtrit(self.dof, 1.0 - missed / 2) * np.sqrt(self.variance)).max())
        if high == 0.0:
            return 0.0
        from scipy.optimize import brentq  # slow to load

        return float(brentq(lambda size: self._beyond(size) - missed, 0.0, high, rtol=1e-9))

    def interval(self, confidence: float = 0.95) -> tuple[float, float]:
        """Give the interval that holds the truth with this probability."""
        half = self.half_width(confidence)
        return self.value - half, self.value + half

    @property
    def ci95(self) -> tuple[float, float]:
        """95 % interval."""
        return self.interval()

    def _beyond(self, size: float) -> float:
        """Probability of an error of at least this size in either direction."""
        from scipy.special import stdtr

        sd = np.sqrt(self.variance)
        sds = np.divide(size, sd, out=np.full_like(sd, math.inf if size else 0.0), where=sd > 0)
        return float(self.share @ (2.0 * stdtr(self.dof, -sds)))


def combine_errors(
    value: float, parts: Sequence[tuple[FloatArray, int]], share: FloatArray
) -> Estimate:
    """Make an estimate whose error is the sum of independent parts.

    Parameters
    ----------
    value
        The number.
    parts
        Variance ``(23,)`` of each part under each correlation, and its degrees of freedom.
    share
        ``(23,)`` weight of each correlation, sum 1.

    Returns
    -------
    Estimate
        With the degrees of freedom of Welch and Satterthwaite.
    """
    variance: FloatArray = np.sum([part for part, _ in parts], axis=0)
    squares = np.sum([part**2 / dof for part, dof in parts], axis=0)
    fewest = float(min(dof for _, dof in parts))
    dof = np.divide(variance**2, squares, out=np.full_like(variance, fewest), where=squares > 0)
    return Estimate(value, variance, dof, share)
