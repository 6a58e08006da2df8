"""A run of which only windows or samples are measured says of them what the whole run says."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import posture
from posture.tracks.parts import NOT_ASKED
from posture.utils.resources import sample_path

FPS = 30
EARLY, LATE = (10.0, 40.0), (70.0, 100.0)
WINDOWS = {"early": EARLY, "late": LATE}
#: Strides are compared over all of a window: its first and last ones have the margin's help.
ANGLES = ["trunk_lean_deg", "pelvic_tilt_deg", "lumbar_lordosis_deg", "head_forward_deg"]


@pytest.fixture(scope="module")
def run(kept_network, tmp_path_factory):
    """Analyse the sample; `kept_network` stands for the network."""
    folder = tmp_path_factory.mktemp("runs")
    sample = sample_path("fresh_to_tired.mp4")

    def analyze(name: str, **options):
        return posture.analyze(sample, out=folder / name, video=False, **options)

    return analyze


@pytest.fixture(scope="module")
def whole(run):
    return run("whole", sample="all", **WINDOWS)


@pytest.fixture(scope="module")
def windows(run):
    return run("windows", **WINDOWS)


def compared(run) -> pd.DataFrame:
    strides = run.strides[run.strides["segment"] != ""]
    return strides.set_index(strides["start_s"].round(1))


def test_the_strides_in_the_windows_are_the_same(whole, windows):
    ours, theirs = compared(windows), compared(whole)
    both = ours.index.intersection(theirs.index)
    # whether a stride is far off the others depends on which others there are
    assert len(both) >= max(len(ours), len(theirs)) - 1 > 80
    ours, theirs = ours.loc[both], theirs.loc[both]
    for name in ("start_s", "end_s", "contact_time_near_s", "contact_time_far_s"):
        np.testing.assert_allclose(ours[name], theirs[name], atol=0.002, err_msg=name)
    assert (ours["segment"] == theirs["segment"]).all()
    for name in ANGLES:
        apart = np.abs(ours[name] - theirs[name])
        print(name, apart.max(), apart.mean())
        # levels of tilt and arch are estimated over the run, so they may shift as a whole
        limit = 0.1 if name in ("trunk_lean_deg", "head_forward_deg") else 1.0
        assert apart.max() < limit, name


def test_the_change_is_the_same(whole, windows):
    for name in ANGLES[:3]:
        ours, theirs = (r.summary["measures"][name]["change"] for r in (windows, whole))
        print(name, ours, theirs)
        assert ours == pytest.approx(theirs, abs=0.15)


def test_the_rest_is_said_not_to_be_measured(windows):
    frames = windows.frames
    assert len(frames) == windows.summary["video"]["frames"]
    left_out = frames["reason"] == NOT_ASKED
    parts = windows.summary["video"]["measured_s"]
    inside = np.zeros(len(frames), bool)
    for start_s, end_s in parts:
        inside |= (frames["time_s"] >= start_s - 1e-6) & (frames["time_s"] < end_s - 1e-6)
    np.testing.assert_array_equal(inside, ~left_out)
    assert frames.loc[left_out, ANGLES[:3]].isna().all(axis=None)
    for start_s, end_s in (EARLY, LATE):
        assert any(a <= start_s - 0.5 and end_s + 0.5 <= b for a, b in parts)
    assert left_out.mean() > 0.3
    assert windows.summary["runner"]["detected_share"] > 0.97


def test_no_stride_spans_a_gap(windows):
    spans = windows.summary["video"]["measured_s"]
    for stride in windows.strides.itertuples():
        assert any(a <= stride.start_s and stride.end_s <= b for a, b in spans)


def test_a_sampled_run_has_the_slope_of_the_whole_run(run, whole):
    sampled = run("sampled", sample="20:10")
    assert len(sampled.summary["video"]["measured_s"]) >= 3
    assert len(sampled.strides) < 0.7 * len(whole.strides)
    slope = whole.summary["drift"]["trunk_lean_deg"]["slope_per_10min"]
    low, high = sampled.summary["drift"]["trunk_lean_deg"]["ci95"]
    print(low, slope, high)
    assert 0 < low <= slope <= high
