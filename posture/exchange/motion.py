"""A run as motion capture has it: markers and angles at an even rate, and events of the feet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from posture.comparison.windows import used_strides
from posture.errors import UsageError
from posture.measures import FRAME_TABLE, Measure
from posture.measures.measure import DEGREES
from posture.results.run import Run
from posture.results.types import Video
from posture.utils.arrays import FloatArray, IndexArray

#: Frames whose distances differ by less than this share of it are evenly spaced.
EVEN = 0.02
#: Between two samples further apart than so many periods nothing is interpolated.
LONGEST_STEP = 2.5
MM_PER_M = 1000.0


@dataclass(frozen=True)
class Event:
    """Something that happens at one moment.

    Attributes
    ----------
    time_s
        Seconds of real running.
    label
        ``"Foot Strike"`` and ``"Foot Off"`` as in C3D files, else what begins or ends.
    side
        ``"Left"``, ``"Right"`` or ``"General"``, the contexts of C3D files.
    """

    time_s: float
    label: str
    side: str


@dataclass(frozen=True)
class Motion:
    """Markers, angles and events of one run.

    Attributes
    ----------
    times_s
        ``(frames,)`` seconds of real running, evenly spaced.
    rate_hz
        Frames a second of real running.
    markers
        ``(frames, markers, 3)``: x to the right of the picture, y up against gravity where the
        camera's tilt was taken off the angles, z 0 throughout. The origin is the lower left corner
        of the picture. Of several videos each has its own tilt, height and scale. NaN in gaps.
    marker_names
        Names of the markers.
    unit
        ``"mm"``, or ``"px"`` where no length of the runner was given.
    confidence
        ``(frames, markers)`` 0-1, the network's own visibility.
    angles
        Degrees by name of the measure, each ``(frames,)``; NaN in gaps.
    events
        In order of time.
    """

    times_s: FloatArray
    rate_hz: float
    markers: FloatArray
    marker_names: tuple[str, ...]
    unit: str
    confidence: FloatArray
    angles: dict[str, FloatArray]
    events: tuple[Event, ...]


def build_motion(run: Run, trunk_length_m: float | None = None) -> Motion:
    """Build the motion of a run.

    Frames that are not evenly spaced are interpolated linearly onto an even grid; gaps stay gaps.

    Parameters
    ----------
    run
        With its landmarks.
    trunk_length_m
        Mid-shoulder to mid-hip of the runner, metres: gives the scale of the picture.

    Raises
    ------
    UsageError
        The run holds no landmarks, or not the size of the runner that a scale needs.
    """
    if not run.poses.sizes.get("time"):
        raise UsageError("the run holds no landmarks; there is nothing to export but its tables")
    rows = _rows_with_landmarks(run)
    seen_s = real_times(run)
    markers = _to_laboratory(run, trunk_length_m)
    confidence = run.poses["confidence"].isel(individual=0).to_numpy().astype(np.float64)
    angles = {
        entry.name: rows[entry.name].to_numpy(np.float64)
        for entry in FRAME_TABLE
        if isinstance(entry, Measure) and entry.unit == DEGREES and entry.name in rows
    }
    times_s, rate_hz = _even_grid(seen_s)
    return Motion(
        times_s=times_s,
        rate_hz=rate_hz,
        markers=_resample(seen_s, markers, times_s),
        marker_names=tuple(str(name) for name in run.poses["keypoint"].to_numpy()),
        unit="px" if trunk_length_m is None else "mm",
        confidence=_resample(seen_s, confidence, times_s),
        angles={name: _resample(seen_s, series, times_s) for name, series in angles.items()},
        events=find_events(run),
    )


def find_events(run: Run) -> tuple[Event, ...]:
    """Collect initial contacts and toe-offs of the strides that are used, and the windows.

    Parameters
    ----------
    run
        Its strides say when the feet touch and leave the ground; the near side of a stride is the
        one that the runner faces.
    """
    events: dict[tuple[int, str, str], Event] = {}

    def add(time_s: float | None, label: str, side: str) -> None:
        if time_s is not None and np.isfinite(time_s):  # one contact ends and begins a stride
            key = (round(float(time_s) * 1000), label, side)
            events.setdefault(key, Event(float(time_s), label, side))

    strides = run.strides
    used = used_strides(strides) if len(strides.columns) else strides
    for row in used.to_dict("records"):
        facing = row.get("facing") or run.results.runner.near_side
        near, far = ("Left", "Right") if facing == "left" else ("Right", "Left")
        add(row["start_s"], "Foot Strike", near)
        add(row["end_s"], "Foot Strike", near)
        add(row.get("contact_far_s"), "Foot Strike", far)
        add(row["start_s"] + row.get("contact_time_near_s", np.nan), "Foot Off", near)
        far_off = row.get("contact_far_s", np.nan) + row.get("contact_time_far_s", np.nan)
        add(far_off, "Foot Off", far)
    for name in ("early", "late"):
        window = getattr(run.results.segments, name)
        add(window.start_s, f"{name} window begins", "General")
        add(window.end_s, f"{name} window ends", "General")
    return tuple(sorted(events.values(), key=lambda event: (event.time_s, event.label)))


def tabulate_events(events: tuple[Event, ...]) -> pd.DataFrame:
    """Make a table of events: ``time_s``, ``event``, ``side``."""
    rows = [(event.time_s, event.label, event.side) for event in events]
    return pd.DataFrame(rows, columns=["time_s", "event", "side"])


def real_times(run: Run) -> FloatArray:
    """Find the times of the landmarks, ``(frames,)`` seconds of real running on the run's clock."""
    return _rows_with_landmarks(run)["time_s"].to_numpy(np.float64)


