"""By how much the same runner is measured differently when the camera is put up anew.

`session_error.json` is made by ``python tests/benchmarks/sessions.py`` from the filmed clips of
the accuracy benchmark: the same virtual runners, each filmed in several ways.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from posture.camera.level import LEAST_SD_DEG

#: SD of a camera's tilt that is neither given nor read from the picture, degrees: a tripod set up
#: by eye. An assumption; nobody has measured it here.
UNLEVELLED_SD_DEG = 1.0


@dataclass(frozen=True)
class SessionError:
    """Error of a measure's level between sessions, from the benchmark.

    Attributes
    ----------
    camera_sd
        SD of the level of the same runner over ways of filming, in the unit of the measure.
    per_degree
        By how much the level changes for a degree that the camera is tilted.
    dof
        Degrees of freedom of the SD.
    icc
        ICC(2,1) over its runners and ways of filming; NaN where it is not known.
    """

    camera_sd: float
    per_degree: float
    dof: int
    icc: float

    def sem(self, levelled: bool, stride_error: float = 0.0) -> float:
        """Compute the standard error of a session's level.

        Parameters
        ----------
        levelled
            Whether the camera's tilt was given or read from the picture, and so taken off.
        stride_error
            Standard error of the mean of the session's strides.
        """
        tilt = LEAST_SD_DEG if levelled else UNLEVELLED_SD_DEG
        return math.hypot(self.camera_sd, self.per_degree * tilt, stride_error)


@cache
def _table() -> dict[str, SessionError]:
    text = files("posture.store").joinpath("session_error.json").read_text(encoding="utf-8")
    return {
        name: SessionError(
            row["camera_sd"],
            row["per_degree"],
            row["dof"],
            math.nan if row["icc"] is None else row["icc"],
        )
        for name, row in json.loads(text)["measures"].items()
    }


def find_session_error(measure: str) -> SessionError | None:
    """Find the benchmark's error of a measure; None where it was not measured."""
    return _table().get(measure)
