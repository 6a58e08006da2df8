"""A run as it shows itself at the prompt and in a notebook."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from helpers_run import make_back_run, make_empty_run, make_run

from posture.results.run import Run
from posture.results.types import Summary


def with_summary(run: Run, **entries: Any) -> Run:
    """The run with other entries in its summary, as summary.json has them."""
    return replace(run, results=Summary.from_json(run.results.to_json() | entries))


def test_a_run_is_a_few_lines():
    run = replace(make_back_run(), path=Path("runs/morning"))
    assert repr(run).splitlines() == [
        "Run of morning run.mp4, runner facing right",
        "  81 strides. Early: 0:00–0:20, 27 strides. Late: 0:40–1:00, 27 strides.",
        "  Trunk lean: +3.6° (95 % CI 3.1 to 4.1), increased",
        "  Pelvic tilt: +0.3° (95 % CI −0.3 to 0.9), no relevant change",
        "  Low-back arch: +5.2° (95 % CI 4.1 to 6.3), increased",
        f"  in {Path('runs/morning')}",
    ]


def test_what_was_not_measured_has_no_number():
    assert "  Pelvic tilt: change not known, not measurable" in repr(make_run()).splitlines()


def test_a_failed_run_says_why():
    assert repr(make_empty_run("nobody runs.")).splitlines() == [
        "Run of morning run.mp4",
        "  not measured: nobody runs",
    ]


def test_several_videos_are_all_named():
    video = make_run().summary["video"]
    videos = [video | {"path": "a/fresh.mp4"}, video | {"path": "tired.mp4"}]
    shown = repr(with_summary(make_run(), videos=videos))
    assert shown.startswith("Run of fresh.mp4 and tired.mp4, runner facing right\n")


def test_of_two_videos_each_has_its_own_clock():
    run = make_run()
    video = run.summary["video"]
    videos = [video | {"path": name, "real_s": 31.0} for name in ("fresh.mp4", "tired.mp4")]
    segments = run.results.to_json()["segments"]
    segments["late"] |= {"start_s": 31.0, "end_s": 61.0}
    shown = repr(with_summary(run, videos=videos, segments=segments)).splitlines()
    assert shown[1].endswith("Late: tired.mp4 0:00–0:30, 27 strides.")


def test_the_change_is_the_one_that_the_verdict_follows():
    measures = make_run().results.to_json()["measures"]
    measures["trunk_lean_deg"]["adjusted"] = {
        "for": ["speed_m_s"],
        "change": 2.4,
        "ci95": [2.1, 2.7],
        "reason": "",
        "decides": True,
    }
    shown = repr(with_summary(make_run(), measures=measures))
    assert "  Trunk lean: +2.4° (95 % CI 2.1 to 2.7) at equal pace, increased\n" in shown


def test_a_change_that_is_not_known_at_equal_pace_says_so():
    measures = make_run().results.to_json()["measures"]
    measures["trunk_lean_deg"] |= {
        "verdict": "uncertain",
        "adjusted": {"for": ["speed_m_s"], "reason": "the speed did not vary", "decides": True},
    }
    shown = repr(with_summary(make_run(), measures=measures))
    line = "+3.6° (95 % CI 3.1 to 4.1) as measured, not known at equal pace, uncertain"
    assert f"  Trunk lean: {line}\n" in shown


def test_a_notebook_gets_a_table_with_everything_escaped():
    run = replace(make_run(name="<b>fast & free.mp4"), path=Path("runs/a&b"))
    shown = run._repr_html_()
    assert "<b>Run of &lt;b&gt;fast &amp; free.mp4, runner facing right</b>" in shown
    assert "runs/a&amp;b" in shown
    assert shown.count("<tr>") == 4
    assert "<td>+3.6° (95 % CI 3.1 to 4.1)</td><td>increased</td>" in shown


def test_a_failed_run_has_no_table():
    shown = make_empty_run("a < b")._repr_html_()
    assert "not measured: a &lt; b" in shown
    assert "<table>" not in shown


def test_runs_are_compared_as_objects_not_table_by_table():
    run = make_run()
    assert run in [run]
    assert run != make_run()
