"""What a run says about each frame, in the coordinates of the drawn picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from posture.render.layout import Layout
from posture.run import Run

Floats = npt.NDArray[np.float64]
Point = tuple[float, float]


@dataclass(frozen=True)
class FrameState:
    """All that the annotators need to know of one frame.

    Attributes
    ----------
    row
        Row of `Timeline`'s arrays, or None if the run does not know this frame.
    time_s
        Seconds of real running since the first frame.
    points
        Landmarks that were measured, by name, in pixels of the drawn picture.
    lean_deg
        Trunk lean, + forward; NaN if not measured.
    stride
        Id of the stride, or None.
    segment
        ``"early"``, ``"late"`` or empty.
    reason
        Why the lean is missing, else empty.
    """

    row: int | None
    time_s: float
    points: Mapping[str, Point]
    lean_deg: float
    stride: int | None
    segment: str
    reason: str

    def middle(self, joint: str) -> Point | None:
        """Half-way between the left and the right ``joint``, None unless both are measured."""
        left, right = self.points.get(f"left_{joint}"), self.points.get(f"right_{joint}")
        if left is None or right is None:
            return None
        return (left[0] + right[0]) / 2, (left[1] + right[1]) / 2


class Timeline:
    """A run as arrays with one row a frame, ready to be asked for single frames.

    Attributes
    ----------
    names
        Landmarks, in the order of ``points``.
    points
        ``(frames, landmarks, 2)`` pixels of the drawn picture, NaN where not measured.
    time_s
        ``(frames,)`` seconds of real running.
    windows
        Start and end of the early and late segment in seconds, those that exist.
    trunk_px
        Median length of the trunk in pixels of the drawn picture; NaN if never measured.
    """

    def __init__(self, run: Run, layout: Layout) -> None:
        frames = run.frames
        position = run.poses["position"].sel(space=["x", "y"])
        position = position.transpose("time", "keypoint", "space")
        scale = np.array([layout.scale_x, layout.scale_y], np.float32)
        self.names = [str(name) for name in position["keypoint"].to_numpy()]
        self.time_s: Floats = frames["time_s"].to_numpy(float)
        self.points = np.full((len(frames), len(self.names), 2), np.nan, np.float32)
        self._row_of = {int(frame): row for row, frame in enumerate(frames["frame"])}
        pose_rows = [self._row_of.get(int(frame), -1) for frame in position["frame"].to_numpy()]
        known = np.array(pose_rows, int) >= 0
        self.points[np.array(pose_rows, int)[known]] = position.to_numpy()[known] * scale

        self._lean: Floats = frames["trunk_lean_deg"].to_numpy(float)
        stride = frames["stride"].astype("Float64")
        self._stride = np.asarray(stride.to_numpy(float, na_value=np.nan), np.float64)
        self._reason = frames["reason"].fillna("").to_numpy(object)
        self.windows = _windows(run.summary.get("segments") or {})
        self.trunk_px = self._median_trunk()

    def state(self, frame: int, time_s: float) -> FrameState:
        """Say what is known of a frame.

        Parameters
        ----------
        frame
            Index in the file as decoded.
        time_s
            Seconds of real running, used if the run does not know the frame.
        """
        row = self._row_of.get(frame)
        if row is None:
            return FrameState(None, time_s, {}, np.nan, None, "", "not analysed")
        time_s = float(self.time_s[row])
        stride = None if np.isnan(self._stride[row]) else int(self._stride[row])
        lean = float(self._lean[row])
        return FrameState(
            row=row,
            time_s=time_s,
            points={
                name: (x, y)
                for name, (x, y) in zip(self.names, self.points[row].tolist(), strict=True)
                if x == x and y == y  # not NaN
            },
            lean_deg=lean,
            stride=stride,
            segment=self._segment(time_s),
            reason=(str(self._reason[row]) or "no runner found") if np.isnan(lean) else "",
        )

    def named(self, *names: str) -> npt.NDArray[np.float32]:
        """Landmarks over the clip: ``(frames, len(names), 2)`` pixels of the drawn picture."""
        return self.points[:, [self.names.index(name) for name in names]]

    def boxes(self) -> Floats:
        """Box round the runner's landmarks: ``(frames, 4)`` left, top, right, bottom; NaN if none.

        The head goes beyond the landmarks of the face, so 0.35 trunk lengths are added above.
        """
        low = np.fmin.reduce(self.points, axis=1)
        high = np.fmax.reduce(self.points, axis=1)
        low[:, 1] -= 0.35 * self.trunk_px
        return np.concatenate([low, high], axis=1).astype(float)

    def _segment(self, time_s: float) -> str:
        for name, (start, end) in self.windows.items():
            if start <= time_s <= end:
                return name
        return ""

    def _median_trunk(self) -> float:
        shoulders = self.named("left_shoulder", "right_shoulder").mean(axis=1)
        hips = self.named("left_hip", "right_hip").mean(axis=1)
        lengths = np.linalg.norm(shoulders - hips, axis=1)
        lengths = lengths[np.isfinite(lengths)]
        return float(np.median(lengths)) if lengths.size else float("nan")


def _windows(segments: Mapping[str, Any]) -> dict[str, tuple[float, float]]:
    windows = {}
    for name in ("early", "late"):
        segment = segments.get(name) or {}
        start, end = segment.get("start_s"), segment.get("end_s")
        if start is not None and end is not None:
            windows[name] = (float(start), float(end))
    return windows
