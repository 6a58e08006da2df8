"""How many times slower than life a run plays: from the file, from rates that exist, from the fall.

A capture rate that the file states decides. Otherwise every factor that cameras make (capture rate
over playback rate) is weighed: nobody runs below or above certain cadences, some pairs of rates
hardly exist, and the trunk falls as fast as gravity makes it (`posture.gait.fall`). A cadence in
between is as good as any other: the one nearest to the usual must not win. A factor is taken where
all others together are improbable; else the speed of play stays unknown. It stays unknown, too,
where the fall contradicts the factor and is nearer to another: how rare a pair of rates or a
cadence is says what is probable, the fall is what was seen, and rarity does not overrule it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from posture.gait.fall import LOG_SD, Fall

#: Rates at which cameras film slow motion, frames per second.
CAPTURE_FPS = (50.0, 60.0, 100.0, 120.0, 240.0, 480.0, 960.0)
#: Cadences at which people run, steps per minute: a slow jog, and sprints of 100 m.
CADENCES = (140.0, 300.0)
#: The slowest cadence at the speed of life, which slow joggers reach.
SLOWEST_JOG = 125.0
#: Rates that go with 25 frames per second and 50; all others go with 24, 30 and 60.
PAL_FPS = (25.0, 50.0, 100.0)
#: Prior weights: played as it was filmed; slow motion whose rates belong together; a fast camera
#: that plays at 25 or 50; other pairs, which conversion makes. Nobody has counted the last: with
#: 0.05 the fall, which cannot tell 1.67 from 2, was overruled in 6 of 600 films made to be hard.
PLAIN, FITTING, CROSSED, ODD = 20.0, 1.0, 0.5, 0.2
#: Prior weight of a film of 60 frames a second that is played at 50, as conversion makes it: few,
#: but no cadence tells them from life.
CONFORMED = 1.5
#: Factors below this are such films.
LEAST_SLOW_MOTION = 1.3
#: So many times more often than others do films with sound play as they were filmed.
WITH_SOUND = 10.0
#: Prior weight of a factor that no camera makes (editing), per unit of its natural logarithm.
EDITED = 0.001
#: Range of the natural logarithm of such factors.
EDITED_RANGE = (0.1, 3.7)
#: No film of running plays more times slower than life.
SLOWEST_PLAY = 40.0
#: Density of a fall that was misread, per unit of the factor's natural logarithm: one in
#: twenty-five or so, by whatever factor.
MISREAD_FALL = 0.02
#: Weights of cadences below some, the lowest first, and above one; 1 in between. Few jog so slowly,
#: and few sprint.
BELOW = ((135.0, 0.1), (150.0, 0.5))
ABOVE = (250.0, 0.15)
#: Fastest playback rate of slow motion, frames per second.
FASTEST_PLAYBACK = 75.0
#: Lowest probability at which a factor counts as known.
SURE = 0.98
#: A fall this far from a factor contradicts it, standard deviations.
CONTRADICTED = 4.0
#: Cadence by which times are filled in where the factor is not known, steps per minute.
USUAL_CADENCE = 167.0
#: A capture rate that the file states is used if it is so many times its playback rate.
LEAST_STATED = 1.1


@dataclass(frozen=True)
class SpeedOfPlay:
    """How many times slower than life a stretch of film plays.

    Attributes
    ----------
    factor
        Seconds as played for one second of running: 8 for 240 frames per second played at 30. If
        it is not known, the most probable one.
    known
        Whether it is certain enough for times and cadence to be given.
    source
        ``"given"`` by the user, ``"file"`` (a capture rate that the file states), ``"rates"``
        (the one factor of cameras that fits) or ``"guess"``.
    """

    factor: float
    known: bool
    source: str


def estimate_speed_of_play(
    step_hz: float,
    fps: float,
    fall: Fall | None = None,
    capture_fps: float | None = None,
    *,
    sound: bool = False,
) -> SpeedOfPlay:
    """Estimate how many times slower than life a run plays.

    Parameters
    ----------
    step_hz
        Steps per second as played; NaN, unknown, counts as the speed of life.
    fps
        Frames per second as played.
    fall
        How the trunk falls; None where it is not known.
    capture_fps
        Capture rate that the file states; None if it states none.
    sound
        Whether the file has sound.
    """
    stated = read_stated_factor(fps, capture_fps)
    if stated is not None:
        return SpeedOfPlay(stated, True, "file")
    if np.isnan(step_hz):
        return SpeedOfPlay(1.0, True, "rates")
    factors = list_factors(fps)
    factors[1.0] *= WITH_SOUND if sound else 1.0
    weights = {
        factor: prior * _weigh_fall(fall, factor) * cadence
        for factor, prior in factors.items()
        if (cadence := _weigh_cadence(60.0 * step_hz * factor, factor)) > 0.0
    }
    edited = _weigh_edited(step_hz, fall)
    total = sum(weights.values()) + edited
    if not weights or total == 0.0:
        return SpeedOfPlay(_guess(step_hz, fall), False, "guess")
    best = max(weights, key=lambda factor: weights[factor])
    if weights[best] < SURE * total or _is_contradicted(best, fall, weights):
        return SpeedOfPlay(best, False, "guess")
    return SpeedOfPlay(best, True, "rates")


def read_stated_factor(fps: float, capture_fps: float | None) -> float | None:
    """Read from the rates of a file how many times slower than life it plays; None if unknown.

    Parameters
    ----------
    fps
        Frames per second as played.
    capture_fps
        Capture rate that the file states; None if it states none.
    """
    if capture_fps is None or capture_fps < LEAST_STATED * fps:
        return None
    return round(capture_fps / fps, 2)


def list_factors(fps: float) -> dict[float, float]:
    """List the factors that cameras make at a playback rate, with their prior weights."""
    playback = min((24.0, 25.0, 30.0, 50.0, 60.0), key=lambda rate: abs(np.log(rate / fps)))
    factors = {1.0: PLAIN}
    for capture in CAPTURE_FPS:
        factor = round(capture / fps, 2)
        if factor < LEAST_STATED:
            continue
        pal = playback in PAL_FPS
        if fps > FASTEST_PLAYBACK:
            prior = ODD
        elif factor < LEAST_SLOW_MOTION:
            prior = CONFORMED
        elif (capture in PAL_FPS) == pal:
            prior = FITTING
        elif pal:
            prior = CROSSED
        else:
            prior = ODD
        factors[factor] = prior
    return factors


def _weigh_cadence(cadence: float, factor: float) -> float:
    """Weigh a cadence: 0 where nobody runs."""
    slowest = SLOWEST_JOG if factor == 1.0 else CADENCES[0]
    if not slowest <= cadence <= CADENCES[1]:
        return 0.0
    fast, weight = ABOVE
    if cadence > fast:
        return weight
    return next((weight for slow, weight in BELOW if cadence < slow), 1.0)


def _weigh_fall(fall: Fall | None, factor: float) -> float:
    """Probability density of the fall that is seen, per unit of the factor's logarithm."""
    if fall is None:
        return 1.0
    off = _measure_off(fall, factor)
    return float(np.exp(-(off**2) / 2) / (LOG_SD * np.sqrt(2 * np.pi))) + MISREAD_FALL


