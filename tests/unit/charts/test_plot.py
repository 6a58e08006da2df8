"""``posture plot``: charts of a saved run, in files and folders."""

from pathlib import Path

import pytest
from helpers_run import make_run
from typer.testing import CliRunner

from posture.charts import plot
from posture.cli import app
from posture.errors import UsageError
from posture.results.run import write_data


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    folder = tmp_path / "run"
    folder.mkdir()
    write_data(make_run(), folder)
    return folder


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_every_chart_into_a_folder_as_svg(saved: Path, tmp_path: Path):
    result = CliRunner().invoke(
        app, ["plot", str(saved), "--out", str(tmp_path / "all"), "--format", "svg"]
    )
    assert result.exit_code == 0
    written = names(tmp_path / "all")
    assert result.stdout == f"charts: {len(written)} in {tmp_path / 'all'}\n"
    assert {"overview.svg", "change.svg", "drift_cadence_spm.svg"} <= written
    assert {Path(name).suffix for name in written} == {".svg"}
    assert (tmp_path / "all" / "overview.svg").read_text().startswith("<?xml")


def test_a_pdf_is_one_and_the_same_each_time(tmp_path: Path):
    one, two = (tmp_path / name for name in ("one.pdf", "two.pdf"))
    for out in (one, two):
        plot(make_run(), ["trunk_lean_deg"], out)
    assert one.read_bytes().startswith(b"%PDF-")
    assert one.read_bytes() == two.read_bytes()
    assert b"CreationDate" not in one.read_bytes()


def test_named_measures_into_a_folder_have_drift_and_waveform(tmp_path: Path):
    plot(make_run(), ["trunk_lean_deg", "cadence_spm"], tmp_path)
    assert names(tmp_path) == {
        "drift_trunk_lean_deg.png",
        "drift_cadence_spm.png",
        "waveform_trunk_lean_deg.png",
    }


def test_by_default_the_drift_is_among_the_charts_and_no_loose_file_in_the_run(saved: Path):
    before = names(saved)
    result = CliRunner().invoke(app, ["plot", str(saved), "--format", "svg"])
    assert result.exit_code == 0
    assert (saved / "charts" / "drift.svg").is_file()
    assert names(saved) == before | {"charts"}
    assert result.stdout == f"chart: {saved / 'charts' / 'drift.svg'}\n"


@pytest.mark.parametrize(
    ("out", "kind", "says"),
    [
        ("lean.png", "svg", r"'lean\.png' is no svg file"),
        ("lean.png", "gif", "svg or pdf, not 'gif'"),
    ],
)
def test_a_format_that_does_not_fit_is_refused(tmp_path: Path, out: str, kind: str, says: str):
    with pytest.raises(UsageError, match=says):
        plot(make_run(), [], tmp_path / out, kind)
    assert names(tmp_path) == set()


def test_a_measure_that_is_not_there_is_refused_before_a_folder_is_made(tmp_path: Path):
    with pytest.raises(UsageError, match="elbow"):
        plot(make_run(), ["elbow"], tmp_path / "all")
    assert names(tmp_path) == set()
