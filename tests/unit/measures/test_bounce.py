import numpy as np
import pytest

from posture.measures.bounce import measure_step_bounces

TIME = np.arange(0.0, 0.7, 1 / 120)
PHASE = TIME / 0.7
#: A small bounce after the near foot's contact, a large one after the far foot's.
HEIGHT = np.where(PHASE < 0.5, 0.05, 0.15) * np.sin(2 * np.pi * PHASE) ** 2


def test_each_step_has_its_own_rise_and_fall():
    near, far = measure_step_bounces(HEIGHT, TIME, PHASE, 0.35)
    assert near == pytest.approx(0.05, abs=0.01)
    assert far == pytest.approx(0.15, abs=0.01)


def test_a_drift_in_the_picture_is_no_bounce():
    level = measure_step_bounces(HEIGHT, TIME, PHASE, 0.35)
    assert measure_step_bounces(HEIGHT + 0.4 * PHASE, TIME, PHASE, 0.35) == pytest.approx(level)


def test_a_hidden_frame_or_a_handful_of_them_have_none():
    hidden = HEIGHT.copy()
    hidden[3] = np.nan
    assert np.isnan(measure_step_bounces(hidden, TIME, PHASE, 0.35)).all()
    assert np.isnan(measure_step_bounces(HEIGHT[:7], TIME[:7], PHASE[:7], 0.35)).all()
