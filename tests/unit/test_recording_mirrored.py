"""A mirrored film, seen mirrored by the network, gives the same numbers: near stays near."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from kept_detections import kept_path, read_detections
from shipped_models import LEARNED

from posture.pose import Detections
from posture.pose.types import OTHER_SIDE
from posture.recording import Recording, measure
from posture.settings.options import Settings
from posture.utils.resources import sample_path
from posture.video import probe


def mirror(found: Detections, width: int) -> Detections:
    """What a network without a favourite side sees in the mirrored film."""
    other = list(OTHER_SIDE)
    points = found.points[:, other].copy()
    points[..., 0] = width - points[..., 0]
    outline = found.outline[..., ::-1].copy()
    return replace(found, points=points, confidence=found.confidence[:, other], outline=outline)


def require_equal(table: pd.DataFrame, other: pd.DataFrame, atol: float) -> None:
    assert list(table.columns) == list(other.columns)
    for name in table.columns:
        if pd.api.types.is_numeric_dtype(table[name]):
            numbers = (t[name].to_numpy(float, na_value=np.nan) for t in (table, other))
            np.testing.assert_allclose(*numbers, rtol=0, atol=atol, err_msg=name)
        elif name != "facing":
            assert table[name].astype(str).tolist() == other[name].astype(str).tolist(), name


def line_of(made: Recording) -> np.ndarray:
    return made.poses["back_line"].transpose("time", "place", "space").to_numpy()


# A pass through the picture is rounded most: many steps in between are of single precision, and
# whole pixels count from the picture's left.
@pytest.mark.parametrize(
    ("name", "level", "atol"),
    [
        ("variable_rate", 0.0, 1e-6),
        ("unlevel", 4.0, 1e-6),
        ("two_people", 0.0, 1e-6),
        ("overground_left", 0.0, 1e-4),
    ],
)
def test_every_column_of_frames_and_strides_is_the_same(name: str, level: float, atol: float):
    info = probe(sample_path(f"{name}.mp4"))
    found, _ = read_detections(kept_path(name))
    # in double precision: in single, the way from either side rounds angles by some 1e-5 degrees
    found.points = found.points.astype(float)  # type: ignore[assignment]
    mirrored = mirror(found, info.width)
    made = measure(info, found, Settings.build(level=level), LEARNED)
    again = measure(info, mirrored, Settings.build(level=-level), LEARNED)
    assert {made.view.facing, again.view.facing} == {"left", "right"}
    assert made.strides["pelvic_tilt_deg"].notna().any()
    require_equal(made.frames, again.frames, atol)
    require_equal(made.strides, again.strides, atol)
    assert (made.back.code, made.detected_share) == (again.back.code, again.detected_share)
    line = line_of(made)
    assert np.isfinite(line).any()
    np.testing.assert_allclose(
        line_of(again), [info.width, 0] + line * [-1, 1], rtol=0, atol=max(atol, 1e-3)
    )
