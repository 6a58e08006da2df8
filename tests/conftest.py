"""Fixtures for all tests."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers_run import make_run

from posture.errors import ModelError
from posture.pose.models.manifest import resolve
from posture.results.run import write_data

pytest_plugins = ["kept_detections", "runner_clips", "browsers", "firefox"]


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep what programs under test keep away from the user's cache, and that from them."""
    folder = tmp_path_factory.mktemp("cache") / "kept"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POSTURE_CACHE", str(folder))
        patch.delenv("POSTURE_CACHE_GB", raising=False)
        yield folder


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """Folder with the numbers of a made-up run."""
    folder = tmp_path / "saved"
    folder.mkdir()
    write_data(make_run(), folder)
    return folder


@pytest.fixture(scope="module")
def landmarks_are_joints() -> Iterator[None]:
    """The stick figure's landmarks are its joints: no error of a network is to be taken off."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("posture.recording.to_joint_centres", lambda body, *_: body)
        yield


@pytest.fixture(scope="session")
def heavy() -> Path:
    """File of the heavy model; tests that need it are skipped where it was not fetched."""
    return _find_model("heavy")


@pytest.fixture(scope="session")
def lite() -> Path:
    """File of the lite model, seven times as quick; as `heavy`."""
    return _find_model("lite")


@pytest.fixture(scope="session")
def interruptible_python() -> list[str]:
    """Command that becomes Python, in which SIGINT interrupts and SIGHUP ends.

    A shell lets its background jobs ignore SIGINT, and `nohup` SIGHUP; every program passes that on
    to those it starts, and Python then leaves it so. A test that interrupts a program of its own
    must not depend on how the tests were started.
    """
    become = (
        "import os, signal, sys; "
        "[signal.signal(getattr(signal, name), signal.SIG_DFL) for name in ('SIGINT', 'SIGHUP') "
        "if hasattr(signal, name)]; "
        "os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
    )
    return [sys.executable, "-c", become]


def _find_model(name: str) -> Path:
    try:
        return resolve(name, offline=True).path
    except ModelError as error:
        pytest.skip(str(error))
