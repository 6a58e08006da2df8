"""Absurd values of every option: taken, or refused in one sentence before any work."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest
from pipeline_fakes import MODEL, film

from posture import cli
from posture.cli_errors import run_app
from posture.errors import VideoError
from posture.settings.options import Settings

KIND = "option values"
#: What somebody might write, or a program that goes wrong.
ABSURD = (
    *("", " ", "-", "--", "0", "-0", "-1", "1e308", "-1e308", "1e-308", "nan", "inf", "-inf"),
    *("9" * 5000, "0x10", "1_000", "１２", "٣", "½", "1,5", "1;2", "auto", "all", "none", "null"),
    *("0:00", "0:60", "99:99:99", "-1:00", "1:2:3:4", "::", "1:", ":1", "0%", "100%", "101%"),
    *("-5%", "50%%", "0-0", "1-1", "5-1", "0:00-0:04", "0-100%", "100%-0%", "1-2-3", "–", "1–2"),
    *("120:30", "30:120", "0:0", "1:1", "-1:-1", "early=3", "late=3", "early=", "=3", "a=b=c"),
    *("trunk_lean_deg=1", "trunk_lean_deg=-1", "trunk_lean_deg=nan", "nonsense=1"),
    *("heavy", "HEAVY", "../heavy", "/", "~", "~nobody", "/dev/null", "/dev/zero", "a\\b"),
    *("x" * 300, "x" * 70_000, "\n", "a\nb", "\x1b[31mred", "<b>", "'; drop", "$(true)", "`true`"),
    *("\u202eabc", "\N{PILE OF POO}", "ä", "\udce4", "%s%s%n", "{0}", "True", "yes", "no"),
)


@pytest.fixture
def answer(tmp_path, monkeypatch, capsys):
    """Call the command line on a clip; the work itself is replaced by the end of it."""
    clip = film(tmp_path / "clip.mp4", 8.0)

    def stop(*_):
        raise VideoError("here the work would begin")

    monkeypatch.setattr("posture.pipeline._fetch_model", lambda *_: MODEL)
    monkeypatch.setattr("posture.pipeline.measure", stop)
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["posture", "analyze", str(clip), *arguments])
        code = run_app(cli.app)
        out, err = capsys.readouterr()
        return code, out + err

    return call


def judge(code: int, said: str) -> str:
    """Say what is wrong with an answer; ``""`` if nothing is."""
    if code not in (2, 3, 5):
        return f"exit {code}: {said[-200:]!r}"
    if not said.startswith("posture: ") or said.count("\n") != 1:
        return f"no single sentence: {said[:200]!r}"
    if len(said) > 700:
        return f"{len(said)} letters"
    return ""


def try_values(answer, values) -> tuple[Counter[int], list[str]]:
    """Give each option each value; count exit codes, and list what is wrong."""
    codes: Counter[int] = Counter()
    wrong = []
    flags = [option.flag for option in Settings.options().values() if option.metavar]
    for flag in [*flags, "--at", "--out"]:
        for value in values:
            code, said = answer(f"{flag}={value}")
            codes[code] += 1
            if fault := judge(code, said):
                wrong.append(f"{flag}={value[:40]!r}: {fault}")
    return codes, wrong


def test_some_absurd_values(answer, tally):
    codes, wrong = try_values(answer, ABSURD[::30])
    tally(KIND, codes.total(), wrong)
    assert [path.name for path in Path.cwd().iterdir()] == ["clip.mp4"]
    assert codes[2] > codes[3] > 0


@pytest.mark.slow
def test_every_absurd_value(answer, tally):
    codes, wrong = try_values(answer, ABSURD)
    print(dict(codes))
    tally(KIND, codes.total(), wrong)
