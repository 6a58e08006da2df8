"""A small run with a runner whose every landmark is known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from helpers_run import make_run as make_plain_run
from msgspec.structs import replace

from posture.results.run import Run
from posture.results.types import Segment, SegmentPair

# Standing in a picture of 640 × 480, leaning 10 px to the right over a trunk of 100 px.
STANDING = {
    "nose": (325, 110),
    "left_ear": (309, 106),
    "right_ear": (311, 106),
    "left_shoulder": (308, 150),
    "right_shoulder": (312, 150),
    "left_hip": (298, 250),
    "right_hip": (302, 250),
    "left_knee": (270, 320),
    "right_knee": (340, 320),
    "left_ankle": (270, 390),
    "right_ankle": (340, 390),
    "left_heel": (265, 400),
    "right_heel": (335, 400),
    "left_foot_index": (290, 405),
    "right_foot_index": (360, 405),
}

# Places on the back, from the neck to below the buttocks, behind a runner who faces right.
BACK = np.stack(
    [280 - 8 * np.sin(np.linspace(0, 2 * np.pi, 28)), np.linspace(140, 275, 28)], axis=1
)

MakeRun = Callable[..., Run]


@pytest.fixture
def make_run() -> MakeRun:
    base = make_plain_run()

    def make(
        times_s: Any = None,
        *,
        measured: Any = None,
        facing: str = "right",
        level_deg: float | None = None,
        speed_factor: float = 1.0,
        lean_deg: float = 5.7,
        shift: tuple[float, float] = (0.0, 0.0),
        back: bool = False,
    ) -> Run:
        times = np.arange(60) / 30 if times_s is None else np.asarray(times_s, float)
        times = times / speed_factor
        count, length = len(times), float(times[-1])
        seen = np.ones(count, bool) if measured is None else np.asarray(measured, bool)
        position = np.tile(
            np.array(list(STANDING.values()), float).T + np.c_[shift].reshape(2, 1), (count, 1, 1)
        )
        position[~seen] = np.nan
        poses = xr.Dataset(
            {"position": (("time", "space", "keypoint", "individual"), position[..., np.newaxis])},
            coords={
                "time": times,
                "frame": ("time", np.arange(count)),
                "space": ["x", "y"],
                "keypoint": list(STANDING),
                "individual": ["runner"],
            },
        )
        step = length / 10
        frames = pd.DataFrame(
            {
                "frame": np.arange(count),
                "time_s": times,
                "trunk_lean_deg": np.where(seen, lean_deg, np.nan),
                "stride": pd.array(np.minimum(times // step, 9).astype(int), dtype="Int64"),
                "reason": np.where(seen, "", "runner cut off by the frame's edge"),
            }
        )
        frames.loc[~seen, "stride"] = pd.NA
        starts = step * np.arange(10)
        strides = pd.DataFrame(
            {
                "stride": np.arange(10),
                "start_s": starts,
                "end_s": starts + step,
                "trunk_lean_deg": np.linspace(5, 8, 10),
                "rejected": "",
            }
        )
        results = base.results
        results = replace(
            results,
            runner=replace(results.runner, facing=facing, near_side=facing),
            quality=replace(
                results.quality, level_deg=level_deg, level_applied=level_deg is not None
            ),
            video=replace(results.video, speed_factor=speed_factor),
            back=replace(results.back, measured=back),
            segments=SegmentPair(
                early=Segment(start_s=0.1 * length, end_s=0.3 * length),
                late=Segment(start_s=0.7 * length, end_s=0.9 * length),
            ),
        )
        if back:
            line = np.tile(BACK + np.array(shift), (count, 1, 1)).astype(np.float32)
            poses = poses.assign_coords(place=np.linspace(-0.1, 1.25, 28))
            poses = poses.assign(back_line=(("time", "place", "space"), line))
            frames["pelvic_tilt_deg"] = np.where(seen, -12.3, np.nan)
            frames["lumbar_lordosis_deg"] = np.where(seen, 31.4, np.nan)
            frames["back_visible"] = seen
        return Run(frames, strides, results, poses)

    return make
