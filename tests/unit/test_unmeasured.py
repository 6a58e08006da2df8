"""Why measures are missing: of the frame rate only where it is too low in a window."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from pipeline_fakes import MODEL
from shipped_models import LEARNED
from stick_runner import run_detections

from posture.capture import SPEED_UNKNOWN
from posture.comparison import Segments
from posture.gait import Playback
from posture.gait.speed_of_play import SpeedOfPlay
from posture.joining import join_single
from posture.pipeline import conclude
from posture.recording import Recording, measure
from posture.settings.options import Settings
from posture.unmeasured import find_reasons

STRIKE = "foot_strike_angle_near_deg"


@pytest.fixture(scope="module")
def clip(landmarks_are_joints) -> Recording:
    info, found, _ = run_detections(duration_s=18.0, fps=60.0)
    return measure(info, found, Settings.build(), LEARNED)


def concluded(clip: Recording, speed: float | None = None):
    session = SimpleNamespace(settings=Settings.build(speed=speed), pace=None)
    return conclude(join_single(clip), Segments((0.0, 9.0), (9.0, 18.0)), session, MODEL)


def test_a_film_of_two_speeds_lacks_only_what_its_windows_lack(clip: Recording):
    speeds = (SpeedOfPlay(4.0, True, "rates"), SpeedOfPlay(0.5, True, "rates"))
    mixed = replace(clip, playback=Playback((0.0, 9.0, 18.0), speeds))
    assert mixed.frame_rate == pytest.approx(30.0)
    early = np.repeat(["early", "late", ""], 20)
    used = pd.DataFrame({"segment": early, STRIKE: np.where(early == "", np.nan, 8.0)})
    assert STRIKE not in find_reasons([mixed], used, "")
    used.loc[used["segment"] == "late", STRIKE] = np.nan
    assert find_reasons([mixed], used, "")[STRIKE].startswith("at 30 frames a second")


def test_left_against_right_counts_the_frames_that_the_network_looked_at(clip: Recording):
    run = concluded(clip)
    assert run.results.sides["contact_time"].reason == ""
    thinned = concluded(replace(clip, every=2))
    assert thinned.results.sides["contact_time"].reason.startswith("at 30 frames a second")


def test_where_the_speed_of_play_is_not_known_nothing_is_made_of_guessed_times(clip: Recording):
    known = concluded(clip, speed=3.0).results
    assert known.measures["step_length_m"].early == pytest.approx(3.0 * 60 / 170, rel=0.01)
    assert known.measures["duty_factor_percent"].early is not None
    assert "stride_time_s" in known.variability
    guess = Playback((0.0, 18.0), (SpeedOfPlay(1.0, False, "guess"),))
    open_run = concluded(replace(clip, playback=guess), speed=3.0)
    found = open_run.results
    for name in ("step_length_m", "duty_factor_percent", "cadence_spm"):
        assert (found.measures[name].early, found.measures[name].verdict) == (
            None,
            "not measurable",
        )
        assert found.measures[name].reason == SPEED_UNKNOWN
    assert open_run.strides["stride_length_m"].isna().all()
    assert found.variability == {}
