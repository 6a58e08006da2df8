"""Level of the camera from the picture: uprights and horizontals that agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from posture.utils.arrays import FloatArray, Image

#: Shortest line that counts, share of the picture's longer side.
SHORTEST_LINE = 0.03
#: Largest level that is searched for, degrees: people hold a camera straighter than that.
LARGEST_LEVEL_DEG = 12.0
#: Levels that are tried lie so far apart, degrees.
STEP_DEG = 0.1
#: Scatter of the directions of lines that are parallel, degrees.
SCATTER_DEG = 0.4
#: Lines that are parallel in space converge in the picture of a camera that looks up, down or
#: aside: from the picture's middle to its edge they turn by up to so much, degrees.
MOST_CONVERGENCE_DEG = 8.0
#: How unusual that is: standard deviation, degrees.
CONVERGENCE_SD_DEG = 4.0
#: Length of lines beyond which more of them say little more, shares of the longer side.
ENOUGH_LENGTH = 0.15
#: Least length of lines of one kind, together, that is evidence, shares of the longer side.
LEAST_LENGTH = 0.15
#: Least length of uprights or horizontals alone that is worth an offer.
LEAST_ALONE = 0.5
#: Another level that is farther off than this, degrees, and explains nearly as many lines, makes
#: the level unsure.
RIVAL_FROM_DEG = 1.2
#: How much of the best explanation a rival may reach.
MOST_RIVAL = 0.8
#: How much better explained a level must be to count e times as much in the mean of those nearby.
SHARPNESS = 0.1
#: Error of a level, degrees, that more lines do not lessen: walls and posts are not quite upright.
LEAST_SD_DEG = 0.3
#: Tenths of the picture in which uprights must be seen for how they converge.
FEWEST_FIELDS = 4
#: Error where only uprights or only horizontals are seen, degrees: a treadmill's posts lean, and
#: what is level in the room is not in the picture of a camera that looks aside.
ALONE_SD_DEG = 2.0


@dataclass(frozen=True)
class Level:
    """Level of the camera as the picture shows it.

    Attributes
    ----------
    level_deg
        How far the top of a plumb line leans to the right in the picture, degrees.
    sd_deg
        Standard deviation of its error, degrees.
    sure
        Whether uprights and horizontals agree, and nothing else explains them as well.
    uprights, horizontals
        Length of the lines that agree, shares of the picture's longer side.
    converging_deg, converging_sd_deg
        How much farther to the right the tops of plumb lines lean at the right edge of the picture
        (half of its longer side from the middle) than in the middle, as a camera that looks down
        or up sees them, and the standard deviation of its error.
    """

    level_deg: float
    sd_deg: float
    sure: bool
    uprights: float
    horizontals: float
    converging_deg: float = 0.0
    converging_sd_deg: float = np.inf


@dataclass(frozen=True)
class Lines:
    """Straight lines of the background.

    Attributes
    ----------
    off_upright_deg, off_level_deg
        ``(n,)`` how far each is turned clockwise against the picture's vertical and horizontal,
        -90 to 90 degrees.
    length
        ``(n,)`` shares of the picture's longer side.
    middle
        ``(n, 2)`` from the middle of the picture, in halves of its longer side.
    """

    off_upright_deg: FloatArray
    off_level_deg: FloatArray
    length: FloatArray
    middle: FloatArray


def find_lines(grey: Image, seen: Image) -> Lines:
    """Find straight lines (LSD, Grompone von Gioi et al. 2010) outside the people.

    Parameters
    ----------
    grey, seen
        ``(height, width)`` uint8: the picture, and 0 on and around people.
    """
    found = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD).detect(grey)[0]
    ends = np.empty((0, 4)) if found is None else np.asarray(found, float).reshape(-1, 4)
    along, middle = ends[:, 2:] - ends[:, :2], (ends[:, :2] + ends[:, 2:]) / 2
    longer = max(grey.shape)
    length = np.hypot(along[:, 0], along[:, 1]) / longer
    x, y = middle.round().astype(int).T
    outside = seen[y.clip(0, seen.shape[0] - 1), x.clip(0, seen.shape[1] - 1)] > 0
    kept = outside & (length > SHORTEST_LINE)
    turned = np.degrees(np.arctan2(along[kept, 1], along[kept, 0]))
    return Lines(
        turned % 180 - 90,
        (turned + 90) % 180 - 90,
        length[kept],
        (middle[kept] - np.array(grey.shape[::-1]) / 2) / (longer / 2),
    )


def estimate_level(views: Sequence[tuple[Lines, float]]) -> Level | None:
    """Estimate the level of the camera from the lines of several pictures.

    Each level is tried: the lines that would be upright vote for it by their length, allowing for a
    camera that looks up or down (uprights converge), and so do the lines that would be horizontal,
    allowing for one that looks aside. The votes of both kinds are put together so that many of one
    kind do not outvote the other, because a treadmill's posts may lean and its deck slope.

    Parameters
    ----------
    views
        Lines of each picture, and the turn of the camera in it, degrees.

    Returns
    -------
    Level or None
        Of the camera while its turn is 0; None where nothing straight is seen.
    """
    off_upright = np.concatenate([lines.off_upright_deg - turn for lines, turn in views])
    off_level = np.concatenate([lines.off_level_deg - turn for lines, turn in views])
    length = np.concatenate([lines.length for lines, _ in views]) / len(views)
    x, y = np.concatenate([lines.middle for lines, _ in views]).T
    levels = np.arange(-LARGEST_LEVEL_DEG, LARGEST_LEVEL_DEG + STEP_DEG / 2, STEP_DEG)
    uprights = _Votes.count(levels, off_upright, length, x)
    horizontals = _Votes.count(levels, off_level, length, y)
    score = uprights.score + horizontals.score
    best = int(score.argmax())
    v, h = float(uprights.length[best]), float(horizontals.length[best])
    if not (min(v, h) >= LEAST_LENGTH or max(v, h) >= LEAST_ALONE):
        return None
    rivals = np.abs(levels - levels[best]) > RIVAL_FROM_DEG
    both = min(v, h) >= LEAST_LENGTH
    sure = both and float(score[rivals].max()) < MOST_RIVAL * float(score[best])
    near = np.abs(levels - levels[best]) <= RIVAL_FROM_DEG
    weights = np.exp((score[near] - score[best]) / SHARPNESS)
    level = float(weights @ levels[near] / weights.sum())
    converging, converging_sd = _fit_converging(
        off_upright - level, length, x, float(uprights.converging[best])
    )
    sd = LEAST_SD_DEG if both else ALONE_SD_DEG
    return Level(level, sd, sure, v, h, converging, converging_sd)


def _fit_converging(
    off: FloatArray, length: FloatArray, across: FloatArray, guess: float
) -> tuple[float, float]:
    """Fit how lines turn across the picture, degrees to its edge, and the error of that.

    By least squares with the lines' lengths as weights, of those that agree with the guess; lines
    in one tenth of the picture share their errors and count as one.
    """
    agreeing = np.abs(off - guess * across) < 3 * SCATTER_DEG
    off, length, across = off[agreeing], length[agreeing], across[agreeing]
    fields = len(np.unique(np.floor(across * 5)))
    spread = float(length @ across**2)
    if fields < FEWEST_FIELDS or spread <= 0:
        return 0.0, np.inf
    fitted = float((length * off) @ across / spread)
    scatter = float(np.sqrt(length @ (off - fitted * across) ** 2 / length.sum()))
    by_place = max(scatter, SCATTER_DEG) / np.sqrt(fields * spread / length.sum())
    return fitted, float(np.hypot(by_place, LEAST_SD_DEG))


@dataclass(frozen=True)
class _Votes:
    """Votes of one kind of lines for each level.

    A score, the length of those that agree, and how they converge, degrees.
    """

    score: FloatArray
    length: FloatArray
    converging: FloatArray

    @classmethod
    def count(
        cls, levels: FloatArray, off: FloatArray, length: FloatArray, across: FloatArray
    ) -> _Votes:
        """Let lines vote for levels.

        Parameters
        ----------
        levels
            ``(m,)`` degrees.
        off, length
            ``(n,)`` how far each line is off, degrees, and its length.
        across
            ``(n,)`` its place across its own direction, halves of the picture's longer side.
        """
        near = np.abs(off) < LARGEST_LEVEL_DEG + MOST_CONVERGENCE_DEG
        off, length, across = off[near], length[near], across[near]
        best = np.full(len(levels), -np.inf)
        agreeing, turning = np.zeros(len(levels)), np.zeros(len(levels))
        for converging in np.arange(-MOST_CONVERGENCE_DEG, MOST_CONVERGENCE_DEG + 0.5):
            missed = off - converging * across - levels[:, None]
            total = np.exp(-((missed / SCATTER_DEG) ** 2) / 2) @ length
            score = np.log1p(total / ENOUGH_LENGTH) - (converging / CONVERGENCE_SD_DEG) ** 2 / 2
            better = score > best
            best[better], agreeing[better] = score[better], total[better]
            turning[better] = converging
        return cls(best, agreeing, turning)
