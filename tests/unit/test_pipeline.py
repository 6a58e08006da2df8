"""What a call that was stopped says of its work, and that it says the truth."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from pipeline_fakes import film, left_in
from typer.testing import CliRunner

from posture import pipeline
from posture.cli import app

KEPT = "what was measured is kept"


@pytest.fixture
def stop(tmp_path, monkeypatch):
    """Stop a call when so many chunks are kept; returns what it says."""
    clip = film(tmp_path / "run.mp4", 1.0)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(pipeline, "_fetch_model", lambda *_: None)

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "measure", interrupted)

    def stopped(kept: int, *options: str) -> str:
        monkeypatch.setattr(pipeline, "make_keeper", lambda *_: SimpleNamespace(kept=kept))
        result = CliRunner().invoke(app, ["analyze", str(clip), "--quiet", *options])
        assert (result.exit_code, result.stdout) == (130, "")
        assert left_in(tmp_path) == ["run.mp4"]
        return result.stderr.removeprefix("posture: stopped; nothing was written").strip()

    return stopped


@pytest.mark.parametrize(
    ("kept", "options", "said"),
    [
        (3, [], f"; {KEPT}: the same call goes on from there"),
        (3, ["--fresh"], f"; {KEPT}: without --fresh the same call goes on from there"),
        (3, ["--no-keep"], ", and with --no-keep nothing that was measured is kept"),
        (0, ["--no-keep", "--fresh"], ", and with --no-keep nothing that was measured is kept"),
        (0, [], ""),
        (0, ["--fresh"], ""),
    ],
)
def test_what_is_left_is_said_as_it_is(stop, kept, options, said):
    assert stop(kept, *options) == said
