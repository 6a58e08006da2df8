"""How large the error of a level is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from benchmarks import accuracy
from benchmarks.accuracy.table import load_cases
from shipped_models import ALL_WEIGHTS

from posture.back import level_error, level_interval, load_learned_models
from posture.synthetic.bodies.library import load_body
from posture.utils.stats import NORMAL_QUANTILE

BENCHMARK = Path(accuracy.__path__[0])
#: Condition of the accuracy benchmark in which each network looked at the same clips.
CONDITIONS = {"heavy": "gaits", "full": "gaits_full", "lite": "gaits_lite"}


def test_the_interval_of_a_level_holds_95_percent(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(level_error.LEVEL_SD, "own", {"tilt": 2.0, "lordosis": 4.0})
    assert level_interval("tilt", "own") == pytest.approx(3.92, abs=0.001)
    assert level_interval("lordosis", "own") == pytest.approx(7.84, abs=0.001)


@pytest.mark.parametrize("weights", ALL_WEIGHTS)
def test_the_errors_that_ship_are_those_of_degrees(weights: str):
    errors = load_learned_models(weights).angles.errors
    for angle in ("tilt", "lordosis"):
        assert 0.5 < errors[f"{angle}_level_sd"] < 8
        assert 0.5 < errors[f"{angle}_geometry_sd"] < 6
        assert 0.2 < errors[f"{angle}_geometry_slope"] < 3


@pytest.mark.parametrize("network", ALL_WEIGHTS)
def test_levels_are_stated_as_surely_as_other_runners_allow(network: str):
    cases = load_cases(BENCHMARK, CONDITIONS[network])
    for name, angle in (("pelvic_tilt_deg", "tilt"), ("lumbar_lordosis_deg", "lordosis")):
        found = cases[cases["measure"] == name]
        off = found["level_measured"] - found["level_true"]
        size = float(np.sqrt(np.mean(np.square(off))))
        # a little too large while some conditions wait to be filmed again, never too small
        assert 0.95 < level_error.LEVEL_SD[network][angle] / size < 1.2
        assert level_interval(angle, network) >= 0.97 * NORMAL_QUANTILE * size


@pytest.mark.parametrize("network", ALL_WEIGHTS)
def test_women_and_men_are_measured_alike(network: str):
    """Weights that were learnt from men alone made women's tilt 13 and 20 degrees too small."""
    cases = load_cases(BENCHMARK, CONDITIONS[network])
    women = cases["body"].map({body: load_body(body).woman for body in set(cases["body"])})
    for name, most in (
        ("trunk_lean_deg", 2.0),
        ("pelvic_tilt_deg", 6.0),
        ("lumbar_lordosis_deg", 6.0),
    ):
        off = (cases["level_measured"] - cases["level_true"])[cases["measure"] == name]
        assert abs(off[women].mean() - off[~women].mean()) < most, name
