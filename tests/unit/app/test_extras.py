"""Loops and charts: made once, when they are asked for, and sent to be saved."""

import io
import zipfile


def test_a_loop_is_made_and_sent(client):
    run = client.start()
    client.wait(run, "done")
    answer = client.post(f"/runs/{run}/loops/ghost")
    assert (answer.status, answer.body) == (200, b"clip")
    assert 'filename="run-ghost.mp4"' in answer.headers["content-disposition"]
    assert client.post(f"/runs/{run}/loops/other").status == 404


def test_charts_are_drawn_once_and_sent_in_one_file(client, server):
    run = client.start()
    client.wait(run, "done")
    extras = server.context.library.run_folder(run) / "extras"
    assert not extras.exists()
    answer = client.post(f"/runs/{run}/charts")
    assert 'filename="run-charts.zip"' in answer.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.body)) as found:
        assert found.namelist() == ["overview.png"]
    assert [path.name for path in extras.iterdir()] == ["charts.zip"]
    (server.context.library.run_folder(run) / "result").rename(extras.with_name("elsewhere"))
    assert client.post(f"/runs/{run}/charts").body == answer.body


def test_nothing_is_made_of_a_run_that_was_not_measured(client):
    run = client.start(b"refused")
    client.wait(run, "failed")
    for what in ("charts", "loops/ghost"):
        assert client.post(f"/runs/{run}/{what}").status == 404
