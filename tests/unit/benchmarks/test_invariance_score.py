"""Comparisons of `make invariance`: known faults come out as the numbers they are."""

from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
from benchmarks.invariance import bounds, table
from benchmarks.invariance.__main__ import choose
from benchmarks.invariance.clips import Clip
from benchmarks.invariance.measured import COLUMNS, NOWHERE, Measured
from benchmarks.invariance.page import page
from benchmarks.invariance.score import Film, compare
from benchmarks.invariance.variants import ITSELF, VARIANTS

STRIDE_S = 0.7
LENGTH_S = 9.0


def measured(facing: str = "right", **changes) -> Measured:
    """Twelve strides from 0.3 s on; every angle is 10, and lean grows a little."""
    starts = 0.3 + STRIDE_S * np.arange(12)
    strides = {name: [10.0] * 12 for name in COLUMNS}
    strides |= {
        "start_s": starts.tolist(),
        "end_s": (starts + STRIDE_S).tolist(),
        "contact_far_s": (starts + STRIDE_S / 2).tolist(),
        "cadence_spm": [120 / STRIDE_S] * 12,
        "contact_time_near_s": [0.25] * 12,
        "contact_time_far_s": [0.24] * 12,
        "trunk_lean_deg": np.linspace(6.0, 7.1, 12).tolist(),
    }
    whole = Measured("", "measured", [], facing, 1.0, 1, strides, 0, asdict(NOWHERE))
    return replace(whole, **changes)


def shifted(own: Measured, **adding) -> Measured:
    """The same with something added to columns: a number or one for each stride."""
    strides = dict(own.strides)
    for name, by in adding.items():
        strides[name] = (np.array(strides[name], float) + by).tolist()
    return replace(own, strides=strides)


def against(own: Measured, other: Measured, variant: str = "mirrored", first_s: float = 0.0):
    return compare(Film(VARIANTS[ITSELF], own, 0.0), Film(VARIANTS[variant], other, first_s), 9.0)


def test_the_same_numbers_differ_by_nothing():
    found = against(measured(), measured())
    assert found["strides"] == {"itself": 12, "variant": 12, "both": 12, "rejected": 0}
    for numbers in found["measures"].values():
        assert numbers["difference"] == 0
        assert numbers["change"]["difference"] == 0
    for event in found["events"].values():
        assert (event["matched"], event["extra"], event["mae_ms"]) == (event["itself"], 0, 0)
    assert [event["itself"] for event in found["events"].values()] == [13, 12, 12, 12]


def test_a_level_and_a_change_come_out_as_they_are():
    own = measured()
    other = shifted(own, lumbar_lordosis_deg=-6.0, pelvic_tilt_deg=np.linspace(0, 1.1, 12))
    found = against(own, other)["measures"]
    assert found["lumbar_lordosis_deg"]["difference"] == pytest.approx(-6)
    assert found["lumbar_lordosis_deg"]["change"]["difference"] == pytest.approx(0, abs=1e-9)
    assert found["pelvic_tilt_deg"]["difference"] == pytest.approx(0.55)
    # middles of strides: four lie in the first 3 s, four in the last
    assert found["pelvic_tilt_deg"]["change"]["difference"] == pytest.approx(0.95 - 0.15)


@pytest.mark.parametrize(("facing", "follows"), [("right", 4.0), ("left", -4.0)])
def test_a_turn_of_the_film_is_expected_of_what_follows_it(facing, follows):
    own = measured(facing)
    other = shifted(
        own,
        trunk_lean_deg=follows + 0.3,
        pelvic_tilt_deg=follows,
        head_forward_deg=follows,
        knee_lift_near_deg=-follows,
    )
    found = against(own, other, "turned_plus_4")["measures"]
    assert found["trunk_lean_deg"]["difference"] == pytest.approx(0.3)
    for name in ("pelvic_tilt_deg", "head_forward_deg", "knee_lift_near_deg", "hip_angle_near_deg"):
        assert found[name]["difference"] == pytest.approx(0), name
    # what does not follow is off by the turn, the other way
    back = against(own, own, "turned_minus_4")["measures"]
    assert back["trunk_lean_deg"]["difference"] == pytest.approx(follows)


def test_a_turn_that_sets_in_is_expected_as_far_as_it_has_come():
    own = measured()
    middles = np.array(own.strides["start_s"]) + STRIDE_S / 2
    grown = 2 * np.clip(3 * middles / LENGTH_S - 1, 0, 1)
    found = against(own, shifted(own, trunk_lean_deg=grown), "late_turned")["measures"]
    assert found["trunk_lean_deg"]["difference"] == pytest.approx(0, abs=0.02)
    assert found["trunk_lean_deg"]["change"]["difference"] == pytest.approx(0, abs=0.05)
    unmoved = against(own, own, "late_turned")["measures"]["trunk_lean_deg"]["change"]
    assert unmoved["difference"] == pytest.approx(-2, abs=0.05)


def test_strides_are_matched_though_the_film_begins_later_or_plays_slower():
    own = measured()
    later = {name: values[2:] for name, values in own.strides.items()}
    for name in ("start_s", "end_s", "contact_far_s"):
        later[name] = [time - 1.0 for time in later[name]]
    found = against(own, replace(own, strides=later), "first_second_off", first_s=1.0)
    assert found["strides"] == {"itself": 12, "variant": 10, "both": 10, "rejected": 0}
    assert found["measures"]["trunk_lean_deg"]["difference"] == pytest.approx(0)
    near = found["events"]["contact_near"]
    assert (near["matched"], near["extra"], near["mae_ms"]) == (11, 0, pytest.approx(0))
    # what is taken to be slow motion has its strides at half their times
    half = {
        name: [t / 2 for t in values] if name in ("start_s", "end_s", "contact_far_s") else values
        for name, values in own.strides.items()
    }
    slow = against(own, replace(own, strides=half, speed_factor=2.0))
    assert slow["strides"]["both"] == 12
    assert slow["speed_factor"] == 2.0


