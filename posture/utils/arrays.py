"""Names for the types of arrays, the same throughout the package."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
Float32Array = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]
IndexArray = npt.NDArray[np.intp]
Image = npt.NDArray[np.uint8]
"""Pixels ``(height, width, 3)``, red, green and blue, or ``(height, width)``."""
