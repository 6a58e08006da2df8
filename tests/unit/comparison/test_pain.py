import pytest

from posture.comparison.pain import compare_pain
from posture.comparison.types import Drift


def onset(onset_s, ci95):
    return {"trunk_lean_deg": Drift(onset_s=onset_s, onset_ci95=ci95)}


@pytest.mark.parametrize(
    ("drift", "before", "words"),
    [
        (onset(500.0, [450.0, 550.0]), True, "drift before the time given"),
        (onset(900.0, [850.0, 950.0]), False, "drift after the time given"),
        (onset(590.0, [540.0, 640.0]), None, "cannot be told"),
        (onset(500.0, None), None, "cannot be told"),
        (onset(None, None), None, "is not known"),
        ({}, None, "is not known"),
    ],
)
def test_the_onset_is_set_against_the_pain(drift, before, words):
    found = compare_pain(600.0, drift)
    assert found.time_s == 600.0
    assert found.lean_onset_before is before
    assert words in found.statement
    assert "cause" not in found.statement


def test_without_a_time_nothing_is_said():
    assert compare_pain(None, onset(500.0, [450.0, 550.0])) is None
