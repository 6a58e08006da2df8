"""How certain a number is: what every stated 95 % interval shares."""

from __future__ import annotations

from scipy.stats import norm

#: A normal error is smaller than so many of its SDs in 95 % of cases.
NORMAL_QUANTILE = float(norm.ppf(0.975))
#: Standard deviations of a normal distribution for one median absolute deviation.
SD_PER_MAD = 1.4826
