"""Nothing leaves the machine: the environment of the workers, and the whole program under watch.

The native library behind the real engine calls home. It obeys the proxies of its environment, so a
listener in the place of a proxy sees whether anything would have gone out.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from posture.pose.pool import Pool, build_sealed_environment

PROXIES = ("http_proxy", "https_proxy", "all_proxy", "ftp_proxy")
REPORTED = (0, 4)  # done, and read but no runner to be measured in so short a clip


class Listener:
    """Stands where a proxy would, says nothing, and notes the first line of every caller."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.heard: list[bytes] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                caller, _ = self._socket.accept()
                with caller, suppress(OSError):
                    caller.settimeout(2)
                    self.heard.append(b"")  # a connection counts before a word is said
                    self.heard[-1] = caller.recv(200).split(b"\r\n")[0]

    def close(self) -> None:
        self._socket.close()

    @property
    def environment(self) -> dict[str, str]:
        """The environment of this process with the listener for a proxy."""
        environment = {k: v for k, v in os.environ.items() if k.lower() != "no_proxy"}
        for name in PROXIES:
            environment[name] = environment[name.upper()] = f"http://127.0.0.1:{self.port}"
        return environment


@pytest.fixture
def listener() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.close()


def test_every_proxy_points_at_the_closed_port(monkeypatch):
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setenv("no_proxy", "localhost")
    monkeypatch.setenv("POSTURE_SOMETHING", "kept")
    environment = build_sealed_environment(4321)
    for name in PROXIES:
        assert environment[name] == environment[name.upper()] == "http://127.0.0.1:4321"
    assert {"no_proxy", "NO_PROXY"}.isdisjoint(environment)
    assert environment["POSTURE_SOMETHING"] == "kept"
    assert os.environ["https_proxy"] == "http://proxy.example:3128"  # ours stays as it was


def test_connecting_to_that_port_is_refused_as_long_as_there_are_workers(tmp_path):
    script = "import os; print(os.environ['https_proxy'], os.environ.get('no_proxy'))"
    with Pool(tmp_path, 1, command=[sys.executable, "-c", script]) as pool:
        reported = subprocess.run(
            [sys.executable, "-c", script],
            env=pool._environment,
            capture_output=True,
            text=True,
            check=True,
        )
        proxy, exceptions = reported.stdout.split()
        port = int(proxy.rpartition(":")[2])
        assert proxy == f"http://127.0.0.1:{port}"
        assert exceptions == "None"
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port), timeout=2)
        with pytest.raises(OSError, match="in use"), socket.socket() as other:
            other.bind(("127.0.0.1", port))  # nobody else can begin to listen there


def test_the_listener_hears_a_caller(listener):
    with socket.create_connection(("127.0.0.1", listener.port)) as caller:
        caller.sendall(b"CONNECT somewhere:443 HTTP/1.1\r\n\r\n")
        caller.recv(1)
    assert listener.heard == [b"CONNECT somewhere:443 HTTP/1.1"]


#: The landmarker in a process of its own, longer than it takes to call.
LANDMARKER = """
import sys, time
from pathlib import Path
import numpy as np
from posture.pose.engines import find_engine
engine = find_engine(Path(sys.argv[1])).start(Path(sys.argv[1]))
engine.track(np.zeros((256, 256, 3), np.uint8))
engine.close()
time.sleep(float(sys.argv[2]))
"""


@pytest.mark.model
@pytest.mark.slow
def test_the_library_calls_home_and_the_listener_hears_it(listener, heavy):
    """The control: without this the tests below prove nothing."""
    process = subprocess.Popen(
        [sys.executable, "-c", LANDMARKER, str(heavy), "60"],
        env=listener.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + 40
        while not any(listener.heard) and time.monotonic() < until:
            assert process.poll() is None, "the landmarker ended by itself"
            time.sleep(0.1)
    finally:
        process.kill()
        process.wait()
    if not listener.heard:
        pytest.skip("this release of mediapipe did not call home within 40 s")
    assert listener.heard[0].startswith(b"CONNECT ")


@pytest.mark.model
@pytest.mark.slow
def test_sealed_the_same_process_is_not_heard(listener, heavy, monkeypatch):
    for name, value in listener.environment.items():
        monkeypatch.setenv(name, value)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        subprocess.run(
            [sys.executable, "-c", LANDMARKER, str(heavy), "5"],
            env=build_sealed_environment(closed.getsockname()[1]),
            capture_output=True,
            check=True,
        )
    assert listener.heard == []


def analyze(clip: Path, out: Path, *before: str, **options) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "posture", "analyze", str(clip), "--out", str(out)]
    return subprocess.run(
        [*before, *command], capture_output=True, text=True, timeout=300, check=False, **options
    )


@pytest.mark.model
@pytest.mark.slow
def test_a_whole_analysis_calls_nobody(listener, short_clip, tmp_path):
    done = analyze(short_clip, tmp_path / "run", env=listener.environment)
    assert done.returncode in REPORTED, done.stderr
    assert (tmp_path / "run" / "report.html").is_file()
    time.sleep(1)
    assert listener.heard == []


@pytest.mark.model
@pytest.mark.slow
def test_a_whole_analysis_without_any_network(short_clip, tmp_path):
    bare = _without_network()
    done = analyze(short_clip, tmp_path / "run", *bare)
    assert done.returncode in REPORTED, done.stderr
    assert (tmp_path / "run" / "report.html").is_file()


def _without_network() -> list[str]:
    """Command that starts another in a network with no interface up, not even loopback."""
    for command in (["unshare", "-rn"], ["unshare", "-n"]):
        look = [*command, sys.executable, "-c", "import socket; socket.if_nameindex()"]
        with suppress(OSError):
            if subprocess.run(look, capture_output=True, check=False).returncode == 0:
                return command
    pytest.skip("unshare is not there or not permitted on this machine")
