"""A back that a window hides: from what both windows show, or no answer, and why."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from stick_recording import recording

from posture import pipeline
from posture.back import PLACES, WHY
from posture.back.features import BACK
from posture.comparison import Segments, choose_segments
from posture.joining import JoinedRun, join_recordings, join_single
from posture.pose.models.manifest import ModelFile
from posture.session import Session
from posture.settings.options import Settings
from posture.windows_shown import use_places_of_windows

MODEL = ModelFile("heavy", Path("heavy.task"), "x", "Apache-2.0", "heavy")
SETTINGS = Settings.build(early="0-8", late="16-24")
#: All above the sacrum, as behind the arm of a hand that holds on to a rail.
ABOVE_SACRUM = PLACES[BACK] < 0.93
#: Where the part ends that swinging arms hide.
UPPER_ENDS = 0.6
#: A part of it, as behind an elbow.
WAIST = (PLACES[BACK] > 0.55) & (PLACES[BACK] < 0.75)


@pytest.fixture(scope="module")
def whole():
    """A stick figure that runs for 24 s, all of whose back is seen."""
    return recording(duration_s=24)


def hide(made, places, start_s, end_s):
    """Hide places of the back for a time, with `known` as it was found without that."""
    shown = made.back.shown_change
    assert shown.known.all()
    time_s = made.frames["time_s"].to_numpy(float)
    seen = shown.seen.copy()
    seen[np.ix_((time_s >= start_s) & (time_s < end_s), places)] = False
    return replace(made, back=replace(made.back, shown_change=replace(shown, seen=seen)))


def compare(joined: JoinedRun):
    """Use what the windows show, and compare them."""
    segments = choose_segments(joined.strides, SETTINGS, 1.0, 24.0)
    joined = use_places_of_windows(joined, segments)
    session = Session((), "file", SETTINGS)
    return joined, pipeline.conclude(joined, segments, session, MODEL)


def half_width(run, name: str) -> float:
    low, high = run.summary["measures"][name]["ci95"]
    return (high - low) / 2


def test_a_back_that_is_seen_throughout_is_not_touched(whole):
    joined, run = compare(join_single(whole))
    assert joined.recordings[0] is whole
    assert joined.frames is whole.frames
    assert run.summary["back"]["measured"] is True


@pytest.mark.parametrize(
    ("code", "times"),
    [("back_hidden_early", (0, 9)), ("back_hidden_late", (15, 24)), ("back_hidden_both", (0, 24))],
)
def test_a_hand_at_the_rail_in_a_window_leaves_no_number_and_says_why(whole, code, times):
    joined, run = compare(join_single(hide(whole, ABOVE_SACRUM, *times)))
    back = run.summary["back"]
    assert (back["measured"], back["code"], back["reason"]) == (False, code, WHY[code])
    for name in ("pelvic_tilt_deg", "lumbar_lordosis_deg", "lumbar_lordosis_toe_off_deg"):
        found = run.summary["measures"][name]
        assert (found["verdict"], found["change"]) == ("not measurable", None)
        assert (found["early"], found["late"]) == (None, None)
        assert found["reason"] == WHY[code]
        assert name not in run.summary["drift"]
    for table in (run.frames, run.strides, joined.recordings[0].frames):
        assert table["pelvic_tilt_deg"].isna().all()
    assert WHY[code] in set(run.frames["reason"])
    assert run.summary["measures"]["trunk_lean_deg"]["change"] is not None


def test_windows_too_short_to_be_compared_keep_the_level_of_the_back(whole):
    short = Settings.build(early="0-5", late="19-24")
    joined = join_single(hide(whole, ABOVE_SACRUM, 15, 24))
    segments = choose_segments(joined.strides, short, 1.0, 24.0)
    assert use_places_of_windows(joined, segments) is joined


def test_each_window_may_hide_another_half_of_the_back(whole):
    upper = PLACES[BACK] < 0.55
    made = hide(hide(whole, upper, 0, 9), ~upper & ABOVE_SACRUM, 15, 24)
    _, run = compare(join_single(made))
    assert run.summary["back"]["code"] == "back_hidden_both"


def test_what_is_hidden_between_the_windows_does_not_keep_them_from_being_compared(whole):
    """Its thirds say that the run hides the back; the windows are wholly free."""
    made = hide(whole, ABOVE_SACRUM, 8.5, 15.5)
    shown = replace(made.back.shown_change, known=~ABOVE_SACRUM)
    made = replace(made, back=replace(made.back, shown_change=shown))
    joined, run = compare(join_single(made))
    assert joined.recordings[0].back.shown_change.known.all()
    assert run.summary["back"]["measured"] is True


def test_a_part_hidden_in_a_window_does_not_count_and_widens_the_interval(whole):
    made = hide(whole, WAIST, 15, 24)
    joined, run = compare(join_single(made))
    back = joined.recordings[0].back
    assert (back.shown_change.known == ~WAIST).all()
    lost = back.shown_change.moments.lost_sd(~WAIST)
    assert back.lost_sd == pytest.approx({"tilt": lost[0], "lordosis": lost[1]})
    _, free = compare(join_single(whole))
    for name, more in zip(("pelvic_tilt_deg", "lumbar_lordosis_deg"), lost, strict=True):
        wide, usual = half_width(run, name), half_width(free, name)
        assert usual < wide < usual + 2.5 * more
        # the level is not estimated from changes
        assert run.frames[name].mean() == pytest.approx(free.frames[name].mean(), abs=1e-3)


def test_a_line_that_moves_only_where_the_late_window_hides_it_is_no_change(whole):
    """What was filled in there is not seen, so it must not enter the change."""
    shown = whole.back.shown_change
    late = whole.frames["time_s"].to_numpy(float) >= 12
    line = shown.line.copy()
    line[np.ix_(late, WAIST)] += 0.03
    # the angles follow the line, as `measure_back` estimates them
    by = (line - shown.line) @ shown.moments.solve(shown.known)
    first = whole.strides["stride"][whole.strides["start_s"] >= 12].min()
    added = np.where(whole.strides["stride"] >= first, by[late][0, 0], 0.0)
    moved = replace(
        whole,
        frames=whole.frames.assign(pelvic_tilt_deg=whole.frames["pelvic_tilt_deg"] + by[:, 0]),
        strides=whole.strides.assign(pelvic_tilt_deg=whole.strides["pelvic_tilt_deg"] + added),
        back=replace(
            whole.back,
            tilt_deg=whole.back.tilt_deg + by[:, 0],
            shown_change=replace(shown, line=line),
        ),
    )
    changes = []
    for made in (whole, moved):
        _, run = compare(join_single(hide(made, WAIST, 15, 24)))
        changes.append(run.summary["measures"]["pelvic_tilt_deg"]["change"])
    _, seen = compare(join_single(moved))
    assert abs(seen.summary["measures"]["pelvic_tilt_deg"]["change"] - changes[0]) > 1
    assert changes[1] == pytest.approx(changes[0], abs=0.05)


def test_a_late_video_that_hides_the_back_refuses_both(whole):
    late = hide(whole, ABOVE_SACRUM, 0, 24)
    shown = replace(late.back.shown_change, known=~ABOVE_SACRUM)
    late = replace(late, back=replace(late.back, shown_change=shown))
    joined = join_recordings([whole, late], ["fresh", "tired"])
    segments = Segments((0.0, 24.0), (joined.starts_s[1], joined.starts_s[1] + 24.0))
    joined = use_places_of_windows(joined, segments)
    assert [one.back.code for one in joined.recordings] == ["back_hidden_late"] * 2
    assert joined.frames["pelvic_tilt_deg"].isna().all()
    assert joined.frames["clip"].unique().tolist() == ["fresh", "tired"]


def swing_arms(made, shoulder: float):
    """Let an arm hide the upper back but in a third of the stride, and the shoulders swing."""
    shown, phase = made.back.shown_change, made.frames["phase"].to_numpy(float)
    along, free = PLACES[BACK], (phase - 0.75) % 1 < 1 / 3
    seen, line = shown.seen.copy(), shown.line.copy()
    seen[np.ix_(~free, along < UPPER_ENDS)] = False
    wave = np.cos(2 * np.pi * (phase - 0.9))[:, None] * shoulder * (1 - along)
    line += np.where(seen, wave, np.nan)[free].mean(axis=0) * (along < UPPER_ENDS)
    by = (line - shown.line) @ shown.moments.solve(shown.known)
    added = float(np.nanmean(by[:, 1]))
    return replace(
        made,
        frames=made.frames.assign(lumbar_lordosis_deg=made.frames["lumbar_lordosis_deg"] + added),
        strides=made.strides.assign(
            lumbar_lordosis_deg=made.strides["lumbar_lordosis_deg"] + added
        ),
        back=replace(
            made.back, shown_change=replace(shown, line=line, seen=seen, edge=shown.edge + wave)
        ),
    )


def test_arms_that_swing_otherwise_in_the_late_video_feign_less_of_a_change(whole):
    """The back itself is the same in both; only the shoulders are found otherwise."""

    def change_of_arch(*videos):
        joined = join_recordings(list(videos), ["fresh", "tired"])
        before = joined.strides.groupby("clip")["lumbar_lordosis_deg"].mean()
        segments = Segments((0.0, 24.0), (joined.starts_s[1], joined.starts_s[1] + 24.0))
        joined = use_places_of_windows(joined, segments)
        after = joined.strides.groupby("clip")["lumbar_lordosis_deg"].mean()
        lost = {name: one.back.lost_sd["lordosis"] for name, one in enumerate(joined.recordings)}
        return before["tired"] - before["fresh"], after["tired"] - after["fresh"], lost

    fresh = swing_arms(whole, 0.0)
    read, told, lost = change_of_arch(fresh, swing_arms(whole, 0.05))
    assert abs(read) > 2.0
    assert abs(told) < 0.5 * abs(read)
    _, _, usual = change_of_arch(fresh, fresh)
    assert lost[0] == lost[1] > usual[0] + 0.1
