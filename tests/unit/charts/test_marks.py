"""The marks of the charts lie where the numbers say, and the sentences say the same."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from helpers_run import make_empty_run, make_run, reread
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from posture.charts import (
    change_figure,
    drift_figure,
    overview_figure,
    sides_figure,
    waveform_figure,
)
from posture.charts.sides import window_index
from posture.comparison.pain import compare_pain
from posture.comparison.sides import compare_sides
from posture.measures import PAIRS
from posture.results.run import Run
from posture.results.timeline import timeline


def words(figure: Figure) -> str:
    texts = [text.get_text().replace("\n", " ") for ax in figure.axes for text in ax.texts]
    return " | ".join(texts)


def labelled(ax: Axes, label: str) -> list[tuple[list[float], list[float]]]:
    """Places and heights of the lines of a label."""
    return [
        (list(map(float, line.get_xdata())), list(map(float, line.get_ydata())))
        for line in ax.lines
        if line.get_label() == label
    ]


def spans(ax: Axes, label: str) -> list[tuple[float, float, float, float]]:
    boxes = [patch.get_bbox() for patch in ax.patches if patch.get_label() == label]
    return [(box.x0, box.x1, box.y0, box.y1) for box in boxes]


def in_pieces() -> Run:
    """Make a run of three pieces of 28 strides, which begin at 0:00, 5:00 and 10:00."""
    run = make_run(rejected=())
    piece = np.arange(84) // 28
    shift = 300.0 * piece - np.array(run.strides["start_s"])[28 * piece]
    run.strides[["start_s", "end_s"]] = run.strides[["start_s", "end_s"]].add(shift, axis=0)
    run.strides["clip"] = (piece + 1).astype(str)
    video = run.summary["video"]
    run.summary["videos"] = [video | {"at_s": 300.0 * number} for number in range(3)]
    run = reread(run)
    return run


def two_clips() -> Run:
    """Make a run of an early clip of 30 s and a late one, the time between them not known."""
    run = make_run(rejected=())
    for table, times in ((run.strides, "start_s"), (run.frames, "time_s")):
        table["clip"] = np.where(table[times] < 29.99, "early", "late")
    run.strides["segment"] = run.strides["clip"]
    run.summary["segments"]["early"].update(start_s=0.0, end_s=30.0)
    run.summary["segments"]["late"].update(start_s=30.0, end_s=60.0)
    run.summary.update(videos=[run.summary["video"]] * 2, drift={})
    run = reread(run)
    return run


def test_the_grey_band_is_what_does_not_count_around_the_early_level():
    run = make_run()
    ((_, _, low, high),) = spans(drift_figure(run, "trunk_lean_deg").axes[0], "_band")
    assert (low, high) == pytest.approx((4.0, 8.0))  # 6 ± 2, the smallest change of interest
    run.summary["measures"]["trunk_lean_deg"]["counts_from"] = 0.8
    run = reread(run)
    figure = drift_figure(run, "trunk_lean_deg")
    ((_, _, low, high),) = spans(figure.axes[0], "_band")
    assert (low, high) == pytest.approx((5.2, 6.8))
    assert "too small to count (± 0.8°)" in words(figure)


def test_the_grey_band_is_in_the_written_unit():
    ((_, _, low, high),) = spans(drift_figure(make_run(), "contact_time_near_s").axes[0], "_band")
    assert (low, high) == pytest.approx((232.0, 252.0))


def test_windows_are_shaded_where_they_are():
    ax = drift_figure(make_run(), "trunk_lean_deg").axes[0]
    assert spans(ax, "_early")[0][:2] == pytest.approx((0.0, 20.0))
    assert spans(ax, "_late")[0][:2] == pytest.approx((40.0, 60.0))


def test_onset_and_its_interval_lie_at_their_times():
    ax = drift_figure(make_run(), "trunk_lean_deg").axes[0]
    assert labelled(ax, "_onset")[0][0] == [26.0]
    assert labelled(ax, "_onset_interval")[0][0] == [19.0, 33.0]
    assert not labelled(drift_figure(make_run(), "cadence_spm").axes[0], "_onset")


def test_pain_lies_at_its_time_and_only_where_it_was_given():
    run = make_run()
    assert not labelled(drift_figure(run, "trunk_lean_deg").axes[0], "_pain")
    run.summary["pain"] = compare_pain(47.0, {})
    run = reread(run)
    figure = drift_figure(run, "trunk_lean_deg")
    assert labelled(figure.axes[0], "_pain")[0][0] == [47.0, 47.0]
    assert "pain 0:47" in words(figure)
    (head, lean, _) = overview_figure(run).axes
    assert not labelled(head, "_pain")
    assert labelled(lean, "_pain")


def test_the_trend_of_a_run_in_pieces_has_gaps():
    run = in_pieces()
    assert np.ravel(timeline(run).stretches) == pytest.approx([0, 20, 300, 320, 600, 620])
    trends = labelled(drift_figure(run, "trunk_lean_deg").axes[0], "_trend")
    for (places, _), begin in zip(trends, (0, 300, 600), strict=True):
        assert begin <= min(places) <= max(places) <= begin + 20


def test_a_pause_without_strides_breaks_the_trend():
    run = make_run(rejected=())
    kept = run.strides.drop(index=range(30, 45))  # 10.7 s
    run = replace(run, strides=kept)
    (first, _), (second, _) = labelled(drift_figure(run, "trunk_lean_deg").axes[0], "_trend")
    stride_s = 60 / 84
    assert max(first) == pytest.approx(30 * stride_s)
    assert min(second) == pytest.approx(45 * stride_s)


def test_two_clips_have_a_clock_and_a_trend_of_their_own():
    run = two_clips()
    figure = drift_figure(run, "trunk_lean_deg")
    ax = figure.axes[0]
    first, second = labelled(ax, "_trend")
    shift = 0.1 * 60
    assert max(first[0]) < 30 < 30 + shift <= min(second[0])
    assert spans(ax, "_late")[0][:2] == pytest.approx((30 + shift, 60 + shift))
    ticks = [label.get_text() for label in ax.get_xticklabels()]
    assert ticks == ["0:00", "0:10", "0:20", "0:30"] * 2
    assert ax.get_xlabel() == "time of each clip (min:s)"
    assert "how much time lies between them is not known" in words(figure)
    assert "late 0:00–0:30" in words(overview_figure(run))


def waves_of(run: Run, clusters: list[dict], blocks: int = 8) -> Run:
    run.summary["waveforms"] = {
        "trunk_lean_deg": {"clusters": clusters, "blocks_early": blocks, "blocks_late": 8}
    }
    run = reread(run)
    return run


def test_parts_of_the_stride_that_differ_are_shaded_and_named():
    parts = [
        {"from": 0.1, "to": 0.35, "p": 0.004, "mean_difference": 3.52},
        {"from": 0.6, "to": 0.8, "p": 0.03, "mean_difference": -1.0},
    ]
    figure = waveform_figure(waves_of(make_run(), parts), "trunk_lean_deg")
    ends = [edges[:2] for edges in spans(figure.axes[0], "_differs")]
    assert ends == [pytest.approx((10, 35)), pytest.approx((60, 80))]
    assert "+3.5° (more forward) from 10 to 35 %" in words(figure)
    assert "−1.0° (more upright) from 60 to 80 %" in words(figure)
    assert "p = 0.030" in words(figure)


def test_a_difference_through_the_whole_stride_is_called_so():
    parts = [{"from": 0.0, "to": 1.0, "p": 0.0005, "mean_difference": 3.6}]
    said = words(waveform_figure(waves_of(make_run(), parts), "trunk_lean_deg"))
    assert "+3.6° (more forward) through the whole stride" in said
    assert "p < 0.001" in said


def test_without_a_difference_nothing_is_shaded():
    figure = waveform_figure(waves_of(make_run(), []), "trunk_lean_deg")
    assert "Trunk lean: no part of the stride stands out from chance" in words(figure)
    assert not spans(figure.axes[0], "_differs")


@pytest.mark.parametrize(
    ("blocks", "text"),
    [
        (0, "Too few strides to test"),
        (3, "Too few strides that differ from their neighbours to test"),
    ],
)
def test_too_few_strides_are_no_proof_that_nothing_differs(blocks: int, text: str):
    said = words(waveform_figure(waves_of(make_run(), [], blocks=blocks), "trunk_lean_deg"))
    assert text in said
    assert "stands out from chance" not in said


def test_a_waveform_that_was_not_tested_says_the_largest_difference():
    said = words(waveform_figure(make_run(), "trunk_lean_deg"))
    assert "late and early differ most at" in said
    assert "(not tested)" in said


def test_the_overview_has_verdicts_and_the_same_rows_as_the_change_chart():
    run = make_run()
    overview, change = overview_figure(run), change_figure(run)
    for text in (
        "4 of 11 measures changed from early to late",
        "Early 0:00–0:20 (27 strides), late 0:40–1:00 (27 strides).",
        "Trunk lean increased by 3.6° (more forward)",
        "The change begins at about 0:26 (95 % CI 0:19 to 0:33).",
    ):
        assert text in words(overview)
    dots = [
        [line.get_xdata()[0] for line in figure.axes[-1].lines if line.get_marker() == "o"]
        for figure in (overview, change)
    ]
    assert len(dots[0]) == 11
    assert dots[0] == pytest.approx(dots[1])


def test_the_overview_fits_a_phone_and_a_page():
    figure = overview_figure(make_run())
    assert figure.get_figwidth() == 7.0
    sizes = [text.get_fontsize() for ax in figure.axes for text in ax.texts]
    assert min(sizes) >= 11


def test_the_overview_without_any_measure_says_why():
    assert "Why: nobody runs in this video." in words(overview_figure(make_empty_run()))


def test_the_change_at_equal_pace_is_drawn_where_it_decides():
    run = make_run()
    found = run.summary["measures"]["trunk_lean_deg"]
    found["adjusted"] = {"for": ["speed_m_s"], "change": 2.4, "ci95": [2.1, 2.7], "decides": True}
    run = reread(run)
    assert "Change +2.4° (95 % CI 2.1 to 2.7) at equal pace" in words(
        drift_figure(run, "trunk_lean_deg")
    )
    figure = change_figure(run)
    dots = [line.get_xdata()[0] for line in figure.axes[0].lines if line.get_marker() == "o"]
    assert dots[0] == pytest.approx(1.2)
    run.summary["measures"]["trunk_lean_deg"]["adjusted"]["decides"] = False
    run = reread(run)
    assert "Change +3.6°" in words(drift_figure(run, "trunk_lean_deg"))


def test_left_and_right_are_drawn_at_their_index():
    run = make_run()
    strides: pd.DataFrame = run.strides
    rng = np.random.default_rng(2)
    strides["knee_lift_far_deg"] = 50.0 + rng.normal(0, 0.5, len(strides))
    late = strides["segment"] == "late"
    strides["knee_lift_near_deg"] = np.where(late, 70.0, 60.0) + rng.normal(0, 0.5, len(strides))
    run.summary["sides"] = compare_sides(strides)
    run = reread(run)
    lift = run.summary["sides"]["knee_lift"]
    figure = sides_figure(run)
    index = [places[0] for places, _ in labelled(figure.axes[0], "_index")]
    assert lift["index_percent"] in index
    assert f"Knee lift {lift['index_percent']:.1f} % more right" in words(figure).replace(
        "knee", "Knee"
    )
    assert "knee lift shifted right from early to late" in words(figure).lower()
    assert f"right {lift['near']:.1f}, left {lift['far']:.1f}°" in words(figure)
    early, late_dot = (
        next(
            float(line.get_xdata()[0])
            for line in figure.axes[0].lines
            if line.get_color() == colour and line.get_ydata()[0] == pytest.approx(row)
        )
        for colour, row in (
            ("#0072B2", index.index(lift["index_percent"]) - 0.17),
            ("#D55E00", index.index(lift["index_percent"]) + 0.17),
        )
    )
    assert early == pytest.approx(100 * 10 / 55, abs=1.0)
    assert late_dot == pytest.approx(100 * 20 / 60, abs=1.0)


def test_dots_of_windows_that_show_opposite_sides_are_of_the_same_legs():
    run = make_run()
    late = run.strides["segment"] == "late"
    table = run.strides.assign(
        facing=np.where(late, "left", "right"),
        contact_time_near_s=np.where(late, 0.230, 0.250),  # right 250 ms, left 230
        contact_time_far_s=np.where(late, 0.250, 0.230),
    )
    run = replace(run, strides=table)
    (contact,) = [legs for legs in PAIRS if legs.pair.name == "contact_time"]
    for which in ("early", "late"):
        assert window_index(run, contact, which) == pytest.approx(100 * 20 / 240)


def test_a_side_whose_error_is_not_known_is_not_shown():
    run = make_run()
    found = {"unit": "trunk lengths", "near": 0.16, "far": 0.12, "index_percent": 28.0}
    found |= {"ci95": None, "change": None, "change_ci95": None, "note": ""}
    run.summary["sides"] = {"vertical_oscillation": found}
    run = reread(run)
    assert "Left and right could not be compared" in words(sides_figure(run))


def test_sides_that_were_not_compared_say_so():
    assert "Left and right could not be compared" in words(sides_figure(make_run()))


def test_a_run_draws_all_its_charts():
    run = make_run()
    for figure in (
        run.plot_drift("trunk_lean_deg"),
        run.plot_waveform("trunk_lean_deg"),
        run.plot_change(),
        run.plot_sides(),
        run.plot_overview(),
    ):
        assert isinstance(figure, Figure)


def test_times_of_two_clips_are_each_clip_s_own_even_before_its_first_stride():
    run = two_clips()
    late = run.strides["clip"] == "late"
    run.strides.loc[late, ["start_s", "end_s"]] += 0.4  # the first stride begins after the clip
    time = timeline(run)
    assert (time.clock(0.0), time.clock(30.0 - 1e-6)) == ("0:00", "0:30")
    assert (time.clock(30.0), time.clock(60.0)) == ("0:00", "0:30")
    assert time.x(30.0) - 30.0 == time.x(31.0) - 31.0


@pytest.mark.parametrize("shift", [-4.0, 0.0, 1.0, 2.0, 3.0, 4.0])
def test_no_words_lie_over_others(shift: float):
    run = make_run()
    run.strides["trunk_lean_deg"] += shift
    change = run.summary["measures"]["trunk_lean_deg"]
    change["early"], change["late"] = change["early"] + shift, change["late"] + shift
    run = reread(run)
    figure = drift_figure(run, "trunk_lean_deg")
    figure.canvas.draw()
    (ax,) = figure.axes
    boxes = {text.get_text(): text.get_window_extent() for text in ax.texts if text.get_text()}
    assert any("other runners" in text for text in boxes)
    assert any("begins to change" in text for text in boxes)
    for (first, one), (second, other) in combinations(boxes.items(), 2):
        assert not one.overlaps(other), f"{first!r} over {second!r}"
