"""Early beside late: the same phase, hips on one point, the same size. Against the true runner."""

from __future__ import annotations

import json

import numpy as np
import pytest
from true_joints import STEP_PX, compute_joints, read_joints

import posture
from posture.render.loops import Loop, cut_loop
from posture.results.run import Run
from posture.utils.resources import sample_path
from posture.video import probe

SAMPLE = "fresh_to_tired"
#: Most that early and late may differ at any phase: share of the stride, and of the trunk.
MOST_PHASE = 0.024
MOST_HIP = 0.05
MOST_SIZE = 0.01


@pytest.fixture(scope="module")
def run(kept_network: object, tmp_path_factory: pytest.TempPathFactory) -> Run:
    out = tmp_path_factory.mktemp("runs") / "run"
    return posture.analyze(sample_path(f"{SAMPLE}.mp4"), out=out, video=False)


@pytest.fixture(scope="module")
def loop(run: Run) -> Loop:
    return cut_loop(run, [probe(sample_path(f"{SAMPLE}.mp4"))], ghost=True)


def true_phases(loop: Loop, which: int) -> tuple[np.ndarray, np.ndarray]:
    """True phase of each picture, and the phases of the true events of that stride."""
    events = {
        name: np.array(times)
        for name, times in json.loads(sample_path(f"{SAMPLE}.events.json").read_text()).items()
    }
    source = loop.sources[which]
    contacts = events["contacts_near_s"]
    begin = np.abs(contacts - source.stride.events.contact_s).argmin()
    start, end = contacts[begin], contacts[begin + 1]
    inner = [
        events[name][np.searchsorted(events[name], start)]
        for name in ("toe_offs_near_s", "contacts_far_s", "toe_offs_far_s")
    ]
    own = (np.array([start, *inner, end]) - start) / (end - start)
    frames = [pair[which].frame for pair in loop.cutouts]
    shown_s = source.stride.film.info.times_s[frames]
    return (shown_s - start) / (end - start), own


def test_both_show_the_same_phase(loop: Loop) -> None:
    (early, early_events), (late, late_events) = (true_phases(loop, i) for i in (0, 1))
    moved = np.interp(early, early_events, late_events)
    assert len(moved) >= 20  # 30 frames a second: they are 4.8 % of a stride apart
    assert np.abs(late - moved).max() < MOST_PHASE
    mid_stance = early_events[1] / 2
    for moment in (0.0, mid_stance, early_events[1]):
        shown = np.abs(early - moment).argmin()
        assert abs(early[shown] - moment) < 0.025


def test_hips_lie_on_one_point_and_both_are_of_one_size(loop: Loop) -> None:
    true = read_joints(SAMPLE)
    off, size = [], []
    for source, which in zip(loop.sources, (0, 1), strict=True):
        frames = [pair[which].frame for pair in loop.cutouts]
        scale = loop.crop.trunk_px / source.trunk_px
        hips = [source.cutter.timeline.state(frame, 0.0).middle("hip") for frame in frames]
        off.append(scale * (true["hip"][frames] - np.array(hips)) / loop.crop.trunk_px)
        trunk = np.linalg.norm(true["shoulder"][frames] - true["hip"][frames], axis=1)
        size.append(scale * float(np.median(trunk)))
    apart = off[1] - off[0]
    assert np.abs(apart).max() < MOST_HIP
    assert np.abs(apart.mean(axis=0)).max() < 0.01
    assert size[1] / size[0] == pytest.approx(1, abs=MOST_SIZE)


def test_the_lean_in_the_picture_is_that_of_the_tables(loop: Loop, run: Run) -> None:
    for pair in loop.cutouts:
        for cutout in pair:
            lean = float(run.frames["trunk_lean_deg"].iloc[cutout.frame])
            (x, y), (to_x, to_y) = cutout.state.middle("hip"), cutout.state.middle("shoulder")
            assert np.degrees(np.arctan2(to_x - x, y - to_y)) == pytest.approx(lean, abs=0.01)
            assert (x, y) == pytest.approx(loop.crop.hip)


@pytest.mark.slow
def test_the_kept_joints_are_those_of_the_scene() -> None:
    frames = np.array([0, 1500, 3000])
    found, kept = compute_joints(SAMPLE, frames), read_joints(SAMPLE)
    for name, points in found.items():
        assert points == pytest.approx(kept[name][frames], abs=STEP_PX)
