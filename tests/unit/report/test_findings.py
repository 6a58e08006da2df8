import pytest
from helpers_run import make_empty_run, make_run

from posture.report import findings


@pytest.mark.parametrize(
    ("names", "text"),
    [
        (["Trunk lean"], "Trunk lean"),
        (["Trunk lean", "Pelvic tilt"], "Trunk lean and pelvic tilt"),
        (["Knee lift", "Cadence", "Pelvic tilt"], "Knee lift, cadence and pelvic tilt"),
    ],
)
def test_names_are_listed_as_in_a_sentence(names, text):
    assert findings.listed(names) == text


def test_a_run_without_strides_is_known_as_such():
    assert findings.has_strides(make_run())
    assert not findings.has_strides(make_empty_run())
