"""What must not follow, real gaits and clothing in the accuracy benchmark."""

import json
from collections import Counter
from dataclasses import replace
from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from benchmarks.accuracy import cases, landmark_score, nuisance_page, score, table, wave_score
from benchmarks.accuracy.back_table import ARCH, LEAN, TILT
from benchmarks.accuracy.case import CLOTHES, GAITS, NEW, NUISANCE
from benchmarks.accuracy.clothes_cases import LOOSE, TIGHT
from benchmarks.accuracy.nuisance_cases import ONE, POSTURE, SEVERAL
from benchmarks.accuracy.nuisance_factors import FACTORS
from benchmarks.accuracy.real_runner import speed_of
from benchmarks.accuracy.true_strides import UNITS

from posture.synthetic.motion.gait import EVALUATION_ARMS, EVALUATION_GAITS

NOTHING = {"level": None, "strides": None, "change": None}


@pytest.fixture(scope="module")
def nuisance():
    return list(cases.cases("nuisance"))


def drifts(case):
    return {name: drift.change for name, drift in case.scene.runner.plan.drifts.items()}


def test_nuisance_has_new_bodies_gaits_and_arms(nuisance):
    assert len({case.scene.name for case in nuisance}) == len(nuisance) >= 40
    assert {case.body for case in nuisance} == set(NUISANCE)
    assert len(NUISANCE) >= 12
    plans = [case.scene.runner.plan for case in nuisance]
    assert {plan.gait for plan in plans} <= set(EVALUATION_GAITS)
    assert len({plan.gait.rpartition("_")[0] for plan in plans}) == 6
    assert {plan.arms for plan in plans} == set(EVALUATION_ARMS)
    assert all(plan.speed_m_s == speed_of(plan.gait) for plan in plans)
    assert not {case.body for case in nuisance} & {*GAITS, *CLOTHES}


def test_every_factor_changes_alone_once_and_the_posture_only_where_it_is_said(nuisance):
    groups = {name: [c for c in nuisance if c.group == name] for name in (ONE, SEVERAL, POSTURE)}
    assert [list(case.factors) for case in groups[ONE]] == [[name] for name in FACTORS]
    assert all(2 <= len(case.factors) <= 4 for case in (*groups[SEVERAL], *groups[POSTURE]))
    for case in (*groups[ONE], *groups[SEVERAL]):
        assert not {TILT, ARCH} & set(drifts(case))
    assert all({TILT, ARCH} & set(drifts(case)) for case in groups[POSTURE])
    clothes = [case.scene.runner.clothes for case in nuisance]
    assert {"creep", "untucked", "sweat"} <= {
        name
        for case, worn in zip(nuisance, clothes, strict=True)
        if worn.top == "tight"
        for name in case.factors
    }


def test_no_factor_goes_with_another_or_with_the_posture(nuisance):
    mixed = [case for case in nuisance if case.group != ONE]
    columns = {name: np.array([case.factors.get(name, 0.0) for case in mixed]) for name in FACTORS}
    posture = [case for case in mixed if case.group == POSTURE]
    for one, other in combinations(columns, 2):
        assert abs(np.corrcoef(columns[one], columns[other])[0, 1]) < 0.65, (one, other)
    for name in FACTORS:
        amounts = np.array([case.factors.get(name, 0.0) for case in posture])
        for measure in (TILT, ARCH):
            moved = np.array([drifts(case).get(measure, 0.0) for case in posture])
            if amounts.any():
                assert abs(np.corrcoef(amounts, moved)[0, 1]) < 0.75, (name, measure)
    # as often as any other, within two
    often = [sum(name in case.factors for case in mixed) for name in FACTORS]
    assert max(often) - min(often) <= 2


def test_the_same_clips_are_drawn_each_time(nuisance):
    assert [repr(case) for case in cases.cases("nuisance")] == [repr(case) for case in nuisance]


