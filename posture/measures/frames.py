"""The table with one row a video frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from posture.tracks import Body
from posture.tracks.angles import (
    head_forward,
    hip_angle,
    knee_angle,
    sway_back,
    thigh_angle,
    trunk_lean,
)

if TYPE_CHECKING:
    from posture.back import Back

#: Measures of the low back, which come from the line of the back.
LOW_BACK = ("pelvic_tilt_deg", "lumbar_lordosis_deg")


def measure_frames(body: Body, reason: npt.NDArray[np.object_], back: Back) -> pd.DataFrame:
    """Measure every frame.

    Parameters
    ----------
    body
        The runner.
    reason
        ``(frames,)`` why a frame is not measured, else empty.
    back
        What the line of the back says.

    Returns
    -------
    DataFrame
        The columns of `frames.parquet` but for ``stride`` and ``phase``, which the strides
        bring; angles in degrees with the signs of `posture.tracks.angles`. Added to the
        contract: ``thigh_angle_near_deg``, ``thigh_angle_far_deg`` (against the downward
        vertical), ``sway_back_trunk`` (see `posture.tracks.angles`), ``mid_trunk_height_trunk``
        (height of the middle of the trunk in trunk lengths, from an arbitrary zero), and
        ``pelvic_tilt_interval_deg``, ``lumbar_lordosis_interval_deg``: half width of the 95 %
        interval of the frame's value.
    """
    columns: dict[str, object] = {
        "frame": np.arange(len(body.times_s)),
        "time_s": body.times_s,
        "trunk_lean_deg": trunk_lean(body),
    }
    columns |= {
        "pelvic_tilt_deg": back.tilt_deg,
        "lumbar_lordosis_deg": back.lordosis_deg,
        "pelvic_tilt_interval_deg": back.tilt_interval_deg,
        "lumbar_lordosis_interval_deg": back.lordosis_interval_deg,
    }
    for side, leg in (("near", body.near), ("far", body.far)):
        columns[f"hip_angle_{side}_deg"] = hip_angle(body, leg)
        columns[f"knee_angle_{side}_deg"] = knee_angle(leg)
        columns[f"thigh_angle_{side}_deg"] = thigh_angle(leg)
    columns |= {
        "head_forward_deg": head_forward(body),
        "mid_trunk_height_trunk": (body.hip + body.shoulder)[:, 1] / 2 / body.trunk_px,
        "sway_back_trunk": sway_back(body),
        "back_visible": back.visible & (reason == ""),
        # the same few texts over and over: kept as references, not as half an hour of letters
        "reason": pd.Series(np.where(reason == "", back.reason, reason), dtype=object),
    }
    frames = pd.DataFrame(columns)
    unseen = reason != ""
    angles = [name for name in columns if name.endswith(("_deg", "_trunk"))]
    frames.loc[unseen, angles] = np.nan
    return frames
