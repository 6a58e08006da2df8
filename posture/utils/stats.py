"""Constants of the normal distribution that all intervals and robust statistics share."""

from __future__ import annotations

#: Half width of a 95 % interval of a normal distribution, standard deviations: its 97.5 % quantile.
NORMAL_QUANTILE = 1.959963984540054
#: Standard deviation of a normal distribution over its median absolute deviation, no unit.
SD_PER_MAD = 1.4826
