from dataclasses import replace

import numpy as np
import pytest
from stick_runner import run_detections

from posture.pose import INDEX, middle
from posture.tracks import Tracks, clean, smooth
from posture.tracks.clean import CUT_OFF, FEET_OUT, MISREAD, NOBODY, TOO_SHORT


def cleaned(made: tuple) -> Tracks:
    info, found, _ = made
    return clean(found, info.times_s, info.width, info.height)


def spans(tracks: Tracks) -> list[tuple[int, int]]:
    return [(stretch.start, stretch.stop) for stretch in tracks.stretches]


@pytest.mark.parametrize("facing", ["left", "right"])
def test_a_good_clip_is_one_stretch_and_stays_as_it_is(facing: str):
    made = run_detections(duration_s=5, facing=facing)
    tracks = cleaned(made)
    assert spans(tracks) == [(0, 300)]
    assert not tracks.reason.any()
    np.testing.assert_array_equal(tracks.points, made[1].points)
    assert tracks.trunk_px == pytest.approx(160, abs=0.01)


def test_a_gap_of_a_tenth_of_a_second_is_filled():
    made = run_detections(duration_s=5)
    true = made[1].points.copy()
    made[1].points[100:105] = np.nan
    tracks = cleaned(made)
    assert spans(tracks) == [(0, 300)]
    assert not tracks.reason.any()
    hip_off = np.abs(middle(tracks.points, "hip") - middle(true, "hip"))
    assert hip_off[100:105].max() < 0.16 * 160


def test_a_longer_gap_is_masked_with_the_reason_and_parts_the_stretch():
    made = run_detections(duration_s=5)
    made[1].points[100:107] = np.nan
    tracks = cleaned(made)
    assert spans(tracks) == [(0, 100), (107, 300)]
    assert set(tracks.reason[100:107]) == {NOBODY}
    assert np.isnan(tracks.points[100:107]).all()
    assert not tracks.reason[:100].any()
    assert not tracks.reason[107:].any()


def test_at_few_frames_a_second_a_single_lost_frame_is_still_filled():
    made = run_detections(duration_s=10, fps=15)
    made[1].points[40] = np.nan
    assert spans(cleaned(made)) == [(0, 150)]


def test_a_runner_cut_off_by_the_edge_is_masked_with_the_reason():
    made = run_detections(duration_s=6, crossing_px_s=280)
    tracks = cleaned(made)
    hip = middle(made[1].points, "hip")[:, 0]
    near_edge = (hip < 0.05 * 160) | (hip > made[0].width - 0.05 * 160)
    inside = (hip > 300) & (hip < made[0].width - 300)
    assert near_edge.sum() > 20
    assert set(tracks.reason[near_edge]) == {CUT_OFF}
    assert np.isnan(tracks.points[near_edge]).all()
    assert not tracks.reason[inside].any()
    assert len(tracks.stretches) == 1


def test_feet_below_the_picture_are_named():
    info, found, truth = run_detections(duration_s=5)
    found.points[120:150, :, 1] += 120
    found.points[200:230, :, 0] += 600
    tracks = cleaned((info, found, truth))
    assert set(tracks.reason[120:150]) == {FEET_OUT}
    assert set(tracks.reason[200:230]) == {CUT_OFF}


def test_a_trunk_off_the_silhouette_was_misread():
    info, found, truth = run_detections(duration_s=5)
    found.outline[200:215] = np.nan
    assert set(cleaned((info, found, truth)).reason[200:215]) == {MISREAD}
    # but without any mask every frame is believed
    found.outline[:] = np.nan
    assert not cleaned((info, found, truth)).reason.any()


def test_a_cut_parts_the_stretch_although_the_runner_goes_on():
    info, found, truth = run_detections(duration_s=5)
    found.cuts = np.array([130], np.intp)
    assert spans(cleaned((info, found, truth))) == [(0, 130), (130, 300)]


def test_a_leap_to_another_person_parts_the_stretch():
    info, found, truth = run_detections(duration_s=5)
    found.points[150:, :, 0] += 200
    assert spans(cleaned((info, found, truth))) == [(0, 150), (150, 300)]


#: Frames a second, pace in trunk lengths a second of running, seconds played for one of running.
PACES = [
    (fps, pace, 1.0) for fps in (10, 15, 25, 30, 60, 120, 240) for pace in (0.0, 5.0, 15.0, 22.0)
] + [(30, 15.0, 8.0), (25, 22.0, 4.0), (60, 5.0, 8.0)]


