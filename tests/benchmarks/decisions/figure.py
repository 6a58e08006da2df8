"""One figure: coverage, false alarms and power against the number of strides."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.decisions.cells import RHOS, STRIDES
from matplotlib.axes import Axes
from matplotlib.figure import Figure

Cell = dict[str, Any]

#: One colour and marker for each correlation; the markers differ for those who see no colours.
LOOKS = (("#0072B2", "o"), ("#E69F00", "s"), ("#009E73", "^"), ("#CC79A7", "D"))
INK = "#333333"


def write_figure(found: dict[str, list[Cell]], file: Path) -> None:
    """Draw the figure as PNG."""
    cells = found["changes"]
    figure = Figure(figsize=(11, 4), layout="constrained")
    left, middle, right = figure.subplots(1, 3)
    _lines(left, cells, lambda c: c["coverage"])
    left.axhspan(93, 97, color="#DDDDDD", zorder=0)
    left.set(title="Intervals that hold the true change", ylim=(80, 100.5), ylabel="%")
    _lines(middle, cells, lambda c: c["changed"]["0"])
    middle.axhline(5, color=INK, linestyle=":")
    middle.set(title='"Changed" without any change', ylim=(-0.3, 10))
    asked = [c for c in cells if c["sd"] == 1.5 and c["disturbance"] == "none"]
    _lines(right, asked, lambda c: c["changed"]["3"])
    right.axhline(95, color=INK, linestyle=":")
    right.set(title="3° found, SD of strides 1.5°", ylim=(-2, 102))
    right.legend(title="correlation of\nneighbouring strides", loc="lower right", frameon=False)
    figure.savefig(file, dpi=140)


def _lines(ax: Axes, cells: list[Cell], value: Callable[[Cell], float]) -> None:
    for rho, (colour, marker) in zip(RHOS, LOOKS, strict=True):
        means = [
            100 * np.mean([value(c) for c in cells if (c["strides"], c["rho"]) == (n, rho)])
            for n in STRIDES
        ]
        ax.plot(STRIDES, means, color=colour, marker=marker, label=f"{rho:g}")
    ax.set_xscale("log")
    ax.set_xticks(STRIDES, [str(n) for n in STRIDES])
    ax.minorticks_off()
    ax.set_xlabel("strides in each window")
    ax.spines[["top", "right"]].set_visible(False)
