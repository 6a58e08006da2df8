"""Tilt and lordosis from a back line: refusals, gaps, and what moves them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from shipped_models import ALL_WEIGHTS, LEARNED
from stick_runner import run_detections

from posture.back import (
    PLACES,
    WHY,
    Back,
    LearnedModels,
    Line,
    load_learned_models,
    measure,
    measure_back,
)
from posture.back.cloth import COVERED, LOOSEST_BACK
from posture.back.features import FEATURES
from posture.back.measure import LOW_BACK
from posture.back.novelty import MOST_NOVELTY, novelty
from posture.back.refusal import LEAST_TRUNK_PX, OUTSIDE, UNSEEN
from posture.gait.check import OBLIQUE, estimate_gait
from posture.gait.strides import cut_strides
from posture.tracks import clean
from posture.tracks.body import build_body
from posture.tracks.view import View
from posture.utils.stats import NORMAL_QUANTILE

FPS, SECONDS = 30, 8


def skin(frames: int, looser: float = 0.0) -> Line:
    """A bare back, or one whose line is looser by so much, 0.2 trunk lengths off the trunk."""
    skin_score = LEARNED.discriminant
    towards = skin_score.weights - skin_score.weights.mean()
    back = np.full(len(PLACES), 0.2)
    back[COVERED] += skin_score.mean + looser * towards / (towards @ skin_score.weights)
    return Line(np.tile(back, (frames, 1)), np.full((frames, len(PLACES)), 0.25))


def say(
    line: Line | None = None,
    *,
    hide: np.ndarray | None = None,
    trunk_px: float | None = None,
    shoulder_width: float | None = None,
    learned: LearnedModels = LEARNED,
    **how: object,
):
    """What the back of a stick-figure runner says, and the cut and the body it says it of."""
    info, found, _ = run_detections(duration_s=SECONDS, fps=FPS, **how)
    facing = how.get("facing", "right")
    tracks = clean(found, info.times_s, info.width, info.height)
    motion = estimate_gait(tracks)
    runner = build_body(tracks, View(facing, info.width, info.height))
    if trunk_px is not None:
        runner = replace(runner, trunk_px=trunk_px)
    cut = cut_strides(runner)
    line = line or skin(info.frames)
    if hide is not None:
        line.back[hide[:, None] & LOW_BACK] = np.nan
    back = measure_back(
        line, runner, cut, learned, stride_s=1 / motion.stride_hz,
        shoulder_width=motion.shoulder_width if shoulder_width is None else shoulder_width,
    )  # fmt: skip
    return back, cut


def refused(back: Back) -> str:
    """The code, after a look at whether everything says so."""
    assert np.isnan(back.tilt_deg).all()
    assert np.isnan(back.lordosis_deg).all()
    assert set(back.reason) == {WHY[back.code]}
    return back.code


def test_a_back_that_is_seen_has_values_in_every_stride():
    back, cut = say()
    assert back.code == ""
    inside = cut.number >= 0
    for values in (back.tilt_deg, back.lordosis_deg):
        np.testing.assert_array_equal(np.isfinite(values), inside)
    assert set(back.reason[inside]) == {""}
    assert set(back.reason[~inside]) == {OUTSIDE}
    np.testing.assert_array_equal(back.visible, inside)
    np.testing.assert_allclose(back.loose_clothing_score, LEARNED.discriminant.bias, atol=1e-6)


def test_too_few_pixels():
    assert refused(say(trunk_px=LEAST_TRUNK_PX - 0.1)[0]) == "back_pixels"
    assert say(trunk_px=LEAST_TRUNK_PX)[0].code == ""


def test_a_runner_who_is_not_seen_square():
    assert refused(say(shoulder_width=OBLIQUE)[0]) == "back_view"
    assert say(shoulder_width=OBLIQUE - 0.01)[0].code == ""


@pytest.mark.parametrize(("every", "code"), [(5, "back_hidden"), (2, "")])
def test_a_back_that_is_hidden_in_most_strides(every: int, code: str):
    _, cut = say()
    back, _ = say(hide=cut.number % every > 0)
    assert back.code == code
    if code:
        refused(back)


def test_a_third_of_the_low_back_must_not_be_missing():
    line = skin(FPS * SECONDS)
    line.back[:, np.flatnonzero(LOW_BACK)[:3]] = np.nan
    assert refused(say(line)[0]) == "back_hidden"


def test_loose_cloth():
    to_limit = LOOSEST_BACK - LEARNED.discriminant.bias
    frames = FPS * SECONDS
    assert refused(say(skin(frames, to_limit + 0.1))[0]) == "back_cloth"
    back, _ = say(skin(frames, to_limit - 0.1))
    assert back.code == ""
    np.testing.assert_allclose(back.loose_clothing_score, LOOSEST_BACK - 0.1, atol=1e-6)


def test_a_form_that_cloth_explains_is_told_as_cloth():
    hanging = skin(FPS * SECONDS, 40.0)
    assert novelty(np.nanmean(hanging.back, axis=0), LEARNED.shapes) > MOST_NOVELTY
    assert refused(say(hanging)[0]) == "back_cloth"


def test_a_runner_without_a_stride():
    info, found, _ = run_detections(duration_s=SECONDS, fps=FPS)
    tracks = clean(found, info.times_s, info.width, info.height)
    runner = build_body(tracks, View("right", info.width, info.height))
    none = replace(cut_strides(runner), number=np.full(info.frames, -1), steps=[])
    line = skin(info.frames)
    back = measure_back(line, runner, none, LEARNED, stride_s=0.7, shoulder_width=0.1)
    assert refused(back) == "back_hidden"
    assert len(back.loose_clothing_score) == len(back.sacral_deg) == 0


@pytest.mark.parametrize("turn", [-8.0, 8.0])
def test_tilt_turns_with_the_whole_runner_and_lordosis_does_not(turn: float):
    # the picture is turned, and everything in it: nothing changes but the way up
    upright, _ = say()
    turned, _ = say(roll_deg=turn)
    good = np.isfinite(upright.tilt_deg + turned.tilt_deg)
    assert good.sum() > 100
    np.testing.assert_allclose((turned.tilt_deg - upright.tilt_deg)[good], turn, atol=0.01)
    np.testing.assert_allclose((turned.lordosis_deg - upright.lordosis_deg)[good], 0.0, atol=0.01)
    np.testing.assert_allclose(turned.sacral_deg - upright.sacral_deg, turn, atol=0.01)
    np.testing.assert_allclose(turned.hollow_deg, upright.hollow_deg, atol=0.01)


def test_both_ways_of_facing_say_the_same():
    right, left = say(facing="right")[0], say(facing="left")[0]
    np.testing.assert_allclose(left.tilt_deg, right.tilt_deg, atol=0.01)
    np.testing.assert_allclose(left.lordosis_deg, right.lordosis_deg, atol=0.01)


def test_a_stride_that_is_not_seen_has_no_values_and_says_why():
    _, cut = say()
    hidden = np.isin(cut.number, (2, 5))
    back, _ = say(hide=hidden)
    assert np.isnan(back.tilt_deg[hidden]).all()
    assert np.isnan(back.lordosis_deg[hidden]).all()
    assert set(back.reason[hidden]) == {UNSEEN}
    assert not back.visible[hidden].any()
    seen = (cut.number >= 0) & ~hidden
    assert np.isfinite(back.tilt_deg[seen]).all()
    assert set(back.reason[seen]) == {""}


def test_phases_that_are_hidden_are_filled_in():
    whole, cut = say()
    hidden = (cut.phase > 0.2) & (cut.phase < 0.6)
    back, _ = say(hide=hidden)
    # the line does not move in this runner, so nothing is lost
    np.testing.assert_allclose(back.tilt_deg, whole.tilt_deg, atol=1e-6)
    np.testing.assert_array_equal(back.visible, (cut.number >= 0) & ~hidden)


def test_intervals_are_wider_where_the_back_is_hidden(monkeypatch):
    errors = {
        "tilt_seen_sd": 0.0,
        "tilt_hidden_sd": 4.0 / measure.HIDDEN_FACTOR,
        "lordosis_seen_sd": 3.0,
        "lordosis_hidden_sd": 7.5 / measure.HIDDEN_FACTOR,
    }
    monkeypatch.setitem(measure.LEVEL_SD, "heavy", {"tilt": 3.0, "lordosis": 4.0})
    learned = replace(LEARNED, angles=replace(LEARNED.angles, errors=errors))
    _, cut = say()
    hidden = (cut.phase > 0.2) & (cut.phase < 0.6)
    back, _ = say(hide=hidden, learned=learned)
    assert back.errors == errors
    inside = cut.number >= 0
    tilt, lordosis = back.tilt_interval_deg[inside], back.lordosis_interval_deg[inside]
    np.testing.assert_allclose(tilt, NORMAL_QUANTILE * np.where(hidden, 5.0, 3.0)[inside])
    np.testing.assert_allclose(lordosis, NORMAL_QUANTILE * np.where(hidden, 8.5, 5.0)[inside])


@pytest.mark.parametrize("weights", ALL_WEIGHTS)
def test_the_weights_that_ship_fit_the_features(weights):
    model = load_learned_models(weights).angles
    assert set(model.targets) == {"tilt", "lordosis"}
    for array in (model.mean, model.level_sd, model.motion_sd):
        assert array.shape == (len(FEATURES),)
        assert np.isfinite(array).all()
    for target in model.targets.values():
        assert target.level.shape == target.motion.shape == (len(FEATURES),)
    assert (model.level_sd > 0).all()
    assert (model.motion_sd > 0).all()
    # a body at rest stands with the front of the pelvis lower than its back
    assert 0 < model.targets["tilt"].bias + 8 < 30
    assert 10 < model.targets["lordosis"].bias < 60
