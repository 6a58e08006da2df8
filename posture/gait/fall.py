"""How fast the trunk rises and falls: gravity tells how many times slower than life a run plays.

Between its steps a runner is in the air and falls at 9.81 m/s², at any speed and cadence. Over a
whole step the ground pushes up with the body's weight on average, in the shape of half a sine while
a foot is on it (Alexander 1989; Morin 2005). The part of the trunk's acceleration that repeats once
a step is then known, in m/s², from the share of the step that the foot is on the ground alone; seen
in the picture, in trunk lengths and seconds as played, it is smaller by the factor squared. So no
cadence has to be guessed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from posture.pose import INDEX, middle
from posture.tracks.clean import Tracks
from posture.tracks.step_rate import estimate_stride_phase
from posture.utils.arrays import FloatArray

#: Free fall, metres a second squared.
GRAVITY_M_S2 = 9.81
#: Length from mid-hip to mid-shoulder as the network sees it, metres: median that gives the true
#: factor of the project's clips, whose bodies are 1.55 to 1.9 m tall.
TRUNK_M = 0.49
#: SD of the natural logarithm of a factor from the fall: bodies differ by 6 % in the length of
#: their trunk (3 % of the factor), the shape of the push by as much, the share of the step on the
#: ground is off by 0.05 (3 %), and on real runners the trunk moves a little more than the centre of
#: mass. On the project's clips and the footage that was tried it is 0.05.
LOG_SD = 0.09
#: Time from toe-off to the ankle furthest behind the hip, and from the ankle furthest ahead of it
#: to contact, together, seconds of real running.
BEYOND_CONTACT_S = 0.12
#: Shares of a step that a foot can be on the ground in running.
CONTACT_SHARES = (0.35, 0.98)
#: Least number of steps from which the fall is estimated.
MIN_STEPS = 3.0
#: Least rise and fall of the trunk, half of its range in trunk lengths: with less it is noise.
MIN_RISE_TRUNKS = 0.01
#: Harmonics of the step that are fitted.
HARMONICS = 3
#: Harmonics of the stride from which the way of an ankle is described.
ANKLE_HARMONICS = 4


@dataclass(frozen=True)
class Fall:
    """How the trunk accelerates over a step, as played.

    Attributes
    ----------
    acceleration
        Amplitude of the part that repeats once a step, trunk lengths a second squared, as played.
    backward_share
        Share of the stride in which an ankle goes backwards against the hip, 0-1.
    step_hz
        Steps per second as played.
    """

    acceleration: float
    backward_share: float
    step_hz: float

    def estimate_factor(self, guess: float) -> float:
        """Estimate how many times slower than life the run plays.

        Parameters
        ----------
        guess
            About how many times: the time of contact is estimated with it.
        """
        contact = 2 * self.backward_share - BEYOND_CONTACT_S * self.step_hz * guess
        share = float(np.clip(contact, *CONTACT_SHARES))
        expected = GRAVITY_M_S2 / TRUNK_M * first_harmonic(share)
        return float(np.sqrt(expected / self.acceleration))


def first_harmonic(contact_share: float) -> float:
    """Amplitude of the part of a runner's acceleration that repeats once a step, in g.

    For a push of half a sine over a share d of the step it is ``2 cos(pi d) / (1 - 4 d²)``.
    """
    if abs(contact_share - 0.5) < 1e-3:
        return float(np.pi / 2)
    return float(2 * np.cos(np.pi * contact_share) / (1 - 4 * contact_share**2))


def estimate_fall(tracks: Tracks, step_hz: float, *, faces_right: bool) -> Fall | None:
    """Estimate how the trunk falls, from tracks that are not smoothed.

    Parameters
    ----------
    tracks
        The runner, as played.
    step_hz
        Steps per second, as played.
    faces_right
        Whether the runner faces right in the picture, else left.

    Returns
    -------
    Fall or None
        None where too few steps are seen without a break, or the trunk hardly rises.
    """
    forward = 1.0 if faces_right else -1.0
    found = [
        part
        for stretch in tracks.stretches
        if (part := _fit_stretch(tracks, stretch, step_hz, forward)) is not None
    ]
    if not found:
        return None
    frames, rises, rates, shares = (np.array(values) for values in zip(*found, strict=True))
    rise = float(np.average(rises, weights=frames)) / tracks.trunk_px
    if rise < MIN_RISE_TRUNKS:
        return None
    rate = float(np.average(rates, weights=frames))
    return Fall(
        acceleration=rise * (2 * np.pi * rate) ** 2,
        backward_share=float(np.average(shares, weights=frames)),
        step_hz=rate,
    )


def _fit_stretch(
    tracks: Tracks, stretch: slice, step_hz: float, forward: float
) -> tuple[int, float, float, float] | None:
    """Fit one stretch: frames, rise of the trunk in pixels, step rate, backward share."""
    times = tracks.times_s[stretch]
    points = tracks.points[stretch].astype(np.float64)
    ankles = [points[:, INDEX[f"{side}_ankle"], 0] for side in ("left", "right")]
    hip = middle(points, "hip").astype(float)
    height = -(hip + middle(points, "shoulder"))[:, 1] / 2
    seen = np.isfinite(height) & np.isfinite(ankles[0]) & np.isfinite(ankles[1])
    if (times[-1] - times[0]) * step_hz < MIN_STEPS or seen.mean() < 0.9 or seen.sum() < 12:
        return None
    index = np.arange(len(times))
    apart = np.interp(index, index[seen], (ankles[0] - ankles[1])[seen])
    stride = estimate_stride_phase(apart, times, step_hz)
    rate = float((stride[-1] - stride[0]) / (np.pi * (times[-1] - times[0])))
    level = np.column_stack([(times - times.mean()) ** k for k in range(3)])
    rise = _fit_waves(height[seen], 2 * stride[seen], HARMONICS, level[seen])
    shares = []
    for ankle in ankles:
        waves = _fit_waves(
            (forward * (ankle - hip[:, 0]))[seen],
            stride[seen],
            ANKLE_HARMONICS,
            level[seen, :1],
        )
        shares.append(_measure_falling_share(waves))
    return len(times), float(np.hypot(*rise[0])), rate, float(np.mean(shares))


def _fit_waves(
    values: FloatArray, phase: FloatArray, harmonics: int, level: FloatArray
) -> FloatArray:
    """Fit harmonics, ``(harmonics, 2)`` cosines and sines, beside a slowly changing level."""
    waves = [wave(k * phase) for k in range(1, harmonics + 1) for wave in (np.cos, np.sin)]
    fitted = np.linalg.lstsq(np.column_stack([*waves, level]), values)[0]
    return np.asarray(fitted[: 2 * harmonics].reshape(harmonics, 2))


def _measure_falling_share(waves: FloatArray) -> float:
    """Measure in which share of a period the sum of harmonics goes down."""
    phase = np.linspace(0, 2 * np.pi, 720, endpoint=False)
    slope = np.zeros_like(phase)
    for k, (a, b) in enumerate(waves, start=1):
        slope += k * (b * np.cos(k * phase) - a * np.sin(k * phase))
    return float((slope < 0).mean())
