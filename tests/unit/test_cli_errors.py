"""Wrong usage of the command line is one sentence that names the way out, with exit code 2."""

from __future__ import annotations

import subprocess
import sys

import pytest

from posture import cli
from posture.cli_errors import run_app


def call(monkeypatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["posture", *arguments])
    return run_app(cli.app)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["analyse"], "did you mean 'analyze'? see posture --help"),
        (["analyze"], "missing argument"),
        (["analyze", "run.mp4", "--modl", "lite"], "--model"),
        (["analyze", "run.mp4", "--" + "x" * 300], "…"),
        (["analyze", "run.mp4", "--out"], "--out"),
        (["analyze", "run.mp4", "--workers", "two"], "--workers"),
        (["compare", "a.mp4"], "see posture compare --help"),
        (["compare", "a.mp4", "b.mp4", "c.mp4"], "c.mp4"),
        (["plot"], "see posture plot --help"),
        (["models", "fetch", "heavy", "lite"], "lite"),
    ],
)
def test_each_error_of_the_parser_is_one_sentence(monkeypatch, capsys, arguments, named):
    assert call(monkeypatch, *arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("posture: ")
    assert err.count("\n") == 1
    assert len(err) < 400
    assert named in err


def test_no_command_is_answered_with_the_help(monkeypatch, capsys):
    assert call(monkeypatch) == 2
    out, err = capsys.readouterr()
    assert "analyze" in out + err


@pytest.mark.parametrize(("arguments", "code"), [(["--version"], 0), (["analyze", "no.mp4"], 3)])
def test_other_exit_codes_pass(monkeypatch, arguments, code):
    assert call(monkeypatch, *arguments) == code


def test_an_interrupt_while_loading_is_quiet():
    slow = (
        "import sys, signal, os\n"
        # in a job that a shell started in the background Ctrl-C is ignored
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "class Finder:\n"
        "    def find_spec(self, name, *rest):\n"
        "        if name == 'posture.cli':\n"
        "            os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Finder())\n"
        "from posture.__main__ import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", slow], capture_output=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (130, b"")
