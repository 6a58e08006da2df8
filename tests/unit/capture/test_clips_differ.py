"""What is said where two videos differ in more than the runner."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import av
import numpy as np
import pytest
from compare_data import strides_at
from pipeline_fakes import film, network, see
from video_clips import write_clip

import posture
from posture.capture.clips_differ import FilmedClip, warn_of_clips_that_differ
from posture.tracks import View
from posture.video import VideoInfo, probe

NOON = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)


def clip(name="fresh.mp4", back_code="", shoulder_width=0.12, speed_factor=1.0, **info):
    known = {"width": 1280, "height": 720, "fps_median": 60.0, "created": NOON} | info
    return FilmedClip(
        VideoInfo(
            path=Path(name),
            **{"sha256": "", "times_s": np.arange(3.0), "duration_s": 3.0, "codec": "h264"},
            **{"variable_frame_rate": False, "rotation_deg": 0},
            **known,
        ),
        View("left", known["width"], known["height"], speed_factor=speed_factor),
        SimpleNamespace(shoulder_width=shoulder_width),
        back_code,
    )


def strides(late_looseness=0.0):
    looseness = np.repeat([0.0, late_looseness], 10)
    return strides_at(20, segment=["early"] * 10 + ["late"] * 10, back_looseness=looseness)


def codes(*clips, **looseness):
    return [found.code for found in warn_of_clips_that_differ(clips, strides(**looseness))]


def test_alike_clips_and_a_single_one_have_no_note():
    assert codes(clip()) == []
    assert codes(clip(), clip("tired.mp4", shoulder_width=0.15, fps_median=59.0)) == []


@pytest.mark.parametrize(
    ("late", "code"),
    [
        ({"width": 1920, "height": 1080}, "clips_resolution"),
        ({"fps_median": 30.0}, "clips_frame_rate"),
        ({"shoulder_width": 0.2}, "clips_camera"),
        ({"created": NOON + timedelta(days=2)}, "clips_date"),
        ({"created": NOON - timedelta(hours=1)}, "clips_order"),
        ({"back_code": "back_cloth"}, "clips_clothing"),
    ],
)
def test_each_difference_has_its_note_that_names_what_to_do(late, code):
    (found,) = warn_of_clips_that_differ((clip(), clip("tired.mp4", **late)), strides())
    assert found.code == code
    assert found.advice
    assert not found.message.endswith(".")
    if code != "clips_clothing":
        assert "tired.mp4" in found.message
        assert "fresh.mp4" in found.message


def test_slow_motion_of_the_same_camera_rate_is_no_other_frame_rate():
    assert codes(clip(fps_median=240.0), clip(fps_median=30.0, speed_factor=8.0)) == []


def test_clothing_that_lies_differently_is_told_once():
    assert codes(clip(), clip(), late_looseness=20.0) == ["clips_clothing"]
    assert codes(clip(back_code="back_cloth"), clip(back_code="back_cloth")) == []


def test_dates_that_are_not_known_say_nothing():
    assert codes(clip(created=None), clip()) == []


def test_each_kind_is_told_once_however_many_clips():
    assert codes(clip(), clip(fps_median=30.0), clip(fps_median=25.0)) == ["clips_frame_rate"]


def dated(path, date):
    """The same clip with a date in its container."""
    with av.open(str(path)) as source, av.open(str(path.with_suffix(".mov")), "w") as target:
        target.metadata["creation_time"] = date
        stream = target.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(source.streams.video[0]):
            if packet.dts is not None:
                packet.stream = stream
                target.mux(packet)
    return path.with_suffix(".mov")


@pytest.mark.parametrize(
    ("date", "read"),
    [
        ("2026-05-03T12:00:00.000000Z", NOON),
        ("1970-01-01T00:00:00.000000Z", None),
    ],
)
def test_the_date_is_read_from_the_container(tmp_path, date, read):
    assert probe(dated(write_clip(tmp_path / "a.mp4"), date)).created == read


def test_a_file_without_a_date_has_none(tmp_path):
    assert probe(write_clip(tmp_path / "a.mp4")).created is None


def test_a_comparison_notes_that_the_late_clip_is_of_another_day(tmp_path, monkeypatch):
    fresh, tired = film(tmp_path / "fresh.mp4", 8.0), film(tmp_path / "tired.mp4", 8.0)
    days = {fresh: NOON, tired: NOON + timedelta(days=1)}
    monkeypatch.setattr(
        "posture.session.probe_film", lambda path: replace(probe(path), created=days[path])
    )
    with network(see):
        run = posture.compare(fresh, tired, out=tmp_path / "run", video=False)
    found = [one for one in run.summary["quality"]["warnings"] if one["code"] == "clips_date"]
    assert len(found) == 1
    assert "tired.mp4 on 2026-05-04 at 12:00 (UTC)" in found[0]["message"]