def test_gaits_change_lean_tilt_and_arch_alone_and_together():
    filmed = [case for case in cases.cases("gaits") if case.condition == "gaits"]
    assert len(filmed) == 24
    for network in ("full", "lite"):
        same = list(cases.cases(f"gaits_{network}"))
        assert [case.scene.name for case in same] == [case.scene.name for case in filmed]
        assert {case.options["model"] for case in same} == {network}
    assert {case.body for case in filmed} == set(GAITS)
    kinds = {tuple(sorted(name for name, by in drifts(c).items() if abs(by) > 0.1)) for c in filmed}
    assert {(), (ARCH,), tuple(sorted((LEAN, TILT))), tuple(sorted((LEAN, ARCH)))} <= kinds
    assert tuple(sorted((TILT, ARCH))) in kinds  # tilt alone: the arch makes up for it in the lean
    assert tuple(sorted((LEAN, TILT, ARCH))) in kinds
    levels = [case.scene.runner.plan.pelvic_tilt_deg for case in filmed]
    assert np.mean(levels) == pytest.approx(14.3, abs=2.0)
    assert 2.0 < np.std(levels) < 6.0


def test_new_runners_are_filmed_once_each_and_nowhere_else():
    filmed = list(cases.cases("new"))
    assert [case.body for case in filmed] == list(NEW)
    assert len(NEW) == 24
    elsewhere = [case.body for case in cases.cases() if case.condition != "new"]
    assert not set(NEW) & set(elsewhere)
    gaits = Counter(case.scene.runner.plan.gait for case in filmed)
    assert set(gaits) == set(EVALUATION_GAITS)
    assert max(gaits.values()) <= 2
    assert [not drifts(case) for case in filmed] == [case.group == "none" for case in filmed]
    for name, most in ((TILT, 8.0), (ARCH, 9.0)):
        changes = np.array([drifts(case)[name] for case in filmed if case.group == "changed"])
        assert np.abs(changes).max() <= most
        assert changes.min() < -most / 2 < most / 2 < changes.max()


def test_clothes_are_worn_near_and_far_in_enough_clips():
    filmed = list(cases.cases("clothes"))
    assert sum(case.group in TIGHT for case in filmed) >= 16
    assert sum(case.group in LOOSE for case in filmed) >= 20
    small = [case for case in filmed if case.group.endswith("small")]
    assert {(c.scene.film.width, c.scene.film.height) for c in small} == {(640, 360)}
    for case in small:
        body, camera = case.scene.body, case.scene.camera
        joints = np.array([body.joint("upper_arm_right"), body.joint("thigh_right")])
        joints[:, 1] = 0.0
        long = np.ptp(camera.project(joints)[:, 1])
        assert long == pytest.approx(70, abs=2)


