"""What a call that was stopped says of its work; who is measured in which of several videos."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from pipeline_fakes import MODEL, film, left_in
from typer.testing import CliRunner

from posture import pipeline
from posture.cli import app
from posture.session import build_pieces

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


@pytest.mark.parametrize(
    ("subject", "asked"), [("9:40,50", ["9:40,50", "auto"]), (2, [2, 2]), ("auto", 2 * ["auto"])]
)
def test_a_place_chooses_in_the_first_video_alone(tmp_path, monkeypatch, subject, asked):
    seen = []

    def record(info, model, settings, *_):
        seen.append(settings.subject)
        return SimpleNamespace(camera=None, duration_s=1.0)

    monkeypatch.setattr(pipeline, "record", record)
    clips = [film(tmp_path / name, 1.0) for name in ("a.mp4", "b.mp4")]
    session = build_pieces(clips, [0, 60], {"subject": subject})
    pipeline._record_clips(session, MODEL, None, None, None)
    assert seen == asked
