"""The page in a real browser: curves move the film to exactly the frame that they stand for.

The clips are samples that a fixed ``time × frames per second`` gets wrong: one of variable frame
rate, and one in slow motion that is stored turned.
"""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from browsers import open_page
from helpers_run import make_run
from kept_detections import SAMPLES
from msgspec import structs
from video_clips import write_clip

import posture
from posture.report import write_one_file, write_report
from posture.results import reading
from posture.results.pictures import load_pictures
from posture.results.run import Run
from posture.video import probe

pytestmark = pytest.mark.slow
#: Neither has enough strides for a comparison.
NAMES = ("variable_rate", "slowmo_240")


@pytest.fixture(scope="module", params=NAMES)
def run(request, kept_network, tmp_path_factory):
    out = tmp_path_factory.mktemp("runs") / request.param
    return posture.analyze(SAMPLES / f"{request.param}.mp4", out=out)


@pytest.fixture(scope="module")
def times_s(run):
    """When each frame of the annotated clip is shown, from the file itself."""
    return probe(run.path / "annotated.mp4").times_s


@pytest.fixture
def opened(chromium, run):
    found = open_page(chromium, run.path / "report.html")
    yield found
    found.page.context.close()


def half_frame(times_s, frame):
    return float(np.diff(times_s)[max(frame - 1, 0) : frame + 1].min()) / 2


def is_at(opened, times_s, frame):
    """The film's own clock, and the last frame that was put on the screen, are those of a frame."""
    now = opened.settle(frame)
    end = times_s[frame + 1] if frame + 1 < len(times_s) else np.inf
    assert times_s[frame] <= now < end
    shown = opened.presented()
    if shown:
        assert shown[-1][1] == pytest.approx(times_s[frame], abs=half_frame(times_s, frame))
    return True


def axis(svg, name):
    return [float(value) for value in svg.get_attribute(f"data-{name}").split()]


def used_strides(run):
    return run.strides[reading.accepted(run.strides)]


def first_frame(run, stride):
    return int(run.frames.index[run.frames["stride"] == stride][0])


def test_nothing_leaves_and_nothing_is_complained_about(opened):
    opened.page.wait_for_timeout(300)
    assert opened.complaints == []
    assert all(url.startswith(("file:", "data:", "blob:")) for url in opened.requests)
    assert opened.page.locator(".controls").is_visible()


def test_the_dot_of_a_stride_moves_the_film_to_its_first_frame(opened, run, times_s):
    svg = opened.page.locator("[data-measure=trunk_lean_deg] .over-run svg.plot")
    (left, right), (low, high) = axis(svg, "x"), axis(svg, "y")
    box, height = svg.bounding_box(), float(svg.get_attribute("data-height"))
    for row in used_strides(run).iloc[[0, -1]].itertuples():
        x = ((row.start_s + row.end_s) / 2 - left) / (right - left) * box["width"]
        y = (high - row.trunk_lean_deg) / (high - low) * height
        svg.click(position={"x": x, "y": y})
        assert is_at(opened, times_s, first_frame(run, row.stride))


def test_a_measure_in_the_table_moves_the_film_to_a_stride_that_shows_it(opened, run, times_s):
    link = opened.page.locator("#changes [data-to-stride]").first
    link.click()
    assert is_at(opened, times_s, first_frame(run, int(link.get_attribute("data-to-stride"))))


def test_a_picture_moves_the_film_to_its_frame(opened, run, times_s):
    for picture in load_pictures(run.path).moments:
        opened.page.locator(f".moments [data-to-frame='0 {picture.frame}']").first.click()
        assert is_at(opened, times_s, picture.frame)


def test_dragging_on_a_curve_moves_the_film_frame_by_frame(opened, run, times_s):
    svg = opened.page.locator("[data-measure=trunk_lean_deg] .over-run svg.plot")
    left, right = axis(svg, "x")
    svg.scroll_into_view_if_needed()
    box = svg.bounding_box()
    y = box["y"] + 60
    opened.page.mouse.move(box["x"] + 20, y)
    opened.page.mouse.down()
    for share in (0.3, 0.5, 0.613):
        x = round(box["x"] + share * box["width"])
        opened.page.mouse.move(x, y, steps=4)
        wanted = left + (x - box["x"]) / box["width"] * (right - left)
        frame = int(np.abs(run.frames["time_s"].to_numpy() - wanted).argmin())
        assert is_at(opened, times_s, frame)
    opened.page.mouse.up()


