"""The low back early and late: changed clothing, and geometry that disagrees."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from stick_recording import recording

from posture import pipeline
from posture.back import OUTSIDE, UNSEEN, WHY
from posture.back.cloth import LOOSEST_BACK
from posture.comparison import Segments, choose_segments
from posture.comparison.low_back import (
    CHANGED,
    MOST_SCORE_CHANGE,
    estimate_disagreement_sd,
    estimate_geometry_change,
    find_low_back_code,
    remove_low_back_if_clothing_changed,
)
from posture.joining import join_recordings, join_single, select_clip
from posture.pose.models.manifest import ModelFile
from posture.results.run import Run
from posture.session import Session
from posture.settings.options import Settings
from posture.utils.stats import NORMAL_QUANTILE

#: Errors of weights that are easy to reckon with.
ERRORS = {
    "tilt_geometry_slope": 1.5, "tilt_geometry_sd": 1.5,
    "lordosis_geometry_slope": 0.5, "lordosis_geometry_sd": 2.0,
}  # fmt: skip


def run_of(change: float, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A run whose line looks looser by so much in its second half."""
    monkeypatch.setattr("posture.recording.to_joint_centres", lambda body, *_: body)
    made = recording(duration_s=6)
    half = np.arange(len(made.strides)) >= len(made.strides) / 2
    made = replace(made, strides=made.strides.assign(back_looseness=-10.0 + change * half))
    settings = Settings.build(early="0%-50%", late="50%-100%")
    segments = choose_segments(made.strides, settings, 1.0, 6.0)
    model = ModelFile("heavy", Path("heavy.task"), "x", "Apache-2.0", "heavy")
    return pipeline.conclude(join_single(made), segments, Session((), "file", settings), model)


def low_back(table: pd.DataFrame) -> pd.DataFrame:
    return table[[c for c in table if c.startswith(("pelvic_tilt", "lumbar_lordosis", "tilt_hip"))]]


def test_a_changed_line_leaves_no_number_and_says_why_everywhere(monkeypatch):
    run = run_of(7.0, monkeypatch)
    told = run.summary["back"]
    assert (told["code"], told["frames_share"], told["strides"]) == (CHANGED, 0.0, 0)
    for table in (run.frames, run.strides):
        assert low_back(table).shape[1] > 3
        assert low_back(table).isna().all(axis=None)
        assert table["trunk_lean_deg"].notna().any()
    assert set(run.frames["reason"]) == {WHY[CHANGED]}
    assert not run.frames["back_visible"].any()
    assert run.strides["back_looseness"].notna().all()
    assert (run.strides["back_frames"] == 0).all()


@pytest.mark.parametrize("refused", ["", "back_cloth"])
def test_both_of_two_videos_are_drawn_without_numbers(monkeypatch, refused):
    monkeypatch.setattr("posture.recording.to_joint_centres", lambda body, *_: body)
    loose = [
        replace(made, strides=made.strides.assign(back_looseness=value))
        for made, value in ((recording(duration_s=6), -10.0), (recording(duration_s=6), -3.0))
    ]
    loose[0] = replace(loose[0], back=replace(loose[0].back, code=refused))
    joined = join_recordings(loose, ["early", "late"])
    segments = Segments((0.0, 6.0), (joined.starts_s[1], joined.starts_s[1] + 6.0))
    model = ModelFile("heavy", Path("heavy.task"), "x", "Apache-2.0", "heavy")
    session = Session((), "unknown", Settings.build())
    run = pipeline.conclude(joined, segments, session, model)
    assert run.summary["back"]["code"] == (refused or CHANGED)
    for i in range(2):
        shown = select_clip(run, joined, i)
        for table in (run.frames, shown.frames, shown.strides):
            assert low_back(table).isna().all(axis=None)
        assert set(shown.frames["reason"]) == {WHY[CHANGED]}
        assert shown.frames["trunk_lean_deg"].notna().any()


def test_a_line_that_stays_is_left_as_it_was(monkeypatch):
    run = run_of(0.0, monkeypatch)
    assert run.summary["back"]["measured"]
    assert 0 < run.summary["back"]["frames_share"] == run.frames["back_visible"].mean()
    assert low_back(run.strides).notna().any(axis=None)


def test_other_reasons_of_a_frame_stay():
    reasons = ["", UNSEEN, OUTSIDE, "nobody was found"]
    frames = pd.DataFrame({"reason": reasons, "back_visible": True, "pelvic_tilt_deg": 1.0})
    strides = pd.DataFrame(
        {"segment": ["early", "late"], "back_looseness": [-9.0, -2.0], "rejected": ""}
    )
    blank, _ = remove_low_back_if_clothing_changed(frames, strides)
    assert list(blank["reason"]) == [WHY[CHANGED]] * 3 + [reasons[3]]
    assert frames["back_visible"].all()


