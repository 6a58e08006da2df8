"""Too little memory is one sentence with exit code 1, wherever it is noticed."""

from __future__ import annotations

import errno
import subprocess
import sys

import cv2
import pyarrow as pa
import pytest
import typer

from posture.console import report_errors
from posture.utils import memory_limit
from posture.utils.memory_limit import describe_memory_limit, is_out_of_memory

resource = pytest.importorskip("resource")


def test_a_limit_that_is_large_enough_is_none(monkeypatch):
    monkeypatch.setattr(resource, "getrlimit", lambda kind: (resource.RLIM_INFINITY,) * 2)
    assert describe_memory_limit() == ""
    monkeypatch.setattr(resource, "getrlimit", lambda kind: (4_000_000_000, 8_000_000_000))
    assert describe_memory_limit() == ""


def test_the_smaller_of_two_limits_counts(monkeypatch):
    limits = {resource.RLIMIT_AS: 2_000_000_000, resource.RLIMIT_DATA: 500_000_000}
    monkeypatch.setattr(resource, "getrlimit", lambda kind: (limits[kind],) * 2)
    assert memory_limit.read_memory_limit() == 500_000_000
    assert "limited to 500 MB" in describe_memory_limit()


@pytest.mark.parametrize("megabytes", [100, 400, 2900])
def test_the_program_says_so_before_it_loads_anything(megabytes):
    program = (
        "import resource, sys\n"
        f"resource.setrlimit(resource.RLIMIT_AS, ({megabytes}_000_000,) * 2)\n"
        "sys.argv = ['posture', 'analyze', 'run.mp4']\n"
        "from posture.__main__ import main\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"posture: memory is limited to {megabytes} MB")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (MemoryError("9 bytes"), True),
        (pa.lib.ArrowMemoryError("malloc of size 9 failed"), True),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), True),
        (RuntimeError("can't start new thread"), True),
        (ImportError("a.so: failed to map segment: Cannot allocate memory"), True),
        (cv2.error("(-4:Insufficient memory) Failed to allocate 9 bytes"), True),
        (OSError(errno.ENOSPC, "No space left on device"), False),
        (ValueError("memory"), False),
    ],
)
def test_what_libraries_say_of_it(error, told):
    assert is_out_of_memory(error) is told


def test_in_the_middle_of_the_work_it_is_no_fault_of_ours(capsys):
    with pytest.raises(typer.Exit) as ended, report_errors(debug=False):
        raise MemoryError("Unable to allocate 9.00 GiB for an array")
    assert ended.value.exit_code == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("posture: there is not enough memory")
    assert err.count("\n") == 1
