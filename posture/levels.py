"""One level of lean, pelvic tilt and lordosis for all videos of a run.

The level of each (the mean of a video) is estimated from more features than its changes: from those
that show a body best, though arms or clothes may move them too. All frames of a video are then
shifted by the difference (`posture.learned.joint_centres`, `posture.back.measure`). The error of
this shift differs from video to video. Videos of one run show one runner, so they all get the same
shift: otherwise the difference of the errors would look like a change of posture. For the same
reason changes of the low back are estimated from places that all of them show.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from posture.back import BackAngle
from posture.back.changes import Changes
from posture.measures import MEASURES
from posture.recording import Recording
from posture.utils.arrays import BoolArray, FloatArray

#: Degrees for all rows of a table, or ``(rows,)``.
Degrees = float | FloatArray


def align_levels(
    recordings: Sequence[Recording],
    places: BoolArray | None = None,
    swing: FloatArray | None = None,
) -> list[Recording]:
    """Give several videos of one run the same shifts, the means of theirs by measured strides.

    Parameters
    ----------
    recordings
        Of one runner.
    places
        ``(k,)`` places at `posture.back.features.BACK` from which changes are estimated; by
        default those that all videos show.
    swing
        ``(k,)`` what the motion within the stride adds to the change between the videos, see
        `posture.back.swing`; by default nothing.

    Returns
    -------
    list of Recording
        With lean, tilt and lordosis of frames and strides moved. Pelvic tilt does not move with
        the lean: it was estimated from the line of the back, wherever the trunk's ends were put.
        A video in which the low back is not measured does not count towards its means.
    """
    recordings = _use_common_places(recordings, places, swing)
    lean = _average([one.lean_shift_deg for one in recordings], "trunk_lean_deg", recordings)
    tilt = _average([one.back.tilt_shift_deg for one in recordings], "pelvic_tilt_deg", recordings)
    lordosis = _average(
        [one.back.lordosis_shift_deg for one in recordings], "pelvic_tilt_deg", recordings
    )
    return [_shift(one, lean, tilt, lordosis) for one in recordings]


def find_axis_change(recordings: Sequence[Recording], strides: pd.DataFrame) -> tuple[float, float]:
    """Find how much further ahead joint centres were put in the late window than in the early one.

    Parameters
    ----------
    recordings
        Of one runner, in the order of the run.
    strides
        Of all of them, with ``segment`` filled in, and ``clip`` if they are several.

    Returns
    -------
    (hip, shoulder)
        Trunk lengths; 0 of a single recording.
    """
    if len(recordings) < 2:
        return 0.0, 0.0
    ends = pd.DataFrame(
        [(one.axis.hip, one.axis.shoulder) for one in recordings], strides["clip"].unique()
    )
    early, late = (
        ends.loc[strides.loc[strides["segment"] == name, "clip"]].mean()
        for name in ("early", "late")
    )
    hip, shoulder = (late - early).fillna(0.0)  # a window may be empty
    return float(hip), float(shoulder)


def _use_common_places(
    recordings: Sequence[Recording], places: BoolArray | None, swing: FloatArray | None
) -> list[Recording]:
    """Estimate changes of the low back from the places that all videos show."""
    shown = [one.back.shown_change for one in recordings if one.back.shown_change is not None]
    if not shown:
        return list(recordings)
    known = np.logical_and.reduce([one.known for one in shown]) if places is None else places
    # what adds to the change of one video adds to that between them
    between = [] if swing is None else [swing[None]]
    rows = np.concatenate([*(one.moments.swing for one in shown), *between])
    moments = replace(shown[0].moments, swing=np.unique(rows, axis=0))
    return [_use_places(one, known, moments) for one in recordings]


def _use_places(recording: Recording, known: BoolArray, moments: Changes) -> Recording:
    back, shown = recording.back, recording.back.shown_change
    if shown is None:
        return recording
    if (shown.known == known).all() and np.array_equal(shown.moments.swing, moments.swing):
        return recording
    by = shown.move_to(known, moments)
    # the level of a video is not estimated from its changes, so the shift takes back their mean
    means = np.nanmean(by, axis=0)
    by = by - means
    stride = recording.frames["stride"]
    of_strides = pd.DataFrame(by).groupby(stride.to_numpy(dtype=float, na_value=np.nan)).mean()
    of_strides = of_strides.reindex(recording.strides["stride"].astype(float))

    return replace(
        recording,
        frames=_move(recording.frames, *by.T),
        strides=_move(recording.strides, *of_strides.to_numpy().T),
        back=replace(
            back,
            tilt_deg=back.tilt_deg + by[:, 0],
            lordosis_deg=back.lordosis_deg + by[:, 1],
            tilt_shift_deg=back.tilt_shift_deg - float(means[0]),
            lordosis_shift_deg=back.lordosis_shift_deg - float(means[1]),
            shown_change=replace(shown, known=known, moments=moments),
        ),
    )


def _average(
    shifts: Sequence[float], measured: str, recordings: Sequence[Recording]
) -> float | None:
    """Average a shift by the strides in which a column has values; None where none has."""
    counts = [int(one.strides[measured].notna().sum()) for one in recordings]
    return float(np.average(shifts, weights=counts)) if any(counts) else None


def _shift(
    recording: Recording, lean: float | None, tilt: float | None, lordosis: float | None
) -> Recording:
    """Replace the shifts of one recording; None leaves one as it is."""
    back = recording.back
    by_lean = 0.0 if lean is None else lean - recording.lean_shift_deg
    by_tilt = 0.0 if tilt is None else tilt - back.tilt_shift_deg
    by_lordosis = 0.0 if lordosis is None else lordosis - back.lordosis_shift_deg

    def move(table: pd.DataFrame) -> pd.DataFrame:
        moved = _move(table, by_tilt, by_lordosis)
        return moved.assign(trunk_lean_deg=table["trunk_lean_deg"] + by_lean)

    return replace(
        recording,
        frames=move(recording.frames),
        strides=move(recording.strides),
        lean_shift_deg=recording.lean_shift_deg + by_lean,
        back=replace(
            back,
            tilt_deg=back.tilt_deg + by_tilt,
            lordosis_deg=back.lordosis_deg + by_lordosis,
            tilt_shift_deg=back.tilt_shift_deg + by_tilt,
            lordosis_shift_deg=back.lordosis_shift_deg + by_lordosis,
        ),
    )


def _move(table: pd.DataFrame, tilt: Degrees, lordosis: Degrees) -> pd.DataFrame:
    """Add degrees to all measures of the two angles, the same to all rows or to each its own."""
    by: dict[BackAngle, Degrees] = {"tilt": tilt, "lordosis": lordosis}
    return table.assign(
        **{
            m.name: table[m.name] + by[m.back_angle]
            for m in MEASURES
            if m.back_angle is not None and m.name in table
        }
    )
