"""A run as users hold it: its charts, and what it says of itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers_run import make_run

from posture.errors import UsageError
from posture.results import run as data
from posture.run import Run, load_run


def test_a_figure_of_a_measure(saved: Path):
    figure = load_run(saved).plot_drift("trunk_lean_deg")
    assert figure.axes
    with pytest.raises(UsageError, match="wingspan"):
        make_run().plot_drift("wingspan")


def test_a_run_read_from_disk_says_what_it_is(saved: Path):
    run = load_run(saved)
    assert repr(run).splitlines()[0] == "Run of morning run.mp4, runner facing right"
    assert repr(run).splitlines()[-1] == f"  in {saved}"
    assert "<th>Verdict</th>" in run._repr_html_()


def test_a_run_gives_its_short_answer():
    answer = make_run().answer
    assert answer.sentences[0].measures == ("trunk_lean_deg",)
    assert answer.sentences[0].text.startswith("Your trunk leans about 4° further forward")


def test_data_get_charts_and_stay_what_they_are(saved: Path):
    bare = data.load_run(saved)
    run = Run.from_data(bare)
    assert run.strides is bare.strides
    assert run.results is bare.results
    assert (run.path, run.summary) == (saved, bare.summary)
    assert not hasattr(bare, "plot_drift")
