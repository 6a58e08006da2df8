"""The catalogue of charts."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

from helpers_run import make_back_run, make_empty_run

from posture.charts.catalogue import CHARTS
from posture.measures import DETAILS, WAVEFORMS


def test_every_entry_names_a_function():
    assert len({chart.name for chart in CHARTS}) == len(CHARTS)
    for chart in CHARTS:
        assert callable(getattr(import_module(chart.module), chart.function))


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
    assert of["waveform"].measures(run) == [m for m in WAVEFORMS if m not in DETAILS]
    assert of["waveform"].measures(run, list(WAVEFORMS)) == list(WAVEFORMS)
    chosen = ["cadence_spm", "trunk_lean_deg"]
    assert of["overview"].measures(run, chosen) == []
    assert of["drift"].measures(run, chosen) == chosen
    assert of["waveform"].measures(run, chosen) == ["trunk_lean_deg"]
    assert of["drift"].stem("cadence_spm") == "drift_cadence_spm"


def test_the_catalogue_does_without_matplotlib():
    program = "import sys, posture.charts.catalogue; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
