"""Does posture hold with the newest packages? Install, test and measure with every Python there is.

    python tests/newest.py [3.12 3.13]      # all by default; `make test-newest`

Each Python gets environments of its own under ``.newest``, made anew without ``constraints.txt``:
one with posture as a user installs it from a clone, with the extras, and one with the `movement`
library, which must read its poses. The quick tests run in the first, and a video is analysed; on
the newest Python that is the demo.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / ".newest"
#: Python 3.11 is the oldest that posture supports; later ones than these are to be added here.
MINORS = range(11, 15)
PACKAGES = ("av", "numpy", "pandas", "xarray", "mediapipe", "opencv-contrib-python")
#: Tests run on all cores, those of a file one after the other.
CORES = ("--numprocesses=logical", "--dist=loadfile")
#: Frames of the sample clip that make a short one: ten seconds fresh, then ten tired.
PIECES = ((0, 300), (3000, 3300))
WINDOWS = ("--early", "0:00-0:10", "--late", "0:10-0:20")

_ANSWER = "import sys, venv, ensurepip; print('.'.join(map(str, sys.version_info[:3])))"
_CUT = (
    "import sys; sys.path.insert(0, 'tests/fixtures'); from sample_cuts import cut; "
    f"cut(sys.argv[1], *{PIECES})"
)
_VERSIONS = (
    "import json, sys; from importlib.metadata import version; "
    "print(json.dumps([version(name) for name in sys.argv[1:]]))"
)


class StepError(Exception):
    """A step ended badly; the message says which, and what it printed last."""


@dataclass
class Result:
    """What was found with one Python: a row of the table."""

    python: str
    versions: list[str] = field(default_factory=lambda: ["-"] * (len(PACKAGES) + 1))
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    video: str = "no"
    errors: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        return not self.errors and not self.failed and self.passed > 0


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("python", nargs="*", help="such as 3.12; all of the machine by default")
    wanted = parser.parse_args(arguments).python or [f"3.{minor}" for minor in MINORS]
    pythons = {}
    for version in wanted:
        if path := find_python(version):
            pythons[version] = path
        else:
            print(f"Python {version} is not on this machine: skipped", flush=True)
    results = []
    for number, (version, python) in enumerate(pythons.items(), start=1):
        result = check(version, python, newest=number == len(pythons))
        results.append(result)
        if result.good:  # else the environments are kept, to look into
            shutil.rmtree(FOLDER / version)
        print("\n" + table(results) + "\n", flush=True)
    for result in results:
        for error in result.errors:
            print(f"Python {result.python}: {error}")
    return 0 if results and all(result.good for result in results) else 1


def find_python(version: str) -> Path | None:
    """Find an interpreter that starts and can make environments: on the path, or among pyenv's."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    places = [Path(place) / f"python{version}" for place in os.get_exec_path()]
    for path in [*places, *sorted(pyenv.glob(f"{version}*/bin/python{version}"), reverse=True)]:
        if not path.is_file():
            continue
        answer = subprocess.run([path, "-c", _ANSWER], capture_output=True, text=True, check=False)
        if answer.returncode == 0 and answer.stdout.startswith(f"{version}."):
            return path
    return None


def check(version: str, python: Path, *, newest: bool) -> Result:
    """Install, test and measure with one Python; what fails is kept in the result."""
    result = Result(version)
    home = FOLDER / version
    shutil.rmtree(home, ignore_errors=True)
    try:
        own = environment(python, home / "posture", *source(home), "--group", "dev")
        movement = environment(python, home / "movement", "movement", "h5netcdf")
        result.versions = [*installed(own, PACKAGES), *installed(movement, ["movement"])]
        quick_tests(own, movement, home / "tests.xml", result)
        result.video = analyse(own, demo=newest)
    except StepError as error:
        result.errors.append(str(error))
    return result


def source(home: Path) -> list[str]:
    """Copy what the package is made of: a build in place would leave its old files in the next."""
    copy = home / "source"
    kept = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for name in ("posture", "models", "samples"):
        shutil.copytree(ROOT / name, copy / name, ignore=kept)
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy / name)
    return [f"{copy}[batch,export,netcdf,pace]"]


def environment(python: Path, folder: Path, *packages: str) -> Path:
    """Make an environment with the newest versions of packages; return its Python."""
    step(
        f"{folder.parent.name}: making the environment {folder.name}",
        [python, "-m", "venv", folder],
    )
    own = folder / "bin" / "python"
    pip = [own, "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
    step("newest pip", [*pip, "--upgrade", "pip>=25.1"])
    step("installing", [*pip, *packages])
    return own


def installed(python: Path, packages: Sequence[str]) -> list[str]:
    versions: list[str] = json.loads(step("versions", [python, "-c", _VERSIONS, *packages]))
    return versions


def quick_tests(python: Path, movement: Path, report: Path, result: Result) -> None:
    """Run the tests that need no pose network, in the repository, against the newest packages."""
    began = time.monotonic()
    options = ["-q", "-p", "no:cacheprovider", f"--junitxml={report}", *CORES]
    done = subprocess.run(
        [python, "-m", "pytest", "-m", "not slow and not model", *options],
        cwd=ROOT,
        env={**os.environ, "MOVEMENT_PYTHON": str(movement)},
        check=False,
    )
    if not report.is_file():
        raise StepError(f"the tests did not run (exit code {done.returncode})")
    counts = {name: 0 for name in ("tests", "failures", "errors", "skipped")}
    for suite in ET.parse(report).iter("testsuite"):
        counts = {name: count + int(suite.get(name, 0)) for name, count in counts.items()}
    result.skipped = counts["skipped"]
    result.failed = counts["failures"] + counts["errors"]
    result.passed = counts["tests"] - result.skipped - result.failed
    print(f"tests: {time.monotonic() - began:.0f} s", flush=True)


def analyse(python: Path, *, demo: bool) -> str:
    """Analyse the sample clip, or a part of it, with the installed command."""
    with tempfile.TemporaryDirectory() as folder:
        clip, out = Path(folder) / "short.mp4", Path(folder) / "run"
        step("cutting a short video", [python, "-c", _CUT, clip])
        job = ["demo"] if demo else ["analyze", clip, *WINDOWS]
        command = [python.with_name("posture"), *job, "--out", out, "--quiet"]
        step("analysing a video", command, cwd=Path(folder))
        summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    lean = summary["measures"]["trunk_lean_deg"]
    if lean["change"] is None:
        raise StepError(f"the video was analysed, but its lean not compared: {lean['reason']}")
    what = "demo" if demo else "yes"
    return f"{what}: {summary['strides']} strides, lean {lean['change']:+.1f}° ({lean['verdict']})"


def step(name: str, command: Sequence[str | Path], cwd: Path = ROOT) -> str:
    """Run a command and return what it prints; its last lines say why it failed."""
    print(f"{name} ...", flush=True)
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        last = " / ".join((done.stdout + done.stderr).strip().splitlines()[-3:])
        raise StepError(f"{name}: exit code {done.returncode}: {last}")
    return done.stdout


def table(results: Sequence[Result]) -> str:
    """Draw the results as a Markdown table."""
    heads = ["Python", *PACKAGES, "movement", "passed", "failed", "skipped", "video analysed"]
    rows = [
        [r.python, *r.versions, str(r.passed), str(r.failed), str(r.skipped), r.video]
        for r in results
    ]
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
