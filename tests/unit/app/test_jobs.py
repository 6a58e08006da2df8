"""The queue: one after the other, cancelled, resumed, and found again by the next server."""

import os
import signal
import sys

import pytest
from app_server import Client, serve, wait_until


def record(server, run):
    return server.context.library.run(run)


def test_a_run_is_measured_and_its_answer_kept(client, server):
    run = client.start(runner="Ada", early="0:00-0:20", late="0:40-1:00")
    assert client.wait(run, "done", "failed") == "done"
    found = record(server, run)
    assert found.lines == [
        "Early 0:00-0:20, late 0:40-1:00.",
        "Your trunk leans 2° more when tired.",
    ]
    words = (
        (server.context.library.run_folder(run) / "result" / "words.txt").read_text().split("\n")
    )
    assert {"--early=0:00-0:20", "--late=0:40-1:00", "--one-file", "--no-charts"} <= set(words)
    assert "Your trunk leans 2° more when tired." in client.get(f"/runs/{run}").text
    assert "Ada" in client.get("/library").text


def test_runs_are_measured_one_after_the_other_and_can_be_cancelled(client, server):
    first, second = client.start(b"slow"), client.start(b"slow")
    client.wait(first, "running")
    assert client.state(second) == "waiting"
    assert "Waiting for its turn" in client.get("/queue").text
    client.post(f"/runs/{second}/cancel")
    assert client.state(second) == "cancelled"
    client.post(f"/runs/{first}/cancel")
    assert client.wait(first, "cancelled") == "cancelled"
    assert "What was measured is kept" in client.get(f"/runs/{first}").text


@pytest.mark.parametrize(
    ("option", "left"),
    [
        ("keep", "Nothing of what was measured is kept"),
        ("fresh", "What was measured is kept, but this analysis looks at every frame again."),
    ],
)
def test_what_is_left_of_a_cancelled_run_is_said_as_it_is(client, server, option, left):
    run = client.start(b"slow", **{option: "on"})
    assert left in client.get(f"/runs/{run}").text
    client.post(f"/runs/{run}/cancel")
    client.wait(run, "cancelled")
    shown = client.get(f"/runs/{run}").text
    assert f"It was cancelled. {left}" in shown
    assert ("another question takes seconds" in shown) is (option == "fresh")


def test_a_cancelled_run_starts_again(client, server):
    run = client.start(b"slow")
    client.wait(run, "running")
    client.post(f"/runs/{run}/cancel")
    client.wait(run, "cancelled")
    film = server.context.library.film(record(server, run).film)
    server.context.library.source(film).write_bytes(b"quick")
    client.post(f"/runs/{run}/start")
    assert client.wait(run, "done") == "done"


@pytest.mark.parametrize(
    ("content", "reason", "has_report"),
    [
        (b"refused", "nobody runs in this video; film one runner", True),
        (b"fault", "a fault", False),
    ],
)
def test_why_a_run_failed_is_said_without_places(client, server, content, reason, has_report):
    run = client.start(content)
    assert client.wait(run, "failed") == "failed"
    assert record(server, run).reason.startswith(reason)
    assert str(server.context.library.folder) not in record(server, run).reason
    assert (client.get(f"/runs/{run}/report/").status == 200) is has_report


def end_from_outside(server, run):
    wait_until(lambda: server.context.jobs.progress(run).done == 1)
    os.kill(server.context.jobs._children[run]._process.pid, signal.SIGTERM)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
def test_a_run_that_somebody_else_ends_is_measured_again_once(client, server):
    run, other = client.start(b"slow"), client.start(b"twice")
    end_from_outside(server, run)
    end_from_outside(server, other)
    end_from_outside(server, run)
    assert client.wait(run, "cancelled", "failed") == "cancelled"
    assert client.wait(other, "done", "failed") == "done"


def test_progress_is_shown(client):
    run = client.start(b"slow")
    client.wait(run, "running")
    wait_until(lambda: "Finding the runner: 10 %" in client.get(f"/runs/{run}").text)
    client.post(f"/runs/{run}/cancel")
    client.wait(run, "cancelled")


def test_a_film_that_is_none_is_said(client, server):
    film = client.drop(b"broken")
    client.know(film)
    assert server.context.library.film(film).reason == "run.mp4 is no video"
    assert "is no video" in client.get(f"/films/{film}").text


def test_the_next_server_finds_its_jobs(tmp_path):
    with serve(tmp_path) as server:
        client = Client(server).enter()
        running, waiting = client.start(b"slow"), client.start(b"quick")
        client.wait(running, "running")
        folder = server.context.library.film_folder(record(server, running).film)
    assert [record(server, run).state for run in (running, waiting)] == ["waiting", "waiting"]
    (folder / "run.mp4").write_bytes(b"quick")
    with serve(tmp_path) as server:
        client = Client(server).enter()
        assert [client.wait(run, "done", "failed") for run in (running, waiting)] == ["done"] * 2


