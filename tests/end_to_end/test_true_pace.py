"""The true pose network on what looks like tiring and is not, and on a run filmed in pieces."""

from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sample_cuts import cut

import posture
from posture import recording
from posture.comparison import compare_segments
from posture.comparison.covariates import adjust
from posture.utils.resources import sample_path

pytest.importorskip("numba")

from posture.synthetic.motion.plan import Drift
from posture.synthetic.scene.description import scene_from
from posture.synthetic.scene.stage import render

pytestmark = [pytest.mark.slow, pytest.mark.model, pytest.mark.usefixtures("heavy")]

RUN_S, HALF_S = 40.0, 20.0
#: Surges about a level that rises halfway: the late half is faster, and within each half the pace
#: varies enough to show what it does to this runner.
MEAN_M_S, FASTER_M_S, SURGE_M_S, SURGE_S = 3.2, 0.7, 0.55, HALF_S / 7
#: What a metre a second does to this runner, who leans from the hips.
FOLLOWING = {"trunk_lean_deg": 4.5, "pelvic_tilt_deg": 3.0, "cadence_spm": 9.0}
WINDOWS = {"early": f"0-{HALF_S:g}", "late": f"{HALF_S:g}-{RUN_S:g}"}

PIECE_S, FPS = 8, 30
STARTS_S = (0, 26, 52, 78, 104)
#: The tables of the run filmed through, of which the second notebook tells.
THROUGH = Path(__file__).parents[2] / "notebooks/data/fresh_to_tired"


def speed_at(seconds):
    level = MEAN_M_S + FASTER_M_S * np.where(seconds < HALF_S, -0.5, 0.5)
    return level + SURGE_M_S * np.sin(2 * np.pi * seconds / SURGE_S)


@dataclass(frozen=True)
class WithThePace(Drift):
    """Follows the pace; ``change`` is what a metre a second adds."""

    def at(self, times, duration_s):
        return self.change * (speed_at(times - self.start_s) - MEAN_M_S)


def scene():
    plain = scene_from(
        {
            "seed": 12,
            "body": "dev_10",
            "run": {"speed_m_s": MEAN_M_S, "cadence_spm": 170, "trunk_lean_deg": 8},
            "film": {"width": 640, "height": 360, "fps": FPS, "duration_s": RUN_S},
            "camera": {"distance_m": 3.7, "target_z_m": 0.88},
            "clothes": {"top": "bra", "hair": "short", "top_rgb": [150, 40, 70], "tights": True},
        },
        "surges",
    )
    drifts = {name: WithThePace(a_metre) for name, a_metre in FOLLOWING.items()}
    return replace(
        plain, runner=replace(plain.runner, plan=replace(plain.runner.plan, drifts=drifts))
    )


@pytest.fixture(scope="module")
def surges(tmp_path_factory):
    return render(scene(), tmp_path_factory.mktemp("surges"))


@pytest.fixture(scope="module")
def analyze(surges, tmp_path_factory):
    """Analyse the run with surges as often as one likes: the network looks at it once."""
    seen, look = {}, recording.detect

    def once(info, model, **options):
        if info.sha256 not in seen:
            seen[info.sha256] = look(info, model, **options)
        return deepcopy(seen[info.sha256])

    def analyze(**options):
        out = tmp_path_factory.mktemp("runs") / "run"
        run = posture.analyze(surges, out=out, video=False, **WINDOWS, **options)
        for name in FOLLOWING:
            told = run.summary["measures"][name]
            print(options, name, told["change"], told["ci95"], told["detectable_change"])
            print(told["verdict"], told["reason"], told["adjusted"])
        return run

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recording, "detect", once)
        yield analyze


def codes(run):
    return {warning["code"] for warning in run.summary["quality"]["warnings"]}


def test_without_the_pace_it_is_a_change_with_a_warning(analyze, surges):
    run = analyze()
    lean, cadence = (run.summary["measures"][name] for name in ("trunk_lean_deg", "cadence_spm"))
    truth = pd.read_parquet(surges.with_suffix(".truth.parquet"))
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
    assert not any(
        told["verdict"] in ("increased", "decreased")
        for name, told in run.summary["measures"].items()
        if name in FOLLOWING
    )
    assert "speed went from 2.8" in lean["reason"]
    assert "cadence_shift" not in codes(run)


def test_with_the_pace_a_change_on_top_of_it_is_still_found(with_a_watch):
    strides = with_a_watch.strides.copy()
    strides.loc[strides["segment"] == "late", "trunk_lean_deg"] += 3.0
    compared = compare_segments(strides, reasons={}, doubts={}, smallest={})
    lean = adjust(strides, compared)["trunk_lean_deg"]
    print(lean)
    assert lean["adjusted"]["decides"]
    assert lean["verdict"] == "increased"
    low, high = lean["adjusted"]["ci95"]
    assert low < 3.0 < high


def test_with_the_speed_by_window_nobody_can_tell(analyze):
    speeds = {"early": MEAN_M_S - FASTER_M_S / 2, "late": MEAN_M_S + FASTER_M_S / 2}
    run = analyze(speed=speeds)
    lean = run.summary["measures"]["trunk_lean_deg"]
    assert lean["verdict"] == "no detectable change"
    assert "may explain the change" in lean["reason"]
    assert lean["adjusted"]["change"] is None
    assert "cadence_shift" not in codes(run)


@pytest.fixture(scope="module")
def in_pieces(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pieces")
    clips = [
        cut(folder / f"{start}.mp4", (start * FPS, (start + PIECE_S) * FPS)) for start in STARTS_S
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
