"""The history of a runner, from the runs of the library that have a day."""

import re


def add(client, runner, date):
    run = client.start(runner=runner, date=date, condition="blue")
    client.wait(run, "done")
    return run


def test_a_history_is_of_one_runner_with_the_days_of_the_notes(client):
    first = add(client, "Ada", "2026-11-20")
    assert "History of" not in client.get(f"/runs/{first}").text
    assert client.post(f"/runs/{first}/history").status == 422
    assert client.get(f"/runs/{first}/history/").status == 404
    second = add(client, "ada", "2026-11-13")
    other = add(client, "Bob", "2026-11-14")
    dayless = add(client, "Ada", "")
    assert "History of Ada: 2 runs" in client.get(f"/runs/{first}").text
    answer = client.post(f"/runs/{first}/history")
    assert (answer.status, answer.headers["location"]) == (303, f"/runs/{first}/history/")
    shown = client.get(f"/runs/{first}/history/")
    assert re.findall(r'href="/runs/(\w+)/report/"', shown.text) == [second, first]
    assert (other in shown.text, dayless in shown.text) == (False, False)
    assert re.findall(r"--date=([\d-]+)", shown.text) == ["2026-11-13", "2026-11-20"]
    assert shown.text.count('"runner": "Ada"') == 2
    assert "unsafe" not in shown.headers["content-security-policy"]
