"""Checks of clips from kept detections: the network is not asked."""

import dataclasses
import json
import re

import cv2
import numpy as np
import pandas as pd
import pytest
from kept_detections import KeptNetwork
from pipeline_fakes import MODEL
from video_clips import write_clip

from posture.back import load_learned_models
from posture.camera import CameraMotion
from posture.check import check_video, film_points, points
from posture.check.expect import expect_measures
from posture.check.glance import glance
from posture.check.look import look_at
from posture.check.page import write_page
from posture.check.passing import list_rows_inside
from posture.check.picture import measure_sight
from posture.check.plans import SEARCH_GAP
from posture.check.text import describe
from posture.errors import NoRunnerError, UsageError
from posture.gait.playback import Playback
from posture.gait.speed_of_play import SpeedOfPlay
from posture.pose import Detections
from posture.settings.options import Settings
from posture.tracks.clean import CUT_OFF, FEET_OUT
from posture.utils.resources import sample_path
from posture.video import probe

pytestmark = pytest.mark.usefixtures("landmarks_are_joints")
SETTINGS = Settings.build()


class Network:
    """What the network saw, in the frames of the plan alone; may be changed before."""

    def __init__(self, change=lambda found: found) -> None:
        self._kept, self._change = KeptNetwork(), change
        self.asked = []

    def __call__(self, info, model, *, plan, **asked) -> Detections:
        self.asked.append(asked)
        found = self._change(self._kept(info))
        if not np.isfinite(found.points).any():
            raise NoRunnerError("nobody was found in this video; film one runner from the side")
        found.points[~plan.asked] = np.nan
        found.outline[~plan.asked] = np.nan
        found.asked = plan.asked
        return found


def check(sample: str, change=lambda found: found):
    return check_video(sample_path(f"{sample}.mp4"), MODEL, SETTINGS, find=Network(change))


def point(checked, code: str):
    return next(point for point in checked.check.points if point.code == code)


@pytest.fixture(scope="module")
def unlevel(landmarks_are_joints):
    return check("unlevel")


@pytest.fixture(scope="module")
def steady(landmarks_are_joints):
    return check("steady")


def test_a_camera_that_is_not_level_is_what_is_wrong_with_the_sample(unlevel):
    level = point(unlevel, "level")
    assert (level.verdict, level.cost_deg) == ("warn", 0.6)
    assert "turned by 4.0°" in level.message
    codes = {found.code for found in unlevel.check.points if found.verdict == "warn"}
    assert codes == {"level", "frame_rate", "strides"}
    assert unlevel.check.worst.code == "level"
    assert unlevel.check.verdict == "warn"


def test_a_few_dozen_frames_are_enough(unlevel):
    assert unlevel.check.frames_looked_at <= 110


def test_it_says_what_an_analysis_will_give(unlevel):
    by_name = {one.name: one for one in unlevel.check.expectations}
    assert {"trunk_lean_deg", "pelvic_tilt_deg", "lumbar_lordosis_deg"} <= set(by_name)
    lean = by_name["trunk_lean_deg"]
    assert lean.measured
    assert lean.smallest_change is None
    assert "too few strides" in lean.reason


def test_more_strides_let_a_change_be_noticed(steady):
    lean = {one.name: one for one in steady.check.expectations}["trunk_lean_deg"]
    assert 1.5 <= lean.smallest_change <= 3.0


def test_the_strides_of_the_whole_film_are_expected(steady, unlevel):
    """Glances are too short to be measured: they do not say that the runner is seen less."""
    for made, name, duration_s in ((steady, "steady", 60.0), (unlevel, "unlevel", 10.0)):
        events = json.loads(sample_path(f"{name}.events.json").read_text(encoding="utf-8"))
        contacts_s = events["contacts_near_s"]
        true = duration_s * (len(contacts_s) - 1) / (contacts_s[-1] - contacts_s[0])
        said = int(re.match(r"about (\d+) strides", point(made, "strides").message)[1])
        assert said == pytest.approx(true, abs=0.6)


