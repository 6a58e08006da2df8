"""Pictures as JPEG files."""

from __future__ import annotations

from pathlib import Path

import cv2

from posture.utils.arrays import Image
from posture.utils.files import whole_file


def write_jpeg(path: Path, image: Image, quality: int) -> None:
    """Write a picture, ``(height, width, 3)`` uint8 RGB, whole or not at all.

    Raises
    ------
    OSError
        The file cannot be written.
    """
    options = [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_OPTIMIZE, 1]
    _, coded = cv2.imencode(".jpg", cv2.cvtColor(image, cv2.COLOR_RGB2BGR), options)
    with whole_file(path) as unfinished:
        unfinished.write_bytes(coded.tobytes())
