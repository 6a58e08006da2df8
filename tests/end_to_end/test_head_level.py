"""The level of the head-forward angle in the samples, from kept detections."""

import numpy as np
import pandas as pd
from kept_detections import kept_path, read_detections
from shipped_models import LEARNED

from posture.recording import measure
from posture.settings import Settings
from posture.utils.resources import sample_path
from posture.video import probe

#: One clip a runner, of a level camera.
CLIPS = ("loose_top", "overground_left", "slowmo_240", "steady", "two_people", "variable_rate")


def test_head_forward_is_within_two_degrees_on_average():
    errors = {}
    for name in CLIPS:
        clip = sample_path(f"{name}.mp4")
        found, _ = read_detections(kept_path(name))
        frames = measure(probe(clip), found, Settings(), LEARNED).frames
        truth = pd.read_parquet(clip.with_suffix(".truth.parquet"))
        errors[name] = float((frames["head_forward_deg"] - truth["head_forward_deg"]).mean())
    print(errors)
    assert np.mean(np.abs(list(errors.values()))) < 2.0
    assert abs(np.mean(list(errors.values()))) < 1.5
