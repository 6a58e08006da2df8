"""Every protection of the local page, tried from outside: each test fails without its own."""

import http.client
import os

import pytest
from app_server import Client, serve

from posture.app.security import HEADERS


@pytest.fixture
def stranger(server):
    return Client(server)


def test_a_browser_that_was_let_in_sees_the_page(client):
    answer = client.get("/")
    assert answer.status == 200
    assert "Drop a video" in answer.text


# --- token and cookie ---


@pytest.mark.parametrize("path", ["/", "/library", "/queue", "/events", "/runs/0123456789abcdef"])
def test_without_a_token_nothing_is_shown(stranger, path):
    answer = stranger.get(path)
    assert answer.status == 403
    assert "Drop a video" not in answer.text


def test_a_wrong_token_and_a_wrong_cookie_open_nothing(stranger, server):
    assert stranger.get("/?token=wrong").status == 403
    assert stranger.get("/?token=").status == 403
    stranger.cookie = f"{server.doors.cookie}=wrong"
    assert stranger.get("/").status == 403


def test_a_token_used_twice_opens_nothing_the_second_time(stranger, server):
    token = server.doors.make_token()
    assert stranger.get(f"/?token={token}").status == 303
    again = stranger.get(f"/?token={token}")
    assert again.status == 403
    assert "set-cookie" not in again.headers


def test_a_token_is_not_used_up_by_looking_ahead(stranger, server):
    token = server.doors.make_token()
    assert stranger.get(f"/?token={token}", Sec_Purpose="prefetch").status == 403
    assert stranger.ask("HEAD", f"/?token={token}").status == 403
    assert stranger.get(f"/?token={token}").status == 303


def test_the_cookie_is_for_no_script_and_no_other_site_and_the_address_loses_the_token(
    stranger, server
):
    answer = stranger.get(f"/?token={server.doors.make_token()}")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert answer.headers["location"] == "/"
    assert "token" not in cookie.split("=")[0]


def test_two_tabs_share_the_cookie(client):
    assert [client.get("/").status for _ in range(2)] == [200, 200]


def test_another_server_does_not_know_the_cookie(client, tmp_path):
    with serve(tmp_path / "other") as other:
        elsewhere = Client(other, client.cookie)
        assert elsewhere.get("/").status == 403
        # nor under the name of its own cookie
        elsewhere.cookie = f"{other.doors.cookie}={client.cookie.split('=')[1]}"
        assert elsewhere.get("/").status == 403


# --- Host: another name that points to this machine ---


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:{port}", "127.0.0.1.evil.example:{port}", "127.0.0.1", ""],
)
def test_a_foreign_host_is_not_answered(client, server, host):
    answer = client.get("/", Host=host.format(port=server.place.port))
    assert answer.status in (400, 403)
    assert "Drop a video" not in answer.text


def test_own_names_are_answered(client, server):
    for name in ("127.0.0.1", "localhost", "LOCALHOST"):
        assert client.get("/", Host=f"{name}:{server.place.port}").status == 200


def test_a_token_is_not_exchanged_under_a_foreign_name(stranger, server):
    token = server.doors.make_token()
    assert stranger.get(f"/?token={token}", Host="evil.example").status == 403
    assert stranger.get(f"/?token={token}").status == 303


# --- Origin and Sec-Fetch-Site: pages of other sites ---

POSTS = [
    "/films",
    "/films/path",
    "/films/0123456789abcdef/delete",
    "/films/0123456789abcdef/pace",
    "/runs",
    *(f"/runs/0123456789abcdef/{do}" for do in ("cancel", "start", "about", "delete")),
    "/runs/0123456789abcdef/loops/ghost",
    "/runs/0123456789abcdef/charts",
]
OURS = {"Origin": "http://127.0.0.1:{port}", "Sec-Fetch-Site": "same-origin"}


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "https://127.0.0.1:{port}"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "http://127.0.0.1:{port}.evil.example"},
        {"Origin": None},
        {"Origin": None, "Sec-Fetch-Site": "cross-site"},
        {"Origin": None, "Sec-Fetch-Site": "none"},
        {**OURS, "Sec-Fetch-Site": "same-site"},
        {**OURS, "Sec-Fetch-Site": "cross-site"},
    ],
)
def test_no_page_of_another_site_changes_anything(client, server, headers):
    before = len(server.context.library.films())
    client.headers = {n: v and v.format(port=server.place.port) for n, v in headers.items()}
    assert {path: client.post(path, b"x").status for path in POSTS} == dict.fromkeys(POSTS, 403)
    assert len(server.context.library.films()) == before


@pytest.mark.parametrize(
    "headers", [OURS, {"Origin": OURS["Origin"]}, {"Origin": None, "Sec-Fetch-Site": "same-origin"}]
)
def test_a_page_of_ours_does(client, server, headers):
    client.headers = {n: v and v.format(port=server.place.port) for n, v in headers.items()}
    assert client.post("/films", b"x").status == 201


def test_a_page_of_another_port_of_this_machine_reads_nothing(client):
    assert client.get("/library", Sec_Fetch_Site="same-site").status == 403
    assert client.get("/library", Sec_Fetch_Site="cross-site").status == 403
    assert client.get("/library", Sec_Fetch_Site="same-origin").status == 200
    assert client.get("/library", Sec_Fetch_Site="none").status == 200


def test_what_changes_something_is_no_get(client):
    run = client.start()
    client.wait(run, "done")
    for do in ("cancel", "start", "about", "delete", "loops/ghost", "charts"):
        assert client.get(f"/runs/{run}/{do}").status in (404, 405)
    assert client.state(run) == "done"


