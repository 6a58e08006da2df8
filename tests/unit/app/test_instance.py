"""One server for a library: a second start gets an address from the first, and nobody else does."""

import os
import stat

import msgspec
import pytest
from app_server import Client

from posture.app.instance import KNOCK, NOTE, Note, alone, knock
from posture.errors import UsageError


@pytest.fixture
def noted(server):
    folder = server.context.library.folder
    with alone(folder, server.place.port, server.doors.key):
        yield folder


def test_a_second_start_gets_an_address_that_opens_once(noted, server):
    address = knock(noted)
    path = address[address.index("/?") :]
    assert Client(server).get(path).status == 303
    assert Client(server).get(path).status == 403


def test_the_note_is_for_the_owner_alone_and_goes_with_the_server(noted, server):
    if os.name != "nt":
        assert stat.S_IMODE((noted / NOTE).stat().st_mode) == 0o600
    assert server.doors.key in (noted / NOTE).read_text()


def test_without_the_key_there_is_no_token(server):
    stranger = Client(server)
    for headers in ({}, {"X_Posture_Key": "wrong"}, {"X_Posture_Key": ""}):
        answer = stranger.post(KNOCK, **headers)
        assert answer.status == 403
        assert "token" not in answer.text
    own = {"X_Posture_Key": server.doors.key}
    assert stranger.post(KNOCK, Origin="https://evil.example", **own).status == 403
    assert stranger.post(KNOCK, Host="evil.example", **own).status == 403
    assert stranger.get(KNOCK, **own).status == 403
    assert stranger.post(KNOCK, **own).status == 200


def test_where_none_runs_any_more_nothing_is_opened(tmp_path):
    assert knock(tmp_path) is None
    (tmp_path / NOTE).write_text("{")
    assert knock(tmp_path) is None
    (tmp_path / NOTE).write_bytes(msgspec.json.encode(Note(1, "key")))
    assert knock(tmp_path) is None


@pytest.mark.skipif(os.name == "nt", reason="locks of Unix")
def test_two_servers_do_not_work_on_one_library(tmp_path):
    with alone(tmp_path, 1, "key"):
        with pytest.raises(UsageError, match="another posture app"), alone(tmp_path, 2, "other"):
            pass
        assert msgspec.json.decode((tmp_path / NOTE).read_bytes(), type=Note).port == 1
    assert not (tmp_path / NOTE).exists()
    with alone(tmp_path, 3, "key"):
        pass
