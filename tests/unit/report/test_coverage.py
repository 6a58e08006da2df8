"""The page says what was seen and what was not."""

from dataclasses import replace

from helpers_run import make_run
from msgspec import structs

from posture.comparison.standing import AgainstStanding
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


def stood(run, window):
    """The run, whose runner stands still within a window, but for its ends."""
    still = AgainstStanding(
        source=window, in_run=True, start_s=0.6, end_s=4.4, frames=100, measures={}
    )
    settings = run.results.settings | {"standing": window}
    return replace(run, results=structs.replace(run.results, standing=still, settings=settings))


def test_standing_still_is_not_called_not_looked_at():
    run = stood(measured((5.01, 120.0), duration_s=120.0), "0:00-0:05")
    assert what_was_measured(run) == [
        "Measured: 1:55 of 2:00 min (0:05–2:00). The runner stands still in 0:00–0:05."
    ]
    between = stood(measured((0.0, 4.98), (10.7, 120.0), duration_s=120.0), "5-10.7")
    (line,) = what_was_measured(between)
    assert line.endswith("The runner stands still in 0:05–0:11.")


def test_what_else_was_not_looked_at_is_said_beside_standing_still():
    run = stood(measured((5.0, 60.0), (80.0, 120.0), duration_s=120.0), "0:00-0:05")
    (line,) = what_was_measured(run)
    assert line.endswith(
        "The runner stands still in 0:00–0:05. What else lies between was not looked at; "
        "--sample all measures everything."
    )


def test_it_stands_on_the_page(tmp_path):
    run = measured((355.0, 422.0), (2398.0, 2465.0), duration_s=2700.0)
    page = write_report(run, tmp_path, has_video=False).read_text(encoding="utf-8")
    assert "Measured: 2:14 of 45:00 min" in page