def test_a_run_that_was_under_way_when_the_server_was_killed_waits_again(tmp_path):
    with serve(tmp_path) as server:
        run = Client(server).enter().start()
        Client(server).enter().wait(run, "done")
    killed = record(server, run)
    killed.state = "running"
    server.context.library.save(killed)
    with serve(tmp_path) as server:
        assert Client(server).enter().wait(run, "done", "failed") == "done"


def test_deleting_a_run_stops_it(client, server):
    run = client.start(b"slow")
    client.wait(run, "running")
    assert client.post(f"/runs/{run}/delete", {"with_film": "on"}).status == 303
    assert client.get(f"/runs/{run}").status == 404
    assert server.context.library.run_folder(run) is None
    wait_until(lambda: not server.context.jobs.busy)


def test_a_run_whose_film_is_gone_says_so(client, server):
    run = client.start()
    client.wait(run, "done")
    client.server.context.library.source(
        server.context.library.film(record(server, run).film)
    ).unlink()
    found = record(server, run)
    found.state = "failed"
    server.context.library.save(found)
    client.post(f"/runs/{run}/start")
    client.wait(run, "failed")
    assert record(server, run).reason == "the film run.mp4 is no longer there"


def test_notes_are_kept(client, server):
    run = client.start(runner="Ada")
    client.post(f"/runs/{run}/about", {"runner": "Ada L.", "date": "2026-11-20", "note": "hot"})
    about = record(server, run).about
    assert (about.runner, about.date, about.note) == ("Ada L.", "2026-11-20", "hot")
    client.wait(run, "done")
    assert record(server, run).about == about


def test_a_wrong_option_is_said_and_what_was_given_stays(client, server):
    film = client.drop(b"quick")
    client.know(film)
    form = {"film": film, "early": "0:30-0:10", "runner": "Ada"}
    answer = client.post("/runs", form)
    assert answer.status == 422
    assert "ends before it starts" in answer.text
    assert 'value="0:30-0:10"' in answer.text
    assert 'value="Ada"' in answer.text


def test_a_job_that_cannot_even_begin_does_not_end_the_queue(tmp_path):
    with serve(tmp_path, program=("/nowhere/posture",)) as server:
        client = Client(server).enter()
        for run in (client.start(), client.start()):
            assert client.wait(run, "failed") == "failed"
            assert "No such file" in record(server, run).reason


def test_a_fault_of_ours_ends_one_job_and_not_the_queue(client, server, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("posture.app.jobs.to_flags", lambda _: 1 / 0)
        run = client.start()
        client.wait(run, "failed")
    assert record(server, run).reason == "a fault of ours (ZeroDivisionError)"
    assert client.wait(client.start(), "done", "failed") == "done"


def test_a_second_film_is_compared_with_the_first_and_deleted_with_the_last_run(client, server):
    early, late = client.drop(b"quick", "fresh.mp4"), client.drop(b"quick too", "tired.mp4")
    for film in (early, late):
        client.know(film)
    assert f'<option value="{late}"' in client.get(f"/films/{early}").text
    form = {"film": early, "late_film": late, "early": "0:00-0:20", "facing": "left"}
    run, again = (client.post("/runs", form).headers["location"].split("/")[-1] for _ in range(2))
    for one in (run, again):
        assert client.wait(one, "done", "failed") == "done"
    library = server.context.library
    words = (library.run_folder(run) / "result" / "words.txt").read_text().split("\n")
    sources = [str(library.source(library.film(film))) for film in (early, late)]
    assert words[1:4] == ["compare", *sources]
    assert [word for word in words if word.startswith(("--early", "--facing"))] == ["--facing=left"]
    assert record(server, run).title == "fresh and tired.mp4"
    assert f'name="late_film" value="{late}"' in client.get(f"/runs/{run}").text  # to ask again
    client.post(f"/films/{late}/delete")  # a run needs it
    for one, left in ((run, True), (again, False)):
        client.post(f"/runs/{one}/delete", {"with_film": "on"})
        assert [library.film(film) is not None for film in (early, late)] == [left, left]


def test_a_run_whose_second_film_is_gone_says_so(client, server):
    early, late = client.drop(b"quick", "fresh.mp4"), client.drop(b"quick too", "tired.mp4")
    for film in (early, late):
        client.know(film)
    answer = client.post("/runs", {"film": early, "late_film": late})
    run = answer.headers["location"].split("/")[-1]
    client.wait(run, "done")
    found = record(server, run)
    found.state = "failed"
    server.context.library.save(found)
    server.context.library.delete_film(late)
    client.post(f"/runs/{run}/start")
    client.wait(run, "failed")
    assert "no longer there" in record(server, run).reason
    assert "Ask again" not in client.get(f"/runs/{run}").text
