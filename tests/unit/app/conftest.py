"""A server with a stand-in for the command line, and a browser that was let in."""

import pytest
from app_server import Client, serve


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serve(tmp_path_factory.mktemp("app")) as running:
        yield running


@pytest.fixture
def client(server):
    return Client(server).enter()
