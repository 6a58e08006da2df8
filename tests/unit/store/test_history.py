"""A runner over days: a true step is found, none is none, and what counts is told."""

from __future__ import annotations

import json
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from helpers_run import make_empty_run
from msgspec import structs
from pipeline_fakes import film, network, see
from runner_sessions import FIRST, make_sessions
from typer.testing import CliRunner

import posture
from posture.camera.level import LEAST_SD_DEG
from posture.cli import app
from posture.errors import UsageError
from posture.report.drawing import Plot
from posture.results.about import About, find_date, parse_date, read_about, write_about
from posture.results.run import write_data
from posture.store.history import build_history
from posture.store.page import describe, write_page
from posture.store.session_error import find_session_error
from posture.store.sessions import OTHER_SIDE, read_session

LEAN = "trunk_lean_deg"


def judged(folders):
    return build_history([read_session(folder) for folder in folders]).measures


@pytest.fixture(scope="module")
def stepped(tmp_path_factory):
    folder = tmp_path_factory.mktemp("stepped")
    return make_sessions(folder, [0, 0, 0, 3, 3, 3], seed=4)


def test_a_step_of_three_degrees_after_the_third_session_is_found(stepped):
    lean = judged(stepped)[LEAN]
    assert (lean.outcome, lean.step.after, lean.step.first) == (
        "increased",
        "2026-03-15",
        "2026-03-22",
    )
    low, high = lean.step.ci95
    assert low < 3 < high
    assert high - low < 3


@pytest.mark.parametrize(
    ("days", "before"),
    [(["2026-03-01", "2026-03-01"], 1), (["2026-03-01"] * 3 + ["2026-03-02"] * 3, 2)],
)
def test_a_step_between_two_sessions_of_one_day_is_drawn_between_them(tmp_path, days, before):
    lean_deg = [0.0] * before + [9.0] * (len(days) - before)
    folders = make_sessions(tmp_path, lean_deg, seed=4)
    found = build_history([read_session(*one) for one in zip(folders, days, strict=True)])
    step = found.measures[LEAN].step
    assert (step.after, step.first, step.before) == ("2026-03-01", "2026-03-01", before)
    levels = [one.measures[LEAN].level for one in found.sessions]
    assert step.size == pytest.approx(np.mean(levels[before:]) - np.mean(levels[:before]))
    drawn = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Plot, "curve", lambda _, x, y, kind: drawn.append((kind, x, y)))
        write_page(found, tmp_path / "history.html")
    means = [y[0] for kind, _, y in drawn if kind == "level"][:2]  # lean comes first
    assert means == pytest.approx([np.mean(levels[:before]), np.mean(levels[before:])])


def test_without_a_step_none_is_found_however_often_one_looks(tmp_path):
    found = [
        name
        for seed in range(4)
        for name, one in judged(make_sessions(tmp_path / str(seed), [0] * 6, seed)).items()
        if one.step is not None and one.family == "posture"
    ]
    assert found == []


def test_the_smallest_difference_that_counts_is_told(stepped):
    lean = judged(stepped)[LEAN].reliability
    # camera put up anew 0.43, tilt left 0.3, and the strides' own error
    assert 0.52 < lean.benchmark_sem < 0.8
    assert lean.own_dof == 4
    assert lean.source == "benchmark and own"
    assert 1.3 < lean.mdc < 2.5
    assert lean.mdc == pytest.approx(2.228 * 2**0.5 * lean.sem, rel=1e-3)  # t of 6 + 4
    assert lean.icc == pytest.approx(0.987)
    two = judged(stepped[:2])[LEAN]
    assert (two.reliability.source, two.reliability.own_sem) == ("benchmark", None)
    assert two.outcome == "no step found"


def test_an_unlevelled_camera_costs_what_it_tilts(tmp_path):
    known, unknown = (
        judged(make_sessions(tmp_path / str(level), [0, 0], 1, level=level))
        for level in (0.0, "auto")
    )
    assert unknown[LEAN].reliability.benchmark_sem > known[LEAN].reliability.benchmark_sem + 0.4
    assert unknown["cadence_spm"].reliability == known["cadence_spm"].reliability


