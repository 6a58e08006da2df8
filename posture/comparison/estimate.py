"""A number with its uncertainty."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import brentq
from scipy.special import stdtr, stdtrit

from posture.utils.arrays import FloatArray

#: Smallest share of an error that still counts for its degrees of freedom.
_MIN_SHARE = 1e-9


@dataclass(frozen=True)
class Estimate:
    """A number, and how large its error is under each possible correlation of strides.

    The error is spread like a mixture of Student's distributions: one for each correlation,
    counted by how likely that correlation is. So p < 0.05 exactly if the 95 % interval excludes 0.

    Attributes
    ----------
    value
        The number.
    variance, dof, share
        ``(23,)`` each, by the correlations of `noise.RHOS`: variance of the error, its degrees
        of freedom, and how much this correlation counts (sum 1).
    """

    value: float
    variance: FloatArray
    dof: FloatArray
    share: FloatArray

    def with_error(self, sd: float) -> Estimate:
        """Add an independent error whose SD is known.

        The degrees of freedom are those of Welch and Satterthwaite (JCGM 100:2008, G.4).
        """
        total = self.variance + sd**2
        share = np.divide(self.variance, total, out=np.ones_like(total), where=total > 0)
        return replace(self, variance=total, dof=self.dof / np.maximum(share**2, _MIN_SHARE))

    @property
    def half_width(self) -> float:
        """Half of the 95 % interval."""
        # where even the widest of the mixed distributions leaves 5 % beyond
        high = 1.001 * float((stdtrit(self.dof, 0.975) * np.sqrt(self.variance)).max())
        if high == 0.0:
            return 0.0
        return float(brentq(lambda size: self._beyond(size) - 0.05, 0.0, high, rtol=1e-9))

    @property
    def ci95(self) -> tuple[float, float]:
        """95 % interval."""
        return self.value - self.half_width, self.value + self.half_width

    @property
    def p(self) -> float:
        """Two-sided p of no difference from 0."""
        return self._beyond(abs(self.value))

    def _beyond(self, size: float) -> float:
        """How likely the error is of this size or larger, either way."""
        sd = np.sqrt(self.variance)
        sds = np.divide(size, sd, out=np.full_like(sd, math.inf if size else 0.0), where=sd > 0)
        return float(self.share @ (2.0 * stdtr(self.dof, -sds)))


def combine_errors(
    value: float, parts: Sequence[tuple[FloatArray, int]], share: FloatArray
) -> Estimate:
    """Put the independent parts of an error together.

    Parameters
    ----------
    value
        The number itself.
    parts
        Variance ``(23,)`` of each part under each correlation, and its degrees of freedom.
    share
        ``(23,)`` how much each correlation counts.

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
