import re
from base64 import b64encode
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from helpers_run import LOW_BACK, make_back_run, make_empty_run, make_refused_run, make_run, reread

from posture.errors import OutputError
from posture.report import links, write_one_file, write_report
from posture.report.policy import content_policy
from posture.results.advice import SEE_SOMEBODY


class Page(HTMLParser):
    """Visible text and links of a page."""

    def __init__(self, path: Path):
        super().__init__()
        self.links: list[str] = []
        self.tags: list[str] = []
        self.text = ""
        self.source = path.read_text(encoding="utf-8")
        self.feed(self.source)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.links += [value for key, value in attrs if key in ("src", "href", "poster")]

    def handle_data(self, data):
        if self.tags and self.tags[-1] not in ("style", "script"):
            self.text = re.sub(r"\s+", " ", f"{self.text} {data}")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    write_report(make_run(), folder, has_video=True)
    return folder


@pytest.fixture(scope="module")
def page(folder: Path) -> Page:
    return Page(folder / "report.html")


def test_every_link_leads_to_a_file_of_the_folder(page: Page):
    assert {link for link in page.links if not link.startswith("#")} == {"annotated.mp4"}


def test_nothing_is_loaded_from_a_network(page: Page):
    # the name of a kind of XML is no address
    source = page.source.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?:|//[a-z]+\.|@import|\burl\(", source)
    assert not {"link", "iframe", "base"} & set(page.tags)


def test_nothing_runs_but_the_one_script_of_the_page(page: Page):
    assert not re.search(r"<[^>]+\s(on[a-z]+|style)\s*=", page.source)
    (script,) = re.findall(r"<script>(.*?)</script>", page.source, re.DOTALL)
    (style,) = re.findall(r"<style>(.*?)</style>", page.source, re.DOTALL)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page.source)
    assert unescape(policy[1]) == content_policy(style, script)


def test_each_measure_has_its_curves_once(page: Page):
    labels = re.findall(r'aria-label="([^"]+) of every stride of the run', page.source)
    assert len(labels) == len(set(labels)) > 5


def test_the_page_tells_numbers_limits_and_what_to_do(page: Page):
    for text in (
        "Your trunk leans about 4° further forward at the end (3 to 4).",
        "What to do next:",
        "0:00–0:20, 27 strides",
        "0:26",
        "What people do about such changes",
        "Half-way through stance",
        "81 of 84 strides used",
        "242 ms",
        "▲ increased : longer on the ground",
        f"Why: {LOW_BACK}.",
        "The camera seems to look up at the runner. It may cost about 1.5°. Put it at hip height",
        "In this video a change counts from 2.0°.",
        "Trust the change before the level.",
        f"This is no medical examination. {SEE_SOMEBODY}",
        "analysed on this computer",
        "model_sha256",
        "Over the run: each dot is a stride",
    ):
        assert text in page.text.replace("increased:", "increased :")
    assert "runner.people" not in page.text


def test_a_name_from_outside_is_escaped(tmp_path: Path):
    name = '<img src=x onerror="alert(1)">&läuft 走.mp4'
    page = Page(write_report(make_run(name=name), tmp_path, has_video=False))
    assert "img" not in page.tags
    assert "&läuft 走.mp4" in page.text
    assert "x" not in page.links


def test_a_measure_that_is_not_compared_is_told_apart_from_one_that_cannot_be_measured(
    tmp_path: Path,
):
    run = make_run()
    run.summary["measures"]["head_forward_deg"].update(
        change=None, ci95=None, detectable_change=None, verdict="not compared", reason="too new"
    )
    run = reread(run)
    page = Page(write_report(run, tmp_path, has_video=False))
    assert "Not compared: Head-forward angle. Why: too new." in page.text
    assert f"Why: {LOW_BACK}." in page.text.split("Not measurable:")[1]


def test_reasons_and_warnings_are_escaped(tmp_path: Path):
    run = make_empty_run("<b>nobody</b>")
    page = Page(write_report(run, tmp_path, has_video=False))
    assert "b" not in page.tags
    assert "No runner could be measured: <b>nobody</b>." in page.text


def test_a_run_without_strides_says_why_and_how_to_film(tmp_path: Path):
    page = Page(write_report(make_empty_run(), tmp_path, has_video=False))
    assert "No runner could be measured: nobody runs in this video." in page.text
    assert "Film one runner from the side" in page.text
    assert "table" in page.tags
    assert "All measures" not in page.text
    assert "video" not in page.tags
    assert "img" not in page.tags


def test_two_compared_videos_have_two_clips_and_two_names(tmp_path: Path):
    run = make_run()
    video = run.summary["video"]
    run.summary["videos"] = [video | {"path": "a/fresh.mp4"}, video | {"path": "a/tired.mp4"}]
    run = reread(run)
    (tmp_path / "annotated_late.mp4").touch()
    page = Page(write_report(run, tmp_path, has_video=True))
    assert "fresh.mp4 and tired.mp4" in page.text
    assert re.findall(r'<video[^>]+src="([^"]+)"', page.source) == [
        "annotated.mp4",
        "annotated_late.mp4",
    ]


def test_one_file_holds_what_it_shows(tmp_path: Path):
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "annotated.mp4").write_bytes(b"a small clip")
    page = Page(write_one_file(make_run(), folder, has_video=True))
    assert {link for link in page.links if not link.startswith("#")} == set()
    assert b64encode(b"a small clip").decode() in page.source
    assert "blob:" in page.source


def test_clips_that_are_too_large_to_send_are_left_out(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(links, "MOST_CLIP_BYTES", 3)
    (tmp_path / "annotated.mp4").write_bytes(b"large")
    page = Page(write_one_file(make_run(), tmp_path, has_video=True))
    assert "video" not in page.tags
    assert "The film is too large for one file" in page.text
    assert "Trunk lean" in page.text


def test_nothing_unfinished_stays_behind(tmp_path: Path):
    write_report(make_run(), tmp_path / "new", has_video=False)
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["report.html"]


def test_a_page_that_cannot_be_written_says_so(tmp_path: Path):
    (tmp_path / "report.html").mkdir()
    with pytest.raises(OutputError, match=r"report\.html could not be written"):
        write_report(make_run(), tmp_path, has_video=False)
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


def test_the_page_tells_how_the_low_back_was_measured(tmp_path: Path):
    page = Page(write_report(make_back_run(), tmp_path, has_video=False))
    for text in (
        "The low back",
        "seen in 50 % of the frames, in 81 strides",
        "the level of pelvic tilt to ±2.9° and of low-back arch to ±4.1° (95 % intervals)",
        "A change counts in pelvic tilt from 3.0° and in low-back arch from 5.0°.",
        "(PSIS to ASIS) against the horizontal; + is front down (anterior).",
        "thoracic spine against the pelvis (lumbar lordosis); + is more arched.",
    ):
        assert text in page.text


def test_the_page_tells_why_the_low_back_was_refused(tmp_path: Path):
    run = make_refused_run("back_cloth", "the <top> hangs loose")
    page = Page(write_report(run, tmp_path, has_video=False))
    assert "were not measured: the <top> hangs loose. What helps: wear a tight top" in page.text
    assert "PSIS" not in page.text.split("The low back")[1].split("How far to trust it")[0]
