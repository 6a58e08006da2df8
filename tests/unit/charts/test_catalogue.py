"""The catalogue of charts."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

from helpers_run import make_back_run, make_empty_run, make_run

from posture.charts.catalogue import CHARTS, describe_chart
from posture.measures import WAVEFORMS


def test_every_entry_names_a_function_and_has_words():
    assert len({chart.name for chart in CHARTS}) == len(CHARTS)
    for chart in CHARTS:
        assert callable(getattr(import_module(chart.module), chart.function))
        assert chart.shows


def test_a_run_without_strides_has_nothing_to_draw():
    run = make_empty_run()
    for chart in CHARTS:
        assert [chart.draw(run, measure) for measure in chart.measures(run)].count(None) == len(
            chart.measures(run)
        )


def test_which_measures_a_chart_is_drawn_of():
    run = make_back_run()
    of = {chart.name: chart for chart in CHARTS}
    assert of["overview"].measures(run) == [""]
    assert of["waveform"].measures(run) == list(WAVEFORMS)
    chosen = ["cadence_spm", "trunk_lean_deg"]
    assert of["overview"].measures(run, chosen) == []
    assert of["drift"].measures(run, chosen) == chosen
    assert of["waveform"].measures(run, chosen) == ["trunk_lean_deg"]
    assert of["drift"].stem("cadence_spm") == "drift_cadence_spm"


def test_what_a_chart_shows_is_said_in_words():
    run = make_run()
    assert describe_chart(run, "overview") == "The run on one page"
    assert describe_chart(run, "waveform_trunk_lean_deg") == (
        "Trunk lean through the stride, early against late"
    )
    drift = describe_chart(run, "drift_trunk_lean_deg")
    assert drift.startswith("Trunk lean of every stride of the run. Drift: +5.0°")
    assert drift.endswith("The change begins at about 0:26 (95 % CI 0:19 to 0:33).")
    assert describe_chart(run, "holiday") == ""


def test_the_catalogue_does_without_matplotlib():
    program = "import sys, posture.charts.catalogue; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
