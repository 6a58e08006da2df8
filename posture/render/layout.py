"""Sizes and places in the annotated picture."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import cv2
import numpy as np

from posture.utils.arrays import Image

#: Most pixels of a frame of the clip: sharp on a phone; more take time and space. A 16:9 picture is
#: drawn about 940 pixels wide, an upright one about 580.
MOST_PIXELS = 640_000
#: Size of body text, share of the width.
_TEXT_SHARE = 0.036
#: Height of the strip with the chart, sizes of the text.
_STRIP_IN_TEXT_SIZES = 5.0


@dataclass(frozen=True)
class Layout:
    """Sizes in pixels of the annotated picture: the video, and under it a strip for the chart.

    The strip is added below instead of drawn over the video because a side view of a runner
    nearly always has the feet at its lower edge.

    Attributes
    ----------
    width, height
        Size of the video's picture as drawn.
    strip
        Height of the strip under it.
    scale_x, scale_y
        Drawn pixels for each pixel of the file, at most 1 up to rounding to even sizes.
    text
        Size of body text: 3.6 % of the width, 13 px where the clip is shown 360 px wide.
    line
        Thickness of the boldest line.
    """

    width: int
    height: int
    strip: int
    scale_x: float
    scale_y: float
    text: int
    line: float

    @classmethod
    def fit(cls, width: int, height: int, most_pixels: int = MOST_PIXELS) -> Layout:
        """Fit a video of ``width`` × ``height`` and its strip into ``most_pixels`` pixels."""
        text = _TEXT_SHARE * width
        scale = min(1.0, sqrt(most_pixels / width / (height + _STRIP_IN_TEXT_SIZES * text)))
        # H.264 with 4:2:0 colour needs even sizes.
        drawn_width, drawn_height = (max(2, int(side * scale) // 2 * 2) for side in (width, height))
        return cls(
            width=drawn_width,
            height=drawn_height,
            strip=int(_STRIP_IN_TEXT_SIZES * text * scale) // 2 * 2,
            scale_x=drawn_width / width,
            scale_y=drawn_height / height,
            text=max(8, round(text * scale)),
            line=max(2.0, 0.009 * scale * min(width, height)),
        )

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of everything: picture and strip."""
        return self.width, self.height + self.strip


@dataclass(frozen=True)
class Canvas:
    """One picture of the clip while it is drawn.

    Attributes
    ----------
    image
        ``(height + strip, width, 3)`` uint8, RGB: all of it.
    picture, strip
        Views of ``image``: the video's part and the strip below it.
    """

    image: Image
    picture: Image
    strip: Image

    @classmethod
    def of(cls, frame: Image, layout: Layout) -> Canvas:
        """Put a frame of the file, scaled down as the layout says, onto a new canvas.

        Parameters
        ----------
        frame
            ``(height, width, 3)`` uint8, RGB, as in the file. Not changed.
        layout
            Sizes to use.
        """
        image = np.empty((layout.height + layout.strip, layout.width, 3), np.uint8)
        picture, strip = image[: layout.height], image[layout.height :]
        if frame.shape == picture.shape:
            picture[:] = frame
        else:
            _shrink(frame, picture)
        return cls(image, picture, strip)


def _shrink(frame: Image, out: Image) -> None:
    """Scale ``frame`` down into ``out``.

    Repeated halving and a last step by linear interpolation is ten times faster than one step that
    averages areas, and uses every pixel too.
    """
    height, width = out.shape[:2]
    while frame.shape[1] >= 2 * width and frame.shape[0] >= 2 * height:
        half = frame.shape[1] // 2, frame.shape[0] // 2
        frame = np.asarray(cv2.resize(frame, half, interpolation=cv2.INTER_AREA), np.uint8)
    cv2.resize(frame, (width, height), dst=out, interpolation=cv2.INTER_LINEAR)
