"""The rules of the house: who may import whom, how long a module may be, which words are used."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "posture"
#: Folders beside this file whose code is not in the package: tests/benchmarks, models/training.
ELSEWHERE = {"benchmarks", "training", "training/back_edge"}

#: Parts of the package from the ground up: a module imports only from parts that stand above its
#: own in this list, or from its own. Nothing may import what stands last.
LAYERS = (
    *("errors", "utils", "settings", "video", "kept", "pose", "tracks", "camera"),
    *("gait", "learned", "back", "standing"),
    *("measures", "pace", "comparison", "results", "capture", "exchange", "charts"),
    *("render", "report", "store"),
    *("following", "recording", "levels", "session", "joining", "windows_shown"),
    *("quality", "unmeasured", "against_standing"),
    *("conclude", "writing"),
    *("check", "forecast", "pipeline", "run", "api", "cohort"),
    *("posture", "cli_options", "progress", "console", "cli_errors", "app"),
    *(
        "cli_app",
        "cli_batch",
        "cli_cache",
        "cli_check",
        "cli_clip",
        "cli_export",
        "cli_history",
        "cli",
    ),
    *("__main__", "synthetic"),
)
MOST_LINES = 300
MOST_LINES_OF_A_FUNCTION = 60
#: Words of our own for what has a name in the field or in plain English, as parts of a name.
PRIVATE_WORDS = {
    "told": "reported, estimated",
    "withhold": "remove",
    "withheld": "remove",
    "likely": "shape_prior, ShapePrior",
    "oddness": "novelty",
    "looseness": "loose_clothing_score",
    "rhythm": "gait",
    "breadth": "shoulder_width",
    "spotlight": "runner_mask",
    "plate": "status_box",
    "confounders": "covariates",
    "habits": "training_notes",
    "lessons": "training_scenes",
    "lesson": "training scene",
    "certainty": "stats",
}

Imports = dict[str, set[str]]


def modules_of(package: Path) -> dict[str, Path]:
    """Every module by its dotted name; a package goes by its own name."""
    found = {}
    for path in sorted(package.rglob("*.py")):
        parts = (package.name, *path.relative_to(package).with_suffix("").parts)
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports_of(package: Path) -> Imports:
    """Modules of the package that each one imports, in whatever place of its text."""
    modules = modules_of(package)
    return {name: set(_imported(name, path, modules)) for name, path in modules.items()}


def _imported(name: str, path: Path, modules: dict[str, Path]) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            wanted = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            source = _absolute(node, name, path.name == "__init__.py")
            wanted = [_module_or_content(source, alias.name, modules) for alias in node.names]
        else:
            continue
        yield from (module for module in wanted if module in modules and module != name)


def _absolute(node: ast.ImportFrom, name: str, is_package: bool) -> str:
    if not node.level:
        return node.module or ""
    parts = name.split(".")
    above = parts[: len(parts) - node.level + is_package]
    return ".".join([*above, *([node.module] if node.module else [])])


def _module_or_content(source: str, name: str, modules: dict[str, Path]) -> str:
    """`from a import b`: the module a.b, unless `a` defines or fetches a `b` of its own."""
    inner = f"{source}.{name}"
    if inner not in modules:
        return source
    text = modules[source].read_text(encoding="utf-8")
    return source if name in _names_in(ast.parse(text)) else inner


def _names_in(tree: ast.Module) -> set[str]:
    names = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names |= {alias.asname or alias.name for alias in node.names}
    return names


def layer_of(module: str) -> str:
    """The part of the package a module belongs to; the package's own front is ``posture``."""
    package, _, inner = module.partition(".")
    return inner.split(".")[0] or package


def arrows_upward(imports: Imports) -> list[str]:
    """Imports from a part that stands below the importing module's own in `LAYERS`."""
    return sorted(
        f"{name} -> {other}"
        for name, others in imports.items()
        for other in others
        if LAYERS.index(layer_of(other)) > LAYERS.index(layer_of(name))
    )


def circle_in(imports: Imports) -> list[str]:
    """Modules that import one another in a circle, or nothing."""
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_the_tests_of_units_mirror_the_package():
    unit = Path(__file__).parent
    folders = {path.parent.relative_to(unit) for path in unit.rglob("test_*.py")}
    strangers = [folder for folder in folders if not (PACKAGE / folder).is_dir()]
    assert {str(folder) for folder in strangers} <= ELSEWHERE


def test_every_part_has_its_place():
    unplaced = {layer_of(name) for name in modules_of(PACKAGE)} - set(LAYERS)
    assert unplaced == set()


