"""A package of npm without npm: from the registry of the machine's settings, and nothing else."""

from __future__ import annotations

import base64
import hashlib
import http.server
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from posture.pose.models import registry
from posture.pose.models.download import SourceError
from posture.pose.models.registry import download_archive, find_registry, require_integrity

PACKAGE, CONTENT = "@a/b@1.2.3", b"an archive"


@pytest.fixture(autouse=True)
def settings(tmp_path, monkeypatch):
    """Nothing is named but what the test names; returns the user's file and the machine's."""
    for name in list(os.environ):
        if name.lower().startswith("npm_config_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    machine = tmp_path / "machine"
    monkeypatch.setattr(registry, "_MACHINE_SETTINGS", (str(machine),))
    return tmp_path / ".npmrc", machine


@pytest.fixture
def served() -> Iterator[tuple[str, list[str]]]:
    """Serve the content at every path that ends as an archive; its address, and who was asked."""
    asked: list[str] = []

    class Registry(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200 if self.path.endswith(".tgz") else 404)
            self.send_header("Content-Length", str(len(CONTENT)))
            self.end_headers()
            self.wfile.write(CONTENT)

        def log_message(self, *words: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Registry)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/npm/", asked
    server.shutdown()
    server.server_close()


def download(target: Path, most: int = 100) -> None:
    download_archive(PACKAGE, most, target, lambda done, total: None)


def test_no_address_is_known_beforehand(tmp_path):
    assert find_registry("@a/b") == ""
    with pytest.raises(SourceError, match=r"needs npm.*NPM_CONFIG_REGISTRY"):
        download(tmp_path / "x")


def test_the_archive_of_the_registry_that_is_named(served, tmp_path, monkeypatch):
    address, asked = served
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", address)
    download(tmp_path / "x")
    assert (tmp_path / "x").read_bytes() == CONTENT
    assert asked == ["/npm/@a/b/-/b-1.2.3.tgz"]


def test_no_more_is_read_than_the_package_has(served, tmp_path, monkeypatch):
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", served[0])
    with pytest.raises(SourceError, match="more than a model"):
        download(tmp_path / "x", most=len(CONTENT) - 1)


def test_what_counts_first(settings, tmp_path, monkeypatch):
    user, machine = settings
    machine.write_text("; a comment\nregistry = 'https://machine/'\n")
    assert find_registry("b") == "https://machine/"
    user.write_text("#registry=https://old/\nregistry=https://user/${PART}/${UNKNOWN}\n")
    monkeypatch.setenv("PART", "x")
    assert find_registry("b") == "https://user/x/${UNKNOWN}"
    monkeypatch.setenv("npm_config_registry", "https://own/")
    assert find_registry("b") == "https://own/"
    user.write_text("@a:registry=https://scope/\n")
    assert find_registry("@a/b") == "https://scope/"
    assert find_registry("@c/b") == "https://own/"
    other = tmp_path / "other"
    other.write_bytes(b"\xff\0=\nregistry=https://other/")
    monkeypatch.delenv("npm_config_registry")
    monkeypatch.setenv("NPM_CONFIG_USERCONFIG", str(other))
    assert find_registry("@a/b") == "https://other/"
    monkeypatch.setenv("NPM_CONFIG_USERCONFIG", "/dev/zero")
    monkeypatch.setenv("NPM_CONFIG_GLOBALCONFIG", str(other))
    assert find_registry("@a/b") == "https://other/"


def test_a_file_of_the_current_folder_says_nothing(tmp_path, monkeypatch):
    folder = tmp_path / "a stranger's"
    folder.mkdir()
    (folder / ".npmrc").write_text("registry=https://strange/\n")
    monkeypatch.chdir(folder)
    assert find_registry("b") == ""


@pytest.mark.parametrize("address", ["file:///etc", "ftp://x/", "nonsense", "//x"])
def test_an_address_of_another_kind_is_refused(address, tmp_path, monkeypatch):
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", address)
    with pytest.raises(SourceError, match="no address of http"):
        download(tmp_path / "x")


def test_another_package_is_refused(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(CONTENT)
    right = f"sha512-{base64.b64encode(hashlib.sha512(CONTENT).digest()).decode()}"
    require_integrity(path, right)
    for wrong in ("", right.replace("sha512", "sha1"), right[:-4] + "AA=="):
        with pytest.raises(SourceError, match="unknown checksum"):
            require_integrity(path, wrong)
