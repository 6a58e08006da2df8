"""A part of `make decisions` that takes seconds: its bars, at fewer runs."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from benchmarks.decisions import cells, family, filmed, paced, real, slopes
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
        asked.append(change)
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
    assert reported.count("| yes |") + reported.count("| no |") == 8


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


def test_changes_of_filmed_runners_are_judged_by_the_rules_of_the_package():
    tilt = next(m for m in family.POSTURE if m.name == "pelvic_tilt_deg")
    rows = pd.DataFrame(
        {"measure": tilt.name, "change_true": [0.0, 5.0, -9.0], "change_measured": [0.2, 4.0, -9.0]}
    )
    told = list(filmed.judged(rows, tilt)["verdict"])
    assert told == ["no relevant change", "increased", "decreased"]
    assert filmed.section().count("| test |") == len(family.POSTURE)


def test_lean_tilt_and_arch_together_are_seldom_called_without_change(monkeypatch):
    monkeypatch.setattr(family, "STRIDES", (14,))
    (cell,) = family.cells(RUNS)
    assert cell["alarms"] <= 0.1
    assert max(cell["overlooked"][f"{times:g}"] for times in (1.0, 2.0, 3.0)) <= 0.1
    for told in cell["shares"].values():
        assert all(sum(shares.values()) == pytest.approx(1.0) for shares in told.values())
        assert told["3"]["sure"] + told["3"]["probable"] >= 0.9
    assert family.section([cell]).count("| Low-back arch | 14 | 29 s |") == 1


def test_strides_of_real_runners_are_halved_and_counted(tmp_path: Path):
    rng = np.random.default_rng(6)
    trials = [
        pd.DataFrame(
            {
                "runner": runner,
                "speed_m_s": 2.5,
                "start_s": 0.7 * np.arange(40),
                "pelvic_tilt_deg": 12 + 0.6 * rng.standard_normal(40),
            }
        )
        for runner in ("A", "B", "C")
    ]
    file = tmp_path / "strides.csv"
    pd.concat(trials).to_csv(file, index=False)
    found = real.count(file)
    assert (found["trials"], found["runners"], found["strides_a_window"]) == (3, 3, 20)
    assert found["as"]["trunk_lean_deg"]["0"]["sure"] <= 0.05
    assert found["as"]["trunk_lean_deg"]["5"]["sure"] >= 0.9
    assert real.count(tmp_path / "absent.csv") is None
    assert "Not counted" in real.section(None)
