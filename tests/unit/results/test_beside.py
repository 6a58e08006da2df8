"""A run beside other runners: at its speed, with our own error, without a judgement."""

import re

import pytest
from helpers_run import make_run

from posture.measures import MEASURES, find_measure
from posture.measures.reference import TILT
from posture.results.beside import describe_beside, describe_effect_of_speed, find_norm


def test_a_reference_is_read_at_the_speed_of_the_run():
    assert TILT.find(2.5).mean == pytest.approx(14.3)
    assert TILT.find(3.0).mean == pytest.approx(15.1)
    assert TILT.find(3.0).sd == pytest.approx(4.15)
    assert TILT.find(6.0) is None
    assert TILT.find(None) is None
    assert TILT.per_m_s == pytest.approx(1.15)


def test_no_comparison_where_runners_differ_less_than_we_err():
    near = find_measure("thigh_range_near_deg").reference
    assert near.find(2.5) is None  # 4.7 between runners, 5.5 of our own
    assert near.find(4.5) is not None


def test_rows_have_level_interval_and_source():
    run = make_run()
    run.strides["speed_m_s"] = 3.5
    rows = {row.title: row for row in describe_beside(run)}
    cadence = rows["Cadence"]
    assert re.fullmatch(r"167\.\d steps/min \(166\.\d to 168\.\d\)", cadence.level)
    assert cadence.others.startswith("172.5 ± 11.2 steps/min at 3.5 m/s, 18 regular runners")
    assert "Fukuchi" in cadence.source
    assert "Trunk lean" in rows
    assert "Pelvic tilt" not in rows  # not measured in this run


def test_without_a_speed_only_studies_of_a_single_speed_are_shown():
    run = make_run()
    assert [row.title for row in describe_beside(run)] == ["Trunk lean"]
    assert find_norm(run, "cadence_spm") is None
    assert find_norm(run, "a_measure_of_later_versions") is None


def test_the_effect_of_speed_is_that_of_the_source():
    text = describe_effect_of_speed("pelvic_tilt_deg")
    assert text == "0.3 m/s faster moves pelvic tilt by about 0.35°"
    assert describe_effect_of_speed("trunk_lean_deg") == ""


def test_nothing_about_other_runners_judges():
    run = make_run()
    run.strides["speed_m_s"] = 3.5
    words = " ".join(f"{row.others} {row.source}" for row in describe_beside(run))
    assert not re.search(r"normal|healthy range|should|too (much|little)|abnormal", words)
    assert all(m.reference is None or m.reference.source for m in MEASURES)
