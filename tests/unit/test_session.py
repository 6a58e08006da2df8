"""What a session is made of, and what its builders refuse before any video is measured."""

from dataclasses import replace
from pathlib import Path

import pytest
from pipeline_fakes import film

from posture.errors import UsageError, VideoError
from posture.session import build_comparison, build_pieces, build_single, require_room
from posture.settings.times import Window


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    """A video of ten seconds."""
    return film(tmp_path_factory.mktemp("clips") / "run.mp4", 10.0)


@pytest.fixture
def watch(tmp_path):
    """Speed over the first 20 seconds of a recording of a watch."""
    path = tmp_path / "pace.csv"
    path.write_text("time_s,speed_m_s\n" + "".join(f"{s},3.0\n" for s in range(21)))
    return path


def test_a_single_video_is_a_clip_without_a_name_on_its_own_clock(clip, watch):
    session = build_single(str(clip), {"early": "0-2", "pace": watch})
    (only,) = session.clips
    assert (only.name, only.start_s, only.window, only.annotated) == (
        "", 0.0, None, "annotated.mp4",
    )  # fmt: skip
    assert (session.clock, session.starts_s) == ("file", [0.0])
    assert session.settings.early == Window("0", "2")
    assert session.pace is not None
    assert session.folder == Path("runs/run")
    assert session.videos[0].duration_s == pytest.approx(10.0)


def test_two_videos_have_a_window_each_and_no_clock(clip):
    session = build_comparison(clip, clip, {"late": "50%-100%"})
    early, late = session.clips
    assert (early.name, early.window, early.annotated) == ("early", None, "annotated.mp4")
    assert (late.name, late.annotated) == ("late", "annotated_late.mp4")
    assert late.window == pytest.approx((5.0, 10.0))
    assert (session.clock, session.starts_s, session.pace) == ("unknown", None, None)
    assert session.folder == Path("runs/run-run")


def test_pieces_begin_on_the_clock_of_the_run(clip, watch):
    session = build_pieces([clip, clip, clip], ["0:02", 60, "5:00"], {"pace": watch})
    assert session.starts_s == [2.0, 60.0, 300.0]
    assert [piece.name for piece in session.clips] == ["1", "2", "3"]
    assert [piece.annotated for piece in session.clips] == [
        *("annotated.mp4", "annotated_2.mp4", "annotated_3.mp4"),
    ]
    assert session.clock == "run"


def test_several_videos_for_one_are_told_what_to_call(clip):
    for given in ([clip, clip], (clip,), []):
        with pytest.raises(UsageError) as error:
            build_single(given, {})
        assert "posture.analyze_pieces([...], at=[...])" in str(error.value)
        assert "posture.compare(a, b)" in str(error.value)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"late": "9-12"}, "late window 9-12 reaches beyond the end"),
        ({"early": "5-6", "late": "1-2"}, "must come before"),
        ({"pain_onset": "0:11"}, "pain onset 0:11 lies outside"),
        ({"smallest": {"wingspan": 1.0}}, '"wingspan" is not a measure that is compared'),
        ({"pace": "no.gpx"}, r"no\.gpx"),
        ({"wings": 2}, 'no option "wings"'),
    ],
)
def test_a_single_video_is_refused_before_it_is_measured(clip, options, said):
    with pytest.raises(UsageError, match=said):
        build_single(clip, options)


def test_a_pace_file_covers_the_video(clip, watch):
    with pytest.raises(UsageError, match="has no sample while the video plays"):
        build_single(clip, {"pace": watch, "pace_offset": 30})
    with pytest.raises(UsageError, match="has no sample while the video plays"):
        build_pieces([clip], at=[0], options={"pace": watch, "pace_offset": 30})


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"late": "9-12"}, "late window 9-12 reaches beyond the end"),
        ({"early": "11-12"}, "early window 11-12 lies outside"),
        ({"pain_onset": "5"}, "option pain_onset: it divides one video"),
        ({"pace": "watch.fit"}, "option pace: when in the run"),
    ],
)
def test_two_videos_are_refused_before_they_are_measured(clip, options, said):
    with pytest.raises(UsageError, match=said):
        build_comparison(clip, clip, options)


def test_a_file_that_is_no_video_is_refused_wherever_it_stands(clip, tmp_path):
    gone = tmp_path / "gone.mp4"
    for build in (
        lambda: build_single(gone, {}),
        lambda: build_comparison(clip, gone, {}),
        lambda: build_pieces([clip, gone], [0, 60], {}),
    ):
        with pytest.raises(VideoError, match=r"gone\.mp4"):
            build()


def test_pieces_are_checked_on_the_clock_where_the_speed_factor_is_known(clip):
    with pytest.raises(UsageError, match="begins at 0:05 of the run overlaps"):
        build_pieces([clip, clip], [0, 5], {"speed_factor": 1})
    assert build_pieces([clip, clip], [0, 5], {"speed_factor": 2}).starts_s == [0.0, 5.0]
    # how long they are in the run is not known until the cadence is
    assert build_pieces([clip, clip], [0, 5], {}).starts_s == [0.0, 5.0]
    with pytest.raises(UsageError, match="late window 2:00-3:00 lies outside"):
        build_pieces([clip, clip], [0, 60], {"speed_factor": 1, "late": "2:00-3:00"})


@pytest.mark.parametrize(
    "options", [{"late": "2:00-3:00"}, {"early": "1:30-1:40"}, {"pain_onset": "1:20"}]
)
def test_what_lies_outside_of_the_longest_run_is_refused_before_the_work(clip, options):
    with pytest.raises(UsageError, match="outside"):
        build_pieces([clip, clip], [0, 60], options)


def test_windows_of_pieces_are_in_order_even_where_lengths_are_not_known(clip):
    with pytest.raises(UsageError, match="must come before"):
        build_pieces([clip, clip], [0, 60], {"early": "60-65", "late": "0-5"})
    build_pieces([clip, clip], [0, 60], {"early": "50%-60%", "late": "0-5"})


def test_pieces_that_overlap_however_slow_they_play_are_refused_before_the_work(tmp_path):
    long = film(tmp_path / "long.mp4", 60.0, size=(64, 64))
    # in the slowest motion there is, this minute shows a second and a half of running
    assert build_pieces([long, long], [0, 1], {}).starts_s == [0.0, 1.0]
    with pytest.raises(UsageError, match="overlaps with the one before it"):
        build_pieces([long, long], [0, 0.2], {})


def test_a_capture_rate_that_files_state_says_whether_pieces_overlap(clip):
    session = build_pieces([clip, clip], [0, 3], {})
    slow = [replace(one, info=replace(one.info, capture_fps=50.0)) for one in session.clips]
    with pytest.raises(UsageError, match="begins at 0:03 of the run overlaps"):
        require_room(replace(session, clips=tuple(slow)))
    slower = [replace(one, info=replace(one.info, capture_fps=120.0)) for one in session.clips]
    require_room(replace(session, clips=tuple(slower)))


def test_what_was_measured_says_whether_the_next_piece_overlaps(clip):
    session = build_pieces([clip, clip, clip], [0, 5, 30], {})
    require_room(session, [4.0])
    require_room(session, [4.0, 25.5])
    with pytest.raises(UsageError, match="begins at 0:05 of the run overlaps"):
        require_room(session, [10.0])
    with pytest.raises(UsageError, match="begins at 0:30 of the run overlaps"):
        require_room(session, [4.0, 27.0])
    require_room(build_comparison(clip, clip, {}), [10.0])


def test_a_run_without_videos_is_refused():
    with pytest.raises(UsageError, match="no video was given"):
        build_pieces([], [], {})
