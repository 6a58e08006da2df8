"""The runner in coordinates of their own: facing right, level, y up, sides named near and far."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from posture.pose import INDEX
from posture.tracks.clean import Tracks
from posture.tracks.repair import LIMB_TOLERANCE
from posture.tracks.view import View
from posture.utils.arrays import BoolArray, Float32Array, FloatArray

#: A foot is not turned further than this against its shank from where it mostly is, degrees: the
#: whole range of the ankle in running is about 70 (`ankle_range` of virtual runners).
FURTHEST_TURN_DEG = 60.0
#: All frames.
_EVERY = slice(None)


@dataclass(frozen=True)
class Leg:
    """One leg's joints, each ``(frames, 2)`` in pixels, x forward and y up.

    Where `foot_seen`, ``(frames,)``, is False, heel or toes are filled in between other frames, or
    look like those of two feet: good enough for where the foot is, not for how it is turned. None
    if all are seen.
    """

    hip: FloatArray
    knee: FloatArray
    ankle: FloatArray
    heel: FloatArray
    toe: FloatArray
    foot_seen: BoolArray | None = None


@dataclass(frozen=True)
class Body:
    """The parts of the runner that measures are made of.

    All points but `points` are ``(frames, 2)`` in pixels of the runner's own frame of reference:
    the upright picture, mirrored so that the runner faces right and turned so that the vertical of
    the scene is vertical; x forward and y up.

    Attributes
    ----------
    view
        How the camera sees the runner.
    points
        ``(frames, 33, 2)`` float32 landmarks in pixels of the picture. They are those of the
        tracks, not a copy; `joint` gives one of them in the runner's own frame.
    times_s
        ``(frames,)`` seconds of real running since the first frame.
    stretches
        Runs of frames without a cut or a long gap.
    hip, shoulder, ear
        Mid-points of both sides: on one side alone, rotation of the trunk would look like lean.
    near, far
        The leg on the camera's side and the other one.
    trunk_px
        Median trunk length in pixels.
    lean_shift_deg
        By how much the trunk leans further forward than its landmarks in all frames, degrees,
        where joint centres were estimated.
    """

    view: View
    points: Float32Array
    times_s: FloatArray
    stretches: list[slice]
    hip: FloatArray
    shoulder: FloatArray
    ear: FloatArray
    near: Leg
    far: Leg
    trunk_px: float
    lean_shift_deg: float = 0.0

    def joint(self, name: str, frames: slice = _EVERY) -> FloatArray:
        """One of the 33 landmarks in the runner's own frame.

        It is computed when it is asked for: for a long video all of them together would be large.
        Hips and shoulders are the network's landmarks, `hip` and `shoulder` the joint centres if
        those were estimated.

        Parameters
        ----------
        name
            A landmark by nearness, such as ``"near_elbow"``, ``"far_wrist"``, ``"near_mouth"`` or
            ``"nose"``.
        frames
            Which frames; all by default.

        Returns
        -------
        FloatArray
            ``(frames, 2)`` pixels, x forward and y up.

        Raises
        ------
        ValueError
            If there is no such landmark.
        """
        landmark = INDEX[landmark_of(name, self.view)]
        return self.view.from_picture(self.points[frames, landmark].astype(float))


def build_body(tracks: Tracks, view: View) -> Body:
    """Bring the tracks into the runner's own frame of reference and into real time.

    Parameters
    ----------
    tracks
        Smoothed tracks.
    view
        How the camera sees the runner.
    """

    def landmark(name: str) -> FloatArray:
        return view.from_picture(tracks.points[:, INDEX[name]].astype(float))

    def middle(name: str) -> FloatArray:
        return (landmark(f"left_{name}") + landmark(f"right_{name}")) / 2

    def leg(side: str) -> Leg:
        joints = ("hip", "knee", "ankle", "heel", "foot_index")
        foot = [INDEX[f"{side}_{part}"] for part in ("heel", "foot_index")]
        hip, knee, ankle, heel, toe = (landmark(f"{side}_{joint}") for joint in joints)
        seen = tracks.seen[:, foot].all(axis=1) & _looks_like_foot(knee, ankle, heel, toe)
        return Leg(hip, knee, ankle, heel, toe, seen)

    return Body(
        view=view,
        points=tracks.points,
        times_s=view.to_real_seconds(tracks.times_s),
        stretches=tracks.stretches,
        hip=middle("hip"),
        shoulder=middle("shoulder"),
        ear=middle("ear"),
        near=leg(view.facing),
        far=leg(view.far_side),
        trunk_px=tracks.trunk_px,
    )


def _looks_like_foot(
    knee: FloatArray, ankle: FloatArray, heel: FloatArray, toe: FloatArray
) -> BoolArray:
    """Find frames in which heel and toes are not those of two feet, ``(frames,)``."""
    foot, shank = toe - heel, ankle - knee
    with np.errstate(invalid="ignore", divide="ignore"):
        # against the shank, because a runner may come nearer
        length = np.hypot(*foot.T) / np.hypot(*shank.T)
    turn = np.arctan2(foot[:, 1], foot[:, 0]) - np.arctan2(shank[:, 1], shank[:, 0])
    turn_deg = np.degrees(np.angle(np.exp(1j * turn)))
    if not np.isfinite(length * turn_deg).any():
        return np.zeros(len(length), bool)
    fits = np.abs(length / np.nanmedian(length) - 1) <= LIMB_TOLERANCE
    near = np.abs(turn_deg - np.nanmedian(turn_deg)) <= FURTHEST_TURN_DEG
    return np.asarray(fits & near, bool)


def landmark_of(name: str, view: View) -> str:
    """Turn a name by near and far into one by left and right; raises as `Body.joint`."""
    nearness, _, part = name.partition("_")
    if name == "nose":
        return name
    if nearness in ("near", "far"):
        side = view.facing if nearness == "near" else view.far_side
        for sided in (f"{side}_{part}", f"{part}_{side}"):  # the network has a "mouth_left"
            if sided in INDEX:
                return sided
    raise ValueError(
        f"no landmark is called {name!r}; they are nose and near_ or far_ with the part, "
        "for example near_elbow"
    )