def test_a_point_of_the_curve_through_the_stride_moves_the_film_within_the_stride(
    opened, run, times_s
):
    stride = int(used_strides(run)["stride"].iloc[1])
    svg = opened.page.locator("[data-measure=trunk_lean_deg] .over-run svg.plot")
    left, right = axis(svg, "x")
    row = run.strides.set_index("stride").loc[stride]
    box = svg.bounding_box()
    svg.click(
        position={
            "x": ((row.start_s + row.end_s) / 2 - left) / (right - left) * box["width"],
            "y": 60,
        }
    )
    wave = opened.page.locator("[data-measure=trunk_lean_deg] .through-stride svg.plot")
    box = wave.bounding_box()
    wave.click(position={"x": 0.42 * box["width"], "y": 50})
    own = run.frames[run.frames["stride"] == stride]
    wanted = row.start_s + 0.42 * (row.end_s - row.start_s)
    assert is_at(opened, times_s, int((own["time_s"] - wanted).abs().idxmin()))


def test_ten_steps_are_ten_frames(opened, times_s):
    for key, by in ((".", 1), ("ArrowRight", 1), (",", -1)):
        begin = int(opened.page.evaluate("document.getElementById('film').dataset.shown ?? 0"))
        for number in range(1, 11):
            opened.page.keyboard.press(key)
            assert is_at(opened, times_s, begin + by * number)


def test_a_stride_plays_again_and_again(opened, run, times_s):
    row = used_strides(run).iloc[1]
    frames = run.frames.index[run.frames["stride"] == row.stride]
    played = times_s[frames[-1]] - times_s[frames[0]]
    opened.page.evaluate(
        f"document.querySelectorAll('video')[0].currentTime = {times_s[frames[1]]}"
    )
    opened.page.wait_for_timeout(300)
    opened.page.get_by_role("button", name="Loop stride").click()
    opened.page.wait_for_timeout(300)
    before = len(opened.presented())
    opened.page.wait_for_timeout(1000 * 1.3 * played + 800)
    shown = [time for _, time in opened.presented()[before:]]
    assert shown[0] >= times_s[frames[0]] - 0.01
    gap = float(np.diff(times_s).max())
    assert min(shown) >= times_s[frames[0]] - 0.01
    assert max(shown) <= times_s[frames[-1]] + 2 * gap
    assert sum(after < before for before, after in pairwise(shown)) >= 1


def test_the_page_can_be_used_by_keyboard_and_says_where_the_film_is(opened, run, times_s):
    svg = opened.page.locator("[data-measure=trunk_lean_deg] .over-run svg.plot")
    svg.focus()
    opened.page.keyboard.press("]")
    opened.page.keyboard.press("]")
    opened.page.wait_for_timeout(400)
    frame = int(svg.get_attribute("aria-valuenow"))
    assert is_at(opened, times_s, frame)
    stride = run.frames["stride"].iloc[frame]
    assert f"stride {int(stride)}" in svg.get_attribute("aria-valuetext")
    lean = run.frames["trunk_lean_deg"].iloc[frame]
    assert f"Trunk lean {lean:.1f}°" in svg.get_attribute("aria-valuetext")


def test_without_script_clip_and_curves_are_there(chromium, run):
    found = open_page(chromium, run.path / "report.html", java_script_enabled=False)
    assert found.page.locator("video").is_visible()
    assert found.page.locator(".over-run svg.plot").first.is_visible()
    assert not found.page.locator(".controls").is_visible()
    found.page.context.close()


def test_the_table_of_frames_is_that_of_the_run(opened, run):
    table = json.loads(opened.page.locator("#film-table").text_content())
    assert sum(table["time"]) / 1e4 == pytest.approx(run.frames["time_s"].iloc[-1], abs=1e-3)
    (lean,) = [m for m in table["measures"] if m["name"] == "trunk_lean_deg"]
    known = run.frames["trunk_lean_deg"].to_numpy()
    own = np.array([np.nan if v is None else v / 10 for v in lean["values"]])
    np.testing.assert_allclose(own, known, atol=0.0501)


