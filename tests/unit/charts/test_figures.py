import sys

import numpy as np
import pytest
from helpers_run import (
    KNOWN,
    LOW_BACK,
    make_back_run,
    make_empty_run,
    make_refused_run,
    make_run,
    reread,
)
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from posture.charts import change_figure, drift_figure, waveform, waveform_figure
from posture.charts.style import EARLY, LATE
from posture.errors import UsageError
from posture.results.run import Run


@pytest.fixture(scope="module")
def run() -> Run:
    return make_run()


def words(figure: Figure) -> str:
    texts = [text.get_text().replace("\n", " ") for ax in figure.axes for text in ax.texts]
    return " | ".join(texts)


def line(figure: Figure, colour: str, length: int) -> np.ndarray:
    """Heights of the one line of this colour and number of points."""
    found = [
        np.asarray(line.get_ydata(), dtype=float)
        for line in figure.axes[0].lines
        if to_hex(line.get_color()).upper() == colour.upper() and len(line.get_ydata()) == length
    ]
    assert found
    return found[-1]


def test_drift_says_change_and_verdict(run: Run):
    text = words(drift_figure(run, "trunk_lean_deg"))
    assert "Trunk lean increased by 3.6° (more forward)" in text
    assert "Change +3.6° (95 % CI 3.1 to 4.1); it counts from 2.0°." in text
    assert "Drift: +5.0° (95 % CI 4.4 to 5.6) per minute." in text
    assert "The change begins at about 0:26 (95 % CI 0:19 to 0:33)." in text
    assert "early 6.0°" in text
    assert "late 9.6°" in text
    assert "begins to change 0:26" in text


def test_drift_bars_are_the_window_means(run: Run):
    figure = drift_figure(run, "contact_time_near_s")
    assert line(figure, EARLY, 2) == pytest.approx([242.0, 242.0])
    assert line(figure, LATE, 2) == pytest.approx([262.0, 262.0])


def test_drift_dots_are_the_strides_of_each_window(run: Run):
    figure = drift_figure(run, "trunk_lean_deg")
    early = line(figure, EARLY, 27)
    assert early.mean() == pytest.approx(KNOWN["trunk_lean_deg"][0])


def test_drift_shows_rejected_strides_hollow_and_only_those(run: Run):
    hollow = [
        line
        for line in drift_figure(run, "trunk_lean_deg").axes[0].lines
        if line.get_label() == "rejected"
    ]
    rejected = run.strides["rejected"] != ""
    assert 1 <= len(hollow[0].get_ydata()) <= rejected.sum()
    assert set(hollow[0].get_ydata()) <= set(run.strides.loc[rejected, "trunk_lean_deg"])
    assert hollow[0].get_markerfacecolor() == "none"


def test_drift_of_a_measure_without_values_says_why(run: Run):
    text = words(drift_figure(run, "pelvic_tilt_deg"))
    assert "Pelvic tilt was not measured" in text
    assert LOW_BACK in text


def test_drift_without_a_comparison_still_shows_the_strides():
    run = make_run()
    why = "4 strides of the early window could be measured, and 10 are needed"
    run.summary["measures"]["trunk_lean_deg"].update(
        change=None, ci95=None, detectable_change=None, verdict="not measurable", reason=why
    )
    run = reread(run)
    figure = drift_figure(run, "trunk_lean_deg")
    assert f"Not compared: {why}" in words(figure)
    assert len(line(figure, LATE, 27)) == 27


def test_unknown_measures_name_the_choice(run: Run):
    with pytest.raises(UsageError, match=r"'elbow'.*trunk_lean_deg"):
        drift_figure(run, "elbow")
    with pytest.raises(UsageError, match=r"'cadence_spm'.*trunk_lean_deg"):
        waveform_figure(run, "cadence_spm")


def test_change_gives_each_measure_in_its_own_unit(run: Run):
    text = words(change_figure(run))
    assert "▲ +3.6°, more forward" in text
    assert "▲ +20 ms, longer on the ground" in text
    assert "▼ −3.4°, knee lower" in text
    assert "−0.8 steps/min, no relevant change" in text


def test_change_is_drawn_in_multiples_of_what_counts(run: Run):
    # Trunk lean: 3.6° against 2°, the smallest of interest, since the interval is ± 0.5°.
    dots = [
        (float(line.get_xdata()[0]), float(line.get_ydata()[0]))
        for line in change_figure(run).axes[0].lines
        if line.get_marker() == "o"
    ]
    assert dots[0] == pytest.approx((1.8, 0.0))
    assert len(dots) == len(KNOWN)


def test_change_lists_what_was_not_compared_with_the_reason(run: Run):
    text = words(change_figure(run)).replace(" | ", " ")
    assert "Without a row: Pelvic tilt, Pelvic tilt at toe-off" in text
    assert f"Why: {LOW_BACK}." in text