def _rows_with_landmarks(run: Run) -> pd.DataFrame:
    return run.frames.set_index("frame").loc[run.poses["frame"].to_numpy()]


def _scale(run: Run, trunk_length_m: float | None, videos: Sequence[Video]) -> FloatArray:
    """Millimetres for a pixel of each video, or 1 where no length was given."""
    if trunk_length_m is None:
        return np.ones(len(videos))
    sizes = [video.trunk_px or run.results.runner.trunk_px for video in videos]
    if not all(sizes):
        raise UsageError("the run does not say how large the runner is; leave out --trunk-length")
    return trunk_length_m * MM_PER_M / np.array(sizes, np.float64)


def _find_videos(run: Run) -> tuple[tuple[Video, ...], IndexArray]:
    """Find the videos of a run, and of which each frame with landmarks is, ``(frames,)``."""
    videos = run.results.all_videos
    if "clip" not in run.poses.coords or len(videos) == 1:
        return videos[:1], np.zeros(run.poses.sizes["time"], int)
    number, _ = pd.factorize(run.poses["clip"].to_numpy())  # all videos have frames, in order
    return videos, number


def _to_laboratory(run: Run, trunk_length_m: float | None) -> FloatArray:
    """Turn ``(frames, 2, markers)`` of the picture, x right and y down, to x right and y up."""
    position = run.poses["position"].isel(individual=0).to_numpy().astype(np.float64)
    videos, number = _find_videos(run)
    quality = run.results.quality
    of_run = quality.level_deg if quality.level_applied else None
    levels_deg = [of_run if one.level_deg is None else one.level_deg for one in videos]
    roll = np.radians(np.array([level_deg or 0.0 for level_deg in levels_deg]))[number, None]
    height = np.array([one.height for one in videos], np.float64)[number, None]
    scale = _scale(run, trunk_length_m, videos)[number, None, None]
    x, down = position[:, 0], position[:, 1] - height
    right = x * np.cos(roll) + down * np.sin(roll)
    up = x * np.sin(roll) - down * np.cos(roll)
    depth = np.where(np.isfinite(x), 0.0, np.nan)
    return np.stack([right, up, depth], axis=-1) * scale


def _even_grid(seen_s: FloatArray) -> tuple[FloatArray, float]:
    """Return evenly spaced times, and their rate; those of the frames where these are even."""
    if len(seen_s) < 2:
        raise UsageError("the run has fewer than two frames with landmarks")
    steps = np.diff(seen_s)
    period = float(np.median(steps))
    if np.all(abs(steps - period) < EVEN * period):
        period = float(seen_s[-1] - seen_s[0]) / (len(seen_s) - 1)
    count = int(np.floor((seen_s[-1] - seen_s[0]) / period + EVEN)) + 1
    return seen_s[0] + period * np.arange(count), 1.0 / period


def _resample(seen_s: FloatArray, values: FloatArray, times_s: FloatArray) -> FloatArray:
    """Interpolate ``(frames, ...)`` linearly; as they are where the frames are even.

    A time between a known and an unknown value, or within a gap of the film, stays unknown.
    """
    if len(seen_s) == len(times_s) and np.allclose(
        seen_s, times_s, rtol=0, atol=2 * EVEN * float(times_s[1] - times_s[0])
    ):
        return values
    after = np.clip(np.searchsorted(seen_s, times_s, side="left"), 1, len(seen_s) - 1)
    before = after - 1
    step = seen_s[after] - seen_s[before]
    share = np.clip((times_s - seen_s[before]) / step, 0.0, 1.0)
    share = share.reshape(-1, *(1,) * (values.ndim - 1))
    mixed = np.where(
        share < 1e-6,
        values[before],
        np.where(
            share > 1 - 1e-6, values[after], (1 - share) * values[before] + share * values[after]
        ),
    )
    near = np.minimum(times_s - seen_s[before], seen_s[after] - times_s)
    gap = (step > LONGEST_STEP * np.median(np.diff(seen_s))) & (near > np.diff(times_s).mean() / 2)
    mixed[gap] = np.nan
    return np.asarray(mixed)
