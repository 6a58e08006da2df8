"""What a reader must know before believing the numbers: warnings with their cost and advice."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from posture.capture.parallax import parallax_deg
from posture.comparison import used_strides
from posture.comparison.covariates import known_speed
from posture.comparison.verdict import CHANGED
from posture.gait.check import OBLIQUE
from posture.recording import Recording

Warn = dict[str, Any]

#: Mean lean outside these degrees is rare in running and more often a camera that is not level.
#: (Runners lean 4-14 degrees on average, few less than 2; research, biomechanics §1.2.)
LEAST_LEAN, MOST_LEAN = 2.0, 20.0
#: From so much parallax on, degrees of lean, or from such a change of the runner's size on, another
#: place in the picture is told. A quarter of the smallest change of interest; a step to the side on
#: the belt at 3 m.
PARALLAX_DEG, RESIZED = 0.5, 0.05
SMALL_TRUNK_PX, LOW_FPS, FEW_SEEN = 60.0, 50.0, 0.5


def _warning(code: str, message: str, advice: str, cost_deg: float | None = None) -> Warn:
    return {"code": code, "message": message, "cost_deg": cost_deg, "advice": advice}


def warnings(recording: Recording) -> list[Warn]:
    """Everything about one clip that limits what its numbers are worth.

    Returns
    -------
    list
        Entries of ``quality.warnings``; ``cost_deg`` is the likely error in degrees of lean, or
        None where it does not cost lean.
    """
    found = [
        _damage(recording),
        _speed(recording),
        _level(recording),
        _view(recording),
        _size(recording),
        _frame_rate(recording),
        _seen(recording),
        _others(recording),
    ]
    return [warning for warning in found if warning is not None]


def _damage(recording: Recording) -> Warn | None:
    if not recording.info.damage:
        return None
    return _warning(
        "damaged_file",
        recording.info.damage,
        "copy the file from the camera again if the end matters",
    )


def _speed(recording: Recording) -> Warn | None:
    factor = recording.speed_factor
    if factor == 1.0 or not recording.speed_estimated:
        return None
    kind = "slow motion" if factor > 1 else "played fast"
    return _warning(
        "speed_factor",
        f"this clip looks like {kind}: at the speed it plays the runner would take "
        f"{120 * recording.gait.stride_hz:.0f} steps a minute; it is taken to play "
        + (
            f"{factor:g} times slower than life"
            if factor > 1
            else f"{1 / factor:.2g} times too fast"
        ),
        "give --speed-factor (capture rate over playback rate) if you know it; angles do not "
        "depend on it, cadence and times do",
    )


def _level(recording: Recording) -> Warn | None:
    lean = float(np.nanmean(recording.frames["trunk_lean_deg"]))
    if recording.level_deg or LEAST_LEAN <= lean <= MOST_LEAN:
        return None
    return _warning(
        "camera_level",
        f"the trunk leans {lean:.1f}° on average, which is rare in running: the camera is probably "
        "not level or looks up or down",
        "measure how far a door frame or another plumb line leans in the picture and give "
        "--level; changes between early and late do not depend on it if the camera did not move",
        round(abs(lean - float(np.clip(lean, LEAST_LEAN, MOST_LEAN))) + 2.0, 1),
    )


def _view(recording: Recording) -> Warn | None:
    shoulder_width = recording.gait.shoulder_width
    if shoulder_width < OBLIQUE:
        return None
    return _warning(
        "oblique_view",
        "the runner is not seen square from the side",
        "put the camera square to the running direction, at hip height",
        2.0,
    )


def _size(recording: Recording) -> Warn | None:
    if recording.trunk_px >= SMALL_TRUNK_PX:
        return None
    return _warning(
        "small_runner",
        f"the runner is small in the picture (trunk {recording.trunk_px:.0f} pixels)",
        "film from nearer or zoom in, so that the runner fills half of the picture's height",
        # one pixel at one end of the trunk
        round(float(np.degrees(1.0 / recording.trunk_px)), 1),
    )


def _frame_rate(recording: Recording) -> Warn | None:
    fps = recording.info.fps_median * recording.speed_factor
    if fps >= LOW_FPS:
        return None
    return _warning(
        "low_frame_rate",
        f"at {fps:.0f} pictures a second contact times are rough (a picture every "
        f"{1000 / fps:.0f} ms)",
        "film at 60 or, better, 120 pictures a second; lean does not need it",
    )


def _seen(recording: Recording) -> Warn | None:
    if recording.detected_share >= FEW_SEEN:
        return None
    reasons = recording.frames["reason"][recording.frames["trunk_lean_deg"].isna()]
    return _warning(
        "seldom_measured",
        f"the runner is measured in {100 * recording.detected_share:.0f} % of the frames; most "
        f"others: {reasons.mode().iloc[0]}",
        "keep the whole runner in the picture, from head to feet",
    )


def _others(recording: Recording) -> Warn | None:
    if recording.subjects_seen < 2:
        return None
    return _warning(
        "several_people",
        f"{recording.subjects_seen} people were seen; the one who runs was chosen",
        "check in the annotated clip that it is the right one, else give --subject",
    )


def shifts(strides: pd.DataFrame, measures: dict[str, dict[str, Any]]) -> list[Warn]:
    """Say what else than posture differs between the early and the late window.

    Parameters
    ----------
    strides
        Columns of strides.parquet with ``segment`` filled in.
    measures
        The ``measures`` of summary.json.

    Returns
    -------
    list
        Entries of ``quality.warnings``: ``cadence_shift``, a sign of another pace, where no speed
        is known; ``place_shift`` (parallax).
    """
    used = used_strides(strides)
    windows = [used[used["segment"] == name] for name in ("early", "late")]
    if any(window.empty for window in windows):
        return []
    found = [_cadence_shift(used, measures), _place_shift(*windows)]
    return [warning for warning in found if warning is not None]


def _cadence_shift(used: pd.DataFrame, measures: dict[str, dict[str, Any]]) -> Warn | None:
    cadence, lean = measures["cadence_spm"], measures["trunk_lean_deg"]
    if known_speed(used) or cadence["verdict"] not in CHANGED:
        return None
    adjusted = lean["adjusted"]["change"]
    return _warning(
        "cadence_shift",
        f"the cadence went from {cadence['early']:.0f} to {cadence['late']:.0f} steps a minute "
        "between the windows, which may be a sign of another pace; pace and grade move the same "
        "angles as tiring does, and without them the two cannot be told apart",
        "give the pace with --pace FILE, or --speed early=M/S --speed late=M/S; better, compare "
        "windows of the same speed and grade",
        None if adjusted is None else round(abs(lean["change"] - adjusted), 1),
    )


def _place_shift(early: pd.DataFrame, late: pd.DataFrame) -> Warn | None:
    yaws = [window["view_yaw_deg"].dropna().to_numpy(float) for window in (early, late)]
    if not all(len(yaw) for yaw in yaws) or early["trunk_lean_deg"].isna().all():
        return None
    cost = parallax_deg(float(early["trunk_lean_deg"].mean()), *yaws)
    resized = float(late["trunk_share"].mean() / early["trunk_share"].mean()) - 1
    said = []
    if cost >= PARALLAX_DEG:
        moved = yaws[1].mean() - yaws[0].mean()
        said.append(
            f"is seen {abs(moved):.0f}° further {'ahead' if moved > 0 else 'back'} in the picture"
        )
    if abs(resized) >= RESIZED:
        said.append(f"is {100 * abs(resized):.0f} % {'larger' if resized > 0 else 'smaller'}")
    if not said:
        return None
    return _warning(
        "place_shift",
        f"in the late window the runner {' and '.join(said)}"
        + (
            f": seen from another place the same posture may look up to {cost:.1f}° of lean "
            "different"
            if cost >= PARALLAX_DEG
            else ", so the camera, its zoom or the runner's place is another"
        ),
        "leave the camera and its zoom as they are, and have the runner at the same place in the "
        "picture early and late",
        round(cost, 1),
    )