def test_as_text_and_as_json(unlevel):
    lines = describe(unlevel.check)
    assert lines[0].startswith("unlevel.mp4: this film can be measured")
    assert any(line.startswith("  WARN  Level") for line in lines)
    same = [
        line
        for line in lines
        if line.endswith("too few strides to compare early with late; a level only")
    ]
    assert len(same) == 1
    assert "near-side foot" in same[0]
    assert "trunk lean" in same[0]
    assert json.loads(json.dumps(unlevel.check.to_json(), allow_nan=False))["verdict"] == "warn"


def test_the_page_shows_frames_and_needs_no_network(unlevel, tmp_path):
    page = tmp_path / "check.html"
    write_page(unlevel, page)
    text = page.read_text(encoding="utf-8")
    assert text.count("<img") >= 1
    assert "http" not in text.replace("data:image/jpeg", "")
    assert str(tmp_path) not in text


def test_a_loose_top_hides_the_low_back():
    checked = check("loose_top")
    assert point(checked, "low_back").verdict == "warn"
    tilt = next(one for one in checked.check.expectations if one.name == "pelvic_tilt_deg")
    assert not tilt.measured


@pytest.fixture
def in_doubt(monkeypatch):
    """Two strides leave a doubt, as those of `steady` do with the smallest network."""
    monkeypatch.setattr("posture.check.look.is_doubtful", lambda scores: len(scores) == 2)


@pytest.mark.usefixtures("in_doubt")
def test_where_clothing_moves_the_low_back_may_not_be_measured():
    info = probe(sample_path("steady.mp4"))
    network = Network()
    subject = dataclasses.replace(SETTINGS, subject="2")
    looked = look_at(info, MODEL.path, subject, load_learned_models(MODEL.weights), network)
    # more strides are seen, with everybody searched for as before
    assert len(looked.cloth_scores) == 4
    assert looked.longer_frames > 80
    asked = [(one["subject"], one["search_gap"]) for one in network.asked]
    assert asked == [(2, SEARCH_GAP)] * 2
    assert points.check_low_back(looked).verdict == "pass"
    moving = dataclasses.replace(looked, cloth_scores=(-2.6, -2.3, -3.8, 0.4))
    found = points.check_low_back(moving)
    assert found.verdict == "warn"
    assert "may not be measured" in found.message
    doubted = [
        one.name for one in expect_measures(moving, "heavy") if "can be read at all" in one.reason
    ]
    assert doubted == ["pelvic_tilt_deg", "lumbar_lordosis_deg"]


@pytest.mark.usefixtures("in_doubt")
@pytest.mark.parametrize(("moved_px", "people", "scores"), [(400, 1, 4), (400, 2, 2), (5, 2, 4)])
def test_clothes_of_somebody_else_are_not_the_runners(moved_px, people, scores):
    def later(found):
        found = dataclasses.replace(found, most_at_once=people)
        if len(network.asked) > 1:
            found.points += np.float32([moved_px, 0])
        return found

    network = Network(later)
    info = probe(sample_path("steady.mp4"))
    looked = look_at(info, MODEL.path, SETTINGS, load_learned_models(MODEL.weights), network)
    assert len(network.asked) == 2
    assert len(looked.cloth_scores) == scores


@pytest.mark.usefixtures("in_doubt")
def test_frames_of_a_look_that_found_no_such_person_are_not_counted():
    def later(found):
        if len(network.asked) > 1:
            raise UsageError("there is no subject 2: 1 person was seen")
        return found

    network = Network(later)
    info = probe(sample_path("steady.mp4"))
    looked = look_at(info, MODEL.path, SETTINGS, load_learned_models(MODEL.weights), network)
    assert len(network.asked) == 2
    assert (len(looked.cloth_scores), looked.longer_frames) == (2, 0)


