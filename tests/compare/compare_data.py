"""Made-up strides with known truth, shared by the tests of compare."""

import numpy as np
import pandas as pd
from scipy.signal import lfilter


def ar1(rng: np.random.Generator, n: int, rho: float, sd: float = 1.0) -> np.ndarray:
    """Autoregression of first order with the given standard deviation, shape (n,)."""
    noise = lfilter([1.0], [1.0, -rho], rng.standard_normal(n + 60))[60:]
    return sd * np.sqrt(1 - rho**2) * noise


def strides_at(n: int, stride_s: float = 0.7, start_s: float = 0.0, **columns) -> pd.DataFrame:
    """Strides that follow each other without a gap."""
    start = start_s + np.arange(n) * stride_s
    table = {"stride": np.arange(n), "start_s": start, "end_s": start + stride_s, "rejected": ""}
    return pd.DataFrame(table | columns)


def two_windows(early, late, measure: str = "trunk_lean_deg") -> pd.DataFrame:
    """Strides of an early window followed by those of a late one."""
    values = np.concatenate([early, late])
    segment = ["early"] * len(early) + ["late"] * len(late)
    return strides_at(len(values), segment=segment).assign(**{measure: values})
