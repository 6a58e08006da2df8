"""Every command and every Python example of README and docs/ is run, or shown to be what make runs.

A command that is in no table here fails the first test.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import documents
import pytest
from documents import PAGES, ROOT
from matplotlib import pyplot as plt
from pipeline_fakes import film, network, see, tiring
from typer.main import get_command
from typer.testing import CliRunner

import posture
from posture.cli import app

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
#: Times of the documents, as they are in clips of half a minute.
IN_SHORT = {
    "6:00-7:00": "0:00-0:13",
    "40:00-41:00": "0:17-0:30",
    "0:10-0:40": "0:00-0:15",
    "14:30": "0:15",
    "12:30": "0:15",
    "at 25:00": "at 0:40",
    "5:00": "0:40",
    "--pace-offset 20": "--pace-offset 0",
    "watch.fit": "watch.csv",
    "~/Videos/run.mp4": "run.mp4",
}
#: Commands that make runs too, and what must stand in the Makefile then.
AS_MAKE_DOES = {
    "posture demo": "posture demo",
    "posture models fetch heavy": "posture models fetch heavy",
    "posture models fetch": "posture models fetch",
    "python3 -m venv .venv": "-m venv .venv",
    ". .venv/bin/activate": "BIN := .venv/bin",
    "ruff check": "$(BIN)/ruff check",
    "ruff format --check": "$(BIN)/ruff format --check",
    "mypy": "$(BIN)/mypy",
    'python -m pytest -m "not slow and not model and not footage"': (
        "QUICK := not slow and not model and not footage"
    ),
}
#: Programs that would take long, have side effects, or need what the tests do not: asked for help,
#: or for something that does not last.
INSTEAD = {
    # goes on until it is stopped; tests/end_to_end/test_app_in_browser.py runs the app
    "posture app": "python -m posture app --help",
    "python -m posture.synthetic render": "python -m posture.synthetic render --help",
    "python -m posture.synthetic bodies": "python -m posture.synthetic bodies --help",
    "posture batch": "python -m posture batch --help",
    "python -m models.training": "python -m models.training --help",
    ".venv/bin/pre-commit install": "python -m pre_commit validate-config",
    ".venv/bin/python -m pip freeze": "python -m pip freeze --exclude-editable",
}
COMMANDS = sorted({command for page in PAGES for command in documents.commands(page)})
EXAMPLES = [block.text for block in documents.blocks("docs/python.md") if block.kind == "python"]


def kind_of(command):
    """Which of the tests below runs a command; empty for none."""
    if command in AS_MAKE_DOES:
        return "as make does"
    if any(command.startswith(start) for start in INSTEAD):
        return "instead"
    for start, kind in (
        ("posture ", "posture"),
        ("make ", "make"),
        ("sudo apt-get install ", "libraries"),
        ("uvx --from 'running-posture[", "published"),
        ("pipx install 'running-posture[", "published"),
        ("pip install 'running-posture[", "published"),
        ("pip install ", "pip"),
        ("python -m pip install ", "pip"),
        (".venv/bin/python -m pip install ", "pip"),
    ):
        if command.startswith(start):
            return kind
    return ""


def of_kind(kind):
    return [command for command in COMMANDS if kind_of(command) == kind]


def in_short(text):
    for long, short in IN_SHORT.items():
        text = text.replace(long, short)
    return text


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with what the documents speak of: clips, a watch's file, a finished run."""
    folder = tmp_path_factory.mktemp("documents")
    clip = film(folder / "run.mp4", 30.0, size=(368, 208))
    for name in ("fresh", "tired", "a", "b"):
        shutil.copy(clip, folder / f"{name}.mp4")
    (folder / "watch.csv").write_text("time_s,speed_m_s\n0,3.0\n60,3.0\n", encoding="utf-8")
    with seeing():
        posture.analyze(folder / "run.mp4", out=folder / "runs" / "run", video=False)
    for name in ("a", "b", "2026-03-01", "2026-03-08", "2026-03-15"):
        shutil.copytree(folder / "runs" / "run", folder / "runs" / name)
    return folder


def seeing():
    # a trunk of 40 pixels would be too small for a ghost
    return network(lambda info: see(info, lean_deg=tiring, noise_px=0.2, trunk_px=46.0))


@pytest.fixture
def here(place, monkeypatch, landmarks_are_joints):
    monkeypatch.chdir(place)
    return place


def test_every_command_is_run_by_a_test():
    assert [command for command in COMMANDS if not kind_of(command)] == []
    assert {"posture analyze run.mp4", "make demo", "make test"} <= set(COMMANDS)


@pytest.mark.parametrize("command", of_kind("posture"))
def test_posture(command, here, request):
    arguments = shlex.split(in_short(command))[1:]
    if arguments[:2] == ["models", "verify"]:
        request.getfixturevalue("heavy")
    if arguments[0] in ("analyze", "compare"):
        arguments.append("--no-video")
    with seeing():
        result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    assert result.output


