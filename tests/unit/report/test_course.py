import re
from dataclasses import replace
from pathlib import Path

import numpy as np
from helpers_run import make_run, reread

from posture.comparison.pain import compare_pain
from posture.comparison.sides import compare_sides
from posture.console import print_outcome
from posture.report import course, write_report


def text_of(path: Path) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", path.read_text(encoding="utf-8")))


def adjusted(names: list[str], *, decides: bool) -> dict:
    return {"for": names, "change": 2.4, "ci95": [2.1, 2.7], "reason": "", "decides": decides}


def test_the_pain_is_set_against_the_onset_with_care(tmp_path: Path):
    run = make_run()
    run.summary["pain"] = compare_pain(47.0, run.results.drift)
    run = reread(run)
    page = text_of(write_report(run, tmp_path, has_video=False))
    assert "Pain was given at 0:47. The trunk lean began to drift before the time given" in page
    assert "does not show that it brought the other about" in page


def test_the_command_line_answers_about_the_pain_too(capsys):
    run = make_run()
    print_outcome(run)
    assert "Pain" not in capsys.readouterr().out
    run.summary["pain"] = compare_pain(47.0, run.results.drift)
    print_outcome(reread(run))
    lines = capsys.readouterr().out.splitlines()
    (told,) = (line for line in lines if line.startswith("Pain was given at 0:47. The trunk lean"))
    assert lines.index(told) < next(i for i, line in enumerate(lines) if line.startswith("Next:"))


def test_beside_a_verdict_at_equal_pace_stands_the_change_at_equal_pace(tmp_path: Path):
    run = make_run()
    run.summary["measures"]["trunk_lean_deg"]["adjusted"] = adjusted(["speed_m_s"], decides=True)
    run = reread(run)
    page = text_of(write_report(run, tmp_path, has_video=False))
    changed, every = page.split("What changed")[1].split("Every measure")
    assert "Trunk lean 6.0° → 9.6° +2.4° at equal pace 2.1 to 2.7" in changed
    assert "3.1 to 4.1" not in changed
    assert "Trunk lean 6.0° 9.6° +2.4° at equal pace 2.1 to 2.7 +3.6° (3.1 to 4.1) 2.0°" in every
    assert "At equal speed: what is left of the change; the verdict follows it." in page
    assert "At equal pace, your trunk leans about 2° further forward at the end (2 to 3)" in page


def test_a_change_at_equal_cadence_decides_nothing():
    run = make_run()
    run.summary["measures"]["trunk_lean_deg"]["adjusted"] = adjusted(["cadence_spm"], decides=False)
    run = reread(run)
    assert course.adjusted_heading(run) == ""
    assert course.as_measured(run, "trunk_lean_deg") == ""
    (note,) = course.adjusted_notes(run)
    assert "trunk lean +2.4° (95 % CI 2.1 to 2.7). No verdict follows this" in note


def test_without_pace_there_is_no_column_for_it(tmp_path: Path):
    page = text_of(write_report(make_run(), tmp_path, has_video=False))
    every = page.split("Every measure")[1].split("Curves of")[0]
    assert "At equal" not in every
    assert "As measured" not in every


def test_why_a_change_could_not_be_adjusted_is_told_once():
    run = make_run()
    why = "cannot be adjusted: within the windows the speed varied too little"
    for measure in ("trunk_lean_deg", "cadence_spm"):
        run.summary["measures"][measure]["adjusted"] = {
            "for": ["speed_m_s"],
            "change": None,
            "ci95": None,
            "reason": why,
            "decides": True,
        }
        run = reread(run)
    assert course.adjusted_notes(run) == [f"Some changes {why}."]


def test_left_and_right_are_told_with_the_doubt_about_the_far_side(tmp_path: Path):
    run = make_run()
    rng = np.random.default_rng(4)
    run.strides["contact_time_near_s"] = 0.22 + rng.normal(0, 0.004, len(run.strides))
    run.strides["contact_time_far_s"] = 0.26 + rng.normal(0, 0.004, len(run.strides))
    run.summary["sides"] = compare_sides(run.strides)
    run = reread(run)
    said = course.left_and_right(run)
    assert re.match(
        r"Contact time: right 2[12]\d ms, left 2[56]\d ms; 1\d\.\d % more left", said[0]
    )
    low, high = map(float, re.findall(r"CI (\S+) to (\S+)\)", said[0])[0])
    assert low < 100 * 40 / 240 < high
    page = text_of(write_report(run, tmp_path, has_video=False))
    assert "Left and right" in page
    assert "The far leg is hidden behind the near one for a part of each stride" in page


def test_sides_that_do_not_differ_are_said_not_to():
    run = make_run()
    rng = np.random.default_rng(5)
    for side in ("near", "far"):
        run.strides[f"contact_time_{side}_s"] = 0.24 + rng.normal(0, 0.004, len(run.strides))
    run.summary["sides"] = compare_sides(run.strides)
    run = reread(run)
    assert "no difference beyond chance and the method's error" in course.left_and_right(run)[0]


def test_sides_that_cannot_be_told_apart_are_named_with_the_reason():
    run = make_run()
    run.summary["sides"] = compare_sides(run.strides, 30.0)
    run = reread(run)
    (told,) = [line for line in course.left_and_right(run) if line.startswith("Contact time")]
    assert told == (
        "Contact time: right against left is not measurable, at 30 frames a second the two sides "
        "cannot be told apart; film at 60 or more."
    )


def test_how_each_foot_lands_is_counted_by_the_foot_and_not_by_the_side_of_the_camera(tmp_path):
    run = make_run()
    strides = run.strides.head(4).assign(
        facing=["right", "right", "left", "left"],
        rejected=["", "", "", ""],
        foot_strike_angle_near_deg=[12.0, 3.0, -5.0, np.nan],  # of the foot on the facing side
        foot_strike_angle_far_deg=[15.0, 7.0, 12.0, 1.0],
    )
    run = replace(run, strides=strides)
    assert course.how_feet_land(run) == [
        "Left foot, 3 landings seen: 1 heel first (rearfoot), 1 ball first (forefoot), "
        "1 between two of these.",
        "Right foot, 4 landings seen: 2 heel first (rearfoot), 2 flat (midfoot).",
    ]
    assert "How the feet land" in text_of(write_report(run, tmp_path, has_video=False))
    unseen = strides.assign(foot_strike_angle_near_deg=np.nan, foot_strike_angle_far_deg=np.nan)
    assert course.how_feet_land(replace(run, strides=unseen)) == []
