"""The edge of the back itself, read from the picture by a small network that knows arms.

The silhouette's outer edge is the back's only where no arm is. Where the far arm stands out behind
the trunk, the trunk's own edge lies inside the silhouette and is seen; where the near arm covers
it, it is hidden. The network gets a strip of the picture that is straightened along the trunk, and
says for each of `STATIONS` how far behind the trunk line the back ends, and how likely that edge is
seen there. It was trained on virtual runners with exact edges (`python -m
models.training.back_edge`), on nothing of a real person.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from posture.pose.types import ARM_BONES, INDEX, STATIONS, UNKNOWN_EDGE, Person, middle
from posture.utils.arrays import Float32Array, FloatArray, Image

#: File of the network, in the folder of models.
EDGE_NETWORK = "back_edge.onnx"
#: Distances behind the trunk line at which a strip is sampled, trunk lengths; the back ends within
#: them, also of a rounded back and of a thick top.
DEPTHS = np.linspace(-0.08, 0.40, 64)
#: Longest trunk that strips are cut from, pixels: larger pictures are made smaller first, so that
#: neighbouring samples leave nothing out.
LONGEST_TRUNK_PX = 220.0
#: Margin around a strip that is cut out, trunk lengths.
MARGIN = 0.1
#: Distance over which the silhouette's side of a sample is told, trunk lengths.
SILHOUETTE_WIDTH = 0.02
#: SD of the mark around the bones of an arm, trunk lengths; about half an arm.
ARM_WIDTH = 0.07
#: Number of channels of what the network gets: colours, silhouette, near and far arm, coordinates.
CHANNELS = 8
#: Samples on both sides of the likeliest distance over which it is averaged.
AROUND = 3


def cut_strip(image: Image, person: Person) -> Image:
    """Cut the strip behind the trunk line out of the picture.

    Parameters
    ----------
    image
        ``(height, width, 3)`` RGB, in which the person faces right.
    person
        Who was found in it.

    Returns
    -------
    Image
        ``(48, 64, 3)`` RGB at `STATIONS` along the trunk and `DEPTHS` behind it; black outside
        the picture.
    """
    points = _locate_samples(person)
    margin = MARGIN * person.trunk
    low = np.maximum(np.floor(points.min(axis=(0, 1)) - margin), 0).astype(int)
    high = np.minimum(np.ceil(points.max(axis=(0, 1)) + margin), image.shape[1::-1]).astype(int)
    if (high - low < 2).any():
        return np.zeros((*points.shape[:2], 3), np.uint8)
    part = np.ascontiguousarray(image[low[1] : high[1], low[0] : high[0]])
    shrunk = min(1.0, LONGEST_TRUNK_PX / person.trunk)
    scale = np.ones(2)
    if shrunk < 1:
        size = np.maximum(np.round((high - low) * shrunk), 2).astype(int)
        scale = size / (high - low)
        part = np.asarray(cv2.resize(part, size.tolist(), interpolation=cv2.INTER_AREA), np.uint8)
    # landmarks count from the picture's corner, pixels from their centres
    where = ((points - low) * scale - 0.5).astype(np.float32)
    strip = cv2.remap(part, where[..., 0], where[..., 1], cv2.INTER_LINEAR)
    return np.asarray(strip, np.uint8)


def describe_strip(strip: Image, person: Person) -> Float32Array:
    """Describe a strip as the network gets it, ``(8, 48, 64)``.

    Parameters
    ----------
    strip
        From `cut_strip`; its colours are standardised, so that light does not matter.
    person
        Whose it is: where the silhouette ends, and the bones of both arms, say what may be an arm.
    """
    return join_channels(strip, describe_body(person))


def join_channels(strips: Image, bodies: Float32Array) -> Float32Array:
    """Put together what the network gets, of one strip or of many.

    Parameters
    ----------
    strips
        ``(..., 48, 64, 3)`` RGB.
    bodies
        ``(..., 3, 48, 64)`` from `describe_body`.

    Returns
    -------
    Float32Array
        ``(..., 8, 48, 64)`` colours, standardised; silhouette and both arms; each sample's own
        place along and across, -1 to 1.
    """
    colours = strips.astype(np.float32)
    colours -= colours.mean(axis=(-3, -2), keepdims=True)
    colours /= strips.std(axis=(-3, -2, -1), keepdims=True, dtype=np.float32) + 4.0
    places = np.meshgrid(np.linspace(-1, 1, len(STATIONS)), np.linspace(-1, 1, len(DEPTHS)))
    own = np.broadcast_to(
        np.stack([place.T for place in places]), (*strips.shape[:-3], 2, *strips.shape[-3:-1])
    )
    return np.concatenate([np.moveaxis(colours, -1, -3), bodies, own], axis=-3, dtype=np.float32)


def describe_body(person: Person) -> Float32Array:
    """Describe where silhouette, right and left arm are, ``(3, 48, 64)``."""
    length = max(person.trunk, 1.0)
    depth = np.broadcast_to(DEPTHS, (len(STATIONS), len(DEPTHS)))
    edge = person.outline[:, 0].astype(float)[:, None] / length
    inside = np.nan_to_num(np.clip((edge - depth) / SILHOUETTE_WIDTH, -1, 1))
    x, y = np.ascontiguousarray(np.moveaxis(_locate_samples(person), -1, 0))
    arms = [_mark_arm(x, y, person, side, length) for side in ("right", "left")]
    return np.stack([inside, *arms]).astype(np.float32)


def decode(answer: Float32Array) -> Float32Array:
    """Turn what the network says into edges.

    Parameters
    ----------
    answer
        ``(..., 65, 48)`` for each station how likely each of `DEPTHS` is, and last how likely the
        edge is seen, both as logits.

    Returns
    -------
    Float32Array
        ``(..., 48, 2)`` distance behind the trunk line, trunk lengths, and 0-1 how likely it is
        seen.
    """
    depths, seen = answer[..., :-1, :], answer[..., -1, :]
    top = np.argmax(depths, axis=-2)[..., None, :]
    number = np.arange(len(DEPTHS))[:, None]
    near = np.abs(number - top) <= AROUND
    weights = np.where(near, np.exp(np.minimum(depths - depths.max(axis=-2, keepdims=True), 0)), 0)
    at = (weights * DEPTHS[:, None]).sum(axis=-2) / weights.sum(axis=-2)
    chance = 1 / (1 + np.exp(-np.clip(seen, -30, 30)))
    return np.stack([at, chance], axis=-1).astype(np.float32)


class BackEdgeReader:
    """Reads the edge of the back with the network of a file.

    Parameters
    ----------
    network
        ONNX file, ``models/back_edge.onnx``.
    """

    def __init__(self, network: Path) -> None:
        self._network = cv2.dnn.readNetFromONNX(str(network))

    def read(self, image: Image, person: Person) -> Float32Array:
        """Read the edge of the back of a person who faces right in the picture.

        Returns
        -------
        Float32Array
            As `Person.trunk_edge`.
        """
        if not np.isfinite(person.points).all() or person.trunk < 2:
            return UNKNOWN_EDGE.copy()
        self._network.setInput(describe_strip(cut_strip(image, person), person)[None])
        edge = decode(np.asarray(self._network.forward(), np.float32)[0])
        edge[:, 0] *= person.trunk
        return edge


def _locate_samples(person: Person) -> FloatArray:
    """Locate the samples of a strip in the picture, ``(48, 64, 2)`` pixels."""
    top = middle(person.points, "shoulder").astype(float)
    axis = middle(person.points, "hip") - top
    behind = np.array([-axis[1], axis[0]])  # of a person who faces right, as long as the trunk
    return np.asarray(
        top + STATIONS[:, None, None] * axis + DEPTHS[None, :, None] * behind, dtype=float
    )


def _mark_arm(x: FloatArray, y: FloatArray, person: Person, side: str, length: float) -> FloatArray:
    """Mark how near samples at x and y are to the bones of an arm, ``(48, 64)`` 0-1."""
    nearest = np.full(x.shape, np.inf)
    for upper, lower in ARM_BONES:
        start, end = (
            person.points[INDEX[f"{side}_{name}"]].astype(float) for name in (upper, lower)
        )
        bone = end - start
        along, down = x - start[0], y - start[1]
        share = np.clip((along * bone[0] + down * bone[1]) / max(float(bone @ bone), 1e-6), 0, 1)
        off = (along - share * bone[0]) ** 2 + (down - share * bone[1]) ** 2
        nearest = np.minimum(nearest, off)
    return np.asarray(np.exp(-nearest / (2 * (ARM_WIDTH * length) ** 2)))