def test_late_and_missing_events_are_counted():
    own = measured()
    late = shifted(own, contact_far_s=0.012)
    far = against(own, late)["events"]["contact_far"]
    assert (far["matched"], far["mean_ms"]) == (12, pytest.approx(12))
    fewer = {name: values[:-3] for name, values in own.strides.items()}
    lost = against(own, replace(own, strides=fewer))["events"]["contact_near"]
    assert (lost["itself"], lost["matched"]) == (13, 10)
    elsewhere = shifted(own, contact_far_s=0.2)
    extra = against(own, elsewhere)["events"]["contact_far"]
    assert (extra["matched"], extra["extra"], extra["mae_ms"]) == (0, 12, None)


def test_what_is_not_measured_has_no_difference():
    own = measured()
    refused = replace(shifted(own, pelvic_tilt_deg=np.nan), back="loose_clothing")
    found = against(own, refused)
    assert found["measures"]["pelvic_tilt_deg"] is None
    assert (found["refusal_itself"], found["refusal"]) == ("measured", "loose_clothing")
    nobody = Measured("nobody was found", "", [], "", 1.0, 0, {}, 0, asdict(NOWHERE))
    found = against(own, nobody)
    assert set(found["measures"].values()) == {None}
    assert found["events"]["contact_near"]["matched"] == 0
    assert found["refusal"] == "no runner: nobody was found"


def case(clip: str, variant: str, other: Measured, own: Measured | None = None) -> table.Case:
    return table.Case(clip, variant, against(own or measured(), other, variant))


def test_the_bounds_are_those_of_the_issue():
    own = measured()
    cases = [
        case("a", "mirrored", shifted(own, lumbar_lordosis_deg=1.0, trunk_lean_deg=-0.1)),
        case("b", "mirrored", shifted(own, lumbar_lordosis_deg=-2.5, trunk_lean_deg=0.3)),
        case("a", "darker", shifted(own, lumbar_lordosis_deg=2.3)),
    ]
    found = {
        (asked.measure, asked.part, asked.variants): asked
        for asked in bounds.ask(table.case_rows(cases))
    }
    arch = found["low-back arch, °", "level", "the same posture"]
    assert (arch.mean, arch.worst) == (pytest.approx(1.75), pytest.approx(2.5))
    assert (arch.mean_bound, arch.worst_bound, arch.met) == (1.2, 2.4, "no")
    assert arch.where == "b, mirrored"
    lean = found["trunk lean, °", "level", "the same posture"]
    assert (lean.mean, lean.worst, lean.met) == (pytest.approx(0.2), pytest.approx(0.3), "yes")
    dark = found["low-back arch, °", "level", "a worse picture"]
    assert (dark.mean_bound, dark.met, dark.n) == (2.4, "yes", 1)
    change = found["trunk lean, °", "change", "the same posture"]
    assert (change.mean_bound, change.worst_bound) == (0.1, 0.2)
    assert found["cadence, %", "change", "sets in"].met == "not measured"


def test_refusals_are_the_same_whatever_numbers_their_sentence_has():
    short = replace(measured(), failure="only 3.5 s of running")
    other = replace(short, failure="only 2 s of running")
    cases = [
        case("a", "mirrored", other, short),
        case("a", "darker", measured(), short),
        case("b", "turned_plus_4", replace(measured(), back="loose_clothing")),
    ]
    refusals = table.aggregate(cases)["refusals"]
    assert (refusals["pairs"], refusals["same"]) == (3, 1)
    assert [(o["clip"], o["variant"]) for o in refusals["others"]] == [
        ("a", "darker"),
        ("b", "turned_plus_4"),
    ]


def test_results_are_written_and_read_as_a_page(tmp_path):
    own = measured()
    blurred = replace(shifted(own, pelvic_tilt_deg=1.25), warnings=["small_runner"])
    cases = [case("a", "mirrored", shifted(own, trunk_lean_deg=0.21)), case("a", "darker", blurred)]
    clips = [Clip("a", Path("a.mp4"), 24, 264)]
    results = table.write_results(cases, clips, {"model": "heavy"}, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {
        "results.md",
        "results.json",
        "cases.parquet",
    }
    assert results["warnings"]["darker"] == {"small_runner": {"added": 1, "lost": 0}}
    tilt = results["differences"]["level"]["darker"]["pelvic_tilt_deg"]
    assert tilt == {"n": 1, "mean": 1.25, "mean_abs": 1.25, "worst": 1.25}
    text = (tmp_path / "results.md").read_text()
    assert text == page(results)
    assert "| a | 6.5 | +0.21 | 0.00 |" in text
    assert "| a | 24 to 263 | 12 | 12 |" in text


def test_clips_or_variants_are_chosen_by_the_beginning_of_their_name():
    clips = [Clip(name, Path(f"{name}.mp4"), 0, 1) for name in ("steady", "unlevel")]
    found, variants = choose(clips, ["steady"])
    assert [clip.name for clip in found] == ["steady"]
    assert len(variants) == len(VARIANTS) - 1
    found, variants = choose(clips, ["turned", "unlevel"])
    assert [clip.name for clip in found] == ["unlevel"]
    assert [variant.turn_deg for variant in variants] == [2, -2, 4, -4]
    found, variants = choose(clips, [])
    assert (len(found), len(variants)) == (2, len(VARIANTS) - 1)