def test_a_form_of_the_back_is_not_judged_from_few_strides(unlevel):
    info = probe(sample_path("unlevel.mp4"))
    looked = look_at(info, MODEL.path, SETTINGS, load_learned_models(MODEL.weights), Network())
    made = looked.recording
    few = dataclasses.replace(made, back=dataclasses.replace(made.back, code="back_shape"))
    many = dataclasses.replace(few, strides=pd.concat([few.strides] * 4))
    verdicts = [
        points.check_low_back(dataclasses.replace(looked, recording=one)).verdict
        for one in (few, many)
    ]
    assert verdicts == ["pass", "warn"]


def test_feet_below_the_picture_fail():
    def lower(found):
        return dataclasses.replace(found, points=found.points + np.float32([0, 60]))

    checked = check("unlevel", lower)
    assert checked.check.verdict == "fail"
    assert "feet are below the picture" in point(checked, "whole_body").message
    assert checked.check.expectations == ()


def test_who_passes_comes_in_and_leaves_which_is_no_fault():
    assert point(check("overground_left"), "whole_body").verdict == "pass"


@pytest.fixture(scope="module")
def passing(landmarks_are_joints):
    info = probe(sample_path("overground_left.mp4"))
    return look_at(info, MODEL.path, SETTINGS, load_learned_models(MODEL.weights), Network())


def test_who_passes_and_is_never_wholly_inside_is_cut_off(passing):
    rows = list_rows_inside(passing)
    assert 0 < len(rows) < len(passing.seen)
    assert set(passing.tracks.reason[passing.seen]) & {CUT_OFF, FEET_OUT}
    near = dataclasses.replace(passing, info=dataclasses.replace(passing.info, width=1))
    assert list_rows_inside(near) == passing.seen
    reason = np.full_like(passing.tracks.reason, CUT_OFF)
    near = dataclasses.replace(near, tracks=dataclasses.replace(passing.tracks, reason=reason))
    assert points.check_whole_body(near).verdict == "fail"


def test_nobody_passes_a_camera_that_moves(passing):
    motion = CameraMotion(
        np.array([0, 30, 60]), np.zeros(3), np.full(3, 0.1), np.ones(3),
        np.array([[0.0, 0.0], [0.2, 0.0], [0.4, 0.0]]),
    )  # fmt: skip
    camera = dataclasses.replace(passing.camera, motion=motion)
    panned = dataclasses.replace(passing, camera=camera)
    assert list_rows_inside(panned) == passing.seen
    assert points.check_whole_body(passing).verdict == "pass"
    assert points.check_whole_body(panned).verdict != "pass"


def test_who_runs_at_the_edge_of_the_picture_is_cut_off():
    def shift(found):
        return dataclasses.replace(found, points=found.points + np.float32([560, 0]))

    whole = point(check("unlevel", shift), "whole_body")
    assert whole.verdict == "fail"
    assert "cut off" in whole.message


def test_frames_per_second_of_running_are_at_least_those_of_a_film_of_unknown_speed(unlevel):
    info = probe(sample_path("unlevel.mp4"))
    looked = look_at(info, MODEL.path, SETTINGS, load_learned_models(MODEL.weights), Network())
    looked = dataclasses.replace(looked, info=dataclasses.replace(info, fps_median=50.0))
    messages = []
    for known in (True, False):
        speed = SpeedOfPlay(2.0, known=known, source="guess")
        view = dataclasses.replace(looked.recording.view, speed_factor=2.0)
        made = dataclasses.replace(
            looked.recording, playback=Playback((0.0, 10.0), (speed,)), view=view
        )
        messages.append(
            points.check_frame_rate(dataclasses.replace(looked, recording=made)).message
        )
    assert messages == [
        "100 frames per second of running",
        "at least 50 frames per second of running",
    ]
    slow = dataclasses.replace(looked, info=dataclasses.replace(info, fps_median=25.0))
    unknown, known = (
        points.check_frame_rate(dataclasses.replace(slow, recording=one)).message
        for one in (made, looked.recording)
    )
    assert unknown == (
        "at least 25 frames per second: contact times may be rough (a frame every 40 ms or less), "
        "lean is not"
    )
    assert known.startswith("25 frames per second: contact times are rough (a frame every 40 ms)")


