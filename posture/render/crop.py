"""Frames cut out around the runner: mid-hip on one point, level, every trunk of the same length."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from posture.render.face import FaceBlur
from posture.render.films import Film
from posture.render.layout import Layout
from posture.render.others import OthersBlur
from posture.render.palette import DARK
from posture.render.state import FrameState, Point, Timeline
from posture.tracks.view import View
from posture.utils.arrays import FloatArray, Image
from posture.video import read_frames

#: Room above the highest landmark, which is an ear or the nose, and around all others, trunk
#: lengths: hair, hands and shoes reach further than their landmarks.
ABOVE_TRUNKS = 0.42
AROUND_TRUNKS = 0.2
#: Most times that a picture is enlarged; more shows nothing more.
MOST_ENLARGED = 2.5


@dataclass(frozen=True)
class Crop:
    """How pictures of a runner are cut out.

    Attributes
    ----------
    width, height
        Size in pixels, even.
    hip
        Place of mid-hip.
    trunk_px
        Length of the trunk in the picture.
    """

    width: int
    height: int
    hip: Point
    trunk_px: float


@dataclass(frozen=True)
class Cutout:
    """One frame, cut out.

    Attributes
    ----------
    frame
        Index in the video.
    image
        ``(height, width, 3)`` uint8 RGB.
    state
        What was measured, with all points in pixels of the image.
    view
        How the image shows the runner: level, and facing as in most of the video; a pass the other
        way is mirrored.
    """

    frame: int
    image: Image
    state: FrameState
    view: View


class Cutter:
    """Cuts frames of one video out around the runner.

    Parameters
    ----------
    film
        The video.
    blur_face, blur_others
        Whether to make the face unrecognisable, and everybody else.
    """

    def __init__(self, film: Film, *, blur_face: bool = False, blur_others: bool = False) -> None:
        self.film = film
        self.layout = Layout.fit(film.info.width, film.info.height, most_pixels=10**9)
        self.timeline = Timeline(film.run, self.layout)
        self.blurs: list[OthersBlur | FaceBlur] = [
            *([OthersBlur(self.timeline)] if blur_others else []),
            *([FaceBlur(self.timeline)] if blur_face else []),
        ]

    def measure_trunk(self, frames: Iterable[int]) -> float:
        """Measure the median length of the trunk in some frames, pixels of the video."""
        ends = [
            (hip, shoulder)
            for frame in frames
            if (hip := (state := self.timeline.state(frame, 0.0)).middle("hip"))
            and (shoulder := state.middle("shoulder"))
        ]
        return float(np.median([math.dist(*both) for both in ends])) if ends else math.nan

    def measure_extent(self, frames: Iterable[int]) -> FloatArray:
        """Measure how far the runner reaches around mid-hip in some frames.

        Returns
        -------
        FloatArray
            Left, top, right, bottom in trunk lengths, levelled, x right and y down; NaN if the
            runner is in none of the frames.
        """
        low, high = np.full(2, np.nan), np.full(2, np.nan)
        for frame in frames:
            state = self.timeline.state(frame, 0.0)
            hip = state.middle("hip")
            if hip is None:
                continue
            points = np.array(list(state.points.values())) - hip
            points = points @ _upright(state.view, self.timeline.view).T / self.timeline.trunk_px
            low = np.fmin(low, points.min(axis=0))
            high = np.fmax(high, points.max(axis=0))
        return np.concatenate([low, high])

    def cut(self, frames: Sequence[int], crop: Crop, trunk_px: float) -> Iterator[Cutout]:
        """Cut out some frames, in ascending order; frames without a measured hip are left out.

        Parameters
        ----------
        frames
            Indices in the video.
        crop
            What to cut out.
        trunk_px
            Length of the trunk in the video that is to become that of the crop.
        """
        wanted = sorted(set(frames))
        size = (self.layout.width, self.layout.height)
        for frame in read_frames(self.film.info, wanted[0], wanted[-1] + 1, size=size):
            if frame.index not in wanted:
                continue
            state = self.timeline.state(frame.index, 0.0)
            hip = state.middle("hip")
            if hip is None:
                continue
            image = frame.image
            for blur in self.blurs:
                blur.blur(image, state)
            yield self._warp(frame.index, image, state, hip, crop, crop.trunk_px / trunk_px)

    def _warp(
        self, frame: int, image: Image, state: FrameState, hip: Point, crop: Crop, scale: float
    ) -> Cutout:
        view = self.timeline.view
        turn = scale * _upright(state.view, view)
        shift = np.array(crop.hip) - turn @ hip
        matrix = np.column_stack([turn, shift])
        shrunk, halved = matrix.copy(), image
        while scale <= 0.5:  # linear interpolation reads four pixels: others would be passed over
            half = halved.shape[1] // 2, halved.shape[0] // 2
            halved = np.asarray(cv2.resize(halved, half, interpolation=cv2.INTER_AREA), np.uint8)
            shrunk[:, :2] *= 2
            scale *= 2
        picture = cv2.warpAffine(
            halved, shrunk, (crop.width, crop.height), flags=cv2.INTER_LINEAR, borderValue=DARK
        )
        level = View(view.facing, crop.width, crop.height, 0.0, view.speed_factor)
        return Cutout(frame, np.asarray(picture, np.uint8), move_state(state, matrix), level)


def fit_crop(extents: Sequence[FloatArray], height: int, most_trunk_px: float) -> Crop:
    """Fit a crop around the runner in all pictures that are to be of the same size.

    Parameters
    ----------
    extents
        From `Cutter.measure_extent`.
    height
        Of the picture, pixels.
    most_trunk_px
        The picture is made smaller so that the trunk is no longer than this.
    """
    stacked = np.array(extents)
    left, top = np.nanmin(stacked[:, :2], axis=0)
    right, bottom = np.nanmax(stacked[:, 2:], axis=0)
    left, right = left - AROUND_TRUNKS, right + AROUND_TRUNKS
    top, bottom = top - ABOVE_TRUNKS, bottom + AROUND_TRUNKS
    trunk = min(height / (bottom - top), most_trunk_px)
    width, tall = (math.ceil(trunk * side / 2) * 2 for side in (right - left, bottom - top))
    return Crop(int(width), int(tall), (float(-left * trunk), float(-top * trunk)), float(trunk))


def _upright(view: View, whole: View) -> FloatArray:
    """Matrix ``(2, 2)`` from a frame to pixels that are level, and face as the whole video does."""
    roll = np.radians(view.level_deg)
    turn = np.array([[np.cos(roll), np.sin(roll)], [-np.sin(roll), np.cos(roll)]])
    turn[0] *= 1.0 if view.facing == whole.facing else -1.0
    return turn


def move_state(state: FrameState, matrix: FloatArray) -> FrameState:
    """Move all points of a frame by an affine transform, ``(2, 3)``."""
    points = {
        name: (float(x), float(y))
        for name, (x, y) in zip(
            state.points,
            np.array(list(state.points.values())).reshape(-1, 2) @ matrix[:, :2].T + matrix[:, 2],
            strict=True,
        )
    }
    back = state.back_line
    if back is not None:
        back = np.asarray(back @ matrix[:, :2].T + matrix[:, 2], np.float32)
    return replace(state, points=points, back_line=back)
