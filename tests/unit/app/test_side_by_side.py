"""Two runs beside one another, from what was saved of them."""

import shutil

import pytest
from helpers_run import make_paced_run, make_run

from posture.app.library import RESULT, Library
from posture.app.side_by_side import compare_runs
from posture.errors import UsageError
from posture.results.about import About
from posture.results.run import write_data


def add_run(library: Library, runner: str, run=None):
    film, _ = library.new_film("run.mp4")
    library.save(film)
    record = library.new_run(film, {}, About(runner=runner))
    record.state = "done"
    library.save(record)
    folder = library.run_folder(record.id) / RESULT
    folder.mkdir()
    write_data(run or make_run(), folder)
    return record


def test_both_runs_are_in_the_table(server, client):
    library = server.context.library
    ada, bob = add_run(library, "Ada"), add_run(library, "Bob")
    rows = compare_runs(library, ada, bob)
    assert "Trunk lean" in [row.title for row in rows]
    assert all(row.one == row.other for row in rows)
    assert all(row.one[3] for row in rows)
    text = client.get(f"/compare?one={ada.id}&other={bob.id}").text
    lean = next(row for row in rows if row.title == "Trunk lean")
    assert lean.one[0].endswith("°")
    assert text.count(f"<td>{lean.one[0]}</td>") >= 2
    assert "Two runs" in client.get("/compare?one=../x").text


def test_a_change_at_equal_pace_is_told_so(server, client):
    library = server.context.library
    ada, bob = add_run(library, "Ada"), add_run(library, "Bob", make_paced_run())
    (lean,) = (row for row in compare_runs(library, ada, bob) if row.title == "Trunk lean")
    assert lean.one[2:] == ("+3.6°", "▲ increased")
    assert lean.other[2:] == ("−3.0° at equal pace", "▼ decreased")


def test_a_run_that_cannot_be_read_is_said(server, client):
    library = server.context.library
    ada, bob = add_run(library, "Ada"), add_run(library, "Bob")
    shutil.rmtree(library.run_folder(bob.id) / RESULT)
    with pytest.raises(UsageError):
        compare_runs(library, ada, bob)
    answer = client.get(f"/compare?one={ada.id}&other={bob.id}")
    assert "cannot be read" in answer.text
    assert str(library.folder) not in answer.text
