"""Memory in the length of the video; `tests/benchmarks/memory.py` prints 3 against 30 minutes."""

import sys

import pytest
from benchmarks.memory import compare_lengths

from posture.utils.resources import sample_path

MINUTES = (3.0, 9.0)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_memory_hardly_grows_with_the_video():
    pytest.importorskip("psutil")
    short, long = compare_lengths(sample_path("fresh_to_tired.mp4"), MINUTES, 720)
    print(short, long)
    for process in ("parent", "worker", "charts"):
        assert short[process] > 50
        assert long[process] <= 1.10 * short[process], process
