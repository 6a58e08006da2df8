"""Fit how a foot truly lands to what is seen of it: `posture.measures.foot_strike.LANDING_CURVE`.

    python -m models.training.foot_strike [WORK]      default runs/foot_strike

Films `make_strike_scenes`, shows the clips to the networks heavy and full, and fits a quadratic of
the foot strike angle on the highest angle before contact, at 120 frames a second and with every
second frame left out. One curve for all, because single networks differ by less than runners do.
Prints the coefficients, which are entered by hand, and how far single contacts lie from the curve.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from models.training.clips import detect_in_clips, film, leave_out
from models.training.strike_scenes import make_strike_scenes
from posture.back import load_learned_models
from posture.measures.foot_strike import FLAT, FURTHEST_DEG, read_landing
from posture.measures.measure import Side
from posture.pose.models.manifest import resolve
from posture.recording import Recording, measure
from posture.settings import Settings
from posture.synthetic.scene.description import Scene
from posture.synthetic.scene.stage import measure_scene_at

Series = npt.NDArray[np.float64]
SIDES: tuple[Side, Side] = ("near", "far")
#: Networks that are learnt from, and of how many frames one is kept.
NETWORKS, EVERY = ("heavy", "full"), (1, 2)
#: Moments a second at which the truth is posed.
TRUE_FPS = 480.0
#: Events further apart than this, seconds, are not the same event.
SAME_EVENT_S = 0.08
#: Distance from the curve from which a contact counts less, degrees: some are of another foot.
FAR_DEG = 4.0


def main(work: Path) -> None:
    """Film, look, fit and print."""
    scenes = list(make_strike_scenes())
    film(scenes, work, print)
    found: list[tuple[float, float]] = []
    for network in NETWORKS:
        learned = load_learned_models(network)
        for scene, info, seen in detect_in_clips(
            scenes, work, network, resolve(network).path, print
        ):
            truth = find_true_strikes(scene)
            for every in EVERY:
                made = measure(
                    *leave_out(info, seen, every), Settings.build(speed_factor=1.0), learned
                )
                found += pair_contacts(made, truth)
    peaks, angles = np.array(found).T
    curve = fit_curve(peaks, angles)
    off = np.polynomial.polynomial.polyval(peaks, curve) - angles
    print(f"{len(off)} contacts: {[round(float(c), 4) for c in curve]}")
    print(f"off by {np.median(np.abs(off)):.1f} degrees in the median, SD {off.std():.1f}")


def find_true_strikes(scene: Scene) -> dict[Side, tuple[Series, Series]]:
    """Find the true contacts of each foot, seconds, and its foot strike angle there, degrees."""
    truth, events = measure_scene_at(scene, TRUE_FPS)
    times = truth["time_s"].to_numpy(float)
    found: dict[Side, tuple[Series, Series]] = {}
    for side in SIDES:
        angle = truth[f"foot_angle_{side}_deg"].to_numpy(float)
        contacts, offs = (np.array(events[f"{what}_{side}_s"]) for what in ("contacts", "toe_offs"))
        pairs = [(at, offs[offs > at][0]) for at in contacts if (offs > at).any()]
        strikes = [
            np.interp(at, times, angle)
            - np.interp(at + (off - at) * np.linspace(*FLAT, 5), times, angle).mean()
            for at, off in pairs
        ]
        found[side] = np.array([at for at, _ in pairs]), np.array(strikes)
    return found


def pair_contacts(
    made: Recording, truth: dict[Side, tuple[Series, Series]]
) -> Iterator[tuple[float, float]]:
    """Give what was seen at each measured contact, and the true angle there, degrees."""
    times = made.frames["time_s"].to_numpy(float)
    for side, column in zip(SIDES, ("start_s", "contact_far_s"), strict=True):
        angle = made.frames[f"foot_angle_{side}_deg"].to_numpy(float)
        contacts, strikes = truth[side]
        for at, stance in made.strides[[column, f"contact_time_{side}_s"]].to_numpy(float):
            nearest = int(np.abs(contacts - at).argmin())
            if not abs(contacts[nearest] - at) <= SAME_EVENT_S:
                continue
            peak = read_landing(partial(np.interp, xp=times, fp=angle), at, stance)
            if abs(peak) <= FURTHEST_DEG:
                yield peak, float(strikes[nearest])


def fit_curve(peaks: Series, angles: Series) -> Series:
    """Fit a quadratic from which no contact far off draws: coefficients from power 0 on.

    Iteratively reweighted least squares with the weights of Huber (1964, Ann Math Stat 35:73).
    """
    weights = np.ones(len(peaks))
    for _ in range(50):
        curve = np.polynomial.polynomial.polyfit(peaks, angles, 2, w=np.sqrt(weights))
        off = np.abs(np.polynomial.polynomial.polyval(peaks, curve) - angles)
        weights = np.minimum(1.0, FAR_DEG / np.maximum(off, 1e-9))
    return np.asarray(curve, np.float64)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("runs/foot_strike"))
