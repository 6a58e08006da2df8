"""Initial contact and toe-off of both feet, from kinematics alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from posture.tracks.angles import knee_angle, thigh_angle
from posture.tracks.body import Body, Leg
from posture.tracks.step_rate import estimate_step_hz
from posture.utils.arrays import FloatArray

#: From the furthest forward position of the leg to initial contact, seconds: in running the leg
#: already moves back when the foot lands. Measured on training bodies: 32 ± 5 ms over bodies, sides
#: and strides.
REACH_TO_CONTACT_S = 0.032
#: From toe-off to the straightest knee, seconds; 22 ± 8 ms over 48 training bodies and both sides.
#: This sign and the next two come after toe-off, since the leg still extends and moves back when
#: the foot has left the ground. A change of contact time is found 1.3 times too large by the knee
#: alone, 0.6 times by the thigh alone, and 0.98 ± 0.05 times by the median of the three.
TOE_OFF_TO_KNEE_S = 0.022
#: From toe-off to the thigh furthest back, seconds; 44 ± 7 ms there.
TOE_OFF_TO_THIGH_S = 0.044
#: From toe-off to the toes furthest behind the hip, seconds; 101 ± 7 ms there.
TOE_OFF_TO_TOES_S = 0.101
#: When the straightest knee is searched for, shares of a stride after contact.
KNEE_WINDOW = (0.18, 0.53)
#: When the thigh furthest back is searched for, shares of a stride after contact.
THIGH_WINDOW = (0.20, 0.60)
#: When the toes furthest behind the hip are searched for, shares of a stride after contact.
TOES_WINDOW = (0.28, 0.70)
#: How the events are found; stated in every result.
METHOD = (
    "initial contact: median of the moments at which the shank points furthest ahead, the knee is "
    "straightest and the heel is furthest ahead of the hip (as Zeni 2008 does for walking), plus "
    f"{1000 * REACH_TO_CONTACT_S:.0f} ms; toe-off: median of peak knee extension in late stance "
    f"(Dingwell 2001; Fellin 2010) less {1000 * TOE_OFF_TO_KNEE_S:.0f} ms, peak hip extension less "
    f"{1000 * TOE_OFF_TO_THIGH_S:.0f} ms and the toes furthest behind the hip less "
    f"{1000 * TOE_OFF_TO_TOES_S:.0f} ms; all delays measured on virtual runners that move as "
    "a measured one does"
)
#: A contact is searched for within this time of the moment at which the foot is furthest ahead of
#: the other one, share of a stride.
CONTACT_WINDOW = 0.13
#: Least distance of the ankles for a step to count, trunk lengths.
LEAST_ANKLE_DISTANCE = 0.3
#: Least time between two contacts of one foot, share of a stride.
LEAST_STRIDE = 0.6
#: Least number of frames that must show both ankles for steps to be searched for.
LEAST_FRAMES = 8


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

    contact_s: FloatArray
    toe_off_s: FloatArray


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
    stride_s = 2 / estimate_step_hz(apart, times)
    if not np.isfinite(stride_s) or np.isfinite(apart).sum() < LEAST_FRAMES:
        nothing = Steps(np.array([]), np.array([]))
        return nothing, nothing
    apart = _bridge_gaps(apart)
    hip = body.hip[stretch]
    return (
        _follow_foot(apart, times, stride_s, _cut_leg(body.near, stretch), hip),
        _follow_foot(-apart, times, stride_s, _cut_leg(body.far, stretch), hip),
    )


def _follow_foot(
    ahead: FloatArray, times: FloatArray, stride_s: float, leg: Leg, hip: FloatArray
) -> Steps:
    """Find the contacts and toe-offs of the foot whose lead over the other one is `ahead`."""
    from scipy.signal import find_peaks  # slow to load, and charts do without it

    step = float(np.median(np.diff(times)))
    apart = max(1, round(LEAST_STRIDE * stride_s / step))
    leads, _ = find_peaks(ahead, prominence=LEAST_ANKLE_DISTANCE, distance=apart)
    knee = knee_angle(leg)
    thigh = thigh_angle(leg)
    stretched = (knee - thigh, knee, hip[:, 0] - leg.heel[:, 0])
    trailing = (knee, thigh, leg.toe[:, 0] - hip[:, 0])
    contacts, toe_offs = [], []
    for lead in times[leads]:
        around = (lead - CONTACT_WINDOW * stride_s, lead + CONTACT_WINDOW * stride_s)
        moments = np.array([_find_lowest(series, times, *around) for series in stretched])
        if np.isnan(moments).all():
            continue
        contact = float(np.nanmedian(moments)) + REACH_TO_CONTACT_S
        contacts.append(contact)
        toe_offs.append(_find_toe_off(trailing, times, contact, stride_s))
    return Steps(np.array(contacts), np.array(toe_offs))


def _find_toe_off(
    trailing: tuple[FloatArray, ...], times: FloatArray, contact: float, stride_s: float
) -> float:
    """Find the time of the toe-off after a contact, seconds; NaN if none of its signs is found.

    The signs are the lowest values of the knee's angle, the thigh's, and the toes ahead of the hip.
    """
    delays = (TOE_OFF_TO_KNEE_S, TOE_OFF_TO_THIGH_S, TOE_OFF_TO_TOES_S)
    windows = (KNEE_WINDOW, THIGH_WINDOW, TOES_WINDOW)
    moments = [
        _find_lowest(series, times, contact + start * stride_s, contact + stop * stride_s) - delay
        for series, delay, (start, stop) in zip(trailing, delays, windows, strict=True)
    ]
    return float(np.nanmedian(moments)) if np.isfinite(moments).any() else float("nan")


def _find_lowest(values: FloatArray, times: FloatArray, start: float, stop: float) -> float:
    """Find the time of the deepest local minimum between two times, to a fraction of a frame."""
    inside = np.flatnonzero((times >= start) & (times <= stop))
    inside = inside[(inside > 0) & (inside < len(times) - 1)]
    dips = [i for i in inside if values[i] <= values[i - 1] and values[i] < values[i + 1]]
    if not dips:
        return float("nan")
    i = min(dips, key=lambda dip: values[dip])
    around = slice(i - 1, i + 2)
    bend, slope, _ = np.polyfit(times[around] - times[i], values[around], 2)
    return float(times[i] - slope / (2 * bend))


def _cut_leg(leg: Leg, stretch: slice) -> Leg:
    return Leg(*(getattr(leg, j)[stretch] for j in ("hip", "knee", "ankle", "heel", "toe")))


def _bridge_gaps(values: FloatArray) -> FloatArray:
    """Bridge gaps by straight lines, for finding peaks only."""
    good = np.isfinite(values)
    index = np.arange(len(values))
    return np.interp(index, index[good], values[good])
