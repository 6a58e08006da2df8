"""What people call each measure: name, unit, sign words, one-line meaning."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from posture.settings.times import format_time


@dataclass(frozen=True)
class MeasureName:
    """How a measure is written for people.

    Attributes
    ----------
    title
        Name, capitalised. ``{near}`` and ``{far}`` stand for the side until `name_of` fills them.
    unit
        Unit as written after a number, with its leading space where there is one.
    more, less
        What a larger and a smaller value look like, as in "more forward".
    meaning
        Definition in one line.
    scale
        Factor from the stored unit to the written one (seconds to ms: 1000).
    decimals
        Digits after the point.
    """

    title: str
    unit: str
    more: str
    less: str
    meaning: str
    scale: float = 1.0
    decimals: int = 1

    @property
    def lower(self) -> str:
        """The name within a sentence."""
        return self.title[0].lower() + self.title[1:]

    def number(self, value: float, *, signed: bool = False) -> str:
        """Write a stored value without its unit, with a true minus; zero has no sign."""
        scaled = round(value * self.scale, self.decimals)
        sign = "−" if scaled < 0 else "+" if signed and scaled > 0 else ""
        return f"{sign}{abs(scaled):.{self.decimals}f}"

    def value(self, value: float, *, signed: bool = False) -> str:
        """Write a stored value with its unit: ``"6.1°"``, ``"+12 ms"``."""
        return self.number(value, signed=signed) + self.unit

    def change(self, change: float, ci95: Iterable[float] | None) -> str:
        """Write a change with its interval: ``"+2.3° (95 % CI 1.8 to 2.9)"``."""
        text = self.value(change, signed=True)
        if ci95 is None:
            return text
        low, high = ci95
        return f"{text} (95 % CI {self.number(low)} to {self.number(high)})"

    def axis(self) -> str:
        """Label of a value axis: what upwards looks like, and the unit."""
        return f"↑ {self.more} ({self.unit.strip()})" if self.unit else f"↑ {self.more}"


_ARCH = "Turn of the lower thoracic spine against the pelvis"
_TILT = (
    "Line from the back edge to the front edge of the pelvis (PSIS to ASIS) against the horizontal"
)
_HIP = "Thigh against trunk: 0° in line with it, + flexed, − extended behind"
_KNEE = "0° is a straight knee, + is bent"
_EXTENSION = "Furthest the thigh goes behind the trunk, as a positive angle"
_LIFT = "Highest thigh angle from straight down, in swing"
_CONTACT = "Time from landing to toe-off"

STRIDE_NAMES: dict[str, MeasureName] = {
    "trunk_lean_deg": MeasureName(
        "Trunk lean",
        "°",
        "more forward",
        "more upright",
        "Line from mid-hip to mid-shoulder against the vertical, mean of a stride; + is forward",
    ),
    "trunk_lean_range_deg": MeasureName(
        "Trunk sway in a stride",
        "°",
        "more to and fro",
        "steadier",
        "Highest minus lowest trunk lean within a stride",
    ),
    "pelvic_tilt_deg": MeasureName(
        "Pelvic tilt",
        "°",
        "front of the pelvis lower",
        "front of the pelvis higher",
        f"{_TILT}; + is front down (anterior)",
    ),
    "pelvic_tilt_toe_off_deg": MeasureName(
        "Pelvic tilt at toe-off",
        "°",
        "front of the pelvis lower",
        "front of the pelvis higher",
        "Pelvic tilt around {near} toe-off, when the leg goes behind; + is front down",
    ),
    "lumbar_lordosis_deg": MeasureName(
        "Low-back arch",
        "°",
        "more arched",
        "flatter",
        f"{_ARCH} (lumbar lordosis); + is more arched",
    ),
    "lumbar_lordosis_toe_off_deg": MeasureName(
        "Low-back arch at toe-off",
        "°",
        "more arched",
        "flatter",
        "Low-back arch around {near} toe-off; + is more arched",
    ),
    "head_forward_deg": MeasureName(
        "Head-forward angle",
        "°",
        "head further forward",
        "head further back",
        "Line from shoulder to ear against the vertical; + is forward",
    ),
    "sway_back_trunk": MeasureName(
        "Pelvis ahead at mid-stance",
        " % of trunk",
        "pelvis further ahead",
        "pelvis further back",
        "How far the hip is ahead of the line from the {near} ankle to the shoulder at mid-stance",
        scale=100.0,
    ),
    "hip_extension_peak_near_deg": MeasureName(
        "Hip extension ({near} leg)", "°", "leg further behind", "leg less far behind", _EXTENSION
    ),
    "hip_extension_peak_far_deg": MeasureName(
        "Hip extension ({far} leg)", "°", "leg further behind", "leg less far behind", _EXTENSION
    ),
    "knee_lift_near_deg": MeasureName(
        "Knee lift ({near} leg)", "°", "knee higher", "knee lower", _LIFT
    ),
    "knee_lift_far_deg": MeasureName(
        "Knee lift ({far} leg)", "°", "knee higher", "knee lower", _LIFT
    ),
    "cadence_spm": MeasureName(
        "Cadence", " steps/min", "quicker steps", "slower steps", "Steps a minute, both feet"
    ),
    "contact_time_near_s": MeasureName(
        "Contact time ({near} foot)",
        " ms",
        "longer on the ground",
        "shorter on the ground",
        _CONTACT,
        scale=1000.0,
        decimals=0,
    ),
    "contact_time_far_s": MeasureName(
        "Contact time ({far} foot)",
        " ms",
        "longer on the ground",
        "shorter on the ground",
        _CONTACT,
        scale=1000.0,
        decimals=0,
    ),
    "vertical_oscillation_trunk": MeasureName(
        "Rise and fall",
        " % of trunk",
        "more up and down",
        "less up and down",
        "Rise and fall of the mid-hip, as a share of trunk length",
        scale=100.0,
    ),
}
"""Names of the measures of a stride, in the order of charts and report."""

FRAME_NAMES: dict[str, MeasureName] = {
    "trunk_lean_deg": STRIDE_NAMES["trunk_lean_deg"],
    "pelvic_tilt_deg": STRIDE_NAMES["pelvic_tilt_deg"],
    "lumbar_lordosis_deg": STRIDE_NAMES["lumbar_lordosis_deg"],
    "hip_angle_near_deg": MeasureName(
        "Hip angle ({near} leg)", "°", "more bent", "more extended", _HIP
    ),
    "hip_angle_far_deg": MeasureName(
        "Hip angle ({far} leg)", "°", "more bent", "more extended", _HIP
    ),
    "knee_angle_near_deg": MeasureName(
        "Knee angle ({near} leg)", "°", "more bent", "straighter", _KNEE
    ),
    "knee_angle_far_deg": MeasureName(
        "Knee angle ({far} leg)", "°", "more bent", "straighter", _KNEE
    ),
    "head_forward_deg": STRIDE_NAMES["head_forward_deg"],
}
"""Names of the measures of a frame: those with a waveform."""

SIDE_NAMES: dict[str, MeasureName] = {
    pair: replace(STRIDE_NAMES[measure], title=title)
    for pair, measure, title in (
        ("contact_time", "contact_time_near_s", "Contact time"),
        ("vertical_oscillation", "vertical_oscillation_trunk", "Rise and fall"),
        ("hip_extension_peak", "hip_extension_peak_near_deg", "Hip extension"),
        ("knee_lift", "knee_lift_near_deg", "Knee lift"),
    )
}
"""Names of the pairs of measures that both legs have."""

KEY_MEASURES = ("trunk_lean_deg", "pelvic_tilt_deg", "lumbar_lordosis_deg")
"""The three questions of the project, told before all others."""

_OTHER_SIDE = {"left": "right", "right": "left"}


def name_of(measure: str, near_side: str | None = None) -> MeasureName:
    """Name of a measure, with the sides called left and right where they are known.

    Parameters
    ----------
    measure
        Column of the strides or frames table. A column that this version does not know gets a
        plain name made of its own words, so that newer runs can still be read.
    near_side
        ``"left"``, ``"right"`` or None if unknown: then "near" and "far" are written.
    """
    name = STRIDE_NAMES.get(measure) or FRAME_NAMES.get(measure) or _plain(measure)
    near, far = side_names(near_side)

    def fill(text: str) -> str:
        return text.replace("{near}", near).replace("{far}", far)

    return replace(name, title=fill(name.title), meaning=fill(name.meaning))


def side_names(near_side: str | None) -> tuple[str, str]:
    """Give the words for the near and the far side: left and right where that is known."""
    near = near_side if near_side in _OTHER_SIDE else "near"
    return near, _OTHER_SIDE.get(near, "far")


def _plain(measure: str) -> MeasureName:
    unit = "°" if measure.endswith("_deg") else " s" if measure.endswith("_s") else ""
    words = measure.removesuffix("_deg").removesuffix("_s").replace("_", " ")
    return MeasureName(
        words.capitalize(), unit, "more", "less", "", decimals=3 if unit == " s" else 1
    )


def clock(seconds: float) -> str:
    """Write a time to the nearest second, as ``M:SS`` or ``H:MM:SS``."""
    return format_time(round(seconds))
