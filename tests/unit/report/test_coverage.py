"""The page says what was seen and what was not."""

from dataclasses import replace

from helpers_run import make_run
from msgspec import structs

from posture.report.coverage import what_was_measured
from posture.report.page import write_report


def measured(*parts_s, **video):
    run = make_run()
    changed = structs.replace(run.results.video, measured_s=parts_s, **video)
    return replace(run, results=structs.replace(run.results, video=changed))


def test_nothing_is_said_where_everything_was_measured():
    assert what_was_measured(make_run()) == []


def test_two_windows_are_named():
    run = measured((355.0, 422.0), (2398.0, 2465.0), duration_s=2700.0)
    (line,) = what_was_measured(run)
    assert line.startswith("Measured: 2:14 of 45:00 min (5:55–7:02 and 39:58–41:05).")
    assert "was not looked at" in line
    assert "--sample all" in line


def test_many_samples_are_counted_with_the_longest_gap():
    parts = [(120.0 * i, 120.0 * i + 30) for i in range(22)]
    del parts[5]
    (line,) = what_was_measured(measured(*parts, duration_s=2700.0))
    assert "Measured: 10:30 of 45:00 min (21 parts from 0:00 to 42:30" in line
    assert "at most 3:30 min apart" in line


def test_it_stands_on_the_page(tmp_path):
    run = measured((355.0, 422.0), (2398.0, 2465.0), duration_s=2700.0)
    page = write_report(run, tmp_path, has_video=False).read_text(encoding="utf-8")
    assert "Measured: 2:14 of 45:00 min" in page
