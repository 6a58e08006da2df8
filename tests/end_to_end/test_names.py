"""Names of files with markup, line breaks, commands to a terminal or from right to left, as text.

And no output names a folder of this machine or its user.
"""

import json
import re
from getpass import getuser
from html.parser import HTMLParser

import pyarrow.parquet as pq
import pytest
from helpers_run import make_run
from pipeline_fakes import film, left_in, network, see
from typer.testing import CliRunner

from posture.charts import overview_figure, style
from posture.cli import app
from posture.utils.text import file_name

NAMES = [
    "<img src=x onerror=\"alert('1')\">&amp;.mp4",
    "$x^2$ {{ 7*7 }} %s red\x1b[31m\u202e4pm.mp4",
    "ריצה\nארוכה (2).mp4",
]


class Page(HTMLParser):
    def __init__(self, source):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


@pytest.fixture(scope="module", params=NAMES, ids=["markup", "escapes", "hebrew"])
def made(request, tmp_path_factory):
    """What is printed of a clip of that name, and the folder of its run."""
    place = tmp_path_factory.mktemp("private-folder")
    clip = film(place / request.param, 8.0)
    pace = place / "watch.csv"
    pace.write_text("time_s,speed_m_s\n0,3.0\n60,3.0\n", encoding="utf-8")
    with network(see):
        result = CliRunner().invoke(
            app, ["analyze", str(clip), "--out", str(place / "run"), "--pace", str(pace), "--csv"]
        )
    assert result.exit_code == 0, result.output
    return request.param, result, place / "run"


def test_the_page_shows_the_name_as_text(made):
    name, _, folder = made
    page = Page((folder / "report.html").read_text(encoding="utf-8"))
    assert file_name(name) in page.text
    assert not [attrs for tag, attrs in page.tags if tag == "img" and attrs.get("src") == "x"]


def test_the_console_shows_lines_without_commands(made):
    _, result, folder = made
    lines = result.stdout.splitlines()
    assert not re.search("[\x1b\u202e]", result.output)
    assert lines[-1] == f"report: {folder / 'report.html'}"


def test_the_summary_keeps_the_name_itself(made):
    name, _, folder = made
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    assert summary["video"]["path"] == name


def test_no_output_names_a_folder_of_this_machine_or_its_user(made):
    *_, folder = made
    searched = [path for path in folder.rglob("*") if path.is_file()]
    assert "annotated.mp4" in left_in(folder)
    assert len(searched) >= 7
    for path in searched:
        content = path.read_bytes()
        if path.suffix == ".parquet":  # its text is packed
            content = pq.read_table(path).to_pandas().to_csv().encode()
            content += str(pq.read_schema(path).metadata).encode()
        for private in (b"private-folder", f"/{getuser()}/".encode()):
            assert private not in content, path.name


def test_a_wrong_name_is_an_error_of_one_line(tmp_path):
    result = CliRunner().invoke(app, ["analyze", str(tmp_path / "no\nsuch\x1b[2J.mp4")])
    assert result.exit_code == 3
    assert len(result.stderr.splitlines()) == 1
    assert "\x1b" not in result.stderr


@pytest.mark.parametrize("name", NAMES)
def test_a_chart_can_be_drawn_whatever_the_name(name, tmp_path):
    assert style.save(overview_figure(make_run(name=name)), tmp_path / "chart.svg").stat().st_size
