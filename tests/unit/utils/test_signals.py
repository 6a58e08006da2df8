"""A request to end raises what Ctrl-C raises, once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of Unix")

PROGRAM = """
import signal, time
from posture.utils.signals import stop_as_by_ctrl_c
stop_as_by_ctrl_c()
try:
    print("ready", flush=True)
    time.sleep(30)
except KeyboardInterrupt:
    signal.raise_signal(signal.SIGTERM)  # another while it clears up
    signal.raise_signal(signal.SIGHUP)
    print("stopped")
"""


#: Coverage has a handler of SIGTERM of its own in every process that it watches.
UNWATCHED = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_it_stops_as_by_ctrl_c(number, interruptible_python):
    command = [*interruptible_python, "-c", PROGRAM]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=UNWATCHED) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(number)
        assert process.stdout.read() == "stopped\n"
    assert process.returncode == 0


def test_what_is_ignored_stays_ignored():
    ignore = f"import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN); exec({PROGRAM!r})"
    with subprocess.Popen(
        [sys.executable, "-c", ignore], stdout=subprocess.PIPE, text=True, env=UNWATCHED
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGHUP)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.3)
        process.kill()
