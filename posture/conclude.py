"""The contents of summary.json."""

from __future__ import annotations

import math
from collections.abc import Mapping
from importlib.metadata import version
from itertools import pairwise

import pandas as pd
from msgspec.structs import replace

from posture.back import WHY, level_interval
from posture.capture import (
    WatchedClip,
    add_camera_error,
    estimate_camera_drift_sd,
    estimate_camera_sd,
    explain_other_legs,
    measure_share_apart,
    place_passes,
)
from posture.comparison import (
    Segments,
    compare_segments,
    compare_waves,
    estimate_drift,
    used_strides,
)
from posture.comparison.axis_error import add_axis_error
from posture.comparison.covariates import adjust_for_covariates
from posture.comparison.low_back import (
    estimate_doubts,
    estimate_geometry_change,
    find_low_back_code,
)
from posture.comparison.networks import add_network_error
from posture.comparison.pain import compare_pain
from posture.comparison.sides import compare_sides
from posture.comparison.types import Change, Drift, Waveform
from posture.gait.events import METHOD
from posture.levels import find_axis_change
from posture.measures import (
    COMPARED,
    LOW_BACK,
    TESTED_WAVEFORMS,
    normalise_strides,
)
from posture.pose.models.manifest import ModelFile
from posture.quality import describe_quality, list_people, select_watched
from posture.recording import Recording
from posture.results.provenance import provenance_of, video_of
from posture.results.types import (
    SCHEMA_VERSION,
    LowBack,
    PlayedPart,
    Runner,
    Segment,
    SegmentPair,
    Summary,
    Video,
)
from posture.settings.options import Settings
from posture.settings.windows import resolve_windows
from posture.tracks.parts import find_asked
from posture.unmeasured import find_frame_rate, find_reasons


def summarise(
    recordings: list[Recording],
    frames: pd.DataFrame,
    strides: pd.DataFrame,
    segments: Segments,
    settings: Settings,
    model: ModelFile,
    starts_s: list[float] | None = None,
) -> Summary:
    """Build the summary of a run from one clip, from an early and a late one, or from pieces.

    Parameters
    ----------
    recordings
        The measured clips, in order.
    frames, strides
        Tables of all of them, strides with ``segment`` filled in.
    segments
        The windows.
    settings, model
        With what was measured.
    starts_s
        When each piece begins on the run's clock; None where that is not known.
    """
    if len(recordings) == 1:
        starts_s = starts_s or [0.0]
    used = used_strides(strides)
    code = find_low_back_code([recording.back.code for recording in recordings], used)
    timed = all(recording.playback.known for recording in recordings)
    reasons = find_reasons(recordings, used, code)
    back, network = recordings[0].back, model.weights  # one network measured them all
    doubts = add_network_error(estimate_doubts(used, back.errors, back.lost_sd), network)
    doubts = add_axis_error(doubts, *find_axis_change(recordings, strides))
    watched = select_watched(recordings, frames, segments)
    measures = _compare_segments(strides, reasons, settings, doubts, watched)
    on_clock = starts_s and timed  # else how much of the run lies between two clips is not known
    drifts = _measure_drifts(strides, measures, reasons, watched, doubts) if on_clock else {}
    videos = _describe_videos(recordings, starts_s)
    passes = place_passes(recordings, starts_s)
    summary = Summary(
        schema_version=SCHEMA_VERSION,
        posture_version=version("running-posture"),
        video=replace(videos[0], at_s=None),
        videos=videos if len(videos) > 1 else (),
        settings=settings.as_dict(),
        provenance=provenance_of(model, events=METHOD),
        runner=_describe_runner(recordings),
        passes=passes,
        quality=describe_quality(recordings, watched, passes, strides, segments, measures),
        segments=_describe_windows(segments, used),
        back=_summarise_low_back(frames, used, code, back.errors, network),
        measures=measures,
        sides=compare_sides(strides, find_frame_rate(recordings), recordings[0].view.facing),
        drift=drifts,
        waveforms=_compare_waveforms(frames, used, reasons),
        cadence_spm=float(used["cadence_spm"].median()) if len(used) else None,
        strides=len(used),
        pain=compare_pain(_find_pain_s(recordings, starts_s, settings), drifts),
    )
    return Summary.from_json(summary.to_json())  # without NaN, as a file has it


def _compare_segments(
    strides: pd.DataFrame,
    reasons: Mapping[str, str],
    settings: Settings,
    doubts: Mapping[str, float],
    watched: list[WatchedClip],
) -> dict[str, Change]:
    """Compare early with late, as measured and at equal pace."""
    camera_sd_deg = estimate_camera_sd(watched, measure_share_apart(strides))
    doubts = add_camera_error(doubts, camera_sd_deg)
    raw = compare_segments(
        strides,
        reasons=reasons,
        not_compared=explain_other_legs(strides),
        doubts=doubts,
        smallest=settings.smallest,
    )
    return adjust_for_covariates(strides, raw, doubts=doubts)


