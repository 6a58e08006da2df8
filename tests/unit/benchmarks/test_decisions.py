"""A part of `make decisions` that takes seconds: its bars, at fewer runs."""

import json
from pathlib import Path

import numpy as np
import pytest
from benchmarks.decisions import cells, filmed, paced, slopes
from benchmarks.decisions.made import DISTURBANCES, windows
from benchmarks.decisions.page import page

from posture.comparison import judge_change

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

    def spy(unit, change, *rest, **options):
        asked.append(change.value)
        return judge_change(unit, change, *rest, **options)

    monkeypatch.setattr(cells, "judge_change", spy)
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
    reported = page(json.loads(file.read_text()))
    assert reported == file.with_name("results.md").read_text()
    assert reported.count("| yes |") + reported.count("| no |") == 4


def test_slopes_are_held_against_the_line_through_the_true_course(monkeypatch):
    for name, values in {"STRIDES": (60,), "RHOS": (0.3,)}.items():
        monkeypatch.setattr(slopes, name, values)
    found = slopes.cells(RUNS)
    assert {(cell["course"], cell["in_pieces"]) for cell in found} == {
        (kind, pieces) for kind in slopes.COURSES for pieces in (False, True)
    }
    assert np.mean([cell["coverage"] for cell in found]) >= 0.9
    clear = {kind: [] for kind in slopes.COURSES}
    for cell in found:
        clear[cell["course"]].append(cell["excludes_0"])
    assert np.mean(clear.pop("flat")) <= 0.15
    assert all(share > 0.8 for shares in clear.values() for share in shares)
    assert "| 60 | in pieces |" in slopes.section(found)


def test_a_change_of_pace_is_told_apart_from_tiring(monkeypatch):
    grid = {"STRIDES": (150,), "RHOS": (0.3,), "WATCHES": (0.0,)}
    for name, values in grid.items():
        monkeypatch.setattr(paced, name, values)
    still, tired = paced.cells(RUNS)
    assert (still["tires"], tired["tires"]) == paced.TIRES_DEG
    assert still["raw_changed"] > 0.3
    assert still["changed"] == 0.0
    assert tired["found"] > 0.4
    assert still["adjusted"] + tired["adjusted"] > RUNS / 2
    assert still["held"] + tired["held"] >= 0.85 * (still["adjusted"] + tired["adjusted"])
    # where no pace is known well enough in any run, nothing breaks
    monkeypatch.setattr(paced, "WANDERS_M_S", 0.01)
    none = paced.cells(2)
    assert none[0]["adjusted"] == none[0]["held"] == 0
    assert "| 0/0 |" in paced.section(none)


def test_verdicts_of_filmed_runners_are_added_up_over_the_conditions():
    keys = ("reported", "held", "unchanged", "unchanged_called_changed", "changed", "changed_found")
    one = {"measures": {"x": {"change": dict(zip(keys, range(1, 7), strict=True))}}}
    reported = filmed.counted(dict.fromkeys(filmed.CONDITIONS, one), "x")
    assert reported == {key: len(filmed.CONDITIONS) * (i + 1) for i, key in enumerate(keys)}
    assert filmed.section().count("| all |") == 1
