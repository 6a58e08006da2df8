"""What was found of the runner, as a film of fewer frames."""

from dataclasses import fields

import numpy as np
import pytest

from posture.pose import Detections

FRAMES = 12


def found() -> Detections:
    """Detections in which every number of a frame is that frame's own."""
    whole = Detections.empty(FRAMES)
    for field in fields(whole):
        value = getattr(whole, field.name)
        if isinstance(value, np.ndarray) and len(value) == FRAMES:
            value[:] = np.arange(FRAMES).reshape(-1, *(1,) * (value.ndim - 1))
    whole.asked = np.arange(FRAMES) % 2 == 0
    whole.every = 3
    whole.subjects_seen, whole.most_at_once = 2, 2
    return whole


@pytest.mark.parametrize("frames", [slice(3, 9), slice(None, None, 3), np.array([1, 2, 8])])
def test_all_that_is_known_of_a_frame_is_taken(frames):
    whole = found()
    taken = whole.take(frames, np.array([1]))
    numbers = np.arange(FRAMES)[frames]
    of_frames = [
        field.name
        for field in fields(whole)
        if isinstance(getattr(whole, field.name), np.ndarray)
        and len(getattr(whole, field.name)) == FRAMES
    ]
    assert {"points", "confidence", "outline", "trunk_edge", "asked"} <= set(of_frames)
    for name in set(of_frames) - {"asked"}:
        own = getattr(taken, name)
        assert len(own) == len(numbers), name
        assert (own.reshape(len(numbers), -1) == numbers[:, None]).all(), name
    assert taken.asked.tolist() == (numbers % 2 == 0).tolist()
    assert (taken.every, taken.cuts.tolist()) == (1, [1])
    assert (taken.subjects_seen, taken.most_at_once) == (2, 2)
