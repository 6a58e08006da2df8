"""The run against standing still, in sentences."""

import dataclasses

import pytest
from helpers_run import make_run
from msgspec.structs import replace

from posture.charts.drift import drift_figure
from posture.comparison.standing import AgainstStanding, StandingMeasure
from posture.console import print_outcome
from posture.report import write_report
from posture.results.against_standing import describe_against_standing, describe_standing
from posture.results.answer import short_answer
from posture.results.show import as_html, as_text

LEAN = StandingMeasure(
    unit="deg", standing=2.0, run=7.4, early=6.1, late=9.0,
    run_ci95=(5.4, 9.4), early_ci95=(4.1, 8.1), late_ci95=(7.0, 11.0),
)  # fmt: skip
TILT = StandingMeasure(
    unit="deg", standing=9.0, run=1.0, early=-0.5, late=2.5,
    run_ci95=(-1.9, 3.9), early_ci95=(-3.4, 2.4), late_ci95=(0.1, 4.9),
)  # fmt: skip
HIDDEN = StandingMeasure(unit="deg", standing=None, reason="standing, arms hide the low back")


def against(in_run=True, **measures):
    found = {f"{name}_rel_standing_deg": one for name, one in measures.items()}
    return AgainstStanding(
        source="0:00-0:05" if in_run else "still.mp4",
        in_run=in_run,
        start_s=0.2,
        end_s=4.9,
        frames=140,
        measures=found,
    )


def describe(**measures):
    return describe_against_standing(replace(make_run().results, standing=against(**measures)))


def test_nothing_is_said_where_nobody_stood():
    assert describe_against_standing(make_run().results) == []
    assert short_answer(make_run().results).standing == ()


def test_early_and_late_with_their_intervals():
    assert describe(trunk_lean=LEAN) == [
        "Against standing still, trunk lean is +6.1° early (more forward; 95 % interval 4.1 to "
        "8.1) and +9.0° late (more forward; 95 % interval 7.0 to 11.0)."
    ]


def test_what_may_be_none_is_not_said_as_if_it_were_none():
    (line,) = describe(pelvic_tilt=TILT)
    assert "−0.5° early (95 % interval −3.4 to 2.4: it may be none)" in line
    assert "+2.5° late (front of the pelvis lower; 95 % interval 0.1 to 4.9)" in line


def test_a_clip_by_itself_has_one_value():
    alone = StandingMeasure(unit="deg", standing=2.0, run=7.4, run_ci95=(5.4, 9.4))
    (line,) = describe(trunk_lean=alone)
    assert line.endswith("is +7.4° when running (more forward; 95 % interval 5.4 to 9.4).")


def test_what_is_not_known_shares_its_reason():
    lines = describe(trunk_lean=LEAN, pelvic_tilt=HIDDEN, lumbar_lordosis=HIDDEN)
    assert lines[1:] == [
        "Against standing still, pelvic tilt and low-back arch cannot be given: standing, arms "
        "hide the low back."
    ]


def test_where_standing_was_seen():
    assert describe_standing(against()).startswith("Standing still: 0:00-0:05 of the film, 140")
    assert "0:00-0:05 of still.mp4" in describe_standing(against(in_run=False))


def test_page_console_and_prompt_say_the_same(tmp_path, capsys):
    run = make_run()
    run = dataclasses.replace(run, results=replace(run.results, standing=against(trunk_lean=LEAN)))
    (line,) = describe(trunk_lean=LEAN)
    page = write_report(run, tmp_path, has_video=False).read_text(encoding="utf-8")
    print_outcome(run)
    for text in (page, capsys.readouterr().out, as_text(run), as_html(run)):
        assert line in text
    assert "Against standing still</h2>" in page
    plain = write_report(make_run(), tmp_path, has_video=False).read_text(encoding="utf-8")
    assert "standing still" not in plain


def test_the_chart_has_an_axis_against_standing():
    run = make_run()
    stood = replace(LEAN, standing=float(run.strides["trunk_lean_deg"].mean()))
    run = dataclasses.replace(run, results=replace(run.results, standing=against(trunk_lean=stood)))
    figure = drift_figure(run, "trunk_lean_deg")
    figure.draw_without_rendering()
    (axes,) = figure.axes
    (beside,) = axes.child_axes
    low, high = axes.get_ylim()
    assert beside.get_ylim() == pytest.approx((low - stood.standing, high - stood.standing))
    (level,) = (line for line in axes.lines if line.get_label() == "_standing")
    assert level.get_ydata()[0] == pytest.approx(stood.standing)
    assert not drift_figure(make_run(), "trunk_lean_deg").axes[0].child_axes
