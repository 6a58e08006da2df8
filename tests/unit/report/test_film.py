import json

import numpy as np
import pytest
from helpers_run import make_run

from posture.report.film import FilmClip, film_table, find_clips, usual_stride
from posture.tracks.parts import NOT_ASKED


def clip_of(run, name=""):
    times = run.frames["time_s"].to_numpy(float)
    return FilmClip("annotated.mp4", "The film", name, times)


def test_the_table_gives_back_times_values_and_strides():
    run = make_run()
    table = film_table(run, [clip_of(run)])
    assert json.loads(json.dumps(table, allow_nan=False)) == table
    times = np.cumsum(table["clips"][0]["times"]) / 1e4
    np.testing.assert_allclose(times, run.frames["time_s"], atol=5e-5)
    lean = next(m for m in table["measures"] if m["name"] == "trunk_lean_deg")
    known = [np.nan if v is None else v / 10 for v in lean["values"]]
    np.testing.assert_allclose(known, run.frames["trunk_lean_deg"], atol=0.0501)
    assert len(table["strides"]) == run.frames["stride"].dropna().nunique()
    for stride, first, stop, start, end, window, used in table["strides"]:
        row = run.strides.set_index("stride").loc[stride]
        inside = run.frames["time_s"].iloc[first:stop]
        assert start - 1e-3 <= inside.min()
        assert inside.max() <= end
        assert window == row["segment"]
        assert used == (row["rejected"] == "")


def test_a_clip_of_other_frames_is_not_matched():
    run = make_run()
    whole = clip_of(run)
    short = FilmClip(whole.file, whole.title, "", whole.times_s[:-1])
    assert film_table(run, [short]) is None
    assert film_table(run, []) is None


def test_frames_that_nobody_looked_at_are_not_in_the_clip():
    run = make_run()
    frames = run.frames.assign(reason="")
    frames.loc[frames.index[100:200], "reason"] = NOT_ASKED
    run = type(run)(frames, run.strides, run.results, run.poses)
    times = frames["time_s"].to_numpy(float)
    shown = np.r_[times[:100], times[200:] - (times[200] - times[100])]
    table = film_table(run, [FilmClip("annotated.mp4", "The film", "", shown)])
    running = np.cumsum(table["time"]) / 1e4
    np.testing.assert_allclose(running[[99, 100]], times[[99, 200]], atol=1e-4)


def test_clips_of_two_videos_are_counted_through():
    run = make_run()
    half = len(run.frames) // 2
    frames = run.frames.assign(clip=["early"] * half + ["late"] * (len(run.frames) - half))
    run = type(run)(frames, run.strides, run.results, run.poses)
    times = frames["time_s"].to_numpy(float)
    clips = [
        FilmClip("annotated.mp4", "Early", "early", times[:half]),
        FilmClip("annotated_late.mp4", "Late", "late", times[half:] - times[half]),
    ]
    table = film_table(run, clips)
    assert [clip["first"] for clip in table["clips"]] == [0, half]
    assert len(table["measures"][0]["values"]) == len(frames)


def test_a_damaged_clip_has_no_frames(tmp_path):
    (tmp_path / "annotated.mp4").write_bytes(b"no video")
    (clip,) = find_clips(make_run(), tmp_path)
    assert len(clip.times_s) == 0


def test_the_usual_stride_is_nearest_to_the_mean_of_its_window():
    run = make_run()
    own = run.strides[(run.strides["segment"] == "late") & (run.strides["rejected"] == "")]
    found = own.set_index("stride").loc[usual_stride(run, "trunk_lean_deg", "late")]
    away = (own["trunk_lean_deg"] - own["trunk_lean_deg"].mean()).abs()
    assert abs(found["trunk_lean_deg"] - own["trunk_lean_deg"].mean()) == pytest.approx(away.min())
    assert usual_stride(run, "pelvic_tilt_deg", "late") is None
