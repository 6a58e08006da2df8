"""Legs whose feet stand still on the ground and swing like the measured runner's.

If the curves of the measured runner were put on another body unchanged, its feet would slide and
sink in. Here each foot stands exactly still while it is in contact, so that events are exact; the
knees follow by inverse kinematics. In the swing, thigh and shank move as the measured runner's did,
with a smooth transition from one stance to the next, and the foot lands with the measured speed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from posture.synthetic.bodies.feet import Foot
from posture.synthetic.motion.clearance import find_missing_height
from posture.synthetic.motion.reach import find_angle_at_hip, stretch_leg
from posture.utils.arrays import BoolArray, FloatArray

#: Share of stance after which the foot is flat.
FLAT_FROM = 0.22
#: Share of stance from which the heel rises.
FLAT_TO = 0.45
#: Share of the swing after which the foot has the speed of the gait's curves: soon after toe-off,
#: but without a jerk.
UNWIND = 0.15


@dataclass(frozen=True)
class FootPath:
    """The way of one foot, ``(T,)`` each: ankle against the pelvis' mean place, and pitches.

    Attributes
    ----------
    x, z
        Ankle joint, metres; x against where the pelvis would be without its sway.
    foot_deg, toes_deg
        Pitch of the foot and of the toes in the world, + toes up.
    down
        Whether the foot is on the ground.
    """

    x: FloatArray
    z: FloatArray
    foot_deg: FloatArray
    toes_deg: FloatArray
    down: BoolArray

    def sample(self, times: FloatArray, dense: FloatArray) -> FootPath:
        """Read the path at other times, ``(F,)``; `dense` are its own, ``(T,)``."""
        series = (self.x, self.z, self.foot_deg, self.toes_deg)
        x, z, foot_deg, toes_deg = (np.interp(times, dense, s) for s in series)
        nearest = np.searchsorted(dense, times, side="right") - 1
        return FootPath(x, z, foot_deg, toes_deg, self.down[nearest])


def plant(
    times: FloatArray,
    stances: FloatArray,
    foot: Foot,
    raw_x: FloatArray,
    raw_deg: FloatArray,
    strike_deg: FloatArray,
    speed_m_s: float,
    slope: float,
) -> FootPath:
    """Plant a foot in its stances.

    Parameters
    ----------
    times
        ``(T,)`` seconds, evenly and densely spaced.
    stances
        ``(N, 2)`` contact and toe-off, seconds; from before the first frame to after the last.
    foot
        Where the foot touches.
    raw_x, raw_deg
        ``(T,)`` way of the ankle and pitch of the foot as the gait's curves have them.
    strike_deg
        ``(T,)`` what is added to the pitch of the foot as it lands, + toes higher.
    speed_m_s
        The belt's.
    slope
        Rise of the ground over its run, + uphill.

    Returns
    -------
    FootPath
        The ankle's way is NaN in the swings, see `swing`.
    """
    incline = float(np.degrees(np.arctan(slope)))
    x, z = np.full((2, len(times)), np.nan)
    foot_deg = np.full(len(times), np.nan)
    down = np.zeros(len(times), bool)
    for contact, off in stances:
        here = (times >= contact) & (times < off)
        if not here.any():
            continue
        down |= here
        t = times[here]
        land, leave = np.interp([contact, off], times, raw_deg)
        land += np.interp(contact, times, strike_deg)
        angle = _roll_over((t - contact) / (off - contact), land, leave)
        ankle = foot.ankle(angle)
        ride = -speed_m_s * (t - contact)
        # the foot lands where the gait's own stance has it on average
        along = float(np.mean(raw_x[here] - ankle[:, 0] - ride)) + ride + ankle[:, 0]
        x[here] = along - slope * ankle[:, 1]
        z[here] = slope * along + ankle[:, 1]
        foot_deg[here] = angle + incline
    foot_deg = carry_over(down, foot_deg, raw_deg + incline)
    return FootPath(x, z, foot_deg, _turn_toes(down, foot_deg, incline), down)


def _roll_over(share: FloatArray, land_deg: float, leave_deg: float) -> FloatArray:
    """Pitch of the foot at shares of its stance, degrees: down from landing, flat, heel up."""
    rise = np.clip((share - FLAT_TO) / (1 - FLAT_TO), 0, 1)
    return np.asarray(land_deg * (1 - _smooth_step(share / FLAT_FROM)) + leave_deg * rise**2)


def _turn_toes(down: BoolArray, foot_deg: FloatArray, incline: float) -> FloatArray:
    """Pitch of the toes, degrees: on the ground while the foot is; soon in line with it after."""
    toes_deg = np.where(down, np.maximum(foot_deg, incline), foot_deg)
    for first, last in _find_swings(down):
        back = _smooth_step(np.arange(last - first) / (UNWIND * (last - first)))
        if first > 0:
            toes_deg[first:last] = (1 - back) * incline + back * foot_deg[first:last]
    return toes_deg


def swing(
    path: FootPath,
    foot: Foot,
    hips: FloatArray,
    aside: FloatArray,
    lengths_m: tuple[float, float],
    raw: FloatArray,
    incline: float,
    eased: bool,
) -> FootPath:
    """Fill the swings: the gait's own thigh and shank, led over from stance to stance.

    Parameters
    ----------
    path
        From `plant`.
    foot
        The foot, which must not touch the ground.
    hips
        ``(T, 2)`` hip joint, x and z in metres.
    aside
        ``(T,)`` how far the foot's track lies beside the hip, metres.
    lengths_m
        Of thigh and shank.
    raw
        ``(T, 2)`` thigh and shank against the downward vertical, + lower end ahead, degrees.
    incline
        Of the ground, degrees, + uphill.
    eased
        Whether a low foot is led over the ground smoothly, see `clearance`.
    """
    thigh_m, shank_m = lengths_m
    x, z = path.x - hips[:, 0], path.z - hips[:, 1]
    span = np.clip(np.hypot(np.hypot(x, z), aside), 0.2, 0.9995 * (thigh_m + shank_m))
    line = np.degrees(np.arctan2(x, -z))
    between = np.arccos((thigh_m**2 + shank_m**2 - span**2) / (2 * thigh_m * shank_m))
    knee = carry_over(path.down, 180.0 - np.degrees(between), raw[:, 0] - raw[:, 1])
    thigh = carry_over(path.down, line + find_angle_at_hip(span, lengths_m), raw[:, 0])
    ahead, below = stretch_leg(thigh, knee, aside, lengths_m)
    x = np.where(path.down, path.x, hips[:, 0] + ahead)
    z = np.where(path.down, path.z, hips[:, 1] - below)
    # the foot does not touch the ground
    graze = foot.clearance(path.foot_deg - incline) + np.tan(np.radians(incline)) * x
    for first, last in _find_swings(path.down):
        u = (np.arange(last - first) + 1) / (last - first + 1)
        short = find_missing_height(z[first:last], graze[first:last], eased=eased)
        z[first:last] += _smooth_step(np.minimum(u, 1 - u) / 0.25) * short
    return replace(path, x=x, z=z)


def move_freely(
    down: BoolArray,
    foot: Foot,
    hips: FloatArray,
    aside: FloatArray,
    lengths_m: tuple[float, float],
    raw: FloatArray,
    raw_deg: FloatArray,
) -> tuple[FootPath, float]:
    """Let a foot go where the gait's own thigh, shank and foot bring it, also on the ground.

    Parameters
    ----------
    down
        ``(T,)`` whether the foot is on the ground.
    foot, hips, aside, lengths_m, raw
        As for `swing`.
    raw_deg
        ``(T,)`` pitch of the foot, degrees.

    Returns
    -------
    path
        Of the foot; it slides and sinks in by what the gait's runner differs from this one.
    height
        What must be added to the hips for the foot to be on the ground at the median of its
        stances, metres.
    """
    ahead, below = stretch_leg(raw[:, 0], raw[:, 0] - raw[:, 1], aside, lengths_m)
    x, z = hips[:, 0] + ahead, hips[:, 1] - below
    height = float(np.median((foot.clearance(raw_deg) - z)[down]))
    return FootPath(x, z, raw_deg, _turn_toes(down, raw_deg, 0.0), down), height


def carry_over(down: BoolArray, wanted: FloatArray, raw: FloatArray) -> FloatArray:
    """Make a series that is `wanted` in stance and the gait's `raw` curve, led over, in the swings.

    What has to be added to the raw curve at toe-off passes over to what has to be added at the
    next contact. The foot leaves with the speed of the stance and arrives with that of the gait.
    All ``(T,)``.
    """
    series = np.where(down, wanted, raw)
    gap = wanted - raw
    for first, last in _find_swings(down):
        before = gap[first - 1] if first > 0 else gap[min(last, len(gap) - 1)]
        after = gap[last] if last < len(gap) else before
        speed = gap[first - 1] - gap[first - 2] if first > 1 and down[first - 2] else 0.0
        count = last - first
        u = (np.arange(count) + 1) / (count + 1)
        soon = np.minimum(u / UNWIND, 1.0)
        lead = UNWIND * (count + 1) * speed * soon * (1 - soon) ** 2
        series[first:last] += before + (after - before) * _smooth_step(u) + lead
    return series


def _find_swings(down: BoolArray) -> list[tuple[int, int]]:
    """List the first frame, and the one after the last, of every swing."""
    edges = np.flatnonzero(np.diff(np.concatenate([[True], down, [True]]).astype(int)))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _smooth_step(share: npt.ArrayLike) -> FloatArray:
    """Smooth step from 0 to 1."""
    u = np.clip(np.asarray(share, float), 0.0, 1.0)
    return np.asarray(u * u * (3 - 2 * u))