def _describe_videos(
    recordings: list[Recording], starts_s: list[float] | None
) -> tuple[Video, ...]:
    """All videos; with when they begin if they are pieces of a run."""
    begins: list[float] | list[None] = [None] * len(recordings)
    if starts_s is not None and len(recordings) > 1:
        begins = starts_s
    videos = [_describe_video(one, at_s) for one, at_s in zip(recordings, begins, strict=True)]
    if len(videos) == 1:
        return (videos[0],)
    return tuple(
        replace(video, level_deg=one.view.level_deg, trunk_px=one.trunk_px)
        for video, one in zip(videos, recordings, strict=True)
    )


def _describe_video(recording: Recording, at_s: float | None) -> Video:
    """One video; where its speed of play changes, with the parts."""
    playback = recording.playback
    video = video_of(recording.info, recording.speed_factor, at_s, recording.measured_s)
    video = replace(video, real_s=recording.duration_s)
    if len(playback.speeds) == 1:
        return video
    parts = tuple(
        PlayedPart(start_s=start_s, end_s=end_s, speed_factor=speed.factor)
        for (start_s, end_s), speed in zip(pairwise(playback.edges_s), playback.speeds, strict=True)
    )
    return replace(video, speed_parts=parts)


def _describe_runner(recordings: list[Recording]) -> Runner:
    first = recordings[0]
    return Runner(
        facing=first.view.facing,
        near_side=first.view.facing,
        detected_share=_average([recording.detected_share for recording in recordings]),
        trunk_px=first.trunk_px,
        subjects_seen=max(recording.subjects_seen for recording in recordings),
        people=list_people(recordings),
    )


def _describe_windows(segments: Segments, used: pd.DataFrame) -> SegmentPair:
    early, late = (
        Segment(start_s=span[0], end_s=span[1], strides=int((used["segment"] == name).sum()))
        for name, span in (("early", segments.early), ("late", segments.late))
    )
    return SegmentPair(early=early, late=late)


def _summarise_low_back(
    frames: pd.DataFrame, used: pd.DataFrame, code: str, errors: Mapping[str, float], network: str
) -> LowBack:
    """Whether and how well the low back is measured."""
    seen = frames["back_visible"][find_asked(frames["reason"])]
    return LowBack(
        measured=not code,
        code=code or None,
        reason=WHY.get(code),
        frames_share=float(seen.mean()) if len(seen) else 0.0,
        strides=int(used["pelvic_tilt_deg"].notna().sum()) if len(used) else 0,
        geometry_change_deg={
            name: None if code else estimate_geometry_change(angle, used, errors)
            for name, angle in LOW_BACK.items()
        },
        level_interval_deg={
            name: level_interval(angle, network) for name, angle in LOW_BACK.items()
        },
    )


def _measure_drifts(
    strides: pd.DataFrame,
    measures: Mapping[str, Change],
    reasons: Mapping[str, str],
    watched: list[WatchedClip],
    doubts: Mapping[str, float],
) -> dict[str, Drift]:
    """Estimate slope and onset of every measure that has a verdict."""
    other_leg = explain_other_legs(strides)
    errors = {m.name: m.method_error for m in COMPARED if m.method_error is not None}
    camera_sd_deg = estimate_camera_drift_sd(watched, measure_share_apart(strides))
    doubts = add_camera_error(doubts, camera_sd_deg)
    errors = {name: math.hypot(error, doubts.get(name, 0.0)) for name, error in errors.items()}
    return {
        m.name: estimate_drift(
            strides, m.name, errors[m.name], no_onset=_why_no_onset(measures[m.name])
        )
        for m in COMPARED
        # without the method's error, an interval of chance alone would promise too much
        if m.name not in reasons and m.name not in other_leg and m.name in errors
    }


def _compare_waveforms(
    frames: pd.DataFrame, used: pd.DataFrame, reasons: Mapping[str, str]
) -> dict[str, Waveform]:
    """Find where in the stride early and late differ, by measure; phases from initial contact."""
    early, late = (used[used["segment"] == segment] for segment in ("early", "late"))
    return {
        name: compare_waves(
            normalise_strides(frames, early, name),
            normalise_strides(frames, late, name),
            early["start_s"].to_numpy(dtype=float),
            late["start_s"].to_numpy(dtype=float),
        )
        for name in TESTED_WAVEFORMS
        if name not in reasons
    }


def _why_no_onset(change: Change) -> str:
    """Say why no onset of a change is looked for; empty for one that counts as measured."""
    if change.change is None:
        return change.reason
    if change.verdict == "uncertain":
        return "whether it changed from early to late is uncertain"
    if not change.is_changed and not change.is_probable:
        return "from early to late it changed by less than matters, if at all"
    if change.adjusted is not None and change.adjusted.decides:
        return "the change is one at equal pace, and its course over the run is not known"
    return ""


def _find_pain_s(
    recordings: list[Recording], starts_s: list[float] | None, settings: Settings
) -> float | None:
    """Find when pain began, seconds of real running; the option counts the file as it plays."""
    if settings.pain_onset is None or starts_s is None:
        return None
    if len(recordings) > 1 or starts_s[0] > 0:
        end_s = starts_s[-1] + recordings[-1].duration_s
        return resolve_windows(settings, end_s).pain_onset_s
    played_s = resolve_windows(settings, recordings[0].info.duration_s).pain_onset_s
    return None if played_s is None else recordings[0].playback.to_real(played_s)


def _average(values: list[float]) -> float:
    return sum(values) / len(values)