def test_tables_and_page_say_the_same(stepped, tmp_path):
    found = posture.history(stepped, out=tmp_path / "history")
    assert sorted(path.name for path in found.path.iterdir()) == [
        *("history.csv", "history.html", "history.json", "reliability.csv")
    ]
    stored = json.loads((found.path / "history.json").read_text(encoding="utf-8"))
    table = pd.read_csv(found.path / "history.csv")
    lean = table[table["measure"] == LEAN]
    assert lean["date"].tolist() == sorted(lean["date"])
    levels = [one["measures"][LEAN]["level"] for one in stored["sessions"]]
    np.testing.assert_allclose(lean["level"], levels)
    np.testing.assert_allclose(lean["change"], 3.6)
    assert ((lean["level_low"] < lean["level"]) & (lean["level"] < lean["level_high"])).all()
    error = pd.read_csv(found.path / "reliability.csv").set_index("measure").loc[LEAN]
    assert error["step"] == pytest.approx(stored["measures"][LEAN]["step"]["size"])
    page = (found.path / "history.html").read_text(encoding="utf-8")
    assert "Trunk lean: more forward from 2026-03-22 on" in page
    assert "Pelvic tilt" in page.split("Not measured in any session")[1]
    assert "<script" not in page
    assert str(tmp_path) not in page + json.dumps(stored)


def test_what_was_not_found_is_not_called_unchanged(tmp_path):
    history = build_history([read_session(p) for p in make_sessions(tmp_path, [0, 0, 0], 7)])
    said = describe(LEAN, history)
    assert "no lasting change seen from day to day; only one of" in said
    assert "Pelvic tilt: cannot be judged" in describe("pelvic_tilt_deg", history)


def test_each_day_shows_its_level_and_what_changed_within_it(tmp_path):
    folders = make_sessions(tmp_path, [0, 0], 7)
    history = build_history([read_session(folder) for folder in folders])
    write_page(history, tmp_path / "history.html")
    page = (tmp_path / "history.html").read_text(encoding="utf-8")
    rows = page.split('class="days"')[1].split("</table>")[0]
    for one in history.sessions:
        assert one.measures[LEAN].verdict == "increased"
        assert f"{one.measures[LEAN].level:.1f}°" in rows
    assert rows.count("+3.6°, increased") == 2


def test_a_verdict_at_equal_pace_stands_beside_the_change_it_is_about(tmp_path):
    for folder in make_sessions(tmp_path, [0, 0], 7):
        file = folder / "summary.json"
        summary = json.loads(file.read_text(encoding="utf-8"))
        lean = summary["measures"][LEAN]
        lean["verdict"] = "no relevant change"
        lean["adjusted"] = {
            "for": ["speed_m_s"],
            "change": 0.4,
            "ci95": [-0.3, 1.1],
            "ci95_family": None,
            "reason": "",
            "decides": True,
        }
        file.write_text(json.dumps(summary), encoding="utf-8")
    found = posture.history(sorted(tmp_path.iterdir()), out=tmp_path / "history")
    page = (found.path / "history.html").read_text(encoding="utf-8")
    assert page.count("+3.6°, at equal pace +0.4°, no relevant change") == 2
    table = pd.read_csv(found.path / "history.csv").set_index("measure")
    assert table.loc[LEAN, "change_at_equal_pace"].tolist() == [0.4, 0.4]
    assert table.loc["cadence_spm", "change_at_equal_pace"].isna().all()
    day = found.results.sessions[0].date
    assert f"Trunk lean, change within a session: {day} 0.4°" in page
    said = "Where the pace differed within a session and is known, its change is the one at equal"
    assert said in page
    plain = posture.history(make_sessions(tmp_path / "plain", [0, 0], 7), out=tmp_path / "other")
    assert said not in (plain.path / "history.html").read_text(encoding="utf-8")


def test_a_drift_in_ten_minutes_is_not_drawn_of_less(tmp_path):
    folders = make_sessions(tmp_path, [0, 0], 7)
    history = build_history([read_session(folder) for folder in folders])
    assert 10 < history.sessions[0].span_s < 600
    drift = "Drift in 10 minutes"
    write_page(history, tmp_path / "short.html")
    long = [structs.replace(one, span_s=600.0) for one in history.sessions]
    write_page(structs.replace(history, sessions=tuple(long)), tmp_path / "long.html")
    short, long = (
        (tmp_path / name).read_text(encoding="utf-8") for name in ("short.html", "long.html")
    )
    assert drift not in short
    assert "drawn only of sessions that last as long" in short
    assert drift in long
    assert "drawn only of sessions that last as long" not in long


def test_parts_of_one_film_are_not_passed_off_as_days(tmp_path):
    folders = make_sessions(tmp_path, [0, 0], 7)
    same = "Some of these sessions are of the same film"

    def notes():
        return build_history([read_session(folder) for folder in folders]).notes

    assert any(note.startswith(same) for note in notes())
    path = folders[1] / "summary.json"
    summary = json.loads(path.read_text(encoding="utf-8"))
    summary["video"]["sha256"] = "0" * 64
    path.write_text(json.dumps(summary), encoding="utf-8")
    assert not any(note.startswith(same) for note in notes())


