"""A part of `make decisions` that takes seconds: its bars, at fewer runs."""

import json
from pathlib import Path

import numpy as np
import pytest
from benchmarks.decisions import cells
from benchmarks.decisions.made import DISTURBANCES, windows
from benchmarks.decisions.page import page

from posture.compare import verdict

RUNS = 30


def small(monkeypatch, **grid):
    for name, values in grid.items():
        monkeypatch.setattr(cells, name, values)


def test_three_degrees_are_found_and_nothing_is_not(monkeypatch):
    small(monkeypatch, STRIDES=(50,), RHOS=(0.3,), SDS=(1.5,))
    found = cells.changes(RUNS)
    assert {cell["disturbance"] for cell in found} == set(DISTURBANCES)
    for cell in found:
        assert cell["changed"]["0"] <= 0.05
        assert cell["changed"]["5"] == 1.0
        assert cell["coverage"] >= 0.8
    assert np.mean([cell["changed"]["3"] for cell in found]) >= 0.95
    assert 0.9 <= np.mean([cell["coverage"] for cell in found]) <= 0.99


def test_a_cell_is_counted_with_the_verdict_of_the_package(monkeypatch):
    asked = []

    def spy(unit, change, *rest):
        asked.append(change)
        return verdict(unit, change, *rest)

    monkeypatch.setattr(cells, "verdict", spy)
    small(monkeypatch, STRIDES=(25,), RHOS=(0.0,), SDS=(1.0,), DISTURBANCES=("none",))
    (cell,) = cells.changes(3)
    assert len(asked) == 3 * len(cells.CHANGES)
    assert asked[1] - asked[0] == pytest.approx(1.0)
    assert cell["runs"] == 3


@pytest.mark.parametrize("disturbance", DISTURBANCES)
def test_the_true_change_is_that_of_the_windows_means(disturbance):
    rng = np.random.default_rng(5)
    off = [
        made.late.values.mean() - made.early.values.mean() - made.truth
        for made in (windows(rng, 40, 0.0, disturbance) for _ in range(300))
    ]
    assert abs(np.mean(off)) < 4 * np.std(off) / np.sqrt(len(off))


def test_the_page_says_whether_each_bar_is_met():
    file = Path(cells.__file__).with_name("results.json")
    told = page(json.loads(file.read_text()))
    assert told == file.with_name("results.md").read_text()
    assert told.count("| yes |") + told.count("| no |") == 4
