"""Fixtures for all tests."""

from pathlib import Path

import pytest
from helpers_run import make_run

from posture.run import write_data


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """Folder with the numbers of a made-up run."""
    folder = tmp_path / "saved"
    folder.mkdir()
    write_data(make_run(), folder)
    return folder
