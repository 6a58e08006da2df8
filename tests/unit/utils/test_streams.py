"""A command whose output nobody reads ends as it would have, with its own exit code."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

#: Writes more than a pipe holds, then ends with a code of its own.
TALKS = """
import sys
from posture.utils.streams import open_closed_streams, tolerate_lost_readers
open_closed_streams()
tolerate_lost_readers()
for _ in range(20_000):
    print("a line that somebody may read \\N{MINUS SIGN}")
print("an error", file=sys.stderr)
sys.stdout.flush()
sys.exit(7)
"""


def start(redirection: str) -> subprocess.CompletedProcess[bytes]:
    command = f'"{sys.executable}" -c "$TALKS" {redirection}'
    return subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"],
        env={**os.environ, "TALKS": TALKS, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    "redirection", [">&-", "2>&-", ">&- 2>&- <&-", ">/dev/full", "| head -1 >/dev/null"]
)
def test_lost_readers_change_nothing(redirection: str) -> None:
    done = start(redirection)
    assert done.returncode == 7
    assert b"Traceback" not in done.stderr
    assert b"BrokenPipe" not in done.stderr


def test_characters_that_the_screen_lacks_are_replaced() -> None:
    done = start("")
    assert done.returncode == 7
    assert done.stdout.count(b"may read ?") == 20_000
    assert done.stderr == b"an error\n"


def test_a_closed_stream_is_not_the_next_file(tmp_path) -> None:
    script = (
        "import os\n"
        "from posture.utils.streams import open_closed_streams\n"
        "open_closed_streams()\n"
        f"file = open({str(tmp_path / 'result')!r}, 'w')\n"
        "assert file.fileno() > 2\n"
        "os.write(2, b'printed by a library')\n"
        "file.write('result')\n"
    )
    done = subprocess.run(
        ["bash", "-c", f'"{sys.executable}" -c "$SCRIPT" 2>&-'],
        env={**os.environ, "SCRIPT": script},
        timeout=60,
        check=False,
    )
    assert done.returncode == 0
    assert (tmp_path / "result").read_text() == "result"