def test_nobody_is_a_point_that_fails():
    def nobody(found):
        return dataclasses.replace(found, points=found.points * np.float32(np.nan))

    checked = check("unlevel", nobody)
    assert checked.check.verdict == "fail"
    assert "nobody was found" in point(checked, "runner").message


def test_others_are_named():
    def crowded(found):
        return dataclasses.replace(found, most_at_once=3, searches=8, crowded=2)

    others = point(check("unlevel", crowded), "people")
    assert others.verdict == "warn"
    assert "3 people" in others.message


def test_what_looks_like_somebody_in_a_single_picture_is_said_and_no_warning():
    """The frame of a treadmill was once taken for a second person."""

    def once(found):
        return dataclasses.replace(found, most_at_once=2, searches=8, crowded=1)

    other = point(check("unlevel", once), "people")
    assert other.verdict == "pass"
    assert "in one of 8 pictures" in other.message


def test_small_oblique_and_still(unlevel):
    info = probe(sample_path("unlevel.mp4"))
    learned = load_learned_models(MODEL.weights)
    looked = look_at(info, MODEL.path, SETTINGS, learned, Network())
    assert points.check_size(looked).verdict == "pass"
    assert film_points.check_still(looked).verdict == "pass"
    small = dataclasses.replace(
        looked, recording=dataclasses.replace(looked.recording, trunk_px=40.0)
    )
    assert points.check_size(small).verdict == "warn"
    assert points.check_size(small).cost_deg == 1.4
    gaits = tuple(dataclasses.replace(one, shoulder_width=0.3) for one in looked.gaits)
    assert points.check_side(dataclasses.replace(looked, gaits=gaits)).verdict == "warn"
    feet = film_points.measure_foot_speeds(looked)
    assert feet[0] == pytest.approx(feet[1], rel=0.2)


def test_a_glance_names_what_costs_most_before_the_long_work():
    named = glance(probe(sample_path("unlevel.mp4")))
    assert named is not None
    assert (named.code, named.cost_deg) == ("level", 0.6)
    assert glance(probe(sample_path("steady.mp4"))) is None


def test_blur_and_darkness_are_measured():
    rng = np.random.default_rng(1)
    image = cv2.resize(rng.integers(0, 255, (60, 40, 3), np.uint8), (400, 600), interpolation=0)
    points_of = np.stack([rng.uniform(100, 300, 33), rng.uniform(100, 500, 33)], 1)
    sharp = measure_sight(image, points_of.astype(np.float32))
    blurred = measure_sight(cv2.GaussianBlur(image, (0, 0), 6), points_of.astype(np.float32))
    dark = measure_sight((image * 0.1).astype(np.uint8), points_of.astype(np.float32))
    assert sharp.sharpness > 1.5 * blurred.sharpness
    assert dark.brightness < 20 < sharp.brightness


def test_an_interlaced_file_is_named(tmp_path):
    combed = {"flags": "+ildct+ilme", "x264-params": "tff=1"}
    named = film_points.check_file(probe(write_clip(tmp_path / "a.mp4", options=combed)))
    assert named.verdict == "warn"
    assert "interlaced" in named.message
    plain = film_points.check_file(probe(write_clip(tmp_path / "b.mp4")))
    assert plain.verdict == "pass"


def test_it_lists_who_can_be_chosen_and_how_many_strides_a_second(unlevel):
    assert unlevel.check.strides_per_s == pytest.approx(1.3, abs=0.2)
    assert unlevel.check.camera_sd_deg >= 0
    json.dumps(unlevel.check.to_json(), allow_nan=False)


def test_the_forecast_is_that_of_the_network_which_the_analysis_uses(monkeypatch):
    """A check looks with the smallest network that is there; the analysis uses heavy."""
    asked = []
    monkeypatch.setattr(
        "posture.check.check.expect_measures", lambda _, network: asked.append(network) or ()
    )
    for model in ("heavy", "lite"):
        settings = dataclasses.replace(SETTINGS, model=model)
        check_video(sample_path("steady.mp4"), MODEL, settings, find=Network())
    assert asked == ["heavy", "lite"]