def test_the_landmarks_lean_is_that_of_the_line_between_them():
    frames = np.arange(40)
    lean = np.where(frames < 20, 5.0, 9.0)
    length, names = 100.0, ["left_hip", "right_hip", "left_shoulder", "right_shoulder"]
    place = np.zeros((40, 2, 4, 1))
    # a runner who faces left leans to the left; the picture's y runs down
    place[:, 0, 2:, 0] = -length * np.sin(np.radians(lean))[:, None]
    place[:, 1, 2:, 0] = -length * np.cos(np.radians(lean))[:, None]
    place[:, 0, :, 0] += [10, -10, 10, -10]
    dims = ("time", "space", "keypoint", "individual")
    poses = xr.Dataset(
        {"position": (dims, place)},
        coords={"space": ["x", "y"], "keypoint": names, "frame": ("time", frames)},
    )
    results = SimpleNamespace(
        runner=SimpleNamespace(facing="left"), quality=SimpleNamespace(level_deg=None)
    )
    table_of_frames = pd.DataFrame({"frame": frames, "stride": frames // 10})
    run = SimpleNamespace(poses=poses, frames=table_of_frames, results=results)
    used = pd.DataFrame({"stride": range(4), "segment": ["early", "early", "late", "late"]})
    found = landmark_score.score_landmarks(run, used, pd.Series([6.0, 6.0, 9.0, 9.0]))
    assert found["change"] == pytest.approx({"true": 3.0, "measured": 4.0, "error": 1.0})
    assert found["level"]["error"] == pytest.approx(-0.5)
    run.poses = xr.Dataset()
    assert landmark_score.score_landmarks(run, used, pd.Series([6.0] * 4)) is None


def test_the_size_of_the_motion_within_the_stride_is_a_share_of_the_true_one():
    phase = np.tile(np.arange(40) / 40, 6)
    true = 3.0 * np.cos(4 * np.pi * phase)
    frames = pd.DataFrame({"stride": np.repeat(range(6), 40), "phase_true": phase})
    frames = frames.assign(trunk_lean_deg=0.6 * true + 2, trunk_lean_deg_true=true)
    found = wave_score.score_wave(frames, "trunk_lean_deg")
    assert (found["r"], found["size"]) == pytest.approx((1.0, 0.6))


def scored(errors, *, true=(0.0, 0.0, 0.0), verdict="no change found", measured=True, holds=True):
    """A clip whose changes of lean, tilt and arch are off by `errors`; landmarks by 0.2."""
    measures = {name: dict(NOTHING) for name in UNITS}
    for name, error, truth in zip((LEAN, TILT, ARCH), errors, true, strict=True):
        measures[name]["change"] = {
            "true": truth,
            "measured": truth + error,
            "error": error,
            "ci95": [truth + error - 1, truth + error + 1],
            "holds": abs(error) <= 1,
            "verdict": verdict,
            "windows": [(0.0, 0.0), (truth, truth + error)],
        }
        level = {"n": 9, "true": 10.0, "measured": 10 + error, "error": error, "error_clip": error}
        measures[name]["level"] = level
    landmarks = {"change": {"error": 0.2}, "level": {"error": 2.0}}
    for part in landmarks.values():
        part |= {"true": 0.0, "measured": part["error"]}
    back = {
        "measured": measured,
        "code": "" if measured else "loose_top",
        "level": dict.fromkeys(UNITS, {"holds": holds, "half": 3.0} if measured else None),
        "frames": dict.fromkeys((TILT, ARCH)),
    }
    whole = score.failed_case("")
    waves, events = dict.fromkeys(wave_score.WAVES), dict.fromkeys(table.EVENTS)
    return replace(
        whole,
        measures=measures,
        low_back=back,
        landmarks=landmarks,
        waves=waves,
        events=events,
    )


@pytest.fixture(scope="module")
def mixed():
    """Errors that are made of two factors: arms 2, 6 and 0 degrees, head 0, −1 and 3."""
    draw = np.random.default_rng(4)
    made = [({"arms_lower": 1.0}, ONE), ({"head": 1.0}, ONE)]
    made += [
        ({"arms_lower": a, "head": h}, SEVERAL) for a, h in draw.uniform(-1, 1, (30, 2)).round(2)
    ]
    return [
        table.Case(
            "nuisance",
            "ann",
            scored(np.array([2.0, 6.0, 0.0]) * f.get("arms_lower", 0)
                   + np.array([0.0, -1.0, 3.0]) * f.get("head", 0),
                   verdict="increased" if number < 2 else "no change found"),
            f"clip_{number}",
            group,
            f,
        )
        for number, (f, group) in enumerate(made)
    ]  # fmt: skip


def test_what_each_factor_adds_to_the_error_is_told_apart(mixed):
    found = table.aggregate(mixed)["nuisance"]["nuisance"]
    assert found["alone"]["arms_lower"] == pytest.approx({LEAN: 2.0, TILT: 6.0, ARCH: 0.0})
    effects = {name: of["effect"] for name, of in found["effects"][TILT].items()}
    assert effects == pytest.approx({"arms_lower": 6.0, "head": -1.0}, abs=0.3)
    assert found["effects"][ARCH]["head"]["effect"] == pytest.approx(3.0, abs=0.3)
    assert found["called"] == {"n": 32, "called": 2, "share": 2 / 32}
    assert found["groups"][ONE][TILT]["worst"] == pytest.approx(6.0)
    worse = sum(abs(2 * case.factors.get("arms_lower", 0)) > 0.3 for case in mixed)
    assert table.aggregate(mixed)["nuisance"]["landmark_lean"]["worse"] == worse > 1


def test_a_true_change_that_is_called_is_not_counted_as_wrong():
    moved = scored((0.1, 0.1, 0.1), true=(6.0, 6.0, 6.0), verdict="increased")
    case = table.Case("nuisance", "ann", moved, "a", POSTURE, {"head": 1.0})
    assert table.aggregate([case])["nuisance"]["nuisance"]["called"]["called"] == 0


@pytest.fixture(scope="module")
def dressed():
    worn = {
        "tight": [scored((0, 0, 0)), scored((0, 0, 0), measured=False)],
        "hoodie": [scored((1.0, 9, 9), holds=False), scored((3.0, 0, 0), measured=False)],
        "T-shirt": [scored((2.0, 1, 1)), score.failed_case("nobody runs in this video")],
    }
    return [
        table.Case("clothes", "ann", one, f"{kind}_{number}", kind)
        for kind, scores in worn.items()
        for number, one in enumerate(scores)
    ]


def test_clothing_is_measured_refused_or_mistaken(dressed):
    found = table.aggregate(dressed)["clothes"]["clothing"]
    assert found["tight_refused"] == {"n": 2, "wrong": 1, "share": 0.5}
    # a T-shirt that is measured within its interval is none
    assert found["loose_by_mistake"] == {"n": 4, "wrong": 1, "share": 0.25}
    assert found["loose_lean"]["mae"] == pytest.approx(2.0)
    assert found["kinds"]["hoodie"]["refused"] == {"loose_top": 1}
    assert found["kinds"]["T-shirt"]["refused"] == {"no runner": 1}
    assert found["kinds"]["hoodie"]["level"][TILT]["mae"] == pytest.approx(9.0)


def test_new_rows_replace_those_of_their_condition_and_say_what_they_were_measured_with(
    mixed, dressed, tmp_path
):
    old, new = ({"posture": "0.1.0", "code": code, "weights": "line 1"} for code in ("old", "new"))
    table.write_results([*mixed, *dressed], old, tmp_path)
    before = json.loads((tmp_path / "results.json").read_text())["conditions"]
    table.write_results(mixed[:4], new, tmp_path, kept=tmp_path)
    after = json.loads((tmp_path / "results.json").read_text())["conditions"]
    assert list(after) == ["nuisance", "clothes"]
    assert after["clothes"] == before["clothes"]
    assert [after[name]["measured_with"]["code"] for name in after] == ["new", "old"]
    assert (before["nuisance"]["clips"], after["nuisance"]["clips"]) == (32, 4)
    rows = table.load_cases(tmp_path)
    assert list(dict.fromkeys(rows["condition"])) == ["nuisance", "clothes"]
    assert rows[rows["condition"] == "nuisance"]["clip"].nunique() == 4
    lean = rows[(rows["measure"] == table.LANDMARK_LEAN) & (rows["condition"] == "nuisance")]
    assert lean["change_measured"].tolist() == [0.2] * 4
    page = (tmp_path / "results.md").read_text()
    assert "| nuisance | 0.1.0 | new | line 1 |" in page
    assert "| clothes | 0.1.0 | old | line 1 |" in page
    assert "nan" not in page
    assert "None" not in page


def test_the_page_says_what_is_met(mixed, dressed):
    reported = table.aggregate([*mixed, *dressed])
    lines = nuisance_page.change_section(reported).splitlines()

    def line(start: str) -> str:
        return next(found for found in lines if found.startswith(f"| {start}"))

    assert line("share of clips in loose").endswith("| at most 0.02 | 0.25 | no |")
    assert line("Trunk lean: mean absolute error of level in loose").endswith("| 2.00 | no |")
    assert line("Pelvic tilt: worst error of change where").endswith("| at most 2 | 6.00 | no |")
    assert line("arms carried lower").startswith("| arms carried lower | +2.00 | +")
    assert line("hoodie").startswith("| hoodie | 1/2 | 50.0 % | 1 loose_top | 1 | 2.00 | 9.00 |")
    for head in ("factor |", "clothing |", "what changes beside"):
        at = lines.index(line(head))
        assert lines[at].count("|") == lines[at + 2].count("|")
