import re

import numpy as np
from helpers_run import make_run, reread

from posture.report import curves


def numbers(markup, kind):
    (path,) = re.findall(rf'class="{kind}" d="([^"]+)"', markup)
    return [tuple(map(float, pair)) for pair in re.findall(r"M([\d.]+) ([\d.-]+)", path)]


def test_every_stride_is_a_dot_of_its_window():
    run = make_run()
    drawn = str(curves.over_run(run, "trunk_lean_deg"))
    accepted = run.strides[run.strides["rejected"] == ""]
    for which in ("early", "late"):
        own = accepted[accepted["segment"] == which]
        assert len(numbers(drawn, f"dots {which}")) == len(own)


def test_the_onset_and_the_pain_are_marked():
    run = make_run()
    assert "begins to change 0:26" in curves.over_run(run, "trunk_lean_deg")
    assert "begins" not in curves.over_run(run, "cadence_spm")


def test_what_does_not_matter_does_not_fill_the_height():
    run = make_run()
    run.strides["trunk_lean_deg"] = 6.0 + 0.1 * (np.arange(len(run.strides)) % 2)
    (low, high) = re.findall(r'data-y="(\S+) (\S+)"', str(curves.over_run(run, "trunk_lean_deg")))[
        0
    ]
    assert float(high) - float(low) >= 2.0  # the smallest change of lean that matters


def test_what_strides_lack_has_no_curve():
    run = make_run()
    assert curves.over_run(run, "pelvic_tilt_deg") is None
    assert curves.through_stride(run, "cadence_spm") is None


def test_the_mean_through_the_stride_is_that_of_the_strides():
    run = make_run()
    drawn = str(curves.through_stride(run, "trunk_lean_deg"))
    assert "mean early" in drawn
    assert "mean late" in drawn
    early, late = (
        curves._mean_curves(run, "trunk_lean_deg")[which][0] for which in ("early", "late")
    )
    change = run.results.measures["trunk_lean_deg"].change
    assert abs(np.nanmean(late - early) - change) < 0.5


def test_without_a_comparison_nothing_is_called_early_or_late():
    run = make_run()
    for found in run.summary["measures"].values():
        found.update(change=None, ci95=None, verdict="not measurable", reason="too few strides")
    run = reread(run)
    assert curves.compared_windows(run) == ()
    for drawn in (
        curves.over_run(run, "trunk_lean_deg"),
        curves.through_stride(run, "trunk_lean_deg"),
    ):
        assert not re.search(r'class="[^"]*(early|late)', str(drawn))
        assert ">early" not in str(drawn)
