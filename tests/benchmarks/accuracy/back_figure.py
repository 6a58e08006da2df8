"""Figure of the low back: measured against true change of tilt and of arch."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from benchmarks.accuracy.agreement import Numbers, agreement
from benchmarks.accuracy.back_page import MOST
from benchmarks.accuracy.score import CaseScore
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from posture.charts import style
from posture.results.names import name_of


def back_figure(scores: Sequence[CaseScore]) -> Figure | None:
    """Draw the changes of all clips, a panel a measure; None without numbers."""
    changes = {name: [s.measures[name]["change"] for s in scores if not s.failure] for name in MOST}
    found = {
        name: [change for change in of if change and change["measured"] is not None]
        for name, of in changes.items()
    }
    found = {name: of for name, of in found.items() if of}
    if not found:
        return None
    figure, axes = style.make_panels(len(found), height_in=3.9)
    values = [c[which] for of in found.values() for c in of for which in ("true", "measured")]
    ends = np.array([min(values) - 1.5, max(values) + 1.5])
    for ax, (name, of) in zip(axes, found.items(), strict=True):
        _draw(ax, of, ends, MOST[name]["change"])
        words = name_of(name)
        spread = agreement([change["error"] for change in of])
        missed = sum(change["holds"] is False for change in of)
        style.write_headings(
            ax,
            f"{words.title}: change, true and measured",
            f"{len(of)} clips, mean error {spread['mae']:.1f}° (band: ±{MOST[name]['change']:g}°, "
            f"what is asked on average); {missed} with the truth outside the 95 % interval "
            "(diamonds)",
        )
    return figure


def _draw(ax: Axes, changes: Sequence[Numbers], ends: np.ndarray, asked: float) -> None:
    ax.fill_between(ends, ends - asked, ends + asked, color=style.GRID, linewidth=0)
    ax.plot(ends, ends, color=style.FAINT, linewidth=1.2)
    for change in changes:
        missed = change["holds"] is False
        colour = style.LATE if missed else style.EARLY
        if change["ci95"]:
            ax.plot([change["true"]] * 2, change["ci95"], color=colour, linewidth=1.2, alpha=0.6)
        marker = "D" if missed else "o"
        ax.plot(change["true"], change["measured"], marker, color=colour, markersize=6)
    ax.set_xlim(*ends)
    ax.set_ylim(*ends)
    ax.set_xlabel("true change (°)", fontsize=style.SMALL_PT, color=style.INK)
    ax.set_ylabel("measured (°)", fontsize=style.SMALL_PT, color=style.INK)
