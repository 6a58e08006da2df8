import re

import pytest
from helpers_run import make_back_run, make_paced_run, make_run, reread

from posture.report import changes
from posture.results.answer import short_answer


def rows_of(run):
    return {row.title: row for row in changes.all_rows(run)}


def test_the_row_of_a_change_holds_the_number_that_decides():
    run = make_run()
    row = rows_of(run)["Trunk lean"]
    found = run.results.measures["trunk_lean_deg"]
    low, high = found.ci95_family or found.ci95
    assert row.interval == f"{low:.1f} to {high:.1f}"
    assert row.counts_from == f"{found.counts_from:.1f}°"
    assert (row.verdict, row.looks, row.kind) == ("▲ increased", "more forward", "changed")
    assert row.usual in set(run.strides.loc[run.strides["segment"] == "late", "stride"])


def test_the_row_of_a_change_at_equal_pace_holds_no_number_of_another():
    row = rows_of(make_paced_run())["Trunk lean"]
    assert (row.change, row.interval, row.pace) == ("−3.0°", "−3.8 to −2.2", "at equal pace")
    assert (row.verdict, row.looks) == ("▼ decreased", "more upright")
    assert row.as_measured == "+1.0° (0.1 to 1.9)"
    other = rows_of(make_paced_run())["Cadence"]
    assert (other.pace, other.as_measured) == ("", "")


def test_a_change_that_is_not_known_at_equal_pace_is_told_as_measured():
    row = rows_of(make_paced_run(None))["Trunk lean"]
    assert (row.change, row.interval) == ("+1.0°", "0.1 to 1.9")
    assert row.pace == "as measured, not known at equal pace"
    assert row.as_measured == ""


@pytest.mark.parametrize(
    ("verdict", "written", "kind"),
    [
        ("probably increased", "△ probably increased", "probable"),
        ("no relevant change", "no relevant change", "open"),
        ("uncertain", "uncertain", "open"),
    ],
)
def test_a_verdict_that_is_not_sure_does_not_look_so(verdict, written, kind):
    run = make_run()
    run.summary["measures"]["trunk_lean_deg"].update(
        verdict=verdict,
        reason="the interval holds 0",
        settle={"strides": 60, "text": "about 60 strides in each window would tell"},
    )
    row = rows_of(reread(run))["Trunk lean"]
    assert (row.verdict, row.kind) == (written, kind)
    assert row.reason == "The interval holds 0. About 60 strides in each window would tell."
    assert bool(row.looks) == (kind == "probable")


def test_the_first_rows_are_the_questions_of_the_project():
    titles = [row.title for row in changes.main_rows(make_back_run())]
    assert titles == ["Trunk lean", "Pelvic tilt", "Low-back arch"]


def test_what_else_moved_leads_to_a_late_stride_that_shows_it():
    run = make_run()
    found = changes.further_changes(run, short_answer(run.results).further, details=False)
    assert found
    late = set(run.strides.loc[run.strides["segment"] == "late", "stride"])
    assert {usual for _, usual in found} <= late


def test_advice_stands_beside_the_names_of_its_measures():
    run = make_run()
    notes = dict(changes.training_notes(run, short_answer(run.results).advice))
    assert "Trunk lean" in notes
    assert all(text.endswith(".") for text in notes.values())


def test_the_bar_shows_interval_and_band_on_one_scale():
    run = make_run()
    found = run.results.measures["trunk_lean_deg"]
    bar = str(rows_of(run)["Trunk lean"].bar)
    change, low, high = (
        float(re.search(pattern, bar)[1])
        for pattern in (r'cx="([\d.]+)%"', r'reach" x1="([\d.]+)%"', r'x2="([\d.]+)%" y1="11"')
    )
    scale = (change - 50) / found.change
    edges = found.ci95_family or found.ci95
    assert [low - 50, high - 50] == pytest.approx([scale * edge for edge in edges], abs=0.2)
    assert float(re.search(r'width="([\d.]+)%" height="16"', bar)[1]) == pytest.approx(
        2 * scale * found.counts_from, abs=0.2
    )


def test_levels_of_a_clip_are_means_of_the_strides_that_count():
    run = make_run()
    (lean,) = [
        level for level in changes.levels(run, ["trunk_lean_deg"]) if level.title == "Trunk lean"
    ]
    used = run.strides.loc[run.strides["rejected"] == "", "trunk_lean_deg"]
    assert lean.mean == f"{used.mean():.1f}°"
    assert lean.spread == f"single strides {used.min():.1f} to {used.max():.1f}°"


def test_reasons_of_what_was_not_compared_are_told_once():
    run = make_run()
    found = changes.reasons(run)
    assert len({why for _, why in found}) == len(found)
    assert any("Pelvic tilt" in names for names, _ in found)
