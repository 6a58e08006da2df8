"""The three measures of the project as they are said to a runner: clauses without numbers of ours.

`{size}` stands for how much, such as "about 6° ", `{maybe}` for "probably "; both may be empty.
"""

from __future__ import annotations

from dataclasses import dataclass

from posture.results.names import MeasureName

_WHOLE_FROM = 0.55
"""Numbers are written without decimals only if none of a sentence is smaller than this: then none
is written as 0."""


@dataclass(frozen=True)
class Phrase:
    """How one measure is said.

    Attributes
    ----------
    subject
        What the clauses speak of.
    more, less
        Clause for a larger and for a smaller value late than early.
    further, short
        A larger and a smaller value behind a number, as in "2° more upright".
    same
        Clause for a value that stays.
    changed
        Clause behind "whether".
    level, below
        Clause for a positive and for a negative level.
    noun
        The measure in the middle of a sentence.
    """

    subject: str
    more: str
    less: str
    further: str
    short: str
    same: str
    changed: str
    level: str
    below: str
    noun: str


PHRASES = {
    "trunk_lean_deg": Phrase(
        subject="your trunk",
        more="your trunk {maybe}leans {size}further forward",
        less="your trunk is {maybe}{size}more upright",
        further="further forward",
        short="more upright",
        same="your trunk leans about the same",
        changed="your trunk leans differently",
        level="your trunk leans {size}forward",
        below="your trunk leans {size}backward",
        noun="trunk lean",
    ),
    "pelvic_tilt_deg": Phrase(
        subject="the front of your pelvis",
        more="the front of your pelvis is {maybe}{size}lower",
        less="the front of your pelvis is {maybe}{size}higher",
        further="lower",
        short="higher",
        same="your pelvis is tipped about the same",
        changed="the front of your pelvis is lower or higher",
        level="the front of your pelvis is {size}lower than its back",
        below="the front of your pelvis is {size}higher than its back",
        noun="pelvic tilt",
    ),
    "lumbar_lordosis_deg": Phrase(
        subject="your low back",
        more="your low back {maybe}arches {size}more",
        less="your low back {maybe}arches {size}less",
        further="more",
        short="less",
        same="your low back arches about the same",
        changed="your low back arches differently",
        level="your low back arches by {size}",
        below="your low back rounds by {size}",
        noun="low-back arch",
    ),
}
"""By name of the measure; those of the family "posture", in the order of the answer."""

TOE_OFF = {
    "pelvic_tilt_deg": "pelvic_tilt_toe_off_deg",
    "lumbar_lordosis_deg": "lumbar_lordosis_toe_off_deg",
}
"""The same measure around toe-off, when the leg goes behind: a detail of it, said with it."""


@dataclass(frozen=True)
class Amount:
    """A change and its interval as they are said: "about 6° " and "(2 to 10)".

    Attributes
    ----------
    name
        Of the measure.
    change, low, high
        Late minus early, and the interval that decides, in the stored unit.
    exact
        Whether to write decimals even if all numbers are large, as beside a threshold.
    """

    name: MeasureName
    change: float
    low: float
    high: float
    exact: bool = False

    @property
    def up(self) -> bool:
        """Whether the value is larger late than early."""
        return self.change > 0

    @property
    def size(self) -> str:
        """Write how much: ``"about 6° "``."""
        return f"about {self.number(self.change)}{self.name.unit} "

    def span(self, phrase: Phrase) -> str:
        """Write the interval in the direction of the change: ``"2 to 10"``.

        Where it holds 0, both directions are named: ``"1° less to 11° more"``.
        """
        if self.low * self.high > 0:
            first, last = sorted(abs(edge) for edge in (self.low, self.high))
            return f"{self.number(first)} to {self.number(last)}"
        below = f"{self.number(self.low)}{self.name.unit} {phrase.short}"
        above = f"{self.number(self.high)}{self.name.unit} {phrase.further}"
        return f"{below} to {above}" if self.up else f"{above} to {below}"

    def threshold(self, value: float) -> str:
        """Write the smallest change that matters: ``"2°"``."""
        return f"{value * self.name.scale:g}{self.name.unit}"

    def number(self, value: float) -> str:
        """Write the size of a number with as many decimals as the whole sentence has."""
        size = abs(value) * self.name.scale
        return f"{size:.0f}" if self._whole else f"{size:.{max(self.name.decimals, 1)}f}"

    @property
    def _whole(self) -> bool:
        sizes = [abs(value) * self.name.scale for value in (self.change, self.low, self.high)]
        return not self.exact and min(sizes) >= _WHOLE_FROM


def sentence(text: str) -> str:
    """Give a clause its capital and its full stop."""
    text = text.strip().rstrip(".")
    return f"{text[:1].upper()}{text[1:]}." if text else ""
