"""How each measure is written for people: name, unit, direction, definition."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from posture.measures import BothLegs, Unit, Words, find_measure
from posture.measures.measure import UNITS
from posture.settings.times import format_time


@dataclass(frozen=True)
class MeasureName:
    """How a measure is written for people.

    Attributes
    ----------
    title
        Name, capitalised, with the side where it is known.
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


_OTHER_SIDE = {"left": "right", "right": "left"}


def name_of(measure: str, near_side: str | None = None, *, stored_unit: str = "") -> MeasureName:
    """Name a measure, with the sides called left and right where they are known.

    Parameters
    ----------
    measure
        Column of the strides or frames table. A column that this version does not know gets a
        plain name made of its own words, so that newer runs can still be read.
    near_side
        ``"left"``, ``"right"`` or None if unknown: then "near" and "far" are written.
    stored_unit
        Unit that the run gives for a column that this version does not know.
    """
    known = find_measure(measure)
    if known is None:
        return _plain(measure, stored_unit)
    near, far = side_names(near_side)

    def fill(text: str) -> str:
        return text.replace("{near}", near).replace("{far}", far)

    words = known.words
    return _written(
        replace(words, title=fill(words.title), meaning=fill(words.meaning)), known.unit
    )


def name_of_pair(legs: BothLegs) -> MeasureName:
    """Name a measure that both legs have, without the side."""
    return _written(replace(legs.near.words, title=legs.pair.title), legs.near.unit)


def _written(words: Words, unit: Unit) -> MeasureName:
    return MeasureName(
        words.title,
        unit.written,
        words.more,
        words.less,
        words.meaning,
        unit.factor,
        unit.decimals,
    )


def side_names(near_side: str | None) -> tuple[str, str]:
    """Name the near and the far side: left and right where that is known."""
    near = near_side if near_side in _OTHER_SIDE else "near"
    return near, _OTHER_SIDE.get(near, "far")


def _plain(measure: str, stored_unit: str) -> MeasureName:
    """Make a name for a measure of a newer version: its column and its unit are all that is known.

    Columns end in their unit where that is one short word; the title does not need it.
    """
    title = measure.removesuffix(f"_{stored_unit}").replace("_", " ").capitalize()
    unit = UNITS.get(stored_unit, Unit(stored_unit, f" {stored_unit}"))
    return _written(Words(title, "more", "less", ""), unit)


def clock(seconds: float) -> str:
    """Write a time to the nearest second, as ``M:SS`` or ``H:MM:SS``."""
    return format_time(round(seconds))
