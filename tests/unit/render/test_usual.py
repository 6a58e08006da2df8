from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from helpers_run import make_run as make_plain_run
from helpers_run import reread

from posture.render import usual as usual_module
from posture.render.films import list_films
from posture.render.usual import choose_usual_strides
from posture.results.reading import has_comparison
from posture.results.run import Run

INFO: Any = SimpleNamespace(path=Path("run.mp4"))


def run_with(usual: tuple[int, ...], rejected: tuple[int, ...] = (9,), grows: float = 3.6) -> Run:
    """A run in which all strides but the `usual` ones swing by more or less than the mean."""
    run = make_plain_run(60, rejected=rejected)
    strides, frames = run.strides, run.frames.copy()
    strides["contact_time_near_s"] = strides["contact_time_far_s"] = 0.24
    strides["contact_far_s"] = strides["start_s"] + 0.36
    strides["cadence_spm"] = 168.0
    strides["trunk_lean_deg"] = np.where(strides["stride"] > 30, 6.0 + grows, 6.0)
    number = frames["stride"].fillna(-1).to_numpy(int)
    off = np.where(number % 2, 1.0, -1.0)
    off[np.isin(number, usual)] = 0.0
    wave = np.cos(4 * np.pi * frames["phase"].to_numpy(float))
    for name in ("trunk_lean_deg", "hip_angle_near_deg", "knee_angle_near_deg"):
        frames[name] = 6.0 + grows * (number > 30) + (2 + off) * wave
    return replace(run, frames=frames)


def chosen(run: Run) -> dict[str, int]:
    return {
        found.window: found.events.stride
        for found in choose_usual_strides(run, list_films(run, [INFO]))
    }


@pytest.fixture
def frames_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where in the stride the frames lie does not matter, as with many frames a second."""
    monkeypatch.setattr(usual_module, "_PHASE_SCALE", 1e9)


@pytest.mark.usefixtures("frames_anywhere")
def test_the_strides_nearest_the_mean_curves_stand_for_their_windows() -> None:
    assert chosen(run_with((4, 50))) == {"early": 4, "late": 50}
    assert chosen(run_with((15, 41))) == {"early": 15, "late": 41}


@pytest.mark.usefixtures("frames_anywhere")
def test_a_rejected_stride_stands_for_nothing() -> None:
    found = chosen(run_with((4, 50), rejected=(4, 9)))
    assert found["early"] not in (4, 9)
    assert found["late"] == 50


@pytest.mark.usefixtures("frames_anywhere")
def test_one_stride_of_the_whole_run_where_nothing_has_comparison() -> None:
    run = run_with((30,), grows=0.0)
    for measure in run.summary["measures"].values():
        measure["change"] = None
    run = reread(run)
    assert not has_comparison(run)
    assert chosen(run) == {"": 30}


def test_with_few_frames_a_second_those_are_taken_that_show_the_same_phases() -> None:
    run = run_with(tuple(range(60)))
    early, late = choose_usual_strides(run, list_films(run, [INFO]))
    places = late.nearest(early.phases[1:-1])
    # frames are 4.7 % of a stride apart: of any two strides they lie 1.2 % apart on average
    assert np.abs(late.phases[places] - early.phases[1:-1]).mean() < 0.004


def test_strides_without_a_toe_off_are_not_chosen() -> None:
    run = run_with((4, 50))
    run.strides.loc[run.strides["stride"] == 4, "contact_time_near_s"] = np.nan
    assert chosen(run)["early"] != 4
    run.strides["contact_time_near_s"] = np.nan
    assert chosen(run) == {}
