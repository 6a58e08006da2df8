"""What is refused before anything is measured, and why."""

from __future__ import annotations

import pytest
from case_clips import read_case
from shipped_models import LEARNED

from posture.errors import NoRunnerError
from posture.recording import measure
from posture.settings import Settings


def test_feet_that_leave_the_picture_are_named():
    info, found = read_case("feetcut")
    with pytest.raises(NoRunnerError, match=r"feet are below the picture's edge.*camera lower"):
        measure(info, found, Settings.build(), LEARNED)
