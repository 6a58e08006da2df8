"""How a camera moved during a film, frame by frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from posture.utils.arrays import FloatArray, IndexArray

#: A turn beyond this is a moved camera, degrees; below it, it is as large as its error.
LEAST_TURN_DEG = 0.2
#: A shift beyond this is a moved camera, share of the picture's longer side.
LEAST_SHIFT = 0.01
#: A zoom beyond this is a moved camera.
LEAST_ZOOM = 1.02
#: A part of the film shows another place where the background is recognised in less of its looks.
LEAST_RECOGNISED = 0.5
#: By how much the level of a phone differs when it is put up again, standard deviation in degrees:
#: an assumption, nobody has measured it. A phone that leans on something or is held by a clamp, and
#: levelled by eye.
PUT_UP_AGAIN_SD_DEG = 1.5
#: A background that is shifted by more than this share of the picture belongs to a camera that
#: follows the runner, or pans.
LEAST_FOLLOWING = 0.25


@dataclass(frozen=True)
class CameraMotion:
    """How the camera was turned, shifted and zoomed against its first picture.

    Attributes
    ----------
    frames
        ``(n,)`` frames that were looked at, ascending.
    turn_deg, turn_sd_deg
        ``(n,)`` turn of the picture, degrees, clockwise, and the standard deviation of its error;
        NaN where the background was not recognised.
    zoom
        ``(n,)`` how many times larger the background is.
    shift
        ``(n, 2)`` of the background in the middle of the picture, x right and y down, shares of the
        longer side.
    mirrored
        Whether a part that was never recognised again is the mirror image of the first picture.
    beneath
        Whether most of the picture moves under a caption or the like, see `posture.camera.overlay`:
        the camera pans or goes along, though few pictures may be recognised.
    readings
        Of a camera that pans, goes along or sways, see `posture.camera.along`: in how many pictures
        its level was read; turns are then against the mean of all. None for all other cameras.
    """

    frames: IndexArray
    turn_deg: FloatArray
    turn_sd_deg: FloatArray
    zoom: FloatArray
    shift: FloatArray
    mirrored: bool = False
    readings: int | None = None
    beneath: bool = False

    @classmethod
    def still(cls) -> CameraMotion:
        """Return the motion of a camera of which nothing is known, taken to stand still."""
        nothing = np.empty(0)
        return cls(np.empty(0, np.intp), nothing, nothing, nothing, np.empty((0, 2)))

    @property
    def recognised(self) -> float:
        """Share of the frames that were looked at in which the background was recognised, 0-1."""
        return float(np.isfinite(self.turn_deg).mean()) if len(self.frames) else 0.0

    @property
    def is_lost(self) -> bool:
        """Whether the film shows another place at its end, which was never recognised again."""
        tail = self.turn_deg[-max(2, len(self.turn_deg) // 5) :]
        return self.recognised > 0 and bool(np.isnan(tail).all())

    @property
    def lost_from(self) -> int | None:
        """First frame that was looked at of that other place; None where there is none."""
        if not self.is_lost:
            return None
        return int(self.frames[np.flatnonzero(np.isfinite(self.turn_deg))[-1] + 1])

    @property
    def turned(self) -> bool:
        """Whether the camera was turned by more than it could seem to be by error."""
        known = np.isfinite(self.turn_deg)
        if not known.any() or (self.beneath and self.recognised < LEAST_RECOGNISED):
            return False
        turn, sd = self.turn_deg[known], self.turn_sd_deg[known]
        if self.readings is not None:  # its errors are those of the level, not of the turns
            return float(np.ptp(turn)) > LEAST_TURN_DEG
        return bool((np.abs(turn) > LEAST_TURN_DEG + 2 * sd).any())

    @property
    def moved(self) -> bool:
        """Whether the camera was turned, shifted or zoomed."""
        shifted = np.nanmax(np.abs(self.shift), initial=0.0) > LEAST_SHIFT
        zoomed = np.nanmax(np.abs(np.log(self.zoom)), initial=0.0) > np.log(LEAST_ZOOM)
        return self.turned or self.beneath or bool(shifted or zoomed)

    @property
    def stood(self) -> bool:
        """Whether it is known that the camera stood still: a background that never moved."""
        return self.recognised >= LEAST_RECOGNISED and not self.moved

    @property
    def follows(self) -> bool:
        """Whether the camera goes along with the runner or pans."""
        if self.beneath:
            return True
        known = self.shift[np.isfinite(self.turn_deg)]
        return bool(len(known)) and float(np.ptp(known, axis=0).max()) > LEAST_FOLLOWING

    def turn_of_frames(self, count: int) -> FloatArray:
        """Turn of every frame against the first picture, ``(count,)`` degrees.

        Between the frames that were looked at it changes evenly; 0 where the camera was not turned.
        """
        known = np.isfinite(self.turn_deg)
        if not self.turned:
            return np.zeros(count)
        return np.interp(np.arange(count), self.frames[known], self.turn_deg[known])

    def estimate_sd(self, first: slice, second: slice) -> float:
        """Estimate the error that the camera adds to a difference between two parts of the film.

        Parameters
        ----------
        first, second
            Frames of each part.

        Returns
        -------
        float
            Standard deviation in degrees: of the difference of their turns; that of a phone put
            up again if a part shows another place than the first picture; and 0 if the camera was
            not turned, or nothing was ever recognised.
        """
        known = np.isfinite(self.turn_deg)
        if not known.any():
            return 0.0
        sds = []
        for part in (first, second):
            inside = (self.frames >= part.start) & (self.frames < part.stop)
            if inside.any() and known[inside].mean() < LEAST_RECOGNISED:
                return PUT_UP_AGAIN_SD_DEG
            middle = (part.start + part.stop) / 2
            sds.append(np.interp(middle, self.frames[known], self.turn_sd_deg[known]))
        return float(np.hypot(*sds)) if self.turned else 0.0
