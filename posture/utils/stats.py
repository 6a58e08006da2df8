"""Constants of the normal distribution that all intervals and robust statistics share."""

from __future__ import annotations

from scipy.special import ndtri

#: Half width of a 95 % interval of a normal distribution, standard deviations.
NORMAL_QUANTILE = float(ndtri(0.975))
#: Standard deviation of a normal distribution over its median absolute deviation, no unit.
SD_PER_MAD = 1.4826
