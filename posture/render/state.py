"""The results for each frame, in the coordinates of the drawn picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import xarray as xr

from posture.render.layout import Layout
from posture.render.levels import read_levels
from posture.results.reading import has_comparison, numbers
from posture.results.run import Run
from posture.results.types import SegmentPair
from posture.tracks.view import View
from posture.utils.arrays import Float32Array, FloatArray, IndexArray

Point = tuple[float, float]
#: Left, top, right, bottom; pixels.
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class FrameState:
    """All that the annotators need of one frame.

    Attributes
    ----------
    row
        Row of `Timeline`'s arrays, or None if the run does not contain the frame.
    time_s
        Seconds of real running since the first frame.
    points
        Landmarks that were measured, by name, in pixels of the drawn picture; with ``mid_hip`` and
        ``mid_shoulder``, the ends of the trunk at its measured lean, where it was measured.
    lean_deg
        Trunk lean, + forward; NaN if not measured.
    stride
        Id of the stride, or None.
    segment
        ``"early"``, ``"late"`` or empty.
    reason
        Why the lean is missing, else empty.
    back_line
        ``(places, 2)`` pixels of the drawn picture along the back, from the neck down; NaN where
        it is not seen. None if the run has no back line, or the low back was refused.
    back_visible
        Whether the line over the low back was found in this frame.
    pelvic_tilt_deg, lumbar_lordosis_deg
        + anterior, + more arched; NaN if not measured.
    view
        How the drawn picture shows the runner in this frame: facing is that of the pass.
    """

    row: int | None
    time_s: float
    points: Mapping[str, Point]
    lean_deg: float
    stride: int | None
    segment: str
    reason: str
    back_line: Float32Array | None = None
    back_visible: bool = False
    pelvic_tilt_deg: float = np.nan
    lumbar_lordosis_deg: float = np.nan
    view: View = field(default_factory=lambda: View("right", 1, 1))

    def middle(self, joint: str) -> Point | None:
        """Return the end of the trunk, else the middle of left and right; None if not measured."""
        if measured := self.points.get(f"mid_{joint}"):
            return measured
        left, right = self.points.get(f"left_{joint}"), self.points.get(f"right_{joint}")
        if left is None or right is None:
            return None
        return (left[0] + right[0]) / 2, (left[1] + right[1]) / 2


class Timeline:
    """A run as arrays with one row a frame, from which single frames are taken.

    Attributes
    ----------
    names
        Names of the landmarks.
    time_s
        ``(frames,)`` seconds of real running.
    windows
        Start and end of the early and late segment in seconds, those that exist; empty where they
        are not compared.
    trunk_px
        Median length of the trunk in pixels of the drawn picture; NaN if never measured.
    view
        How the drawn picture shows the runner.
    """

    def __init__(self, run: Run, layout: Layout) -> None:
        frames = run.frames
        runner = run.poses["position"].isel(individual=0)
        position = _order_xy(runner).transpose("time", "keypoint", "space")
        self._scale = np.array([layout.scale_x, layout.scale_y], np.float32)
        self.names = [str(name) for name in position["keypoint"].to_numpy()]
        self.time_s: FloatArray = frames["time_s"].to_numpy(float)
        # The landmarks of a long video are large: they are looked up in the run, not copied.
        self._position = position.to_numpy()
        self._frame = frames["frame"].to_numpy(int)
        self._pose_row = _find_rows(self._frame, position["frame"].to_numpy())

        self.view = build_view(run, layout)
        facing = frames.get("facing")
        self._facing = None if facing is None else facing.to_numpy()
        shanks = [self.select_landmarks(f"{one}_knee", f"{one}_ankle") for one in ("left", "right")]
        self._level = read_levels(frames, shanks, self._facing, self.view)
        self._lean: FloatArray = frames["trunk_lean_deg"].to_numpy(float)
        stride = frames["stride"].astype("Float64")
        self._stride = np.asarray(stride.to_numpy(float, na_value=np.nan), np.float64)
        self._reason = frames["reason"]
        self._tilt, self._arch = (
            numbers(frames, name) for name in ("pelvic_tilt_deg", "lumbar_lordosis_deg")
        )
        visible = frames.get("back_visible")
        self._visible = None if visible is None else visible.to_numpy(bool)
        # a line on clothes would say that the low back was measured
        self._back = _read_back_line(run) if run.results.back.measured else None
        self.windows = _read_windows(run.results.segments) if has_comparison(run) else {}
        self.trunk_px = self._measure_trunk()

    def state(self, frame: int, time_s: float) -> FrameState:
        """Collect what is known of a frame.

        Parameters
        ----------
        frame
            Index in the file as decoded.
        time_s
            Seconds of real running, used if the run does not contain the frame.
        """
        row = int(_find_rows(np.array([frame]), self._frame)[0])
        if row < 0:
            return FrameState(None, time_s, {}, np.nan, None, "", "not analysed", view=self.view)
        time_s = float(self.time_s[row])
        stride = None if np.isnan(self._stride[row]) else int(self._stride[row])
        lean = float(self._lean[row])
        view = self._view(row)
        points = {
            name: (x, y)
            for name, (x, y) in zip(self.names, self._place_landmarks(row).tolist(), strict=True)
            if x == x and y == y  # not NaN
        }
        return FrameState(
            row=row,
            time_s=time_s,
            points=points | self._place_trunk(points, lean, view),
            lean_deg=lean,
            stride=stride,
            segment=self._find_segment(time_s),
            reason=self._find_reason(row) if np.isnan(lean) else "",
            back_line=self._place_back_line(row),
            back_visible=self._visible is not None and bool(self._visible[row]),
            pelvic_tilt_deg=float(self._tilt[row]),
            lumbar_lordosis_deg=float(self._arch[row]),
            view=view,
        )

    def sample_low_back(self, most: int) -> list[FrameState]:
        """Take at most ``most`` frames with a measured low back, spread over the clip."""
        rows = np.flatnonzero(np.isfinite(self._tilt + self._arch))
        spread = rows[np.linspace(0, len(rows) - 1, min(most, len(rows))).astype(int)]
        return [self.state(int(frame), 0.0) for frame in self._frame[spread]]

    def _place_back_line(self, row: int) -> Float32Array | None:
        place = self._pose_row[row]
        if self._back is None or place < 0:
            return None
        return np.asarray(self._back[place] * self._scale, np.float32)

    def _view(self, row: int) -> View:
        """Return the view of a frame: facing is that of the pass, and the camera may turn."""
        facing = None if self._facing is None else self._facing[row]
        return replace(
            self.view,
            facing=facing if facing in ("left", "right") else self.view.facing,
            level_deg=self.view.level_deg if self._level is None else float(self._level[row]),
        )

    def _place_trunk(
        self, points: Mapping[str, Point], lean_deg: float, view: View
    ) -> dict[str, Point]:
        """Place the ends of the trunk so that the line shows the measured lean.

        The lean is that of the joint centres, which differ from the landmarks, above all at the
        hip: the line is drawn down from mid-shoulder, so that picture and number agree.
        """
        names = ("left_hip", "right_hip", "left_shoulder", "right_shoulder")
        if np.isnan(lean_deg) or not all(name in points for name in names):
            return {}
        ends = np.array([points[name] for name in names])
        hip, shoulder = ends[:2].mean(axis=0), ends[2:].mean(axis=0)
        lean = np.radians(lean_deg)
        up = view.to_picture(np.array([np.sin(lean), np.cos(lean)]))
        x, y = (shoulder - up * np.linalg.norm(shoulder - hip)).tolist()
        return {"mid_hip": (x, y), "mid_shoulder": (float(shoulder[0]), float(shoulder[1]))}

    def select_landmarks(self, *names: str) -> Float32Array:
        """Select landmarks: ``(frames, len(names), 2)`` pixels of the drawn picture."""
        chosen = self._position[:, [self.names.index(name) for name in names]]
        return self._arrange_by_row(chosen)

    def find_boxes(self) -> FloatArray:
        """Find a box around the runner: ``(frames, 4)`` left, top, right, bottom; NaN if none.

        The head is larger than the landmarks of the face show, so 0.35 trunk lengths are added
        above.
        """
        low = self._arrange_by_row(np.fmin.reduce(self._position, axis=1))
        high = self._arrange_by_row(np.fmax.reduce(self._position, axis=1))
        low[:, 1] -= 0.35 * self.trunk_px
        return np.concatenate([low, high], axis=1).astype(float)

    def _place_landmarks(self, row: int) -> Float32Array:
        """Place the landmarks of one row, ``(landmarks, 2)`` pixels of the drawn picture."""
        place = self._pose_row[row]
        if place < 0:
            return np.full((len(self.names), 2), np.nan, np.float32)
        return np.asarray(self._position[place] * self._scale, np.float32)

    def _arrange_by_row(self, values: Float32Array) -> Float32Array:
        """Turn pixels ``(poses, ..., 2)`` of the file into rows, pixels of the drawn picture."""
        out = np.full((len(self._frame), *values.shape[1:]), np.nan, np.float32)
        known = self._pose_row >= 0
        out[known] = values[self._pose_row[known]] * self._scale
        return out

    def _find_reason(self, row: int) -> str:
        why = self._reason.iloc[row]
        return str(why) if why and why == why else "no runner found"  # neither empty nor NaN

    def _find_segment(self, time_s: float) -> str:
        for name, (start, end) in self.windows.items():
            if start <= time_s <= end:
                return name
        return ""

    def _measure_trunk(self) -> float:
        shoulders = self.select_landmarks("left_shoulder", "right_shoulder").mean(axis=1)
        hips = self.select_landmarks("left_hip", "right_hip").mean(axis=1)
        lengths = np.linalg.norm(shoulders - hips, axis=1)
        lengths = lengths[np.isfinite(lengths)]
        return float(np.median(lengths)) if lengths.size else float("nan")


def build_view(run: Run, layout: Layout) -> View:
    """Build the view of the drawn picture from a run, facing right if nobody was found."""
    results = run.results
    quality = results.quality
    return View(
        facing="left" if results.runner.facing == "left" else "right",
        width=layout.width,
        height=layout.height,
        level_deg=float(quality.level_deg or 0.0) if quality.level_applied else 0.0,
        speed_factor=float(results.video.speed_factor or 1.0),
    )


def _find_rows(wanted: npt.NDArray[np.integer], frames: npt.NDArray[np.integer]) -> IndexArray:
    """Find the places of frames in an ascending list; -1 for those it does not contain."""
    place = np.searchsorted(frames, wanted)
    place[place == len(frames)] = -1
    missing = frames[place] != wanted if len(frames) else np.ones(len(wanted), bool)
    place[missing] = -1
    return place


def _read_back_line(run: Run) -> Float32Array | None:
    """Read the back line, ``(frames, places, 2)`` x and y: a view of the run's array, no copy."""
    if "back_line" not in run.poses:
        return None
    return _order_xy(run.poses["back_line"]).transpose("time", "place", "space").to_numpy()


def _order_xy(points: xr.DataArray) -> xr.DataArray:
    """Put x before y; an array in this order is not copied."""
    return (
        points
        if points["space"].to_numpy().tolist() == ["x", "y"]
        else points.sel(space=["x", "y"])
    )


def _read_windows(segments: SegmentPair) -> dict[str, tuple[float, float]]:
    return {
        name: (segment.start_s, segment.end_s)
        for name, segment in (("early", segments.early), ("late", segments.late))
        if segment.start_s is not None and segment.end_s is not None
    }
