"""The table of engines."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import pytest

from posture.pose import engines
from posture.pose.engines import ENGINES, Engine, find_engine


class Recorder:
    """An engine that remembers what it was started with."""

    def __init__(self, model: Path) -> None:
        self.model = model


MADE_UP = Engine("Recorder 3000", "numpy", (".rec",), __name__, "Recorder")


def test_a_bundle_of_mediapipe_is_read_by_mediapipe():
    assert find_engine(Path("heavy.task")).provenance == (
        f"MediaPipe Pose Landmarker {version('mediapipe')}"
    )
    assert find_engine(Path("heavy.TASK")) == find_engine(Path("without_suffix")) == ENGINES[0]


def test_one_more_entry_is_one_more_engine(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(engines, "ENGINES", (*ENGINES, MADE_UP))
    assert find_engine(Path("network.rec")) == MADE_UP
    started = MADE_UP.start(Path("network.rec"))
    assert type(started).__name__ == "Recorder"
    assert started.model == Path("network.rec")
    assert MADE_UP.provenance == f"Recorder 3000 {version('numpy')}"
    assert find_engine(Path("heavy.task")) == ENGINES[0]