def _measure_off(fall: Fall, factor: float) -> float:
    """Measure how far the fall is from a factor, standard deviations of its logarithm."""
    return float(np.log(fall.estimate_factor(factor) / factor) / LOG_SD)


def _is_contradicted(best: float, fall: Fall | None, possible: Iterable[float]) -> bool:
    """Whether the fall speaks against the best factor and less against another possible one."""
    if fall is None:
        return False
    off = abs(_measure_off(fall, best))
    return off > CONTRADICTED and any(abs(_measure_off(fall, one)) < off for one in possible)


def _weigh_edited(step_hz: float, fall: Fall | None) -> float:
    """Weigh all factors that no camera makes: those at which the cadence is one of running."""
    logs = np.linspace(*EDITED_RANGE, 177)
    cadences = 60.0 * step_hz * np.exp(logs)
    possible = logs[(cadences >= CADENCES[0]) & (cadences <= CADENCES[1])]
    weights = [EDITED * _weigh_fall(fall, float(np.exp(at))) for at in possible]
    return float(np.sum(weights) * (logs[1] - logs[0]))


def _guess(step_hz: float, fall: Fall | None) -> float:
    """Guess a factor that no camera makes, for filters and tables alone."""
    usual = USUAL_CADENCE / (60.0 * step_hz)
    return round(float(fall.estimate_factor(usual) if fall is not None else usual), 2)