@pytest.mark.parametrize("command", of_kind("make"))
def test_make(command):
    done = subprocess.run(
        ["make", "--dry-run", *shlex.split(command)[1:]], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout


@pytest.mark.parametrize("command", of_kind("pip"))
def test_pip(command):
    check_pip(shlex.split(command.partition("install")[2]))


def check_pip(arguments):
    """Extras, groups and files that a call of pip names are there."""
    while arguments:
        first = arguments.pop(0)
        if first in ("-e", "--upgrade"):
            continue
        if first == "-c":
            assert (ROOT / arguments.pop(0)).is_file()
        elif first == "--group":
            assert arguments.pop(0) in PROJECT["dependency-groups"]
        elif extras := re.fullmatch(r"\.\[([\w,]+)\]", first):
            assert set(extras[1].split(",")) <= set(PROJECT["project"]["optional-dependencies"])
        else:
            assert first in (".", "pip>=25.1"), first


@pytest.mark.parametrize("command", of_kind("published"))
def test_published(command):
    """Installs the package by its name; what can be checked here is that it has such an extra."""
    for name, extra in re.findall(r"'([\w-]+)\[(\w+)\]'", command):
        assert name == PROJECT["project"]["name"]
        assert extra in PROJECT["project"]["optional-dependencies"]


@pytest.mark.parametrize("command", of_kind("as make does"))
def test_as_make_does(command):
    assert AS_MAKE_DOES[command] in MAKEFILE


def test_the_libraries_are_those_of_make():
    (command,) = of_kind("libraries")
    listed = re.search(r"^DEBIAN := (.*)$", MAKEFILE, re.M)[1].split()
    assert set(shlex.split(command)[3:]) == {*listed, "python3-venv"}


@pytest.mark.parametrize("command", of_kind("instead"))
def test_instead(command, tmp_path):
    start = next(start for start in INSTEAD if command.startswith(start))
    program = [sys.executable, *shlex.split(INSTEAD[start])[1:]]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "200"}
    environment["PRE_COMMIT_HOME"] = str(tmp_path)  # the user's home may be no place to write to
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    for option in re.findall(r"--\w+", command):
        if "--help" in program:
            assert option in done.stdout


def commands_of(group, name="posture"):
    """Every command by its name, with the options that it knows."""
    found = {}
    for part, command in group.commands.items():
        if hasattr(command, "commands"):
            found |= commands_of(command, f"{name} {part}")
        else:
            found[f"{name} {part}"] = {o for p in command.params for o in p.opts}
    return found


KNOWN = commands_of(get_command(app)) | {"posture models": set()}


@pytest.mark.parametrize("page", PAGES)
def test_options_and_commands_within_sentences_exist(page):
    options = {option for known in KNOWN.values() for option in known} | {"--help", "--version"}
    for code in documents.inline(page):
        words = code.split()
        if words[0] == "posture" and len(words) > 1 and not words[1].startswith("-"):
            name = next(
                (n for n in sorted(KNOWN, reverse=True) if f"{code} ".startswith(f"{n} ")), ""
            )
            assert name, code
            assert {w for w in words if w.startswith("--")} <= KNOWN[name] | {"--help"}, code
        elif words[0] == "make" and len(words) > 1:
            assert re.search(rf"^{re.escape(words[1])}:", MAKEFILE, re.M), code
        elif code.startswith("pip install "):
            check_pip(shlex.split(code)[2:])
        elif words[0].startswith("--"):
            assert words[0] in options, code


@pytest.mark.parametrize("example", EXAMPLES)
def test_python_examples(example, here):
    with seeing():
        exec(compile(in_short(example), "docs/python.md", "exec"), {})
    plt.close("all")


def test_examples_are_found_at_all():
    assert len(EXAMPLES) >= 6
    assert any("posture.analyze(" in example for example in EXAMPLES)


def test_every_field_of_a_summary_is_documented(here):
    text = documents.read("docs/outputs.md")
    summary = json.loads(Path("runs/run/summary.json").read_text(encoding="utf-8"))
    names = set(re.findall(r"`([^`]+)`", text))
    known = {part for name in names for part in re.split(r"[.\[\]]+", name)}
    known |= set(re.findall(r"\w+", " ".join(re.findall(r"^### (.*)$", text, re.M))))
    missing = sorted(path for path in fields(summary) if path.split(".")[-1] not in known)
    assert missing == []


def fields(summary):
    """Every field, with names of measures, pairs, packages and options left out."""
    by_name = ("measures", "drift", "sides", "waveforms", "settings")
    found = set()

    def walk(value, path):
        if isinstance(value, dict):
            for key, inner in value.items():
                named = path and (path[-1] in by_name or path[-1] == "versions")
                named = named or (path and path[-1].endswith("_deg"))
                if not named:
                    found.add(".".join([*path, key]))
                walk(inner, [*path, key] if not named else [*path[:-1], f"{path[-1]}-entry"])
        elif isinstance(value, list):
            for inner in value:
                walk(inner, path)

    walk(summary, [])
    return found


@pytest.mark.slow
def test_the_documentation_builds_strictly_and_loads_nothing(tmp_path):
    pytest.importorskip("mkdocs", reason="needs the group docs; `make docs` builds it too")
    program = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path)]
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    pages = list(tmp_path.rglob("*.html"))
    assert {"index.html", "outputs.html"} <= {page.name for page in pages}
    loading = re.compile(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=\"(?:https?:)?//")
    assert [p.name for p in pages if loading.search(p.read_text(encoding="utf-8"))] == []