def test_the_other_side_is_another_leg(tmp_path):
    folders = make_sessions(tmp_path, [0, 0], 1)
    path = folders[1] / "summary.json"
    summary = json.loads(path.read_text(encoding="utf-8"))
    side = summary["runner"]["near_side"]
    summary["runner"]["near_side"] = "left" if side == "right" else "right"
    path.write_text(json.dumps(summary), encoding="utf-8")
    history = build_history([read_session(folder) for folder in folders])
    second = history.sessions[1].measures
    for name in ("knee_lift_near_deg", "pelvic_tilt_toe_off_deg", "elbow_angle_deg"):
        assert second[name].reason == OTHER_SIDE, name
        assert second[name].level is None
    assert second[LEAN].level is not None
    assert any("differ in sides" in note for note in history.notes)


def test_days_and_runners_come_from_a_file_beside_the_run(tmp_path):
    first, second = make_sessions(tmp_path, [0, 0], 1)
    write_about(first, About(runner="anna", date="2026-05-02", condition="old shoes"))
    assert read_about(first).condition == "old shoes"
    history = build_history([read_session(first), read_session(second)])
    assert [one.date for one in history.sessions] == ["2026-03-08", "2026-05-02"]
    assert history.runner == "anna"
    write_about(second, About(runner="bert"))
    with pytest.raises(UsageError, match="runs of anna and bert"):
        build_history([read_session(first), read_session(second)])


@pytest.mark.parametrize(
    ("name", "day"),
    [("run 2026-03-31 b", "2026-03-31"), ("20260331_run", "2026-03-31"), ("2026-02-31", "")],
)
def test_a_day_is_read_from_a_name(name, day):
    assert find_date(name) == day


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["{0}"], "a history needs at least two runs"),
        (["{0}", "{1}", "--date", "2026-03-01"], "2 runs and 1 dates"),
        (["{0}", "{1}", "--date", "March", "--date", "2026-03-01"], '"March" is no day'),
        (["{0}", "nothing"], "is not the folder of a finished run"),
        (["{0}", "{empty}"], "nothing was measured in"),
        (["{0}", "{nameless}"], "nobody says when nameless was run"),
    ],
)
def test_wrong_usage_is_one_sentence(stepped, tmp_path, arguments, sentence):
    empty, nameless = tmp_path / "empty", tmp_path / "nameless"
    empty.mkdir()
    write_data(make_empty_run(), empty)
    nameless.symlink_to(make_sessions(tmp_path / "more", [0], 1)[0].rename(tmp_path / "x"))
    nameless.unlink()
    (tmp_path / "x").rename(nameless)
    words = [one.format(*stepped, empty=empty, nameless=nameless) for one in arguments]
    result = CliRunner().invoke(app, ["history", *words])
    assert result.exit_code == 2, result.output
    assert sentence in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_the_command_prints_what_was_found(stepped, tmp_path):
    words = [str(one) for one in stepped]
    result = CliRunner().invoke(app, ["history", *words, "--out", str(tmp_path / "h")])
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[0].startswith("Trunk lean: more forward from 2026-03-22 on, by ")
    assert lines[-1] == f"page: {tmp_path / 'h' / 'history.html'}"


def test_a_day_is_written_in_two_ways():
    assert parse_date("20260331") == parse_date(" 2026-03-31 ") == "2026-03-31"


@pytest.mark.slow
@pytest.mark.parametrize("step", [0.0, 3.0])
def test_sessions_through_the_whole_pipeline(tmp_path, landmarks_are_joints, step):
    """The stick runner, filmed six times anew: tilt left, size, noise, and the network's error."""
    rng = np.random.default_rng(29)
    error = find_session_error(LEAN)
    folders = []
    for week in range(6):
        day = (FIRST + timedelta(weeks=week)).isoformat()
        clip = film(tmp_path / f"{day}.mp4", 14.0)
        seen = {
            "lean_deg": 6.0 + step * (week >= 3) + rng.normal(0, error.camera_sd),
            "roll_deg": rng.normal(0, LEAST_SD_DEG),
            "trunk_px": rng.uniform(34, 42),
            "noise_px": 0.3,
            "seed": week,
        }
        with network(lambda info, seen=seen: see(info, **seen)):
            run = posture.analyze(clip, out=tmp_path / "runs" / day, video=False, level=0.0)
        folders.append(run.path)
    found = posture.history(folders, out=tmp_path / "runs" / "history")
    lean = found.results.measures[LEAN]
    if step:
        assert (lean.outcome, lean.step.first) == ("increased", "2026-03-22")
        assert lean.step.ci95[0] < step < lean.step.ci95[1]
    else:
        key = [one for one in found.results.measures.values() if one.family == "posture"]
        assert [one.outcome for one in key if one.step is not None] == []
    assert 1 < lean.reliability.mdc < 2.5
    assert found.results.sessions[0].page == "../2026-03-01/report.html"
