"""How far a job is, from the lines of its process."""

import json
import os

import pytest

from posture.app.progress import JobProgress
from posture.progress import ProgressLines


def test_the_time_left_follows_from_the_speed_of_the_stage():
    now_s = 0.0
    progress = JobProgress(lambda: now_s)
    assert (progress.describe(), progress.share) == ("Starting", None)
    progress.hear({"stage": "Finding the runner", "done": 100, "total": 400})
    assert progress.describe() == "Finding the runner: 25 %"
    now_s = 10.0
    progress.hear({"stage": "Finding the runner", "done": 200, "total": 400})
    assert progress.left_s == 20.0
    assert progress.describe() == "Finding the runner: 50 %, 0:20 left"
    progress.hear({"stage": "Drawing the clip", "done": 1, "total": 400})
    assert progress.left_s is None


@pytest.mark.parametrize("news", [{}, {"stage": 5}, {"stage": "x", "done": "1", "total": 2}])
def test_what_is_not_understood_changes_nothing(news):
    progress = JobProgress()
    progress.hear(news)
    assert progress.describe() == "Starting"


def read(handle):
    return [json.loads(line) for line in os.read(handle, 100_000).splitlines()]


def test_a_program_reads_lines_of_json():
    out, into = os.pipe()
    lines = ProgressLines(into)
    lines.announce("about a minute")
    for done in range(1, 101):
        lines("Finding the runner", done, 100)
    lines("Drawing the clip", 1, 100)
    found = read(out)
    os.close(out)
    os.close(into)
    assert found[0] == {"announce": "about a minute"}
    assert found[1] == {"stage": "Finding the runner", "done": 1, "total": 100}
    assert found[-2] == {"stage": "Finding the runner", "done": 100, "total": 100}
    assert found[-1]["stage"] == "Drawing the clip"
    assert len(found) < 50


def test_where_nobody_reads_any_more_the_work_is_stopped():
    out, into = os.pipe()
    os.close(out)
    with pytest.raises(KeyboardInterrupt):
        ProgressLines(into)("Finding the runner", 1, 100)
    os.close(into)
