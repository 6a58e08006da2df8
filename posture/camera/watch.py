"""Watch the background of a film: whether, when and how far the camera was moved."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import itemgetter

import cv2
import numpy as np

from posture.camera.along import follow_camera, must_be_followed, settle_levels
from posture.camera.background import Background, describe
from posture.camera.follow import Corners
from posture.camera.motion import CameraMotion
from posture.camera.overlay import find_bars, find_overlay
from posture.camera.pictures import (
    ROUNDING,
    Picture,
    number_spans,
    read_pictures,
    take_one_in_each_span,
)
from posture.camera.registration import UNCHANGED, CameraChange, register
from posture.utils.arrays import BoolArray, Float32Array, Image
from posture.video import VideoInfo

#: Least time between two frames that are looked at, seconds as played: a knock that swings back
#: sooner moves no mean.
SHORTEST_GAP_S = 0.5
#: Most frames that are looked at, before the times of movements are searched for.
MOST_LOOKS = 120
#: In longer films keyframes are looked at, which need no other frame to be decoded, seconds;
KEYFRAMES_FROM_S = 150.0
#: and they alone where so large a share of the spans that are looked at hold one.
NEARLY_ALL = 0.9
#: A turn between two neighbouring looks that is searched for its time, degrees.
LEAST_STEP_DEG = 0.3
#: How often the time between two looks is halved to find when the camera was turned.
HALVINGS = 4
#: Most looks in one such round.
MOST_HALVED = 16
#: How often features are matched where corners were lost: it takes ten times as long.
MOST_MATCHES = 10
#: Pictures two by two, so many seconds apart, in which what lies over the picture is searched for.
MOST_PAIRS, SOON_S = 8, 0.1
#: Pictures that are kept for the level and for recognising the place in another clip: where in the
#: film they are, shares of the looks.
KEPT = (0.1, 0.5, 0.9)


def watch_camera(
    info: VideoInfo, points: Float32Array | None = None, asked: BoolArray | None = None
) -> tuple[CameraMotion, list[Picture]]:
    """Watch the background of a film, every half second or less often, outside the runner.

    Corners of the first picture are searched for in each of the others (optical flow of Lucas and
    Kanade, from where they were last). Where too few are found, the last picture that matched
    takes the first one's place, and its error is added; where that does not help, features are
    matched as between two clips. When the camera was turned is found by halving the time between
    two looks. A camera that pans, goes along or sways is followed from picture to picture. Captions
    and bars over the picture are no background.

    Parameters
    ----------
    info
        The video.
    points
        ``(frames, 33, 2)`` landmarks of the runner, pixels; None where none are known.
    asked
        ``(frames,)`` which frames may be looked at; None for all.

    Returns
    -------
    CameraMotion, list of Picture
        And a few of the pictures.
    """
    looks = choose_looks(info, asked)
    kept = {looks[int(share * len(looks))] for share in KEPT}
    watcher = _Watcher(info, points)
    watcher.look(looks, kept, choose_next(info, looks, asked))
    overlay, bars = watcher.find_hidden()
    found = [one for one in (overlay, bars) if one is not None]
    hidden = np.maximum.reduce(found) if found else None
    if hidden is not None:
        watcher = _Watcher(info, points, hidden)
        watcher.look(looks, kept)
    for _ in range(HALVINGS):
        between = watcher.find_steps()
        if not between:
            break
        watcher.look(between)
    motion = replace(watcher.motion(), beneath=overlay is not None)
    if must_be_followed(motion):
        steps = follow_camera(info, points, asked, hidden)
        along = None if steps is None else settle_levels(steps)
        if along is not None and (motion.beneath or must_be_followed(along)):
            return replace(along, beneath=motion.beneath), watcher.pictures
    return motion, watcher.pictures


def choose_looks(info: VideoInfo, asked: BoolArray | None = None) -> list[int]:
    """Choose the frames that are looked at, ascending, among those asked for.

    One in each span of time; of a long film a keyframe, where the span holds one.
    """
    frames = np.arange(info.frames) if asked is None else np.flatnonzero(asked)
    length_s = info.duration_s * len(frames) / info.frames
    gap_s = max(SHORTEST_GAP_S, length_s / MOST_LOOKS)
    looks = take_one_in_each_span(info, frames, gap_s)
    if length_s <= KEYFRAMES_FROM_S:
        return looks
    keyframes = take_one_in_each_span(info, np.intersect1d(frames, info.keyframes), gap_s)
    if len(keyframes) >= NEARLY_ALL * len(looks):
        return keyframes
    held = number_spans(info, np.array(keyframes, np.intp), gap_s)
    others = ~np.isin(number_spans(info, np.array(looks, np.intp), gap_s), held)
    return sorted([*keyframes, *np.array(looks)[others].tolist()])


def choose_next(
    info: VideoInfo, looks: Sequence[int], asked: BoolArray | None = None
) -> dict[int, int]:
    """Choose a few looks, and a frame soon after each: what lies over the picture stays there."""
    frames = np.arange(info.frames) if asked is None else np.flatnonzero(asked)
    chosen = {}
    for i in np.unique(np.linspace(0, len(looks) - 1, MOST_PAIRS).astype(int)).tolist():
        wanted_s = info.times_s[looks[i]] + SOON_S
        at = int(np.searchsorted(info.times_s[frames], wanted_s - ROUNDING))
        if at < len(frames) and info.times_s[frames[at]] <= wanted_s + SOON_S:
            chosen[looks[i]] = int(frames[at])
    return chosen


@dataclass(frozen=True)
class _Anchor:
    """A picture that others are compared with, and its change against the first one."""

    frame: int
    corners: Corners
    change: CameraChange


@dataclass(frozen=True)
class _Look:
    """A picture that was looked at: how it changed against its anchor, and against the first."""

    anchor: _Anchor
    against_anchor: CameraChange
    change: CameraChange


class _Watcher:
    """Compares pictures of a film with its first one."""

    def __init__(
        self, info: VideoInfo, points: Float32Array | None, hidden: Image | None = None
    ) -> None:
        self._info, self._points, self._hidden = info, points, hidden
        self._pairs: list[tuple[Picture, Picture]] = []
        self._anchors: list[_Anchor] = []
        self._looks: dict[int, _Look | None] = {}
        self._last: Picture | None = None
        self.pictures: list[Picture] = []
        self._first: Background | None = None
        self._matches = 0
        self._lost: Picture | None = None

    def look(
        self,
        frames: Iterable[int],
        kept: Collection[int] = (),
        soon_after: Mapping[int, int] | None = None,
    ) -> None:
        """Look at some frames, ascending, and keep the pictures of some of them.

        Of some, the picture soon after is kept too, for what lies over both.
        """
        self._last = None
        first_of = {after: frame for frame, after in (soon_after or {}).items()}
        waiting: Picture | None = None
        wanted = sorted({*frames, *first_of})
        for picture in read_pictures(self._info, wanted, self._points, self._hidden):
            if picture.frame in first_of:
                if waiting is not None and waiting.frame == first_of[picture.frame]:
                    self._pairs.append((waiting, picture))
                continue
            waiting = picture
            look = self._compare(picture)
            if look is not None:
                self._last = picture
            else:
                self._lost = picture
            if picture.frame in kept:
                self.pictures.append(picture)
            self._looks[picture.frame] = look

    def find_hidden(self) -> tuple[Image | None, Image | None]:
        """Find captions over the pictures, and bars; see `posture.camera.overlay`."""
        return find_overlay(self._pairs), find_bars(self.pictures)

    def find_steps(self) -> list[int]:
        """List frames half-way between neighbouring looks between which the camera was turned."""
        known = [(frame, look) for frame, look in sorted(self._looks.items()) if look is not None]
        turned = [
            (first + second) // 2
            for (first, before), (second, after) in pairwise(known)
            if abs(after.change.turn_deg - before.change.turn_deg) > LEAST_STEP_DEG
            and second - first > 1
        ]
        return turned[:: max(1, -(-len(turned) // MOST_HALVED))]

    def motion(self) -> CameraMotion:
        """Put together what was seen."""
        frames = sorted(self._looks)
        rows = np.full((len(frames), 5), np.nan)
        for row, frame in zip(rows, frames, strict=True):
            look = self._looks[frame]
            if look is not None:
                found = look.change
                row[:] = (found.turn_deg, found.turn_sd_deg, found.zoom, *found.shift)
        motion = CameraMotion(
            np.array(frames, np.intp), rows[:, 0], rows[:, 1], rows[:, 2], rows[:, 3:]
        )
        return replace(motion, mirrored=self._is_mirrored()) if motion.is_lost else motion

    def _is_mirrored(self) -> bool:
        """Whether the last picture that was not recognised is the first one's mirror image."""
        if self._first is None or self._lost is None:
            return False
        grey, seen = (cv2.flip(one, 1) for one in (self._lost.grey, self._lost.seen))
        return register(self._first, describe(np.asarray(grey), np.asarray(seen))) is not None

    def _compare(self, picture: Picture) -> _Look | None:
        """Compare one picture with those before it."""
        if not self._anchors:
            corners = Corners.find(picture.grey, picture.seen)
            if not len(corners.places):
                return None
            self._anchors.append(_Anchor(picture.frame, corners, UNCHANGED))
            self._first = describe(picture.grey, picture.seen)
            return _Look(self._anchors[0], UNCHANGED, UNCHANGED)
        earlier = [one for one in self._anchors if one.frame <= picture.frame]
        anchor = earlier[-1] if earlier else self._anchors[0]
        for guess in self._guess(picture.frame, anchor):
            change = anchor.corners.follow(picture.grey, picture.seen, guess)
            if change is not None:
                return _Look(anchor, change, anchor.change.then(change))
        return self._follow_last(picture) or self._match(picture)

    def _guess(self, frame: int, anchor: _Anchor) -> list[CameraChange]:
        """List changes against the anchor of the looks before and after a frame."""
        same = [
            (at, look.against_anchor)
            for at, look in self._looks.items()
            if look is not None and look.anchor is anchor
        ]
        before = max((one for one in same if one[0] < frame), default=None, key=itemgetter(0))
        after = min((one for one in same if one[0] > frame), default=None, key=itemgetter(0))
        return [found[1] for found in (before, after) if found is not None] or [UNCHANGED]

    def _follow_last(self, picture: Picture) -> _Look | None:
        """Let the last picture take the anchor's place, and follow its corners."""
        last = self._last
        look = None if last is None else self._looks[last.frame]
        if last is None or look is None or look.anchor.frame == last.frame:
            return None
        anchor = _Anchor(last.frame, Corners.find(last.grey, last.seen), look.change)
        change = anchor.corners.follow(picture.grey, picture.seen, UNCHANGED)
        if change is None:
            return None
        self._anchors = sorted([*self._anchors, anchor], key=lambda one: one.frame)
        return _Look(anchor, change, anchor.change.then(change))

    def _match(self, picture: Picture) -> _Look | None:
        """Match features with those of the first picture."""
        if self._first is None or self._matches >= MOST_MATCHES:
            return None
        self._matches += 1
        change = register(self._first, describe(picture.grey, picture.seen))
        return None if change is None else _Look(self._anchors[0], change, change)