@pytest.fixture(scope="module")
def compared(kept_network, tmp_path_factory):
    """Fresh and tired pieces of the sample, whose pictures nobody looks at."""
    folder = tmp_path_factory.mktemp("compared")
    clip = kept_network.cut(folder / "pieces.mp4", (60, 390), (2880, 3210))
    return posture.analyze(clip, out=folder / "run")


def test_a_verdict_moves_the_film_to_a_late_stride(chromium, compared):
    found = open_page(chromium, compared.path / "report.html")
    times_s = probe(compared.path / "annotated.mp4").times_s
    link = found.page.locator("#changes .changed .verdict a").first
    link.click()
    stride = int(link.get_attribute("data-to-stride"))
    assert compared.strides.set_index("stride")["segment"][stride] == "late"
    assert is_at(found, times_s, first_frame(compared, stride))
    found.page.context.close()


def test_a_window_is_played_in_a_loop(chromium, compared):
    found = open_page(chromium, compared.path / "report.html")
    times_s = probe(compared.path / "annotated.mp4").times_s
    found.page.locator("a[data-to-window=late]").click()
    found.page.wait_for_timeout(1500)
    window = compared.results.segments.late
    own = np.flatnonzero(compared.frames["time_s"].to_numpy() >= window.start_s)
    shown = [time for _, time in found.presented()][-10:]
    assert len(shown) == 10
    assert min(shown) >= times_s[own[0]] - 0.04
    found.page.context.close()


@pytest.fixture
def two_clips(tmp_path):
    """A made-up run of an early and a late clip that begin before their first strides."""
    run = make_run(16, rejected=())
    frames, strides = run.frames.copy(), run.strides.copy()
    first = strides["start_s"].iloc[8]  # of the late clip
    late = frames["time_s"].to_numpy() >= first
    strides = strides.drop(index=[0, 8])
    frames["clip"] = np.where(late, "late", "early")
    strides["clip"] = np.where(strides["start_s"] >= first, "late", "early")
    frames.loc[~frames["stride"].isin(strides["stride"]), ["stride", "phase"]] = [pd.NA, np.nan]
    for part, name in ((~late, "annotated.mp4"), (late, "annotated_late.mp4")):
        write_clip(tmp_path / name, tuple(range(part.sum())), Fraction(1, 30), gop=1)
    video = run.results.video
    videos = tuple(structs.replace(video, path=f"{name}.mp4") for name in ("fresh", "tired"))
    run = Run(frames, strides, structs.replace(run.results, videos=videos), run.poses)
    return run, write_report(run, tmp_path, has_video=True), int(np.argmax(late))


def test_before_the_first_stride_of_the_late_clip_its_own_clock_runs(chromium, two_clips):
    run, page, begins = two_clips
    found = open_page(chromium, page)
    where, on = found.page.locator(".readout .where"), found.page.locator("[data-do=stride-on]")
    late = run.strides[run.strides["clip"] == "late"]
    start = first_frame(run, int(late["stride"].iloc[0]))
    link = found.page.locator("#changes [data-to-stride]").first
    link.evaluate("(one, to) => { one.dataset.toStride = to; }", str(late["stride"].iloc[0]))
    link.click()
    found.settle(start)
    found.page.locator("[data-do=back]").click()
    found.settle(start - 1)
    own_s = (start - 1 - begins) / 30
    assert where.text_content().startswith(
        f"0:{own_s:05.2f} · frame {start - 1 - begins} · between"
    )
    on.click()
    found.settle(start)
    found.page.context.close()


def test_one_stride_on_from_before_the_first_one_is_the_first_one(chromium, two_clips):
    run, page, _ = two_clips
    found = open_page(chromium, page)
    back, on = (found.page.locator(f"[data-do=stride-{way}]") for way in ("back", "on"))
    assert "between strides" in found.page.locator(".readout .where").text_content()
    back.click()  # there is none
    on.click()
    found.settle(first_frame(run, int(run.strides["stride"].iloc[0])))
    found.page.context.close()


