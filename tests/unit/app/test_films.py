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


def test_who_is_clicked_on_is_passed_on_by_place(client, server):
    film = client.drop(b"quick")
    client.know(film)
    known = server.context.library.film(film)
    known.check["people"] = [
        {"number": 1, "place": "40:320,200", "measured": False},
        {"number": 2, "place": "40:900,210", "measured": True},
    ]
    server.context.library.save(known)
    shown = client.get(f"/films/{film}").text
    assert [f'value="40:{place}"' in shown for place in ("320,200", "900,210")] == [True, True]
    run = start(client, film, subject="40:900,210")
    assert "--subject=40:900,210" in words_of(server, run)
    for person in known.check["people"]:
        del person["place"]  # of an earlier version
    server.context.library.save(known)
    assert 'name="subject" value="2"' in client.get(f"/films/{film}").text


def words_of(server, run):
    return (server.context.library.run_folder(run) / "result" / "words.txt").read_text().split("\n")


def start(client, film, **form):
    run = client.post("/runs", {"film": film, **form}).headers["location"].split("/")[-1]
    assert client.wait(run, "done", "failed") == "done"
    return run


def test_a_pace_file_is_kept_beside_the_film_and_used_where_the_form_says_so(client, server):
    film = client.drop(b"quick")
    client.know(film)
    for name in ("old.gpx", "..%2FMy watch.CSV"):
        answer = client.post(f"/films/{film}/pace", b"time_s,speed_m_s\n", X_File_Name=name)
        assert answer.status == 201
    assert answer.json == {"name": "My watch.csv"}
    folder = server.context.library.film_folder(film)
    assert [path.name for path in (folder / "pace").iterdir()] == ["My watch.csv"]
    assert "Use My watch.csv" in client.get(f"/films/{film}?part=pace").text
    used = start(client, film, pace="/etc/passwd", pace_offset="30")
    words = words_of(server, used)
    assert [word for word in words if word.startswith("--pace")] == [
        f"--pace={folder / 'pace' / 'My watch.csv'}",
        "--pace-offset=30",
    ]
    assert 'name="pace" value="My watch.csv"' in client.get(f"/runs/{used}").text  # to ask again
    assert "--pace" not in " ".join(words_of(server, start(client, film)))
    answer = client.post("/runs", {"film": film, "pace": "on", "speed": "3.1"})
    assert "a pace file says the speed too" in answer.text


def test_a_run_whose_pace_file_is_gone_says_so(client, server):
    film = client.drop(b"quick")
    client.know(film)
    client.post(f"/films/{film}/pace", b"x", X_File_Name="a.csv")
    run = start(client, film, pace="on")
    client.post(f"/films/{film}/pace", b"x", X_File_Name="b.csv")
    record = server.context.library.run(run)
    record.state = "cancelled"
    server.context.library.save(record)
    client.post(f"/runs/{run}/start")
    client.wait(run, "failed")
    assert "its pace file is no longer there" in client.get(f"/runs/{run}").text.replace(
        "Its", "its"
    )


@pytest.mark.parametrize(
    ("name", "headers", "status"),
    [
        ("run.mp4", {}, 415),
        ("", {}, 415),
        ("a.csv", {"Content_Length": "0"}, 400),
        ("a.csv", {"Content_Length": "200000001"}, 413),
    ],
)
def test_what_is_no_pace_file_is_refused_and_leaves_nothing(client, server, name, headers, status):
    film = client.drop(b"quick")
    client.know(film)
    folder = server.context.library.film_folder(film)
    before = sorted(folder.iterdir())
    answer = client.ask("POST", f"/films/{film}/pace", X_File_Name=name, **headers)
    assert (answer.status, sorted(folder.iterdir())) == (status, before)
    assert "Use " not in client.get(f"/films/{film}?part=pace").text
