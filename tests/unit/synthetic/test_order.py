"""The parts of the virtual runner in their order: none imports from a later one."""

import ast
from pathlib import Path

import pytest

from posture import synthetic

ORDER = ("bodies", "motion", "drawing", "scene")
HERE = Path(synthetic.__file__).parent
NAME = "posture.synthetic."


def imports_of(source: str) -> set[str]:
    """Modules of the virtual runner that a module imports, such as ``motion.plan``."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            parent = node.module or ""
            names = {f"{parent}.{alias.name}" for alias in node.names}
            found |= names if (parent + ".").count(".") == NAME.count(".") + 1 else {parent}
    return {name.removeprefix(NAME) for name in found if name.startswith(NAME)}


def modules() -> dict[str, set[str]]:
    return {
        f"{part}.{path.stem}": imports_of(path.read_text(encoding="utf-8"))
        for part in ORDER
        for path in (HERE / part).glob("*.py")
    }


def upward(module: str, imported: set[str]) -> list[str]:
    """Imports of a module from parts that come after its own."""
    own = ORDER.index(module.split(".")[0])
    return sorted(name for name in imported if ORDER.index(name.split(".")[0]) > own)


def test_every_part_imports_only_from_itself_and_those_before_it():
    found = modules()
    assert found["motion.posing"] >= {"bodies.skeleton", "motion.legs"}
    for module, imported in found.items():
        assert upward(module, imported) == [], module


@pytest.mark.parametrize(
    "line",
    [
        "from posture.synthetic.scene.film import Sensor",
        "from posture.synthetic.scene import film",
        "import posture.synthetic.scene.film",
    ],
)
def test_an_arrow_upward_is_found(line):
    assert upward("drawing.mesh", imports_of(line)) == ["scene.film"]
