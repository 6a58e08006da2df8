"""The scoring of the accuracy benchmark: what is put in wrong comes out as just that."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from benchmarks.accuracy import figures, score, table, true_strides, wave_score
from helpers_run import make_run
from msgspec import structs
from shipped_models import LEARNED
from stick_runner import run_detections

from posture.comparison import Segments, compare_segments, label_strides
from posture.recording import measure
from posture.results.run import Run
from posture.settings.options import Settings

pytestmark = pytest.mark.usefixtures("landmarks_are_joints")

STRIDE_S, TOE_OFF, FPS = 0.7, 0.35, 100.0
CONTACT_S = TOE_OFF * STRIDE_S
KNOWN = ("trunk_lean_deg", "pelvic_tilt_deg", "lumbar_lordosis_deg", "head_forward_deg")


def make_truth(strides: int = 60, drift: float = 4.0) -> tuple[pd.DataFrame, dict]:
    """A runner whose lean and low back swing within the stride and drift over the clip."""
    moments = 0.2 + STRIDE_S * np.arange(strides + 1)
    time = np.arange(0, moments[-1] + 0.2, 1 / FPS)
    turns = (time - 0.2) / STRIDE_S
    frames = pd.DataFrame({"frame": np.arange(len(time)), "time_s": time})
    slow = drift * (time / time[-1] - 0.5)
    for k, name in enumerate(KNOWN):
        frames[name] = 10.0 * (k + 1) + slow + 3.0 * np.cos(4 * np.pi * turns - k)
    for side, half in (("near", 0.0), ("far", 0.5)):
        swing = np.cos(2 * np.pi * (turns + half))
        frames[f"hip_angle_{side}_deg"] = 15.0 + 30.0 * swing
        frames[f"knee_angle_{side}_deg"] = 50.0 + 40.0 * swing
    frames["hip_height_trunk"] = 1.6 + 0.06 * np.cos(4 * np.pi * turns)
    frames["sway_back_trunk"] = 0.1 * np.cos(2 * np.pi * turns)
    frames["stride"] = np.floor(turns).astype(int)
    frames["phase"] = turns % 1
    events = {
        "contacts_near_s": moments,
        "toe_offs_near_s": moments[:-1] + CONTACT_S,
        "contacts_far_s": moments[:-1] + STRIDE_S / 2,
        "toe_offs_far_s": moments[:-1] + STRIDE_S / 2 + CONTACT_S,
    }
    return frames, {name: times.tolist() for name, times in events.items()}


def make_measured(
    truth: pd.DataFrame, events: dict, *, bias=0.0, scale=1.0, lag_s=0.0, longer_s=0.0
) -> Run:
    """What a pipeline with known faults makes of the truth; events `lag_s` late."""
    spans = true_strides.whole_strides(events)
    strides = true_strides.true_strides(truth, events, spans)
    frames = truth.assign(back_visible=True, reason="")
    for name in KNOWN:
        frames[name] = bias + scale * truth[name]
        for column in (name, name.replace("_deg", "_toe_off_deg")):
            if column in strides:
                strides[column] = bias + scale * strides[column]
    for side in ("near", "far"):
        strides[f"contact_time_{side}_s"] += longer_s
    strides["contact_far_s"] = np.array(events["contacts_far_s"]) + lag_s
    strides["stride"] = np.arange(len(strides))
    strides["start_s"], strides["end_s"] = (spans + lag_s).T
    strides["rejected"] = ""
    end = float(strides["end_s"].iloc[-1])
    segments = Segments((0.0, end / 3), (2 * end / 3, end))
    strides["segment"] = label_strides(strides, segments)
    frames["stride"] = frames["stride"].where(frames["stride"].between(0, len(strides) - 1))
    results = structs.replace(make_run(12).results, measures=compare_segments(strides, reasons={}))
    return replace(
        make_run(12), frames=frames, strides=strides, results=results, poses=xr.Dataset()
    )


def test_a_perfect_measurement_has_no_error():
    truth, events = make_truth()
    found = score.score_case(make_measured(truth, events), truth, events)
    assert (found.detected_share, found.back_share) == (1.0, 1.0)
    assert (found.strides_used, found.strides_rejected, found.time_error_s) == (60, 0, 0.0)
    known = {name: numbers for name, numbers in found.measures.items() if numbers["level"]}
    assert len(known) >= 16
    for name, numbers in known.items():
        assert numbers["level"]["error"] == pytest.approx(0, abs=1e-9), name
        assert numbers["change"]["error"] == pytest.approx(0, abs=1e-9), name
    for wave in found.waves.values():
        assert wave["r"] == pytest.approx(1)
        assert wave["rms"] == pytest.approx(0, abs=1e-9)
    for event in found.events.values():
        assert event["mae_ms"] == pytest.approx(0, abs=1e-9)
        assert (event["missed"], event["extra"]) == (0, 0)


def test_the_truth_of_a_stride_follows_the_contract():
    truth, events = make_truth(drift=0.0)
    true = true_strides.true_strides(truth, events, true_strides.whole_strides(events)).mean()
    assert true["trunk_lean_deg"] == pytest.approx(10.0, abs=0.02)
    assert true["trunk_lean_range_deg"] == pytest.approx(6.0, abs=0.05)
    # the cosine of tilt around toe-off, averaged over 5 % of the stride on both sides
    angle, reach = 4 * np.pi * TOE_OFF - 1, 4 * np.pi * 0.05
    around = 20.0 + 3.0 * np.cos(angle) * np.sin(reach) / reach
    assert true["pelvic_tilt_toe_off_deg"] == pytest.approx(around, abs=0.1)
    assert true["hip_extension_peak_near_deg"] == pytest.approx(15.0, abs=0.05)
    # the thigh is highest at contact: hip 45 less the lean of 13 there
    assert true["knee_lift_near_deg"] == pytest.approx(32.0, abs=0.3)
    assert true["cadence_spm"] == pytest.approx(120 / STRIDE_S)
    assert true["contact_time_near_s"] == pytest.approx(CONTACT_S)
    assert true["contact_time_far_s"] == pytest.approx(CONTACT_S)
    # twice up and down in a stride, 0.12 trunk lengths each
    assert true["vertical_oscillation_trunk"] == pytest.approx(0.12, abs=0.002)
    assert true["sway_back_trunk"] == pytest.approx(0.1 * np.cos(np.pi * TOE_OFF), abs=0.002)


def test_bias_and_scale_are_told_as_they_are():
    truth, events = make_truth(drift=6.0)
    run = make_measured(truth, events, bias=1.5, scale=0.8)
    found = score.score_case(run, truth, events)
    tilt = found.measures["pelvic_tilt_deg"]
    assert tilt["level"]["true"] == pytest.approx(20.0, abs=0.05)
    assert tilt["level"]["error"] == pytest.approx(1.5 - 0.2 * tilt["level"]["true"])
    assert tilt["level"]["error_clip"] == pytest.approx(tilt["level"]["error"])
    assert tilt["strides"]["slope"] == pytest.approx(0.8)
    # the windows are a third each: two thirds of the drift lie between their middles
    assert tilt["change"]["true"] == pytest.approx(4.0, abs=0.1)
    assert tilt["change"]["error"] == pytest.approx(-0.2 * tilt["change"]["true"])
    reported = run.summary["measures"]["pelvic_tilt_deg"]
    assert tilt["change"]["verdict"] == reported["verdict"]
    wave = found.waves["pelvic_tilt_deg"]
    assert wave["r"] == pytest.approx(1)
    assert wave["rms"] == pytest.approx(0.2 * wave["true_sd"])
    # the cosine's SD, and what the drift does within a stride, which is next to nothing
    assert wave["true_sd"] == pytest.approx(3 / np.sqrt(2), abs=0.03)


def test_the_intervals_of_the_low_back_are_held_against_the_truth():
    truth, events = make_truth(drift=6.0)
    run = make_measured(truth, events, bias=1.5)
    # tilt is stated too narrow for its bias, but for a fourth of the frames; lordosis wide enough
    run.frames["pelvic_tilt_interval_deg"] = np.where(np.arange(len(truth)) % 4, 1.0, 2.0)
    run.frames["lumbar_lordosis_interval_deg"] = 2.0
    stated = {"pelvic_tilt_deg": 1.4, "lumbar_lordosis_deg": 1.6}
    back = structs.replace(run.results.back, measured=True, level_interval_deg=stated)
    run = replace(run, results=structs.replace(run.results, back=back))
    found = score.score_case(run, truth, events)
    levels, frames = found.low_back["level"], found.low_back["frames"]
    assert levels["pelvic_tilt_deg"] == {"holds": False, "half": 1.4}
    assert levels["lumbar_lordosis_deg"] == {"holds": True, "half": 1.6}
    assert levels["pelvic_tilt_toe_off_deg"] is None
    assert frames["pelvic_tilt_deg"]["n"] == len(truth)
    assert frames["pelvic_tilt_deg"]["held"] == len(truth[::4])
    assert frames["pelvic_tilt_deg"]["half"] == pytest.approx(1.25, abs=0.001)
    assert frames["lumbar_lordosis_deg"]["held"] == len(truth)
    ci95 = found.measures["pelvic_tilt_deg"]["change"]["ci95"]
    assert ci95 == pytest.approx(run.summary["measures"]["pelvic_tilt_deg"]["ci95"])


def test_late_events_are_told_as_late():
    truth, events = make_truth()
    run = make_measured(truth, events, lag_s=0.012, longer_s=-0.020)
    found = score.score_case(run, truth, events)
    for name, late in (("contact_near", 12), ("contact_far", 12), ("toe_off_near", -8)):
        assert found.events[name]["mean_ms"] == pytest.approx(late), name
        assert found.events[name]["sd_ms"] == pytest.approx(0, abs=1e-6)
        assert found.events[name]["mae_ms"] == pytest.approx(abs(late))
    assert found.measures["contact_time_far_s"]["level"]["error"] == pytest.approx(-0.020)
    assert found.cadence_error_percent == pytest.approx(0, abs=1e-9)


def test_a_lag_of_the_angles_costs_correlation_and_shows_over_the_stride():
    truth, events = make_truth(drift=0.0)
    run = make_measured(truth, events)
    late = 4  # frames
    run.frames["trunk_lean_deg"] = truth["trunk_lean_deg"].shift(late)
    found = score.score_case(run, truth, events)
    wave = found.waves["trunk_lean_deg"]
    turn = 4 * np.pi * late / FPS / STRIDE_S
    assert wave["r"] == pytest.approx(np.cos(turn), abs=0.01)
    assert wave["rms"] == pytest.approx(3 * np.sqrt(1 - np.cos(turn)), abs=0.02)
    middles = 4 * np.pi * (np.arange(wave_score.PHASE_BINS) + 0.5) / wave_score.PHASE_BINS
    assert wave["by_phase"] == pytest.approx(
        list(3 * (np.cos(middles - turn) - np.cos(middles))), abs=0.3
    )
    assert found.detected_share == pytest.approx(1 - late / len(truth))


def test_a_drift_does_not_pass_for_motion_within_the_stride():
    truth, events = make_truth(drift=12.0)
    run = make_measured(truth, events)
    swing = 3.0 * np.cos(4 * np.pi * truth["phase"])
    run.frames["trunk_lean_deg"] = truth["trunk_lean_deg"] - 2 * swing
    wave = score.score_case(run, truth, events).waves["trunk_lean_deg"]
    assert wave["r"] < -0.98
    assert wave["r_clip"] > 0.4


def test_missed_and_extra_events_are_counted():
    truth, events = make_truth()
    run = make_measured(truth, events)
    run.strides.loc[[5, 9], "contact_time_near_s"] = np.nan
    run.strides.loc[[20], "contact_time_near_s"] += 0.1
    run.strides.loc[30, "rejected"] = "hidden"
    found = score.score_case(run, truth, events)
    toe_off = found.events["toe_off_near"]
    assert (toe_off["n"], toe_off["missed"], toe_off["extra"]) == (56, 3, 1)
    assert (found.strides_used, found.strides_rejected) == (59, 1)
    # the strides before and after still tell the contacts of the one that is left out
    assert found.events["contact_near"]["missed"] == 0


def test_what_was_not_measured_is_none():
    truth, events = make_truth()
    run = make_measured(truth, events)
    run.frames["lumbar_lordosis_deg"] = np.nan
    strides = run.strides.drop(columns="contact_far_s").assign(lumbar_lordosis_deg=np.nan)
    results = structs.replace(run.results, measures=compare_segments(strides, reasons={}))
    found = score.score_case(replace(run, strides=strides, results=results), truth, events)
    assert found.measures["lumbar_lordosis_deg"]["level"] is None
    change = found.measures["lumbar_lordosis_deg"]["change"]
    assert change["measured"] is None
    assert change["verdict"] == "not measurable"
    assert found.waves["lumbar_lordosis_deg"] is None
    assert (found.low_back["measured"], found.low_back["code"]) == (False, "no code")
    assert found.low_back["level"]["lumbar_lordosis_deg"] is None
    assert found.low_back["frames"]["lumbar_lordosis_deg"] is None
    assert found.events["contact_far"] is None
    assert found.events["toe_off_far"] is None
    assert score.CaseScore(**json.loads(json.dumps(found.as_dict()))) == found


def test_the_stick_runner_through_the_whole_pipeline():
    lean = lambda s: 4.0 + 0.15 * s  # noqa: E731
    info, seen, stick = run_detections(duration_s=30, lean_deg=lean)
    recording = measure(info, seen, Settings.build(speed_factor=1), LEARNED)
    truth = pd.DataFrame(
        {
            "frame": np.arange(len(stick.time_s)),
            "time_s": stick.time_s,
            "trunk_lean_deg": stick.lean,
            "hip_angle_near_deg": stick.hip_near,
            "hip_angle_far_deg": stick.hip_far,
            "knee_angle_near_deg": stick.knee_near,
            "knee_angle_far_deg": stick.knee_far,
        }
    ).assign(pelvic_tilt_deg=np.nan, lumbar_lordosis_deg=np.nan, head_forward_deg=22.0)
    truth = truth.assign(hip_height_trunk=np.nan, sway_back_trunk=np.nan)
    truth["phase"] = (0.3 + stick.time_s * stick.cadence / 120) % 1
    truth["stride"] = 1
    events = {
        "contacts_near_s": stick.contact_near_s,
        "toe_offs_near_s": stick.toe_off_near_s,
        "contacts_far_s": stick.contact_far_s,
        "toe_offs_far_s": stick.toe_off_far_s,
    }
    segments = Segments((0.0, 10.0), (20.0, 30.0))
    strides = recording.strides.assign(segment=label_strides(recording.strides, segments))
    results = structs.replace(make_run(12).results, measures=compare_segments(strides, reasons={}))
    run = Run(recording.frames, strides, results, recording.poses)
    found = score.score_case(run, truth, events)
    assert found.measures["trunk_lean_deg"]["level"]["error"] == pytest.approx(0, abs=0.05)
    assert found.measures["trunk_lean_deg"]["change"]["true"] == pytest.approx(3.0, abs=0.2)
    assert found.measures["trunk_lean_deg"]["change"]["error"] == pytest.approx(0, abs=0.05)
    assert found.measures["trunk_lean_deg"]["strides"]["slope"] == pytest.approx(1, abs=0.02)
    for side in ("near", "far"):
        for name in ("hip_extension_peak", "knee_lift"):
            level = found.measures[f"{name}_{side}_deg"]["level"]
            assert level["error"] == pytest.approx(0, abs=1.0), name
    assert found.waves["trunk_lean_deg"]["r"] > 0.99
    assert found.events["contact_near"]["mae_ms"] < 3
    assert found.events["toe_off_near"]["mae_ms"] < 3
    assert found.events["contact_near"]["missed"] == 0
    assert found.measures["contact_time_far_s"]["level"]["error"] == pytest.approx(0, abs=0.004)
    assert abs(found.cadence_error_percent) < 0.1


@pytest.fixture(scope="module")
def cases() -> list[table.Case]:
    """Two bodies, each with a bias of its own, at three leans; one hard condition fails once."""
    made = []
    for body, bias in (("ann", 1.0), ("bob", 3.0)):
        for level, drift in ((0.0, 0.0), (5.0, 0.0), (10.0, 6.0)):
            truth, events = make_truth(drift=drift)
            truth["trunk_lean_deg"] += level
            run = make_measured(truth, events, bias=bias, scale=0.9, lag_s=0.005 * bias)
            made.append(table.Case("long", body, score.score_case(run, truth, events)))
        made.append(table.Case("dark", body, replace(made[-1].score)))
    made.append(table.Case("dark", "cyd", score.failed_case("nobody runs in this video")))
    return made


def test_the_table_tells_bias_limits_and_slopes(cases):
    row = table.aggregate(cases)["long"]
    lean = row["measures"]["trunk_lean_deg"]
    errors = [bias - 0.1 * (10 + level) for bias in (1, 3) for level in (0, 5, 10)]
    bias, sd = np.mean(errors), np.std(errors, ddof=1)
    assert lean["level"]["n"] == 6
    assert lean["level"]["bias"] == pytest.approx(bias, abs=0.01)
    assert lean["level"]["loa"] == pytest.approx([bias - 1.96 * sd, bias + 1.96 * sd], abs=0.02)
    assert lean["level"]["mae"] == pytest.approx(np.mean(np.abs(errors)), abs=0.01)
    # each body's own offset is no part of the slopes
    assert lean["level"]["slope"] == pytest.approx(0.9, abs=0.001)
    assert lean["strides"]["slope"] == pytest.approx(0.9, abs=0.01)
    assert lean["strides"]["slope_se"] == pytest.approx(0, abs=0.01)
    assert lean["change"]["slope"] == pytest.approx(0.9, abs=0.005)
    assert (lean["change"]["unchanged"], lean["change"]["unchanged_called_changed"]) == (4, 0)
    assert (lean["change"]["changed"], lean["change"]["changed_found"]) == (2, 2)
    assert row["waves"]["trunk_lean_deg"]["r"] == pytest.approx(1)
    contact = row["events"]["contact_near"]
    assert contact["n"] == 6 * 61
    assert contact["mean_ms"] == pytest.approx(10)
    assert contact["sd_ms"] == pytest.approx(5, abs=0.02)
    assert row["cadence_percent"]["mae"] == pytest.approx(0, abs=1e-6)


def test_a_failed_clip_counts_and_has_no_numbers(cases):
    dark = table.aggregate(cases)["dark"]
    assert (dark["clips"], dark["failed"]) == (3, 1)
    assert dark["detected_share"] == pytest.approx(2 / 3)
    assert dark["measures"]["trunk_lean_deg"]["level"]["n"] == 2
    nothing = table.aggregate([cases[-1]])["dark"]
    assert nothing["measures"]["trunk_lean_deg"]["level"]["bias"] is None
    assert nothing["events"]["contact_near"]["n"] == 0


def test_the_results_are_the_same_text_each_time_and_say_what_is_met(cases, tmp_path):
    about = {"posture": "0.1.0", "code": "1a2b", "weights": "line 3c4d"}
    texts = []
    for _ in range(2):
        table.write_results(cases, about, tmp_path)
        texts.append([(tmp_path / f"results.{kind}").read_text() for kind in ("md", "json")])
    assert texts[0] == texts[1]
    page, numbers = texts[0][0].splitlines(), json.loads(texts[0][1])
    assert (
        "| trunk lean: mean absolute error of level, degrees | long | at most 1.5 | 1.00 |"
        " yes |" in page
    )
    assert (
        "| initial contact, near foot: mean absolute error, ms | fps_120 | at most 15 | – |"
        " not measured |" in page
    )
    assert all("nan" not in line and "None" not in line for line in page)
    widths = [line.count("|") for line in page if line.startswith("| Trunk lean, °")]
    heads = [line.count("|") for line in page if line.startswith("| measure |")]
    assert widths == heads
    assert numbers["conditions"]["long"]["measures"]["trunk_lean_deg"]["level"]["n"] == 6
    assert table.load_cases(tmp_path)["failure"].iloc[-1] == "nobody runs in this video"
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "cases.parquet",
        "results.json",
        "results.md",
    ]


def test_numbers_are_rounded_to_what_they_are_worth():
    assert table.rounded({"a": [12.3456, -0.00001, 0.01234], "n": 3, "b": True}) == {
        "a": [12.35, 0.0, 0.0123],
        "n": 3,
        "b": True,
    }


def test_the_figures_are_small_pictures(cases, tmp_path):
    made = figures.write_figures(cases, table.aggregate(cases), tmp_path)
    assert [path.name for path in made] == [
        "agreement_level.png",
        "agreement_change.png",
        "lean_true_measured.png",
        "error_over_stride.png",
        "conditions.png",
    ]
    assert all(5_000 < path.stat().st_size < 150_000 for path in made)
    ax = figures.agreement_figure(cases[:3], "level").axes[0]
    points = ax.lines[0].get_xydata()
    assert points[:, 1] == pytest.approx([0.0, -0.5, -1.0], abs=0.01)
    assert figures.phase_figure(None) is None


def test_a_clip_too_short_for_an_interval_still_has_a_change():
    truth, events = make_truth(strides=24)
    run = make_measured(truth, events, scale=0.5)
    found = score.score_case(run, truth, events)
    change = found.measures["trunk_lean_deg"]["change"]
    assert (change["verdict"], change["holds"]) == ("not compared", None)
    assert change["error"] == pytest.approx(-0.5 * change["true"])
    assert change["windows"][1][1] == pytest.approx(0.5 * change["windows"][1][0])
    row = table.aggregate([table.Case("long", "ann", found)])["long"]["measures"]["trunk_lean_deg"]
    assert (row["change"]["n"], row["change"]["not_measurable"], row["change"]["changed"]) == (
        1,
        1,
        0,
    )
    assert row["change"]["held_by_ci95"] is None