def strides(early: float, late: float) -> pd.DataFrame:
    """Looseness about two levels, with an outlier in each window."""
    spread = np.array([-0.3, 0.0, 0.3, 9.0, -0.1, 0.1])
    return pd.DataFrame(
        {
            "segment": ["early"] * 6 + [""] * 6 + ["late"] * 6,
            "back_looseness": np.concatenate([early + spread, 50 + spread, late + spread]),
        }
    )


@pytest.mark.parametrize(("times", "code"), [(0.95, ""), (1.05, CHANGED)])
@pytest.mark.parametrize("turned", [False, True])
def test_clothes_that_lie_differently_late_are_told(times: float, code: str, turned: bool):
    windows = (LOOSEST_BACK - 1.0, LOOSEST_BACK - 1.0 - times * MOST_SCORE_CHANGE)
    assert find_low_back_code(["", ""], strides(*windows[::-1] if turned else windows)) == code


@pytest.mark.parametrize(("times", "code"), [(0.45, ""), (0.55, CHANGED)])
@pytest.mark.parametrize("turned", [False, True])
def test_half_of_it_will_do_from_skin_to_cloth(times: float, code: str, turned: bool):
    windows = (
        LOOSEST_BACK - 0.2 * MOST_SCORE_CHANGE,
        LOOSEST_BACK + (times - 0.2) * MOST_SCORE_CHANGE,
    )
    assert find_low_back_code(["", ""], strides(*windows[::-1] if turned else windows)) == code


def test_a_recording_that_shows_no_back_comes_first():
    changed = strides(0.0, 3 * MOST_SCORE_CHANGE)
    for code in WHY:
        assert find_low_back_code(["", code], changed) == code


def test_windows_without_a_line_are_no_change():
    assert find_low_back_code([""], strides(0.0, np.nan)) == ""
    assert find_low_back_code([""], strides(0.0, 9.0).iloc[:0]) == ""


def changing(**by: float) -> pd.DataFrame:
    """Strides in which each column changes by so much from early to late."""
    late = np.repeat([0.0, 0.5, 1.0], 6)
    columns = {
        name: 10.0 + by.get(name, 0.0) * late
        for name in (
            "trunk_lean_deg", "pelvic_tilt_deg", "lumbar_lordosis_deg", "sacral_tangent_deg",
            "hollow_deg",
        )
    }  # fmt: skip
    return strides(0.0, 0.0).assign(**columns)


def test_geometry_tells_changes_in_the_scale_of_the_truth():
    # the tangent leans with the trunk; what it does beside it counts 1.5 times
    table = changing(trunk_lean_deg=2.0, sacral_tangent_deg=6.0, hollow_deg=8.0)
    assert estimate_geometry_change("tilt", table, ERRORS) == pytest.approx(2.0 + 1.5 * 4.0)
    assert estimate_geometry_change("lordosis", table, ERRORS) == pytest.approx(4.0)


@pytest.mark.parametrize("sign", [-1, 1])
def test_geometry_that_disagrees_throws_doubt(sign: int):
    usual = NORMAL_QUANTILE * 1.5
    # as much as the two usually differ counts for nothing, on either side
    near = changing(pelvic_tilt_deg=3.0, sacral_tangent_deg=(3.0 + sign * 0.99 * usual) / 1.5)
    assert estimate_disagreement_sd("tilt", "pelvic_tilt_deg", near, ERRORS) == 0.0
    far = changing(pelvic_tilt_deg=3.0, sacral_tangent_deg=(3.0 + sign * (usual + 5.0)) / 1.5)
    assert estimate_disagreement_sd("tilt", "pelvic_tilt_deg", far, ERRORS) == pytest.approx(
        5 / NORMAL_QUANTILE
    )
    # what the sacrum says is no doubt of the arch; that is for the hollow to say
    assert estimate_disagreement_sd("lordosis", "lumbar_lordosis_deg", far, ERRORS) == 0.0
    excess = NORMAL_QUANTILE * 2.0 + 7.0
    hollow = changing(lumbar_lordosis_deg=4.0, hollow_deg=2 * (4.0 + sign * excess))
    doubt = estimate_disagreement_sd("lordosis", "lumbar_lordosis_deg", hollow, ERRORS)
    assert doubt == pytest.approx(7 / NORMAL_QUANTILE)
    assert estimate_disagreement_sd("tilt", "pelvic_tilt_deg", hollow, ERRORS) == 0.0


@pytest.mark.parametrize("missing", ["sacral_tangent_deg", "pelvic_tilt_deg"])
def test_geometry_that_is_not_known_throws_none(missing: str):
    table = changing(sacral_tangent_deg=40.0)
    assert estimate_disagreement_sd("tilt", "pelvic_tilt_deg", table, ERRORS) > 5
    table.loc[table["segment"] == "late", missing] = np.nan
    assert estimate_disagreement_sd("tilt", "pelvic_tilt_deg", table, ERRORS) == 0.0
