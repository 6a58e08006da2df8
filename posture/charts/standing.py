"""A second axis beside a chart: the same values less those of the runner standing still."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from posture.charts import style
from posture.measures import relative_name
from posture.results.run import Run

#: Room that the second axis takes at the right, inches.
_ROOM_IN = 0.62


def draw_standing(ax: Axes, run: Run, measure: str, scale: float) -> None:
    """Draw the axis against standing, and standing itself where it is in sight.

    Parameters
    ----------
    ax
        Axes with the measure upwards, limits set.
    run, measure
        The run, and the column that is drawn; nothing is drawn where it has none against standing.
    scale
        From the stored unit to the written one.
    """
    against = run.results.standing
    found = None if against is None else against.measures.get(relative_name(measure))
    if found is None or found.standing is None:
        return
    zero = found.standing * scale
    place = ax.get_position()
    room = _ROOM_IN / style.WIDTH_IN
    ax.set_position((place.x0, place.y0, place.width - room, place.height))
    beside = ax.secondary_yaxis(
        "right", functions=(lambda v: np.subtract(v, zero), lambda v: np.add(v, zero))
    )
    beside.yaxis.set_major_locator(MaxNLocator(6))
    beside.set_ylabel("against standing", fontsize=style.SMALL_PT, color=style.MUTED)
    beside.spines["right"].set_color(style.FAINT)
    beside.tick_params(labelsize=style.SMALL_PT, colors=style.MUTED)
    low, high = ax.get_ylim()
    if low < zero < high:
        ax.axhline(zero, color=style.MUTED, linewidth=1.4, linestyle=(0, (6, 3)), label="_standing")
