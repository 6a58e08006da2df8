"""A faint band at the edge of the chart over the run: where other runners are at this speed."""

from __future__ import annotations

from matplotlib.axes import Axes

from posture.charts import style
from posture.results.beside import find_norm
from posture.results.run import Run

#: Opacity of the band, which must not look like a limit.
_ALPHA = 0.35
#: Width of the band as a share of the axes: over all of them it would look like what counts.
_WIDTH = 0.012


def draw_others(ax: Axes, run: Run, measure: str, scale: float, words_from: float) -> None:
    """Draw mean ± SD of other runners where the axes show a part of it; they are not widened.

    Parameters
    ----------
    ax
        Axes with their limits set.
    run, measure
        What is drawn.
    scale
        From the stored unit to that of the axes.
    words_from
        Lowest place for the words, in the unit of the axes: below are those of onset and pain.
    """
    known = find_norm(run, measure)
    if known is None:
        return
    reference, norm = known
    low, high = ax.get_ylim()
    first, last = scale * (norm.mean - norm.sd), scale * (norm.mean + norm.sd)
    bottom, top = max(first, low), min(last, high)
    if bottom >= top:
        return
    ax.axhspan(bottom, top, 1 - _WIDTH, 1, color=style.MUTED, alpha=_ALPHA, linewidth=0)
    ax.annotate(
        f"{reference.runners} other runners, mean ± SD",
        (0.98, max(bottom, words_from)),
        xycoords=("axes fraction", "data"),
        xytext=(0, 2),
        textcoords="offset points",
        ha="right",
        va="bottom",
        fontsize=style.SMALL_PT,
        color=style.MUTED,
    )
