"""Films on their way into the library: chosen by path, shown, weighed and removed."""

import pytest


@pytest.fixture
def own(tmp_path):
    path = tmp_path / "My run.mp4"
    path.write_bytes(b"quick")
    return path


def take(client, text):
    answer = client.post("/films/path", {"path": text})
    return answer.headers.get("location", "").split("/")[-1], answer


def test_a_film_of_this_machine_is_not_copied(client, server, own):
    film, _ = take(client, f'"{own}"')  # as a file manager copies it
    client.know(film)
    folder = server.context.library.film_folder(film)
    assert server.context.library.source(server.context.library.film(film)) == own
    assert list(folder.rglob("*.mp4")) == []
    assert "My run.mp4" in client.get(f"/films/{film}").text
    client.post(f"/films/{film}/delete")
    assert own.read_bytes() == b"quick"
    assert client.get(f"/films/{film}").status == 404


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("run.mp4", "the whole path"),
        ("", "the whole path"),
        ("/nowhere/run.mp4", "no such file"),
        ("/", "no such file"),
        ("/dev/null", "no such file"),
        ("/\0", "no such file"),
    ],
)
def test_a_path_that_leads_to_no_file_is_said(client, server, text, said):
    before = len(server.context.library.films())
    _, answer = take(client, text)
    assert answer.status == 422
    assert said in answer.text
    assert len(server.context.library.films()) == before


def test_its_pictures_are_sent_and_nothing_else(client):
    film = client.drop(b"quick")
    client.know(film)
    assert client.get(f"/films/{film}/strip/0").headers["content-type"] == "image/jpeg"
    for path in ("strip/7", "strip/x", "people/1", "film.json/0", "../films/0"):
        assert client.get(f"/films/{film}/{path}").status == 404


def test_windows_are_weighed_and_wrong_ones_said(client):
    film = client.drop(b"quick")
    client.know(film)
    worth = client.get(f"/films/{film}/worth?early=0:00-0:15&late=0:40-1:00").json
    assert (worth["early"], worth["late"]) == ([0, 15], [40, 60])
    assert worth["sentences"][0] == "About 21 strides early and 28 late."
    wrong = client.get(f"/films/{film}/worth?early=0:50-0:55&late=0:00-0:10").json
    assert "must come before" in wrong["error"]


def test_a_film_that_a_run_needs_is_not_removed(client, server):
    run = client.start()
    client.wait(run, "done")
    film = server.context.library.run(run).film
    client.post(f"/films/{film}/delete")
    assert client.get(f"/films/{film}").status == 200


def test_parts_of_the_page_are_written_alone(client):
    film = client.drop(b"quick")
    client.know(film)
    for part in ("pictures", "check", "people"):
        text = client.get(f"/films/{film}?part={part}").text
        assert "<html" not in text
        assert text.strip()
    assert client.get(f"/films/{film}?part=state").json == {"state": "ready"}
