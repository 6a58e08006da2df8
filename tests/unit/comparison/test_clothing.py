"""A low back whose clothing changed on the way has no numbers anywhere."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from stick_recording import recording

from posture import pipeline
from posture.back import OUTSIDE, UNSEEN, WHY
from posture.comparison import Segments, choose_segments
from posture.comparison.clothing import CHANGED, remove_low_back_if_clothing_changed
from posture.joining import join_recordings, part_of, take_one
from posture.results.run import Run
from posture.session import Session
from posture.settings.options import Settings


def run_of(change: float, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A run whose line looks looser by so much in its second half."""
    monkeypatch.setattr("posture.recording.to_joint_centres", lambda body, *_: body)
    made = recording(duration_s=6)
    half = np.arange(len(made.strides)) >= len(made.strides) / 2
    made = replace(made, strides=made.strides.assign(back_looseness=-10.0 + change * half))
    settings = Settings.build(early="0%-50%", late="50%-100%")
    segments = choose_segments(made.strides, settings, 1.0, 6.0)
    model = SimpleNamespace(name="heavy", sha256="x")
    return pipeline.conclude(take_one(made), segments, Session((), "file", settings), model)


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


def test_both_of_two_videos_are_drawn_without_numbers(monkeypatch):
    monkeypatch.setattr("posture.recording.to_joint_centres", lambda body, *_: body)
    loose = [
        replace(made, strides=made.strides.assign(back_looseness=value))
        for made, value in ((recording(duration_s=6), -10.0), (recording(duration_s=6), -3.0))
    ]
    joined = join_recordings(loose, ["early", "late"])
    segments = Segments((0.0, 6.0), (joined.starts_s[1], joined.starts_s[1] + 6.0), [])
    model = SimpleNamespace(name="heavy", sha256="x")
    session = Session((), "unknown", Settings.build())
    run = pipeline.conclude(joined, segments, session, model)
    assert run.summary["back"]["code"] == CHANGED
    for i in range(2):
        shown = part_of(run, joined, i)
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
