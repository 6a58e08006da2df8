"""Plots as SVG that fit any width and follow the colours of the page.

A plot has no view box: its text keeps its size and its places across are percentages. Only the
lines stand in an inner drawing that is stretched to the plot, with strokes that are not stretched.
Colours come from the page's style by class, so that a dark page has dark plots.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from markupsafe import Markup, escape

from posture.utils.arrays import FloatArray

#: Width and height of the inner drawing, in units of its own.
_SIDE = 1000
#: Room below the lines for the labels of the axis, pixels.
_FOOT_PX = 20
#: Round distances of ticks, times a power of ten.
_ROUND = (1.0, 2.0, 5.0, 10.0)


class Plot:
    """A plot that is filled piece by piece, and then written.

    Parameters
    ----------
    x_span, y_span
        First and last value of each axis.
    height_px
        Height of the whole plot in pixels; its width is that of the page's column.
    """

    def __init__(
        self, x_span: tuple[float, float], y_span: tuple[float, float], height_px: int = 150
    ) -> None:
        self._x_span, self._y_span, self._height_px = x_span, y_span, height_px
        self._lines: list[str] = []
        self._texts: list[str] = []

    def area(self, start: float, end: float, kind: str) -> None:
        """Shade a part of the x axis from top to bottom."""
        left, right = self._across(np.array([start, end]))
        self._lines.append(
            f'<rect class="{kind}" x="{_number(left)}" y="0" width="{_number(right - left)}" '
            f'height="{_SIDE}"/>'
        )

    def band(self, x: FloatArray, low: FloatArray, high: FloatArray, kind: str) -> None:
        """Fill between two curves, ``(n,)`` each; a NaN leaves a gap."""
        path = []
        for part in _runs(np.isfinite(low) & np.isfinite(high)):
            edge = np.concatenate([x[part], x[part][::-1]])
            path.append(self._path(edge, np.concatenate([low[part], high[part][::-1]])) + "Z")
        if path:
            self._lines.append(f'<path class="{kind}" d="{"".join(path)}"/>')

    def curve(self, x: FloatArray, y: FloatArray, kind: str) -> None:
        """Draw a line through points, ``(n,)`` each; a NaN leaves a gap."""
        path = [self._path(x[part], y[part]) for part in _runs(np.isfinite(y))]
        if path:
            self._lines.append(f'<path class="line {kind}" d="{"".join(path)}"/>')

    def dots(self, x: FloatArray, y: FloatArray, kind: str) -> None:
        """Draw a round dot at each point, ``(n,)`` each: the cap of a line without length."""
        places = zip(self._across(x), self._down(y), strict=True)
        path = "".join(f"M{_number(a)} {_number(b)}h0" for a, b in places)
        if path:
            self._lines.append(f'<path class="dots {kind}" d="{path}"/>')

    def upright(self, x: float, kind: str, text: str = "") -> None:
        """Draw a line from top to bottom, with a text at its foot."""
        (place,) = self._across(np.array([x]))
        self._lines.append(f'<path class="line {kind}" d="M{_number(place)} 0v{_SIDE}"/>')
        if text:
            before = place > 0.6 * _SIDE
            self._texts.append(
                f'<text class="{kind}" x="{_number(place / 10)}%" y="{self._inner_px - 4}" '
                f'dx="{-4 if before else 4}" text-anchor="{"end" if before else "start"}">'
                f"{escape(text)}</text>"
            )

    def corner(self, text: str, kind: str, *, right: bool = False) -> None:
        """Write into an upper corner."""
        place = 'x="100%" dx="-4" text-anchor="end"' if right else 'x="0" dx="34"'
        self._texts.append(f'<text class="{kind}" {place} y="13">{escape(text)}</text>')

    def y_ticks(self, *, most: int = 4) -> None:
        """Draw lines at round values across the plot, with the values at the left."""
        for value in round_values(self._y_span, most):
            (level,) = self._down(np.array([value]))
            self._lines.insert(0, f'<path class="grid" d="M0 {_number(level)}h{_SIDE}"/>')
            y = level / _SIDE * self._inner_px
            if y > 12:
                text = f"{value:g}".replace("-", "−")
                self._texts.append(f'<text class="tick" x="2" y="{_number(y - 2)}">{text}</text>')

    def x_ticks(self, places: Iterable[float], labels: Iterable[str]) -> None:
        """Write labels below the plot."""
        for place, label in zip(self._across(np.array(list(places))), labels, strict=True):
            anchor = "start" if place < 30 else "end" if place > 970 else "middle"
            self._texts.append(
                f'<text class="tick" x="{_number(place / 10)}%" y="{self._height_px - 5}" '
                f'text-anchor="{anchor}">{escape(label)}</text>'
            )

    def write(self, label: str) -> Markup:
        """Write the plot as markup; `label` says what it shows for those who cannot see it."""
        return Markup(
            f'<svg class="plot" width="100%" height="{self._height_px}" role="img" '
            f'aria-label="{escape(label)}" data-height="{self._inner_px}" '
            f'data-x="{_number(self._x_span[0], 4)} {_number(self._x_span[1], 4)}" '
            f'data-y="{_number(self._y_span[0], 4)} {_number(self._y_span[1], 4)}">'
            f'<svg width="100%" height="{self._inner_px}" viewBox="0 0 {_SIDE} {_SIDE}" '
            f'preserveAspectRatio="none">{"".join(self._lines)}</svg>'
            f"{''.join(self._texts)}</svg>"
        )

    @property
    def _inner_px(self) -> int:
        return self._height_px - _FOOT_PX

    def _across(self, x: FloatArray) -> FloatArray:
        low, high = self._x_span
        return np.asarray(_SIDE * (x - low) / (high - low), np.float64)

    def _down(self, y: FloatArray) -> FloatArray:
        low, high = self._y_span
        return np.asarray(_SIDE * (high - y) / (high - low), np.float64)

    def _path(self, x: FloatArray, y: FloatArray) -> str:
        places = zip(self._across(x), self._down(y), strict=True)
        return "M" + "L".join(f"{_number(a)} {_number(b)}" for a, b in places)


def interval_bar(
    change: float, interval: tuple[float, float], counts_from: float | None, label: str
) -> Markup:
    """Draw a change on a line around zero, with its interval and the band that does not count.

    Parameters
    ----------
    change, interval
        In one unit.
    counts_from
        Half the width of the band, or None for no band.
    label
        What it shows, for those who cannot see it.
    """
    reach = 1.1 * max(abs(change), *(abs(edge) for edge in interval), counts_from or 0.0)

    def place(value: float) -> str:
        return f"{_number(50.0 + 50.0 * value / reach)}%" if reach else "50%"

    band = ""
    if counts_from:
        width = _number(100.0 * counts_from / reach)
        left = place(-counts_from)
        band = f'<rect class="too-small" x="{left}" y="3" width="{width}%" height="16"/>'
    low, high = interval
    return Markup(
        f'<svg class="plot bar" width="100%" height="22" role="img" aria-label="{escape(label)}">'
        f"{band}"
        f'<line class="line zero" x1="50%" x2="50%" y1="0" y2="22"/>'
        f'<line class="line reach" x1="{place(low)}" x2="{place(high)}" y1="11" y2="11"/>'
        f'<circle class="change" cx="{place(change)}" cy="11" r="4.5"/></svg>'
    )


def round_values(span: tuple[float, float], most: int) -> list[float]:
    """Round values within a span, at most `most`."""
    low, high = span
    power = 10.0 ** np.floor(np.log10((high - low) / most))
    for step in (round_part * power for round_part in _ROUND):
        first, last = int(np.ceil(low / step)), int(np.floor(high / step))
        if last - first < most:
            break
    return [round(float(number * step), 6) for number in range(first, last + 1)]


def _number(value: float, decimals: int = 1) -> str:
    return f"{value:.{decimals}f}".rstrip("0").rstrip(".") if decimals else f"{value:.0f}"


def _runs(known: np.typing.NDArray[np.bool_]) -> list[slice]:
    """Stretches of True of two places or more."""
    edges = np.flatnonzero(np.diff(known, prepend=False, append=False))
    return [slice(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a > 1]
