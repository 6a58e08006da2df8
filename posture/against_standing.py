"""The part of an analysis that looks at the runner standing still."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from posture.back import LearnedModels
from posture.camera.keeping import read_camera_once
from posture.capture import estimate_camera_sd, measure_share_apart
from posture.comparison import Segments
from posture.comparison.standing import AgainstStanding, compare_with_standing
from posture.joining import JoinedRun
from posture.pose import detect
from posture.pose.keeping import Keeper
from posture.pose.models.manifest import ModelFile
from posture.pose.plan import plan_detection
from posture.pose.subjects import choose_standing
from posture.quality import select_watched
from posture.recording import Progress, Recording
from posture.session import Session
from posture.standing import (
    RunSeen,
    StandingPosture,
    Still,
    TrunkAxis,
    find_standing_clip,
    find_still,
    measure_standing,
)

STANDING = "Looking at the standing runner"
"""Name of the stage in which the network looks at the frames that show the runner standing."""


def request_standing(session: Session) -> Session:
    """Find where the runner stands still, and have those frames looked at.

    Raises
    ------
    UsageError, VideoError
        See `posture.standing.ask.find_standing_clip`.
    """
    settings, first = session.settings, session.clips[0]
    # windows on the clock of a run in pieces are not those of its first video
    given = {"file": (settings.early, settings.late), "unknown": (settings.early,), "run": ()}
    duration_s = first.info.duration_s
    windows = [window.resolve(duration_s) for window in given[session.clock] if window is not None]
    clip = find_standing_clip(settings.standing, first.info, windows)
    return session if clip is None else replace(session, standing=clip)


def look_at_standing(
    session: Session, model: ModelFile, progress: Progress | None, keeper: Keeper | None
) -> Still | None:
    """Look at the standing runner, before the long work; None where that was not asked for.

    Raises
    ------
    UsageError
        Nobody stands still there, side-on.
    """
    clip = session.standing
    if clip is None:
        return None

    def report(done: int, total: int) -> None:
        if progress is not None:
            progress(STANDING, done, total)

    plan = plan_detection(clip.info, clip.asked)
    workers = session.settings.workers
    found = detect(
        clip.info,
        model.path,
        plan=plan,
        workers=workers,
        choose=choose_standing,  # somebody may run beside
        progress=report,
        keeper=keeper,
    )
    return find_still(clip, found)


def measure_against_standing(
    session: Session,
    joined: JoinedRun,
    still: Still | None,
    learned: LearnedModels,
    keeper: Keeper | None,
) -> StandingPosture | None:
    """Measure the standing runner on the scale of the run; None where that was not asked for."""
    if still is None:
        return None
    recordings = joined.recordings
    camera = recordings[0].camera
    if not still.clip.in_run:
        cameras = [one.camera for one in recordings]
        camera = read_camera_once(
            still.clip.info,
            still.whole,
            level=session.settings.level,
            others=cameras,
            keeper=keeper,
        )
    return measure_standing(still, camera, _describe_run(recordings), learned)


def compare_run_with_standing(
    joined: JoinedRun,
    frames: pd.DataFrame,
    strides: pd.DataFrame,
    segments: Segments,
    stood: StandingPosture,
) -> AgainstStanding:
    """Give the windows of a run relative to standing, with the error of its cameras."""
    watched = select_watched(joined.recordings, frames, segments)
    camera_sd_deg = estimate_camera_sd(watched, measure_share_apart(strides))
    return compare_with_standing(strides, stood, camera_sd_deg)


def _describe_run(recordings: list[Recording]) -> RunSeen:
    """Describe how the run shows the runner; of several videos the mean, as levels are."""
    weights = [float(one.strides["trunk_lean_deg"].notna().sum()) for one in recordings]
    measured = [one.back for one in recordings if not one.back.code]
    shifts = shown = None
    if measured:
        shown = measured[0].shown_change
        shifts = {"tilt": measured[0].tilt_shift_deg, "lordosis": measured[0].lordosis_shift_deg}
    return RunSeen(
        view=recordings[0].view,
        axis=TrunkAxis.mean([one.axis for one in recordings], weights),
        trunk_px=float(np.median([one.trunk_px for one in recordings])),
        shifts=shifts,
        places=None if shown is None else shown.known,
        moments=None if shown is None else shown.moments,
    )
