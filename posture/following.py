"""From detections to the tracks that are measured: passes, gait, speed of play and view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import cast

import numpy as np

from posture.camera import Camera, Steadied
from posture.errors import NoRunnerError
from posture.gait.check import Gait, estimate_gait, require_run
from posture.gait.playback import Playback, find_playback
from posture.gait.speed_changes import find_speed_changes
from posture.pose import Detections
from posture.results.types import PassOfRunner
from posture.settings.options import Settings
from posture.tracks import Facing, Tracks, View, smooth
from posture.tracks.clean import FEET_OUT
from posture.tracks.parts import find_asked
from posture.tracks.passes import (
    Pass,
    break_at,
    choose_main,
    exchange_sides,
    find_passes,
    mark_facing,
    mark_turns,
    reflect,
    reflect_detections,
    reflect_landmarks,
)
from posture.tracks.thinning import clean_looked
from posture.utils.arrays import BoolArray, Float32Array, FloatArray, IndexArray
from posture.video import VideoInfo

#: Reads from a clip's pictures how its camera stood and moved, given where the runner is.
ReadCamera = Callable[[Detections], Camera]
#: A film as long as this, seconds as played, shows more than a stride unless it is strong slow
#: motion.
SLOW_MOTION_S = 3.0
_NONE: IndexArray = np.array([], np.intp)


@dataclass(frozen=True)
class Followed:
    """One runner, as they are measured: in all passes as if they faced the same way.

    Attributes
    ----------
    tracks
        Cleaned and smoothed, as a camera that was never turned would see them; the passes that face
        the other way are reflected.
    passes
        In order.
    gait
        How the legs move.
    view
        How the camera sees the runner; facing is that of most frames, the speed factor that of the
        longest part.
    playback
        How many times slower than life the file plays, part by part.
    played_s
        ``(frames,)`` seconds as played. Those of the tracks are the same where one speed holds for
        the whole file; else they run as if all of it played at that of the longest part.
    reflected
        ``(frames,)`` whether a frame is reflected.
    camera
        How the camera stood and moved.
    steadied
        Its turns, frame by frame.
    """

    tracks: Tracks
    passes: list[Pass]
    gait: Gait
    view: View
    playback: Playback
    played_s: FloatArray
    reflected: BoolArray
    camera: Camera
    steadied: Steadied

    @property
    def stride_s(self) -> float:
        """Length of a stride, seconds of real running."""
        return 1 / (self.gait.stride_hz * self.view.speed_factor)

    @property
    def seen(self) -> Tracks:
        """The tracks where they were seen in the picture."""
        points = reflect_landmarks(self.tracks.points, self.reflected, *self._mirror)
        in_picture = self.steadied.to_picture(cast("Float32Array", points))
        return replace(self.tracks, points=in_picture, times_s=self.played_s)

    def to_picture(self, places: Float32Array) -> Float32Array:
        """Return places ``(frames, n, 2)`` where they are in the picture; may change its input."""
        places[self.reflected] = reflect(places[self.reflected], *self._mirror)
        return self.steadied.to_picture(places)

    def adapt(self, found: Detections) -> Detections:
        """Return the detections as the tracks are: steadied and reflected."""
        steady = self.steadied.steady_detections(found)
        return reflect_detections(steady, self.reflected, *self._mirror)

    def describe_passes(self, times_s: FloatArray) -> tuple[PassOfRunner, ...]:
        """Describe the passes for the results; times ``(frames,)`` in seconds of real running."""
        return tuple(
            PassOfRunner(
                start_s=float(times_s[one.start]),
                end_s=float(times_s[one.stop - 1]),
                facing=one.facing,
            )
            for one in self.passes
        )

    @property
    def _mirror(self) -> tuple[tuple[int, int], float]:
        return (self.view.width, self.view.height), self.view.level_deg


def follow(
    info: VideoInfo, found: Detections, settings: Settings, look: ReadCamera | None = None
) -> Followed:
    """Follow the runner of one video through its passes.

    Parameters
    ----------
    info, found
        The file, and what the pose network found in it.
    settings
        Options of the run.
    look
        Reads the camera; without it the camera is taken to stand still.

    Raises
    ------
    NoRunnerError
        Nobody, or nobody who runs, can be measured from the side.
    """
    passes = find_passes(found.points, info.times_s, found.cuts, found.asked)
    if settings.facing != "auto":  # what the user says holds for all
        passes = [replace(one, facing=cast("Facing", settings.facing)) for one in passes]
    given = None if settings.speed_factor == "auto" else float(settings.speed_factor)
    changes = find_speed_changes(found.points, info.times_s) if given is None else _NONE
    tracks = clean_looked(
        break_at(found, passes, changes),
        info.times_s,
        info.width,
        info.height,
        mark_turns(passes, info.frames),
    )
    require_tracks(tracks)
    gait = estimate_gait(tracks)
    require_run(gait, tracks.trunk_px)
    require_more_than_a_moment(tracks, gait)
    camera = Camera.still(settings.level) if look is None else look(found)
    view = View(choose_main(passes), info.width, info.height, camera.level_deg)
    reflected = mark_facing(passes, info.frames, view.far_side)
    steadied = Steadied.of(camera.motion, info).at_places(tracks, camera.converging_deg)
    steady = steadied.steady_tracks(tracks).points
    points = reflect_landmarks(steady, reflected, (info.width, info.height), view.level_deg)
    seen = exchange_sides(tracks.seen, reflected)
    tracks = replace(tracks, points=cast("Float32Array", points), seen=seen)
    faces_right = view.facing == "right"
    playback = find_playback(tracks, gait, info, changes, faces_right=faces_right, given=given)
    factor = playback.main.factor
    if len(playback.speeds) > 1:
        tracks = replace(tracks, times_s=playback.to_real(info.times_s) * factor)
        gait = estimate_gait(tracks)
    return Followed(
        tracks=smooth(tracks, factor),
        passes=passes,
        gait=gait,
        view=replace(view, speed_factor=factor),
        playback=playback,
        played_s=info.times_s,
        reflected=reflected,
        camera=camera,
        steadied=steadied,
    )


def require_tracks(tracks: Tracks) -> None:
    """Refuse a video in which nobody can be tracked.

    Raises
    ------
    NoRunnerError
        The message says why most frames cannot be used, and what to do.
    """
    if tracks.stretches:
        return
    why = find_most_common([why for why in tracks.reason[find_asked(tracks.reason)] if why])
    advice = (
        "point the camera lower or step back, so that the ground under the feet is in the picture"
        if why == FEET_OUT
        else "film one runner from the side with the whole body in the picture"
    )
    raise NoRunnerError(f"no runner can be measured in this video: {why} in most frames; {advice}")


def require_more_than_a_moment(tracks: Tracks, gait: Gait) -> None:
    """Refuse a film that plays for long and shows less than a stride.

    Raises
    ------
    NoRunnerError
        The message says how slow the motion is.
    """
    longest_s = max(
        float(tracks.times_s[one.stop - 1] - tracks.times_s[one.start]) for one in tracks.stretches
    )
    strides = longest_s * gait.stride_hz
    if longest_s < SLOW_MOTION_S or strides >= 1.0:
        return
    seen = "less than one stride" if np.isnan(strides) else f"{strides:.1f} of a stride"
    raise NoRunnerError(
        f"less than one stride: strong slow motion ({seen} in {longest_s:.0f} s of film); film or "
        "export several seconds of real running, three strides or more, at a smaller slow-down"
    )


def find_most_common(reasons: list[str]) -> str:
    """Find the text that occurs most often; the first in the alphabet of several."""
    values, counts = np.unique(np.asarray(reasons, str), return_counts=True)
    return str(values[counts.argmax()])
