"""The mean stride of a measured runner, as Fourier curves over the stride."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

import numpy as np

from posture.errors import UsageError
from posture.utils.arrays import FloatArray

GAIT_FILE = Path(__file__).with_name("gait.toml")


@dataclass(frozen=True)
class Curve:
    """One degree of freedom over the stride: degrees, or metres for positions.

    Attributes
    ----------
    mean
        Mean over the stride.
    cos, sin
        (H,) coefficients of the harmonics 1..H of the stride.
    residual_sd
        What single frames of the measured runner keep beside the curve.
    """

    mean: float
    cos: FloatArray
    sin: FloatArray
    residual_sd: float


@dataclass(frozen=True)
class Gait:
    """Mean curves of a stride and what else was measured of the runner.

    Phase runs from 0 to 1 over a stride and begins at the initial contact of the limb's own foot
    (of the right foot for the trunk). Signs as in `gait.toml`.

    Attributes
    ----------
    source
        Where the curves come from.
    measured
        `cadence_spm` (steps a minute), `duty_factor` (contact over stride time),
        `belt_speed_m_s`, and the SD of the stride means.
    curves
        By name, such as `hip_flexion_deg`.
    """

    source: str
    measured: Mapping[str, float]
    curves: Mapping[str, Curve]

    def curve(self, name: str, phase: FloatArray) -> FloatArray:
        """Degrees (or metres) at each phase, in the phase's shape; `UsageError` if not known."""
        return self._find(name).mean + self.deviation(name, phase)

    def deviation(self, name: str, phase: FloatArray) -> FloatArray:
        """Distance from the curve's own mean at each phase; `UsageError` if not known."""
        curve = self._find(name)
        turns = np.arange(1, len(curve.cos) + 1)
        angle = 2 * np.pi * np.asarray(phase, dtype=np.float64)[..., None] * turns
        result: FloatArray = np.cos(angle) @ curve.cos + np.sin(angle) @ curve.sin
        return result

    def _find(self, name: str) -> Curve:
        if name not in self.curves:
            raise UsageError(
                f"The gait has no curve '{name}'; choose one of {', '.join(self.curves)}."
            )
        return self.curves[name]


@cache
def load_gait() -> Gait:
    """Read the curves that come with the package."""
    table = tomllib.loads(GAIT_FILE.read_text(encoding="utf-8"))
    curves = {
        name: Curve(c["mean"], np.array(c["cos"]), np.array(c["sin"]), c["residual_sd"])
        for name, c in table["curves"].items()
    }
    return Gait(table["source"], MappingProxyType(table["measured"]), MappingProxyType(curves))
