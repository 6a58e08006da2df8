"""The local page in a real Chromium, from the drop of a film to the deletion of its run.

The command line is a stand-in, so that what takes time is the browser alone; with the real one,
``test_app_measured_in_browser.py`` does it.
"""

from __future__ import annotations

import re

import numpy as np
import pytest
from app_pages import ID, drag, drop, fits, open_app, window_s
from app_server import serve

pytestmark = pytest.mark.slow

#: Length and size of the stand-in's film.
SECONDS, SIZE = 60.0, (1280, 720)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serve(tmp_path_factory.mktemp("app")) as running:
        yield running


@pytest.fixture
def page(server, chromium):
    with open_app(chromium, server.address) as opened:
        yield opened


def drop_known(page, content: bytes):
    drop(page, content, "Sunday run.mp4")
    page.locator("#worth", has_text="strides early").wait_for()


def click_at(page, share_x: float, share_y: float):
    box = page.locator("#large").bounding_box()
    page.mouse.click(box["x"] + share_x * box["width"], box["y"] + share_y * box["height"])


def test_from_the_drop_of_a_film_to_the_deletion_of_its_run(page, server):
    library = server.context.library
    assert "token" not in page.url
    assert fits(page)
    drop_known(page, b"twice")
    assert page.get_by_text("This film can be measured well").is_visible()
    assert fits(page)

    # windows: dragged, by keys, typed; what they are worth follows
    drag(page, "early", 1, 0.25)
    assert window_s(page, "early") == [0.0, pytest.approx(0.25 * SECONDS, abs=0.3)]
    page.locator("#worth", has_text="About 21 strides early").wait_for()
    page.locator(".lane.late .handle").first.focus()
    page.keyboard.press("Shift+ArrowRight")
    assert window_s(page, "late")[0] == pytest.approx(41.0, abs=0.8)
    page.keyboard.press("Home")
    page.locator("#worth.error").wait_for()  # early does not come before late
    page.fill("#late", "0:40-1:00")
    page.locator("#worth", has_text="A change can be noticed of trunk lean from").wait_for()
    page.get_by_text("About the run, for the library").click()
    page.fill("#a-runner", "Ada")
    page.fill("#a-date", "2026-11-22")

    # start, see the bar, cancel, start again: the report opens by itself
    page.get_by_role("button", name="Start the analysis").click()
    page.wait_for_url(re.compile(f"/runs/{ID}$"))
    run = page.url.rsplit("/", 1)[-1]
    page.locator("[data-progress]", has_text="Finding the runner: 10 %").wait_for()
    assert page.locator("[data-bar]").get_attribute("value") == "0.1"
    assert fits(page)
    page.get_by_role("button", name="Cancel").click()
    page.get_by_text("It was cancelled").wait_for()
    page.get_by_role("button", name="Start again").click()
    page.wait_for_url(re.compile("/report/$"))
    assert page.get_by_role("heading", name="Report").is_visible()
    assert (
        f"--early={library.run(run).options['early']}"
        in (library.run_folder(run) / "result" / "words.txt").read_text()
    )

    # ask again with other windows
    page.get_by_role("link", name="Ask again").click()
    assert page.input_value("#late") == "0:40-1:00"
    page.fill("#early", "0:05-0:20")
    page.locator("#ask-again").get_by_role("button", name="Ask again").click()
    page.wait_for_url(re.compile("/report/$"))
    other = page.url.split("/")[-3]
    assert library.run(other).options == {"early": "0:05-0:20", "late": "0:40-1:00"}
    assert library.run(other).about == library.run(run).about

    # one page to send, the library, and delete
    page.get_by_role("link", name="Downloads").click()
    page.get_by_role("link", name="One page to send").wait_for()
    assert fits(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="One page to send").click()
    assert download.value.suggested_filename == "Sunday run.html"
    page.goto(f"{page.url.split('/runs')[0]}/library?q=ada")
    assert page.locator(".runs > li").count() == 2
    assert fits(page)
    for _ in range(2):
        page.locator(".runs h2 a").first.click()
        page.get_by_role("button", name="Delete this run").click()
        page.wait_for_url(re.compile("/library$"))
    assert page.get_by_text("No run yet").is_visible()
    assert list((library.folder / "films").iterdir()) == []


def test_two_clicks_on_an_upright_say_how_level_the_camera_is(page):
    drop_known(page, b"quick")
    button = page.get_by_role("button", name="Click two points of an upright")
    button.click()
    click_at(page, 0.55, 0.2)  # whichever end comes first
    click_at(page, 0.5, 0.8)
    leans = np.degrees(np.arctan2(0.05 * SIZE[0], 0.6 * SIZE[1]))
    assert float(page.input_value("#level")) == pytest.approx(leans, abs=0.2)
    button.click()
    click_at(page, 0.5, 0.5)
    click_at(page, 0.5, 0.52)
    page.get_by_text("That is no long upright").wait_for()
    page.get_by_role("button", name="Start the analysis").click()
    page.wait_for_url(re.compile("/report/$"))


def test_a_closed_page_changes_nothing_and_two_tabs_show_the_same(page):
    drop_known(page, b"slow")
    page.get_by_role("button", name="Start the analysis").click()
    page.wait_for_url(re.compile(f"/runs/{ID}$"))
    address = page.url
    other = page.context.new_page()
    page.goto("about:blank")
    other.goto(f"{address.split('/runs')[0]}/queue")
    other.locator("[data-progress]", has_text="Finding the runner: 10 %").wait_for()
    assert fits(other)
    page.goto(address)
    other.get_by_role("button", name="Cancel").click()
    page.get_by_text("It was cancelled").wait_for()  # without loading it again
    other.close()


def test_what_is_no_video_is_said_where_it_was_dropped(page):
    drop(page, b"broken", "notes.txt")
    page.get_by_text("notes.txt.video is no video").wait_for()
    assert not page.get_by_role("heading", name="What is compared").is_visible()
    page.locator("button[disabled]", has_text="Start the analysis").wait_for()
    assert fits(page)