def test_change_without_any_measure_says_why():
    assert "nobody runs in this video" in words(change_figure(make_empty_run()))


def test_waveform_means_follow_the_strides(run: Run):
    figure = waveform_figure(run, "trunk_lean_deg")
    early, late = line(figure, EARLY, 101), line(figure, LATE, 101)
    swing = 2.0 * np.cos(4 * np.pi * np.linspace(0, 1, 101))
    inner = slice(6, -6)
    np.testing.assert_allclose(early[inner], (6.0 + swing)[inner], atol=0.15)
    np.testing.assert_allclose(late[inner], (9.6 + swing)[inner], atol=0.15)


def test_waveform_marks_toe_off(run: Run):
    figure = waveform_figure(run, "hip_angle_near_deg")
    marks = [
        line.get_xdata()[0]
        for line in figure.axes[0].lines
        if len(line.get_xdata()) == 2 and line.get_xdata()[0] == line.get_xdata()[1]
    ]
    stride_s = 60 / 84
    assert marks == pytest.approx([100 * 0.242 / stride_s, 100 * 0.262 / stride_s])
    assert "right foot leaves the ground" in words(figure)


def test_waveform_of_a_measure_without_values_says_why(run: Run):
    assert LOW_BACK in words(waveform_figure(run, "lumbar_lordosis_deg"))
    assert "no stride" in words(waveform_figure(make_empty_run(), "trunk_lean_deg"))


def test_text_is_large_enough_for_a_phone(run: Run):
    for figure in (change_figure(run), drift_figure(run, "cadence_spm")):
        assert figure.get_figwidth() == 7.0
        sizes = [text.get_fontsize() for ax in figure.axes for text in ax.texts]
        sizes += [label.get_fontsize() for ax in figure.axes for label in ax.get_xticklabels()]
        assert min(sizes) >= 11


def test_pyplot_is_left_alone(run: Run):
    drift_figure(run, "trunk_lean_deg")
    pyplot = sys.modules.get("matplotlib.pyplot")
    assert pyplot is None or pyplot.get_fignums() == []


def test_drift_of_the_low_back_is_drawn_when_it_was_measured():
    run = make_back_run()
    arch, tilt = (drift_figure(run, name) for name in ("lumbar_lordosis_deg", "pelvic_tilt_deg"))
    assert "Low-back arch increased by 5.2° (more arched)" in words(arch)
    assert line(arch, EARLY, 2) == pytest.approx([30.0, 30.0])
    assert line(arch, LATE, 2) == pytest.approx([35.2, 35.2])
    assert "Pelvic tilt: no relevant change | Change +0.3° (95 % CI −0.3 to 0.9)" in words(tilt)


def test_waveform_of_the_low_back_follows_the_strides():
    figure = waveform_figure(make_back_run(), "pelvic_tilt_deg")
    swing = 3.0 * np.sin(4 * np.pi * np.linspace(0, 1, 101))
    inner = slice(6, -6)
    np.testing.assert_allclose(line(figure, EARLY, 101)[inner], (12 + swing)[inner], atol=0.3)
    np.testing.assert_allclose(line(figure, LATE, 101)[inner], (12.3 + swing)[inner], atol=0.3)


@pytest.mark.parametrize("measure", ["pelvic_tilt_deg", "lumbar_lordosis_deg"])
def test_a_refused_low_back_says_why_in_every_chart(measure: str):
    why = "the top hangs loose"
    run = make_refused_run("back_cloth", why)
    for figure in (drift_figure(run, measure), waveform_figure(run, measure)):
        assert f"Why: {why}." in words(figure)
    assert f"Why: {why}." in words(change_figure(run))


def test_the_waveform_shades_where_the_back_was_hidden():
    def shaded(run: Run) -> list[tuple[float, float]]:
        ax = waveform_figure(run, "lumbar_lordosis_deg").axes[0]
        spans = [patch.get_bbox() for patch in ax.patches if patch.get_label() == "_hidden"]
        return [(span.x0, span.x1) for span in spans]

    run = make_back_run()
    ((start, end),) = shaded(run)
    assert start == pytest.approx(50, abs=6)
    assert end == pytest.approx(100, abs=6)
    assert "Hatched: the back was hidden" in words(waveform_figure(run, "lumbar_lordosis_deg"))
    assert "hidden" not in words(waveform_figure(run, "trunk_lean_deg"))
    run.frames["back_visible"] = True
    assert shaded(run) == []


def test_a_single_hidden_phase_is_hatched_where_it_is_seen(monkeypatch):
    monkeypatch.setattr(waveform, "_hidden", lambda run, measure: np.array([[33, 33]]))
    ax = waveform_figure(make_back_run(), "lumbar_lordosis_deg").axes[0]
    (span,) = [patch.get_bbox() for patch in ax.patches if patch.get_label() == "_hidden"]
    assert (span.x0, span.x1) == (32.5, 33.5)
