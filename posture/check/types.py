"""What a check of a clip finds."""

from __future__ import annotations

from typing import Any, Literal

import msgspec
from msgspec import Struct

Verdict = Literal["pass", "warn", "fail"]


class Point(Struct, frozen=True, kw_only=True):
    """One thing that a clip must have to be measured well.

    Attributes
    ----------
    code, title
        Short name for programs, and what people call it.
    verdict
        ``fail``: nothing can be measured; ``warn``: it costs something.
    message
        What is seen, one sentence without a full stop.
    cost_deg
        Probable error of the lean, degrees; None where the lean is not affected.
    advice
        How to film better; empty for a pass.
    frame
        The frame that shows it; None for what no frame shows.
    """

    code: str
    title: str
    verdict: Verdict
    message: str
    cost_deg: float | None = None
    advice: str = ""
    frame: int | None = None


class Expectation(Struct, frozen=True, kw_only=True):
    """What an analysis of the clip will say about a measure.

    Attributes
    ----------
    name, title, unit
        Of the measure.
    measured
        Whether it can be expected to be measured.
    smallest_change
        Smallest change between the first and the last third that would be called one, in the unit;
        None where early and late will not be compared.
    reason
        Why it is not measured or compared, else empty.
    """

    name: str
    title: str
    unit: str
    measured: bool
    smallest_change: float | None
    reason: str


class Somebody(Struct, frozen=True, kw_only=True):
    """Somebody who is in the picture.

    Attributes
    ----------
    number
        What ``--subject`` takes; None for somebody who was seen too seldom to be chosen.
    frame, box, hip
        A frame in which they are seen well, and left, top, right and bottom around them there, and
        mid-hip, pixels.
    measured
        Whether it is the runner.
    """

    number: int | None
    frame: int
    box: tuple[float, float, float, float]
    hip: tuple[float, float]
    measured: bool


class Check(Struct, frozen=True, kw_only=True):
    """The check of one clip.

    Attributes
    ----------
    video
        Name of the file.
    verdict
        That of the worst point.
    points
        In the order of the list in the documentation.
    expectations
        What can be expected of the three key measures and of the steps; empty after a fail.
    frames_looked_at
        How many frames the network looked at.
    model
        Name of the pose model that was used.
    people
        Who was seen.
    strides_per_s
        Strides to be expected in a second of the film as it plays; None where the gait is not
        known.
    camera_sd_deg
        How far the camera turns between early and late, standard deviation, degrees.
    """

    video: str
    verdict: Verdict
    points: tuple[Point, ...]
    expectations: tuple[Expectation, ...]
    frames_looked_at: int
    model: str
    people: tuple[Somebody, ...] = ()
    strides_per_s: float | None = None
    camera_sd_deg: float = 0.0

    @property
    def worst(self) -> Point | None:
        """The point that costs most; None if all pass."""
        found = [point for point in self.points if point.verdict != "pass"]
        return max(found, key=lambda p: (p.verdict == "fail", p.cost_deg or 0.0), default=None)

    def to_json(self) -> dict[str, Any]:
        """Return the check as plain JSON values."""
        values: dict[str, Any] = msgspec.to_builtins(self)
        return values