def crossing(fps: float, pace: float, factor: float, dropped: int | None = None) -> tuple:
    """Two seconds of a runner who crosses a picture of 60 trunk lengths."""
    times = np.arange(round(2 * fps)) / fps
    if dropped is not None:
        times = np.delete(times, dropped)
    info, found, truth = run_detections(
        times_s=times, speed_factor=factor, crossing_px_s=160 * pace / factor, noise_px=2
    )
    found.points[..., 0] += 26 * 160
    return replace(info, width=60 * 160), found, truth


@pytest.mark.parametrize(("fps", "pace", "factor"), PACES)
def test_a_fast_runner_who_crosses_the_picture_does_not_leap(
    fps: float, pace: float, factor: float
):
    assert spans(cleaned(crossing(fps, pace, factor))) == [(0, 2 * fps)]
    # where a frame was dropped, the next one is as far away as two others
    assert spans(cleaned(crossing(fps, pace, factor, dropped=9))) == [(0, 2 * fps - 1)]


@pytest.mark.parametrize("trunks", [-1.5, -0.8, 0.8, 1.5])
@pytest.mark.parametrize(("fps", "pace", "factor"), PACES)
def test_a_leap_to_another_person_is_found_at_any_pace(
    fps: float, pace: float, factor: float, trunks: float
):
    info, found, truth = crossing(fps, pace, factor)
    found.points[fps:, :, 0] += trunks * 160
    assert spans(cleaned((info, found, truth))) == [(0, fps), (fps, 2 * fps)]


def test_somebody_else_after_a_short_gap_is_not_followed():
    """In a tenth of a second nobody on a treadmill is a trunk length elsewhere."""
    info, found, truth = run_detections(duration_s=4, fps=120)
    found.points[240:250] = np.nan
    assert spans(cleaned((info, found, truth))) == [(0, 480)]
    found.points[250:, :, 0] += 160
    assert spans(cleaned((info, found, truth))) == [(0, 240), (250, 480)]


def test_a_glimpse_is_left_out():
    made = run_detections(duration_s=5)
    made[1].points[100:140] = np.nan
    made[1].points[150:200] = np.nan
    tracks = cleaned(made)
    assert spans(tracks) == [(0, 100), (200, 300)]
    assert set(tracks.reason[140:150]) == {TOO_SHORT}
    assert np.isnan(tracks.points[140:150]).all()


def test_nobody_at_all():
    made = run_detections(duration_s=2)
    made[1].points[:] = np.nan
    tracks = cleaned(made)
    assert tracks.stretches == []
    assert set(tracks.reason) == {NOBODY}


def test_one_frame_is_too_short():
    info, found, _ = run_detections(duration_s=1)
    found.points, found.outline = found.points[:1], found.outline[:1]
    tracks = clean(found, info.times_s[:1], info.width, info.height)
    assert tracks.stretches == []
    assert list(tracks.reason) == [TOO_SHORT]


def test_smoothing_takes_noise_and_leaves_the_way_of_the_joints():
    still = run_detections(duration_s=6)[1].points
    made = run_detections(duration_s=6, noise_px=2)
    raw = cleaned(made)
    smoothed = smooth(raw, 1.0)
    inside = slice(30, -30)
    for joint in ("left_hip", "left_shoulder", "right_knee", "right_heel"):
        k = INDEX[joint]
        before = (raw.points - still)[inside, k].std()
        after = (smoothed.points - still)[inside, k].std()
        assert after < 0.75 * before
        assert abs((smoothed.points - still)[inside, k].mean()) < 0.15


def test_smoothing_does_not_reach_across_a_gap_or_a_cut():
    info, found, truth = run_detections(duration_s=5)
    found.points[100:120] = np.nan
    found.cuts = np.array([200], np.intp)
    found.points[200:, :, 0] += 60
    tracks = cleaned((info, found, truth))
    smoothed = smooth(tracks, 1.0).points
    assert np.isnan(smoothed[100:120]).all()
    off = np.abs(smoothed - tracks.points)[:, INDEX["left_hip"]].max(axis=1)
    assert np.nanmax(off) < 3.0


def test_slow_motion_is_filtered_in_real_time():
    # 8 times slower, 30 frames per second as played are 240 of running; a shake of 4 Hz as
    # played is one of 32 Hz and goes, while one of 0.25 Hz (2 Hz) stays
    for played_hz, kept in ((4.0, 0.02), (0.25, 0.99)):
        info, found, truth = run_detections(duration_s=12, fps=30, speed_factor=8)
        shake = 3 * np.sin(2 * np.pi * played_hz * info.times_s)
        calm = smooth(cleaned((info, found, truth)), 8.0).points[:, 0, 0]
        found.points[:, :, 0] += shake[:, None].astype(np.float32)
        moved = smooth(cleaned((info, found, truth)), 8.0).points[:, 0, 0]
        gain = ((moved - calm) @ shake) / (shake @ shake)
        assert gain == pytest.approx(kept, abs=0.02)