def test_no_module_imports_from_what_stands_below_it():
    assert arrows_upward(imports_of(PACKAGE)) == []


def test_no_modules_import_one_another_in_a_circle():
    assert circle_in(imports_of(PACKAGE)) == []


@pytest.fixture
def small_house(tmp_path):
    """A package in order: pose imports video, and cli both."""
    package = tmp_path / "posture"
    for name, text in {
        "__init__.py": "",
        "errors.py": "",
        "video/__init__.py": "from posture.video.read import read\n",
        "video/read.py": "from posture.errors import VideoError\ndef read(): ...\n",
        "pose/__init__.py": "",
        "pose/detect.py": "from posture.video import read\nimport numpy as np\n",
        "cli.py": "import posture.pose.detect\nfrom posture.video import read\n",
    }.items():
        path = package / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return package


def test_the_check_sees_what_is_imported(small_house):
    assert imports_of(small_house) == {
        "posture": set(),
        "posture.errors": set(),
        "posture.video": {"posture.video.read"},
        "posture.video.read": {"posture.errors"},
        "posture.pose": set(),
        "posture.pose.detect": {"posture.video"},
        "posture.cli": {"posture.pose.detect", "posture.video"},
    }
    assert arrows_upward(imports_of(small_house)) == []
    assert circle_in(imports_of(small_house)) == []


@pytest.mark.parametrize(
    "line",
    [
        "from posture.pose.detect import detect",
        "from posture.pose import detect",
        "from posture import pose",
        "import posture.pose.detect as network",
        "from ..pose import detect",
        "def late():\n    from posture.pose.detect import detect",
        "if TYPE_CHECKING:\n    from posture.pose.detect import Detections",
    ],
)
def test_the_check_fails_where_an_arrow_upward_is_added(small_house, line):
    with (small_house / "video" / "read.py").open("a") as module:
        module.write(line + "\n")
    (arrow,) = arrows_upward(imports_of(small_house))
    assert arrow.startswith("posture.video.read -> posture.pose")


def test_the_check_fails_where_a_circle_is_added(small_house):
    with (small_house / "video" / "read.py").open("a") as module:
        module.write("from . import probe\n")
    (small_house / "video" / "probe.py").write_text("import posture.video.read\n")
    assert arrows_upward(imports_of(small_house)) == []
    assert set(circle_in(imports_of(small_house))) == {"posture.video.read", "posture.video.probe"}


def long_modules(package: Path) -> list[str]:
    return [
        name
        for name, path in modules_of(package).items()
        if len(path.read_text(encoding="utf-8").splitlines()) > MOST_LINES
    ]


def long_functions(package: Path) -> list[str]:
    return [
        f"{name}.{node.name}"
        for name, path in modules_of(package).items()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > MOST_LINES_OF_A_FUNCTION
    ]


def test_modules_and_functions_are_short():
    assert long_modules(PACKAGE) == []
    assert long_functions(PACKAGE) == []


def test_what_is_too_long_is_seen(tmp_path):
    body = "    x = 1\n"
    (tmp_path / "fits.py").write_text("def f():\n" + 59 * body + 240 * "\n")
    assert (long_modules(tmp_path), long_functions(tmp_path)) == ([], [])
    (tmp_path / "long.py").write_text("def g():\n" + 60 * body + 240 * "\n")
    package = tmp_path.name
    assert long_modules(tmp_path) == [f"{package}.long"]
    assert long_functions(tmp_path) == [f"{package}.long.g"]


def names_in(text: str) -> set[str]:
    """Every name that a module gives: variables, functions, classes, parameters, fields."""
    names = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store):
            names.add(node.id if isinstance(node, ast.Name) else node.attr)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.arg):
            names.add(node.arg)
    return names


def private_words(name: str) -> set[str]:
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)
    return {word.lower() for word in words} & set(PRIVATE_WORDS)


def test_names_are_those_of_the_field():
    private = {
        f"{module}: {name}"
        for module, path in modules_of(PACKAGE).items()
        for name in names_in(path.read_text(encoding="utf-8")) | {module.split(".")[-1]}
        if private_words(name)
    }
    assert sorted(private) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("told = 1", {"told"}),
        ("def withhold_back(): ...", {"withhold"}),
        ("class Spotlight: ...", {"spotlight"}),
        ("def f(shoulder_breadth): ...", {"breadth"}),
        ("class A:\n    is_likely: bool = True", {"likely"}),
        ("template, unlikely, toldest = 1, 2, 3", set()),
    ],
)
def test_a_private_word_is_seen(text, words):
    assert {word for name in names_in(text) for word in private_words(name)} == words
