"""Mean strides are those of the data, and slopes on speed are within runners."""

import numpy as np
import pandas as pd
import pytest
from benchmarks.real_gaits import PHASES, find_peaks, of_data, of_truth, scenes, slope_on_speed


def test_a_virtual_runner_with_free_feet_bends_the_legs_as_in_the_data():
    scene = next(iter(scenes()))
    data, true = of_data(scene), of_truth(scene)
    for name, near_deg in (("knee", 2.5), ("thigh", 1.5)):
        assert np.abs(true[name] - data[name]).max() < near_deg


def test_peaks_are_those_of_stance_and_swing():
    knee = 30 + 15 * np.exp(-(((PHASES - 0.15) / 0.05) ** 2))
    knee += 70 * np.exp(-(((PHASES - 0.7) / 0.08) ** 2))
    found = find_peaks({"knee": knee, "thigh": 25 * np.cos(2 * np.pi * PHASES)})
    assert found["knee_stance"] == pytest.approx(45, abs=0.1)
    assert found["knee_swing"] == pytest.approx(100, abs=0.1)
    assert found["thigh"] == pytest.approx(50)


def test_a_runner_who_is_always_higher_does_not_bend_the_slope_on_speed():
    gaits = pd.Series(["rbds_008_25", "rbds_008_35", "rbds_011_35", "rbds_011_45"])
    assert slope_on_speed(gaits, pd.Series([10.0, 13.0, 50.0, 53.0])) == pytest.approx(3.0)
