"""The colours of a person's trunk, by which people are told apart."""

from __future__ import annotations

import cv2
import numpy as np

from posture.pose.types import Person, middle
from posture.utils.arrays import Float32Array, FloatArray, Image

#: Bins of each channel of the colours: lightness, green to red, blue to yellow.
BINS = 8
#: Range of the two colour channels that bins cover, of 0 to 255; grey is 128.
COLOUR_RANGE = (92.0, 164.0)
#: Where the trunk's pixels are taken: share of the way from mid-shoulder to mid-hip, and how far
#: aside, trunk lengths. Arms and the background lie beyond.
DOWN, ASIDE = (0.15, 0.8), (-0.07, 0.07)
#: Numbers that describe colours.
COLOURS = 3 * BINS


def describe_colours(image: Image, person: Person | None) -> Float32Array:
    """Describe the colours of a person's trunk: three histograms, ``(24,)``, each of sum 1.

    Empty where there is nobody, or the trunk lies outside the picture.
    """
    if person is None:
        return np.array([], np.float32)
    shoulder, hip = middle(person.points, "shoulder"), person.hip
    axis = hip - shoulder
    if not np.isfinite(axis).all():
        return np.array([], np.float32)
    across = np.array([axis[1], -axis[0]])
    down, aside = np.meshgrid(np.linspace(*DOWN, 12), np.linspace(*ASIDE, 5))
    places = shoulder + down.reshape(-1, 1) * axis + aside.reshape(-1, 1) * across
    x, y = np.round(places).astype(int).T
    inside = (x >= 0) & (y >= 0) & (x < image.shape[1]) & (y < image.shape[0])
    if inside.sum() < len(x) // 2:
        return np.array([], np.float32)
    pixels = np.ascontiguousarray(image[y[inside], x[inside]][None])
    lab = cv2.cvtColor(pixels, cv2.COLOR_RGB2LAB)[0].astype(np.float64)
    ranges = ((0.0, 255.0), COLOUR_RANGE, COLOUR_RANGE)
    return np.concatenate(
        [_soft_histogram(lab[:, i], *limits) for i, limits in enumerate(ranges)]
    ).astype(np.float32)


def _soft_histogram(values: FloatArray, low: float, high: float) -> FloatArray:
    """Share of values near each of `BINS` centres; a value between two counts for both."""
    place = np.clip((values - low) / (high - low) * BINS - 0.5, 0.0, BINS - 1.0)
    lower = np.minimum(place.astype(int), BINS - 2)
    upper = place - lower
    counts = np.bincount(lower, 1 - upper, BINS) + np.bincount(lower + 1, upper, BINS)
    return np.asarray(counts / len(values))


def compare_colours(one: Float32Array, other: Float32Array) -> float:
    """Distance of two descriptions of colours, 0-1 (Hellinger); NaN where one is not known.

    Lightness counts half as much as the two colours: it changes with light and shade.
    """
    if not one.size or not other.size:
        return float("nan")
    return float(compare_frames(one[None], other[None])[0])


def compare_frames(some: Float32Array, others: Float32Array) -> FloatArray:
    """Compare many descriptions, ``(n, 24)`` each, as `compare_colours` does: ``(n,)``."""
    overlap = np.sqrt(some * others).reshape(len(some), 3, BINS).sum(axis=2)
    apart = np.sqrt(np.clip(1.0 - overlap, 0.0, 1.0))
    return np.asarray(apart @ [0.2, 0.4, 0.4])
