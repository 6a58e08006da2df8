"""Where the server listens, what it logs, when it ends, and how a phone is let in."""

import signal
import socket
import subprocess
import sys
import time

import pytest
from app_server import PATIENCE_S, Client, serve, wait_until

from posture.app.doors import MOST_WRONG_CODES
from posture.app.serve import OWN_NAMES, take_place
from posture.errors import UsageError


def test_it_listens_on_loopback_alone_at_a_random_port():
    places = [take_place() for _ in range(3)]
    try:
        assert {place.listener.getsockname()[0] for place in places} == {"127.0.0.1"}
        assert len({place.port for place in places}) == 3
        assert all(place.addresses == () for place in places)
        names = {host.split(":")[0] for place in places for host in place.hosts}
        assert names == set(OWN_NAMES)
    finally:
        for place in places:
            place.listener.close()


def test_a_port_that_is_taken_is_said():
    first = take_place()
    try:
        with pytest.raises(UsageError, match="cannot be used"):
            take_place(port=first.port)
    finally:
        first.listener.close()


def test_other_machines_are_let_in_only_where_asked_for(tmp_path, monkeypatch):
    monkeypatch.setattr("posture.app.serve._find_addresses", lambda: ["192.0.2.7"])
    with serve(tmp_path) as server:
        assert Client(server).get("/enter", Host=f"192.0.2.7:{server.place.port}").status == 403
        assert Client(server).get("/enter").status == 403
        assert server.doors.code == ""
    with serve(tmp_path, share=True) as server:
        host = f"192.0.2.7:{server.place.port}"
        phone = Client(server, headers={"Host": host, "Origin": f"http://{host}"})
        assert phone.get("/").headers["location"] == "/enter"
        assert phone.get("/library").status == 403
        code = server.doors.code
        answer = phone.post("/enter", {"code": f"{code[:4]} {code[4:]}"})
        assert answer.status == 303
        other = Client(server, headers=phone.headers)
        assert other.post("/enter", {"code": code}).status == 403  # it works once
        phone.cookie = answer.headers["set-cookie"].split(";")[0]
        assert phone.get("/").status == 200


def test_a_phone_names_no_files_of_this_machine(tmp_path, monkeypatch):
    monkeypatch.setattr("posture.app.serve._find_addresses", lambda: ["192.0.2.7"])
    with serve(tmp_path, share=True) as server:
        phone = Client(server)
        answer = phone.post("/enter", {"code": server.doors.code})
        phone.cookie = answer.headers["set-cookie"].split(";")[0]
        own = tmp_path / "own.mp4"
        own.write_bytes(b"quick")
        assert phone.post("/films/path", {"path": str(own)}).status == 403
        assert phone.get("/phone").status == 404  # nor does it let in others
        assert "Whole path" not in phone.get("/").text
        assert Client(server).enter().post("/films/path", {"path": str(own)}).status == 303


def test_guessing_codes_ends_sharing(tmp_path, monkeypatch):
    monkeypatch.setattr("posture.app.serve._find_addresses", lambda: ["192.0.2.7"])
    with serve(tmp_path, share=True) as server:
        code = server.doors.code
        wrong = f"{(int(code) + 1) % 10**8:08d}"
        for _ in range(MOST_WRONG_CODES):
            assert Client(server).post("/enter", {"code": wrong}).status == 403
        assert Client(server).post("/enter", {"code": code}).status == 403
        assert Client(server).enter().get("/").status == 200


def test_it_ends_when_idle_if_asked(tmp_path):
    with serve(tmp_path, idle_s=0.3) as server:
        wait_until(lambda: server.should_exit)


def test_work_keeps_it_awake(tmp_path):
    with serve(tmp_path, idle_s=0.3) as server:
        client = Client(server).enter()
        run = client.start(b"slow")
        time.sleep(1.0)
        assert not server.should_exit
        assert client.state(run) == "running"


def test_an_upload_keeps_it_awake_and_a_page_that_listens_does_not(tmp_path):
    with serve(tmp_path, idle_s=0.3) as server:
        client = Client(server).enter()
        host = f"127.0.0.1:{server.place.port}"
        listener, sender = (
            socket.create_connection(("127.0.0.1", server.place.port), timeout=10) for _ in "ab"
        )
        own = f"Host: {host}\r\nCookie: {client.cookie}\r\nOrigin: http://{host}\r\n"
        listener.sendall(f"GET /events HTTP/1.1\r\n{own}\r\n".encode())
        sender.sendall(
            f"POST /films HTTP/1.1\r\n{own}X-File-Name: run.mp4\r\nContent-Length: 9\r\n\r\n"
            "half".encode()
        )
        time.sleep(1.0)
        assert not server.should_exit
        sender.sendall(b" film")
        assert b"201" in sender.recv(1000)
        wait_until(lambda: server.should_exit)
    listener.close()
    sender.close()


def test_it_ends_although_a_page_listens(tmp_path):
    with serve(tmp_path) as server:
        client = Client(server).enter()
        listener = socket.create_connection(("127.0.0.1", server.place.port), timeout=10)
        listener.sendall(
            f"GET /events HTTP/1.1\r\nHost: 127.0.0.1:{server.place.port}\r\n"
            f"Cookie: {client.cookie}\r\n\r\n".encode()
        )
        assert b"200" in listener.recv(1000)
        began_s = time.monotonic()
    assert time.monotonic() - began_s < 3
    listener.close()


def test_nothing_is_logged_that_names_a_person(tmp_path):
    command = [sys.executable, "-m", "posture", "app", "--no-browser", "--folder", str(tmp_path)]
    with subprocess.Popen(
        [*command, "--stop-after", "1"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as program:
        try:
            line = program.stdout.readline()
            address = line.split()[-1]
            port = int(address.split(":")[2].split("/")[0])
            client = Client.__new__(Client)
            client.server = type("S", (), {"place": type("P", (), {"port": port})})
            client.cookie, client.headers = "", {}
            answer = client.get(address[address.index("/?") :])
            client.cookie = answer.headers["set-cookie"].split(";")[0]
            film = client.drop(b"no video at all", "Erika_Mustermann.mp4")
            client.get("/library?q=Mustermann")
            client.get("/Mustermann")
            client.post("/films/path", {"path": "/home/Mustermann/x.mp4"})
            client.post("/runs", {"film": film, "runner": "Mustermann"})
            began_s = time.monotonic()
            while client.get(f"/films/{film}?part=state").json["state"] != "unreadable":
                assert time.monotonic() - began_s < 5 * PATIENCE_S
                time.sleep(0.2)
        finally:
            # as Ctrl-C: while coverage is measured SIGTERM is its own
            program.send_signal(signal.SIGINT)
        rest = program.stdout.read()
    assert program.returncode == 0
    assert "Mustermann" not in line + rest
    assert "Traceback" not in rest
    assert len(rest.splitlines()) == 1
