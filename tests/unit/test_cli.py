import json
import re
import resource
import shlex
import subprocess
import sys
from importlib.metadata import version

import pytest
from helpers_run import make_run
from pipeline_fakes import film, left_in, network, see
from typer.testing import CliRunner

from posture import console, pipeline
from posture.cli import EXAMPLES_OF_ANALYZE, EXAMPLES_OF_COMPARE, app
from posture.errors import ModelError
from posture.settings.option import GROUPS
from posture.settings.options import Settings

#: Packages that take long to import, and that no help needs.
HEAVY = [
    *("numpy", "pandas", "matplotlib", "cv2", "mediapipe", "xarray", "scipy", "jinja2"),
    *("av", "pyarrow", "PIL"),
]
#: Processor time that a help may take, seconds.
HELP_S = 0.7


def run(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def plain(text):
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


@pytest.fixture
def clip(tmp_path):
    return film(tmp_path / "clip.mp4", 8.0)


def test_help_names_the_commands_of_the_contract():
    result = run("--help")
    assert result.exit_code == 0
    for command in ("analyze", "compare", "clip", "plot", "demo", "models", "info"):
        assert re.search(rf"\b{command}\b", plain(result.stdout)), command
    models = plain(run("models", "--help").stdout)
    assert all(command in models for command in ("list", "fetch", "verify"))


@pytest.mark.parametrize("command", ["analyze", "compare"])
def test_options_of_the_contract(command):
    text = plain(CliRunner().invoke(app, [command, "--help"], env={"COLUMNS": "200"}).stdout)
    shared = "out early late facing level speed-factor grade model workers subject no-video csv"
    for option in f"{shared} blur-face quiet".split():
        assert f"--{option}" in text, option


@pytest.mark.parametrize("command", ["analyze", "compare"])
def test_options_are_listed_by_group_with_their_text(command):
    text = plain(CliRunner().invoke(app, [command, "--help"], env={"COLUMNS": "200"}).stdout)
    heads = [text.index(f"─ {group} ─") for group in GROUPS]
    assert heads == sorted(heads)
    for option in Settings.options().values():
        found = re.search(rf"{option.flag} .*{re.escape(option.help)}", text)
        assert bool(found) == (option.two_videos or command == "analyze"), option.flag
        if found:
            under = max(
                (head, group)
                for head, group in zip(heads, GROUPS, strict=True)
                if head < found.start()
            )
            assert under[1] == option.group, option.flag


@pytest.mark.parametrize(
    ("command", "examples"), [("analyze", EXAMPLES_OF_ANALYZE), ("compare", EXAMPLES_OF_COMPARE)]
)
def test_the_examples_of_the_help_are_commands_that_are_understood(
    command, examples, monkeypatch, tmp_path
):
    shown = run(command, "--help").stdout
    lines = [line for line in examples.splitlines() if line.startswith("posture ")]
    assert len(lines) >= 3
    asked = []
    for name in ("analyze", "compare", "analyze_pieces"):
        monkeypatch.setattr(
            f"posture.{name}", lambda *a, **k: asked.append(k) or make_run(), raising=False
        )
    for line in lines:
        assert f" {line} " in shown
        assert run(*shlex.split(line)[1:], "--quiet").exit_code == 0, line
        own = {"out", "progress", "at"}
        Settings.build(**{name: value for name, value in asked[-1].items() if name not in own})
    assert len(asked) == len(lines)


def test_the_version_is_printed():
    result = run("--version")
    assert (result.exit_code, result.stdout) == (0, f"posture {version('running-posture')}\n")


def test_help_answers_at_once_and_imports_nothing_heavy():
    code = (
        "import sys\n"
        "sys.argv[1:] = ['--help']\n"
        "from posture.cli import main\n"
        "try:\n    main()\n"
        f"finally:\n    print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    )
    spent = []
    for _ in range(2):  # the first may have to compile
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        assert "analyze" in done.stdout
        assert done.stderr == "[]\n"
    print(f"posture --help: {min(spent):.2f} s of processor time")  # seen with pytest -s
    assert min(spent) < HELP_S


@pytest.mark.parametrize(
    "arguments",
    [
        ("analyze", "x.mp4", "--wings"),
        ("analyze",),
        ("compare", "x.mp4"),
        ("analyze", "x.mp4", "--workers", "many"),
        ("fly",),
        (),
    ],
)
def test_wrong_usage_exits_with_2(arguments):
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_analyze_says_what_came_out_and_where(clip, tmp_path):
    with network(see):
        result = run("analyze", clip, "--out", tmp_path / "run", "--no-video", "--csv")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == f"report: {tmp_path / 'run' / 'report.html'}"
    assert result.stdout.splitlines()[1].startswith("Your trunk leans about ")
    assert "frames.csv" in left_in(tmp_path / "run")
    warned = json.loads((tmp_path / "run" / "summary.json").read_text())["quality"]["warnings"]
    assert [line.split(":")[0] for line in result.stderr.splitlines()] == ["warning"] * len(warned)
    assert all(line.endswith(".") and ") (" not in line for line in result.stderr.splitlines())
    assert any(warning["code"] == "low_frame_rate" for warning in warned)


def test_the_options_reach_the_pipeline(clip, tmp_path):
    options = "--early 0-2 --late 50%-100% --facing right --level -1.5 --speed-factor 1 --grade 2"
    with network(see):
        result = run("analyze", clip, "--out", tmp_path / "run", "--no-video", *options.split())
    assert result.exit_code == 0
    summary = json.loads((tmp_path / "run" / "summary.json").read_text())
    expected = {"early": "0-2", "late": "50%-100%", "facing": "right", "level": -1.5, "grade": 2.0}
    assert summary["settings"].items() >= (expected | {"video": False, "speed_factor": 1.0}).items()
    assert summary["quality"]["level_deg"] == -1.5
    assert summary["quality"]["level_applied"] is True


def test_no_charts_are_drawn_where_none_are_wanted(clip, tmp_path):
    with network(see, charts=True):
        result = run("analyze", clip, "--out", tmp_path / "run", "--no-video", "--no-charts")
    assert result.exit_code == 0
    assert "report.html" in left_in(tmp_path / "run")
    assert "charts" not in left_in(tmp_path / "run")


def test_quiet_prints_nothing(clip, tmp_path):
    with network(see):
        result = run("analyze", clip, "--out", tmp_path / "run", "--quiet", "--no-video")
    assert (result.exit_code, result.output) == (0, "")


def test_compare_writes_both_clips(clip, tmp_path):
    with network(see):
        result = run("compare", clip, clip, "--out", tmp_path / "run")
    assert result.exit_code == 0
    assert {"annotated.mp4", "annotated_late.mp4"} <= set(left_in(tmp_path / "run"))


def test_progress_is_a_bar_on_a_terminal_and_nothing_elsewhere(monkeypatch, capsys):
    with console.show_progress(quiet=False) as tell:
        assert tell is None
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    with console.show_progress(quiet=True) as tell:
        assert tell is None
    with console.show_progress(quiet=False) as tell:
        tell("Finding the runner", 1, 4)
        tell("Finding the runner", 4, 4)
    assert "Finding the runner" in plain(capsys.readouterr().err)


def test_a_forced_colour_makes_no_terminal(monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    with console.show_progress(quiet=False) as tell:
        assert tell is None


def test_demo_analyses_the_sample(monkeypatch, tmp_path):
    asked = {}

    def analyze(video, **options):
        asked.update(options, video=video)
        return make_run()

    monkeypatch.setattr("posture.analyze", analyze, raising=False)
    result = run("demo", "--quiet", "--out", tmp_path / "run")
    assert result.exit_code == 0
    assert asked["video"].name == "fresh_to_tired.mp4"
    assert asked["video"].is_file()
    assert asked["out"] == tmp_path / "run"


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_plot_draws_a_saved_run_again(saved, tmp_path, kind):
    out = tmp_path / f"chart.{kind}"
    result = run("plot", saved, "--measure", "trunk_lean_deg", "--out", out)
    assert result.exit_code == 0
    assert result.stdout == f"chart: {out}\n"
    assert out.read_bytes()[:4] in (b"\x89PNG", b"<?xm", b"%PDF")


def test_plot_writes_into_the_run_by_default(saved):
    assert run("plot", saved).exit_code == 0
    assert (saved / "charts" / "drift.png").stat().st_size > 1000


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--measure", "wingspan"), "wingspan"),
        (("--out", "chart.doc"), "chart.doc"),
        (("--out", "/proc/nowhere/chart.png"), "--out"),
        (("--out", "{saved}/summary.json/chart.png"), "--out"),
    ],
)
def test_plot_refuses_with_2(saved, arguments, says):
    before = left_in(saved)
    result = run("plot", saved, *(a.format(saved=saved) for a in arguments))
    assert result.exit_code == 2, result.stderr
    assert result.stderr.count("\n") == 1
    assert says in result.stderr
    assert left_in(saved) == before


def test_plot_of_something_else_is_wrong_usage(tmp_path):
    result = run("plot", tmp_path)
    assert result.exit_code == 2
    assert "not the folder of a finished run" in result.stderr


def test_plot_of_a_run_without_a_runner_says_so(clip, tmp_path):
    with network(lambda info: see(info, gait="standing")):
        assert run("analyze", clip, "--out", tmp_path / "run").exit_code == 4
    result = run("plot", tmp_path / "run")
    assert "Traceback" not in result.output
    assert result.exit_code in (0, 2)


def test_info_names_the_versions_that_matter(tmp_path, monkeypatch):
    monkeypatch.setenv("POSTURE_MODELS", str(tmp_path))
    found = json.loads(run("info").stdout)
    assert {"python", "running-posture", "mediapipe", "numpy", "av"} <= set(found)
    assert found["models"] == str(tmp_path)


def test_models_are_listed_with_their_state(tmp_path, monkeypatch):
    monkeypatch.setenv("POSTURE_MODELS", str(tmp_path))
    (tmp_path / "pose_landmarker_heavy.task").write_bytes(b"damaged")
    result = CliRunner().invoke(app, ["models", "list"], env={"COLUMNS": "120"})
    lines = {
        name: line
        for line in result.stdout.splitlines()
        for name in ("heavy", "full", "lite")
        if name in line.split("│")[0:2][-1]
    }
    assert "damaged" in lines["heavy"]
    assert "no" in lines["lite"]


@pytest.mark.parametrize("content", [None, b"damaged"])
def test_a_model_that_is_missing_or_damaged_exits_with_5(tmp_path, monkeypatch, content):
    monkeypatch.setenv("POSTURE_MODELS", str(tmp_path))
    if content is not None:
        (tmp_path / "pose_landmarker_heavy.task").write_bytes(content)
    result = run("models", "verify", "heavy")
    assert result.exit_code == 5
    assert result.stderr.count("\n") == 1


def test_a_model_that_cannot_be_had_exits_with_5_and_writes_nothing(clip, tmp_path, monkeypatch):
    def gone(name, progress):
        raise ModelError("the heavy model cannot be had")

    monkeypatch.setattr(pipeline, "resolve", gone)
    result = run("analyze", clip, "--out", tmp_path / "runs" / "run")
    assert (result.exit_code, result.stderr) == (5, "posture: the heavy model cannot be had\n")
    assert left_in(tmp_path) == ["clip.mp4"]


def test_no_such_model_to_fetch_is_wrong_usage():
    assert run("models", "fetch", "gigantic").exit_code == 2