# --- what every answer says ---


def test_every_answer_says_what_a_page_may_do(client, stranger):
    for answer in (
        client.get("/"),
        client.get("/nowhere"),
        stranger.get("/"),
        client.post("/runs"),
    ):
        assert {n: answer.headers.get(n.lower()) for n in HEADERS} == HEADERS
    policy = client.get("/").headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_a_page_has_no_inline_script_or_style_and_asks_nobody_else(client):
    run = client.start()
    film = client.server.context.library.run(run).film
    for path in ("/", f"/films/{film}", f"/runs/{run}", "/queue", "/library"):
        text = client.get(path).text
        assert "<style" not in text
        assert " style=" not in text
        assert " onclick=" not in text
        assert "//" not in text.replace("<!doctype", "")
        assert text.count("<script") == text.count('<script src="/static/')


def test_names_are_shown_as_text(client):
    film = client.drop(b"x", "%3Cscript%3Ealert(1)%3C%2Fscript%3E.mp4")
    client.know(film)
    run = client.post("/runs", {"film": film, "runner": "<img src=x>"}).headers["location"]
    for path in (run, "/library", "/queue", "/"):
        text = client.get(path).text
        assert "<script>" not in text
        assert "<img src=x>" not in text
    assert "&lt;img src=x&gt;" in client.get(run).text


def test_the_report_runs_only_its_own_script(client):
    run = client.start()
    client.wait(run, "done")
    answer = client.get(f"/runs/{run}/report/")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'sha256-" in policy
    assert "unsafe" not in policy
    assert 'href="/library"' in answer.text


# --- files: nothing outside of what is shown ---


@pytest.fixture
def done(client):
    run = client.start()
    client.wait(run, "done")
    return run


@pytest.mark.parametrize(
    "name",
    [
        "../run.json",
        "%2e%2e/run.json",
        "..%2frun.json",
        "..%5crun.json",
        "%2e%2e%2f%2e%2e%2f%2e%2e%2f%2e%2e%2f%2e%2e%2fetc/passwd",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "x/../../run.json",
        ".hidden.jpg",
        "a%00.jpg",
    ],
)
def test_nothing_above_the_report_is_sent(client, server, done, name):
    folder = server.context.library.run_folder(done)
    (folder / "result" / ".hidden.jpg").write_bytes(b"hidden")
    answer = client.get(f"/runs/{done}/report/{name}")
    assert answer.status == 404
    assert "film_name" not in answer.text
    assert "root:" not in answer.text


def test_what_the_report_shows_is_sent_also_in_pieces(client, done):
    whole = client.get(f"/runs/{done}/report/annotated.mp4")
    assert (whole.status, len(whole.body)) == (200, 1000)
    piece = client.get(f"/runs/{done}/report/annotated.mp4", Range="bytes=10-19")
    assert (piece.status, len(piece.body)) == (206, 10)
    assert piece.headers["content-range"] == "bytes 10-19/1000"


def test_other_kinds_of_files_are_not_shown(client, server, done):
    folder = server.context.library.run_folder(done) / "result"
    (folder / "other.html").write_text("<script>1</script>")
    assert client.get(f"/runs/{done}/report/other.html").status == 404
    assert client.get(f"/runs/{done}/files/words.txt").status == 404


@pytest.mark.skipif(os.name == "nt", reason="links of Unix")
def test_no_link_leads_out(client, server, done, tmp_path):
    secret = tmp_path / "secret.jpg"
    secret.write_bytes(b"secret")
    folder = server.context.library.run_folder(done)
    (folder / "result" / "link.jpg").symlink_to(secret)
    (folder / "result" / "charts").symlink_to(tmp_path, target_is_directory=True)
    (folder / "result" / "summary.json").symlink_to(secret)
    for path in ("report/link.jpg", "report/charts/secret.jpg", "files/summary.json"):
        assert client.get(f"/runs/{done}/{path}").status == 404
    # nor does a whole run that is a link
    other = folder.with_name("0123456789abcdef")
    other.symlink_to(folder, target_is_directory=True)
    assert client.get("/runs/0123456789abcdef").status == 404


@pytest.mark.parametrize("name", ["..", "%2e%2e", "0123456789ABCDEF", "x", "0123456789abcdeg"])
def test_what_is_no_id_is_no_run(client, name):
    assert client.get(f"/runs/{name}").status in (404, 405)
    assert client.get(f"/films/{name}").status in (404, 405)


def test_addresses_hold_ids_and_no_paths(client, server, tmp_path):
    own = tmp_path / "Erika Mustermann.mp4"
    own.write_bytes(b"quick")
    film = client.post("/films/path", {"path": str(own)}).headers["location"]
    client.know(film.split("/")[-1])
    page = client.get(film).text
    assert str(tmp_path) not in page
    assert "Erika" not in film


def test_a_longer_form_than_any_of_ours_is_not_read(client):
    assert client.post("/runs", {"note": "x" * 200_000}).status == 413


def test_a_web_socket_is_not_opened(client):
    answer = client.get("/", Connection="Upgrade", Upgrade="websocket", Sec_WebSocket_Version="13")
    assert answer.status in (200, 400, 403)
    assert "upgrade" not in answer.headers.get("connection", "").lower()


def test_a_request_that_is_none_does_not_harm(server, client):
    connection = http.client.HTTPConnection("127.0.0.1", server.place.port, timeout=10)
    connection.connect()
    connection.sock.sendall(b"\x00\xff nonsense\r\n\r\n")
    connection.sock.recv(100)
    connection.close()
    assert client.get("/").status == 200
