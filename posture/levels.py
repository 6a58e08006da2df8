"""One level of the low back for all videos of a run.

The level of pelvic tilt and lordosis (the mean of a video) is estimated with one set of weights,
and changes within the video with another, because different features show them best. All frames are
then shifted by the difference (`posture.back.measure`). The error of this shift differs from video
to video. Videos of one run show one runner, so they all get the same shift: otherwise the
difference of the errors would look like a change of posture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from posture.back import BackAngle
from posture.measures import MEASURES
from posture.recording import Recording


def align_levels(recordings: Sequence[Recording]) -> list[Recording]:
    """Give several videos of one run the same shift, the mean of theirs by measured strides.

    Parameters
    ----------
    recordings
        Of one runner.

    Returns
    -------
    list of Recording
        With tilt and lordosis of frames and strides moved. A video in which the low back is not
        measured does not count towards the mean.
    """
    counts = [int(one.strides["pelvic_tilt_deg"].notna().sum()) for one in recordings]
    if not any(counts):
        return list(recordings)
    shifts = [(one.back.tilt_shift_deg, one.back.lordosis_shift_deg) for one in recordings]
    tilt, lordosis = (float(shift) for shift in np.average(shifts, axis=0, weights=counts))
    return [_shift(one, tilt, lordosis) for one in recordings]


def _shift(recording: Recording, tilt_shift: float, lordosis_shift: float) -> Recording:
    """Replace the shifts of one recording."""
    back = recording.back
    tilt, lordosis = tilt_shift - back.tilt_shift_deg, lordosis_shift - back.lordosis_shift_deg
    shifts: dict[BackAngle, float] = {"tilt": tilt, "lordosis": lordosis}
    by = {m.name: shifts[m.back_angle] for m in MEASURES if m.back_angle is not None}

    def move(table: pd.DataFrame) -> pd.DataFrame:
        return table.assign(**{name: table[name] + by[name] for name in by if name in table})

    return replace(
        recording,
        frames=move(recording.frames),
        strides=move(recording.strides),
        back=replace(
            back,
            tilt_deg=back.tilt_deg + tilt,
            lordosis_deg=back.lordosis_deg + lordosis,
            tilt_shift_deg=tilt_shift,
            lordosis_shift_deg=lordosis_shift,
        ),
    )
