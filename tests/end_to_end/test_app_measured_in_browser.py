"""The local page in a real Chromium with the real command line and the real network.

From the drop of a film to the deletion of its run, and a film of two minutes that is cancelled and
goes on. The lite network is chosen on the page: it is seven times as quick, and all else is alike.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from app_pages import ID, drag, drop, open_app, window_s
from browsers import LISTEN, shown_s
from sample_cuts import FPS, cut

import posture
from posture.results import reading
from posture.utils.resources import sample_path

pytestmark = [pytest.mark.slow, pytest.mark.model, pytest.mark.usefixtures("lite")]

#: For a machine that has much else to do: on two idle cores all takes two minutes.
PATIENCE_MS = 600_000
SECONDS = 10
#: Chunks that are waited for before the long job is cancelled: more than one, and far from all.
CHUNKS_BEFORE = 2


@dataclass
class App:
    """A server as the user starts it, and the folders that it keeps things in."""

    address: str
    library: Path
    kept: Path

    def seen(self) -> dict[Path, int]:
        """Entries of what the network saw; a file that is written anew gets another number."""
        return {path: path.stat().st_ino for path in self.kept.glob("*/*.seen")}

    def result(self, run: str) -> Path:
        return self.library / "runs" / run / "result"


@pytest.fixture
def app(tmp_path, monkeypatch):
    library, kept = tmp_path / "library", tmp_path / "kept"
    monkeypatch.setenv("POSTURE_CACHE", str(kept))
    command = [sys.executable, "-m", "posture", "app", "--no-browser", "--folder", str(library)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        said = running.stdout.readline()
        yield App(re.search(r"http://\S+", said)[0], library, kept)
        running.terminate()
        running.stdout.close()


@pytest.fixture
def page(app, chromium):
    with open_app(chromium, app.address, PATIENCE_MS) as opened:
        yield opened


def start(page, *switches: str) -> str:
    """Choose the lite network, start, and return the run's id."""
    page.get_by_text("Options", exact=True).click()
    page.select_option("#o-model", "lite")
    for name in switches:
        page.check(f"[name={name}]")
    page.get_by_role("button", name="Start the analysis").click()
    page.wait_for_url(re.compile(f"/runs/{ID}$"))
    return page.url.rsplit("/", 1)[-1]


def wait_for_report(page) -> str:
    """Wait until the report opens by itself; returns the run's id."""
    page.wait_for_url(re.compile("/report/$"))
    return page.url.split("/")[-3]


def test_a_two_minute_film_is_cancelled_and_goes_on_from_what_was_kept(page, app):
    page.fill("#path", str(sample_path("fresh_to_tired.mp4")))
    page.get_by_role("button", name="Take it").click()
    page.wait_for_url(re.compile(f"/films/{ID}$"))
    run = start(page, "video")
    page.locator("[data-progress]", has_text=re.compile("Finding the runner: .*left")).wait_for()
    end_s = time.monotonic() + PATIENCE_MS / 1000
    while len(app.seen()) < CHUNKS_BEFORE:
        assert time.monotonic() < end_s
        page.wait_for_timeout(50)
    bar = float(page.locator("[data-bar]").get_attribute("value"))
    assert 0 < bar < 1
    page.get_by_role("button", name="Cancel").click()
    page.get_by_text("It was cancelled. What was measured is kept.").wait_for()
    before = app.seen()
    assert len(before) >= CHUNKS_BEFORE
    assert not app.result(run).exists()

    page.get_by_role("button", name="Start again").click()
    assert wait_for_report(page) == run
    after = app.seen()
    assert len(after) > len(before)
    assert {path: after[path] for path in before} == before, "a kept chunk was looked at anew"
    measured = posture.load_run(app.result(run))
    assert len(measured.frames) == 112 * FPS
    assert page.locator(".headline").first.is_visible()


def test_ten_seconds_from_the_drop_to_the_deletion(page, app, tmp_path):
    piece = cut(tmp_path / "Sunday.mp4", (0, SECONDS * FPS))
    drop(page, piece.read_bytes(), piece.name)
    page.locator("#check .verdict").first.wait_for()
    page.locator("#worth", has_text="strides early").wait_for()

    drag(page, "early", 1, 0.5)
    drag(page, "late", 0, 0.55)
    assert window_s(page, "early") == [0.0, pytest.approx(0.5 * SECONDS, abs=0.1)]
    assert window_s(page, "late") == [pytest.approx(0.55 * SECONDS, abs=0.1), SECONDS]
    start(page)
    page.locator("[data-bar][value]").wait_for()
    run = wait_for_report(page)

    # the headline, and a stride that the film is moved to
    measured = posture.load_run(app.result(run))
    assert page.locator(".headline").first.inner_text() == measured.answer.sentences[0].text
    click_stride(page, measured)

    # other windows: what the network saw is not looked at anew
    before = app.seen()
    page.get_by_role("link", name="Ask again").click()
    page.fill("#early", "0:01-0:05")
    asked_s = time.monotonic()
    page.locator("#ask-again").get_by_role("button", name="Ask again").click()
    other = wait_for_report(page)
    print(f"asked again: {time.monotonic() - asked_s:.1f} s")
    assert app.seen() == before
    assert posture.load_run(app.result(other)).results.segments.early.start_s == pytest.approx(1.0)
    delete_both(page, app)


def click_stride(page, measured):
    """A stride's dot moves the film in the report to the stride's first frame."""
    page.evaluate(LISTEN)
    row = measured.strides[reading.accepted(measured.strides)].iloc[3]
    frame = int(measured.frames.index[measured.frames["stride"] == row.stride][0])
    svg = page.locator("[data-measure=trunk_lean_deg] .over-run svg.plot")
    left, right = (float(value) for value in svg.get_attribute("data-x").split())
    low, high = (float(value) for value in svg.get_attribute("data-y").split())
    box, height = svg.bounding_box(), float(svg.get_attribute("data-height"))
    x = ((row.start_s + row.end_s) / 2 - left) / (right - left) * box["width"]
    svg.click(position={"x": x, "y": (high - row.trunk_lean_deg) / (high - low) * height})
    page.locator(f"#film[data-shown='{frame}']").wait_for(timeout=60_000)
    page.wait_for_timeout(300)
    assert shown_s(page) == pytest.approx((frame + 0.5) / FPS, abs=0.5 / FPS)
    assert page.evaluate("window.presented").pop()[1] == pytest.approx(frame / FPS, abs=0.5 / FPS)


def delete_both(page, app):
    """Delete both runs of the library: with the last goes what the network saw."""
    page.get_by_role("link", name="Library").click()
    for left in (1, 0):
        page.locator(".runs h2 a").first.click()
        page.get_by_role("button", name="Delete this run").click()
        page.wait_for_url(re.compile("/library$"))
        assert bool(app.seen()) == bool(left)
    assert page.get_by_text("No run yet").is_visible()
    assert list((app.library / "films").iterdir()) == []
