import errno
import os
from pathlib import Path

import pytest
from helpers_run import BACK, KNOWN, make_empty_run, make_run
from matplotlib.figure import Figure

from posture.charts import plot, write_charts
from posture.errors import OutputError, UsageError


def test_a_chart_for_each_measure_that_has_values(tmp_path: Path):
    paths = write_charts(make_run(), tmp_path / "charts")
    names = {path.name for path in paths}
    assert {f"drift_{measure}.png" for measure in KNOWN} <= names
    assert {"change.png", "waveform_trunk_lean_deg.png", "waveform_knee_angle_far_deg.png"} <= names
    assert not any(back in name for back in BACK for name in names)
    assert names == {path.name for path in (tmp_path / "charts").iterdir()}
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in paths)


def test_a_run_without_strides_has_no_charts(tmp_path: Path):
    assert write_charts(make_empty_run(), tmp_path / "charts") == []


def test_plot_stacks_the_measures(tmp_path: Path):
    run = make_run()
    one = plot(run, ["trunk_lean_deg"], tmp_path / "one.svg")[0].read_text()
    two = plot(run, ["trunk_lean_deg", "cadence_spm"], tmp_path / "two.svg")[0].read_text()
    assert one.count('id="axes_') == 1
    assert two.count('id="axes_') == 2


def test_plot_without_measures_shows_the_key_ones_that_were_measured(tmp_path: Path):
    assert plot(make_run(), [], tmp_path / "key.svg")[0].read_text().count('id="axes_') == 1


def test_plot_refuses_what_it_cannot_write(tmp_path: Path):
    with pytest.raises(UsageError, match=r"\.svg or \.pdf, not 'lean\.gif'"):
        plot(make_run(), ["trunk_lean_deg"], tmp_path / "lean.gif")
    with pytest.raises(UsageError, match="elbow"):
        plot(make_run(), ["elbow"], tmp_path / "lean.png")
    assert list(tmp_path.iterdir()) == []


def test_a_failed_write_keeps_the_old_file(tmp_path: Path, monkeypatch):
    def run_full(*_, **__):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    old = tmp_path / "lean.png"
    old.write_bytes(b"old")
    monkeypatch.setattr(Figure, "savefig", run_full)
    with pytest.raises(OutputError, match=r"lean\.png could not be written \(No space left"):
        plot(make_run(), ["trunk_lean_deg"], old)
    assert [path.name for path in tmp_path.iterdir()] == ["lean.png"]
    assert old.read_bytes() == b"old"


def test_a_folder_of_that_name_is_left_alone(tmp_path: Path):
    (tmp_path / "lean.png").mkdir()
    with pytest.raises(UsageError, match=r"lean\.png' is a folder"):
        plot(make_run(), ["trunk_lean_deg"], tmp_path / "lean.png")
    assert (tmp_path / "lean.png").is_dir()
