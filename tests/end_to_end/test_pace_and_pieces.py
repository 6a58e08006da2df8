"""What looks like tiring and is not, and a run filmed in pieces or in two clips; from kept
detections.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from filmed_scenes import FASTER_M_S, FOLLOWING, HALF_S, MEAN_M_S, RUN_S, speed_at
from kept_detections import truth_path

import posture
from posture.comparison import CHANGED, PROBABLE, compare_segments
from posture.comparison.covariates import adjust_for_covariates
from posture.utils.resources import sample_path

SIZE = (640, 360)
WINDOWS = {"early": f"0-{HALF_S:g}", "late": f"{HALF_S:g}-{RUN_S:g}"}

FPS = 30
PIECE_S = 8
STARTS_S = (0, 26, 52, 78, 104)
#: The tables of the run filmed through, of which the second notebook tells.
THROUGH = Path(__file__).parents[2] / "notebooks/data/fresh_to_tired"


@pytest.fixture(scope="module")
def analyze(kept_network, tmp_path_factory):
    """Analyse the run with surges as often as one likes."""
    surges = kept_network.film(tmp_path_factory.mktemp("surges") / "surges.mp4", "surges", SIZE)

    def analyze(**options):
        out = tmp_path_factory.mktemp("runs") / "run"
        run = posture.analyze(surges, out=out, video=False, **WINDOWS, **options)
        for name in FOLLOWING:
            told = run.summary["measures"][name]
            print(options, name, told["change"], told["ci95"], told["detectable_change"])
            print(told["verdict"], told["reason"], told["adjusted"])
        return run

    return analyze


def codes(run):
    return {warning["code"] for warning in run.summary["quality"]["warnings"]}


def test_without_the_pace_it_is_a_change_with_a_warning(analyze):
    run = analyze()
    lean, cadence = (run.summary["measures"][name] for name in ("trunk_lean_deg", "cadence_spm"))
    truth = pd.read_parquet(truth_path("surges"))
    early = truth["time_s"] < HALF_S
    true_change = truth["trunk_lean_deg"][~early].mean() - truth["trunk_lean_deg"][early].mean()
    print("true change of lean", true_change)
    assert lean["verdict"] == cadence["verdict"] == "increased"
    assert lean["ci95"][0] <= true_change <= lean["ci95"][1]
    (told,) = (w for w in run.summary["quality"]["warnings"] if w["code"] == "cadence_shift")
    assert "another pace" in told["message"]
    assert "--pace" in told["advice"]


@pytest.fixture(scope="module")
def with_a_watch(analyze, tmp_path_factory):
    ahead_s = 60.0  # the watch was started before the camera
    seconds = np.arange(-ahead_s, RUN_S + 1, 0.25)
    table = pd.DataFrame({"time_s": seconds + ahead_s, "speed_m_s": speed_at(seconds)})
    watch = tmp_path_factory.mktemp("watch") / "watch.csv"
    table.to_csv(watch, index=False)
    return analyze(pace=str(watch), pace_offset=ahead_s)


def test_with_the_pace_of_a_watch_it_is_no_change(with_a_watch):
    run = with_a_watch
    lean = run.summary["measures"]["trunk_lean_deg"]
    assert lean["adjusted"]["for"] == ["speed_m_s"]
    assert lean["adjusted"]["decides"]
    low, high = lean["adjusted"]["ci95"]
    assert low < 0 < high
    assert abs(lean["adjusted"]["change"]) < 1.0 < 2.0 < lean["change"]
    # cadence follows the speed too, but outside of posture nothing is corrected for many looks
    for name, told in run.summary["measures"].items():
        if told["family"] == "posture":
            assert told["verdict"] not in CHANGED + PROBABLE, name
    assert "speed went from 2.8" in lean["reason"]
    assert "cadence_shift" not in codes(run)


def test_with_the_pace_a_change_on_top_of_it_is_still_found(with_a_watch):
    strides = with_a_watch.strides.copy()
    strides.loc[strides["segment"] == "late", "trunk_lean_deg"] += 3.0
    compared = compare_segments(strides, reasons={}, doubts={}, smallest={})
    lean = adjust_for_covariates(strides, compared)["trunk_lean_deg"]
    print(lean)
    assert lean.adjusted.decides
    assert lean.verdict == "increased"
    low, high = lean.adjusted.ci95
    assert low < 3.0 < high


def test_with_the_speed_by_window_nobody_can_tell(analyze):
    speeds = {"early": MEAN_M_S - FASTER_M_S / 2, "late": MEAN_M_S + FASTER_M_S / 2}
    run = analyze(speed=speeds)
    lean = run.summary["measures"]["trunk_lean_deg"]
    assert (lean["verdict"], lean["counts_from"]) == ("uncertain", None)
    assert "may have made the change, or hidden one" in lean["reason"]
    assert "same pace" in lean["settle"]["text"]
    assert lean["adjusted"]["change"] is None
    assert "cadence_shift" not in codes(run)


@pytest.fixture(scope="module")
def in_pieces(kept_network, tmp_path_factory):
    folder = tmp_path_factory.mktemp("pieces")
    clips = [
        kept_network.cut(folder / f"{start}.mp4", (start * FPS, (start + PIECE_S) * FPS))
        for start in STARTS_S
    ]
    return posture.analyze_pieces(clips, at=STARTS_S, out=folder / "run", video=False)


def test_a_run_in_pieces_has_the_slope_of_the_run_filmed_through(in_pieces):
    through = posture.load_run(THROUGH)
    for name in ("trunk_lean_deg", "cadence_spm"):
        pieces, whole = (run.summary["drift"][name] for run in (in_pieces, through))
        print(name, pieces, whole)
        assert pieces["ci95"][0] <= whole["slope_per_10min"] <= pieces["ci95"][1], name
    assert in_pieces.summary["drift"]["trunk_lean_deg"]["ci95"][0] > 0


def test_both_have_the_true_slope(in_pieces):
    truth = pd.read_parquet(sample_path("fresh_to_tired.truth.parquet"))
    true = 600 * np.polyfit(truth["time_s"], truth["trunk_lean_deg"], 1)[0]
    for run in (in_pieces, posture.load_run(THROUGH)):
        told = run.summary["drift"]["trunk_lean_deg"]
        print(true, told)
        assert told["ci95"][0] <= true <= told["ci95"][1]


def test_two_clips_say_the_same_as_one(kept_network, tmp_path):
    last = 3360
    fresh, tired = (0, 10 * FPS), (last - 10 * FPS, last)
    both = kept_network.cut(tmp_path / "both.mp4", fresh, tired)
    clips = [
        kept_network.cut(tmp_path / f"{name}.mp4", piece)
        for name, piece in (("fresh", fresh), ("tired", tired))
    ]
    one = posture.analyze(both, early="0-10", late="10-20", out=tmp_path / "one", video=False)
    two = posture.compare(*clips, out=tmp_path / "two", video=False)
    for key in ("early", "late", "change"):
        ours, theirs = (run.summary["measures"]["trunk_lean_deg"][key] for run in (two, one))
        print(key, ours, theirs)
        assert ours == pytest.approx(theirs, abs=0.3)
