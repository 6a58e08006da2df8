"""Initial contact and toe-off of both feet, from kinematics alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.signal import find_peaks

from posture.measures.angles import knee_angle
from posture.tracks import Body, Leg
from posture.tracks.steps import step_hz

Series = npt.NDArray[np.float64]

#: How the events are found; stated in every result.
METHOD = (
    "initial contact: peak downward velocity of mid-hip less 25 ms (Milner & Paquette 2015, "
    "re-validated on a treadmill 2021: 22-27 ms); toe-off: peak knee extension in late stance "
    "(Dingwell 2001; Fellin 2010)"
)
#: The body falls fastest when the ground already carries its weight, so long after contact.
DELAY_S = 0.025
#: Where the fastest fall is looked for around the moment the foot is furthest ahead, and the peak
#: knee extension after contact, as shares of a stride.
FALL_BEFORE, FALL_AFTER = 0.12, 0.28
EXTENSION_FROM, EXTENSION_TO = 0.15, 0.50
#: The ankles must swing apart by so many trunk lengths for a step to count.
LEAST_SWING = 0.3


@dataclass(frozen=True)
class Steps:
    """Contacts of one foot within one stretch.

    Attributes
    ----------
    contact_s
        ``(n,)`` seconds of each initial contact, ascending.
    toe_off_s
        ``(n,)`` the toe-off that follows; NaN where none was found.
    """

    contact_s: Series
    toe_off_s: Series


def find_steps(body: Body, stretch: slice) -> tuple[Steps, Steps]:
    """Find the contacts of the near and the far foot in one stretch.

    Parameters
    ----------
    body
        The runner.
    stretch
        Frames without a cut or long gap.

    Returns
    -------
    tuple
        Steps of the near foot, steps of the far foot.
    """
    times = body.times_s[stretch]
    apart = (body.near.ankle[stretch, 0] - body.far.ankle[stretch, 0]) / body.trunk_px
    height = body.hip[stretch, 1]
    stride_s = 2 / step_hz(apart, times)
    if not np.isfinite(stride_s) or np.isfinite(apart).sum() < 8:
        nothing = Steps(np.array([]), np.array([]))
        return nothing, nothing
    fall = np.gradient(_filled(height), times)
    apart = _filled(apart)
    return (
        _steps(apart, fall, times, stride_s, knee_angle(_part(body.near, stretch))),
        _steps(-apart, fall, times, stride_s, knee_angle(_part(body.far, stretch))),
    )


def _steps(ahead: Series, fall: Series, times: Series, stride_s: float, knee: Series) -> Steps:
    """Contacts of the foot whose lead over the other one is `ahead`."""
    step = float(np.median(np.diff(times)))
    apart = max(1, round(0.6 * stride_s / step))
    leads, _ = find_peaks(ahead, prominence=LEAST_SWING, distance=apart)
    contacts, toe_offs = [], []
    for lead in times[leads]:
        fastest = _lowest(fall, times, lead - FALL_BEFORE * stride_s, lead + FALL_AFTER * stride_s)
        if np.isnan(fastest):
            continue
        contact = fastest - DELAY_S
        contacts.append(contact)
        toe_offs.append(
            _lowest(
                knee, times, contact + EXTENSION_FROM * stride_s, contact + EXTENSION_TO * stride_s
            )
        )
    return Steps(np.array(contacts), np.array(toe_offs))


def _lowest(values: Series, times: Series, start: float, stop: float) -> float:
    """Time of the deepest local minimum between two times, between frames by a parabola."""
    inside = np.flatnonzero((times >= start) & (times <= stop))
    inside = inside[(inside > 0) & (inside < len(times) - 1)]
    dips = [i for i in inside if values[i] <= values[i - 1] and values[i] < values[i + 1]]
    if not dips:
        return float("nan")
    i = min(dips, key=lambda dip: values[dip])
    around = slice(i - 1, i + 2)
    bend, slope, _ = np.polyfit(times[around] - times[i], values[around], 2)
    return float(times[i] - slope / (2 * bend))


def _part(leg: Leg, stretch: slice) -> Leg:
    return Leg(*(getattr(leg, j)[stretch] for j in ("hip", "knee", "ankle", "heel", "toe")))


def _filled(values: Series) -> Series:
    """Values with gaps bridged by straight lines, for finding peaks only."""
    good = np.isfinite(values)
    index = np.arange(len(values))
    return np.interp(index, index[good], values[good])
