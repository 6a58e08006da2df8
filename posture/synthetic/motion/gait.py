"""Mean strides of measured runners, as Fourier curves over the stride."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from posture.errors import UsageError
from posture.utils.arrays import FloatArray

GAIT_FILE = Path(__file__).with_name("gait.toml")
#: The runner of `gait.toml`, of whom legs, pelvis, trunk and arms were measured together.
DEFAULT_GAIT = DEFAULT_ARMS = "opensim_02"
#: What a degree of tilt and lordosis adds to the lean while the upper back stays as it is, degrees.
LEAN_OF = {"pelvic_tilt_deg": 1.0, "lumbar_lordosis_deg": -0.65}
#: How the names of the curves of trunk and arms begin.
ABOVE = ("trunk_lean", "thorax", "shoulder", "elbow")
#: How many choices a message names.
SOME = 6


def _list_names(file: str) -> tuple[str, ...]:
    """Names of the runners in a table beside this module."""
    lines = GAIT_FILE.with_name(file).read_text(encoding="utf-8").splitlines()
    end = ".measured]"
    return tuple(line[1 : -len(end)] for line in lines if line.endswith(end))


#: Legs and pelvis: a runner and a speed each, "rbds_002_35" runner 002 at 3.5 m/s. No runner is in
#: both; the evaluation's are never trained on.
TRAINING_GAITS = _list_names("gaits_training.toml")
EVALUATION_GAITS = _list_names("gaits_evaluation.toml")
#: Trunk and arms of other runners: "hamner_04_300" ran at 3 m/s. Nobody is in both.
TRAINING_ARMS = _list_names("arms_training.toml")
EVALUATION_ARMS = _list_names("arms_evaluation.toml")


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
def load_gait(name: str = DEFAULT_GAIT) -> Gait:
    """Read the curves of legs and pelvis, of the default runner also those of trunk and arms.

    Raises
    ------
    UsageError
        Where no gait has the name.
    """
    if name == DEFAULT_GAIT:
        return _build(_read_table(GAIT_FILE.name))
    names = {"gaits_training.toml": TRAINING_GAITS, "gaits_evaluation.toml": EVALUATION_GAITS}
    return _find_named(name, names, "gait")


@cache
def load_arms(name: str = DEFAULT_ARMS) -> Gait:
    """Read the curves of trunk and arms, of the default runner also those of legs and pelvis.

    Raises
    ------
    UsageError
        Where no set of curves has the name.
    """
    if name == DEFAULT_ARMS:
        return load_gait()
    names = {"arms_training.toml": TRAINING_ARMS, "arms_evaluation.toml": EVALUATION_ARMS}
    return _find_named(name, names, "set of trunk and arm curves")


@cache
def combine_gait(gait: str = DEFAULT_GAIT, arms: str = DEFAULT_ARMS) -> Gait:
    """Put the trunk and arms of one runner on the legs and pelvis of another.

    Tilt and lean keep their own motion within the stride; the lordosis is what leads from one to
    the other, see `LEAN_OF`. Cadence, contact and speed are those of the legs' runner.

    Raises
    ------
    UsageError
        Where no curves have one of the names.
    """
    below, above = load_gait(gait), load_arms(arms)
    if gait == DEFAULT_GAIT and arms == DEFAULT_ARMS:
        return below
    tilt, lean = below.curves["pelvic_tilt_deg"], above.curves["trunk_lean_deg"]
    share = LEAN_OF["lumbar_lordosis_deg"]
    lordosis = Curve(
        mean=load_gait().curves["lumbar_lordosis_deg"].mean,
        cos=(lean.cos - LEAN_OF["pelvic_tilt_deg"] * tilt.cos) / share,
        sin=(lean.sin - LEAN_OF["pelvic_tilt_deg"] * tilt.sin) / share,
        residual_sd=float(np.hypot(lean.residual_sd, tilt.residual_sd) / abs(share)),
    )
    upper = {n: c for n, c in above.curves.items() if n.startswith(ABOVE)}
    curves = {**below.curves, **upper, "lumbar_lordosis_deg": lordosis}
    source = "; ".join(dict.fromkeys((below.source, above.source)))
    return Gait(source, below.measured, MappingProxyType(curves))


@cache
def _read_table(file: str) -> Mapping[str, Any]:
    return tomllib.loads(GAIT_FILE.with_name(file).read_text(encoding="utf-8"))


def _find_named(name: str, names: Mapping[str, tuple[str, ...]], what: str) -> Gait:
    for file, known in names.items():
        if name in known:
            table = _read_table(file)
            return _build({"source": table.get("source"), **table[name]})
    choices = [DEFAULT_GAIT, *(n for known in names.values() for n in known)]
    apart = choices[:: max(1, len(choices) // SOME)]
    raise UsageError(
        f"There is no {what} '{name}'; choose one of the {len(choices)}, such as "
        f"{', '.join(apart)}."
    )


def _build(table: Mapping[str, Any]) -> Gait:
    curves = {
        name: Curve(c["mean"], np.array(c["cos"]), np.array(c["sin"]), c["residual_sd"])
        for name, c in table["curves"].items()
    }
    return Gait(table["source"], MappingProxyType(table["measured"]), MappingProxyType(curves))