def test_both_strides_are_stepped_together_and_the_ghost_has_a_slider(chromium, compared):
    found = open_page(chromium, compared.path / "report.html")
    page, cells = found.page, found.page.locator("#pair use.cell")
    early, late = load_pictures(compared.path).sheets
    assert cells.count() == 4
    for _ in range(early.columns + 1):
        page.locator("[data-pair=on]").click()
    # the first cell but one of the second row, in all four at once
    for i in range(4):
        assert float(cells.nth(i).get_attribute("x")) == -early.width
        assert float(cells.nth(i).get_attribute("y")) == -early.height
    said = page.locator("#pair .phase output").text_content()
    assert said == f"{round(100 * early.phases[early.columns + 1])} % of the stride"

    over, slider = page.locator("#pair .over"), page.locator("#ghost-mix")
    assert over.get_attribute("opacity") == "0.5"
    slider.focus()
    page.keyboard.press("End")
    assert over.get_attribute("opacity") == "1"
    page.keyboard.press("Home")
    assert over.get_attribute("opacity") == "0"

    page.locator("[data-pair=play]").click()
    page.wait_for_timeout(700)
    assert page.locator("#pair").get_attribute("data-cell") != str(early.columns + 1)
    page.locator("[data-pair=play]").click()
    cell = int(page.locator("#pair").get_attribute("data-cell"))
    page.locator("#pair [data-to-cell='1']").click()
    assert is_at(found, probe(compared.path / "annotated.mp4").times_s, late.frames[cell])
    assert found.complaints == []
    page.context.close()


def test_one_file_works_alone_elsewhere(chromium, run, times_s, tmp_path):
    page = write_one_file(run, run.path, has_video=True)
    alone = page.rename(tmp_path / "sent to a friend.html")
    found = open_page(chromium, alone)
    assert found.page.locator(".moments img").first.evaluate("image => image.naturalWidth") > 100
    for _ in range(3):
        found.page.keyboard.press(".")
        found.page.wait_for_timeout(200)
    assert is_at(found, times_s, 3)
    assert found.complaints == []
    assert {url.split(":")[0] for url in found.requests} <= {"file", "data", "blob"}
    assert [url for url in found.requests if url.startswith("file:")] == [alone.as_uri()]
    found.page.context.close()


def test_it_prints_on_two_pages(chromium, compared):
    found = open_page(chromium, compared.path / "report.html")
    for paper in ("A4", "Letter"):
        printed = found.page.pdf(format=paper, print_background=True)
        assert printed.count(b"/Type /Page\n") == 2
    found.page.context.close()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_wider_than_the_screen_and_curves_can_be_read(chromium, compared, width, scheme):
    found = open_page(chromium, compared.path / "report.html", width=width, color_scheme=scheme)
    assert found.page.evaluate("document.documentElement.scrollWidth") == width
    ink, card = (
        found.page.evaluate(f"getComputedStyle(document.querySelector('{one}')).{what}")
        for one, what in ((".plot .line.trend", "stroke"), ("section", "backgroundColor"))
    )
    lightness = [sum(map(int, colour[4:-1].split(","))) / 3 for colour in (ink, card)]
    assert abs(lightness[0] - lightness[1]) > 120
    assert (lightness[1] < 80) == (scheme == "dark")
    found.page.context.close()


def test_of_two_clips_a_dot_shows_its_own(chromium, kept_network, tmp_path):
    fresh = kept_network.cut(tmp_path / "fresh.mp4", (60, 420))
    tired = kept_network.cut(tmp_path / "tired.mp4", (2880, 3240))
    run = posture.compare(fresh, tired, out=tmp_path / "run")
    found = open_page(chromium, run.path / "report.html")
    screens = found.page.locator(".screen")
    assert [screens.nth(i).is_visible() for i in range(2)] == [True, False]
    late = run.strides[run.strides["clip"] == "late"].iloc[2]
    svg = found.page.locator("[data-measure=trunk_lean_deg] .over-run svg.plot")
    box = svg.bounding_box()
    svg.click(position={"x": 0.9 * box["width"], "y": 70})
    found.page.wait_for_timeout(600)
    assert [screens.nth(i).is_visible() for i in range(2)] == [False, True]
    frame = int(found.page.locator("#film").get_attribute("data-shown"))
    first = int((run.frames["clip"] == "early").sum())
    assert run.frames["clip"].iloc[frame] == "late"
    times_s = probe(run.path / "annotated_late.mp4").times_s
    now = found.page.evaluate("document.querySelectorAll('video')[1].currentTime")
    assert times_s[frame - first] <= now < times_s[frame - first + 1]
    assert run.frames["time_s"].iloc[frame] > late["start_s"]
    assert found.complaints == []
    found.page.context.close()
