"""Odd names of videos, folders and options: they work, or are refused in one sentence."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pipeline_fakes import film, network, see

from posture import cli
from posture.cli_errors import run_app

KIND = "names"
#: Names of a file, without its ending.
STEMS = (
    *("a b", " a", "a ", ".a", "..a", "...", "-a", "--out", "a.", "a..b", "~", "~root", "~nobody"),
    *(
        "a:b",
        "C:a",
        "http:a",
        "file:a",
        "concat:a|b",
        "pipe:0",
        "a%03d",
        "%s%n",
        "a?b",
        "a*",
        "[a]",
    ),
    *(
        "<b>",
        "<script>alert(1)</script>",
        "&amp;",
        "'",
        '"',
        "`id`",
        "$(id)",
        "$HOME",
        "a;b",
        "a|b",
    ),
    *("a\\b", "\\", "a\nb", "a\rb", "a\tb", "a\x07b", "\x1b[31mred", "\x1b]0;title\x07", "\x7f"),
    *(
        "ä",
        "a\u0308",
        "走る",
        "ריצה",
        "\u202eabc",
        "\u200b",
        "\ufeffa",
        "\ufffe",
        "\N{PILE OF POO}",
    ),
    *(
        "\udce4",
        "\udcff\udcfe",
        "a\udc80b",
        "{{ 7*7 }}",
        "{0}",
        "{% raw %}",
        "$x^2$",
        "\\alpha_{",
        "_",
    ),
    *(
        "CON",
        "nul",
        "run",
        "runs",
        "summary",
        "report",
        "a" * 240,
        "ä" * 120,
        "走" * 80,
        "0",
        "1e9",
    ),
)
#: Words around a name, and the exit codes that may come of a file that is missing.
MISSING: dict[str, Callable[[str], list[str]]] = {
    "analyze": lambda name: ["analyze", name],
    "compare": lambda name: ["compare", name, name],
    "check": lambda name: ["check", name],
    "plot": lambda name: ["plot", name],
    "clip": lambda name: ["clip", name],
    "a pace file": lambda name: ["analyze", "clip.mp4", "--pace", name],
    "a model": lambda name: ["analyze", "clip.mp4", "--model", name],
    "standing": lambda name: ["analyze", "clip.mp4", "--standing", name],
    "a start": lambda name: ["analyze", "clip.mp4", "--at", name],
}
#: What must not reach a terminal: commands to it, and letters that change the direction.
COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202e]")

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(tmp_path, tmp_path_factory, monkeypatch, capsys) -> Call:
    """Call the command line in this process, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    cache = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    monkeypatch.setenv("POSTURE_MODELS", str(cache / "models"))
    monkeypatch.setattr("posture.pose.models.manifest._fetch_from", _fetch)

    def words(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["posture", *arguments])
        code = run_app(cli.app)
        out, err = capsys.readouterr()
        return code, out, err

    return words


def _fetch(*_: object, **__: object) -> None:
    raise AssertionError("a model is fetched before the mistake is told")


def judge_missing(answer: tuple[int, str, str]) -> str:
    code, out, err = answer
    if code not in (2, 3, 5):
        return f"exit {code}: {(out + err)[-200:]!r}"
    if out or not err.startswith("posture: ") or err.count("\n") != 1 or len(err) > 900:
        return f"no single sentence: {err[:300]!r}"
    return f"commands to the terminal: {err!r}" if COMMANDS.search(err) else ""


def list_here() -> list[str]:
    return sorted(path.name for path in Path().iterdir())


def try_missing(call: Call, stems: list[str], ways: list[str]) -> tuple[int, list[str]]:
    film(Path("clip.mp4"), 2.0)
    before = list_here()
    wrong = []
    for way in ways:
        for stem in stems:
            if fault := judge_missing(call(*MISSING[way](f"./{stem}.x"))):
                wrong.append(f"{way} {stem!r}: {fault}")
    if list_here() != before:
        wrong.append(f"left {list_here()}")
    return len(ways) * len(stems), wrong


def try_whole(call: Call, folder: Path, stem: str) -> str:
    """Analyse a film of that name without ``--out``; what is wrong with what came of it."""
    place = folder / "place"  # where nothing else is
    place.mkdir()
    name = f"{stem}.mp4"
    (place / name).hardlink_to(folder / "film.mp4")
    os.chdir(place)
    code, out, err = call("analyze", f"./{name}", "--no-video")
    made = [path for path in Path("runs").iterdir() if path.is_dir()] if code == 0 else []
    fault = ""
    if code or "a fault" in err or COMMANDS.search(out + err):
        fault = f"exit {code}: {(out + err)[-300:]!r}"
    elif list_here() != sorted(["runs", name]) or len(made) != 1:
        fault = f"not in one folder of runs: {list_here()}, {made}"
    elif made[0].name.startswith((".", "-")):
        fault = f"a folder {made[0].name!r}"
    else:
        summary = json.loads((made[0] / "summary.json").read_text("utf-8"))
        (made[0] / "report.html").read_text("utf-8")
        stored = summary["video"]["path"]
        if stored != name.encode("utf-8", "replace").decode() and stored.isascii():
            fault = f"called {stored!r}"
    os.chdir(folder)
    shutil.rmtree(place)
    return fault


def test_some_missing_files(call, tally):
    tally(KIND, *try_missing(call, list(STEMS[::18]), [*MISSING]))


@pytest.mark.slow
def test_every_missing_file(call, tally, choose):
    tally(KIND, *try_missing(call, choose(STEMS, every=6), [*MISSING]))


@pytest.mark.slow
def test_films_of_every_name(call, tmp_path, tally, choose):
    film(tmp_path / "film.mp4", 6.0)
    chosen = choose([stem for stem in STEMS if "/" not in stem], every=12, whole=3)
    wrong = []
    with network(see):
        for stem in chosen:
            if fault := try_whole(call, tmp_path, stem):
                wrong.append(f"{stem!r}: {fault}")
    tally(KIND, len(chosen), wrong)
