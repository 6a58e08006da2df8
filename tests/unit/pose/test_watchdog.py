"""A worker whose engine is stuck in native code ends, parent or not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import numpy as np
import pytest
from pose_scene import FigureEngine

from posture.pose.watchdog import WatchedEngine

pytestmark = pytest.mark.skipif(os.name == "nt", reason="alarms of Unix")

STUCK = """
import ctypes, time
from posture.pose import watchdog
watchdog.STUCK_S = 0.3

class Stuck:
    def track(self, image):
        # holds the interpreter's lock, so that no other thread of Python runs
        ctypes.PyDLL(None).sleep(300)

watchdog.WatchedEngine(Stuck()).track(None)
"""


def test_native_code_that_never_returns_ends_the_process():
    ran = subprocess.run([sys.executable, "-c", STUCK], timeout=120, check=False)
    assert ran.returncode == -signal.SIGALRM


def test_an_engine_that_answers_is_left_alone():
    watched = WatchedEngine(FigureEngine())
    picture = np.full((20, 20, 3), 240, np.uint8)
    assert watched.track(picture) is not None
    assert len(watched.find(picture)) == 1
    watched.restart()
    watched.close()
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_an_engine_that_fails_is_not_watched_afterwards():
    class Broken(FigureEngine):
        def track(self, image):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        WatchedEngine(Broken()).track(np.zeros((4, 4, 3), np.uint8))
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
